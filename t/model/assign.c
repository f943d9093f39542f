#include "policy/assign.h"
#include "base/clock.h"
#include "calendar/hours.h"

#include <stdio.h>

/*
 * A team whose tickets policy/assign.h hands out, for t/model/assign.py: one command a line, fields
 * with tabs between, moments in seconds. It keeps the books of its members by itself.
 *
 *   team METHOD
 *   agent NAME CAPACITY SKILLS LANGUAGES ZONE DAY DAY DAY DAY DAY DAY DAY   "-": none
 *   away NAME SINCE UNTIL
 *   back NAME
 *   arrive NOW SKILLS LANGUAGE NAMED     answers with the name of who gets it, or "-"
 *   resolve NAME                         one of his tickets has ended
 */

#define AGENTS_MAX 32

typedef struct {
    DeskAgent agent;
    DeskHours *hours;
    gint64 load;
    gint64 turn;
    gint64 since;
    gint64 until;
} Person;

static Person people[AGENTS_MAX];
static guint count;
static gint64 turns;
static DeskTeam team = { .name = (char *) "team" };

static gint64
number(const char *text)
{
    return g_ascii_strtoll(text, NULL, 10);
}

static bool
is_none(const char *field)
{
    return g_str_equal(field, "-");
}

static char **
words(const char *field)
{
    return is_none(field) ? g_new0(char *, 1) : g_strsplit(field, ",", -1);
}

static Person *
person(const char *name)
{
    for (guint i = 0; i < count; i++)
        if (g_str_equal(people[i].agent.name, name))
            return &people[i];
    g_error("no agent %s", name);
}

static void
do_team(char **fields)
{
    static const char *const methods[] = { "manual", "round-robin", "least-loaded", "skill" };
    for (guint i = 0; i < count; i++) {
        g_free(people[i].agent.name);
        g_strfreev(people[i].agent.skills);
        g_strfreev(people[i].agent.languages);
        desk_hours_free(people[i].hours);
    }
    memset(people, 0, sizeof people);
    count = 0;
    turns = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        if (g_str_equal(fields[1], methods[i]))
            team.assign = (gint64) i;
}

static void
do_agent(char **fields)
{
    g_autoptr(GError) error = NULL;
    DeskHoursText text = { .zone = fields[5] };
    g_assert(count < AGENTS_MAX);
    Person *fresh = &people[count++];
    fresh->agent = (DeskAgent){ .name = g_strdup(fields[1]),
                                .capacity = number(fields[2]),
                                .skills = words(fields[3]),
                                .languages = words(fields[4]) };
    if (is_none(fields[5]))
        return;
    for (int day = 0; day < DESK_HOURS_DAYS; day++)
        text.days[day] = is_none(fields[6 + day]) ? NULL : fields[6 + day];
    fresh->hours = desk_hours_new(&text, &error);
    if (!fresh->hours)
        g_error("%s", error->message);
}

static void
do_away(char **fields)
{
    Person *who = person(fields[1]);
    who->since = number(fields[2]) * DESK_SECOND;
    who->until = number(fields[3]) * DESK_SECOND;
}

static void
do_back(char **fields)
{
    person(fields[1])->until = 0;
}

static void
add_member(GArray *members, const Person *one, gint64 now)
{
    DeskMember member = { .agent = &one->agent,
                          .load = one->load,
                          .turn = one->turn,
                          .away_until = one->since <= now ? one->until : 0,
                          .off = one->hours && !desk_hours_is_open(one->hours, now) };
    g_array_append_val(members, member);
}

static void
do_arrive(char **fields)
{
    gint64 now = number(fields[1]) * DESK_SECOND;
    g_auto(GStrv) skills = words(fields[2]);
    g_auto(DeskAssignment) assignment = { 0 };
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(DeskMember));
    for (guint i = 0; i < count; i++)
        add_member(members, &people[i], now);
    const DeskAssignFacts facts = { .team = &team,
                                    .members = members,
                                    .skills = (const char *const *) skills,
                                    .language = is_none(fields[3]) ? NULL : fields[3],
                                    .named = is_none(fields[4]) ? NULL : fields[4],
                                    .now = now };
    desk_assign_choose(&facts, &assignment);
    puts(assignment.agent ? assignment.agent->name : "-");
    if (!assignment.agent)
        return;
    Person *who = person(assignment.agent->name);
    who->load++;
    who->turn = ++turns;
}

static void
do_resolve(char **fields)
{
    person(fields[1])->load--;
}

static const struct {
    const char *name;
    guint fields; /* with the name */
    void (*run)(char **fields);
} commands[] = {
    { "team", 2, do_team }, { "agent", 13, do_agent },  { "away", 4, do_away },
    { "back", 2, do_back }, { "arrive", 5, do_arrive }, { "resolve", 2, do_resolve },
};

static void
run(char **fields)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (g_str_equal(fields[0], commands[i].name) &&
            g_strv_length(fields) == commands[i].fields) {
            commands[i].run(fields);
            return;
        }
    g_error("no such command: %s", fields[0]);
}

int
main(void)
{
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        g_auto(GStrv) fields = g_strsplit(g_strchomp(line), "\t", -1);
        run(fields);
    }
    do_team((char *[]){ NULL, (char *) "manual" });
    return 0;
}
