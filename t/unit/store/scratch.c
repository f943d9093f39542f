#include "scratch.h"
#include "server.h"
#include "store/raw.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/wait.h>

/*
 * Criterion's runner loses a block now and then, and would be ended by the leak checker before it
 * has written its results. To tell that from a leak of ours the whole stack is needed:
 * see criterion_run_all_tests in t/lsan.supp.
 */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0:malloc_context_size=12";
}

char *scratch_folder;
char *scratch_path;
char *scratch_url;

void
scratch_make_folder(void)
{
    scratch_folder = g_dir_make_tmp("desk-store-XXXXXX", NULL);
    scratch_path = g_build_filename(scratch_folder, "desk.db", NULL);
    scratch_url = g_strconcat("sqlite:", scratch_path, NULL);
}

void
scratch_make_store(void)
{
    if (server_is_wanted())
        server_make_database();
    else
        scratch_make_folder();
    SCRATCH_OK(desk_store_create(scratch_url, &error));
}

void
scratch_remove(void)
{
    if (server_is_wanted()) {
        server_drop_database();
        g_free(scratch_url);
        return;
    }
    g_chmod(scratch_folder, 0700);
    g_autoptr(GDir) folder = g_dir_open(scratch_folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(scratch_folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(scratch_folder);
    g_free(scratch_folder);
    g_free(scratch_path);
    g_free(scratch_url);
}

DeskStore *
scratch_open(DeskStoreMode mode)
{
    g_autoptr(GError) error = NULL;
    DeskStore *store = desk_store_open(scratch_url, mode, &error);
    cr_assert_not_null(store, "%s", error ? error->message : "no error");
    return store;
}

DeskStore *
scratch_begin(void)
{
    scratch_make_store();
    return scratch_open(DESK_STORE_WRITE);
}

void
scratch_end(DeskStore *store)
{
    desk_store_close(store);
    scratch_remove();
}

char *
scratch_name(const char *suffix)
{
    return g_strconcat(scratch_path, suffix, NULL);
}

char *
scratch_elsewhere(void)
{
    return server_is_wanted() ? server_empty_database() : g_strconcat(scratch_url, ".other", NULL);
}

void
scratch_expect_refused(DeskStoreMode mode, DeskStoreError code, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_store_open(scratch_url, mode, &error);
    cr_assert_null(store, "was opened, expected: %s", part);
    cr_assert_not_null(error);
    cr_expect(g_error_matches(error, DESK_STORE_ERROR, (gint) code), "code %d: %s", error->code,
              error->message);
    cr_expect_not_null(strstr(error->message, part), "no '%s' in: %s", part, error->message);
}

void
scratch_sql(const char *sql)
{
    if (server_is_wanted()) {
        server_sql(sql);
        return;
    }
    sqlite3 *db = NULL;
    char *message = NULL;
    cr_assert_eq(sqlite3_open(scratch_path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, &message);
    cr_assert_eq(code, SQLITE_OK, "%s: %s", sql, message);
    sqlite3_close(db);
}

char *
scratch_blob(const char *hex)
{
    return g_strdup_printf(server_is_wanted() ? "'\\x%s'" : "x'%s'", hex);
}

pid_t
scratch_fork(void)
{
    pid_t child = fork();
    cr_assert_geq(child, 0, "cannot fork");
    return child;
}

void
scratch_kill(pid_t child)
{
    cr_assert_gt(child, 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

gint64
scratch_contact(DeskStore *store, const char *address)
{
    gint64 id = 0;
    SCRATCH_OK(desk_store_contact_put(store, address, address, "", 1, &id, &error));
    cr_assert_gt(id, 0);
    return id;
}

gint64
scratch_ticket(DeskStore *store, gint64 requester)
{
    DeskTicket ticket = { .subject = (char *) "help",
                          .status = DESK_STATUS_NEW,
                          .priority = DESK_PRIORITY_NORMAL,
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .requester = requester,
                          .created = 1,
                          .updated = 1 };
    SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    cr_assert_gt(ticket.id, 0);
    return ticket.id;
}

void
scratch_tickets(DeskStore *store, gint64 *tickets, size_t count)
{
    gint64 ann = scratch_contact(store, "ann@example.org");
    for (size_t i = 0; i < count; i++)
        tickets[i] = scratch_ticket(store, ann);
}

const guint8 *
scratch_key(guint32 key)
{
    static _Thread_local guint8 bytes[32];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) (key >> (i % 4 * 8));
    return bytes;
}

gint64
scratch_message(DeskStore *store, gint64 ticket, guint32 key)
{
    g_autofree char *id = g_strdup_printf("m%u@example.org", key);
    DeskMessage message = { .ticket = ticket,
                            .direction = DESK_DIRECTION_IN,
                            .message_id = id,
                            .subject = (char *) "help",
                            .text = (char *) "please",
                            .received = key,
                            .machine = "human" };
    g_autoptr(GBytes) packed = desk_raw_pack((DeskBytes){ "raw", 3 });
    DeskRawMail raw = { .content_key = scratch_key(key), .raw_size = 3, .raw = packed };
    SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
    cr_assert_gt(message.id, 0);
    return message.id;
}

gint64
scratch_count(DeskStore *store, const char *stat)
{
    g_autoptr(GPtrArray) stats = NULL;
    SCRATCH_OK(desk_store_stats(store, &stats, &error));
    for (guint i = 0; i < stats->len; i++) {
        const DeskStat *found = g_ptr_array_index(stats, i);
        if (g_str_equal(found->name, stat))
            return found->number;
    }
    cr_assert_fail("no stat %s", stat);
    return -1;
}
