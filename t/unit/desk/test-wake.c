#include "base/clock.h"
#include "desk/amend.h"
#include "scene.h"
#include "store/timers.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

static int mails;

static void
open_desk(void)
{
    scene_open_with("team \"front\" { members = {\"alice\", \"bob\"} }\n"
                    "mailbox \"front\" { address = \"front@example.org\" team = \"front\" }\n");
    mails = 0;
}

TestSuite(wake, .init = open_desk, .fini = scene_close);

static gint64
take(Letter letter)
{
    g_autofree char *id = g_strdup_printf("w%d@client.example.net", mails++);
    letter.message_id = id;
    letter.from = JANE;
    letter.dmarc = "pass";
    letter.subject = "Printer";
    letter.header_to = letter.to;
    return scene_take(&letter).ticket;
}

static void
put_off(gint64 ticket, const char *status, gint64 until, gint64 now)
{
    const DeskAmender who = { .policy = scene_policy, .actor = "deskctl:root", .now = now };
    const DeskChange change = { .status = status, .assignee = "bob" };
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_amend_snooze(scene_store, &who, ticket, until, NULL) &&
              desk_amend_set(scene_store, &who, ticket, &change, NULL) &&
              desk_store_commit(scene_store, NULL));
}

/* When it is to wake; 0: never. */
static gint64
wakes_at(gint64 ticket)
{
    g_autoptr(GArray) timers = NULL;
    gint64 at = 0;
    cr_assert(desk_store_timer_list(scene_store, ticket, &timers, NULL));
    for (guint i = 0; i < timers->len; i++)
        if (g_array_index(timers, DeskTimer, i).kind == DESK_TIMER_WAKE)
            at = g_array_index(timers, DeskTimer, i).next_at;
    return at;
}

Test(wake, what_was_put_off_comes_back)
{
    static const struct {
        const char *status;
        DeskStatus before, after;
    } rows[] = {
        { "on-hold", DESK_STATUS_ON_HOLD, DESK_STATUS_OPEN },
        { "waiting", DESK_STATUS_WAITING, DESK_STATUS_WAITING },
        { "open", DESK_STATUS_OPEN, DESK_STATUS_OPEN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const gint64 now = desk_clock_now();
        gint64 ticket = take((Letter){ .to = "front@example.org" });
        put_off(ticket, rows[i].status, now + DESK_DAY, now);
        scene_run_timers(now + DESK_DAY - 1);
        cr_expect_eq(scene_status(ticket), rows[i].before, "%s", rows[i].status);
        cr_expect_eq(scene_mails(ticket, "agent-update"), 0, "%s", rows[i].status);
        scene_run_timers(now + DESK_DAY);
        scene_run_timers(now + 2 * DESK_DAY);
        cr_expect_eq(scene_status(ticket), rows[i].after, "%s", rows[i].status);
        cr_expect_eq(scene_mails(ticket, "agent-update"), 1, "%s: bob alone, and once",
                     rows[i].status);
        cr_expect_eq(scene_events(ticket, "woke"), 1, "%s", rows[i].status);
        cr_expect_eq(wakes_at(ticket), 0, "%s", rows[i].status);
    }
}

Test(wake, what_leaves_nothing_to_wait_for_ends_it)
{
    static const struct {
        const char *status, *then;
        bool stays;
    } rows[] = {
        { "on-hold", "resolved", false }, { "on-hold", "open", false },
        { "open", "closed", false },      { "open", "spam", false },
        { "open", "waiting", true },      { "waiting", "on-hold", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const gint64 now = desk_clock_now();
        gint64 ticket = take((Letter){ .to = "front@example.org" });
        const DeskAmender who = { .policy = scene_policy, .actor = "x", .now = now };
        const DeskChange change = { .status = rows[i].then };
        put_off(ticket, rows[i].status, now + DESK_DAY, now);
        cr_assert(desk_store_begin(scene_store, NULL) &&
                  desk_amend_set(scene_store, &who, ticket, &change, NULL) &&
                  desk_store_commit(scene_store, NULL));
        cr_expect_eq(wakes_at(ticket) > 0, rows[i].stays, "%s, %s", rows[i].status, rows[i].then);
    }
}

Test(wake, an_answer_of_the_customer_ends_it)
{
    static const struct {
        const char *status, *body;
        DeskMachineKind machine;
        bool stays;
    } rows[] = {
        { "on-hold", "Here is the number.", DESK_MACHINE_HUMAN, false },
        { "waiting", "Here is the number.", DESK_MACHINE_HUMAN, false },
        { "open", "I am away.", DESK_MACHINE_AUTO_REPLY, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const gint64 now = desk_clock_now();
        gint64 ticket = take((Letter){ .to = "front@example.org" });
        g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
        put_off(ticket, rows[i].status, now + DESK_DAY, now);
        take((Letter){ .to = ack->reply_to,
                       .reference = ack->message_id,
                       .machine = rows[i].machine,
                       .body = rows[i].body });
        cr_expect_eq(wakes_at(ticket) > 0, rows[i].stays, "row %zu", i);
    }
}

/* RULES I11 */
Test(wake, i11_a_clock_that_was_ahead_keeps_the_span)
{
    const gint64 now = desk_clock_now(), ahead = now + 30 * DESK_DAY;
    gint64 ticket = take((Letter){ .to = "front@example.org" });
    put_off(ticket, "on-hold", ahead + DESK_HOUR, ahead);
    scene_run_timers(now);
    cr_expect_eq(wakes_at(ticket), now + DESK_HOUR);
    scene_run_timers(now + DESK_HOUR);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_OPEN);
}
