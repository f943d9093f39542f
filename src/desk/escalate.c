#include "desk/escalate.h"
#include "base/clock.h"
#include "desk/alarm.h"
#include "desk/assign.h"
#include "desk/history.h"
#include "desk/later.h"
#include "desk/life.h"
#include "desk/sla.h"
#include "policy/alarm.h"
#include "policy/sla-news.h"
#include "store/rows.h"
#include "store/timers.h"

#define SET_ASIDE DESK_HOUR

/* One ticket whose clocks ask for something. */
typedef struct {
    DeskStore *store;
    const DeskPolicy *policy;
    const DeskConf *conf;
    DeskTicket *ticket;
    char *assignee; /* before */
    gint64 now;
    GPtrArray *agents; /* to be told; DeskAgent */
    GArray *alerts;    /* what they are told: DeskSlaAlert */
    GPtrArray *done;   /* and sentences, owned */
    bool moved;        /* team, assignee or priority are other ones */
    bool raised;       /* the priority is */
    bool tells;        /* somebody is to be told */
} Case;

/* What one clock of it asks for. */
typedef struct {
    DeskTimer timer;
    DeskSlaStep step;
} Claim;

static bool
note(const Case *c, const char *kind, const char *detail, GError **error)
{
    const DeskMoment moment = { c->ticket->id, 0, c->now };
    return desk_history_note(c->store, &moment, kind, detail, error);
}

/* ---- what is said ---- */

static bool
note_clock(Case *c, const Claim *claim, GError **error)
{
    const DeskSlaStep *step = &claim->step;
    const DeskTimer *timer = &claim->timer;
    const DeskSlaAlert alert = { .kind = timer->kind,
                                 .missed = timer->breached > 0,
                                 .due = timer->due,
                                 .allowed = timer->allowed,
                                 .spent = desk_sla_spent(c->conf, c->ticket, timer, c->now) };
    g_array_append_val(c->alerts, alert);
    if (!step->warns && !step->breaches)
        return true;
    g_autofree char *sentence =
        desk_sla_alert_tell(&alert, c->ticket->sla, desk_conf_sla_hours(c->conf, c->ticket->sla));
    return note(c, step->breaches ? "sla-missed" : "sla-warning", sentence, error);
}

/* Takes what; says why as well. */
static bool
note_done(Case *c, const Claim *claim, char *what, GError **error)
{
    g_autofree char *detail = g_strdup_printf("%s, because the %s was missed", what,
                                              desk_sla_clock_name(claim->timer.kind));
    g_ptr_array_add(c->done, what);
    return note(c, "escalated", detail, error);
}

/* ---- what is done ---- */

