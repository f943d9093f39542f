#include "store/timers.h"
#include "store/query.h"

#define TIMERS_NAME G_GINT64_CONSTANT(0x6465736b74696d65) /* "desktime", for desk_store_hold */

#define KINDS 7
_Static_assert(KINDS == DESK_TIMER_KINDS, "a ticket has at most one timer of each kind");

#define COLUMNS "ticket, kind, state, allowed, used, since, due, next_at, step, breached, set_at"

static const DeskStatement SQL_TIMER_PUT = {
    "timer-put",
    "INSERT INTO timer (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (ticket, kind) DO UPDATE SET state = excluded.state, allowed = excluded.allowed,"
    " used = excluded.used, since = excluded.since, due = excluded.due,"
    " next_at = excluded.next_at, step = excluded.step, breached = excluded.breached,"
    " set_at = excluded.set_at"
};
static const DeskStatement SQL_TIMER_LIST = { "timer-list",
                                              "SELECT " COLUMNS " FROM timer WHERE ticket = $1" };
/* $1 now, $2 ahead, $3 tickets. Of as many rows as these may have timers the tickets are made. */
#define FEW " LIMIT CAST($3 AS BIGINT) * " G_STRINGIFY(KINDS)
static const DeskStatement SQL_TIMER_DUE = {
    "timer-due",
    "SELECT ticket FROM (SELECT ticket, at FROM (SELECT ticket, next_at AS at FROM timer"
    " WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at" FEW ") due UNION ALL "
    "SELECT ticket, at FROM (SELECT ticket, set_at AS at FROM timer"
    " WHERE next_at IS NOT NULL AND set_at > $2 ORDER BY set_at" FEW ") early) chosen"
    " GROUP BY ticket ORDER BY MIN(at), ticket LIMIT $3"
};
static const DeskStatement SQL_TIMER_PUT_OFF = {
    "timer-put-off", "UPDATE timer SET next_at = $3 WHERE ticket = $1 AND next_at <= $2"
};
static const DeskStatement SQL_TIMER_NEXT = {
    "timer-next", "SELECT MIN(next_at) FROM timer WHERE next_at IS NOT NULL"
};

static const DeskStatement SQL_TIMER_REMOVE = {
    "timer-remove", "DELETE FROM timer WHERE ticket = $1 AND kind = $2"
};

static const DeskStatement SQL_TIMER_LACKING = {
    "timer-lacking", "SELECT id FROM ticket WHERE status = $2 AND id > $3 AND NOT EXISTS"
                     " (SELECT 1 FROM timer WHERE timer.ticket = ticket.id AND kind = $1)"
                     " ORDER BY id LIMIT $4"
};

const DeskStatement *const desk_timer_statements[] = { &SQL_TIMER_PUT,     &SQL_TIMER_LIST,
                                                       &SQL_TIMER_DUE,     &SQL_TIMER_PUT_OFF,
                                                       &SQL_TIMER_NEXT,    &SQL_TIMER_REMOVE,
                                                       &SQL_TIMER_LACKING, NULL };

bool
desk_store_timer_put(DeskStore *store, const DeskTimer *timer, GError **error)
{
    return desk_query_write(
        store, &SQL_TIMER_PUT,
        DESK_BIND(desk_int(timer->ticket), desk_text(desk_timer_kind_name(timer->kind)),
                  desk_text(desk_timer_state_name(timer->state)), desk_int(timer->allowed),
                  desk_int(timer->used), desk_int(timer->since), desk_id(timer->due),
                  desk_id(timer->next_at), desk_int(timer->step), desk_id(timer->breached),
                  desk_int(timer->set)),
        NULL, error);
}

static bool
add_timer(DeskCursor *row, gpointer data, GError **error)
{
    DeskTimer timer = {
        .ticket = desk_cursor_int(row, 0),
        .allowed = desk_cursor_int(row, 3),
        .used = desk_cursor_int(row, 4),
        .since = desk_cursor_int(row, 5),
        .due = desk_cursor_int(row, 6),
        .next_at = desk_cursor_int(row, 7),
        .step = desk_cursor_int(row, 8),
        .breached = desk_cursor_int(row, 9),
        .set = desk_cursor_int(row, 10),
    };
    if (!desk_cursor_word(row, 1, desk_timer_kind_parse, &timer.kind, error) ||
        !desk_cursor_word(row, 2, desk_timer_state_parse, &timer.state, error))
        return false;
    g_array_append_val((GArray *) data, timer);
    return true;
}

static gint
compare_kinds(gconstpointer a, gconstpointer b)
{
    const DeskTimer *first = a, *second = b;
    return (gint) first->kind - (gint) second->kind;
}

bool
desk_store_timer_list(DeskStore *store, gint64 ticket, GArray **timers, GError **error)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(DeskTimer));
    if (!desk_query_each(store, &SQL_TIMER_LIST, DESK_BIND(desk_int(ticket)), add_timer, list,
                         error))
        return false;
    g_array_sort(list, compare_kinds);
    *timers = g_steal_pointer(&list);
    return true;
}

static bool
add_ticket(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    gint64 ticket = desk_cursor_int(row, 0);
    g_array_append_val((GArray *) data, ticket);
    return true;
}

bool
desk_store_timer_due(DeskStore *store, gint64 now, gint64 ahead, gint64 limit, GArray **tickets,
                     GError **error)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!desk_store_hold(store, TIMERS_NAME, error) ||
        !desk_query_each(store, &SQL_TIMER_DUE,
                         DESK_BIND(desk_int(now), desk_int(ahead), desk_int(limit)), add_ticket,
                         list, error))
        return false;
    *tickets = g_steal_pointer(&list);
    return true;
}

bool
desk_store_timer_lacking(DeskStore *store, const DeskTimerLack *lack, GArray **tickets,
                         GError **error)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!desk_query_each(store, &SQL_TIMER_LACKING,
                         DESK_BIND(desk_text(desk_timer_kind_name(lack->kind)),
                                   desk_text(desk_status_name(lack->status)), desk_int(lack->after),
                                   desk_int(lack->limit)),
                         add_ticket, list, error))
        return false;
    *tickets = g_steal_pointer(&list);
    return true;
}

bool
desk_store_timer_next(DeskStore *store, gint64 *next_at, GError **error)
{
    return desk_query_ints(store, &SQL_TIMER_NEXT, DESK_BIND_NOTHING, next_at, 1, error);
}

bool
desk_store_timer_put_off(DeskStore *store, gint64 ticket, gint64 now, gint64 then, GError **error)
{
    return desk_query_write(store, &SQL_TIMER_PUT_OFF,
                            DESK_BIND(desk_int(ticket), desk_int(now), desk_int(then)), NULL,
                            error);
}

bool
desk_store_timer_remove(DeskStore *store, gint64 ticket, DeskTimerKind kind, GError **error)
{
    return desk_query_write(store, &SQL_TIMER_REMOVE,
                            DESK_BIND(desk_int(ticket), desk_text(desk_timer_kind_name(kind))),
                            NULL, error);
}
