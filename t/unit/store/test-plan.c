#include "server.h"

#include <sqlite3.h>

TestSuite(plan, .init = scratch_make_store, .fini = scratch_remove);

static const DeskStatement *const *const lists[] = {
    desk_contact_statements,      desk_event_statements,          desk_message_statements,
    desk_outbox_statements,       desk_stat_statements,           desk_store_statements,
    desk_ticket_statements,       desk_verdict_statements,        desk_copy_statements,
    desk_tie_statements,          desk_message_change_statements, desk_outbox_look_statements,
    desk_backup_statements,       desk_ticket_look_statements,    desk_staff_statements,
    desk_timer_statements,        desk_message_look_statements,   desk_watcher_statements,
    desk_look_statements,         desk_tally_statements,          desk_survey_statements,
    desk_survey_tally_statements,
};

/* Tables that stay small, bounded subqueries, and statements that are there to read everything. */
static bool
may_scan(const DeskStatement *statement, const char *detail)
{
    static const char *const bounded[] = { "SCAN m",     "SCAN chosen",  "SCAN due", "SCAN early",
                                           "SCAN found", "SCAN few",     "SCAN c",   "SCAN first",
                                           "SCAN last",  "SCAN written", NULL };
    return g_strv_contains(bounded, detail) || g_str_equal(statement->name, "stats") ||
           g_str_has_prefix(statement->name, "copy-count-") ||
           g_str_has_prefix(statement->name, "backup-") || g_str_has_suffix(detail, " epoch") ||
           g_str_equal(statement->name, "absence-list") ||
           g_str_equal(statement->name, "wish-list") ||
           g_str_has_suffix(detail, " schema_version") ||
           g_str_has_suffix(detail, "SCAN CONSTANT ROW");
}

/* Lists for people, and what is few on any ticket. */
static bool
may_sort(const DeskStatement *statement)
{
    static const char *const names[] = { "participant-list",
                                         "message-thread",
                                         "ticket-list-requester",
                                         "tie-list",
                                         "timer-due",
                                         "queue",
                                         "event-last",
                                         "outbox-ids",
                                         "outbox-list-ticket",
                                         "changed",
                                         NULL };
    return g_strv_contains(names, statement->name);
}

static void
expect_no_scan(sqlite3 *db, const DeskStatement *statement)
{
    if (strstr(statement->sql, "SAVEPOINT"))
        return;
    g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", statement->sql, NULL);
    sqlite3_stmt *stmt = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK, "%s: %s", statement->name,
                 sqlite3_errmsg(db));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *detail = (const char *) sqlite3_column_text(stmt, 3);
        cr_expect(!g_str_has_prefix(detail, "SCAN ") || may_scan(statement, detail), "%s: %s",
                  statement->name, detail);
        cr_expect(!strstr(detail, "TEMP B-TREE FOR ORDER BY") || may_sort(statement),
                  "%s sorts: %s", statement->name, detail);
    }
    sqlite3_finalize(stmt);
}

Test(plan, no_statement_reads_a_whole_table)
{
    if (server_is_wanted()) {
        server_expect_indexes(lists, G_N_ELEMENTS(lists));
        return;
    }
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(scratch_path, &db), SQLITE_OK);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        for (const DeskStatement *const *statement = lists[i]; *statement; statement++)
            expect_no_scan(db, *statement);
    sqlite3_close(db);
}

Test(plan, no_two_statements_have_one_name)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        for (const DeskStatement *const *statement = lists[i]; *statement; statement++)
            cr_expect(g_hash_table_add(names, (gpointer) (*statement)->name), "%s",
                      (*statement)->name);
}

static unsigned
count_in_file(const char *path, const char *word)
{
    g_autofree char *text = NULL;
    unsigned count = 0;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        count++;
    return count;
}

Test(plan, every_statement_in_the_sources_is_on_a_list)
{
    const char *srcdir = g_getenv("srcdir");
    if (!srcdir) {
        scratch_remove(); /* a skipped test does not come back */
        cr_skip_test("srcdir is not set: run by make check");
    }
    g_autofree char *folder = g_build_filename(srcdir, "src", "store", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned listed = 0;
    unsigned written = 0;
    cr_assert_not_null(dir, "%s", folder);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_suffix(name, ".c"))
            written += count_in_file(path, "static const DeskStatement SQL_");
    }
    /* Those of the copy are made by macros: test-copy.c knows them all. */
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        for (const DeskStatement *const *statement = lists[i]; *statement; statement++)
            listed += lists[i] != desk_copy_statements;
    cr_expect_eq(listed, written, "%u listed, %u in the sources", listed, written);
}
