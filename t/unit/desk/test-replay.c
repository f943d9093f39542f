#include "../policy/fixture.h"
#include "base/clock.h"
#include "desk/amend.h"
#include "desk/replay.h"
#include "scene.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define TEAMS                                                                                      \
    "team \"a\" { members = {\"alice\"} }\n"                                                       \
    "team \"b\" { members = {\"alice\"} }\n"

static const char old[] = TEAMS "category \"Paper\" { keywords = {\"invoice\"} team = \"a\"\n"
                                "  tags = {\"paper\"} }\n"
                                "category \"Metal\" { keywords = {\"printer\"} team = \"b\" }\n";

static void
open_replay(void)
{
    scene_open_with(old);
}

TestSuite(replay, .init = open_replay, .fini = scene_close);

/* Tickets by their subjects, in the order of their numbers. */
static void
open_tickets(const char *const *subjects)
{
    for (gint64 i = 0; subjects[i]; i++) {
        g_autofree char *id = g_strdup_printf("m%d@example.net", (int) i);
        DeskVerdict verdict = scene_take(&(Letter){ .from = "jane@example.net",
                                                    .subject = subjects[i],
                                                    .message_id = id,
                                                    .later = i * DESK_SECOND });
        cr_assert_eq(verdict.ticket, i + 1, "%s", subjects[i]);
    }
}

static void
change(gint64 ticket, const DeskChange *wanted, const char *actor)
{
    const DeskAmender amender = { .policy = scene_policy, .actor = actor, .now = desk_clock_now() };
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(scene_store, &error) &&
              desk_amend_set(scene_store, &amender, ticket, wanted, &error) &&
              desk_store_commit(scene_store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
}

/* "2 team a>b (root)", one a line. */
static void
tell(const DeskReplayRow *row, gpointer data)
{
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++) {
        const DeskReplayCell *cell = &row->cells[i];
        if (cell->differs)
            g_string_append_printf(
                data, "%d %s %s>%s%s%s\n", (int) row->ticket, desk_replay_field_name(i),
                cell->is ? cell->is : "", cell->would_be ? cell->would_be : "",
                cell->by_hand ? " by " : "", cell->by_hand ? cell->changed_by : "");
    }
}

static void
replay(const char *settings, gint64 since, DeskReplayCounts *counts, GString *told)
{
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    g_autoptr(GError) error = NULL;
    const DeskReplay wanted = {
        .conf = desk_policy_conf(policy), .since = since, .visit = tell, .data = told
    };
    cr_assert(desk_replay_run(scene_store, &wanted, counts, &error), "%s",
              error ? error->message : "");
}

static void
expect(const char *settings, const char *numbers, const char *told)
{
    g_auto(DeskReplayCounts) counts = { 0 };
    g_autoptr(GString) text = g_string_new(NULL);
    replay(settings, 0, &counts, text);
    g_autofree char *got =
        g_strdup_printf("%d %d %d %d %d", (int) counts.looked_at, (int) counts.same,
                        (int) counts.different, (int) counts.by_hand, (int) counts.skipped);
    cr_expect_str_eq(got, numbers, "%s", got);
    cr_expect_str_eq(text->str, told, "%s", text->str);
}

static const char *const three[] = { "Invoice", "Printer", "Hello", NULL };

Test(replay, the_same_rules_make_the_same_tickets)
{
    open_tickets(three);
    expect(old, "3 3 0 0 0", "");
}

Test(replay, other_rules_make_other_tickets_newest_first)
{
    open_tickets(three);
    expect(TEAMS "category \"Paper\" { keywords = {\"invoice\"} team = \"b\" priority = high }\n"
                 "category \"Words\" { keywords = {\"hello\"} tags = {\"y\", \"x\"} }\n",
           "3 0 3 0 0",
           "3 category >Words\n3 tags >x, y\n"
           "2 category Metal>\n2 team b>\n"
           "1 team a>b\n1 priority normal>high\n1 tags paper>\n");
}

Test(replay, what_people_changed_is_told_apart)
{
    open_tickets(three);
    change(1, &(DeskChange){ .category = "Metal" }, "deskctl:root");
    change(2, &(DeskChange){ .priority = "high" }, "desk");
    change(3, &(DeskChange){ .tags = (const char *const[]){ "+x", NULL } }, "alice");
    expect(old, "3 0 1 2 0",
           "3 tags x> by alice\n2 priority high>normal\n1 category Metal>Paper by deskctl:root\n");
    /* Who sets it back has changed it, too; it is the same again. */
    change(1, &(DeskChange){ .category = "Paper" }, "bob");
    change(3, &(DeskChange){ .tags = (const char *const[]){ "-x", NULL } }, "alice");
    expect(old, "3 2 1 0 0", "2 priority high>normal\n");
}

