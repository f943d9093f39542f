#include "server.h"

#include <libpq-fe.h>

static char *database;

bool
server_is_wanted(void)
{
    return g_getenv("DESK_TEST_PGSQL") != NULL;
}

static PGconn *
connect_to(const char *url)
{
    PGconn *conn = PQconnectdb(url);
    cr_assert_eq(PQstatus(conn), CONNECTION_OK, "%s: %s", url, PQerrorMessage(conn));
    return conn;
}

static PGresult *
run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
              PQerrorMessage(conn));
    return result;
}

static void
run_once(const char *url, const char *sql)
{
    PGconn *conn = connect_to(url);
    PQclear(run(conn, sql));
    PQfinish(conn);
}

void
server_make_database(void)
{
    const char *base = g_getenv("DESK_TEST_PGSQL");
    database = g_strdup_printf("scratch_%d_%08x", (int) getpid(), g_random_int());
    g_autofree char *sql = g_strdup_printf("CREATE DATABASE %s", database);
    run_once(base, sql);
    scratch_url = g_strdup_printf("%s%cdbname=%s", base, strchr(base, '?') ? '&' : '?', database);
}

char *
server_empty_database(void)
{
    return g_strdup(g_getenv("DESK_TEST_PGSQL"));
}

void
server_drop_database(void)
{
    g_autofree char *sql = g_strdup_printf("DROP DATABASE %s WITH (FORCE)", database);
    run_once(g_getenv("DESK_TEST_PGSQL"), sql);
    g_free(database);
}

void
server_sql(const char *sql)
{
    run_once(scratch_url, sql);
}

/* Some thousands of everything, as a desk has them: no table is so small that reading all of it
 * would be the best way to find something. */
static const char fill[] =
    "SET session_replication_role = replica;"
    "INSERT INTO contact SELECT n, 'c' || n || '@example.org', 'c', 'c', n"
    " FROM generate_series(1, 20000) n;"
    "INSERT INTO ticket (id, subject, status, priority, mailbox, language, requester, created,"
    " updated, messages) SELECT n, 's', CASE WHEN n % 50 = 0 THEN 'open' ELSE 'closed' END,"
    " 'normal', 'support', 'en', n, n, n, 3 FROM generate_series(1, 20000) n;"
    "INSERT INTO ticket_mailbox SELECT n, 'support' FROM generate_series(1, 20000) n;"
    "INSERT INTO ticket_tag SELECT n, 'vip' FROM generate_series(1, 20000) n;"
    "INSERT INTO participant SELECT n, n, 'requester', 1, n FROM generate_series(1, 20000) n;"
    "UPDATE ticket SET merged_into = n FROM generate_series(1, 20000, 100) n WHERE id = n + 1;"
    "INSERT INTO ticket_tie SELECT n, n + 1, 'related', n FROM generate_series(1, 20000) n;"
    "INSERT INTO correlation SELECT n, 'disks', 'k' || n, n FROM generate_series(1, 20000) n;"
    "UPDATE ticket SET team = 'team' || id % 10, assignee = CASE WHEN id % 100 = 0 THEN 'agent' ||"
    " id % 7 END;"
    "UPDATE ticket SET ended = updated WHERE status = 'closed';"
    "INSERT INTO timer SELECT n, 'resolution', 'running', 9, 0, n, n + 9, CASE WHEN n % 50 = 0"
    " THEN n + 9 END, 0, NULL, n FROM generate_series(1, 20000) n;"
    "INSERT INTO absence SELECT n, 'agent' || n, n, n + 9, '', 'desk', n"
    " FROM generate_series(1, 5000) n;"
    "INSERT INTO turn SELECT n, 'team' || n % 10, 'agent' || n, n FROM generate_series(1, 5000) n;"
    "INSERT INTO watcher SELECT n, 'agent' || n % 7, n FROM generate_series(1, 20000, 10) n;"
    "INSERT INTO wish SELECT n, 'agent' || n, 'digest', n FROM generate_series(1, 5000) n;"
    "INSERT INTO survey (ticket, number, contact, resolved, scale, asked)"
    " SELECT n, 1, n, n, 'csat', n FROM generate_series(1, 5000) n;"
    "INSERT INTO message SELECT n, n / 3 + 1, n % 3 + 1, CASE WHEN n % 60 = 0 THEN 'out' ELSE"
    " 'in' END, n / 3 + 1, 'm' || n ||"
    " '@example.org', 's', n, n, 0, 0, 'human', sha256(CAST(CAST(n AS TEXT) AS BYTEA)),"
    " sha256(CAST(CAST(-n AS TEXT) AS BYTEA)), 't' FROM generate_series(1, 59999) n;"
    "INSERT INTO raw SELECT n, 3, 'raw' FROM generate_series(1, 59999) n;"
    "INSERT INTO attachment SELECT n, 1, 'a', 't', 3, 's', 0, '' FROM generate_series(1, 59999) n;"
    "INSERT INTO event SELECT n, n / 3 + 1, n, n, 'desk', CASE WHEN n % 100 = 0 THEN 'sla-met'"
    " ELSE 'created' END, 'd'"
    " FROM generate_series(1, 59999) n;"
    "INSERT INTO verdict SELECT n, n, 'new', n / 3 + 1, n, 'Q' || n, 'm' || n || '@example.org',"
    " 's', 'r', '', 1 FROM generate_series(1, 59999) n;"
    "INSERT INTO outbox SELECT n, CASE WHEN n % 5 > 0 THEN n END, n, n, 'ack', CASE WHEN n % 100 = "
    "0 THEN 'queued' WHEN"
    " n % 100 = 1 THEN 'leased' ELSE 'sent' END, 'o' || n || '@example.org', n, '', 'r', '', '',"
    " 'f', '', '', '', 'en', 0, n, n, 1, 0, CASE WHEN n % 100 = 1 THEN 'me' END, CASE WHEN"
    " n % 100 = 1 THEN n END, n, 'Q', NULL, CASE WHEN n % 100 < 2 THEN n END"
    " FROM generate_series(1, 20000) n;"
    "INSERT INTO outbox_bytes SELECT n, 'raw' FROM generate_series(1, 20000) n;"
    "ANALYZE; SET jit = off;";

