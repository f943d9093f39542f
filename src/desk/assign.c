#include "desk/assign.h"
#include "base/clock.h"
#include "desk/absence.h"
#include "desk/life.h"
#include "desk/notification.h"
#include "policy/absence.h"
#include "policy/lifecycle.h"
#include "store/rows.h"
#include "store/staff.h"

#define DESK_LOAD_COMPARED 200 /* tickets; who has so many has too many, however many they are */
#define SHORT_ABSENCE      DESK_DAY /* it is better that he answers who knows the ticket */

/* ---- what is known of the members ---- */

static const DeskAbsence *
absence_of(const GPtrArray *absences, const char *agent, gint64 now)
{
    for (guint i = 0; i < absences->len; i++) {
        const DeskAbsence *absence = absences->pdata[i];
        if (g_str_equal(absence->agent, agent) && absence->since <= now && absence->until > now)
            return absence;
    }
    return NULL;
}

static bool
is_off(const DeskConf *conf, const DeskAgent *agent, gint64 now)
{
    const DeskHours *hours = desk_conf_hours(conf, agent->calendar);
    return hours && !desk_hours_is_open(hours, now);
}

/* What a choice is made from, while it is put together. */
typedef struct {
    DeskStore *store;
    const DeskConf *conf;
    const DeskTeam *team; /* or NULL */
    gint64 now;
    GPtrArray *absences; /* DeskAbsence */
    GHashTable *turns;   /* agent -> gint64, of the team; NULL: there is none */
    GArray *members;     /* DeskMember */
} Inquiry;

static void
inquiry_clear(Inquiry *inquiry)
{
    g_clear_pointer(&inquiry->absences, g_ptr_array_unref);
    g_clear_pointer(&inquiry->turns, g_hash_table_unref);
    g_clear_pointer(&inquiry->members, g_array_unref);
}

static bool
compares_loads(const DeskTeam *team)
{
    return team && (team->assign == DESK_ASSIGN_LEAST_LOADED || team->assign == DESK_ASSIGN_SKILL);
}

/* Whether it matters how much a member has to do: it is a question for each of them. */
static bool
asks_load(const Inquiry *inquiry, const DeskMember *member)
{
    return !member->off && member->away_until == 0 &&
           (compares_loads(inquiry->team) || member->agent->capacity > 0);
}

/* Where the counting of loads may end: whoever must wait for another to assign waits for this. */
static gint64
load_to_count(const Inquiry *inquiry, const DeskAgent *agent)
{
    const DeskTeam *team = inquiry->team;
    gint64 most = DESK_LOAD_COMPARED;
    if (!compares_loads(team))
        return agent->capacity;
    for (char **name = team->members; *name; name++) {
        const DeskAgent *member = desk_conf_agent(inquiry->conf, *name);
        most = member ? MAX(most, member->capacity) : most;
    }
    return most;
}

static bool
count_load(const Inquiry *inquiry, DeskMember *member, GError **error)
{
    gint64 most = load_to_count(inquiry, member->agent);
    if (!asks_load(inquiry, member))
        return true;
    if (!desk_store_agent_load(inquiry->store, member->agent->name, most, &member->load, error))
        return false;
    member->has_more = member->load == most;
    return true;
}

static bool
add_member(Inquiry *inquiry, const char *name, GError **error)
{
    const DeskAgent *agent = desk_conf_agent(inquiry->conf, name);
    if (!agent)
        return true;
    const DeskAbsence *absence = absence_of(inquiry->absences, name, inquiry->now);
    DeskMember member = { .agent = agent,
                          .away_until = absence ? absence->until : 0,
                          .off = is_off(inquiry->conf, agent, inquiry->now),
                          .zone = desk_absence_zone(inquiry->conf, agent) };
    const gint64 *turn = inquiry->turns ? g_hash_table_lookup(inquiry->turns, name) : NULL;
    member.turn = turn ? *turn : 0;
    if (!count_load(inquiry, &member, error))
        return false;
    g_array_append_val(inquiry->members, member);
    return true;
}

static bool
read_members(Inquiry *inquiry, const char *named, GError **error)
{
    if (!desk_store_absence_list(inquiry->store, inquiry->now, &inquiry->absences, error))
        return false;
    if (!inquiry->team)
        return add_member(inquiry, named, error);
    if (!desk_store_turn_list(inquiry->store, inquiry->team->name, &inquiry->turns, error))
        return false;
    for (char **name = inquiry->team->members; *name; name++)
        if (!add_member(inquiry, *name, error))
            return false;
    return true;
}

/* ---- asking ---- */

static const char *const *
skills_for(const DeskConf *conf, const DeskTicket *ticket)
{
    const DeskCategory *category =
        ticket->category ? desk_conf_category(conf, ticket->category) : NULL;
    return category ? (const char *const *) category->skills : NULL;
}

