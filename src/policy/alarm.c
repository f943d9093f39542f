#include "policy/alarm.h"

/* The names may be older than this configuration: who has left is not told. */
static void
add_agent(GPtrArray *agents, const DeskConf *conf, const char *name)
{
    const DeskAgent *agent = name ? desk_conf_agent(conf, name) : NULL;
    if (agent && agents->len < DESK_ALARM_MAX)
        g_ptr_array_add(agents, (gpointer) agent);
}

static void
add_members(GPtrArray *agents, const DeskConf *conf, const DeskTicket *ticket)
{
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    for (char **name = team ? team->members : NULL; name && *name; name++)
        add_agent(agents, conf, *name);
}

GPtrArray *
desk_alarm_audience(const DeskConf *conf, const DeskTicket *ticket)
{
    GPtrArray *agents = g_ptr_array_new();
    add_agent(agents, conf, ticket->assignee);
    if (agents->len == 0)
        add_members(agents, conf, ticket);
    return agents;
}

GPtrArray *
desk_alarm_overseers(const DeskConf *conf, const DeskTicket *ticket)
{
    GPtrArray *agents = g_ptr_array_new();
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    add_agent(agents, conf, team ? team->lead : NULL);
    if (agents->len == 0)
        add_members(agents, conf, ticket);
    if (agents->len == 0)
        add_agent(agents, conf, ticket->assignee);
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
