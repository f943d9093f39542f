#include "store/pgsql.h"
#include "base/clock.h"
#include "store/pgsql-address.h"

#include <poll.h>

#define VERSION_MIN   120000 /* what the statements and the schema need */
#define VERSION_NAME  "12"
#define SENT_MAX      256                /* answers may wait; more are read in between */
#define WRITE_LIMIT   (15 * DESK_SECOND) /* longer than any lock is waited for */
#define READ_LIMIT    DESK_MINUTE        /* to count whole tables takes its time */
#define SCRIPT_LIMIT  (60 * DESK_MINUTE) /* to write them anew takes more */
#define BACKOFF_FIRST (DESK_SECOND / 10)
#define BACKOFF_LAST  (DESK_SECOND / 2)

/* One answer to come. */
typedef struct {
    const DeskStatement *statement;
    bool preparing; /* it answers the preparation, not the statement */
} Sent;

struct DeskPgsql {
    char *url;
    char *label;
    DeskStoreMode mode;
    PGconn *conn;         /* NULL: not connected */
    bool late;            /* the server has given no sign of life */
    GHashTable *prepared; /* of DeskStatement */
    GArray *sent;         /* of Sent, in order */
    gint64 next_try;      /* steady clock */
    gint64 backoff;       /* 0 when the last attempt to connect went well */
    GError *trouble;      /* of that attempt */
};

/*
 * A session that stands still within a transaction is ended. One that writes holds up whoever
 * wants to run alone, who waits longer than that (see the driver), as do the leases of deskpost; a
 * reader holds up nobody. The lock timeout is short because whoever runs into it is run again
 * alone. A client whose host is gone is found out by the server as soon as a server by its clients.
 * A server that may lose what it has committed is asked not to.
 */
#define SESSION(idle)                                                                              \
    "SET statement_timeout = 0; SET lock_timeout = '300ms';"                                       \
    " SET idle_in_transaction_session_timeout = '" idle "';"                                       \
    " SET jit = off; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"               \
    " SET tcp_keepalives_count = 3;"                                                               \
    " SELECT set_config('synchronous_commit', 'on', false)"                                        \
    " WHERE current_setting('synchronous_commit') = 'off'"

static DeskStoreError
map_state(const char *state)
{
    static const struct {
        const char *prefix;
        DeskStoreError code;
    } map[] = {
        { "23505", DESK_STORE_ERROR_UNDONE },  /* unique violation: somebody was faster */
        { "40001", DESK_STORE_ERROR_UNDONE },  /* serialization failure */
        { "40P01", DESK_STORE_ERROR_UNDONE },  /* deadlock */
        { "55P03", DESK_STORE_ERROR_UNDONE },  /* lock timeout */
        { "57014", DESK_STORE_ERROR_BUSY },    /* statement timeout or cancel */
        { "53100", DESK_STORE_ERROR_FULL },    /* disk full */
        { "42P01", DESK_STORE_ERROR_MISSING }, /* no such table */
        { "42501", DESK_STORE_ERROR_UNSAFE },  /* no right to do it */
        { "XX001", DESK_STORE_ERROR_CORRUPT }, { "XX002", DESK_STORE_ERROR_CORRUPT },
    };
    for (size_t i = 0; state && i < G_N_ELEMENTS(map); i++)
        if (g_str_has_prefix(state, map[i].prefix))
            return map[i].code;
    return DESK_STORE_ERROR_UNAVAILABLE;
}

/* Connection failures, shutdowns and timeouts of the session. */
static bool
ends_connection(const char *state)
{
    return state && (g_str_has_prefix(state, "08") || g_str_has_prefix(state, "57P") ||
                     g_str_equal(state, "25P03"));
}

static void
drop(DeskPgsql *server)
{
    g_hash_table_remove_all(server->prepared);
    g_array_set_size(server->sent, 0);
    PQfinish(server->conn);
    server->conn = NULL;
    server->late = false;
}

/* The connection is of no more use; with its own words when it has some. */
static bool
fail_lost(DeskPgsql *server, const char *what, GError **error)
{
    g_autofree char *message = desk_pgsql_one_line(PQerrorMessage(server->conn));
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE, "%s: %s: %s", server->label,
                what, *message ? message : "the connection was lost");
    drop(server);
    return false;
}

