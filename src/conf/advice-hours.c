#include "base/clock.h"
#include "conf/advice.h"

#define HORIZON (8 * 7 * DESK_DAY) /* long enough for any week, and for the holidays in it */

/* A moment at which both are open, before the horizon; NULL is always open. */
static bool
are_open_together(const DeskHours *one, const DeskHours *other, gint64 now)
{
    for (gint64 at = now; at < now + HORIZON;) {
        gint64 opens = one ? desk_hours_next_open(one, at) : at;
        at = other ? desk_hours_next_open(other, opens) : opens;
        if (at == opens)
            return true;
    }
    return false;
}

static bool
is_staffed(const DeskConf *conf, const DeskTeam *team, const DeskSla *sla)
{
    const DeskHours *hours = desk_conf_hours(conf, sla->calendar);
    gint64 now = desk_clock_now();
    for (char **name = team->members; *name; name++) {
        const DeskAgent *agent = desk_conf_agent(conf, *name);
        if (agent && are_open_together(hours, desk_conf_hours(conf, agent->calendar), now))
            return true;
    }
    return false;
}

static void
advise_pair(DeskAdvice *advice, const DeskBlock *block, const DeskTeam *team, const DeskSla *sla)
{
    if (team->assign == DESK_ASSIGN_MANUAL || is_staffed(advice->conf, team, sla))
        return;
    desk_advice_note(advice, DESK_ADVICE_TEAMS, desk_build_where(block, "sla"),
                     "nobody of team \"%s\" is at work while the clocks of sla \"%s\" run: tickets "
                     "of %s \"%s\" are given to nobody",
                     team->name, sla->name, block->section->name, block->title);
}

void
desk_advice_hours(DeskAdvice *advice)
{
    desk_advice_pairs(advice, advise_pair);
}
