#include "server.h"
#include "store/copy-tables.h"
#include "store/copy.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/*
 * The source is always a file, which the engine itself can read and change. So is the copy,
 * unless the run is on a server: then it is a database, and what it holds is copied on to the file.
 */
static char *source_path;
static char *source_url;
static char *copy_path; /* beside the source */
static char *copy_url;

static void
remove_files(const char *path)
{
    static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *name = g_strconcat(path, suffixes[i], NULL);
        g_unlink(name);
    }
}

static void
make_stores(void)
{
    scratch_make_folder();
    source_path = g_strdup(scratch_path);
    source_url = g_strdup(scratch_url);
    copy_path = g_build_filename(scratch_folder, "copy.db", NULL);
    copy_url = g_strconcat("sqlite:", copy_path, NULL);
    SCRATCH_OK(desk_store_create(source_url, &error));
    if (server_is_wanted()) {
        g_free(scratch_url);
        server_make_database();
        g_free(copy_url);
        copy_url = g_strdup(scratch_url);
    }
}

static void
remove_stores(void)
{
    if (server_is_wanted()) {
        remove_files(source_path);
        remove_files(copy_path);
        g_rmdir(scratch_folder);
        g_free(scratch_folder);
        g_free(scratch_path);
    }
    scratch_remove();
    g_free(source_path);
    g_free(source_url);
    g_free(copy_path);
    g_free(copy_url);
}

static void
remove_copy(void)
{
    remove_files(copy_path);
    if (server_is_wanted())
        server_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

static void
change_file(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, &message);
    cr_assert_eq(code, SQLITE_OK, "%s: %s", sql, message);
    sqlite3_close(db);
}

static void
change_source(const char *sql)
{
    change_file(source_path, sql);
}

static void
change_copy(const char *sql)
{
    if (server_is_wanted())
        server_sql(sql);
    else
        change_file(copy_path, sql);
}

TestSuite(copy, .init = make_stores, .fini = remove_stores, .timeout = 120);

#define SEQUENCE(n)                                                                                \
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " n ")"

