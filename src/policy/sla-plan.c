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
                           .hours = desk_conf_hours(conf, sla ? sla->calendar : NULL) };
}

/* Without hours it is always open. */
static gint64
pass(const DeskSlaTerms *terms, gint64 since, gint64 span)
{
    return terms->hours ? desk_hours_after(terms->hours, since, span) : since + MAX(span, 0);
}

static gint
compare_marks(gconstpointer a, gconstpointer b)
{
    gint64 first = ((const DeskSlaMark *) a)->used;
    gint64 second = ((const DeskSlaMark *) b)->used;
    return (first > second) - (first < second);
}

/* g_array_sort keeps the order of equals, so that a step has its number for good. */
GArray *
desk_sla_marks(const DeskSla *sla, gint64 allowed)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(DeskSlaMark));
    gint64 warned = sla->warn_at < WHOLE ? allowed / WHOLE * sla->warn_at : allowed;
    g_array_append_vals(marks, &(const DeskSlaMark){ warned, NULL }, 1);
    g_array_append_vals(marks, &(const DeskSlaMark){ allowed, NULL }, 1);
    for (guint i = 0; i < sla->steps->len; i++) {
        const DeskEscalation *step = &g_array_index(sla->steps, DeskEscalation, i);
        gint64 times = step->action == DESK_ESCALATE_REPEAT ? DESK_SLA_REPEATS : 1;
        for (gint64 n = 1; n <= times; n++)
            g_array_append_vals(marks, &(const DeskSlaMark){ allowed + n * step->after, step }, 1);
    }
    g_array_sort(marks, compare_marks);
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
