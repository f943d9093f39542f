#include "base/clock.h"
#include "desk/absence.h"
#include "desk/amend.h"
#include "desk/assign.h"
#include "scene.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define LIMIT 100

static const char two_teams[] =
    "agent \"carol\" { addresses = {\"carol@example.org\"} capacity = 2 }\n"
    "agent \"dave\" { addresses = {\"dave@example.org\"} }\n"
    "team \"front\" { members = {\"alice\", \"bob\"} assign = round-robin }\n"
    "team \"back\" { members = {\"carol\"} assign = least-loaded }\n"
    "team \"both\" { members = {\"carol\", \"dave\"} assign = least-loaded }\n"
    "agent \"eve\" { addresses = {\"eve@example.org\"} }\n"
    "agent \"fay\" { addresses = {\"fay@example.org\"} }\n"
    "team \"crowd\" { members = {\"eve\", \"fay\"} assign = least-loaded }\n"
    "mailbox \"crowd\" { address = \"crowd@example.org\" team = \"crowd\" }\n"
    "team \"hand\" { members = {\"dave\"} }\n"
    "mailbox \"front\" { address = \"front@example.org\" team = \"front\" }\n"
    "mailbox \"back\" { address = \"back@example.org\" team = \"back\" }\n"
    "mailbox \"both\" { address = \"both@example.org\" team = \"both\" }\n"
    "mailbox \"hand\" { address = \"hand@example.org\" team = \"hand\" }\n";

static int sent;

static void
open_desk(void)
{
    sent = 0;
    scene_open_with(two_teams);
}

TestSuite(assign, .init = open_desk, .fini = scene_close);

static const DeskConf *
conf(void)
{
    return desk_policy_conf(scene_policy);
}

/* A new ticket of that mailbox, after so many microseconds. */
static gint64
arrive(const char *to, gint64 later)
{
    g_autofree char *id = g_strdup_printf("m%d@example.net", ++sent);
    g_autofree char *from = g_strdup_printf("jane%d@example.net", sent);
    const Letter letter = {
        .from = from, .to = to, .subject = "hello", .message_id = id, .later = later
    };
    DeskVerdict verdict = scene_take(&letter);
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

static void
expect_holder(gint64 id, const char *agent, DeskStatus status)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    cr_expect(g_strcmp0(ticket->assignee, agent) == 0, "#%" G_GINT64_FORMAT ": %s, not %s", id,
              ticket->assignee ? ticket->assignee : "nobody", agent ? agent : "nobody");
    cr_expect_eq(ticket->status, status, "#%" G_GINT64_FORMAT ": %s", id,
                 desk_status_name(ticket->status));
}

static void
expect_event(gint64 id, const char *kind, const char *detail)
{
    g_autofree char *found = scene_event(id, kind);
    cr_expect(g_strcmp0(found, detail) == 0, "%s: %s", kind, found ? found : "none");
}

static void
begin(void)
{
    cr_assert(desk_store_begin(scene_store, NULL));
}

static void
end(bool ok)
{
    cr_assert(ok);
    cr_assert(desk_store_commit(scene_store, NULL));
}

static void
say_away(const char *name, DeskPeriod when)
{
    const DeskAbsentee who = { .conf = conf(),
                               .agent = desk_conf_agent(conf(), name),
                               .actor = name,
                               .now = desk_clock_now() };
    begin();
    end(desk_absence_begin(scene_store, &who, when, "", NULL));
}

static gint64
sweep(gint64 now)
{
    gint64 count = -1;
    begin();
    end(desk_assign_sweep(scene_store, scene_policy, now, LIMIT, &count, NULL));
    return count;
}

/* Writes a field of a ticket as nobody would. */
static void
give(gint64 id, const char *team, const char *assignee, DeskStatus status)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    g_free(ticket->team);
    g_free(ticket->assignee);
    ticket->team = g_strdup(team);
    ticket->assignee = g_strdup(assignee);
    begin();
    end(desk_store_ticket_set(scene_store, ticket, 1, NULL) &&
        desk_store_ticket_touch(scene_store, id, status, desk_clock_now(), NULL));
}

Test(assign, a_new_ticket_goes_round_and_says_why)
{
    gint64 first = arrive("front@example.org", 0);
    gint64 second = arrive("front@example.org", 1);
    gint64 third = arrive("front@example.org", 2);
    expect_holder(first, "alice", DESK_STATUS_OPEN);
    expect_holder(second, "bob", DESK_STATUS_OPEN);
    expect_holder(third, "alice", DESK_STATUS_OPEN);
    expect_event(first, "assigned", "alice: the longest without a turn of 2");
}

