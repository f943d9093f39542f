#include "base/clock.h"
#include "conf/advice.h"
#include "conf/promise.h"

static bool
any_lead(const DeskConf *conf)
{
    for (unsigned i = 0; i < conf->teams->len; i++)
        if (((const DeskTeam *) g_ptr_array_index(conf->teams, i))->lead)
            return true;
    return false;
}

static bool
calls_lead(const DeskSla *sla)
{
    for (unsigned i = 0; i < sla->steps->len; i++) {
        DeskEscalateAction action = g_array_index(sla->steps, DeskEscalation, i).action;
        if (action == DESK_ESCALATE_ALARM_LEAD || action == DESK_ESCALATE_TO_LEAD)
            return true;
    }
    return false;
}

static void
advise_sla(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskSla *sla = object;
    bool promises = false;
    for (unsigned i = 0; i < DESK_PRIORITIES; i++)
        promises =
            promises || sla->first_response[i] || sla->next_response[i] || sla->resolution[i];
    if (!promises)
        desk_advice_note(advice, DESK_ADVICE_PROMISES, block->at,
                         "sla \"%s\" promises nothing: it has no times", sla->name);
    if (calls_lead(sla) && !any_lead(advice->conf))
        desk_advice_note(advice, DESK_ADVICE_PROMISES, desk_build_where(block, "escalation"),
                         "sla \"%s\" escalates to a lead, but no team has one", sla->name);
}

/* A day of a time has 24 hours, of which a business has few a day. */
static void
advise_days(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskSla *sla = object;
    const DeskHours *hours = desk_conf_hours(advice->conf, sla->calendar);
    gint64 now = desk_clock_now();
    if (!hours || desk_hours_between(hours, now, now + 7 * DESK_DAY) == 7 * DESK_DAY)
        return;
    for (unsigned i = 0; i < block->values->len; i++) {
        const DeskValue *value = &g_array_index(block->values, DeskValue, i);
        if (value->setting->type != DESK_TYPE_TARGETS || !strpbrk(value->text, "=") ||
            !strchr("dw", value->text[strlen(value->text) - 1]))
            continue;
        gint64 targets[DESK_PRIORITIES] = { 0 }, time = 0;
        desk_promise_target(value->text, targets);
        for (unsigned k = 0; k < DESK_PRIORITIES; k++)
            time = MAX(time, targets[k]);
        g_autofree char *span = desk_clock_span(time);
        desk_advice_note(advice, DESK_ADVICE_PROMISES, value->at,
                         "%s \"%s\" of sla \"%s\" is %s in which calendar \"%s\" is open, not "
                         "days as people count them: write hours",
                         value->setting->name, value->text, sla->name, span, sla->calendar);
    }
}

static void
advise_pair(DeskAdvice *advice, const DeskBlock *block, const DeskTeam *team, const DeskSla *sla)
{
    if (!team->lead && calls_lead(sla) && any_lead(advice->conf))
        desk_advice_note(advice, DESK_ADVICE_TEAMS, desk_build_where(block, "sla"),
                         "sla \"%s\" escalates to the lead of team \"%s\" of %s \"%s\", which "
                         "has none",
                         sla->name, team->name, block->section->name, block->title);
}

void
desk_advice_promises(DeskAdvice *advice)
{
    desk_advice_each(advice, "sla", advise_sla);
    desk_advice_each(advice, "sla", advise_days);
    desk_advice_pairs(advice, advise_pair);
}