/* The statement in the server's words, as the driver writes them. */
static char *
expand(const char *sql)
{
    g_autoptr(GString) text = g_string_new(sql);
    g_string_replace(text, DESK_SQL_SKIP_LOCKED, " FOR UPDATE SKIP LOCKED ", 0);
    g_string_replace(text, DESK_SQL_FOR_UPDATE, " FOR NO KEY UPDATE ", 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Prepares it as the driver does, and returns what it takes: "EXECUTE asked(100, 'text')". */
static char *
prepare(PGconn *conn, const DeskStatement *statement)
{
    g_autofree char *sql = expand(statement->sql);
    PGresult *result = PQprepare(conn, "asked", sql, 0, NULL);
    cr_assert_eq(PQresultStatus(result), PGRES_COMMAND_OK, "%s: %s", statement->name,
                 PQerrorMessage(conn));
    PQclear(result);
    result = PQdescribePrepared(conn, "asked");
    g_autoptr(GString) call = g_string_new("EXECUTE asked");
    for (int i = 0; i < PQnparams(result); i++) {
        Oid type = PQparamtype(result, i);
        cr_assert(type == 20 || type == 25 || type == 17,
                  "%s: $%d is of type %u, expected BIGINT, TEXT or BYTEA", statement->name, i + 1,
                  type);
        g_string_append_printf(call, "%s%s", i ? ", " : "(",
                               type == 20   ? "100"
                               : type == 25 ? "'m100@example.org'"
                                            : "'\\x00'");
    }
    g_string_append(call, PQnparams(result) > 0 ? ")" : "");
    PQclear(result);
    return g_string_free(g_steal_pointer(&call), FALSE);
}

/*
 * How a server that has known the statement for a while runs it, a line a row: from the sixth time
 * on it may have one plan for all values, when that is no worse than a plan for each.
 */
static PGresult *
explain(PGconn *conn, const DeskStatement *statement)
{
    enum { TIMES = 7 };
    g_autofree char *call = prepare(conn, statement);
    g_autofree char *sql = g_strconcat("EXPLAIN (COSTS OFF) ", call, NULL);
    PGresult *plan = run(conn, sql);
    for (int i = 1; i < TIMES; i++) {
        PQclear(plan);
        plan = run(conn, sql);
    }
    PQclear(run(conn, "DEALLOCATE asked"));
    return plan;
}

/* Tables that stay small, the first entry of an index, all merged tickets for a copy, and what is
 * there to read everything. */
static bool
may_scan(const DeskStatement *statement, const char *line)
{
    if (g_str_equal(statement->name, "outbox-next"))
        return strstr(line, "using outbox_due ") != NULL;
    if (g_str_equal(statement->name, "timer-next"))
        return strstr(line, "using timer_next ") != NULL;
    if (g_str_equal(statement->name, "assignees"))
        return strstr(line, "using ticket_assignee ") != NULL;
    if (g_str_equal(statement->name, "copy-merges"))
        return strstr(line, "using ticket_merged ") != NULL;
    return g_str_equal(statement->name, "stats") ||
           g_str_has_prefix(statement->name, "copy-count-") ||
           g_str_has_prefix(statement->name, "backup-") ||
           g_str_equal(statement->name, "absence-list") ||
           g_str_equal(statement->name, "wish-list") || g_str_has_suffix(line, " on epoch") ||
           g_str_has_suffix(line, " on schema_version");
}

/* Neither a table nor an index is read from one end to the other. */
static void
expect_indexes(const DeskStatement *statement, const PGresult *plan)
{
    int rows = PQntuples(plan);
    for (int i = 0; i < rows; i++) {
        const char *line = PQgetvalue(plan, i, 0);
        const char *next = i + 1 < rows ? PQgetvalue(plan, i + 1, 0) : "";
        cr_expect(!strstr(line, "Seq Scan on ") || may_scan(statement, line), "%s: %s",
                  statement->name, line);
        bool whole_index = (strstr(line, "Index Scan") || strstr(line, "Index Only Scan")) &&
                           !strstr(next, "Index Cond:");
        cr_expect(!whole_index || may_scan(statement, line), "%s: %s, without a key",
                  statement->name, line);
    }
}

void
server_expect_indexes(const DeskStatement *const *const *lists, size_t count)
{
    PGconn *conn = connect_to(scratch_url);
    PQclear(run(conn, fill));
    for (size_t i = 0; i < count; i++)
        for (const DeskStatement *const *statement = lists[i]; *statement; statement++) {
            PGresult *plan = explain(conn, *statement);
            expect_indexes(*statement, plan);
            PQclear(plan);
        }
    PQfinish(conn);
}
