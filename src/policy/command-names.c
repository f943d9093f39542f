#include "policy/command-parts.h"

#define NONE "none"

/* In any case of letters and with any accents composed. */
static bool
is_same(const char *left, const char *right)
{
    g_autofree char *one = g_utf8_normalize(left, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *other = g_utf8_normalize(right, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *one_folded = g_utf8_casefold(one ? one : left, -1);
    g_autofree char *other_folded = g_utf8_casefold(other ? other : right, -1);
    return g_str_equal(one_folded, other_folded);
}

/* One of a list of structs that begin with their name; NULL: there is none. */
static const char *
find_name(const GPtrArray *list, const char *name)
{
    for (guint i = 0; i < list->len; i++) {
        const char *known = *(char *const *) list->pdata[i];
        if (is_same(known, name))
            return known;
    }
    return NULL;
}

G_STATIC_ASSERT(offsetof(DeskAgent, name) == 0);
G_STATIC_ASSERT(offsetof(DeskTeam, name) == 0);
G_STATIC_ASSERT(offsetof(DeskCategory, name) == 0);

/* By name or address, or by a full name that only one has. */
static const DeskAgent *
find_agent(const DeskConf *conf, const char *who)
{
    const char *name = find_name(conf->agents, who);
    const DeskAgent *found = name ? desk_conf_agent(conf, name) : NULL;
    guint count = 0;
    if (!found)
        found = desk_conf_agent_by_address(conf, who);
    if (found)
        return found;
    for (guint i = 0; i < conf->agents->len; i++) {
        const DeskAgent *agent = conf->agents->pdata[i];
        if (agent->full_name && is_same(agent->full_name, who)) {
            found = agent;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

/* Sets the name of an agent, also by "me". */
static bool
read_agent(DeskCommandReading *reading, const char *expected)
{
    bool is_me = is_same(reading->rest, "me");
    const DeskAgent *agent =
        is_me ? reading->commander->agent : find_agent(reading->commander->conf, reading->rest);
    if (!agent)
        return desk_command_refuse_word(reading, reading->rest, expected);
    desk_command_set_word(reading, agent->name);
    return true;
}

bool
desk_command_read_assign(DeskCommandReading *reading)
{
    if (is_same(reading->rest, "auto") || is_same(reading->rest, NONE)) {
        g_autofree char *word = g_ascii_strdown(reading->rest, -1);
        desk_command_set_word(reading, word);
        return true;
    }
    return read_agent(reading, "the name or address of an agent, me, auto or none");
}

bool
desk_command_read_take(DeskCommandReading *reading)
{
    if (!desk_command_read_nothing(reading))
        return false;
    desk_command_set_word(reading, reading->commander->agent->name);
    return true;
}

/* Several, or one by his full name, in which there are blanks. */
bool
desk_command_read_watch(DeskCommandReading *reading)
{
    const DeskConf *conf = reading->commander->conf;
    if (*reading->rest == '\0')
        return desk_command_read_take(reading);
    const DeskAgent *one = find_agent(conf, reading->rest);
    g_auto(GStrv) pieces = desk_command_split(one ? one->name : reading->rest);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (char **piece = pieces; *piece; piece++) {
        const DeskAgent *agent =
            is_same(*piece, "me") ? reading->commander->agent : find_agent(conf, *piece);
        if (!agent)
            return desk_command_refuse_word(reading, *piece, "the name or address of an agent");
        g_ptr_array_add(names, g_strdup(agent->name));
    }
    desk_command_set_words(reading, g_steal_pointer(&names));
    return true;
}

static bool
read_known(DeskCommandReading *reading, const GPtrArray *list, const char *expected)
{
    bool is_none = is_same(reading->rest, NONE);
    const char *name = is_none ? NONE : find_name(list, reading->rest);
    if (!name)
        return desk_command_refuse_word(reading, reading->rest, expected);
    desk_command_set_word(reading, name);
    return true;
}

bool
desk_command_read_team(DeskCommandReading *reading)
{
    return read_known(reading, reading->commander->conf->teams,
                      "the name of a team of the configuration, or none");
}

bool
desk_command_read_category(DeskCommandReading *reading)
{
    const GPtrArray *categories = reading->commander->conf->categories;
    if (categories->len > 0)
        return read_known(reading, categories,
                          "the name of a category of the configuration, or none");
    if (*reading->rest == '\0' || strlen(reading->rest) > DESK_COMMAND_WORD_MAX)
        return desk_command_refuse_word(reading, reading->rest,
                                        "a name of at most 100 bytes, or none");
    desk_command_set_word(reading, is_same(reading->rest, NONE) ? NONE : reading->rest);
    return true;
}
