#include "base/clock.h"
#include "base/fd.h"
#include "scratch.h"
#include "store/outbox.h"
#include "store/place.h"
#include "store/schema.h"
#include "store/writer.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

TestSuite(faults, .init = scratch_make_store, .fini = scratch_remove, .timeout = 120);
TestSuite(refused, .init = scratch_make_folder, .fini = scratch_remove);

#define NOBODY 65534

Test(refused, addresses_that_are_none)
{
    static const char *const urls[] = { "",
                                        "desk.db",
                                        "sqlite",
                                        "sqlite:",
                                        "sqlite:desk.db",
                                        "sqlite://../desk.db:",
                                        "mysql://host/desk",
                                        "/var/lib/desk.db" };
    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
        g_autoptr(GError) open_error = NULL;
        g_autoptr(GError) create_error = NULL;
        bool path = g_str_has_prefix(urls[i], "sqlite:/");
        g_autoptr(DeskStore) store = desk_store_open(urls[i], DESK_STORE_READ, &open_error);
        cr_assert_null(store, "'%s'", urls[i]);
        cr_expect_eq(open_error->code, path ? DESK_STORE_ERROR_MISSING : DESK_STORE_ERROR_URL,
                     "'%s': %s", urls[i], open_error->message);
        cr_assert_not(desk_store_create(urls[i], &create_error), "'%s'", urls[i]);
        cr_expect(path || create_error->code == DESK_STORE_ERROR_URL, "'%s'", urls[i]);
    }
}

Test(refused, a_store_that_is_not_there)
{
    scratch_expect_refused(DESK_STORE_READ, DESK_STORE_ERROR_MISSING, "deskctl init");
    scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_MISSING, scratch_path);
    g_autofree char *lock = scratch_name(".lock");
    cr_expect_neq(g_access(lock, F_OK), 0, "left a lock file");
}

