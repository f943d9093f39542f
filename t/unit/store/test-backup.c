#include "base/clock.h"
#include "server.h"
#include "store/backup.h"
#include "store/outbox.h"
#include "store/schema.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* The desk is on the engine of the run; a backup is always a file, in a folder of its own. */
static char *folder;
static char *path;

static void
make_stores(void)
{
    scratch_make_store();
    folder = g_dir_make_tmp("desk-backup-XXXXXX", NULL);
    path = g_build_filename(folder, "desk.backup", NULL);
}

static void
remove_stores(void)
{
    scratch_remove();
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *file = g_build_filename(folder, name, NULL);
        g_unlink(file);
    }
    g_rmdir(folder);
    g_free(folder);
    g_free(path);
}

TestSuite(backup, .init = make_stores, .fini = remove_stores, .timeout = 60);

/* "desk.backup ..." */
static char *
list_folder(void)
{
    GString *names = g_string_new(NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        g_string_append_printf(names, "%s ", name);
    return g_string_free(names, FALSE);
}

static void
change_file(const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, &message);
    cr_assert_eq(code, SQLITE_OK, "%s: %s", sql, message);
    sqlite3_close(db);
}

static gint64
ask_file(const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(stmt), SQLITE_ROW, "%s", sql);
    gint64 number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return number;
}

/* Writes a ticket while the backup is at work, then ends it after so many pages (0: never). */
typedef struct {
    DeskStore *store;
    bool written;
    unsigned pages;
} Meddler;

static bool
meddle(const DeskCopyProgress *progress, gpointer data)
{
    Meddler *meddler = data;
    (void) progress;
    if (meddler->store && !meddler->written) {
        scratch_ticket(meddler->store, scratch_contact(meddler->store, "late@example.org"));
        meddler->written = true;
    }
    return meddler->pages == 0 || --meddler->pages > 0;
}

static bool
back_up(Meddler *meddler, GError **error)
{
    DeskCopyWatch watch = { meddle, meddler };
    g_autoptr(GArray) results = NULL;
    return desk_store_backup(scratch_url, path, meddler ? &watch : NULL, &results, error);
}

/* An empty place for a desk. On a server it is the database of the desk, which is gone then. */
static char *
take_away(void)
{
    if (!server_is_wanted())
        return scratch_elsewhere();
    server_sql(
        "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    return g_strdup(scratch_url);
}

static bool
restore_to(const char *url, DeskRestore *restore, Meddler *meddler, GError **error)
{
    DeskCopyWatch watch = { meddle, meddler };
    g_autoptr(GArray) results = NULL;
    return desk_store_restore(path, url, restore, meddler ? &watch : NULL, &results, error);
}

static void
expect_error(GError *error, DeskStoreError code, const char *part)
{
    cr_assert_not_null(error, "expected: %s", part);
    cr_expect(g_error_matches(error, DESK_STORE_ERROR, (gint) code), "code %d: %s", error->code,
              error->message);
    cr_expect_not_null(strstr(error->message, part), "no '%s' in: %s", part, error->message);
}

static void
queue_mail(DeskStore *store, gint64 ticket, gint64 contact)
{
    char *const none = (char *) "";
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = contact,
                          .kind = (char *) "ack",
                          .message_id = none,
                          .recipient = (char *) "jane@example.org",
                          .language = (char *) "en",
                          .next_at = 5 };
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
}

/* A ticket with three mails: one was sent, one is in somebody's hands, one waits. */
static gint64
fill(void)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 contact = scratch_contact(store, "jane@example.org");
    gint64 ticket = scratch_ticket(store, contact);
    G_GNUC_UNUSED g_autoptr(GPtrArray) rows = NULL;
    scratch_message(store, ticket, 1);
    for (int i = 0; i < 3; i++)
        queue_mail(store, ticket, contact);
    SCRATCH_OK(desk_store_outbox_claim(store, "host.1", 10, 100, 2, &rows, &error));
    bool mine = false;
    DeskOutboxResult sent = { .state = DESK_OUTBOX_SENT };
    gint64 first = ((const DeskOutboxRow *) rows->pdata[0])->id;
    SCRATCH_OK(desk_store_outbox_settle(store, first, "host.1", 20, &sent, &mine, &error));
    cr_assert(mine);
    return ticket;
}

