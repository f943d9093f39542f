#include "fixture.h"
#include "policy/alarm.h"

#include <criterion/criterion.h>

typedef GPtrArray *(*Choice)(const DeskConf *conf, const DeskTicket *ticket);

/* The names of those who are told, with blanks between. The caller's. */
static char *
names_of(Choice choose, const DeskConf *conf, const char *assignee, const char *team)
{
    const DeskTicket ticket = { .assignee = (char *) assignee, .team = (char *) team };
    g_autoptr(GPtrArray) agents = choose(conf, &ticket);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < agents->len; i++)
        g_string_append_printf(names, "%s ", ((const DeskAgent *) agents->pdata[i])->name);
    return g_strchomp(g_string_free(names, FALSE));
}

/* RULES B3: its assignee, else its team, else nobody; no mail goes to a crowd. */
Test(alarm, b3_who_is_told_of_a_ticket)
{
    static const struct {
        const char *assignee, *team, *told;
    } cases[] = {
        { "alice", "front", "alice" },
        { NULL, "front", "alice bob" },
        { "gone", "front", "alice bob" },
        { "gone", "dissolved", "" },
        { NULL, NULL, "" },
        { NULL, "crowd", "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9" },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(
        "agent \"bob\" { addresses = {\"bob@example.org\"} }\n"
        "agent \"a0\" { addresses = {\"a0@example.org\"} }\n"
        "agent \"a1\" { addresses = {\"a1@example.org\"} }\n"
        "agent \"a2\" { addresses = {\"a2@example.org\"} }\n"
        "agent \"a3\" { addresses = {\"a3@example.org\"} }\n"
        "agent \"a4\" { addresses = {\"a4@example.org\"} }\n"
        "agent \"a5\" { addresses = {\"a5@example.org\"} }\n"
        "agent \"a6\" { addresses = {\"a6@example.org\"} }\n"
        "agent \"a7\" { addresses = {\"a7@example.org\"} }\n"
        "agent \"a8\" { addresses = {\"a8@example.org\"} }\n"
        "agent \"a9\" { addresses = {\"a9@example.org\"} }\n"
        "agent \"b0\" { addresses = {\"b0@example.org\"} }\n"
        "team \"front\" { members = {\"alice\", \"bob\"} }\n"
        "team \"crowd\" { members = {\"a0\", \"a1\", \"a2\", \"a3\", \"a4\", \"a5\", \"a6\","
        " \"a7\", \"a8\", \"a9\", \"b0\"} }\n");
    const DeskConf *conf = desk_policy_conf(policy);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told =
            names_of(desk_alarm_audience, conf, cases[i].assignee, cases[i].team);
        cr_expect_str_eq(told, cases[i].told, "%zu: %s", i, told);
    }
}

/* RULES B3: no alarm about an alarm. */
Test(alarm, b3_only_the_loss_of_what_an_agent_wrote_is_told)
{
    static const char *const silent[] = {
        "ack", "agent-alarm", "status", "survey", "replying", ""
    };
    cr_expect(desk_alarm_is_due("reply"));
    cr_expect(desk_alarm_is_due("forward"));
    for (size_t i = 0; i < G_N_ELEMENTS(silent); i++)
        cr_expect(!desk_alarm_is_due(silent[i]), "%s", silent[i]);
}

Test(alarm, who_leads_the_team_of_a_ticket)
{
    static const struct {
        const char *team, *lead;
    } rows[] = { { "front", "bob" }, { "back", NULL }, { "dissolved", NULL }, { NULL, NULL } };
    g_autoptr(DeskPolicy) policy =
        fixture_policy_with("agent \"bob\" { addresses = {\"bob@example.org\"} }\n"
                            "team \"front\" { members = {\"alice\", \"bob\"} lead = \"bob\" }\n"
                            "team \"back\" { members = {\"alice\"} }\n");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskTicket ticket = { .team = (char *) rows[i].team };
        const DeskAgent *lead = desk_alarm_lead(desk_policy_conf(policy), &ticket);
        cr_expect_eq(g_strcmp0(lead ? lead->name : NULL, rows[i].lead), 0, "row %zu", i);
    }
}

/* The lead, else the members, else who has it: whoever has it may be what was not good. */
Test(alarm, who_hears_of_a_bad_vote)
{
    static const struct {
        const char *assignee, *team, *told;
    } cases[] = {
        { "alice", "led", "bob" },
        { NULL, "led", "bob" },
        { "bob", "front", "alice" },
        { "alice", NULL, "alice" },
        { "alice", "dissolved", "alice" },
        { "gone", "dissolved", "" },
        { NULL, NULL, "" },
    };
    g_autoptr(DeskPolicy) policy =
        fixture_policy_with("agent \"bob\" { addresses = {\"bob@example.org\"} }\n"
                            "team \"led\" { members = {\"alice\"} lead = \"bob\" }\n"
                            "team \"front\" { members = {\"alice\"} }\n");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told = names_of(desk_alarm_overseers, desk_policy_conf(policy),
                                         cases[i].assignee, cases[i].team);
        cr_expect_str_eq(told, cases[i].told, "%zu: %s", i, told);
    }
}