Test(refused, files_that_are_no_store)
{
    static const struct {
        const char *says;
        const char *bytes;
        gssize size;
        const char *part;
    } rows[] = {
        { "empty", "", 0, "no store" },
        { "text",
          "hello world, this is not a database at all ............................."
          "..............................................",
          -1, "not a database" },
        { "cut short", "SQLite format 3", 16, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_assert(g_file_set_contents_full(scratch_path, rows[i].bytes, rows[i].size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        scratch_expect_refused(DESK_STORE_READ, DESK_STORE_ERROR_CORRUPT, rows[i].part);
        scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_CORRUPT, rows[i].part);
    }
    g_unlink(scratch_path);
    scratch_sql("CREATE TABLE other (x)");
    g_chmod(scratch_path, 0600);
    scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_CORRUPT, "no store of this program");
}

Test(refused, what_a_killed_creation_leaves_is_taken_for_nothing)
{
    static const char *const leftovers[] = { "", "PRAGMA journal_mode=WAL" };
    for (size_t i = 0; i < G_N_ELEMENTS(leftovers); i++) {
        cr_assert(
            g_file_set_contents_full(scratch_path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        scratch_sql(leftovers[i]);
        SCRATCH_OK(desk_store_create(scratch_url, &error));
        g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
        g_unlink(scratch_path);
    }
}

Test(refused, a_store_is_never_made_over_anything)
{
    g_autofree char *log = scratch_name("-wal");
    static const char *const rows[] = { "a database", "a log alone" };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(
            g_file_set_contents_full(scratch_path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        if (i == 0)
            scratch_sql("CREATE TABLE other (x)");
        else
            cr_assert(g_file_set_contents(log, "the last mails", -1, NULL));
        cr_expect_not(desk_store_create(scratch_url, &error), "%s", rows[i]);
        cr_assert_not_null(error, "%s", rows[i]);
        cr_expect_eq(error->code, DESK_STORE_ERROR_EXISTS, "%s: %s", rows[i], error->message);
        cr_expect_eq(g_access(scratch_path, F_OK), 0, "%s is gone", rows[i]);
    }
    cr_expect_eq(g_access(log, F_OK), 0, "the log is gone");
}

Test(refused, a_store_is_made_once_with_its_modes_whatever_the_umask)
{
    static const mode_t masks[] = { 0, 0022, 0277 };
    for (size_t i = 0; i < G_N_ELEMENTS(masks); i++) {
        mode_t before = umask(masks[i]);
        SCRATCH_OK(desk_store_create(scratch_url, &error));
        struct stat st;
        cr_assert_eq(stat(scratch_path, &st), 0);
        cr_expect_eq(st.st_mode & 07777, 0600, "umask %04o", masks[i]);
        g_autoptr(GError) again = NULL;
        cr_expect_not(desk_store_create(scratch_url, &again));
        cr_assert_not_null(again);
        cr_expect_eq(again->code, DESK_STORE_ERROR_EXISTS, "%s", again->message);
        g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
        desk_store_close(g_steal_pointer(&store));
        static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
        for (size_t j = 0; j < G_N_ELEMENTS(suffixes); j++) {
            g_autofree char *name = scratch_name(suffixes[j]);
            if (stat(name, &st) == 0)
                cr_expect_eq(st.st_mode & 0177, 0, "%s has mode %04o", name, st.st_mode & 07777);
            g_unlink(name);
        }
        umask(before);
    }
}

Test(refused, each_store_has_an_epoch_of_its_own)
{
    g_autofree char *first = NULL;
    for (int i = 0; i < 2; i++) {
        SCRATCH_OK(desk_store_create(scratch_url, &error));
        g_autoptr(DeskStore) store = scratch_open(DESK_STORE_READ);
        g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
        cr_assert_not_null(epochs);
        cr_assert_eq(epochs->len, 1);
        const DeskEpoch *epoch = epochs->pdata[0];
        cr_expect_eq(strlen(epoch->epoch), 26, "%s", epoch->epoch);
        cr_expect_neq(g_strcmp0(first, epoch->epoch), 0);
        g_free(first);
        first = g_strdup(epoch->epoch);
        static const char *const suffixes[] = { "", "-wal", "-shm" };
        for (size_t j = 0; j < G_N_ELEMENTS(suffixes); j++) {
            g_autofree char *name = scratch_name(suffixes[j]);
            g_unlink(name);
        }
    }
}

Test(refused, nothing_is_left_of_a_store_that_could_not_be_made)
{
    cr_assert_eq(g_chmod(scratch_folder, 0777), 0);
    g_autoptr(GError) unsafe = NULL;
    cr_expect_not(desk_store_create(scratch_url, &unsafe));
    cr_assert_not_null(unsafe);
    cr_expect_eq(unsafe->code, DESK_STORE_ERROR_UNSAFE, "%s", unsafe->message);
    cr_expect_neq(g_access(scratch_path, F_OK), 0);

    /* A file may not grow beyond a page: the schema does not fit. */
    cr_assert_eq(g_chmod(scratch_folder, 0700), 0);
    pid_t child = scratch_fork();
    if (child == 0) {
        struct rlimit limit = { 8192, 8192 };
        g_autoptr(GError) error = NULL;
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        bool made = desk_store_create(scratch_url, &error);
        _exit(made ? 1 : error->code == DESK_STORE_ERROR_FULL ? 0 : 2);
    }
    int status = -1;
    waitpid(child, &status, 0);
    cr_expect_eq(status, 0, "status %x", status);
    g_autoptr(GDir) folder = g_dir_open(scratch_folder, 0, NULL);
    cr_expect_null(g_dir_read_name(folder));
}

Test(faults, modes_that_let_others_in_are_refused)
{
    static const struct {
        mode_t file;
        mode_t folder;
        bool ok;
    } rows[] = {
        { 0600, 0700, true },  { 0600, 0755, true },  { 0644, 0700, false }, { 0640, 0700, false },
        { 0602, 0700, false }, { 0600, 0770, false }, { 0600, 0702, false }, { 0600, 01777, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_assert_eq(g_chmod(scratch_path, rows[i].file), 0);
        cr_assert_eq(g_chmod(scratch_folder, rows[i].folder), 0);
        if (rows[i].ok)
            desk_store_close(scratch_open(DESK_STORE_WRITE));
        else
            scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_UNSAFE, "expected");
    }
}

Test(faults, a_link_in_the_place_of_the_store_is_refused)
{
    g_autofree char *other = scratch_name(".other");
    cr_assert_eq(g_rename(scratch_path, other), 0);
    cr_assert_eq(symlink(other, scratch_path), 0);
    scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_UNSAFE, "regular file");
}

/* Runs a check in a child that is nobody, and returns its exit status. */
static int
run_as_nobody(int (*check)(void))
{
    pid_t child = scratch_fork();
    if (child == 0)
        _exit(setgid(NOBODY) == 0 && setuid(NOBODY) == 0 ? check() : 99);
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
open_for_writing(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_store_open(scratch_url, DESK_STORE_WRITE, &error);
    return store ? 0 : 10 + error->code;
}

Test(faults, what_belongs_to_another_or_cannot_be_written_is_refused)
{
    if (geteuid() != 0)
        cr_skip_test("needs root to become somebody else");
    cr_assert_eq(g_chmod(scratch_folder, 0755), 0);
    cr_expect_eq(run_as_nobody(open_for_writing), 10 + DESK_STORE_ERROR_UNSAFE, "file of root");
    cr_assert_eq(chown(scratch_path, NOBODY, NOBODY), 0);
    cr_expect_eq(run_as_nobody(open_for_writing), 10 + DESK_STORE_ERROR_UNAVAILABLE,
                 "folder of root");
    /* Root works on the store of another, and leaves it usable for him. */
    cr_assert_eq(chown(scratch_folder, NOBODY, NOBODY), 0);
    g_autofree char *lock = scratch_name(".lock");
    cr_assert_eq(g_unlink(lock), 0);
    cr_expect_eq(open_for_writing(), 0);
    cr_expect_eq(run_as_nobody(open_for_writing), 0);
    cr_assert_eq(g_chmod(scratch_path, 0400), 0);
    cr_expect_eq(run_as_nobody(open_for_writing), 10 + DESK_STORE_ERROR_UNAVAILABLE,
                 "file that may only be read");
}

Test(faults, a_newer_store_is_left_alone_and_both_versions_are_named)
{
    scratch_sql("UPDATE schema_version SET version = 4711");
    scratch_expect_refused(DESK_STORE_READ, DESK_STORE_ERROR_VERSION, "4711");
    g_autofree char *needed = g_strdup_printf("needs %" G_GINT64_FORMAT ":", desk_schema_version());
    scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_VERSION, needed);
}

Test(faults, an_unfinished_copy_opens_as_such_alone)
{
    scratch_expect_refused(DESK_STORE_COPY, DESK_STORE_ERROR_EXISTS, "holds a desk already");
    g_unlink(scratch_path);
    SCRATCH_OK(desk_store_create_unfinished(scratch_url, &error));
    scratch_expect_refused(DESK_STORE_READ, DESK_STORE_ERROR_VERSION, "unfinished copy");
    scratch_expect_refused(DESK_STORE_WRITE, DESK_STORE_ERROR_VERSION, "unfinished copy");

    DeskStore *store = scratch_open(DESK_STORE_COPY);
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_expect_eq(epochs->len, 0, "it has an epoch of its own");
    SCRATCH_OK(desk_store_begin(store, &error));
    SCRATCH_OK(desk_store_finish(store, &error));
    SCRATCH_OK(desk_store_commit(store, &error));
    desk_store_close(store);
    store = scratch_open(DESK_STORE_WRITE);
    desk_store_close(store);
}

Test(faults, a_reader_cannot_write_and_sees_one_state)
{
    g_autoptr(DeskStore) writer = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
    g_autoptr(GError) refused = NULL;
    gint64 id = 0;
    cr_expect_not(desk_store_contact_put(reader, "ann@example.org", "ann", "", 1, &id, &refused));
    cr_assert_not_null(refused);

    SCRATCH_OK(desk_store_begin(reader, &error));
    scratch_contact(writer, "bob@example.org");
    cr_expect_eq(scratch_count(reader, "contacts"), 0);
    SCRATCH_OK(desk_store_commit(reader, &error));
    cr_expect_eq(scratch_count(reader, "contacts"), 1);
}

Test(faults, a_rollback_leaves_nothing)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "a@example.org");
    SCRATCH_OK(desk_store_commit(store, &error));
    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "d@example.org");
    desk_store_rollback(store);
    cr_expect_eq(scratch_count(store, "contacts"), 1);
}

