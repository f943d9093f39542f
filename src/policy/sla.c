#include "policy/sla.h"
#include "base/clock.h"
#include "policy/lifecycle.h"
#include "policy/sla-plan.h"

/* What each kind of clock waits for, and where an SLA says how long. */
static const struct {
    gsize targets;
    const char *name;
} kinds[DESK_TIMER_CLOCKS] = {
    [DESK_TIMER_FIRST_RESPONSE] = { offsetof(DeskSla, first_response), "first response" },
    [DESK_TIMER_NEXT_RESPONSE] = { offsetof(DeskSla, next_response), "next response" },
    [DESK_TIMER_RESOLUTION] = { offsetof(DeskSla, resolution), "resolution" },
};

/* The clocks of a ticket, as they were and as they become. */
typedef struct {
    DeskSlaTerms terms;
    const DeskTicket *ticket;
    gint64 now;
    DeskTimer before[DESK_TIMER_CLOCKS];
    DeskSlaChange after[DESK_TIMER_CLOCKS];
    bool had[DESK_TIMER_CLOCKS];
    bool has[DESK_TIMER_CLOCKS];
} Clocks;

const char *
desk_sla_clock_name(DeskTimerKind kind)
{
    return kinds[kind].name;
}

gint64
desk_sla_spent(const DeskConf *conf, const DeskTicket *ticket, const DeskTimer *timer, gint64 now)
{
    const DeskSlaTerms terms = desk_sla_terms(conf, ticket);
    return desk_sla_used(&terms, timer, now);
}

static const gint64 *
targets_of(const DeskSla *sla, DeskTimerKind kind)
{
    return G_STRUCT_MEMBER_P(sla, kinds[kind].targets);
}

static bool
is_active(const Clocks *clocks, DeskTimerKind kind)
{
    return clocks->has[kind] && clocks->after[kind].timer.state != DESK_TIMER_MET;
}

/* A clock without a target for the priority is there as well, and sleeps: priority or SLA may
 * become other ones, and what has been asked and answered until then must be known. */
static void
start(Clocks *clocks, DeskTimerKind kind, gint64 since)
{
    if (!clocks->terms.sla)
        return;
    clocks->has[kind] = true;
    clocks->after[kind].timer =
        (DeskTimer){ .ticket = clocks->ticket->id,
                     .kind = kind,
                     .state = DESK_TIMER_RUNNING,
                     .allowed = targets_of(clocks->terms.sla, kind)[clocks->ticket->priority],
                     .since = since };
}

/* From here on it counts anew, with the time used so far. */
static void
bank(const Clocks *clocks, DeskTimer *timer)
{
    timer->used = desk_sla_used(&clocks->terms, timer, clocks->now);
    timer->since = clocks->now;
}

/* An end that was missed while nobody looked is noted as missed now, and once. */
static void
judge(const Clocks *clocks, DeskSlaChange *change)
{
    DeskTimer *timer = &change->timer;
    gint64 late = timer->used - timer->allowed;
    g_autofree char *took = desk_clock_span(timer->used);
    g_autofree char *allowed = desk_clock_span(timer->allowed);
    g_autofree char *over = desk_clock_span(late);
    if (timer->allowed == 0)
        return;
    change->kind = late > 0 && timer->breached == 0 ? "sla-missed" : "sla-met";
    if (late > 0 && timer->breached == 0)
        timer->breached = clocks->now;
    change->detail =
        late > 0
            ? g_strdup_printf("the %s came %s late: after %s of business time, and %s allows "
                              "%s",
                              kinds[timer->kind].name, over, took, clocks->ticket->sla, allowed)
            : g_strdup_printf("the %s came in time: after %s of business time, and %s allows "
                              "%s",
                              kinds[timer->kind].name, took, clocks->ticket->sla, allowed);
}

static void
stop(Clocks *clocks, DeskTimerKind kind, bool tells)
{
    DeskSlaChange *change = &clocks->after[kind];
    if (!is_active(clocks, kind))
        return;
    bank(clocks, &change->timer);
    change->timer.state = DESK_TIMER_MET;
    if (tells && clocks->terms.sla)
        judge(clocks, change);
}

static void
set_state(Clocks *clocks, DeskTimerState state)
{
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++) {
        DeskTimer *timer = &clocks->after[kind].timer;
        if (!is_active(clocks, kind) || timer->state == state)
            continue;
        bank(clocks, timer);
        timer->state = state;
    }
}

static void
ask(Clocks *clocks)
{
    if (!is_active(clocks, DESK_TIMER_FIRST_RESPONSE) &&
        !is_active(clocks, DESK_TIMER_NEXT_RESPONSE))
        start(clocks, DESK_TIMER_NEXT_RESPONSE, clocks->now);
}

