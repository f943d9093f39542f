#include "store/pgsql-address.h"
#include "store/pgsql.h"
#include "store/query.h"
#include "store/schema.h"

/*
 * PostgreSQL. Transactions that write run side by side, READ COMMITTED, and each holds the lock
 * of the store in common with the others. One that loses against another (deadlock, lock
 * timeout, unique key) is undone; the next one on that connection takes the lock for itself, so
 * that it cannot lose again. The same lock, for itself, is taken to change the schema.
 */
#define STORE_LOCK "1684370283, 1" /* "desk" */

static const DeskStatement BEGIN_READ = { "begin-read",
                                          "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" };
static const DeskStatement BEGIN_WRITE = { "begin-write",
                                           "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" };
static const DeskStatement SHARE = { "share",
                                     "SELECT pg_advisory_xact_lock_shared(" STORE_LOCK ")" };
static const DeskStatement PATIENCE = { "patience", "SET LOCAL lock_timeout = '5s'" };
static const DeskStatement ALONE = { "alone", "SELECT pg_advisory_xact_lock(" STORE_LOCK ")" };
static const DeskStatement HOLD = { "hold", "SELECT pg_advisory_xact_lock(CAST($1 AS BIGINT))" };
static const DeskStatement SCHEMA_VERSION = { "schema-version",
                                              "SELECT version FROM schema_version" };
static const DeskStatement HAS_TABLES = {
    "has-tables", "SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END"
};
static const DeskStatement COMMIT = { "commit", "COMMIT" };
static const DeskStatement ROLLBACK = { "rollback", "ROLLBACK" };

typedef struct {
    DeskStore store;
    DeskPgsql *server;
    bool alone; /* the next transaction that writes has the store for itself */
} PgStore;

typedef struct {
    DeskCursor cursor;
    PGresult *result;
    int row;
} PgCursor;

/*
 * Within a transaction a lost connection has undone it. So has a conflict, and then the next
 * transaction runs alone.
 */
static bool
fail_inside(PgStore *self, GError *cause, GError **error)
{
    if (!desk_pgsql_is_up(self->server) && cause->code == DESK_STORE_ERROR_UNAVAILABLE)
        cause->code = DESK_STORE_ERROR_UNDONE;
    else if (cause->code == DESK_STORE_ERROR_UNDONE)
        self->alone = true;
    g_propagate_error(error, cause);
    return false;
}

static bool
check_version(const PgStore *self, gint64 version, GError **error)
{
    return desk_schema_check(desk_pgsql_name(self->server), version, self->store.mode, error);
}

static bool
send_begin(PgStore *self, bool alone, GError **error)
{
    DeskPgsql *server = self->server;
    if (self->store.mode == DESK_STORE_READ)
        return desk_pgsql_send(server, &BEGIN_READ, DESK_BIND_NOTHING, error);
    if (!desk_pgsql_send(server, &BEGIN_WRITE, DESK_BIND_NOTHING, error))
        return false;
    if (!alone)
        return desk_pgsql_send(server, &SHARE, DESK_BIND_NOTHING, error);
    return desk_pgsql_send(server, &PATIENCE, DESK_BIND_NOTHING, error) &&
           desk_pgsql_send(server, &ALONE, DESK_BIND_NOTHING, error);
}

static void
roll_back(PgStore *self)
{
    desk_pgsql_answer(self->server, NULL, NULL);
    if (!desk_pgsql_is_up(self->server) ||
        !desk_pgsql_send(self->server, &ROLLBACK, DESK_BIND_NOTHING, NULL))
        return;
    desk_pgsql_answer(self->server, NULL, NULL);
}

/* A transaction and the version of the schema it finds, in one exchange. */
static bool
start_once(PgStore *self, bool alone, gint64 *version, GError **error)
{
    g_autoptr(PGresult) rows = NULL;
    if (!desk_pgsql_ready(self->server, error))
        return false;
    if (!send_begin(self, alone, error) ||
        !desk_pgsql_send(self->server, &SCHEMA_VERSION, DESK_BIND_NOTHING, error) ||
        !desk_pgsql_answer(self->server, &rows, error)) {
        roll_back(self);
        return false;
    }
    *version = PQntuples(rows) > 0 ? desk_pgsql_int(rows, 0, 0) : 0;
    return true;
}