static void
expect_error(bool ok, GError *error, DeskStoreError code, const char *says)
{
    cr_assert_not(ok, "%s: worked", says);
    cr_assert_not_null(error, "%s", says);
    cr_expect_eq(error->code, (gint) code, "%s: code %d: %s", says, error->code, error->message);
    g_error_free(error);
}

static void
remove_files(const char *const *suffixes)
{
    for (; *suffixes; suffixes++) {
        g_autofree char *name = scratch_name(*suffixes);
        g_unlink(name);
    }
}

/* Microseconds after which the kernel's clock for files has moved on: its tick is 10 ms at most. */
#define FILE_CLOCK 20000

static const char *const all_files[] = { "", "-wal", "-shm", NULL };
static const char *const log_files[] = { "-wal", "-shm", NULL };

Test(faults, a_removed_store_is_noticed_before_and_after_a_commit_and_its_heir_is_used)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
    GError *failure = NULL;

    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "a@example.org");
    g_usleep(FILE_CLOCK);
    remove_files(all_files);
    bool ok = desk_store_commit(store, &failure);
    expect_error(ok, g_steal_pointer(&failure), DESK_STORE_ERROR_MISSING, "commit");
    ok = desk_store_begin(store, &failure);
    expect_error(ok, g_steal_pointer(&failure), DESK_STORE_ERROR_MISSING, "begin");
    ok = desk_store_begin(reader, &failure);
    expect_error(ok, g_steal_pointer(&failure), DESK_STORE_ERROR_MISSING, "reader");

    SCRATCH_OK(desk_store_create(scratch_url, &error));
    scratch_contact(store, "b@example.org");
    cr_expect_eq(scratch_count(store, "contacts"), 1);
    cr_expect_eq(scratch_count(reader, "contacts"), 1);
}

