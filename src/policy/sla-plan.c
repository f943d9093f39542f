#include "policy/sla-plan.h"
#include "base/clock.h"

#define LOOK_AGAIN DESK_HOUR
#define WHOLE      1000 /* thousandths */

DeskSlaTerms
desk_sla_terms(const DeskConf *conf, const DeskTicket *ticket)
{
    const DeskSla *sla = ticket->sla ? desk_conf_sla(conf, ticket->sla) : NULL;
    return (DeskSlaTerms){ .sla = sla,
                           .is_lost = ticket->sla && !sla,
                           .hours = desk_conf_sla_hours(conf, ticket->sla) };
}

/* Without hours it is always open. */
static gint64
pass(const DeskSlaTerms *terms, gint64 since, gint64 span)
{
    return terms->hours ? desk_hours_after(terms->hours, since, span) : since + MAX(span, 0);
}

static void
add_mark(GArray *marks, gint64 used, const DeskEscalation *escalation)
{
    const DeskSlaMark mark = { used, escalation };
    g_array_append_val(marks, mark);
}

/* The steps stand in their order, what is repeated last (desk_promise_steps). */
GArray *
desk_sla_marks(const DeskSla *sla, gint64 allowed)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(DeskSlaMark));
    gint64 last = allowed;
    add_mark(marks, sla->warn_at < WHOLE ? allowed / WHOLE * sla->warn_at : allowed, NULL);
    add_mark(marks, allowed, NULL);
    for (guint i = 0; i < sla->steps->len; i++) {
        const DeskEscalation *step = &g_array_index(sla->steps, DeskEscalation, i);
        bool repeats = step->action == DESK_ESCALATE_REPEAT;
        if (!repeats)
            add_mark(marks, last = allowed + step->after, step);
        for (gint64 n = 1; repeats && n <= DESK_SLA_REPEATS; n++)
            add_mark(marks, last + n * step->after, step);
    }
    return marks;
}

gint64
desk_sla_used(const DeskSlaTerms *terms, const DeskTimer *timer, gint64 now)
{
    if (timer->state != DESK_TIMER_RUNNING || now <= timer->since)
        return timer->used;
    return timer->used + (terms->hours ? desk_hours_between(terms->hours, timer->since, now)
                                       : now - timer->since);
}

void
desk_sla_plan(const DeskSlaTerms *terms, DeskTimer *timer, gint64 now)
{
    timer->next_at = 0;
    if (timer->state == DESK_TIMER_RUNNING && terms->is_lost) {
        timer->next_at = now + LOOK_AGAIN;
        return;
    }
    timer->due = 0;
    if (timer->state != DESK_TIMER_RUNNING || !terms->sla || timer->allowed <= 0)
        return;
    g_autoptr(GArray) marks = desk_sla_marks(terms->sla, timer->allowed);
    timer->due = pass(terms, timer->since, timer->allowed - timer->used);
    if (timer->step < (gint64) marks->len)
        timer->next_at = pass(terms, timer->since,
                              g_array_index(marks, DeskSlaMark, timer->step).used - timer->used);
}