/* A connection that was lost while it was idle is no reason to fail. */
static bool
start(PgStore *self, bool alone, gint64 *version, GError **error)
{
    g_autoptr(GError) cause = NULL;
    bool idle = desk_pgsql_is_up(self->server);
    if (start_once(self, alone, version, &cause))
        return true;
    if (idle && !desk_pgsql_is_up(self->server)) {
        g_clear_error(&cause);
        if (start_once(self, alone, version, &cause))
            return true;
    }
    if (cause->code == DESK_STORE_ERROR_MISSING) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING,
                    "%s: there is no store in it: 'deskctl init' makes one",
                    desk_pgsql_name(self->server));
        return false;
    }
    if (alone && cause->code == DESK_STORE_ERROR_UNDONE)
        cause->code = DESK_STORE_ERROR_BUSY;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool
pgsql_begin(DeskStore *store, GError **error)
{
    PgStore *self = (PgStore *) store;
    gint64 version = 0;
    g_autoptr(GError) cause = NULL;
    bool alone = self->alone;
    if (!start(self, alone, &version, &cause)) {
        self->alone = cause->code == DESK_STORE_ERROR_UNDONE;
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    self->alone = false;
    if (check_version(self, version, error))
        return true;
    roll_back(self);
    return false;
}

static void
pgsql_rollback(DeskStore *store)
{
    roll_back((PgStore *) store);
}

/*
 * Changes that are still on their way are answered before the COMMIT goes out, so that a connection
 * lost with one of them is no more than that. When the answer to the COMMIT is lost, nobody knows.
 */
static bool
pgsql_commit(DeskStore *store, GError **error)
{
    PgStore *self = (PgStore *) store;
    g_autoptr(GError) cause = NULL;
    g_autoptr(PGresult) result = NULL;
    if (!desk_pgsql_answer(self->server, NULL, &cause) ||
        !desk_pgsql_send(self->server, &COMMIT, DESK_BIND_NOTHING, &cause)) {
        roll_back(self);
        return fail_inside(self, g_steal_pointer(&cause), error);
    }
    if (!desk_pgsql_answer(self->server, &result, &cause)) {
        if (!desk_pgsql_is_up(self->server))
            cause->code = DESK_STORE_ERROR_UNCERTAIN;
        roll_back(self);
        return fail_inside(self, g_steal_pointer(&cause), error);
    }
    if (g_str_equal(PQcmdStatus(result), "COMMIT"))
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                "%s: commit: an earlier error has ended the transaction",
                desk_pgsql_name(self->server));
    return false;
}

static bool
pgsql_hold(DeskStore *store, gint64 name, GError **error)
{
    PgStore *self = (PgStore *) store;
    g_autoptr(GError) cause = NULL;
    if (desk_pgsql_send(self->server, &HOLD, DESK_BIND(desk_int(name)), &cause) &&
        desk_pgsql_answer(self->server, NULL, &cause))
        return true;
    return fail_inside(self, g_steal_pointer(&cause), error);
}

static bool
pgsql_flush(DeskStore *store, GError **error)
{
    PgStore *self = (PgStore *) store;
    g_autoptr(GError) cause = NULL;
    return desk_pgsql_answer(self->server, NULL, &cause) ||
           fail_inside(self, g_steal_pointer(&cause), error);
}

static bool
pgsql_change(DeskStore *store, const DeskStatement *statement, DeskBind bind, GError **error)
{
    PgStore *self = (PgStore *) store;
    g_autoptr(GError) cause = NULL;
    return desk_pgsql_send(self->server, statement, bind, &cause) ||
           fail_inside(self, g_steal_pointer(&cause), error);
}

static PGresult *
ask(PgStore *self, const DeskStatement *statement, DeskBind bind, GError **error)
{
    PGresult *result = NULL;
    if (!desk_pgsql_ready(self->server, error) ||
        !desk_pgsql_send(self->server, statement, bind, error) ||
        !desk_pgsql_answer(self->server, &result, error))
        return NULL;
    return result;
}

