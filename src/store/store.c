#include "store/store.h"
#include "base/mac.h"
#include "store/query.h"

#define EPOCH_BYTES 16
#define EPOCH_NAME  G_GINT64_CONSTANT(0x6465736b65706f63) /* "deskepoc", for desk_store_hold */

G_DEFINE_QUARK(desk_store_error, desk_store_error)

bool
desk_store_error_is_temporary(const GError *error)
{
    if (error->domain != DESK_STORE_ERROR)
        return false;
    switch ((DeskStoreError) error->code) {
    case DESK_STORE_ERROR_BUSY:
    case DESK_STORE_ERROR_FULL:
    case DESK_STORE_ERROR_UNAVAILABLE:
    case DESK_STORE_ERROR_UNCERTAIN:
    case DESK_STORE_ERROR_UNDONE:
        return true;
    case DESK_STORE_ERROR_URL:
    case DESK_STORE_ERROR_MISSING:
    case DESK_STORE_ERROR_EXISTS:
    case DESK_STORE_ERROR_UNSAFE:
    case DESK_STORE_ERROR_VERSION:
    case DESK_STORE_ERROR_CORRUPT:
    case DESK_STORE_ERROR_DIFFERS:
        break;
    }
    return false;
}

static const DeskStatement SQL_EPOCH_ADD = { "epoch-add", "INSERT INTO epoch (epoch) VALUES ($1)" };
static const DeskStatement SQL_EPOCH_LIST = {
    "epoch-list", "SELECT epoch, last_ticket, last_contact FROM epoch ORDER BY id"
};
static const DeskStatement SQL_EPOCH_END = {
    "epoch-end", "UPDATE epoch SET last_ticket = $1, last_contact = $2 WHERE last_ticket IS NULL"
};
static const DeskStatement SQL_LAST_TICKET = { "last-ticket", "SELECT MAX(id) FROM ticket" };
static const DeskStatement SQL_LAST_CONTACT = { "last-contact", "SELECT MAX(id) FROM contact" };
static const DeskStatement SQL_LAST_MESSAGE = { "last-message", "SELECT MAX(id) FROM message" };
static const DeskStatement SQL_LAST_OUTBOX = { "last-outbox", "SELECT MAX(id) FROM outbox" };
static const DeskStatement SQL_STORE_UNFINISHED = {
    "store-unfinished", "UPDATE schema_version SET version = -version WHERE version > 0"
};
static const DeskStatement SQL_STORE_FINISH = {
    "store-finish", "UPDATE schema_version SET version = -version WHERE version < 0"
};
static const DeskStatement SQL_STORE_FINISHED = {
    "store-finished", "SELECT COUNT(*) FROM schema_version WHERE version > 0"
};

const DeskStatement *const desk_store_statements[] = { &SQL_EPOCH_ADD,
                                                       &SQL_EPOCH_LIST,
                                                       &SQL_EPOCH_END,
                                                       &SQL_LAST_TICKET,
                                                       &SQL_LAST_CONTACT,
                                                       &SQL_LAST_MESSAGE,
                                                       &SQL_LAST_OUTBOX,
                                                       &SQL_STORE_UNFINISHED,
                                                       &SQL_STORE_FINISH,
                                                       &SQL_STORE_FINISHED,
                                                       NULL };

static const DeskDriver *const drivers[] = {
    &desk_driver_sqlite,
#ifdef HAVE_POSTGRESQL
    &desk_driver_pgsql,
#endif
};

/* Where the password stands in an address that no driver here can read, nobody knows. */
static char *
hide_rest(const char *url)
{
    int shown = (int) strcspn(url, ":=");
    if (!url[shown])
        return g_strdup(url);
    return g_strdup_printf("%.*s%s...", shown, url, strstr(url, "://") == url + shown ? "://" : "");
}

static const DeskDriver *
find_driver(const char *url, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(drivers); i++)
        if (g_str_has_prefix(url, drivers[i]->scheme))
            return drivers[i];
#ifndef HAVE_POSTGRESQL
    if (g_str_has_prefix(url, "postgresql://")) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_URL,
                    "this program was built without PostgreSQL: configure --with-postgresql");
        return NULL;
    }
#endif
    g_autofree char *label = hide_rest(url);
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_URL,
                "%s: not an address of a store, expected sqlite:/path/to/file or "
                "postgresql://user@host/database",
                label);
    return NULL;
}

char *
desk_store_label(const char *url)
{
    const DeskDriver *driver = find_driver(url, NULL);
    return driver ? driver->label(url) : hide_rest(url);
}

unsigned
desk_store_writers(const char *url)
{
    const DeskDriver *driver = find_driver(url, NULL);
    return driver ? driver->writers : 1;
}

static bool
add_epoch(DeskStore *store, GError **error)
{
    guint8 bytes[EPOCH_BYTES];
    desk_random(bytes, sizeof bytes);
    g_autofree char *epoch = desk_base32(bytes, sizeof bytes);
    return desk_query_write(store, &SQL_EPOCH_ADD, DESK_BIND(desk_text(epoch)), NULL, error);
}

bool
desk_store_create(const char *url, GError **error)
{
    const DeskDriver *driver = find_driver(url, error);
    return driver && driver->create(url, add_epoch, error);
}

static bool
mark_unfinished(DeskStore *store, GError **error)
{
    return desk_query_write(store, &SQL_STORE_UNFINISHED, DESK_BIND_NOTHING, NULL, error);
}

bool
desk_store_create_unfinished(const char *url, GError **error)
{
    const DeskDriver *driver = find_driver(url, error);
    return driver && driver->create(url, mark_unfinished, error);
}

