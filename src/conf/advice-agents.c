#include "conf/advice.h"

static bool
stands_in(const DeskBlock *block, const char *setting)
{
    return desk_build_where(block, setting) != block->at;
}

static void
advise_proof(DeskAdvice *advice, const DeskBlock *block, const DeskAgent *agent)
{
    const DeskConf *conf = advice->conf;
    if (agent->login || conf->authserv_id || conf->agent_trust == DESK_AGENT_TRUST_TOKEN)
        return;
    desk_advice_note(advice, DESK_ADVICE_AGENTS, block->at,
                     "agent \"%s\" can neither answer nor command by mail: he has no login, and "
                     "authserv-id is not set, so nothing proves a mail to be his",
                     agent->name);
}

/* Dovecot's auth_username_format makes them lower case unless it is changed. */
static void
advise_login(DeskAdvice *advice, const DeskBlock *block, const DeskAgent *agent)
{
    g_autofree char *lower = agent->login ? g_ascii_strdown(agent->login, -1) : NULL;
    if (!lower || strcmp(lower, agent->login) == 0)
        return;
    desk_advice_note(advice, DESK_ADVICE_AGENTS, desk_build_where(block, "login"),
                     "login of agent \"%s\" has capitals: Dovecot hands on \"%s\", which is "
                     "another login",
                     agent->name, lower);
}

static void
advise_digest(DeskAdvice *advice, const DeskBlock *block, const DeskAgent *agent)
{
    if (agent->calendar || !stands_in(block, "digest-at"))
        return;
    desk_advice_note(advice, DESK_ADVICE_AGENTS, desk_build_where(block, "digest-at"),
                     "digest-at of agent \"%s\" is in UTC: he has no calendar that says his time "
                     "zone",
                     agent->name);
}

static void
advise_agent(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    advise_proof(advice, block, object);
    advise_login(advice, block, object);
    advise_digest(advice, block, object);
}

static void
advise_mailbox(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskMailbox *mailbox = object;
    if (mailbox->team || advice->conf->agents->len == 0)
        return;
    desk_advice_note(advice, DESK_ADVICE_AGENTS, block->at,
                     "mailbox \"%s\" has no team: nobody is told of its tickets, unless a category "
                     "or rule gives them one",
                     mailbox->name);
}

static bool
anybody_is_told(const DeskConf *conf, const DeskTeam *team)
{
    for (char **name = team->members; *name; name++) {
        const DeskAgent *agent = desk_conf_agent(conf, *name);
        if (agent && agent->notify != DESK_NOTIFY_NONE)
            return true;
    }
    return false;
}

static void
advise_team(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskTeam *team = object;
    if (!anybody_is_told(advice->conf, team))
        desk_advice_note(advice, DESK_ADVICE_AGENTS, block->at,
                         "nobody of team \"%s\" is told of its tickets: all have notify = none",
                         team->name);
}

void
desk_advice_agents(DeskAdvice *advice)
{
    desk_advice_each(advice, "agent", advise_agent);
    desk_advice_each(advice, "mailbox", advise_mailbox);
    desk_advice_each(advice, "team", advise_team);
}