Test(replay, what_an_escalation_changed_is_not_laid_to_the_rules)
{
    open_tickets(three);
    change(1, &(DeskChange){ .team = "b", .priority = "high" }, "desk");
    change(2, &(DeskChange){ .priority = "high" }, "alice");
    for (gint64 ticket = 1; ticket <= 2; ticket++) {
        const DeskEvent event = { .ticket = ticket,
                                  .at = desk_clock_now(),
                                  .actor = (char *) "desk",
                                  .kind = (char *) "escalated",
                                  .detail = (char *) "it was late" };
        cr_assert(desk_store_event_add(scene_store, &event, NULL));
    }
    expect(old, "3 2 0 1 0", "2 priority high>normal by alice\n");
}

Test(replay, moves_are_counted_from_category_to_category)
{
    static const char *const subjects[] = { "Invoice", "Invoice of a printer", "Printer", NULL };
    g_auto(DeskReplayCounts) counts = { 0 };
    g_autoptr(GString) told = g_string_new(NULL);
    g_autoptr(GString) moves = g_string_new(NULL);
    open_tickets(subjects);
    change(3, &(DeskChange){ .category = "Paper" }, "alice");
    replay(TEAMS "category \"Metal\" { keywords = {\"printer\"} team = \"b\" }\n", 0, &counts,
           told);
    for (guint i = 0; i < counts.moves->len; i++) {
        const DeskReplayMove *move = counts.moves->pdata[i];
        g_string_append_printf(moves, "%s>%s %d %d\n", move->from ? move->from : "",
                               move->to ? move->to : "", (int) move->count.different,
                               (int) move->count.by_hand);
    }
    cr_expect_str_eq(moves->str, "Paper> 1 0\nPaper>Metal 2 1\n", "%s", moves->str);
}

Test(replay, only_tickets_since_a_time_are_looked_at)
{
    open_tickets(three);
    g_autoptr(DeskTicket) second = scene_ticket(2);
    g_auto(DeskReplayCounts) counts = { 0 };
    g_autoptr(GString) told = g_string_new(NULL);
    replay(old, second->created, &counts, told);
    cr_expect_eq(counts.looked_at, 2);
}

Test(replay, pages_leave_nothing_out)
{
    enum { MANY = 450 }; /* more than two pages */
    g_auto(DeskReplayCounts) counts = { 0 };
    g_autoptr(GString) told = g_string_new(NULL);
    open_tickets(three);
    cr_assert(desk_store_begin(scene_store, NULL));
    for (int i = 0; i < MANY; i++) {
        DeskTicket ticket = { .subject = (char *) "Printer",
                              .category = (char *) "Metal",
                              .team = (char *) "b",
                              .priority = DESK_PRIORITY_NORMAL,
                              .mailbox = (char *) "support",
                              .created = 1000 + i / 3 };
        DeskMessage message = { .subject = (char *) "Printer", .machine = "human" };
        cr_assert(desk_store_ticket_add(scene_store, &ticket, NULL));
        message.ticket = ticket.id;
        cr_assert(desk_store_message_add(scene_store, &message, NULL, NULL));
    }
    cr_assert(desk_store_commit(scene_store, NULL));
    replay(old, 0, &counts, told);
    cr_expect_eq(counts.looked_at, MANY + 3);
    cr_expect_eq(counts.same, MANY + 3);
    cr_expect_str_eq(told->str, "", "%s", told->str);
}

Test(replay, a_mailbox_that_is_gone_and_a_ticket_without_mail_are_skipped)
{
    DeskTicket gone = { .subject = (char *) "x", .mailbox = (char *) "gone", .created = 1 };
    DeskTicket bare = { .subject = (char *) "x", .mailbox = (char *) "support", .created = 1 };
    cr_assert(desk_store_ticket_add(scene_store, &gone, NULL));
    cr_assert(desk_store_ticket_add(scene_store, &bare, NULL));
    expect(old, "0 0 0 0 2", "");
}

/* Its mail says nothing: it has category and team of what it goes on with. */
Test(replay, a_follow_up_keeps_what_it_inherited)
{
    open_tickets(three);
    change(3, &(DeskChange){ .category = "Metal", .team = "b" }, "desk");
    expect(old, "3 2 1 0 0", "3 category Metal>\n3 team b>\n");
    cr_assert(desk_store_tie_add(scene_store, 3, 2, DESK_TIE_FOLLOW_UP, 1, NULL));
    expect(old, "3 3 0 0 0", "");
}
