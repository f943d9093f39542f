#include "store/look.h"
#include "store/ticket-row.h"

/* Lists for people: what one agent has to do, what was written, what has happened. */

/* What is overdue goes before all, then by priority, and what is due first; what was put off comes
 * last. $1 agent, $2 now, $3 limit. */
static const DeskStatement SQL_QUEUE = {
    "queue", "SELECT * FROM (SELECT " DESK_TICKET_COLUMNS ", (SELECT MIN(r.due) FROM timer r"
             " WHERE r.ticket = ticket.id AND r.state = 'running' AND r.kind <> 'wake') AS due,"
             " (SELECT w.next_at FROM timer w WHERE w.ticket = ticket.id AND w.kind = 'wake') AS"
             " wake FROM ticket WHERE ticket.assignee = $1 AND " DESK_TICKET_ALIVE ") AS ticket"
             " ORDER BY CASE WHEN wake > $2 THEN 1 ELSE 0 END,"
             " CASE WHEN due <= $2 THEN 0 ELSE 1 END, " DESK_TICKET_URGENCY ","
             " CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, id LIMIT $3"
};
/* $1 below which id, $2 limit, $3 characters of a text. */
static const DeskStatement SQL_PAGE = {
    "page", "SELECT " DESK_TICKET_COLUMNS ", m.id, m.sequence,"
            " substr(CASE WHEN m.direction = 'in' THEN m.text ELSE COALESCE(m.reply_text, m.text)"
            " END, 1, CAST(CAST($3 AS BIGINT) AS INTEGER)) FROM message m"
            " JOIN ticket ON ticket.id = m.ticket WHERE m.id < $1 ORDER BY m.id DESC LIMIT $2"
};
/*
 * $1 agent, $2 his teams with a line feed before, between and behind them, $3 since, $4 until,
 * $5 limit. Both engines know no list as a parameter, and no way to look for a text in a text but
 * by what is left of it.
 */
static const DeskStatement SQL_CHANGED = {
    "changed",
    "SELECT " DESK_TICKET_COLUMNS " FROM (SELECT event.ticket AS id, MAX(event.at) AS at FROM event"
    " WHERE event.at BETWEEN $3 AND $4 AND event.ticket IS NOT NULL GROUP BY event.ticket) AS c"
    " JOIN ticket ON ticket.id = c.id WHERE ticket.assignee = CAST($1 AS TEXT)"
    " OR (ticket.assignee IS NULL AND ticket.team IS NOT NULL AND replace(CAST($2 AS TEXT),"
    " '\n' || ticket.team || '\n', '') <> CAST($2 AS TEXT))"
    " OR EXISTS (SELECT 1 FROM watcher WHERE watcher.ticket = c.id AND watcher.agent = $1)"
    " ORDER BY c.at, c.id LIMIT $5"
};

const DeskStatement *const desk_look_statements[] = { &SQL_QUEUE, &SQL_PAGE, &SQL_CHANGED, NULL };

#define COLUMNS 15 /* of a ticket */

void
desk_queued_free(DeskQueued *queued)
{
    if (!queued)
        return;
    desk_ticket_free(queued->ticket);
    g_free(queued);
}

typedef struct {
    gint64 now;
    GPtrArray *list;
} Queue;

static bool
add_queued(DeskCursor *row, gpointer data, GError **error)
{
    Queue *queue = data;
    DeskTicket *ticket = desk_ticket_row_kind.read(row, error);
    if (!ticket)
        return false;
    DeskQueued *queued = g_new0(DeskQueued, 1);
    queued->ticket = ticket;
    queued->due = desk_cursor_int(row, COLUMNS);
    queued->snoozed = desk_cursor_int(row, COLUMNS + 1) > queue->now;
    g_ptr_array_add(queue->list, queued);
    return true;
}

bool
desk_store_queue(DeskStore *store, const char *agent, gint64 now, gint64 limit, GPtrArray **queue,
                 GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify) desk_queued_free);
    if (!desk_query_each(store, &SQL_QUEUE,
                         DESK_BIND(desk_text(agent), desk_int(now), desk_int(limit)), add_queued,
                         &(Queue){ now, list }, error))
        return false;
    *queue = g_steal_pointer(&list);
    return true;
}

void
desk_found_free(DeskFound *found)
{
    if (!found)
        return;
    desk_ticket_free(found->ticket);
    g_free(found->text);
    g_free(found);
}

typedef struct {
    gint64 before;
    GPtrArray *list;
} Page;

static bool
add_found(DeskCursor *row, gpointer data, GError **error)
{
    Page *page = data;
    DeskTicket *ticket = desk_ticket_row_kind.read(row, error);
    if (!ticket)
        return false;
    DeskFound *found = g_new0(DeskFound, 1);
    found->ticket = ticket;
    page->before = desk_cursor_int(row, COLUMNS);
    found->sequence = desk_cursor_int(row, COLUMNS + 1);
    found->text = desk_cursor_dup(row, COLUMNS + 2);
    g_ptr_array_add(page->list, found);
    return true;
}

bool
desk_store_page(DeskStore *store, gint64 *before, gint64 limit, GPtrArray **page, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify) desk_found_free);
    Page read = { 0, list };
    if (!desk_query_each(store, &SQL_PAGE,
                         DESK_BIND(desk_int(*before), desk_int(limit), desk_int(DESK_PAGE_TEXT)),
                         add_found, &read, error))
        return false;
    *before = list->len < limit ? 0 : read.before;
    *page = g_steal_pointer(&list);
    return true;
}

static char *
join_teams(const char *const *teams)
{
    GString *joined = g_string_new("\n");
    for (; teams && *teams; teams++)
        g_string_append_printf(joined, "%s\n", *teams);
    return g_string_free(joined, FALSE);
}

bool
desk_store_changed(DeskStore *store, const char *agent, const char *const *teams, DeskPeriod period,
                   gint64 limit, GPtrArray **tickets, GError **error)
{
    g_autofree char *joined = join_teams(teams);
    return desk_query_list(store, &SQL_CHANGED,
                           DESK_BIND(desk_text(agent), desk_text(joined), desk_int(period.since),
                                     desk_int(period.until), desk_int(limit)),
                           &desk_ticket_row_kind, tickets, error);
}
