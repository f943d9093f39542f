#include "policy/alarm.h"

/* The names may be older than this configuration: who has left is not told. */
GPtrArray *
desk_alarm_audience(const DeskConf *conf, const DeskTicket *ticket)
{
    GPtrArray *agents = g_ptr_array_new();
    const DeskAgent *assignee = ticket->assignee ? desk_conf_agent(conf, ticket->assignee) : NULL;
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    if (assignee)
        g_ptr_array_add(agents, (gpointer) assignee);
    for (char **name = team && !assignee ? team->members : NULL;
         name && *name && agents->len < DESK_ALARM_MAX; name++) {
        const DeskAgent *member = desk_conf_agent(conf, *name);
        if (member)
            g_ptr_array_add(agents, (gpointer) member);
    }
    return agents;
}

const DeskAgent *
desk_alarm_lead(const DeskConf *conf, const DeskTicket *ticket)
{
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    return team && team->lead ? desk_conf_agent(conf, team->lead) : NULL;
}

bool
desk_alarm_is_due(const char *kind)
{
    return g_str_equal(kind, "reply") || g_str_equal(kind, "forward");
}