bool
desk_assign_ask(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket, const char *named,
                gint64 now, DeskAssignment *assignment, GError **error)
{
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    bool seeks = named || (team && team->assign != DESK_ASSIGN_MANUAL);
    __attribute__((cleanup(inquiry_clear))) Inquiry inquiry = {
        .store = store,
        .conf = conf,
        .team = team,
        .now = now,
        .members = g_array_new(FALSE, FALSE, sizeof(DeskMember)),
    };
    if (seeks && (!desk_store_staff_hold(store, error) || !read_members(&inquiry, named, error)))
        return false;
    const DeskAssignFacts facts = { .team = team,
                                    .members = inquiry.members,
                                    .skills = skills_for(conf, ticket),
                                    .language = ticket->language,
                                    .named = named,
                                    .now = now };
    desk_assign_choose(&facts, assignment);
    return true;
}

/* ---- writing it down ---- */

static bool
take_turn(DeskStore *store, const DeskTicket *ticket, const DeskAssignment *assignment,
          GError **error)
{
    return !assignment->agent || !ticket->team ||
           desk_store_turn_take(store, ticket->team, assignment->agent->name, error);
}

bool
desk_assign_note(DeskStore *store, const DeskTicket *ticket, const DeskAssignment *assignment,
                 const DeskMoment *moment, GError **error)
{
    if (!assignment->sought)
        return true;
    return take_turn(store, ticket, assignment, error) &&
           desk_history_note(store, moment, assignment->agent ? "assigned" : "unassigned",
                             assignment->reason, error);
}

static bool
set_assignee(DeskStore *store, DeskTicket *ticket, const DeskAssignment *assignment, gint64 now,
             GError **error)
{
    bool opens = assignment->agent && ticket->status == DESK_STATUS_NEW;
    g_free(ticket->assignee);
    ticket->assignee = assignment->agent ? g_strdup(assignment->agent->name) : NULL;
    if (opens)
        ticket->status = DESK_STATUS_OPEN;
    return desk_store_ticket_set(store, ticket, now, error) &&
           (!opens || desk_store_ticket_touch(store, ticket->id, ticket->status, now, error));
}

bool
desk_assign_tell(DeskStore *store, const DeskPolicy *policy, const DeskTicket *ticket,
                 const DeskAssignNews *news, GError **error)
{
    const DeskOccasion why = desk_notification_occasion(policy, ticket, news->message, news->now);
    const DeskNotification notification = {
        .kind = DESK_NOTIFICATION_ASSIGNED, .ticket = ticket, .by = news->by, .detail = news->detail
    };
    return !ticket->assignee || desk_notification_send(store, &why, &notification, error);
}

/* ---- from one to another ---- */

static bool
is_member(const DeskTeam *team, const char *agent)
{
    return g_strv_contains((const char *const *) team->members, agent);
}

bool
desk_assign_stays(const DeskConf *conf, const char *assignee, const char *team, char **why)
{
    const DeskTeam *known = team ? desk_conf_team(conf, team) : NULL;
    *why = NULL;
    if (assignee && !desk_conf_agent(conf, assignee))
        *why = g_strdup_printf("%s is no agent of the configuration any more", assignee);
    else if (assignee && known && !is_member(known, assignee))
        *why = g_strdup_printf("%s is not in the team %s", assignee, team);
    return *why == NULL;
}

bool
desk_assign_absent(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket, gint64 now,
                   char **why, GError **error)
{
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    gint64 until = 0;
    *why = NULL;
    if (!ticket->assignee || !team || team->assign == DESK_ASSIGN_MANUAL)
        return true;
    if (!desk_absence_until(store, ticket->assignee, now, &until, error))
        return false;
    if (until - now > SHORT_ABSENCE)
        *why = g_strdup_printf("%s is away", ticket->assignee);
    return true;
}

void
desk_assign_because(DeskAssignment *assignment, const char *why)
{
    char *whole = g_strdup_printf("%s; %s", why, assignment->reason);
    g_free(assignment->reason);
    assignment->reason = whole;
}

bool
desk_assign_give(DeskStore *store, DeskTicket *ticket, const DeskAssignment *assignment, gint64 now,
                 GError **error)
{
    const DeskMoment moment = { ticket->id, 0, now };
    return take_turn(store, ticket, assignment, error) &&
           set_assignee(store, ticket, assignment, now, error) &&
           desk_history_note(store, &moment, "reassigned", assignment->reason, error);
}

static bool
go_on(DeskStore *store, const DeskPolicy *policy, const DeskTicket *ticket,
      const DeskAssignment *next, gint64 now, GError **error)
{
    bool opens = next->agent && ticket->status == DESK_STATUS_NEW;
    const DeskLifeMove move = { .policy = policy,
                                .ticket = ticket,
                                .status = opens ? DESK_STATUS_OPEN : ticket->status,
                                .assignee = next->agent ? next->agent->name : NULL,
                                .cause = DESK_LIFE_PROGRAM,
                                .now = now };
    return desk_life_follow(store, &move, error);
}