static void
set_text(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static bool
raise_once(Case *c, const Claim *claim, GError **error)
{
    DeskPriority before = c->ticket->priority;
    if (before == DESK_PRIORITY_CRITICAL)
        return note_done(c, claim, g_strdup("the priority stays critical, which is the highest"),
                         error);
    c->ticket->priority = before - 1;
    c->moved = c->raised = true;
    return note_done(c, claim,
                     g_strdup_printf("the priority was raised from %s to %s",
                                     desk_priority_name(before),
                                     desk_priority_name(c->ticket->priority)),
                     error);
}

static bool
raise_priority(Case *c, const Claim *claim, GError **error)
{
    for (int i = 0; i < claim->step.raises; i++)
        if (!raise_once(c, claim, error))
            return false;
    return true;
}

/* Somebody of its new team, when that hands out its tickets by itself. */
static bool
assign(Case *c, GError **error)
{
    const DeskMoment moment = { c->ticket->id, 0, c->now };
    g_auto(DeskAssignment) found = { 0 };
    if (!desk_assign_ask(c->store, c->conf, c->ticket, NULL, c->now, &found, error) ||
        !desk_assign_note(c->store, c->ticket, &found, &moment, error))
        return false;
    if (found.agent)
        set_text(&c->ticket->assignee, found.agent->name);
    return true;
}

static bool
move_to_team(Case *c, const Claim *claim, GError **error)
{
    const char *team = claim->step.team;
    if (!team || g_strcmp0(team, c->ticket->team) == 0)
        return true;
    if (!desk_conf_team(c->conf, team))
        return note_done(c, claim,
                         g_strdup_printf("the team %s did not get it: it is not configured", team),
                         error);
    char *what = g_strdup_printf("the team %s got it from %s", team,
                                 c->ticket->team ? c->ticket->team : "no team");
    set_text(&c->ticket->team, team);
    set_text(&c->ticket->assignee, NULL);
    c->moved = true;
    return note_done(c, claim, what, error) && assign(c, error);
}

static bool
give_to_lead(Case *c, const Claim *claim, GError **error)
{
    const DeskAgent *lead = desk_alarm_lead(c->conf, c->ticket);
    if (!claim->step.to_lead)
        return true;
    if (!lead)
        return note_done(c, claim,
                         g_strdup_printf("nobody got it: %s has no lead",
                                         c->ticket->team ? c->ticket->team : "no team"),
                         error);
    if (g_strcmp0(lead->name, c->ticket->assignee) == 0)
        return true;
    char *what = g_strdup_printf("%s, the lead of %s, got it from %s", lead->name, c->ticket->team,
                                 c->ticket->assignee ? c->ticket->assignee : "nobody");
    set_text(&c->ticket->assignee, lead->name);
    c->moved = true;
    return note_done(c, claim, what, error);
}

static void
add_agent(Case *c, const DeskAgent *agent)
{
    if (!g_ptr_array_find(c->agents, agent, NULL))
        g_ptr_array_add(c->agents, (gpointer) agent);
}

/* By who has the ticket now, and whoever gets it by this hears of it. A lead that is not there is
 * stood in for by whoever is. */
static void
choose_agents(Case *c, const DeskSlaStep *step)
{
    const DeskAgent *lead = step->alarms_lead ? desk_alarm_lead(c->conf, c->ticket) : NULL;
    bool to_all =
        step->warns || step->alarms || step->to_lead || step->team || (step->alarms_lead && !lead);
    g_autoptr(GPtrArray) audience = desk_alarm_audience(c->conf, c->ticket);
    if (lead)
        add_agent(c, lead);
    for (guint i = 0; to_all && i < audience->len; i++)
        add_agent(c, audience->pdata[i]);
    c->tells = c->tells || to_all || lead;
}

/* ---- one ticket ---- */

static bool
act(Case *c, const Claim *claim, GError **error)
{
    if (!note_clock(c, claim, error) || !raise_priority(c, claim, error) ||
        !move_to_team(c, claim, error) || !give_to_lead(c, claim, error))
        return false;
    choose_agents(c, &claim->step);
    return true;
}

/* A ticket that somebody has is not new. */
static bool
go_on(Case *c, GError **error)
{
    DeskTicket *ticket = c->ticket;
    DeskTicket before = *ticket;
    before.assignee = c->assignee;
    if (ticket->assignee && ticket->status == DESK_STATUS_NEW)
        ticket->status = DESK_STATUS_OPEN;
    const DeskLifeMove move = { .policy = c->policy,
                                .ticket = &before,
                                .status = ticket->status,
                                .assignee = ticket->assignee,
                                .cause = DESK_LIFE_TIME,
                                .now = c->now };
    return desk_life_follow(c->store, &move, error);
}

/* Its other clocks go by the new priority. */
static bool
write_ticket(Case *c, GError **error)
{
    DeskTicket *ticket = c->ticket;
    const DeskMoment moment = { ticket->id, 0, c->now };
    if (!c->moved)
        return true;
    if (!go_on(c, error))
        return false;
    return desk_store_ticket_set(c->store, ticket, c->now, error) &&
           desk_store_ticket_touch(c->store, ticket->id, ticket->status, c->now, error) &&
           (!c->raised ||
            desk_sla_tell(c->store, c->conf, ticket, DESK_SLA_CHANGED, &moment, error));
}

/* The zone in which an agent reads moments: his own, else that of the business. */
static const DeskHours *
hours_of(const Case *c, const DeskAgent *agent)
{
    return agent->calendar ? desk_conf_hours(c->conf, agent->calendar)
                           : desk_conf_sla_hours(c->conf, c->ticket->sla);
}

/* Whoever is told is told once, however many clocks ask for it. */
static bool
tell_agents(const Case *c, GError **error)
{
    const DeskSlaNews clocks = { c->ticket->sla, c->alerts, c->done };
    DeskNews news = { .policy = c->policy, .ticket = c->ticket, .now = c->now };
    if (c->tells && c->agents->len == 0)
        return desk_alarm_tell(c->store, &news, c->agents, error);
    for (guint i = 0; c->tells && i < c->agents->len; i++) {
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, c->agents->pdata[i]);
        g_autofree char *detail = desk_sla_news(&clocks, hours_of(c, c->agents->pdata[i]));
        news.detail = detail;
        if (!desk_alarm_tell(c->store, &news, one, error))
            return false;
    }
    return true;
}