static bool
fail_silent(DeskPgsql *server, const char *what, GError **error)
{
    g_autofree char *text =
        g_strconcat(what, server->late ? ": no answer in time" : ": no answer", NULL);
    return fail_lost(server, text, error);
}

static void
fail_result(DeskPgsql *server, const char *what, const PGresult *result, GError **error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    g_autofree char *message =
        desk_pgsql_one_line(primary ? primary : PQresultErrorMessage(result));
    g_set_error(error, DESK_STORE_ERROR, (gint) map_state(state), "%s: %s: %s%s%s%s", server->label,
                what, message, state ? " (" : "", state ? state : "", state ? ")" : "");
}

const char *
desk_pgsql_name(const DeskPgsql *server)
{
    return server->label;
}

DeskPgsql *
desk_pgsql_new(const char *url, DeskStoreMode mode, GError **error)
{
    if (!desk_pgsql_check_address(url, error))
        return NULL;
    DeskPgsql *server = g_new0(DeskPgsql, 1);
    server->url = g_strdup(url);
    server->label = desk_pgsql_label(url);
    server->mode = mode;
    server->prepared = g_hash_table_new(NULL, NULL);
    server->sent = g_array_new(FALSE, FALSE, sizeof(Sent));
    return server;
}

void
desk_pgsql_free(DeskPgsql *server)
{
    if (!server)
        return;
    drop(server);
    g_hash_table_unref(server->prepared);
    g_array_unref(server->sent);
    g_clear_error(&server->trouble);
    g_free(server->label);
    g_free(server->url);
    g_free(server);
}

static void
ignore_notice(void *data, const char *message)
{
    (void) data;
    (void) message;
}

static bool
check_server(DeskPgsql *server, GError **error)
{
    const char *encoding = PQparameterStatus(server->conn, "server_encoding");
    if (PQserverVersion(server->conn) < VERSION_MIN)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: the server is PostgreSQL %s, expected " VERSION_NAME " or newer",
                    server->label, PQparameterStatus(server->conn, "server_version"));
    else if (g_strcmp0(encoding, "UTF8") != 0)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: the database has the encoding %s, expected UTF8", server->label, encoding);
    else
        return true;
    return false;
}

/* Waits until the server takes or gives something. */
static bool
wait_for_server(DeskPgsql *server, bool unsent, gint64 limit)
{
    struct pollfd fd = { .fd = PQsocket(server->conn),
                         .events = (short) (POLLIN | (unsent ? POLLOUT : 0)) };
    gint64 deadline = desk_clock_steady() + limit;
    int ready = 0;
    do {
        gint64 left = deadline - desk_clock_steady();
        server->late = left <= 0;
        if (server->late)
            return false;
        ready = poll(&fd, 1, (int) (left / 1000) + 1);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return ready > 0 &&
           (!(fd.revents & (POLLIN | POLLHUP | POLLERR)) || PQconsumeInput(server->conn));
}

/*
 * Sends and receives until the next answer is complete; false: there is none to come. The limit is
 * for a sign of life: a large mail may take long on a slow line.
 */
static bool
pump(DeskPgsql *server, gint64 limit)
{
    for (;;) {
        int unsent = PQflush(server->conn);
        if (unsent < 0)
            return false;
        if (!PQisBusy(server->conn))
            return true;
        if (!wait_for_server(server, unsent > 0, limit))
            return false;
    }
}

/* Of a text of several statements: the last result, or that of the first one that failed. NULL
 * when the connection is lost. */
static PGresult *
last_result(DeskPgsql *server, gint64 limit)
{
    g_autoptr(PGresult) last = NULL;
    while (pump(server, limit)) {
        PGresult *next = PQgetResult(server->conn);
        if (!next)
            return PQstatus(server->conn) == CONNECTION_OK ? g_steal_pointer(&last) : NULL;
        PQclear(last);
        last = next;
    }
    return NULL;
}

static bool
is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Runs a text of several statements, outside pipeline mode. */
static bool
exec_text(DeskPgsql *server, const char *what, const char *sql, gint64 limit, GError **error)
{
    if (!PQsendQuery(server->conn, sql))
        return fail_lost(server, what, error);
    g_autoptr(PGresult) result = last_result(server, limit);
    if (!result)
        return fail_silent(server, what, error);
    if (!is_good(result))
        fail_result(server, what, result, error);
    return is_good(result);
}

/* libpq says of each host that it has tried which one it was and what happened. */
static bool
fail_to_connect(DeskPgsql *server, GError **error)
{
    g_autofree char *message = desk_pgsql_one_line(PQerrorMessage(server->conn));
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE, "PostgreSQL: %s",
                *message ? message : "no connection");
    drop(server);
    return false;
}