Test(backup, is_one_file_of_mode_0600_that_opens_as_nothing_else)
{
    static const DeskStoreMode modes[] = { DESK_STORE_READ, DESK_STORE_WRITE, DESK_STORE_COPY,
                                           DESK_STORE_DRAFT };
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    struct stat st;
    fill();
    SCRATCH_OK(back_up(NULL, &error));
    g_autofree char *names = list_folder();
    cr_expect_str_eq(names, "desk.backup ");
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0600);
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskStore) store = desk_store_open(url, modes[i], &error);
        cr_expect_null(store, "mode %zu", i);
        expect_error(error, DESK_STORE_ERROR_VERSION, "'deskctl restore'");
    }
    g_autoptr(GError) error = NULL;
    DeskRestore restore = { .gap = 1 };
    g_autoptr(DeskStore) desk = desk_store_open(scratch_url, DESK_STORE_BACKUP, &error);
    cr_expect_null(desk);
    expect_error(error, DESK_STORE_ERROR_VERSION, "is no backup");
    g_clear_error(&error);
    cr_expect_not(restore_to(scratch_url, &restore, NULL, &error));
    expect_error(error, DESK_STORE_ERROR_EXISTS, "holds a desk already");
}

Test(backup, is_never_written_over_anything)
{
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_set_contents(path, "mine", -1, NULL));
    cr_expect_not(back_up(NULL, &error));
    expect_error(error, DESK_STORE_ERROR_EXISTS, "is there already");
}

