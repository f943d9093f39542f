#include "store/staff.h"
#include "store/ticket-row.h"

#define STAFF_NAME G_GINT64_CONSTANT(0x6465736b73746166) /* "deskstaf", for desk_store_hold */

static const DeskStatement SQL_ABSENCE_PUT = {
    "absence-put",
    "INSERT INTO absence (agent, since, until, reason, actor, created)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agent) DO UPDATE SET since = excluded.since,"
    " until = excluded.until, reason = excluded.reason, actor = excluded.actor,"
    " created = excluded.created"
};
static const DeskStatement SQL_ABSENCE_REMOVE = {
    "absence-remove", "DELETE FROM absence WHERE agent = $1 RETURNING id"
};
static const DeskStatement SQL_ABSENCE_LIST = {
    "absence-list", "SELECT agent, since, until, reason, actor, created FROM absence"
                    " WHERE until > $1 ORDER BY agent"
};
static const DeskStatement SQL_AGENT_LOAD = {
    "agent-load", "SELECT COUNT(*) FROM (SELECT 1 FROM ticket WHERE assignee = $1"
                  " AND " DESK_TICKET_ALIVE " AND status <> 'on-hold' LIMIT $2) few"
};
static const DeskStatement SQL_TURN_LIST = { "turn-list",
                                             "SELECT agent, turn FROM turn WHERE team = $1" };
static const DeskStatement SQL_TURN_TAKE = {
    "turn-take", "INSERT INTO turn (team, agent, turn) SELECT CAST($1 AS TEXT), CAST($2 AS TEXT),"
                 " COALESCE(MAX(t.turn), 0) + 1 FROM turn t WHERE t.team = $1"
                 " ON CONFLICT (team, agent) DO UPDATE SET turn = excluded.turn"
};
static const DeskStatement SQL_TEAM_QUEUE = {
    "team-queue", "SELECT " DESK_TICKET_COLUMNS " FROM ticket WHERE team = $1 AND assignee IS NULL"
                  " AND " DESK_TICKET_ACTIVE " ORDER BY " DESK_TICKET_URGENCY ", ticket.id LIMIT $2"
};
static const DeskStatement SQL_AGENT_TICKETS = { "agent-tickets", "SELECT " DESK_TICKET_COLUMNS
                                                                  " FROM ticket WHERE assignee = $1"
                                                                  " AND " DESK_TICKET_ALIVE
                                                                  " ORDER BY ticket.id LIMIT $2" };
/* From each name to the next along the index, whatever number of tickets lies between. */
#define FIRST_ASSIGNEE                                                                             \
    "(SELECT MIN(assignee) FROM ticket WHERE assignee IS NOT NULL AND " DESK_TICKET_ALIVE
static const DeskStatement SQL_ASSIGNEES = {
    "assignees", "WITH RECURSIVE found (agent) AS (SELECT " FIRST_ASSIGNEE ") UNION ALL"
                 " SELECT " FIRST_ASSIGNEE " AND assignee > found.agent) FROM found"
                 " WHERE found.agent IS NOT NULL)"
                 " SELECT agent FROM found WHERE agent IS NOT NULL"
};

const DeskStatement *const desk_staff_statements[] = {
    &SQL_ABSENCE_PUT, &SQL_ABSENCE_REMOVE, &SQL_ABSENCE_LIST,  &SQL_AGENT_LOAD, &SQL_TURN_LIST,
    &SQL_TURN_TAKE,   &SQL_TEAM_QUEUE,     &SQL_AGENT_TICKETS, &SQL_ASSIGNEES,  NULL
};

void
desk_absence_free(DeskAbsence *absence)
{
    if (!absence)
        return;
    g_free(absence->agent);
    g_free(absence->reason);
    g_free(absence->actor);
    g_free(absence);
}

bool
desk_store_absence_put(DeskStore *store, const DeskAbsence *absence, GError **error)
{
    return desk_query_write(store, &SQL_ABSENCE_PUT,
                            DESK_BIND(desk_text(absence->agent), desk_int(absence->since),
                                      desk_int(absence->until), desk_string(absence->reason),
                                      desk_string(absence->actor), desk_int(absence->created)),
                            NULL, error);
}

bool
desk_store_absence_remove(DeskStore *store, const char *agent, bool *done, GError **error)
{
    gint64 removed = 0;
    if (!desk_query_write(store, &SQL_ABSENCE_REMOVE, DESK_BIND(desk_text(agent)), &removed, error))
        return false;
    *done = removed != 0;
    return true;
}

static gpointer
read_absence(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskAbsence *absence = g_new0(DeskAbsence, 1);
    absence->agent = desk_cursor_dup(cursor, 0);
    absence->since = desk_cursor_int(cursor, 1);
    absence->until = desk_cursor_int(cursor, 2);
    absence->reason = desk_cursor_dup(cursor, 3);
    absence->actor = desk_cursor_dup(cursor, 4);
    absence->created = desk_cursor_int(cursor, 5);
    return absence;
}

bool
desk_store_absence_list(DeskStore *store, gint64 now, GPtrArray **absences, GError **error)
{
    static const DeskRowKind kind = { read_absence, (GDestroyNotify) desk_absence_free };
    return desk_query_list(store, &SQL_ABSENCE_LIST, DESK_BIND(desk_int(now)), &kind, absences,
                           error);
}

bool
desk_store_agent_load(DeskStore *store, const char *agent, gint64 most, gint64 *load,
                      GError **error)
{
    return desk_query_ints(store, &SQL_AGENT_LOAD, DESK_BIND(desk_text(agent), desk_int(most)),
                           load, 1, error);
}

bool
desk_store_staff_hold(DeskStore *store, GError **error)
{
    return desk_store_hold(store, STAFF_NAME, error);
}

static bool
add_turn(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    gint64 turn = desk_cursor_int(row, 1);
    g_hash_table_insert(data, desk_cursor_dup(row, 0), g_memdup2(&turn, sizeof turn));
    return true;
}

bool
desk_store_turn_list(DeskStore *store, const char *team, GHashTable **turns, GError **error)
{
    g_autoptr(GHashTable) list = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!desk_query_each(store, &SQL_TURN_LIST, DESK_BIND(desk_text(team)), add_turn, list, error))
        return false;
    *turns = g_steal_pointer(&list);
    return true;
}

bool
desk_store_turn_take(DeskStore *store, const char *team, const char *agent, GError **error)
{
    return desk_query_write(store, &SQL_TURN_TAKE, DESK_BIND(desk_text(team), desk_text(agent)),
                            NULL, error);
}

bool
desk_store_team_queue(DeskStore *store, const char *team, gint64 limit, GPtrArray **tickets,
                      GError **error)
{
    return desk_query_list(store, &SQL_TEAM_QUEUE, DESK_BIND(desk_text(team), desk_int(limit)),
                           &desk_ticket_row_kind, tickets, error);
}

bool
desk_store_assignees(DeskStore *store, GPtrArray **agents, GError **error)
{
    return desk_query_list(store, &SQL_ASSIGNEES, DESK_BIND_NOTHING, &desk_text_kind, agents,
                           error);
}

bool
desk_store_agent_tickets(DeskStore *store, const char *agent, gint64 limit, GPtrArray **tickets,
                         GError **error)
{
    return desk_query_list(store, &SQL_AGENT_TICKETS, DESK_BIND(desk_text(agent), desk_int(limit)),
                           &desk_ticket_row_kind, tickets, error);
}