/* Writes every clock of it that is due, or was set by a clock that was ahead. */
static bool
take_steps(const Case *c, const GArray *timers, GArray *claims, GError **error)
{
    for (guint i = 0; i < timers->len; i++) {
        Claim claim = { .timer = g_array_index(timers, DeskTimer, i) };
        DeskTimer *timer = &claim.timer;
        if (timer->kind >= DESK_TIMER_CLOCKS)
            continue;
        bool is_due = timer->next_at > 0 && timer->next_at <= c->now;
        if (!is_due && timer->set <= c->now + DESK_CLOCK_AHEAD)
            continue;
        bool any = desk_sla_step(c->conf, c->ticket, c->now, timer, &claim.step);
        if (!desk_store_timer_put(c->store, timer, error))
            return false;
        if (any)
            g_array_append_val(claims, claim);
    }
    return true;
}

static bool
serve(Case *c, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(Claim));
    if (!desk_later_run(c->store, c->policy, c->ticket, c->now, error) ||
        !desk_store_timer_list(c->store, c->ticket->id, &timers, error) ||
        !take_steps(c, timers, claims, error))
        return false;
    for (guint i = 0; i < claims->len; i++)
        if (!act(c, &g_array_index(claims, Claim, i), error))
            return false;
    return claims->len == 0 || (write_ticket(c, error) && tell_agents(c, error));
}

static bool
serve_ticket(DeskStore *store, const DeskPolicy *policy, gint64 now, gint64 id, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GPtrArray) agents = g_ptr_array_new();
    g_autoptr(GArray) alerts = g_array_new(FALSE, FALSE, sizeof(DeskSlaAlert));
    g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func(g_free);
    if (!desk_store_ticket_get(store, id, &ticket, error))
        return false;
    g_autofree char *assignee = ticket ? g_strdup(ticket->assignee) : NULL;
    Case c = { .store = store,
               .policy = policy,
               .conf = desk_policy_conf(policy),
               .ticket = ticket,
               .assignee = assignee,
               .now = now,
               .agents = agents,
               .alerts = alerts,
               .done = done };
    return !ticket || serve(&c, error);
}

static gint
compare_ids(gconstpointer a, gconstpointer b)
{
    gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;
    return (first > second) - (first < second);
}

/* Tickets are kept in the order of their numbers, as by everybody who keeps several. An error of a
 * change is that of its ticket, so each is waited for. */
bool
desk_escalate_run(DeskStore *store, const DeskPolicy *policy, DeskEscalateBatch *batch,
                  GError **error)
{
    g_autoptr(GArray) tickets = NULL;
    batch->count = batch->failed = 0;
    if (!desk_store_timer_due(store, batch->now, batch->now + DESK_CLOCK_AHEAD, batch->limit,
                              &tickets, error))
        return false;
    g_array_sort(tickets, compare_ids);
    batch->count = tickets->len;
    for (guint i = 0; i < tickets->len; i++) {
        gint64 id = g_array_index(tickets, gint64, i);
        if (serve_ticket(store, policy, batch->now, id, error) && desk_store_flush(store, error))
            continue;
        batch->failed = id;
        return false;
    }
    return true;
}

bool
desk_escalate_set_aside(DeskStore *store, const DeskEscalateBatch *batch, GError **error)
{
    return desk_store_timer_put_off(store, batch->failed, batch->now, batch->now + SET_ASIDE,
                                    error);
}
