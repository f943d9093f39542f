#include "store/query.h"
#include "store/rows.h"

#define COLUMNS "id, ticket, message, at, actor, kind, detail"

static const DeskStatement SQL_EVENT_ADD = {
    "event-add", "INSERT INTO event (ticket, message, at, actor, kind, detail)"
                 " VALUES ($1, $2, $3, $4, $5, $6)"
};
static const DeskStatement SQL_EVENT_LIST = { "event-list",
                                              "SELECT " COLUMNS
                                              " FROM event WHERE ticket = $1 ORDER BY id" };
static const DeskStatement SQL_EVENT_LAST = { "event-last",
                                              "SELECT " COLUMNS " FROM (SELECT " COLUMNS
                                              " FROM event WHERE ticket = $1"
                                              " ORDER BY id DESC LIMIT $2) AS few ORDER BY id" };
static const DeskStatement SQL_EVENT_CAUSED = { "event-caused",
                                                "SELECT " COLUMNS
                                                " FROM event WHERE message = $1 ORDER BY id" };
static const DeskStatement SQL_EVENT_COUNT = {
    "event-count",
    "SELECT COUNT(*) FROM event WHERE ticket = $1 AND kind = $2 AND at BETWEEN $3 AND $4"
};

const DeskStatement *const desk_event_statements[] = { &SQL_EVENT_ADD,    &SQL_EVENT_LIST,
                                                       &SQL_EVENT_CAUSED, &SQL_EVENT_COUNT,
                                                       &SQL_EVENT_LAST,   NULL };

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

static const DeskRowKind event_kind = { read_event, (GDestroyNotify) desk_event_free };

bool
desk_store_event_list(DeskStore *store, gint64 ticket, GPtrArray **events, GError **error)
{
    return desk_query_list(store, &SQL_EVENT_LIST, DESK_BIND(desk_int(ticket)), &event_kind, events,
                           error);
}

bool
desk_store_event_last(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **events,
                      GError **error)
{
    return desk_query_list(store, &SQL_EVENT_LAST, DESK_BIND(desk_int(ticket), desk_int(most)),
                           &event_kind, events, error);
}

bool
desk_store_event_caused(DeskStore *store, gint64 message, GPtrArray **events, GError **error)
{
    return desk_query_list(store, &SQL_EVENT_CAUSED, DESK_BIND(desk_int(message)), &event_kind,
                           events, error);
}

bool
desk_store_event_count(DeskStore *store, gint64 ticket, const char *kind, DeskPeriod period,
                       gint64 *count, GError **error)
{
    return desk_query_ints(store, &SQL_EVENT_COUNT,
                           DESK_BIND(desk_int(ticket), desk_text(kind), desk_int(period.since),
                                     desk_int(period.until)),
                           count, 1, error);
}