static bool
connect_server(DeskPgsql *server, GError **error)
{
    const char *session = server->mode == DESK_STORE_WRITE ? SESSION("3s") : SESSION("10min");
    server->conn = desk_pgsql_connect(server->url, server->mode);
    if (PQstatus(server->conn) != CONNECTION_OK || PQsetnonblocking(server->conn, 1) != 0)
        return fail_to_connect(server, error);
    PQsetNoticeProcessor(server->conn, ignore_notice, NULL);
    if (!check_server(server, error) ||
        !exec_text(server, "connect", session, WRITE_LIMIT, error)) {
        drop(server);
        return false;
    }
    return PQenterPipelineMode(server->conn) || fail_lost(server, "pipeline mode", error);
}

bool
desk_pgsql_ready(DeskPgsql *server, GError **error)
{
    if (server->conn)
        return true;
    if (server->trouble && desk_clock_steady() < server->next_try) {
        g_propagate_error(error, g_error_copy(server->trouble));
        return false;
    }
    g_clear_error(&server->trouble);
    if (connect_server(server, &server->trouble)) {
        server->backoff = 0;
        return true;
    }
    server->backoff = CLAMP(2 * server->backoff, BACKOFF_FIRST, BACKOFF_LAST);
    server->next_try = desk_clock_steady() + server->backoff;
    g_propagate_error(error, g_error_copy(server->trouble));
    return false;
}

bool
desk_pgsql_is_up(const DeskPgsql *server)
{
    return server->conn != NULL;
}

/* The text with the marks of driver.h in this engine's words. */
static char *
expand(const DeskPgsql *server, const char *sql)
{
    bool writing = server->mode != DESK_STORE_READ;
    g_autoptr(GString) text = g_string_new(sql);
    g_string_replace(text, DESK_SQL_SKIP_LOCKED, " FOR UPDATE SKIP LOCKED ", 0);
    g_string_replace(text, DESK_SQL_FOR_UPDATE, writing ? " FOR NO KEY UPDATE " : " ", 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
note_sent(DeskPgsql *server, const DeskStatement *statement, bool preparing)
{
    Sent sent = { statement, preparing };
    g_array_append_val(server->sent, sent);
}

static bool
prepare(DeskPgsql *server, const DeskStatement *statement, GError **error)
{
    if (g_hash_table_contains(server->prepared, statement))
        return true;
    g_autofree char *sql = expand(server, statement->sql);
    if (!PQsendPrepare(server->conn, statement->name, sql, 0, NULL))
        return fail_lost(server, statement->name, error);
    g_hash_table_add(server->prepared, (gpointer) statement);
    note_sent(server, statement, true);
    return true;
}

/* Values in the form that libpq sends. */
typedef struct {
    const char *values[DESK_SQL_PARAMETERS];
    int lengths[DESK_SQL_PARAMETERS];
    int formats[DESK_SQL_PARAMETERS];
    char numbers[DESK_SQL_PARAMETERS][24];
} Parameters;

static void
fill_parameters(Parameters *p, DeskBind bind)
{
    for (int i = 0; i < bind.count; i++) {
        const DeskValue *value = &bind.values[i];
        p->values[i] = value->type == DESK_VALUE_NULL ? NULL : value->data;
        p->lengths[i] = (int) value->size;
        p->formats[i] = value->type == DESK_VALUE_BLOB;
        if (value->type == DESK_VALUE_INT) {
            g_snprintf(p->numbers[i], sizeof p->numbers[i], "%" G_GINT64_FORMAT, value->number);
            p->values[i] = p->numbers[i];
        }
    }
}

/*
 * The server counts a session as idle until it has read the whole of the first message, which may
 * be a large mail on a slow line. So a tiny one goes before: it asks for nothing.
 */
static bool
wake(DeskPgsql *server, const DeskStatement *statement, GError **error)
{
    return server->sent->len > 0 || PQsendFlushRequest(server->conn) ||
           fail_lost(server, statement->name, error);
}

bool
desk_pgsql_send(DeskPgsql *server, const DeskStatement *statement, DeskBind bind, GError **error)
{
    Parameters p;
    g_assert(bind.count <= DESK_SQL_PARAMETERS);
    if (!server->conn) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                    "%s: %s: the connection was lost", server->label, statement->name);
        return false;
    }
    if (server->sent->len >= SENT_MAX && !desk_pgsql_answer(server, NULL, error))
        return false;
    if (!wake(server, statement, error) || !prepare(server, statement, error))
        return false;
    fill_parameters(&p, bind);
    if (!PQsendQueryPrepared(server->conn, statement->name, bind.count, p.values, p.lengths,
                             p.formats, 1))
        return fail_lost(server, statement->name, error);
    note_sent(server, statement, false);
    return true;
}