bool
desk_store_finish(DeskStore *store, GError **error)
{
    g_assert(store->inside && store->mode == DESK_STORE_COPY);
    return desk_query_write(store, &SQL_STORE_FINISH, DESK_BIND_NOTHING, NULL, error);
}

bool
desk_store_is_finished(DeskStore *store, bool *finished, GError **error)
{
    gint64 count = 0;
    if (!desk_query_ints(store, &SQL_STORE_FINISHED, DESK_BIND_NOTHING, &count, 1, error))
        return false;
    *finished = count > 0;
    return true;
}

DeskStore *
desk_store_open(const char *url, DeskStoreMode mode, GError **error)
{
    const DeskDriver *driver = find_driver(url, error);
    return driver ? driver->open(url, mode, error) : NULL;
}

void
desk_store_close(DeskStore *store)
{
    if (!store)
        return;
    desk_store_rollback(store);
    store->driver->close(store);
}

bool
desk_store_begin(DeskStore *store, GError **error)
{
    g_assert(!store->inside);
    store->inside = store->driver->begin(store, error);
    return store->inside;
}

bool
desk_store_commit(DeskStore *store, GError **error)
{
    g_assert(store->inside);
    store->inside = false;
    return store->driver->commit(store, error);
}

void
desk_store_rollback(DeskStore *store)
{
    if (!store->inside)
        return;
    store->inside = false;
    store->driver->rollback(store);
}

static bool
run_once(DeskStore *store, DeskStoreJob job, gpointer data, GError **error)
{
    if (!desk_store_begin(store, error))
        return false;
    if (job(store, data, error))
        return desk_store_commit(store, error);
    desk_store_rollback(store);
    return false;
}

bool
desk_store_run(DeskStore *store, DeskStoreJob job, gpointer data, GError **error)
{
    g_autoptr(GError) cause = NULL;
    for (int left = DESK_STORE_RERUNS; !run_once(store, job, data, &cause); left--) {
        if (left == 0 || !g_error_matches(cause, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        g_clear_error(&cause);
    }
    return true;
}

bool
desk_store_hold(DeskStore *store, gint64 name, GError **error)
{
    g_assert(store->inside);
    return store->mode == DESK_STORE_READ || store->driver->hold(store, name, error);
}

bool
desk_store_flush(DeskStore *store, GError **error)
{
    return store->driver->flush(store, error);
}

void
desk_store_tidy(DeskStore *store)
{
    g_assert(!store->inside);
    store->driver->tidy(store);
}

bool
desk_store_check(DeskStore *store, bool *sound, char **report, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    if (!store->driver->check(store, lines, error))
        return false;
    *sound = lines->len == 0;
    if (report)
        *report = g_string_free(g_steal_pointer(&lines), FALSE);
    return true;
}

bool
desk_store_server(DeskStore *store, DeskServer **server, GError **error)
{
    g_assert(!store->inside);
    return store->driver->server(store, server, error);
}

void
desk_server_free(DeskServer *server)
{
    if (!server)
        return;
    g_free(server->version);
    g_free(server);
}

static gpointer
read_epoch(DeskCursor *cursor, GError **error)
{
    (void) error;
    return desk_epoch_new(desk_cursor_string(cursor, 0), desk_cursor_int(cursor, 1),
                          desk_cursor_int(cursor, 2));
}

GPtrArray *
desk_store_epochs(DeskStore *store, GError **error)
{
    static const DeskRowKind kind = { read_epoch, (GDestroyNotify) desk_epoch_free };
    GPtrArray *epochs = NULL;
    desk_query_list(store, &SQL_EPOCH_LIST, DESK_BIND_NOTHING, &kind, &epochs, error);
    return epochs;
}

/* The tables whose ids have been told to the world, in tokens, subjects and logs. */
enum { IDS_TICKET, IDS_CONTACT, IDS_MESSAGE, IDS_OUTBOX, IDS_END };
static const struct {
    const char *table;
    const DeskStatement *last;
} ids[IDS_END] = {
    [IDS_TICKET] = { "ticket", &SQL_LAST_TICKET },
    [IDS_CONTACT] = { "contact", &SQL_LAST_CONTACT },
    [IDS_MESSAGE] = { "message", &SQL_LAST_MESSAGE },
    [IDS_OUTBOX] = { "outbox", &SQL_LAST_OUTBOX },
};

/* The highest id ever given in a table, and from now on only ids above that by more than gap. 1
 * where none was given: an epoch that names 0 is one without a limit, and nobody gets 1 any more.
 */
static bool
leave_gap(DeskStore *store, int i, gint64 gap, gint64 *last, GError **error)
{
    gint64 given = 0;
    gint64 highest = 0;
    if (!store->driver->last_id(store, ids[i].table, &given, error) ||
        !desk_query_ints(store, ids[i].last, DESK_BIND_NOTHING, &highest, 1, error))
        return false;
    *last = MAX(MAX(given, highest), 1);
    return store->driver->pass_ids(store, ids[i].table, *last + gap, error);
}

static bool
begin_epoch(DeskStore *store, gint64 gap, GError **error)
{
    gint64 last[IDS_END];
    if (!desk_store_hold(store, EPOCH_NAME, error))
        return false;
    for (int i = 0; i < IDS_END; i++)
        if (!leave_gap(store, i, gap, &last[i], error))
            return false;
    return desk_query_write(store, &SQL_EPOCH_END,
                            DESK_BIND(desk_int(last[IDS_TICKET]), desk_int(last[IDS_CONTACT])),
                            NULL, error) &&
           add_epoch(store, error);
}

bool
desk_store_epoch_begin(DeskStore *store, gint64 gap, GError **error)
{
    bool own = false;
    return desk_query_enter(store, &own, error) &&
           desk_query_leave(store, own, begin_epoch(store, gap, error), error);
}
