#include "store/watchers.h"
#include "store/query.h"

#define WISH_NAME G_GINT64_CONSTANT(0x6465736b77697368) /* "deskwish", for desk_store_hold */

static const DeskStatement SQL_WATCHER_ADD = {
    "watcher-add", "INSERT INTO watcher (ticket, agent, since) VALUES ($1, $2, $3)"
                   " ON CONFLICT (ticket, agent) DO NOTHING RETURNING ticket"
};
static const DeskStatement SQL_WATCHER_REMOVE = {
    "watcher-remove", "DELETE FROM watcher WHERE ticket = $1 AND agent = $2 RETURNING ticket"
};
static const DeskStatement SQL_WATCHER_LIST = {
    "watcher-list", "SELECT agent FROM watcher WHERE ticket = $1 ORDER BY agent"
};
static const DeskStatement SQL_WATCHER_COPY = {
    "watcher-copy", "INSERT INTO watcher (ticket, agent, since) SELECT CAST($2 AS BIGINT), w.agent,"
                    " CAST($3 AS BIGINT) FROM watcher w WHERE w.ticket = $1"
                    " ON CONFLICT (ticket, agent) DO NOTHING"
};
static const DeskStatement SQL_WISH_GET = {
    "wish-get",
    "SELECT agent, notify, next_digest FROM wish WHERE agent = $1" DESK_SQL_FOR_UPDATE
};
static const DeskStatement SQL_WISH_LIST = {
    "wish-list", "SELECT agent, notify, next_digest FROM wish ORDER BY agent"
};
static const DeskStatement SQL_WISH_PUT = {
    "wish-put", "INSERT INTO wish (agent, notify, next_digest) VALUES ($1, $2, $3)"
                " ON CONFLICT (agent) DO UPDATE SET notify = excluded.notify,"
                " next_digest = excluded.next_digest"
};

const DeskStatement *const desk_watcher_statements[] = { &SQL_WATCHER_ADD,  &SQL_WATCHER_REMOVE,
                                                         &SQL_WATCHER_LIST, &SQL_WATCHER_COPY,
                                                         &SQL_WISH_GET,     &SQL_WISH_LIST,
                                                         &SQL_WISH_PUT,     NULL };

void
desk_wish_free(DeskWish *wish)
{
    if (!wish)
        return;
    g_free(wish->agent);
    g_free(wish->notify);
    g_free(wish);
}

bool
desk_store_watcher_add(DeskStore *store, gint64 ticket, const char *agent, gint64 now, bool *done,
                       GError **error)
{
    gint64 added = 0;
    if (!desk_query_write(store, &SQL_WATCHER_ADD,
                          DESK_BIND(desk_int(ticket), desk_text(agent), desk_int(now)), &added,
                          error))
        return false;
    *done = added != 0;
    return true;
}

bool
desk_store_watcher_remove(DeskStore *store, gint64 ticket, const char *agent, bool *done,
                          GError **error)
{
    gint64 removed = 0;
    if (!desk_query_write(store, &SQL_WATCHER_REMOVE, DESK_BIND(desk_int(ticket), desk_text(agent)),
                          &removed, error))
        return false;
    *done = removed != 0;
    return true;
}

bool
desk_store_watcher_list(DeskStore *store, gint64 ticket, GPtrArray **agents, GError **error)
{
    return desk_query_list(store, &SQL_WATCHER_LIST, DESK_BIND(desk_int(ticket)), &desk_text_kind,
                           agents, error);
}

bool
desk_store_watcher_copy(DeskStore *store, gint64 from, gint64 to, gint64 now, GError **error)
{
    return desk_query_write(store, &SQL_WATCHER_COPY,
                            DESK_BIND(desk_int(from), desk_int(to), desk_int(now)), NULL, error);
}

static gpointer
read_wish(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskWish *wish = g_new0(DeskWish, 1);
    wish->agent = desk_cursor_dup(cursor, 0);
    wish->notify = desk_cursor_dup(cursor, 1);
    wish->next_digest = desk_cursor_int(cursor, 2);
    return wish;
}

static const DeskRowKind wish_kind = { read_wish, (GDestroyNotify) desk_wish_free };

static bool
find_wish(DeskStore *store, const char *agent, DeskWish **wish, GError **error)
{
    return desk_query_one(store, &SQL_WISH_GET, DESK_BIND(desk_text(agent)), &wish_kind,
                          (gpointer *) wish, error);
}

/* What is not there yet nobody can hold: so it is asked for again by one at a time. */
bool
desk_store_wish_get(DeskStore *store, const char *agent, DeskWish **wish, GError **error)
{
    if (!find_wish(store, agent, wish, error))
        return false;
    if (*wish || !store->inside || store->mode == DESK_STORE_READ)
        return true;
    return desk_store_hold(store, WISH_NAME, error) && find_wish(store, agent, wish, error);
}

bool
desk_store_wish_list(DeskStore *store, GPtrArray **wishes, GError **error)
{
    return desk_query_list(store, &SQL_WISH_LIST, DESK_BIND_NOTHING, &wish_kind, wishes, error);
}

bool
desk_store_wish_put(DeskStore *store, const DeskWish *wish, GError **error)
{
    return desk_query_write(
        store, &SQL_WISH_PUT,
        DESK_BIND(desk_text(wish->agent), desk_text(wish->notify), desk_id(wish->next_digest)),
        NULL, error);
}