/* Every table, every column both as NULL and not where it may be, and all that is odd. */
static const char everything[] =
    "INSERT INTO epoch (epoch, last_ticket, last_contact) VALUES ('second', 7, 40);"
    "INSERT INTO contact (id, key, address, name, created) VALUES"
    " (1, 'ann@example.org', 'Ann@example.org', '', 0),"
    " (5, 'j\u00f6rg@example.org', 'j\u00f6rg@example.org', 'J\u00f6rg \U0001F469\u200d\U0001F680',"
    "  9223372036854775807),"
    " (9, '''; DROP TABLE ticket; --', '\"', '\\', -1), (40, 'gone', 'gone', '', 1);"
    "DELETE FROM contact WHERE id = 40;"
    "UPDATE contact SET bounce_score = 3, bounced = 77 WHERE id = 9;"
    "UPDATE contact SET language = 'de-AT', proved = 5, no_surveys = 6 WHERE id = 5;"
    "INSERT INTO ticket (id, subject, status, priority, category, team, assignee, mailbox,"
    " language, requester, created, updated, merged_into, messages) VALUES"
    " (1, '', 'new', 'normal', NULL, NULL, NULL, 'support', 'en', NULL, 0, 0, NULL, 0),"
    " (3, 'x', 'open', 'low', '', '', '', '', '', 5, 1, 2, NULL, 2500),"
    " (2, 'x', 'merged', 'high', 'c', 't', 'a', 'support', 'de', 1, 1, 2, 3, 0),"
    " (8, 'x', 'merged', 'high', 'c', 't', 'a', 'support', 'de', 9, 1, 2, 1, 0),"
    " (7, 'x', 'merged', 'high', 'c', 't', 'a', 'support', 'de', 9, 1, 2, 8, 0);"
    "UPDATE ticket SET ended = 5 WHERE id = 3;"
    "INSERT INTO ticket_tie VALUES (3, 1, 'related', 1), (1, 3, 'split', 2), (1, 2, '', 0);"
    "INSERT INTO correlation (id, monitor, key, ticket) VALUES (1, 'disks', 'db7/disk', 3),"
    " (4, '', '', 1), (3, 'b\u00fcro', '\U00010000', 8);"
    "UPDATE ticket SET sla = 'gold' WHERE id = 8;"
    "INSERT INTO timer VALUES (3, 'resolution', 'running', 9, 1, 2, 10, 8, 0, NULL, 2),"
    " (3, 'first-response', 'met', 5, 5, 7, NULL, NULL, 2, 6, 7), (8, '', '', 0, -1, 0, 0, 0, 0, 0,"
    " 9223372036854775807);"
    "INSERT INTO absence VALUES (2, 'j\u00f6rg', 1, 9223372036854775807, '', '', 1),"
    " (7, '', 0, 5, 'ill; x', 'ann', 3);"
    "INSERT INTO turn VALUES (1, 'first', 'ann', 3), (5, '', '', 0), (4, 'first', 'j\u00f6rg', 2);"
    "INSERT INTO watcher VALUES (3, 'j\u00f6rg', 5), (3, '', 0), (8, 'ann', 9223372036854775807);"
    "INSERT INTO wish VALUES (1, 'ann', 'digest', 77), (6, 'j\u00f6rg', NULL, NULL), (4, '', '', "
    "0);"
    "INSERT INTO survey VALUES (2, 3, 1, 5, 5, 'csat', 'ann', 'first', 'b\u00fcro', 7, 3, 'so; "
    "so', 8,"
    " 9), (5, 3, 2, 9, 6, 'none', NULL, NULL, NULL, 7, NULL, NULL, NULL, NULL);"
    "INSERT INTO ticket_tag VALUES (3, 'vip'), (3, 'VIP'), (3, '\u00e4'), (3, 'z'), (3, ''),"
    " (1, '\U0001F469'), (8, '\uffee'), (8, '\U00010000');"
    "INSERT INTO ticket_mailbox VALUES (3, 'support'), (3, ''), (7, 'b\u00fcro');"
    "INSERT INTO participant VALUES (3, 5, 'requester', 1, 3), (3, 9, 'cc', 0, 4),"
    " (1, 5, 'cc', 0, 0);" SEQUENCE(
        "2500") "INSERT INTO message (id, ticket, sequence, direction,"
                " author, message_id, subject, date, received, held, unparsed, machine, "
                "content_key, weak_key,"
                " text) SELECT i * 3, iif(i % 7, 3, NULL), iif(i % 7, i, 0), 'in', iif(i % 5, 5, "
                "NULL),"
                " iif(i % 3, 'm' || i || '@example.org', ''), 's', i, i, 0, i % 2, '',"
                " iif(i % 11, CAST('key ' || i AS BLOB), NULL),"
                " CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN x'' ELSE x'00ff0a' END,"
                " iif(i % 4, 'text ' || char(i + 128), '') FROM n;"
                /* 12 pages of raw mail: some of the mails are larger than a page. */
                "UPDATE message SET assurance = 'sasl' WHERE id % 2;"
                "INSERT INTO raw SELECT id, id * 2, CASE WHEN id IN (30, 33, 90) THEN "
                "zeroblob(5000000)"
                " WHEN id < 120 THEN zeroblob(700000) WHEN id < 300 THEN x'' ELSE CAST(text AS "
                "BLOB) END"
                " FROM message WHERE id % 2;"
                "INSERT INTO attachment SELECT id, 1, '', 't', 0, '', 0, '' FROM "
                "message WHERE id % 2;"
                "INSERT INTO attachment SELECT id, -1, '\u00fc.pdf', 't', 5, 'ab', 1, "
                "'c' FROM message;"
                "INSERT INTO event (id, ticket, message, at, actor, kind, detail) VALUES"
                " (2, NULL, NULL, 0, '', '', ''), (3, 3, 6, 5, 'a', 'b', 'c\nd\te');"
                "INSERT INTO verdict (id, at, kind, ticket, message, queue_id, "
                "message_id, sender, recipients,"
                " reason, duration) VALUES (4, 1, 'new', NULL, NULL, '', '', '', '', "
                "'', 0),"
                " (9, 1, 'append', 3, 6, 'q', 'm', 's', 'r', 'w', 12);"
                "INSERT INTO outbox VALUES (2, NULL, NULL, 1, 'ack', 'queued', 'a', 1, "
                "'', 'r', '', '', '', '',"
                " '', '', 'en', 0, 1, 1, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
                "NULL,"
                " NULL, NULL, NULL, NULL), (3, 3, 6, 5, 'ack', 'leased', 'b', 1, 'e', 'r', 'n', "
                "'f', 'g', 'h', "
                "'i', 'j', 'de', 1, 1, 1,"
                " 2, 1, 'host.1', 99, 98, 'q', 'cut', 97, 'd', 't', 'failed', 55, 'gone', 'Re: x', "
                "'support+n3@example.org'),"
                " (60, 3, 6, 5, 'ack', 'sent', 'c', 1, 'e', 'r', 'n', 'f', 'g', 'h', "
                "'i', 'j', 'de', 1, 1, 1,"
                " 2, 1, NULL, NULL, 98, 'q', '', NULL, NULL, NULL, NULL, NULL, NULL, '', '');"
                "INSERT INTO outbox_bytes VALUES (3, x'00'), (60, x'');"
                "DELETE FROM outbox_bytes WHERE outbox = 60; DELETE FROM outbox WHERE "
                "id = 60;";