/* A ticket that has got its SLA only now is measured from its beginning. */
static void
catch_up(Clocks *clocks)
{
    gint64 created = clocks->ticket->created;
    if (!clocks->has[DESK_TIMER_RESOLUTION])
        start(clocks, DESK_TIMER_RESOLUTION, created);
    if (!clocks->has[DESK_TIMER_FIRST_RESPONSE] && clocks->ticket->status == DESK_STATUS_NEW)
        start(clocks, DESK_TIMER_FIRST_RESPONSE, created);
}

static void
begin(Clocks *clocks, DeskSlaEvent event)
{
    switch (event) {
    case DESK_SLA_OPENED:
        start(clocks, DESK_TIMER_FIRST_RESPONSE, clocks->now);
        start(clocks, DESK_TIMER_RESOLUTION, clocks->now);
        return;
    case DESK_SLA_ASKED:
        ask(clocks);
        return;
    case DESK_SLA_REOPENED:
        if (!is_active(clocks, DESK_TIMER_RESOLUTION))
            start(clocks, DESK_TIMER_RESOLUTION, clocks->now);
        ask(clocks);
        return;
    case DESK_SLA_CHANGED:
        catch_up(clocks);
        return;
    case DESK_SLA_ANSWERED:
        return;
    }
}

/* What was merged asks for nothing here any more, so nothing is said of its clocks. What is spam
 * may turn out to be none, and nobody has answered it then. */
static void
follow_status(Clocks *clocks)
{
    switch (clocks->ticket->status) {
    case DESK_STATUS_NEW:
    case DESK_STATUS_OPEN:
    case DESK_STATUS_IN_PROGRESS:
        set_state(clocks, DESK_TIMER_RUNNING);
        return;
    case DESK_STATUS_WAITING:
    case DESK_STATUS_ON_HOLD:
    case DESK_STATUS_SPAM:
        set_state(clocks, DESK_TIMER_PAUSED);
        return;
    case DESK_STATUS_RESOLVED:
    case DESK_STATUS_CLOSED:
        stop(clocks, DESK_TIMER_FIRST_RESPONSE, true);
        stop(clocks, DESK_TIMER_NEXT_RESPONSE, false);
        stop(clocks, DESK_TIMER_RESOLUTION, true);
        return;
    case DESK_STATUS_MERGED:
        for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++)
            stop(clocks, kind, false);
        return;
    }
}

/* What has been missed stays missed: its escalation goes on from the end that it had, or a raised
 * priority would let the steps behind it come all at once. */
static void
retime(Clocks *clocks, DeskTimerKind kind)
{
    DeskTimer *timer = &clocks->after[kind].timer;
    if (!clocks->has[kind])
        return;
    if (is_active(clocks, kind) && clocks->terms.sla && timer->breached == 0) {
        gint64 target = targets_of(clocks->terms.sla, kind)[clocks->ticket->priority];
        if (timer->allowed != target && timer->state == DESK_TIMER_RUNNING)
            bank(clocks, timer);
        timer->allowed = target;
    }
    desk_sla_plan(&clocks->terms, timer, clocks->now);
}

static GArray *
gather(const Clocks *clocks)
{
    GArray *changes = g_array_new(FALSE, FALSE, sizeof(DeskSlaChange));
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++) {
        DeskSlaChange change = clocks->after[kind];
        const DeskTimer *before = &clocks->before[kind];
        if (!clocks->has[kind] ||
            (clocks->had[kind] && memcmp(&change.timer, before, sizeof *before) == 0))
            continue;
        change.timer.set = clocks->now;
        g_array_append_val(changes, change);
    }
    return changes;
}

static void
change_clear(gpointer change)
{
    g_free(((DeskSlaChange *) change)->detail);
}

static Clocks
clocks_of(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers, gint64 now)
{
    Clocks clocks = { .terms = desk_sla_terms(conf, ticket), .ticket = ticket, .now = now };
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind >= DESK_TIMER_CLOCKS)
            continue;
        clocks.before[timer->kind] = clocks.after[timer->kind].timer = *timer;
        clocks.had[timer->kind] = clocks.has[timer->kind] = true;
    }
    return clocks;
}

GArray *
desk_sla_settle(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers, gint64 now)
{
    Clocks clocks = clocks_of(conf, ticket, timers, now);
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++)
        if (is_active(&clocks, kind) && clocks.after[kind].timer.state == DESK_TIMER_RUNNING)
            bank(&clocks, &clocks.after[kind].timer);
    return gather(&clocks);
}

GArray *
desk_sla_follow(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers,
                DeskSlaEvent event, gint64 now)
{
    Clocks clocks = clocks_of(conf, ticket, timers, now);
    if (event == DESK_SLA_ANSWERED) {
        stop(&clocks, DESK_TIMER_FIRST_RESPONSE, true);
        stop(&clocks, DESK_TIMER_NEXT_RESPONSE, true);
    }
    if (desk_lifecycle_is_alive(ticket->status))
        begin(&clocks, event);
    follow_status(&clocks);
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++)
        retime(&clocks, kind);
    GArray *changes = gather(&clocks);
    g_array_set_clear_func(changes, change_clear);
    return changes;
}
