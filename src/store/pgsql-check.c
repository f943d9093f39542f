#include "store/pgsql.h"
#include "store/query.h"

/*
 * What can be asked without a superuser: indexes and constraints the server has given up on,
 * and every row of every table, for a damaged page is an error when it is read.
 */
static const DeskStatement UNSOUND = {
    "unsound",
    "SELECT 'index ' || c.relname || ' is not valid' FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid"
    " AND c.relnamespace = CAST(quote_ident(current_schema()) AS regnamespace) UNION ALL "
    "SELECT 'constraint ' || conname || ' is not validated' FROM pg_constraint"
    " WHERE NOT convalidated AND connamespace = CAST(quote_ident(current_schema()) AS regnamespace)"
};

/* For each table a statement that reads it; the name is quoted by the server. */
static const DeskStatement READERS = {
    "readers", "SELECT format('DO $$ BEGIN PERFORM md5(CAST(t AS TEXT)) FROM %I t; END $$',"
               " tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
};

static gpointer
read_text(DeskCursor *cursor, GError **error)
{
    (void) error;
    return desk_cursor_dup(cursor, 0);
}

static const DeskRowKind text_kind = { read_text, g_free };

/* A table that is damaged is a finding; one that is locked or belongs to others is an error. */
static bool
run_reader(DeskPgsql *server, const char *sql, GString *report, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (desk_pgsql_script(server, "read", sql, &cause))
        return true;
    bool damaged =
        cause->code == DESK_STORE_ERROR_CORRUPT || cause->code == DESK_STORE_ERROR_UNAVAILABLE;
    if (!damaged || !desk_pgsql_is_up(server)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    g_string_append_printf(report, "%s\n", cause->message);
    return true;
}

bool
desk_pgsql_check(DeskStore *store, DeskPgsql *server, GString *report, GError **error)
{
    g_autoptr(GPtrArray) unsound = NULL;
    g_autoptr(GPtrArray) readers = NULL;
    if (!desk_query_list(store, &UNSOUND, DESK_BIND_NOTHING, &text_kind, &unsound, error) ||
        !desk_query_list(store, &READERS, DESK_BIND_NOTHING, &text_kind, &readers, error))
        return false;
    for (guint i = 0; i < unsound->len; i++)
        g_string_append_printf(report, "%s\n", (const char *) unsound->pdata[i]);
    for (guint i = 0; i < readers->len; i++)
        if (!run_reader(server, readers->pdata[i], report, error))
            return false;
    return true;
}