/* Outside a transaction there are only questions: they may be asked again. */
static PGresult *
ask_outside(PgStore *self, const DeskStatement *statement, DeskBind bind, GError **error)
{
    bool idle = desk_pgsql_is_up(self->server);
    g_autoptr(GError) cause = NULL;
    PGresult *result = ask(self, statement, bind, &cause);
    if (!result && idle && !desk_pgsql_is_up(self->server))
        return ask(self, statement, bind, error);
    if (!result)
        g_propagate_error(error, g_steal_pointer(&cause));
    return result;
}

static PGresult *
ask_inside(PgStore *self, const DeskStatement *statement, DeskBind bind, GError **error)
{
    g_autoptr(GError) cause = NULL;
    PGresult *result = NULL;
    if (!desk_pgsql_send(self->server, statement, bind, &cause) ||
        !desk_pgsql_answer(self->server, &result, &cause))
        fail_inside(self, g_steal_pointer(&cause), error);
    return result;
}

static DeskCursor *
pgsql_query(DeskStore *store, const DeskStatement *statement, DeskBind bind, GError **error)
{
    PgStore *self = (PgStore *) store;
    PGresult *result = store->inside ? ask_inside(self, statement, bind, error)
                                     : ask_outside(self, statement, bind, error);
    if (!result)
        return NULL;
    PgCursor *cursor = g_new(PgCursor, 1);
    *cursor = (PgCursor){ { &desk_driver_pgsql }, result, -1 };
    return &cursor->cursor;
}

static bool
pgsql_next(DeskCursor *base, bool *row, GError **error)
{
    PgCursor *cursor = (PgCursor *) base;
    (void) error;
    *row = ++cursor->row < PQntuples(cursor->result);
    return true;
}

static void
pgsql_finish(DeskCursor *base)
{
    PQclear(((PgCursor *) base)->result);
    g_free(base);
}

static const DeskStatement ID_LAST = {
    "id-last", "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence($1, 'id') AS regclass))"
};
static const DeskStatement ID_PASS = {
    "id-pass", "SELECT setval(s, GREATEST(pg_sequence_last_value(s), $2)) FROM"
               " CAST(pg_get_serial_sequence($1, 'id') AS regclass) AS s"
};

static bool
pgsql_last_id(DeskStore *store, const char *table, gint64 *id, GError **error)
{
    return desk_query_ints(store, &ID_LAST, DESK_BIND(desk_text(table)), id, 1, error);
}

static bool
pgsql_pass_ids(DeskStore *store, const char *table, gint64 id, GError **error)
{
    return pgsql_change(store, &ID_PASS, DESK_BIND(desk_text(table), desk_int(id)), error);
}

static bool
pgsql_is_null(DeskCursor *base, int column)
{
    const PgCursor *cursor = (PgCursor *) base;
    return PQgetisnull(cursor->result, cursor->row, column);
}

static gint64
pgsql_get_int(DeskCursor *base, int column)
{
    const PgCursor *cursor = (PgCursor *) base;
    return desk_pgsql_int(cursor->result, cursor->row, column);
}

static const char *
pgsql_get_text(DeskCursor *base, int column)
{
    const PgCursor *cursor = (PgCursor *) base;
    return PQgetisnull(cursor->result, cursor->row, column)
               ? NULL
               : PQgetvalue(cursor->result, cursor->row, column);
}

static DeskBytes
pgsql_get_blob(DeskCursor *base, int column)
{
    const PgCursor *cursor = (PgCursor *) base;
    if (PQgetisnull(cursor->result, cursor->row, column))
        return (DeskBytes){ NULL, 0 };
    return (DeskBytes){ .data = PQgetvalue(cursor->result, cursor->row, column),
                        .size = (size_t) PQgetlength(cursor->result, cursor->row, column) };
}

