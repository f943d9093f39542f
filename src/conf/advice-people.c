#include "conf/advice.h"

/* Names of sections that a setting points to, as "section name". */
static GHashTable *
collect_used(const GPtrArray *blocks)
{
    GHashTable *used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(blocks, i);
        for (unsigned k = 0; k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            const char *to = desk_build_reference(block, value->setting->name);
            if (to)
                g_hash_table_add(used, g_strconcat(to, " ", value->text, NULL));
        }
    }
    return used;
}

static void
advise_unused(DeskAdvice *advice)
{
    static const struct {
        const char *section;
        const char *users;
    } rows[] = {
        { "sla", "no mailbox, category, rule or customer" },
        { "calendar", "no sla and no agent" },
    };
    g_autoptr(GHashTable) used = collect_used(advice->blocks);
    for (unsigned i = 1; i < advice->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(advice->blocks, i);
        const char *section = block->section->name;
        g_autofree char *key = g_strconcat(section, " ", block->title, NULL);
        for (size_t k = 0; k < G_N_ELEMENTS(rows); k++)
            if (strcmp(section, rows[k].section) == 0 && !g_hash_table_contains(used, key))
                desk_advice_note(advice, DESK_ADVICE_UNUSED, block->at, "%s \"%s\" is used by %s",
                                 section, block->title, rows[k].users);
    }
}

static bool
member_can(const DeskConf *conf, const DeskTeam *team, const char *skill)
{
    for (char **name = team->members; *name; name++) {
        const DeskAgent *agent = desk_conf_agent(conf, *name);
        if (agent && g_strv_contains((const char *const *) agent->skills, skill))
            return true;
    }
    return false;
}

static bool
anybody_can(const DeskConf *conf, const char *skill)
{
    for (unsigned i = 0; i < conf->agents->len; i++) {
        const DeskAgent *agent = g_ptr_array_index(conf->agents, i);
        if (g_strv_contains((const char *const *) agent->skills, skill))
            return true;
    }
    return false;
}

static void
advise_skills(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskCategory *category = object;
    const char *name = category->consequences.team;
    const DeskTeam *team = name ? desk_conf_team(advice->conf, name) : NULL;
    for (char **skill = category->skills; *skill; skill++) {
        if (team ? member_can(advice->conf, team, *skill) : anybody_can(advice->conf, *skill))
            continue;
        g_autofree char *of = team ? g_strdup_printf(" of team \"%s\"", name) : g_strdup("");
        desk_advice_note(advice, DESK_ADVICE_TEAMS, desk_build_where(block, "skills"),
                         "category \"%s\" needs the skill \"%s\", which no agent%s has",
                         category->name, *skill, of);
    }
}

static bool
is_member(const DeskTeam *team, const char *agent)
{
    return g_strv_contains((const char *const *) team->members, agent);
}

static bool
has_team(const DeskConf *conf, const char *agent)
{
    for (unsigned i = 0; i < conf->teams->len; i++)
        if (is_member(g_ptr_array_index(conf->teams, i), agent))
            return true;
    return false;
}

/* A ticket that has a team goes to its members only. */
static void
advise_assignee(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskRule *rule = object;
    const char *name = rule->consequences.team;
    const DeskTeam *team = name ? desk_conf_team(advice->conf, name) : NULL;
    if (!rule->assignee ||
        (team ? is_member(team, rule->assignee) : has_team(advice->conf, rule->assignee)))
        return;
    g_autofree char *of =
        team ? g_strdup_printf("team \"%s\", which the rule names", name) : g_strdup("any team");
    desk_advice_note(advice, DESK_ADVICE_TEAMS, desk_build_where(block, "assignee"),
                     "rule \"%s\" gives tickets to \"%s\", who is no member of %s: %s", rule->name,
                     rule->assignee, of,
                     team ? "he never gets one" : "he gets those only that have no team");
}

static bool
knows_something(const DeskConf *conf, const DeskTeam *team)
{
    for (char **name = team->members; *name; name++) {
        const DeskAgent *agent = desk_conf_agent(conf, *name);
        if (agent && (agent->skills[0] || agent->languages[0]))
            return true;
    }
    return false;
}

static void
advise_team(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskTeam *team = object;
    if (team->assign == DESK_ASSIGN_SKILL && !knows_something(advice->conf, team))
        desk_advice_note(advice, DESK_ADVICE_TEAMS, desk_build_where(block, "assign"),
                         "team \"%s\" assigns by skill, but none of its agents has skills or "
                         "languages",
                         team->name);
}

static void
advise_customer(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskCustomer *customer = object;
    if (!customer->domains[0] && !customer->addresses[0])
        desk_advice_note(advice, DESK_ADVICE_UNUSED, block->at,
                         "customer \"%s\" has neither domains nor addresses: nobody is known by it",
                         customer->name);
}

/* Somebody's mail can be proved to be his. */
static bool
proves_anybody(const DeskConf *conf)
{
    if (conf->authserv_id)
        return true;
    for (unsigned i = 0; i < conf->agents->len; i++)
        if (((const DeskAgent *) g_ptr_array_index(conf->agents, i))->login)
            return true;
    return false;
}

static void
advise_headers(DeskAdvice *advice)
{
    if (proves_anybody(advice->conf))
        return;
    for (unsigned i = 1; i < advice->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(advice->blocks, i);
        unsigned at = desk_build_where(block, "headers");
        if (at != block->at)
            desk_advice_note(advice, DESK_ADVICE_CATEGORIES, at,
                             "headers of %s \"%s\" never count: authserv-id is not set and no "
                             "agent has a login, so no sender is proved",
                             block->section->name, block->title);
    }
}

void
desk_advice_people(DeskAdvice *advice)
{
    desk_advice_each(advice, "category", advise_skills);
    desk_advice_each(advice, "team", advise_team);
    desk_advice_each(advice, "customer", advise_customer);
    desk_advice_each(advice, "rule", advise_assignee);
    advise_headers(advice);
    advise_unused(advice);
}
