#include "backend.h"
#include "base/clock.h"

#include <libpq-fe.h>
#include <signal.h>

char *backend_socket;
static PGconn *beside;

void
backend_make_database(void)
{
    if (!server_is_wanted())
        cr_skip_test("DESK_TEST_PGSQL names no server");
    server_make_database();
    beside = PQconnectdb(scratch_url);
    cr_assert_eq(PQstatus(beside), CONNECTION_OK, "%s", PQerrorMessage(beside));
    backend_socket = g_strdup_printf("%s/.s.PGSQL.%s", PQhost(beside), PQport(beside));
}

void
backend_make_store(void)
{
    backend_make_database();
    SCRATCH_OK(desk_store_create(scratch_url, &error));
}

void
backend_remove(void)
{
    if (!beside)
        return;
    PQfinish(g_steal_pointer(&beside));
    g_clear_pointer(&backend_socket, g_free);
    scratch_remove();
}

char *
backend_sql(const char *sql)
{
    PGresult *result = PQexec(beside, sql);
    ExecStatusType status = PQresultStatus(result);
    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
              PQresultErrorMessage(result));
    char *value = PQntuples(result) > 0 ? g_strdup(PQgetvalue(result, 0, 0)) : NULL;
    PQclear(result);
    return value;
}

gint64
backend_number(const char *sql)
{
    g_autofree char *value = backend_sql(sql);
    return value ? g_ascii_strtoll(value, NULL, 10) : -1;
}

pid_t
backend_of(DeskStore *store)
{
    static const DeskStatement statement = { "backend", "SELECT pg_backend_pid()" };
    gint64 pid = 0;
    SCRATCH_OK(desk_query_ints(store, &statement, DESK_BIND_NOTHING, &pid, 1, &error));
    cr_assert_gt(pid, 1);
    return (pid_t) pid;
}

void
backend_terminate(pid_t backend)
{
    gint64 limit = desk_clock_steady() + 10 * DESK_SECOND;
    cr_assert_eq(kill(backend, SIGTERM), 0, "%s", g_strerror(errno));
    while (kill(backend, 0) == 0) {
        cr_assert_lt(desk_clock_steady(), limit, "the backend does not end");
        g_usleep(2000);
    }
}

void
backend_expect(const GError *error, DeskStoreError code, const char *part)
{
    cr_assert_not_null(error);
    cr_assert(g_error_matches(error, DESK_STORE_ERROR, (gint) code), "code %d, expected %d: %s",
              error->code, (int) code, error->message);
    cr_assert(!part || strstr(error->message, part), "no '%s' in: %s", part, error->message);
}
