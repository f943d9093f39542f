#include "store/query.h"
#include "store/rows.h"

static const DeskStatement SQL_EVENT_ADD = {
    "event-add", "INSERT INTO event (ticket, message, at, actor, kind, detail)"
                 " VALUES ($1, $2, $3, $4, $5, $6)"
};
static const DeskStatement SQL_EVENT_LIST = {
    "event-list", "SELECT id, ticket, message, at, actor, kind, detail FROM event"
                  " WHERE ticket = $1 ORDER BY id"
};

const DeskStatement *const desk_event_statements[] = { &SQL_EVENT_ADD, &SQL_EVENT_LIST, NULL };

bool
desk_store_event_add(DeskStore *store, const DeskEvent *event, GError **error)
{
    return desk_query_write(store, &SQL_EVENT_ADD,
                            DESK_BIND(desk_id(event->ticket), desk_id(event->message),
                                      desk_int(event->at), desk_string(event->actor),
                                      desk_string(event->kind), desk_string(event->detail)),
                            NULL, error);
}

static gpointer
read_event(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskEvent *event = g_new0(DeskEvent, 1);
    event->id = desk_cursor_int(cursor, 0);
    event->ticket = desk_cursor_int(cursor, 1);
    event->message = desk_cursor_int(cursor, 2);
    event->at = desk_cursor_int(cursor, 3);
    event->actor = desk_cursor_dup(cursor, 4);
    event->kind = desk_cursor_dup(cursor, 5);
    event->detail = desk_cursor_dup(cursor, 6);
    return event;
}

bool
desk_store_event_list(DeskStore *store, gint64 ticket, GPtrArray **events, GError **error)
{
    static const DeskRowKind kind = { read_event, (GDestroyNotify) desk_event_free };
    return desk_query_list(store, &SQL_EVENT_LIST, DESK_BIND(desk_int(ticket)), &kind, events,
                           error);
}