static void
fill(void)
{
    g_autoptr(GString) bytes = g_string_new("UPDATE raw SET packed = x'");
    for (unsigned i = 0; i < 256; i++)
        g_string_append_printf(bytes, "%02x", i);
    g_string_append(bytes, "' WHERE message = 303");
    change_source(everything);
    change_source(bytes->str);
}

typedef struct {
    unsigned pages;     /* until the copy is to end; 0: never */
    unsigned compared;  /* likewise while it compares */
    const char *change; /* SQL for the source, once all is copied; then NULL */
    bool comparing;     /* as in the last report */
    gint64 done;
    gint64 total;
} Watch;

static bool
watch_report(const DeskCopyProgress *progress, gpointer data)
{
    Watch *watch = data;
    cr_expect_leq(progress->done, progress->total);
    watch->comparing = progress->comparing;
    watch->done = progress->done;
    watch->total = progress->total;
    if (!progress->comparing && watch->change && watch->done == watch->total) {
        change_source(watch->change);
        watch->change = NULL;
    }
    unsigned *left = progress->comparing ? &watch->compared : &watch->pages;
    return *left == 0 || --*left > 0;
}

static bool
copy(Watch *watch, GArray **results, GError **error)
{
    DeskCopyWatch watcher = { watch_report, watch };
    return desk_store_copy(source_url, copy_url, watch ? &watcher : NULL, results, error);
}

static void
expect_copy_fails(Watch *watch, DeskStoreError code, const char *part)
{
    g_autoptr(GArray) results = NULL;
    g_autoptr(GError) error = NULL;
    cr_assert_not(copy(watch, &results, &error), "expected: %s", part);
    cr_assert_not_null(error);
    cr_expect(g_error_matches(error, DESK_STORE_ERROR, (gint) code), "code %d: %s", error->code,
              error->message);
    cr_expect(strstr(error->message, part) != NULL, "no '%s' in: %s", part, error->message);
    cr_expect_null(results);
}

static DeskStore *
open_copy(void)
{
    g_autoptr(GError) error = NULL;
    DeskStore *store = desk_store_open(copy_url, DESK_STORE_WRITE, &error);
    cr_assert_not_null(store, "%s", error ? error->message : "");
    return store;
}

static gint64
ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(stmt), SQLITE_ROW, "%s", sql);
    gint64 number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

/* By the engine itself, which knows nothing of the tables of the copy. */
static void
expect_same_files(void)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *tables = NULL;
    unsigned count = 0;
    if (server_is_wanted()) {
        g_autofree char *back = g_strconcat("sqlite:", copy_path, NULL);
        g_autoptr(GArray) results = NULL;
        SCRATCH_OK(desk_store_copy(copy_url, back, NULL, &results, &error));
    }
    cr_assert_eq(sqlite3_open(source_path, &db), SQLITE_OK);
    g_autofree char *attach = g_strdup_printf("ATTACH '%s' AS copy", copy_path);
    cr_assert_eq(sqlite3_exec(db, attach, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT name FROM main.sqlite_schema WHERE type = 'table'", -1, &tables,
                       NULL);
    for (; sqlite3_step(tables) == SQLITE_ROW; count++) {
        const char *name = (const char *) sqlite3_column_text(tables, 0);
        g_autofree char *sql = g_strdup_printf(
            "SELECT (SELECT COUNT(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM copy.%s)) +"
            " (SELECT COUNT(*) FROM (SELECT * FROM copy.%s EXCEPT SELECT * FROM main.%s)) +"
            " abs((SELECT COUNT(*) FROM main.%s) - (SELECT COUNT(*) FROM copy.%s))",
            name, name, name, name, name, name);
        cr_expect_eq(ask(db, sql), 0, "%s", name);
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
    cr_expect_gt(count, 15);
}

static void
expect_unfinished(DeskStoreMode mode)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_store_open(copy_url, mode, &error);
    cr_assert_null(store);
    cr_expect_eq(error->code, DESK_STORE_ERROR_VERSION, "%s", error->message);
    cr_expect_not_null(strstr(error->message, "unfinished copy"), "%s", error->message);
}