static PGresult *
next_result(DeskPgsql *server)
{
    gint64 limit = server->mode == DESK_STORE_WRITE ? WRITE_LIMIT : READ_LIMIT;
    return pump(server, limit) ? PQgetResult(server->conn) : NULL;
}

/* What an answer means for its statement; the first error counts, the rest was not run. */
static void
take_answer(DeskPgsql *server, const Sent *sent, const PGresult *result, GError **problem)
{
    if (is_good(result))
        return;
    if (sent->preparing)
        g_hash_table_remove(server->prepared, sent->statement);
    if (PQresultStatus(result) != PGRES_PIPELINE_ABORTED && !*problem)
        fail_result(server, sent->statement->name, result, problem);
}

/* All answers and the mark behind them. False: the connection is lost. */
static bool
read_answers(DeskPgsql *server, PGresult **last, GError **problem)
{
    for (guint i = 0; i < server->sent->len; i++) {
        const Sent *sent = &g_array_index(server->sent, Sent, i);
        g_autoptr(PGresult) result = next_result(server);
        if (!result)
            return false;
        take_answer(server, sent, result, problem);
        if (ends_connection(PQresultErrorField(result, PG_DIAG_SQLSTATE)))
            return false;
        g_autoptr(PGresult) end = next_result(server);
        if (end)
            return false;
        if (last && i + 1 == server->sent->len && is_good(result))
            *last = g_steal_pointer(&result);
    }
    g_autoptr(PGresult) mark = next_result(server);
    return PQresultStatus(mark) == PGRES_PIPELINE_SYNC;
}

bool
desk_pgsql_answer(DeskPgsql *server, PGresult **last, GError **error)
{
    g_autoptr(PGresult) rows = NULL;
    g_autoptr(GError) problem = NULL;
    if (!server->conn || server->sent->len == 0)
        return true;
    const Sent *awaited = &g_array_index(server->sent, Sent, server->sent->len - 1);
    if (!PQpipelineSync(server->conn) || !read_answers(server, &rows, &problem)) {
        if (!problem)
            return fail_silent(server, awaited->statement->name, error);
        drop(server);
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    g_array_set_size(server->sent, 0);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (last)
        *last = g_steal_pointer(&rows);
    return true;
}

bool
desk_pgsql_script(DeskPgsql *server, const char *what, const char *sql, GError **error)
{
    g_assert(server->conn && server->sent->len == 0);
    if (!PQexitPipelineMode(server->conn))
        return fail_lost(server, what, error);
    if (!exec_text(server, what, sql, SCRIPT_LIMIT, error)) {
        if (server->conn && !PQenterPipelineMode(server->conn))
            drop(server);
        return false;
    }
    return PQenterPipelineMode(server->conn) || fail_lost(server, what, error);
}

gint64
desk_pgsql_int(const PGresult *result, int row, int column)
{
    const guint8 *bytes = (const guint8 *) PQgetvalue(result, row, column);
    int size = PQgetlength(result, row, column);
    if (size <= 0 || PQgetisnull(result, row, column))
        return 0;
    guint64 number = bytes[0] & 0x80 && size > 1 ? G_MAXUINT64 : 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return (gint64) number;
}