bool
desk_assign_hand_over(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket,
                      const DeskHandOver *reason, gint64 now, GError **error)
{
    g_auto(DeskAssignment) next = { 0 };
    if (!desk_assign_ask(store, desk_policy_conf(policy), ticket, NULL, now, &next, error))
        return false;
    bool is_same = next.agent && g_strcmp0(next.agent->name, ticket->assignee) == 0;
    if (is_same || (!next.agent && !reason->is_gone))
        return true;
    desk_assign_because(&next, reason->why);
    if (!go_on(store, policy, ticket, &next, now, error))
        return false;
    const DeskAssignNews news = { .detail = next.reason, .now = now };
    return desk_assign_give(store, ticket, &next, now, error) &&
           desk_assign_tell(store, policy, ticket, &news, error);
}

/* ---- the sweep ---- */

typedef struct {
    DeskStore *store;
    const DeskPolicy *policy;
    const DeskConf *conf; /* its */
    gint64 now;
    gint64 limit;
    gint64 count;
} Sweep;

/* As it is now, to be changed; NULL when it is not as it was listed: somebody was faster. */
static bool
read_again(Sweep *sweep, const DeskTicket *listed, DeskTicket **ticket, GError **error)
{
    if (!desk_store_ticket_get(sweep->store, listed->id, ticket, error))
        return false;
    if (*ticket && (g_strcmp0((*ticket)->assignee, listed->assignee) != 0 ||
                    g_strcmp0((*ticket)->team, listed->team) != 0 ||
                    !desk_lifecycle_is_alive((*ticket)->status)))
        g_clear_pointer(ticket, desk_ticket_free);
    return true;
}

static bool
pass_on(Sweep *sweep, const DeskTicket *listed, const char *why, GError **error)
{
    const DeskHandOver reason = { .why = why, .is_gone = true };
    g_autoptr(DeskTicket) ticket = NULL;
    if (!read_again(sweep, listed, &ticket, error) ||
        (ticket &&
         !desk_assign_hand_over(sweep->store, sweep->policy, ticket, &reason, sweep->now, error)))
        return false;
    sweep->count += ticket && ticket->assignee;
    return true;
}

static bool
take_from(Sweep *sweep, const char *agent, GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    g_autofree char *why = NULL;
    if (desk_assign_stays(sweep->conf, agent, NULL, &why))
        return true;
    if (!desk_store_agent_tickets(sweep->store, agent, sweep->limit, &tickets, error))
        return false;
    for (guint i = 0; i < tickets->len; i++)
        if (!pass_on(sweep, tickets->pdata[i], why, error))
            return false;
    return true;
}

static bool
sweep_orphans(Sweep *sweep, GError **error)
{
    g_autoptr(GPtrArray) agents = NULL;
    if (!desk_store_assignees(sweep->store, &agents, error))
        return false;
    for (guint i = 0; i < agents->len; i++)
        if (!take_from(sweep, agents->pdata[i], error))
            return false;
    return true;
}

/* *more false: nobody of the team can take any other one either. */
static bool
hand_out(Sweep *sweep, const DeskTicket *listed, bool *more, GError **error)
{
    const DeskMoment moment = { listed->id, 0, sweep->now };
    g_autoptr(DeskTicket) ticket = NULL;
    g_auto(DeskAssignment) assignment = { 0 };
    if (!read_again(sweep, listed, &ticket, error))
        return false;
    if (!ticket)
        return true;
    if (!desk_assign_ask(sweep->store, sweep->conf, ticket, NULL, sweep->now, &assignment, error))
        return false;
    *more = assignment.agent != NULL;
    if (!*more)
        return true;
    sweep->count++;
    const DeskAssignNews news = { .detail = assignment.reason, .now = sweep->now };
    return set_assignee(sweep->store, ticket, &assignment, sweep->now, error) &&
           desk_assign_note(sweep->store, ticket, &assignment, &moment, error) &&
           desk_assign_tell(sweep->store, sweep->policy, ticket, &news, error);
}

static bool
sweep_team(Sweep *sweep, const DeskTeam *team, GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    bool more = true;
    if (team->assign == DESK_ASSIGN_MANUAL)
        return true;
    if (!desk_store_team_queue(sweep->store, team->name, sweep->limit, &tickets, error))
        return false;
    for (guint i = 0; more && i < tickets->len; i++)
        if (!hand_out(sweep, tickets->pdata[i], &more, error))
            return false;
    return true;
}

bool
desk_assign_sweep(DeskStore *store, const DeskPolicy *policy, gint64 now, gint64 limit,
                  gint64 *count, GError **error)
{
    const DeskConf *conf = desk_policy_conf(policy);
    Sweep sweep = { .store = store, .policy = policy, .conf = conf, .now = now, .limit = limit };
    if (!sweep_orphans(&sweep, error))
        return false;
    for (guint i = 0; i < conf->teams->len; i++)
        if (!sweep_team(&sweep, conf->teams->pdata[i], error))
            return false;
    *count = sweep.count;
    return true;
}