Test(copy, every_column_of_every_table_is_part_of_it)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *columns = NULL;
    g_autoptr(GHashTable) tables = g_hash_table_new(g_str_hash, g_str_equal);
    for (const DeskCopyTable *table = desk_copy_tables; table->name; table++)
        g_hash_table_insert(tables, (gpointer) table->name, (gpointer) table);
    cr_assert_eq(sqlite3_open(source_path, &db), SQLITE_OK);
    sqlite3_prepare_v2(db,
                       "SELECT t.name, c.name, c.type, COUNT(*) OVER (PARTITION BY t.name) FROM"
                       " sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
                       " AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'schema_version'",
                       -1, &columns, NULL);
    unsigned count = 0;
    for (; sqlite3_step(columns) == SQLITE_ROW; count++) {
        const char *name = (const char *) sqlite3_column_text(columns, 0);
        const char *column = (const char *) sqlite3_column_text(columns, 1);
        const char *type = (const char *) sqlite3_column_text(columns, 2);
        const DeskCopyTable *table = g_hash_table_lookup(tables, name);
        cr_assert_not_null(table, "table %s is not copied", name);
        g_auto(GStrv) names = g_strsplit(table->columns, ", ", 0);
        cr_expect_eq(sqlite3_column_int(columns, 3), (int) g_strv_length(names), "%s", name);
        cr_expect_eq(strlen(table->types), g_strv_length(names), "%s", name);
        guint i = 0;
        while (names[i] && !g_str_equal(names[i], column))
            i++;
        cr_assert_not_null(names[i], "column %s of %s is not copied", column, name);
        cr_expect_eq(table->types[i], g_ascii_tolower(*type), "%s.%s", name, column);
    }
    cr_expect_gt(count, 100);
    sqlite3_finalize(columns);
    sqlite3_close(db);
}

/* A server has the same columns as a file, by their number: the copy names them all. */
Test(copy, names_as_many_columns_as_a_server_has)
{
    unsigned count = 0;
    if (!server_is_wanted()) {
        remove_stores(); /* a skipped test does not come back */
        cr_skip_test("is about a server");
    }
    for (const DeskCopyTable *table = desk_copy_tables; table->name; table++)
        count += strlen(table->types);
    SCRATCH_OK(desk_store_create(copy_url, &error));
    g_autofree char *sql = g_strdup_printf(
        "DO $$ BEGIN IF (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema ="
        " 'public' AND table_name <> 'schema_version') <> %u THEN RAISE EXCEPTION"
        " 'a column is not copied'; END IF; END $$",
        count);
    server_sql(sql);
}

static bool
is_listed(const DeskStatement *statement)
{
    for (const DeskStatement *const *listed = desk_copy_statements; *listed; listed++)
        if (*listed == statement)
            return true;
    return !statement->sql;
}

Test(copy, every_statement_is_on_the_list)
{
    for (const DeskCopyTable *t = desk_copy_tables; t->name; t++)
        cr_expect(is_listed(&t->count) && is_listed(&t->last) && is_listed(&t->sizes) &&
                      is_listed(&t->page) && is_listed(&t->insert),
                  "%s", t->name);
    cr_expect(is_listed(&desk_copy_merges) && is_listed(&desk_copy_merge));
    for (const DeskStatement *const *a = desk_copy_statements; *a; a++)
        for (const DeskStatement *const *b = a + 1; *b; b++)
            cr_expect_str_neq((*a)->name, (*b)->name);
}