Test(assign, a_team_that_hands_out_by_itself_leaves_no_word)
{
    gint64 id = arrive("hand@example.org", 0);
    expect_holder(id, NULL, DESK_STATUS_NEW);
    cr_expect_eq(scene_events(id, "assigned") + scene_events(id, "unassigned"), 0);
}

Test(assign, capacity_is_one_for_all_the_teams_of_an_agent)
{
    gint64 first = arrive("back@example.org", 0);
    gint64 second = arrive("both@example.org", 1);
    gint64 third = arrive("both@example.org", 2);
    gint64 fourth = arrive("back@example.org", 3);
    expect_holder(first, "carol", DESK_STATUS_OPEN);
    expect_holder(second, "dave", DESK_STATUS_OPEN);
    expect_holder(third, "carol", DESK_STATUS_OPEN);
    expect_holder(fourth, NULL, DESK_STATUS_NEW);
    expect_event(fourth, "unassigned", "nobody can take it; carol has 2 of 2");
}

/* How many too many they are makes no difference: nobody counts them while a mail waits. */
Test(assign, who_has_hundreds_of_tickets_is_compared_by_his_turn)
{
    static const struct {
        const char *agent;
        int tickets;
    } loads[] = { { "eve", 260 }, { "fay", 230 } };
    gint64 before = arrive("crowd@example.org", 0);
    expect_holder(before, "eve", DESK_STATUS_OPEN);
    begin();
    for (size_t i = 0; i < G_N_ELEMENTS(loads); i++)
        for (int n = 0; n < loads[i].tickets; n++) {
            DeskTicket ticket = { .subject = (char *) "x",
                                  .status = DESK_STATUS_OPEN,
                                  .assignee = (char *) loads[i].agent };
            cr_assert(desk_store_ticket_add(scene_store, &ticket, NULL));
        }
    end(true);
    static const char *const turns[] = { "fay", "eve", "fay" };
    for (size_t i = 0; i < G_N_ELEMENTS(turns); i++) {
        gint64 id = arrive("crowd@example.org", (gint64) i + 1);
        expect_holder(id, turns[i], DESK_STATUS_OPEN);
        g_autofree char *why =
            g_strdup_printf("%s: the fewest tickets of 2 (200 or more, and of those the longest "
                            "without a turn)",
                            turns[i]);
        expect_event(id, "assigned", why);
    }
}

Test(assign, what_nobody_could_take_is_swept_up_later)
{
    for (int i = 0; i < 2; i++)
        arrive("back@example.org", i);
    gint64 waits = arrive("back@example.org", 2), later = arrive("back@example.org", 3);
    cr_expect_eq(sweep(desk_clock_now()), 0);
    expect_holder(waits, NULL, DESK_STATUS_NEW);
    scene_set_status(1, DESK_STATUS_RESOLVED, desk_clock_now());
    cr_expect_eq(sweep(desk_clock_now()), 1);
    expect_holder(waits, "carol", DESK_STATUS_OPEN);
    expect_holder(later, NULL, DESK_STATUS_NEW);
    expect_event(waits, "assigned", "carol: the only one who can take it");
    cr_expect_eq(sweep(desk_clock_now()), 0);
}

Test(assign, the_absent_get_nothing_until_they_are_back)
{
    const gint64 now = desk_clock_now();
    say_away("alice", (DeskPeriod){ now - 1, now + DESK_HOUR });
    say_away("bob", (DeskPeriod){ now + DESK_HOUR, G_MAXINT64 });
    expect_holder(arrive("front@example.org", 0), "bob", DESK_STATUS_OPEN);
    expect_holder(arrive("front@example.org", 1), "bob", DESK_STATUS_OPEN);
    expect_holder(arrive("front@example.org", 2 * DESK_HOUR), "alice", DESK_STATUS_OPEN);
    expect_holder(arrive("front@example.org", 2 * DESK_HOUR + 1), "alice", DESK_STATUS_OPEN);
}

/* Erin alone, who works on the third day from now, all day. */
static void
reopen_with_hours(void)
{
    static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday" };
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *settings =
        g_strdup_printf("calendar \"rare\" { timezone = \"UTC\" %s = \"00:00-24:00\" }\n"
                        "agent \"erin\" {\n"
                        "  addresses = {\"erin@example.org\"}\n"
                        "  calendar = \"rare\"\n"
                        "}\n"
                        "team \"night\" { members = {\"erin\"} assign = skill }\n"
                        "mailbox \"night\" { address = \"night@example.org\" team = \"night\" }\n",
                        days[(g_date_time_get_day_of_week(now) - 1 + 3) % 7]);
    scene_close();
    scene_open_with(settings);
}

