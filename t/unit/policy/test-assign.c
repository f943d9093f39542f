#include "base/clock.h"
#include "policy/assign.h"

#include <criterion/criterion.h>

/* 2026-11-22 16:00:00 UTC */
#define NOW (G_GINT64_CONSTANT(1795363200) * DESK_SECOND)

static const char *const nothing[] = { NULL };
static const char *const printers[] = { "printer", NULL };
static const char *const both[] = { "printer", "network", NULL };
static const char *const english[] = { "en", NULL };
static const char *const german[] = { "de", "en", NULL };

/* A member as a table has him. */
typedef struct {
    const char *name; /* NULL: the end */
    gint64 load, capacity, turn, away;
    bool off;
    const char *const *skills, *const *languages; /* NULL: none */
} Row;

typedef struct {
    const char *name;
    DeskAssignMethod method;
    Row rows[4];
    const char *const *skills;
    const char *language, *named;
    const char *chosen; /* NULL: nobody */
    const char *reason;
} Case;

#define FREE(who)                                                                                  \
    {                                                                                              \
        .name = who                                                                                \
    }
#define LOAD(who, load)                                                                            \
    {                                                                                              \
        who, load, 0, 0, 0, false, NULL, NULL                                                      \
    }
#define TURN(who, turn)                                                                            \
    {                                                                                              \
        who, 0, 0, turn, 0, false, NULL, NULL                                                      \
    }
#define FULL(who)                                                                                  \
    {                                                                                              \
        who, 20, 20, 0, 0, false, NULL, NULL                                                       \
    }
#define AWAY(who)                                                                                  \
    {                                                                                              \
        who, 0, 0, 0, NOW + 8 * DESK_HOUR, false, NULL, NULL                                       \
    }
#define BACK(who)                                                                                  \
    {                                                                                              \
        who, 0, 0, 0, NOW, false, NULL, NULL                                                       \
    }
#define OFF(who)                                                                                   \
    {                                                                                              \
        who, 0, 0, 0, 0, true, NULL, NULL                                                          \
    }

static const Case cases[] = {
    { "manual",
      DESK_ASSIGN_MANUAL,
      { FREE("alice") },
      .chosen = NULL,
      .reason = "nobody: the tickets of the team front are handed out by people" },
    { "no members",
      DESK_ASSIGN_ROUND_ROBIN,
      { { 0 } },
      .chosen = NULL,
      .reason = "nobody: the team front has no members" },
    { "round-robin, nobody has had a turn",
      DESK_ASSIGN_ROUND_ROBIN,
      { FREE("alice"), FREE("bob") },
      .chosen = "alice",
      .reason = "alice: the longest without a turn of 2" },
    { "round-robin, the longest ago",
      DESK_ASSIGN_ROUND_ROBIN,
      { TURN("alice", 5), TURN("bob", 3), TURN("carol", 4) },
      .chosen = "bob",
      .reason = "bob: the longest without a turn of 3" },
    { "round-robin looks at no load",
      DESK_ASSIGN_ROUND_ROBIN,
      { TURN("alice", 5), { "bob", 9, 0, 3, 0, false, NULL, NULL } },
      .chosen = "bob",
      .reason = "bob: the longest without a turn of 2" },
    { "away, off and full",
      DESK_ASSIGN_ROUND_ROBIN,
      { AWAY("alice"), OFF("bob"), FULL("carol"), TURN("dave", 9) },
      .chosen = "dave",
      .reason =
          "dave: the only one who can take it; alice is away until 2026-11-23; bob is outside "
          "working hours; carol has 20 of 20" },
    { "nobody can",
      DESK_ASSIGN_LEAST_LOADED,
      { AWAY("alice"), FULL("bob") },
      .chosen = NULL,
      .reason = "nobody can take it; alice is away until 2026-11-23; bob has 20 of 20" },
    { "back at this very moment",
      DESK_ASSIGN_ROUND_ROBIN,
      { BACK("alice") },
      .chosen = "alice",
      .reason = "alice: the only one who can take it" },
    { "one below capacity",
      DESK_ASSIGN_ROUND_ROBIN,
      { { "alice", 19, 20, 0, 0, false, NULL, NULL } },
      .chosen = "alice",
      .reason = "alice: the only one who can take it" },
    { "above a capacity that was lowered",
      DESK_ASSIGN_ROUND_ROBIN,
      { { "alice", 21, 20, 0, 0, false, NULL, NULL } },
      .chosen = NULL,
      .reason = "nobody can take it; alice has 21 of 20" },
    { "least-loaded",
      DESK_ASSIGN_LEAST_LOADED,
      { LOAD("alice", 2), LOAD("bob", 1), FULL("carol") },
      .chosen = "bob",
      .reason = "bob: the fewest tickets of 2 (1); carol has 20 of 20" },
    { "least-loaded, then the turn",
      DESK_ASSIGN_LEAST_LOADED,
      { TURN("alice", 2), TURN("bob", 1), LOAD("carol", 1) },
      .chosen = "bob",
      .reason = "bob: the fewest tickets of 3 (0, and of those the longest without a turn)" },
    { "skill and language",
      DESK_ASSIGN_SKILL,
      { { "alice", 0, 0, 0, 0, false, printers, english },
        { "bob", 9, 0, 0, 0, false, printers, german } },
      printers,
      "de",
      .chosen = "bob",
      .reason = "bob: the only one of 2 with all the skills and de" },
    { "skill goes before language",
      DESK_ASSIGN_SKILL,
      { { "alice", 0, 0, 0, 0, false, NULL, german },
        { "bob", 9, 0, 0, 0, false, printers, english } },
      printers,
      "de",
      .chosen = "bob",
      .reason = "bob: the only one of 2 with all the skills, none of whom speaks de" },
    { "the most of the skills, whatever the language",
      DESK_ASSIGN_SKILL,
      { { "alice", 0, 0, 0, 0, false, NULL, german },
        { "bob", 9, 0, 0, 0, false, printers, english } },
      both,
      "de",
      .chosen = "bob",
      .reason = "bob: the only one of 2 with 1 of 2 skills, nobody having more" },
    { "no skills asked for: the language",
      DESK_ASSIGN_SKILL,
      { { "alice", 0, 0, 0, 0, false, NULL, english }, { "bob", 9, 0, 0, 0, false, NULL, german } },
      nothing,
      "DE",
      .chosen = "bob",
      .reason = "bob: the only one of 2 who speak DE" },
    { "nobody speaks it: the load",
      DESK_ASSIGN_SKILL,
      { { "alice", 2, 0, 0, 0, false, NULL, english },
        { "bob", 1, 0, 0, 0, false, NULL, english } },
      NULL,
      "de",
      .chosen = "bob",
      .reason = "bob: the fewest tickets of 2, none of whom speaks de (1)" },
    { "equals in skill: the load",
      DESK_ASSIGN_SKILL,
      { { "alice", 2, 0, 0, 0, false, both, NULL },
        { "bob", 1, 0, 0, 0, false, both, NULL },
        { "carol", 0, 0, 0, 0, false, printers, NULL } },
      both,
      NULL,
      .chosen = "bob",
      .reason = "bob: the fewest tickets of 2 with all the skills (1)" },
    { "whom a rule names, though the turn is another's",
      DESK_ASSIGN_ROUND_ROBIN,
      { TURN("alice", 1), TURN("bob", 2) },
      .named = "bob",
      .chosen = "bob",
      .reason = "bob: a rule names this agent" },
    { "named in a manual team",
      DESK_ASSIGN_MANUAL,
      { FREE("alice"), FREE("bob") },
      .named = "bob",
      .chosen = "bob",
      .reason = "bob: a rule names this agent" },
    { "named and full",
      DESK_ASSIGN_ROUND_ROBIN,
      { FREE("alice"), FULL("bob") },
      .named = "bob",
      .chosen = "alice",
      .reason =
          "bob, whom a rule names, has 20 of 20; alice: the only one who can take it; bob has "
          "20 of 20" },
    { "named and no member",
      DESK_ASSIGN_MANUAL,
      { FREE("alice") },
      .named = "zoe",
      .chosen = NULL,
      .reason = "zoe, whom a rule names, is not in the team front; nobody: the tickets of the team "
                "front are handed out by people" },
};

