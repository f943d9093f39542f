#include "ticket/satisfaction.h"

void
desk_satisfaction_free(DeskSatisfaction *s)
{
    if (!s)
        return;
    g_free(s->name);
    g_free(s);
}

void
desk_satisfaction_count(DeskSatisfaction *s, gint64 score, gint64 times)
{
    s->asked += times;
    if (score == DESK_SURVEY_UNSAID)
        return;
    s->answered += times;
    s->sum += score * times;
    s->good += desk_scale_is_good(s->scale, (int) score) ? times : 0;
    s->bad += desk_scale_is_bad(s->scale, (int) score) ? times : 0;
}

/* Halves go away from 0, so that what is 50 % of either side looks so. */
static gint64
round_quotient(gint64 dividend, gint64 divisor)
{
    if (divisor == 0)
        return 0;
    gint64 half = dividend < 0 ? -divisor / 2 : divisor / 2;
    return (dividend + half) / divisor;
}

int
desk_satisfaction_good(const DeskSatisfaction *s)
{
    return (int) round_quotient(100 * s->good, s->answered);
}

int
desk_satisfaction_bad(const DeskSatisfaction *s)
{
    return (int) round_quotient(100 * s->bad, s->answered);
}

int
desk_satisfaction_net(const DeskSatisfaction *s)
{
    return (int) round_quotient(100 * (s->good - s->bad), s->answered);
}

gint64
desk_satisfaction_mean(const DeskSatisfaction *s)
{
    return round_quotient(100 * s->sum, s->answered);
}