/* It may be one that another process has made this very moment. */
Test(backup, a_draft_of_another_is_left_alone)
{
    static const char *const drafts[] = { "another", "" };
    g_autofree char *draft = g_strconcat(path, ".unfinished", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(drafts); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(
            g_file_set_contents_full(draft, drafts[i], -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        cr_expect_not(back_up(NULL, &error), "'%s'", drafts[i]);
        expect_error(error, DESK_STORE_ERROR_EXISTS, "another backup is being written");
        g_autofree char *names = list_folder();
        cr_expect_str_eq(names, "desk.backup.unfinished ");
    }
}

Test(backup, leaves_nothing_behind_when_it_fails)
{
    Meddler meddler = { .pages = 2 };
    g_autoptr(GError) error = NULL;
    fill();
    cr_expect_not(back_up(&meddler, &error));
    cr_assert_not_null(error);
    g_autofree char *names = list_folder();
    cr_expect_str_eq(names, "");
}

Test(backup, is_of_one_moment_while_others_write)
{
    g_autoptr(DeskStore) writer = scratch_open(DESK_STORE_WRITE);
    Meddler meddler = { .store = writer };
    fill();
    SCRATCH_OK(back_up(&meddler, &error));
    cr_expect(meddler.written);
    cr_expect_eq(ask_file("SELECT COUNT(*) FROM ticket"), 1);
    cr_expect_eq(ask_file("SELECT COUNT(*) FROM contact"), 1);
    cr_expect_eq(scratch_count(writer, "contacts"), 2);
}

static DeskStore *
open_restored(const char *url)
{
    g_autoptr(GError) error = NULL;
    DeskStore *store = desk_store_open(url, DESK_STORE_WRITE, &error);
    cr_assert_not_null(store, "%s", error ? error->message : "");
    return store;
}

Test(backup, t2_what_is_restored_begins_a_new_epoch_above_a_gap)
{
    DeskRestore restore = { .gap = 500, .now = 77 };
    gint64 ticket = fill();
    SCRATCH_OK(back_up(NULL, &error));
    g_autoptr(DeskStore) old = scratch_open(DESK_STORE_READ);
    g_autoptr(GPtrArray) before = desk_store_epochs(old, NULL);
    g_clear_pointer(&old, desk_store_close);
    g_autofree char *url = take_away();
    SCRATCH_OK(restore_to(url, &restore, NULL, &error));
    g_autoptr(DeskStore) store = open_restored(url);
    g_autoptr(GPtrArray) now = desk_store_epochs(store, NULL);
    cr_assert_eq(before->len, 1);
    cr_assert_eq(now->len, 2);
    const DeskEpoch *first = now->pdata[0], *second = now->pdata[1];
    cr_expect_str_eq(first->epoch, ((const DeskEpoch *) before->pdata[0])->epoch);
    cr_expect_str_neq(second->epoch, first->epoch);
    cr_expect_eq(first->last_ticket, ticket);
    cr_expect_eq(second->last_ticket, 0);
    gint64 contact = scratch_contact(store, "new@example.org");
    cr_expect_gt(contact, 500);
    cr_expect_gt(scratch_ticket(store, contact), ticket + 500);
}

Test(backup, what_waited_to_be_sent_is_in_doubt_and_says_so)
{
    static const DeskOutboxState expected[] = { DESK_OUTBOX_UNCERTAIN, DESK_OUTBOX_UNCERTAIN,
                                                DESK_OUTBOX_SENT }; /* newest first */
    g_autoptr(GPtrArray) rows = NULL;
    g_autoptr(GPtrArray) events = NULL;
    g_autoptr(GPtrArray) due = NULL;
    DeskRestore restore = { .gap = 1, .now = 77 };
    gint64 ticket = fill();
    SCRATCH_OK(back_up(NULL, &error));
    g_autofree char *url = take_away();
    SCRATCH_OK(restore_to(url, &restore, NULL, &error));
    cr_expect_eq(restore.uncertain, 2);
    g_autoptr(DeskStore) store = open_restored(url);
    SCRATCH_OK(desk_store_outbox_list(store, NULL, ticket, 10, &rows, &error));
    cr_assert_eq(rows->len, 3);
    for (guint i = 0; i < 3; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        cr_expect_eq(row->state, expected[i], "row %u", i);
        cr_expect_null(row->lease_owner, "row %u", i);
        cr_expect_eq(row->settled, expected[i] == DESK_OUTBOX_SENT ? 20 : 77, "row %u", i);
    }
    SCRATCH_OK(desk_store_event_list(store, ticket, &events, &error));
    cr_assert_eq(events->len, 2);
    for (guint i = 0; i < 2; i++) {
        const DeskEvent *event = events->pdata[i];
        cr_expect_str_eq(event->kind, "outbox-uncertain");
        cr_expect_eq(event->at, 77);
        cr_expect_not_null(strstr(event->detail, "may have been sent since"), "%s", event->detail);
    }
    SCRATCH_OK(desk_store_outbox_claim(store, "x", 1000, 2000, 10, &due, &error));
    cr_expect_eq(due->len, 0);
    bool done = false;
    SCRATCH_OK(desk_store_outbox_retry(store, ((const DeskOutboxRow *) rows->pdata[0])->id, 1000,
                                       &done, &error));
    cr_expect(done);
}

Test(backup, t2_a_store_that_came_back_by_other_means_begins_again)
{
    DeskRestore restore = { .gap = 500, .now = 77 };
    gint64 ticket = fill();
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin_again(store, &restore, &error));
    cr_expect_eq(restore.uncertain, 2);
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_assert_eq(epochs->len, 2);
    cr_expect_eq(((const DeskEpoch *) epochs->pdata[0])->last_ticket, ticket);
    cr_expect_gt(scratch_ticket(store, scratch_contact(store, "new@example.org")), ticket + 500);
}

Test(backup, a_restored_desk_is_whole_or_none)
{
    unsigned runs = 0;
    DeskRestore restore = { .gap = 1 };
    bool whole = false;
    fill();
    SCRATCH_OK(back_up(NULL, &error));
    g_autofree char *url = take_away();
    while (!whole) {
        Meddler meddler = { .pages = ++runs };
        g_autoptr(GError) error = NULL;
        g_autoptr(GError) cause = NULL;
        whole = restore_to(url, &restore, &meddler, &error);
        g_autoptr(DeskStore) store = desk_store_open(url, DESK_STORE_WRITE, &cause);
        cr_expect_eq(store != NULL, whole, "run %u", runs);
        if (!whole)
            expect_error(cause, DESK_STORE_ERROR_VERSION, "'deskctl restore'");
    }
    cr_expect_gt(runs, 3);
}

/* What an older program would have written: its tables, and rows that it had. */
static void
make_old_backup(gint64 version)
{
    for (gint64 i = 1; i <= version; i++)
        change_file(desk_schema_sqlite(i));
    g_autofree char *mark =
        g_strdup_printf("INSERT INTO schema_version VALUES (%" G_GINT64_FORMAT ");"
                        "INSERT INTO epoch (epoch) VALUES ('old');"
                        "INSERT INTO ticket (id, subject, status, priority, mailbox, language,"
                        " created, updated) VALUES (7, 'x', 'closed', 'low', 'm', 'en', 1, 2)",
                        DESK_SCHEMA_BACKUP + version);
    change_file(mark);
    g_chmod(path, 0600);
}

Test(backup, of_an_older_version_is_brought_up_to_date_and_stays_as_it_is)
{
    for (gint64 version = 1; version <= desk_schema_version(); version++) {
        g_autofree char *url = g_strdup_printf("sqlite:%s/%d.db", folder, (int) version);
        g_autofree char *before = NULL;
        g_autofree char *after = NULL;
        g_autofree char *names = NULL;
        gsize size = 0, now = 0;
        DeskRestore restore = { .gap = 10 };
        make_old_backup(version);
        cr_assert(g_file_get_contents(path, &before, &size, NULL));
        SCRATCH_OK(restore_to(url, &restore, NULL, &error));
        cr_assert(g_file_get_contents(path, &after, &now, NULL));
        cr_expect(size == now && memcmp(before, after, size) == 0, "version %d", (int) version);
        names = list_folder();
        cr_expect_null(strstr(names, "desk.backup-"), "%s", names);
        g_autoptr(DeskTicket) ticket = NULL;
        g_autoptr(DeskStore) store = open_restored(url);
        SCRATCH_OK(desk_store_ticket_get(store, 7, &ticket, &error));
        cr_assert_not_null(ticket);
        cr_expect_eq(ticket->status, DESK_STATUS_CLOSED);
        g_unlink(path);
    }
}

static bool
overtake(const DeskCopyProgress *progress, gpointer data)
{
    const char **url = data;
    const char *to = g_steal_pointer(url);
    DeskRestore restore = { .gap = 1 };
    if (to)
        SCRATCH_OK(restore_to(to, &restore, NULL, &error));
    return progress->done > 0;
}

Test(backup, of_two_that_restore_it_one_begins_the_epoch)
{
    fill();
    SCRATCH_OK(back_up(NULL, &error));
    g_autofree char *url = take_away();
    const char *left = url;
    DeskCopyWatch watch = { overtake, &left };
    DeskRestore restore = { .gap = 1 };
    g_autoptr(GArray) results = NULL;
    g_autoptr(GError) error = NULL;
    cr_expect_not(desk_store_restore(path, url, &restore, &watch, &results, &error));
    expect_error(error, DESK_STORE_ERROR_EXISTS, "holds a desk");
    g_autoptr(DeskStore) store = open_restored(url);
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_assert_not_null(epochs);
    cr_expect_eq(epochs->len, 2, "%u", epochs->len);
}

/* Killed before it has made a single table: the same command goes on. */
Test(backup, a_restore_that_was_killed_at_once_goes_on)
{
    if (server_is_wanted())
        cr_skip_test("a server makes all tables or none");
    g_autofree char *url = scratch_elsewhere();
    DeskRestore restore = { .gap = 1 };
    SCRATCH_OK(back_up(NULL, &error));
    cr_assert(g_file_set_contents_full(url + strlen("sqlite:"), "", 0, G_FILE_SET_CONTENTS_NONE,
                                       0600, NULL));
    SCRATCH_OK(restore_to(url, &restore, NULL, &error));
    g_autoptr(DeskStore) store = open_restored(url);
}

Test(backup, what_this_program_cannot_read_is_refused)
{
    g_autofree char *url = scratch_elsewhere();
    static const struct {
        const char *change;
        DeskStoreError code;
        const char *part;
    } rows[] = {
        { "UPDATE schema_version SET version = 1000900", DESK_STORE_ERROR_VERSION,
          "by a newer program, with schema version 900" },
        { "UPDATE schema_version SET version = -3", DESK_STORE_ERROR_VERSION,
          "is no backup that was finished" },
        { "UPDATE schema_version SET version = 3", DESK_STORE_ERROR_VERSION, "is no backup:" },
        { "DROP TABLE schema_version", DESK_STORE_ERROR_CORRUPT, "no store of this program" },
    };
    SCRATCH_OK(back_up(NULL, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        DeskRestore restore = { .gap = 1 };
        change_file(rows[i].change);
        cr_expect_not(restore_to(url, &restore, NULL, &error), "row %zu", i);
        expect_error(error, rows[i].code, rows[i].part);
    }
    g_autoptr(GError) error = NULL;
    DeskRestore restore = { .gap = 1 };
    g_unlink(path);
    cr_expect_not(restore_to(url, &restore, NULL, &error));
    expect_error(error, DESK_STORE_ERROR_MISSING, "there is no such file");
}