static char **
words(const char *const *list)
{
    return (char **) (list ? list : nothing);
}

static void
choose(const Case *c, DeskAgent *agents, DeskAssignment *assignment)
{
    const DeskTeam team = { .name = (char *) "front", .assign = c->method };
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(DeskMember));
    for (size_t i = 0; i < G_N_ELEMENTS(c->rows) && c->rows[i].name; i++) {
        const Row *row = &c->rows[i];
        agents[i] = (DeskAgent){ .name = (char *) row->name,
                                 .skills = words(row->skills),
                                 .languages = words(row->languages),
                                 .capacity = row->capacity };
        DeskMember member = { .agent = &agents[i],
                              .load = row->load,
                              .turn = row->turn,
                              .away_until = row->away,
                              .off = row->off };
        g_array_append_val(members, member);
    }
    const DeskAssignFacts facts = { .team = &team,
                                    .members = members,
                                    .skills = c->skills,
                                    .language = c->language,
                                    .named = c->named,
                                    .now = NOW };
    desk_assign_choose(&facts, assignment);
}

Test(assign, who_gets_a_ticket_and_why)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *c = &cases[i];
        DeskAgent agents[4] = { { 0 } };
        g_auto(DeskAssignment) assignment = { 0 };
        choose(c, agents, &assignment);
        const char *chosen = assignment.agent ? assignment.agent->name : NULL;
        cr_expect(g_strcmp0(chosen, c->chosen) == 0, "%s: %s", c->name, chosen ? chosen : "nobody");
        cr_expect_str_eq(assignment.reason, c->reason, "%s: %s", c->name, assignment.reason);
        cr_expect_eq(assignment.sought, c->method != DESK_ASSIGN_MANUAL || c->named != NULL, "%s",
                     c->name);
    }
}

Test(assign, without_a_team_only_a_rule_gives_it_to_somebody)
{
    DeskAgent zoe = { .name = (char *) "zoe" };
    DeskMember member = { .agent = &zoe };
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(DeskMember));
    DeskAssignFacts facts = { .members = members, .now = NOW };
    g_auto(DeskAssignment) nobody = { 0 };
    desk_assign_choose(&facts, &nobody);
    cr_expect_null(nobody.agent);
    cr_expect_not(nobody.sought);

    g_array_append_val(members, member);
    facts.named = "zoe";
    g_auto(DeskAssignment) named = { 0 };
    desk_assign_choose(&facts, &named);
    cr_expect_eq(named.agent, &zoe);
}
