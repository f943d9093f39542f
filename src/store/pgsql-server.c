#include "base/clock.h"
#include "store/pgsql.h"
#include "store/query.h"

/*
 * In one row: the version, the clock, the connections, and truth values. Anybody may ask all of
 * this. Connections are counted from the databases' statistics, because the kind of a stranger's
 * session is hidden; the session itself turns synchronous_commit on, so its own value says nothing.
 */
static const DeskStatement SERVER = {
    "server",
    "SELECT current_setting('server_version'),"
    " CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT),"
    " least(CAST(current_setting('max_connections') AS BIGINT)"
    "  - CAST(current_setting('superuser_reserved_connections') AS BIGINT)"
    "  - CAST(coalesce(current_setting('reserved_connections', true), '0') AS BIGINT)"
    "  - (SELECT sum(numbackends) FROM pg_stat_database),"
    "  (SELECT CASE WHEN datconnlimit >= 0 THEN datconnlimit - numbackends END FROM pg_database d"
    "   JOIN pg_stat_database s ON s.datid = d.oid WHERE d.datname = current_database()),"
    "  (SELECT CASE WHEN rolconnlimit >= 0 THEN rolconnlimit"
    "   - (SELECT count(*) FROM pg_stat_activity WHERE usename = rolname) END"
    "   FROM pg_roles WHERE rolname = current_user)),"
    " CAST(current_setting('fsync') = 'on' AS INTEGER),"
    " CAST(current_setting('full_page_writes') = 'on' AS INTEGER),"
    " CAST((SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') <> 'off'"
    "  AS INTEGER),"
    " CAST(pg_is_in_recovery() AS INTEGER),"
    " CAST(coalesce(inet_client_addr() = inet_server_addr(), true) AS INTEGER),"
    " CAST(EXISTS (SELECT 1 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl)"
    "  OR EXISTS (SELECT 1 FROM pg_stat_gssapi WHERE pid = pg_backend_pid() AND encrypted)"
    "  AS INTEGER)"
};

static gpointer
read_server(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskServer *server = g_new0(DeskServer, 1);
    server->version = desk_cursor_dup(cursor, 0);
    server->ahead = desk_cursor_int(cursor, 1);
    server->free = desk_cursor_int(cursor, 2);
    server->syncs = desk_cursor_int(cursor, 3) != 0;
    server->whole = desk_cursor_int(cursor, 4) != 0;
    server->waits = desk_cursor_int(cursor, 5) != 0;
    server->replica = desk_cursor_int(cursor, 6) != 0;
    server->local = desk_cursor_int(cursor, 7) != 0;
    server->encrypted = desk_cursor_int(cursor, 8) != 0;
    return server;
}

bool
desk_pgsql_server(DeskStore *store, DeskServer **server, GError **error)
{
    static const DeskRowKind kind = { read_server, (GDestroyNotify) desk_server_free };
    gpointer found = NULL;
    gint64 before = desk_clock_now();
    if (!desk_query_one(store, &SERVER, DESK_BIND_NOTHING, &kind, &found, error))
        return false;
    gint64 doubt = (desk_clock_now() - before) / 2;
    *server = found;
    if (*server) {
        (*server)->ahead -= before + doubt;
        (*server)->doubt = doubt;
        return true;
    }
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                "the server says nothing about itself");
    return false;
}