static void
free_store(PgStore *self)
{
    desk_pgsql_free(self->server);
    g_free(self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgStore, free_store)

static PgStore *
new_store(const char *url, DeskStoreMode mode, GError **error)
{
    DeskPgsql *server = desk_pgsql_new(url, mode, error);
    if (!server)
        return NULL;
    PgStore *self = g_new0(PgStore, 1);
    self->store.driver = &desk_driver_pgsql;
    self->store.mode = mode;
    self->server = server;
    return self;
}

static void
pgsql_close(DeskStore *store)
{
    free_store((PgStore *) store);
}

/* Within a transaction that has the store for itself. */
static bool
run_migrations(PgStore *self, gint64 from, GError **error)
{
    for (gint64 version = from + 1; version <= desk_schema_version(); version++)
        if (!desk_pgsql_script(self->server, "schema", desk_schema_pgsql(version), error))
            return false;
    g_autofree char *note =
        g_strdup_printf("DELETE FROM schema_version;"
                        "INSERT INTO schema_version VALUES (%" G_GINT64_FORMAT ")",
                        desk_schema_version());
    return desk_pgsql_script(self->server, "schema-version", note, error);
}

/* Another program may have done it while this one waited for the lock. */
static bool
migrate(PgStore *self, GError **error)
{
    gint64 version = 0;
    if (!start(self, true, &version, error))
        return false;
    if (desk_schema_is_old(version) ? run_migrations(self, version, error)
                                    : check_version(self, version, error))
        return pgsql_commit(&self->store, error);
    roll_back(self);
    return false;
}

/* Another program may just be changing the schema: with the lock for itself, this one waits longer.
 */
static bool
start_patiently(PgStore *self, gint64 *version, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (start(self, false, version, &cause))
        return true;
    if (cause->code == DESK_STORE_ERROR_UNDONE)
        return start(self, true, version, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static DeskStore *
pgsql_open(const char *url, DeskStoreMode mode, GError **error)
{
    gint64 version = 0;
    g_autoptr(PgStore) self = new_store(url, mode, error);
    if (!self || !start_patiently(self, &version, error))
        return NULL;
    roll_back(self);
    bool older = mode == DESK_STORE_WRITE && desk_schema_is_old(version);
    if (!(older ? migrate(self, error) : check_version(self, version, error)))
        return NULL;
    return &g_steal_pointer(&self)->store;
}

static bool
refuse_existing(PgStore *self, GError **error)
{
    g_autoptr(PGresult) rows = ask(self, &HAS_TABLES, DESK_BIND_NOTHING, error);
    if (!rows)
        return false;
    if (desk_pgsql_int(rows, 0, 0) == 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS,
                "%s: there is a store in it already", desk_pgsql_name(self->server));
    return false;
}

static bool
fill_database(PgStore *self, bool (*fill)(DeskStore *store, GError **error), GError **error)
{
    self->store.inside = true;
    bool ok = run_migrations(self, 0, error) && fill(&self->store, error);
    self->store.inside = false;
    return ok;
}

static bool
pgsql_create(const char *url, bool (*fill)(DeskStore *store, GError **error), GError **error)
{
    g_autoptr(PgStore) self = new_store(url, DESK_STORE_WRITE, error);
    if (!self || !desk_pgsql_ready(self->server, error))
        return false;
    if (send_begin(self, true, error) && refuse_existing(self, error) &&
        fill_database(self, fill, error))
        return pgsql_commit(&self->store, error);
    roll_back(self);
    return false;
}

/* The server keeps house by itself (autovacuum, checkpoints). */
static void
pgsql_tidy(DeskStore *store)
{
    (void) store;
}

static bool
pgsql_check(DeskStore *store, GString *report, GError **error)
{
    return desk_pgsql_check(store, ((PgStore *) store)->server, report, error);
}

const DeskDriver desk_driver_pgsql = {
    .scheme = "postgresql://",
    .writers = 4,
    .label = desk_pgsql_label,
    .create = pgsql_create,
    .open = pgsql_open,
    .close = pgsql_close,
    .begin = pgsql_begin,
    .commit = pgsql_commit,
    .rollback = pgsql_rollback,
    .hold = pgsql_hold,
    .flush = pgsql_flush,
    .tidy = pgsql_tidy,
    .check = pgsql_check,
    .server = desk_pgsql_server,
    .change = pgsql_change,
    .query = pgsql_query,
    .next = pgsql_next,
    .finish = pgsql_finish,
    .last_id = pgsql_last_id,
    .pass_ids = pgsql_pass_ids,
    .is_null = pgsql_is_null,
    .get_int = pgsql_get_int,
    .get_text = pgsql_get_text,
    .get_blob = pgsql_get_blob,
};
