#include "desk/absence.h"
#include "desk/assign.h"
#include "policy/absence.h"
#include "store/rows.h"
#include "store/staff.h"

bool
desk_absence_until(DeskStore *store, const char *agent, gint64 now, gint64 *until, GError **error)
{
    g_autoptr(GPtrArray) absences = NULL;
    *until = 0;
    if (!desk_store_absence_list(store, now, &absences, error))
        return false;
    for (guint i = 0; i < absences->len; i++) {
        const DeskAbsence *absence = absences->pdata[i];
        if (absence->since <= now && g_str_equal(absence->agent, agent))
            *until = absence->until;
    }
    return true;
}

static bool
note(DeskStore *store, const DeskAbsentee *who, const char *kind, const char *detail,
     GError **error)
{
    DeskEvent event = { .message = who->message,
                        .at = who->now,
                        .actor = (char *) who->actor,
                        .kind = (char *) kind,
                        .detail = (char *) detail };
    return desk_store_event_add(store, &event, error);
}

/* "alice is away until 2026-12-01, from 2026-11-28 on: holiday" */
static char *
tell(const DeskAbsentee *who, DeskPeriod when, const char *reason)
{
    const char *zone = desk_absence_zone(who->conf, who->agent);
    g_autofree char *away = desk_absence_show(zone, when.until);
    g_autofree char *since = desk_absence_show_time(zone, when.since);
    bool is_ahead = when.since > who->now;
    return g_strconcat(who->agent->name, " is ", away, is_ahead ? ", from " : "",
                       is_ahead ? since : "", is_ahead ? " on" : "", *reason ? ": " : "", reason,
                       NULL);
}

bool
desk_absence_begin(DeskStore *store, const DeskAbsentee *who, DeskPeriod when, const char *reason,
                   GError **error)
{
    const DeskAbsence absence = { .agent = who->agent->name,
                                  .since = when.since,
                                  .until = when.until,
                                  .reason = (char *) reason,
                                  .actor = (char *) who->actor,
                                  .created = who->now };
    g_autofree char *detail = tell(who, when, reason);
    return desk_store_absence_put(store, &absence, error) &&
           note(store, who, "away", detail, error);
}

bool
desk_absence_end(DeskStore *store, const DeskAbsentee *who, bool *done, GError **error)
{
    g_autofree char *detail = g_strdup_printf("%s is back", who->agent->name);
    return desk_store_absence_remove(store, who->agent->name, done, error) &&
           (!*done || note(store, who, "back", detail, error));
}

static bool
is_waiting_for_him(const DeskTicket *ticket)
{
    return ticket->status == DESK_STATUS_NEW || ticket->status == DESK_STATUS_OPEN ||
           ticket->status == DESK_STATUS_IN_PROGRESS;
}

/* *given grows when the ticket went to somebody else. */
static bool
give_away(DeskStore *store, const DeskAbsentee *who, gint64 id, gint64 *given, GError **error)
{
    g_autofree char *why = g_strdup_printf("%s is away", who->agent->name);
    const DeskHandOver reason = { .why = why };
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_store_ticket_get(store, id, &ticket, error))
        return false;
    if (!ticket || g_strcmp0(ticket->assignee, who->agent->name) != 0 ||
        !is_waiting_for_him(ticket))
        return true;
    if (!desk_assign_hand_over(store, who->policy, ticket, &reason, who->now, error))
        return false;
    *given += !g_str_equal(ticket->assignee, who->agent->name);
    return true;
}

bool
desk_absence_hand_over(DeskStore *store, const DeskAbsentee *who, gint64 limit, gint64 *given,
                       GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    *given = 0;
    if (!desk_store_agent_tickets(store, who->agent->name, limit, &tickets, error))
        return false;
    for (guint i = 0; i < tickets->len; i++)
        if (!give_away(store, who, ((const DeskTicket *) tickets->pdata[i])->id, given, error))
            return false;
    return true;
}