Test(assign, nobody_gets_a_ticket_outside_his_hours)
{
    reopen_with_hours();
    const gint64 now = desk_clock_now();
    gint64 id = arrive("night@example.org", 0);
    expect_holder(id, NULL, DESK_STATUS_NEW);
    expect_event(id, "unassigned", "nobody can take it; erin is outside working hours");
    cr_expect_eq(sweep(now), 0);
    cr_expect_eq(sweep(now + 3 * DESK_DAY), 1);
    expect_holder(id, "erin", DESK_STATUS_OPEN);
    expect_holder(arrive("night@example.org", 3 * DESK_DAY), "erin", DESK_STATUS_OPEN);
}

Test(assign, the_tickets_of_who_has_left_go_to_others)
{
    gint64 orphan = arrive("front@example.org", 0), by_hand = arrive("hand@example.org", 1);
    gint64 done = arrive("front@example.org", 2), held = arrive("front@example.org", 3);
    give(orphan, "front", "zoe", DESK_STATUS_WAITING);
    give(by_hand, "hand", "zoe", DESK_STATUS_OPEN);
    give(done, "front", "zoe", DESK_STATUS_CLOSED);
    give(held, "gone", "zoe", DESK_STATUS_ON_HOLD);
    cr_expect_eq(sweep(desk_clock_now()), 1);
    expect_holder(orphan, "bob", DESK_STATUS_WAITING);
    expect_holder(by_hand, NULL, DESK_STATUS_OPEN);
    expect_holder(done, "zoe", DESK_STATUS_CLOSED);
    expect_holder(held, NULL, DESK_STATUS_ON_HOLD);
    expect_event(orphan, "reassigned",
                 "zoe is no agent of the configuration any more; bob: the longest without a turn "
                 "of 2");
    cr_expect_eq(sweep(desk_clock_now()), 0);
}

Test(assign, an_answer_finds_somebody_who_is_still_there)
{
    gint64 id = arrive("front@example.org", 0);
    give(id, "front", "zoe", DESK_STATUS_RESOLVED);
    g_autoptr(DeskOutboxRow) ack = scene_ack(id);
    const Letter answer = { .from = "jane1@example.net",
                            .to = ack->reply_to,
                            .subject = "Re: hello",
                            .message_id = "again@example.net" };
    DeskVerdict verdict = scene_take(&answer);
    cr_expect_eq(verdict.kind, DESK_VERDICT_APPEND);
    expect_holder(id, "bob", DESK_STATUS_OPEN);
    cr_expect_eq(scene_events(id, "reassigned"), 1);
}