Test(copy, is_the_same_as_what_it_was_made_from)
{
    g_autoptr(GArray) results = NULL;
    Watch watch = { 0 };
    fill();
    SCRATCH_OK(copy(&watch, &results, &error));
    expect_same_files();
    cr_expect_eq(watch.done, watch.total);
    cr_expect_eq(results->len, 21);
    gint64 rows = 0;
    for (guint i = 0; i < results->len; i++) {
        const DeskCopyResult *result = &g_array_index(results, DeskCopyResult, i);
        cr_expect_eq(strlen(result->sha256), 64, "%s", result->table);
        rows += result->rows;
    }
    cr_expect_eq(rows, watch.total);
    struct stat st;
    cr_assert_eq(stat(copy_path, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0600);
    bool sound = false;
    g_autoptr(DeskStore) store = open_copy();
    SCRATCH_OK(desk_store_check(store, &sound, NULL, &error));
    cr_expect(sound);
}

/* The digests are the same in every store and on every machine. */
Test(copy, has_digests_that_anybody_can_recompute)
{
    static const guint8 row[] = "i\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\x01"
                                "t\0\0\0\0\0\0\0\x02"
                                "ab"
                                "n\0\0\0\0\0\0\0\0"
                                "n\0\0\0\0\0\0\0\0";
    g_autoptr(GArray) results = NULL;
    guint8 digest[32];
    gsize size = sizeof digest;
    change_source("UPDATE epoch SET epoch = 'ab'");
    SCRATCH_OK(copy(NULL, &results, &error));
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, row, sizeof row - 1);
    g_checksum_get_digest(sum, digest, &size);
    g_autofree char *expected = g_compute_checksum_for_data(G_CHECKSUM_SHA256, digest, size);
    cr_expect_str_eq(g_array_index(results, DeskCopyResult, 0).sha256, expected);
    g_autofree char *empty = g_compute_checksum_for_data(G_CHECKSUM_SHA256, NULL, 0);
    cr_expect_str_eq(g_array_index(results, DeskCopyResult, 1).sha256, empty);
}

/* Each run may make so many pages, and the last ones are ended while they compare. */
static unsigned
copy_in_runs(unsigned pages)
{
    gint64 done = 0;
    for (unsigned runs = 1; runs < 100; runs++) {
        g_autoptr(GArray) results = NULL;
        g_autoptr(GError) error = NULL;
        Watch watch = { .pages = pages, .compared = (runs * 7) % 50 };
        if (copy(&watch, &results, &error))
            return runs;
        cr_assert(g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE), "%s",
                  error->message);
        cr_expect(watch.comparing || watch.done > done, "went back");
        done = watch.done;
        expect_unfinished(DESK_STORE_READ);
        expect_unfinished(DESK_STORE_WRITE);
    }
    cr_assert_fail("does not come to an end");
    return 0;
}

Test(copy, goes_on_where_it_was_ended)
{
    static const unsigned pages[] = { 1, 4 };
    fill();
    for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
        unsigned runs = copy_in_runs(pages[i]);
        cr_expect_gt(runs, 20 / pages[i], "%u runs", runs);
        expect_same_files();
        remove_copy();
    }
}

Test(copy, takes_no_other_source_and_no_other_destination)
{
    g_autoptr(GArray) results = NULL;
    g_autoptr(GError) none = NULL;
    Watch watch = { .pages = 3 };
    fill();
    expect_copy_fails(&watch, DESK_STORE_ERROR_UNDONE, "run the same command again");
    change_source("UPDATE epoch SET epoch = 'other' WHERE id = 1");
    expect_copy_fails(NULL, DESK_STORE_ERROR_DIFFERS, "another desk");
    cr_expect_not(desk_store_copy(copy_url, source_url, NULL, &results, &none));
    cr_expect_not_null(strstr(none->message, "unfinished copy"), "%s", none->message);
    g_clear_error(&none);
    cr_expect_not(desk_store_copy(source_url, source_url, NULL, &results, &none));
    cr_expect_eq(none->code, DESK_STORE_ERROR_EXISTS, "%s", none->message);
    g_clear_error(&none);
    g_autofree char *missing = g_strconcat(source_url, "-none", NULL);
    cr_expect_not(desk_store_copy(missing, source_url, NULL, &results, &none));
    cr_expect_eq(none->code, DESK_STORE_ERROR_MISSING, "%s", none->message);
}

Test(copy, a_finished_one_is_no_destination)
{
    g_autoptr(GArray) results = NULL;
    SCRATCH_OK(copy(NULL, &results, &error));
    expect_copy_fails(NULL, DESK_STORE_ERROR_EXISTS, "holds a desk");
}