/* As many file systems do it at once; where it does not happen there is nothing to mix up. */
Test(faults, a_new_file_under_the_number_of_a_removed_one_is_another)
{
    for (int i = 0; i < 20; i++) {
        DeskPlace before = desk_place_look(scratch_path);
        g_usleep(FILE_CLOCK);
        g_autofree char *name = scratch_name("");
        cr_assert_eq(g_unlink(name), 0);
        cr_expect_eq(desk_place_look(scratch_path).database.inode, 0);
        cr_assert(g_file_set_contents_full(name, "x", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        DeskPlace after = desk_place_look(scratch_path);
        cr_expect(desk_place_same(after.database, after.database));
        if (after.database.birth != 0)
            cr_expect_not(desk_place_same(before.database, after.database), "round %d", i);
    }
}

Test(faults, a_store_replaced_while_in_use_is_not_mixed_with_the_old_log)
{
    g_autofree char *kept = scratch_name(".kept");
    g_autofree char *bytes = NULL;
    gsize size = 0;
    cr_assert(g_file_get_contents(scratch_path, &bytes, &size, NULL));
    cr_assert(
        g_file_set_contents_full(kept, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    scratch_contact(store, "a@example.org");
    GError *failure = NULL;
    cr_assert_eq(g_rename(kept, scratch_path), 0);
    for (int i = 0; i < 3; i++) {
        bool ok = desk_store_begin(store, &failure);
        expect_error(ok, g_steal_pointer(&failure), DESK_STORE_ERROR_MISSING, "begin");
    }
    remove_files(log_files);
    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "b@example.org");
    SCRATCH_OK(desk_store_commit(store, &error));
    cr_expect_eq(scratch_count(store, "contacts"), 1);
}

Test(faults, a_removed_log_stops_the_writer_but_loses_nothing)
{
    DeskStore *store = scratch_open(DESK_STORE_WRITE);
    GError *failure = NULL;
    scratch_contact(store, "a@example.org");
    remove_files(log_files);
    for (int i = 0; i < 2; i++) {
        bool ok = desk_store_begin(store, &failure);
        expect_error(ok, g_steal_pointer(&failure), DESK_STORE_ERROR_MISSING, "begin");
    }
    desk_store_close(store);
    store = scratch_open(DESK_STORE_WRITE);
    cr_expect_eq(scratch_count(store, "contacts"), 1);
    desk_store_close(store);
}

Test(faults, a_damaged_page_is_reported)
{
    bool sound = false;
    g_autofree char *fine = NULL;
    g_autofree char *report = NULL;
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    for (guint32 i = 0; i < 200; i++)
        scratch_message(store, 0, i);
    SCRATCH_OK(desk_store_check(store, &sound, &fine, &error));
    cr_expect(sound, "%s", fine);
    desk_store_close(g_steal_pointer(&store));

    int fd = open(scratch_path, O_RDWR);
    struct stat st;
    cr_assert_eq(fstat(fd, &st), 0);
    g_autofree char *junk = g_malloc(4096);
    memset(junk, 0x5a, 4096);
    for (off_t at = st.st_size - 4096 * 10; at < st.st_size; at += 4096 * 2)
        cr_assert_eq(pwrite(fd, junk, 4096, at), 4096);
    close(fd);
    store = scratch_open(DESK_STORE_READ);
    SCRATCH_OK(desk_store_check(store, &sound, &report, &error));
    cr_expect_not(sound);
    cr_expect_gt(strlen(report), 0);
}

Test(faults, a_reference_to_nothing_is_reported)
{
    bool sound = true;
    g_autofree char *report = NULL;
    scratch_sql("PRAGMA foreign_keys=OFF; INSERT INTO raw VALUES (99, 1, x'00')");
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_READ);
    SCRATCH_OK(desk_store_check(store, &sound, &report, &error));
    cr_expect_not(sound);
    cr_expect_not_null(strstr(report, "raw"), "%s", report);
}

/* A child that holds something until it is killed. Returns its pid once it has it. */
static pid_t
hold(bool (*take)(void))
{
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    pid_t child = scratch_fork();
    if (child == 0) {
        if (take() && write(ready[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    close(ready[1]);
    cr_assert(desk_fd_read(ready[0], &byte, 1), "the child could not take it");
    close(ready[0]);
    return child;
}

static bool
take_lock_file(void)
{
    g_autofree char *name = scratch_name(".lock");
    int fd = open(name, O_RDWR);
    struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    return fd >= 0 && fcntl(fd, F_OFD_SETLK, &all) == 0;
}

static bool
take_database(void)
{
    sqlite3 *db = NULL;
    return sqlite3_open(scratch_path, &db) == SQLITE_OK &&
           sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) == SQLITE_OK;
}

static bool
add_contact_job(DeskStore *store, gpointer data, GError **error)
{
    gint64 id = 0;
    (void) data;
    return desk_store_contact_put(store, "job@example.org", "job", "", 1, &id, error);
}

static void
check_held(bool (*take)(void))
{
    g_autoptr(DeskWriter) writer = desk_writer_new(scratch_url, NULL);
    cr_assert_not_null(writer);
    pid_t holder = hold(take);
    GError *failure = NULL;
    gint64 start = desk_clock_steady();
    bool ok = desk_writer_run(writer, add_contact_job, NULL, NULL, 20 * DESK_SECOND, &failure);
    gint64 waited = desk_clock_steady() - start;
    expect_error(ok, failure, DESK_STORE_ERROR_BUSY, "held");
    cr_expect_geq(waited, 4 * DESK_SECOND);
    cr_expect_lt(waited, 12 * DESK_SECOND);

    scratch_kill(holder);
    start = desk_clock_steady();
    SCRATCH_OK(desk_writer_run(writer, add_contact_job, NULL, NULL, 20 * DESK_SECOND, &error));
    cr_expect_lt(desk_clock_steady() - start, 3 * DESK_SECOND);
}

Test(faults, a_held_lock_file_is_busy_within_the_limit)
{
    check_held(take_lock_file);
}

Test(faults, a_held_database_is_busy_within_the_limit)
{
    check_held(take_database);
}

/* Exit status of a child whose files may not grow: 0 when all went as it should. */
static int
fill_the_disk(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskWriter) writer = desk_writer_new(scratch_url, NULL);
    struct rlimit limit = { 4096 * 3, RLIM_INFINITY };
    signal(SIGXFSZ, SIG_IGN);
    if (!writer || !desk_writer_run(writer, add_contact_job, NULL, NULL, DESK_SECOND, NULL))
        return 1;
    setrlimit(RLIMIT_FSIZE, &limit);
    g_autoptr(DeskStore) store = desk_store_open(scratch_url, DESK_STORE_WRITE, &error);
    if (!store || !desk_store_begin(store, &error))
        return 2;
    gint64 id = 0;
    g_autofree char *name = g_strnfill(50000, 'x');
    bool ok = desk_store_contact_put(store, "big@example.org", "b", name, 1, &id, &error);
    if (ok)
        ok = desk_store_commit(store, &error);
    else
        desk_store_rollback(store);
    if (ok || error->code != DESK_STORE_ERROR_FULL)
        return 3;
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    g_clear_error(&error);
    ok = desk_store_contact_put(store, "big@example.org", "b", name, 1, &id, &error);
    return ok && id == 2 ? 0 : 4;
}

Test(faults, a_full_disk_is_told_and_got_over)
{
    pid_t child = scratch_fork();
    if (child == 0)
        _exit(fill_the_disk());
    int status = -1;
    waitpid(child, &status, 0);
    cr_expect_eq(status, 0, "status %x", status);
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    cr_expect_eq(scratch_count(store, "contacts"), 2);
}

/* Two processes, 500 transactions each, on one ticket. */
static int
write_messages(guint32 base, guint32 count)
{
    g_autoptr(DeskStore) store = desk_store_open(scratch_url, DESK_STORE_WRITE, NULL);
    for (guint32 i = 0; store && i < count; i++) {
        DeskMessage message = { .ticket = 1, .machine = "human" };
        DeskRawMail raw = { .content_key = scratch_key(base + i) };
        if (!desk_store_begin(store, NULL) ||
            !desk_store_message_add(store, &message, &raw, NULL) || !desk_store_commit(store, NULL))
            return 1;
        if (i % 100 == 0)
            desk_store_tidy(store);
    }
    return store ? 0 : 2;
}

Test(faults, processes_write_side_by_side_without_a_busy_store)
{
    enum { PROCESSES = 2, COUNT = 500 };
    DeskStore *store = scratch_open(DESK_STORE_WRITE);
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    desk_store_close(store);
    pid_t children[PROCESSES];
    for (guint32 i = 0; i < PROCESSES; i++) {
        children[i] = scratch_fork();
        if (children[i] == 0)
            _exit(write_messages(i * COUNT, COUNT));
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        waitpid(children[i], &status, 0);
        cr_expect_eq(status, 0, "process %d: %x", i, status);
    }
    store = scratch_open(DESK_STORE_READ);
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_message_list(store, ticket, &list, &error));
    cr_assert_eq(list->len, PROCESSES * COUNT);
    cr_expect_eq(((DeskMessage *) g_ptr_array_index(list, list->len - 1))->sequence, list->len);
    desk_store_close(store);
}

/* Commits one message after the other and says so on the pipe, until it is killed. */
static void
commit_until_killed(int fd, guint32 from)
{
    g_autoptr(DeskStore) store = desk_store_open(scratch_url, DESK_STORE_WRITE, NULL);
    for (guint32 key = from; store; key++) {
        DeskMessage message = { .ticket = 1, .machine = "human" };
        DeskRawMail raw = { .content_key = scratch_key(key) };
        if (!desk_store_begin(store, NULL) ||
            !desk_store_message_add(store, &message, &raw, NULL) ||
            !desk_store_commit(store, NULL) || !desk_fd_write(fd, &key, sizeof key))
            break;
        if (key % 40 == 0)
            desk_store_tidy(store);
    }
    _exit(1);
}

/* Kills a committing child after a while; returns the last key it had acknowledged. */
static guint32
kill_in_mid_commit(guint32 from)
{
    int acks[2];
    guint32 key = from - 1;
    cr_assert_eq(pipe(acks), 0);
    pid_t child = scratch_fork();
    if (child == 0)
        commit_until_killed(acks[1], from);
    close(acks[1]);
    g_usleep((gulong) g_random_int_range(5000, 120000));
    scratch_kill(child);
    for (guint32 got; desk_fd_read(acks[0], &got, sizeof got);)
        key = got;
    close(acks[0]);
    return key;
}

Test(faults, every_acknowledged_commit_outlives_a_kill)
{
    DeskStore *store = scratch_open(DESK_STORE_WRITE);
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    desk_store_close(store);
    guint32 next = 0;
    for (int round = 0; round < 15; round++) {
        guint32 acknowledged = kill_in_mid_commit(next) + 1;
        bool sound = false;
        g_autofree char *report = NULL;
        g_autoptr(GPtrArray) list = NULL;
        store = scratch_open(DESK_STORE_WRITE);
        SCRATCH_OK(desk_store_check(store, &sound, &report, &error));
        cr_expect(sound, "round %d: %s", round, report);
        SCRATCH_OK(desk_store_message_list(store, ticket, &list, &error));
        cr_assert_geq(list->len, acknowledged, "round %d", round);
        cr_assert_leq(list->len, acknowledged + 1, "round %d: more than was under way", round);
        for (guint32 key = next; key < acknowledged; key++) {
            gint64 message = 0;
            gint64 found = 0;
            SCRATCH_OK(
                desk_store_message_by_key(store, scratch_key(key), &message, &found, &error));
            cr_expect_neq(message, 0, "round %d: commit %u is lost", round, key);
        }
        cr_expect(list->len == 0 ||
                  ((DeskMessage *) g_ptr_array_index(list, list->len - 1))->sequence == list->len);
        next = list->len;
        desk_store_close(store);
    }
    cr_expect_gt(next, 15, "the children did hardly anything: %u", next);
}

/* A log of 260 MB, which cannot be moved while somebody reads what was there before it. */
Test(faults, a_reader_who_stays_does_not_hold_up_writers)
{
    enum { COMMITS = 20 };
    g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
    g_autoptr(DeskStore) writer = scratch_open(DESK_STORE_WRITE);
    gint64 contact = 0;
    SCRATCH_OK(desk_store_begin(reader, &error));
    cr_assert_eq(scratch_count(reader, "contacts"), 0);
    scratch_sql("PRAGMA synchronous=OFF; INSERT INTO raw SELECT 1, 1, zeroblob(270000000)");
    gint64 begun = desk_clock_steady();
    for (int i = 0; i < COMMITS; i++) {
        g_autofree char *address = g_strdup_printf("c%d@example.org", i);
        SCRATCH_OK(desk_store_contact_put(writer, address, address, "", 1, &contact, &error));
        desk_store_tidy(writer);
    }
    cr_expect_lt(desk_clock_steady() - begun, COMMITS * DESK_SECOND / 10);
    cr_expect_eq(scratch_count(reader, "contacts"), 0);
}