/* A customer's answer does not lie with somebody on holiday. */
Test(assign, an_answer_goes_to_another_one_when_its_agent_is_long_away)
{
    static const struct {
        const char *name, *to, *team, *holder;
        const char *body;
        gint64 away;
        const char *after;
    } cases[] = {
        { "a fortnight", "front@example.org", "front", "bob", "still broken", 14 * DESK_DAY,
          "alice" },
        { "for good", "front@example.org", "front", "bob", "still broken", -1, "alice" },
        { "lunch", "front@example.org", "front", "bob", "still broken", DESK_HOUR, "bob" },
        { "not at all", "front@example.org", "front", "bob", "still broken", 0, "bob" },
        { "thanks", "front@example.org", "front", "bob", "Thank you!", 14 * DESK_DAY, "bob" },
        { "by people", "hand@example.org", "hand", "dave", "still broken", 14 * DESK_DAY, "dave" },
        { "nobody else", "back@example.org", "back", "carol", "still broken", 14 * DESK_DAY,
          "carol" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const gint64 now = desk_clock_now();
        gint64 id = arrive(cases[i].to, (gint64) i);
        g_autofree char *from = g_strdup_printf("jane%d@example.net", sent);
        g_autofree char *message_id = g_strdup_printf("again%zu@example.net", i);
        give(id, cases[i].team, cases[i].holder, DESK_STATUS_WAITING);
        say_away(
            cases[i].holder,
            (DeskPeriod){ now - DESK_HOUR, cases[i].away < 0 ? G_MAXINT64 : now + cases[i].away });
        g_autoptr(DeskOutboxRow) ack = scene_ack(id);
        const Letter answer = { .from = from,
                                .to = ack->reply_to,
                                .subject = "Re: hello",
                                .body = cases[i].body,
                                .message_id = message_id };
        cr_assert_eq(scene_take(&answer).kind, DESK_VERDICT_APPEND, "%s", cases[i].name);
        g_autoptr(DeskTicket) ticket = scene_ticket(id);
        cr_expect_str_eq(ticket->assignee, cases[i].after, "%s: %s", cases[i].name,
                         ticket->assignee);
        cr_expect_eq(scene_events(id, "reassigned"),
                     g_str_equal(cases[i].after, cases[i].holder) ? 0 : 1, "%s", cases[i].name);
    }
}

static bool
amend(gint64 id, const DeskChange *change, GError **error)
{
    const DeskAmender amender = { .policy = scene_policy,
                                  .actor = "root",
                                  .now = desk_clock_now() };
    begin();
    if (desk_amend_set(scene_store, &amender, id, change, error))
        return desk_store_commit(scene_store, error);
    desk_store_rollback(scene_store);
    return false;
}

Test(assign, whoever_is_named_gets_a_ticket_also_when_he_is_away)
{
    static const DeskChange to_bob = { .assignee = "bob" }, to_alice = { .assignee = "alice" };
    gint64 id = arrive("hand@example.org", 0);
    say_away("bob", (DeskPeriod){ desk_clock_now() - 1, G_MAXINT64 });
    cr_assert(amend(id, &to_bob, NULL) && amend(id, &to_bob, NULL));
    expect_holder(id, "bob", DESK_STATUS_OPEN);
    expect_event(id, "assignee-away", "bob is away until further notice");
    cr_assert(amend(id, &to_alice, NULL));
    cr_expect_eq(scene_events(id, "assignee-away"), 1);
}

Test(assign, auto_asks_the_method_of_the_team)
{
    g_autoptr(GError) error = NULL;
    gint64 id = arrive("support@example.org", 0), second = arrive("hand@example.org", 1);
    const DeskChange change = { .team = "front", .assignee = "auto" };
    const DeskChange only = { .assignee = "auto" };
    cr_assert(amend(id, &change, NULL));
    expect_holder(id, "alice", DESK_STATUS_OPEN);
    expect_event(id, "assignee", "from none to alice");
    cr_expect_not(amend(second, &only, &error));
    cr_expect(g_error_matches(error, DESK_AMEND_ERROR, DESK_AMEND_ERROR_REFUSED));
    cr_expect_not_null(strstr(error->message, "handed out by people"), "%s", error->message);
}

Test(assign, a_change_of_team_keeps_only_its_members)
{
    static const struct {
        const char *to, *team, *assignee;
    } cases[] = {
        { "front@example.org", "both", "dave" }, /* alice is not in it */
        { "both@example.org", "back", "carol" }, /* carol is, and stays */
        { "front@example.org", "hand", NULL },   /* bob is not; nobody hands it out */
        { "front@example.org", "none", "alice" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const DeskChange change = { .team = cases[i].team };
        gint64 id = arrive(cases[i].to, (gint64) i);
        if (i == 0)
            give(arrive("back@example.org", 9), "back", "carol", DESK_STATUS_OPEN);
        if (i == 1)
            give(id, "both", "carol", DESK_STATUS_OPEN);
        cr_assert(amend(id, &change, NULL));
        expect_holder(id, cases[i].assignee, DESK_STATUS_OPEN);
    }
}

Test(assign, whoever_leaves_hands_over_what_waits_for_him)
{
    gint64 given = 0;
    gint64 open = arrive("front@example.org", 0), waits = arrive("front@example.org", 1);
    gint64 stays = arrive("hand@example.org", 2);
    give(open, "front", "bob", DESK_STATUS_OPEN);
    give(waits, "front", "bob", DESK_STATUS_WAITING);
    give(stays, "hand", "bob", DESK_STATUS_IN_PROGRESS);
    const DeskAbsentee who = { .conf = conf(),
                               .policy = scene_policy,
                               .agent = desk_conf_agent(conf(), "bob"),
                               .actor = "root",
                               .now = desk_clock_now() };
    const DeskPeriod when = { who.now, G_MAXINT64 };
    begin();
    end(desk_absence_begin(scene_store, &who, when, "left", NULL) &&
        desk_absence_hand_over(scene_store, &who, LIMIT, &given, NULL));
    cr_expect_eq(given, 1);
    expect_holder(open, "alice", DESK_STATUS_OPEN);
    expect_holder(waits, "bob", DESK_STATUS_WAITING);
    expect_holder(stays, "bob", DESK_STATUS_IN_PROGRESS);
    expect_event(open, "reassigned",
                 "bob is away; alice: the only one who can take it; bob is away until further "
                 "notice");
}