Test(copy, an_unfinished_one_of_another_version_is_left_alone)
{
    Watch watch = { .pages = 1 };
    expect_copy_fails(&watch, DESK_STORE_ERROR_UNDONE, "");
    change_copy("UPDATE schema_version SET version = -4711");
    expect_copy_fails(NULL, DESK_STORE_ERROR_VERSION, "another version");
    expect_unfinished(DESK_STORE_WRITE);
}

Test(copy, finds_what_was_changed_meanwhile)
{
    static const struct {
        const char *says;
        const char *sql;
        const char *part;
        bool mended; /* by running it again */
    } rows[] = {
        { "a value", "UPDATE contact SET name = 'Bob' WHERE id = 5",
          "table contact has 3 and 3 rows, the first that differs is id 5:", false },
        { "NULL became empty", "UPDATE ticket SET category = '' WHERE id = 1", "is id 1:", false },
        { "a blob, too", "UPDATE message SET weak_key = x'' WHERE id = 9", "is id 9:", false },
        { "two texts moved", "UPDATE outbox SET from_name = 'fg', from_address = '' WHERE id = 3",
          "table outbox has 2 and 2 rows, the first that differs is id 3:", false },
        { "a row that is gone", "DELETE FROM ticket_tag WHERE ticket = 3 AND tag = 'vip'",
          "table ticket_tag has 7 and 8 rows, the first that differs is ticket 3, tag vip:",
          false },
        { "the last row is gone", "DELETE FROM verdict WHERE id = 9", "is id 9:", false },
        { "a new row at the end", "INSERT INTO event (at, actor, kind, detail) VALUES (1,'','','')",
          "table event has 3 and 2 rows, the first that differs is id 4:", true },
        { "a new row between", "INSERT INTO ticket_mailbox VALUES (3, 'a')",
          "is ticket 3, mailbox a:", false },
        { "a row on the last page", "UPDATE message SET text = text || ' ' WHERE id = 7500",
          "is id 7500:", false },
        { "bytes of a mail",
          "UPDATE raw SET packed = CAST(packed || '.' AS BLOB) WHERE message = 303",
          "is message 303:", false },
        { "two tables",
          "DELETE FROM attachment WHERE message = 9 AND number = 1; DELETE FROM outbox_bytes",
          "is message 9, number 1; table outbox_bytes has 0 and 1 rows, the first that differs "
          "is outbox 3:",
          false },
    };
    fill();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) results = NULL;
        Watch watch = { .change = rows[i].sql };
        expect_copy_fails(&watch, DESK_STORE_ERROR_DIFFERS, rows[i].part);
        cr_expect_null(watch.change, "%s: no change was made", rows[i].says);
        expect_unfinished(DESK_STORE_WRITE);
        if (rows[i].mended)
            SCRATCH_OK(copy(NULL, &results, &error));
        else
            expect_copy_fails(NULL, DESK_STORE_ERROR_DIFFERS, "begin again");
        remove_stores();
        make_stores();
        fill();
    }
}

Test(copy, finds_a_merge_that_was_undone_between_two_runs)
{
    Watch watch = { .compared = 1 };
    fill();
    expect_copy_fails(&watch, DESK_STORE_ERROR_UNDONE, "");
    change_source("UPDATE ticket SET merged_into = NULL WHERE id = 7");
    expect_copy_fails(NULL, DESK_STORE_ERROR_DIFFERS,
                      "table ticket has 5 and 5 rows, the first that differs is id 7:");
}

Test(copy, never_gives_an_id_twice)
{
    g_autoptr(GArray) results = NULL;
    change_source("INSERT INTO contact VALUES (7, 'gone', 'gone', '', 1, 0, NULL, NULL, NULL, "
                  "NULL); DELETE FROM contact;"
                  "INSERT INTO ticket (id, subject, status, priority, mailbox, language, created,"
                  " updated) VALUES (41, '', 'new', 'normal', '', '', 1, 1),"
                  " (99, '', 'new', 'normal', '', '', 1, 1); DELETE FROM ticket WHERE id = 99;");
    SCRATCH_OK(copy(NULL, &results, &error));
    DeskStore *store = open_copy();
    gint64 contact = scratch_contact(store, "new@example.org");
    cr_expect_eq(contact, 8);
    cr_expect_eq(scratch_ticket(store, contact), 100);
    desk_store_close(store);
}
