#include "base/clock.h"
#include "policy/lifecycle.h"
#include "policy/sla-plan.h"
#include "policy/sla.h"

static void
escalate(const DeskEscalation *escalation, DeskSlaStep *step)
{
    switch (escalation->action) {
    case DESK_ESCALATE_ALARM:
        step->alarms = true;
        return;
    case DESK_ESCALATE_ALARM_LEAD:
    case DESK_ESCALATE_REPEAT:
        step->alarms_lead = true;
        return;
    case DESK_ESCALATE_RAISE:
        step->raises++;
        return;
    case DESK_ESCALATE_TO_LEAD:
        step->to_lead = true;
        return;
    case DESK_ESCALATE_TO_TEAM:
        step->team = escalation->team;
        step->to_lead = false; /* of the team before */
        return;
    }
}

static void
take(const DeskSlaMark *mark, gint64 now, DeskTimer *timer, DeskSlaStep *step)
{
    if (mark->escalation) {
        escalate(mark->escalation, step);
    } else if (timer->step == DESK_TIMER_STEP_WARN) {
        step->warns = true;
    } else {
        step->warns = false;
        step->breaches = true;
        timer->breached = now;
    }
    timer->step++;
}

/* It was worked out when the clock was ahead; how long it ran until then is known, and the rest
 * begins now (RULES I11). */
static void
set_back(const DeskSlaTerms *terms, gint64 now, DeskTimer *timer)
{
    if (timer->set <= now + DESK_CLOCK_AHEAD)
        return;
    timer->used = desk_sla_used(terms, timer, timer->set);
    timer->since = timer->set = now;
}

static bool
take_due(const DeskSlaTerms *terms, gint64 now, DeskTimer *timer, DeskSlaStep *step)
{
    gint64 used = desk_sla_used(terms, timer, now), before = timer->step;
    g_autoptr(GArray) marks = desk_sla_marks(terms->sla, timer->allowed);
    while (timer->step < (gint64) marks->len &&
           g_array_index(marks, DeskSlaMark, timer->step).used <= used)
        take(&g_array_index(marks, DeskSlaMark, timer->step), now, timer, step);
    return timer->step > before;
}

bool
desk_sla_step(const DeskConf *conf, const DeskTicket *ticket, gint64 now, DeskTimer *timer,
              DeskSlaStep *step)
{
    const DeskSlaTerms terms = desk_sla_terms(conf, ticket);
    bool any = false;
    *step = (DeskSlaStep){ 0 };
    if (timer->state != DESK_TIMER_RUNNING || !desk_lifecycle_is_alive(ticket->status)) {
        timer->next_at = 0;
        timer->set = now;
        return false;
    }
    set_back(&terms, now, timer);
    if (terms.sla && timer->allowed > 0)
        any = take_due(&terms, now, timer, step);
    desk_sla_plan(&terms, timer, now);
    /* Whoever looks now has taken what is due now; he need not look again at once. */
    if (timer->next_at > 0)
        timer->next_at = MAX(timer->next_at, now + 1);
    timer->set = now;
    return any;
}
