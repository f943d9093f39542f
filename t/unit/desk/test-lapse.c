#include "base/clock.h"
#include "desk/amend.h"
#include "desk/lapse.h"
#include "desk/later.h"
#include "policy/token.h"
#include "scene.h"
#include "store/rows.h"
#include "ticket/facts.h"

#include <criterion/criterion.h>

#define JANE  "jane@example.net"
#define BOB   "bob@example.org"
#define DAYS  (DESK_DAY)
#define SPANS "lifecycle { close-after = 4d close-waiting-after = 7d remind-before = 2d }\n"

static int mails;

static void
open_desk(void)
{
    scene_open_with(SPANS);
    mails = 0;
}

TestSuite(lapse, .init = open_desk, .fini = scene_close);

static gint64
take(Letter letter)
{
    g_autofree char *id = g_strdup_printf("l%d@client.example.net", mails++);
    letter.message_id = id;
    letter.from = letter.from ? letter.from : JANE;
    letter.dmarc = letter.dmarc ? letter.dmarc : "pass";
    letter.subject = "Printer";
    letter.header_to = letter.to;
    return scene_take(&letter).ticket;
}

static gint64
open_ticket(void)
{
    return take((Letter){ .to = "support@example.org" });
}

/* A mail on the ticket, from where letter says. */
static void
answer(gint64 ticket, Letter letter)
{
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    letter.to = ack->reply_to;
    letter.reference = ack->message_id;
    cr_assert_eq(take(letter), ticket);
}

/* By a mail to the address that an agent has for it. */
static void
answer_as_agent(gint64 ticket, Letter letter)
{
    DeskToken token = { .ticket = ticket };
    cr_assert(desk_store_contact_put(scene_store, BOB, BOB, "", 1, &token.contact, NULL));
    g_autofree char *to =
        desk_token_reply_address(desk_policy_seal(scene_policy), token, "support@example.org", '+');
    letter.from = BOB;
    letter.login = "bob";
    letter.to = to;
    letter.body = letter.body ? letter.body : "Which printer is it?\n";
    cr_assert_eq(take(letter), ticket);
}

static void
set_status(gint64 ticket, const char *status, gint64 now)
{
    scene_change(ticket, (DeskChange){ .status = status }, now);
}

static gint64
at_of(gint64 ticket, DeskTimerKind kind)
{
    gint64 at = 0;
    cr_assert(desk_later_get(scene_store, ticket, kind, &at, NULL));
    return at;
}

static guint
reminders(gint64 ticket)
{
    return scene_mails(ticket, "reminder");
}

Test(lapse, each_status_has_its_timers)
{
    static const struct {
        const char *before, *after;
        gint64 close, remind; /* days from the change; 0: never */
    } rows[] = {
        { "open", "resolved", 4, 0 },    { "open", "waiting", 7, 5 },
        { "waiting", "resolved", 4, 0 }, { "resolved", "waiting", 7, 5 },
        { "waiting", "open", 0, 0 },     { "resolved", "open", 0, 0 },
        { "waiting", "closed", 0, 0 },   { "resolved", "closed", 0, 0 },
        { "waiting", "on-hold", 0, 0 },  { "waiting", "spam", 0, 0 },
        { "closed", "resolved", 4, 0 },  { "open", "in-progress", 0, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const gint64 now = desk_clock_now();
        gint64 ticket = open_ticket();
        set_status(ticket, rows[i].before, now - DAYS);
        set_status(ticket, rows[i].after, now);
        gint64 close = at_of(ticket, DESK_TIMER_CLOSE), remind = at_of(ticket, DESK_TIMER_REMIND);
        cr_expect_eq(close, rows[i].close ? now + rows[i].close * DAYS : 0, "%s, %s: closes %zd",
                     rows[i].before, rows[i].after, (size_t) close);
        cr_expect_eq(remind, rows[i].remind ? now + rows[i].remind * DAYS : 0, "%s, %s: reminds",
                     rows[i].before, rows[i].after);
    }
}

Test(lapse, a_merge_ends_both)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket(), other = open_ticket(), final = 0;
    const DeskAmender who = { .policy = scene_policy, .actor = "x", .now = now };
    set_status(ticket, "waiting", now);
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_amend_merge(scene_store, &who, ticket, other, &final, NULL) &&
              desk_store_commit(scene_store, NULL));
    cr_expect_eq(at_of(ticket, DESK_TIMER_CLOSE), 0);
    cr_expect_eq(at_of(ticket, DESK_TIMER_REMIND), 0);
    scene_run_timers(now + 30 * DAYS);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_MERGED);
}

Test(lapse, mails_that_change_no_status)
{
    static const struct {
        const char *what, *body;
        DeskMachineKind machine;
        bool by_agent, anew;
    } rows[] = {
        { "a second answer", "And where does it stand?\n", DESK_MACHINE_HUMAN, true, true },
        { "a note", "#note\nHe never reads his mail.\n", DESK_MACHINE_HUMAN, true, false },
        { "thanks", "Thank you!\n", DESK_MACHINE_HUMAN, false, false },
        { "out of office", "I am away.\n", DESK_MACHINE_AUTO_REPLY, false, false },
        { "a program", "Done.\n", DESK_MACHINE_AUTO_GENERATED, false, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = open_ticket();
        answer_as_agent(ticket, (Letter){ 0 });
        gint64 close = at_of(ticket, DESK_TIMER_CLOSE), remind = at_of(ticket, DESK_TIMER_REMIND);
        cr_assert(close > 0 && remind == close - 2 * DAYS, "%s", rows[i].what);
        (rows[i].by_agent ? answer_as_agent : answer)(
            ticket, (Letter){ .body = rows[i].body, .machine = rows[i].machine, .later = DAYS });
        gint64 moved = at_of(ticket, DESK_TIMER_CLOSE) - close;
        cr_expect_eq(scene_status(ticket), DESK_STATUS_WAITING, "%s", rows[i].what);
        cr_expect_eq(moved > DAYS - DESK_MINUTE, rows[i].anew, "%s", rows[i].what);
        cr_expect_eq(moved != 0, rows[i].anew, "%s", rows[i].what);
        cr_expect_eq(at_of(ticket, DESK_TIMER_REMIND) - remind, moved, "%s", rows[i].what);
    }
}

Test(lapse, an_answer_of_the_customer_ends_the_wait)
{
    gint64 ticket = open_ticket();
    answer_as_agent(ticket, (Letter){ 0 });
    answer(ticket, (Letter){ .body = "The one in the hall.\n" });
    cr_expect_eq(scene_status(ticket), DESK_STATUS_OPEN);
    cr_expect_eq(at_of(ticket, DESK_TIMER_CLOSE), 0);
    cr_expect_eq(at_of(ticket, DESK_TIMER_REMIND), 0);
}

Test(lapse, what_waits_in_vain_is_reminded_once_then_closed)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket();
    set_status(ticket, "waiting", now);
    scene_run_timers(now + 5 * DAYS - 1);
    cr_expect_eq(reminders(ticket), 0);
    scene_run_timers(now + 5 * DAYS);
    scene_run_timers(now + 5 * DAYS + DESK_HOUR);
    cr_expect_eq(reminders(ticket), 1);
    cr_expect_eq(scene_events(ticket, "reminded"), 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_WAITING);
    scene_run_timers(now + 7 * DAYS - 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_WAITING);
    scene_run_timers(now + 7 * DAYS);
    scene_run_timers(now + 60 * DAYS);
    g_autofree char *detail = scene_event(ticket, "status");
    cr_expect_str_eq(detail, "from waiting to closed, because its customer has not answered in "
                             "time");
    cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED);
    cr_expect_eq(reminders(ticket), 1);
    cr_expect_eq(scene_events(ticket, "status"), 2);
    cr_expect_eq(scene_mails(ticket, "agent-update"), 0, "no agent is told");
}

Test(lapse, the_reminder_says_until_when)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket();
    set_status(ticket, "waiting", now);
    scene_run_timers(now + 5 * DAYS);
    g_autoptr(DeskOutboxRow) row = scene_mail(ticket, "reminder");
    cr_assert_not_null(row);
    cr_expect_eq(desk_facts_time(row->detail, "closes"), now + 7 * DAYS);
    cr_expect_str_eq(row->recipient, JANE);
}

Test(lapse, what_is_resolved_is_closed)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket();
    set_status(ticket, "resolved", now);
    scene_run_timers(now + 4 * DAYS - 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED);
    scene_run_timers(now + 4 * DAYS);
    g_autofree char *detail = scene_event(ticket, "status");
    g_autoptr(DeskTicket) closed = scene_ticket(ticket);
    cr_expect_str_eq(detail, "from resolved to closed, because nobody has come back to it in time");
    cr_expect_eq(closed->ended, now, "an answer reopens it as long as if it had stayed resolved");
    cr_expect_eq(reminders(ticket), 0);
}

/* RULES I9 */
Test(lapse, i9_machines_are_not_reminded)
{
    const gint64 now = desk_clock_now();
    gint64 ticket =
        take((Letter){ .to = "support@example.org", .machine = DESK_MACHINE_AUTO_GENERATED });
    set_status(ticket, "waiting", now);
    scene_run_timers(now + 5 * DAYS);
    cr_expect_eq(reminders(ticket), 0);
    cr_expect_eq(scene_events(ticket, "reminder-suppressed"), 1);
    cr_expect_eq(scene_events(ticket, "reminded"), 0);
    scene_run_timers(now + 7 * DAYS);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED);
}

/* RULES L5, W36: of many mails in somebody's name he hears by their acknowledgements at most. */
Test(lapse, l5_a_stranger_is_not_reminded_of_what_he_has_never_heard_of)
{
    const gint64 now = desk_clock_now();
    gint64 first = take((Letter){ .to = "support@example.org", .dmarc = "none" });
    cr_assert_eq(scene_mails(first, "ack"), 1);
    set_status(first, "waiting", now);
    for (int i = 0; i < 3; i++) {
        gint64 ticket = take((Letter){ .to = "support@example.org", .dmarc = "none" });
        cr_assert_eq(scene_mails(ticket, "ack"), 0);
        set_status(ticket, "waiting", now);
        scene_run_timers(now + 5 * DAYS);
        cr_expect_eq(reminders(ticket), 0);
        cr_expect_eq(scene_events(ticket, "reminder-suppressed"), 1);
    }
    cr_expect_eq(reminders(first), 1);
}

Test(lapse, what_may_be_the_answer_keeps_a_ticket_open)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket();
    answer_as_agent(ticket, (Letter){ 0 });
    answer(ticket, (Letter){ .from = "jane@example.com", .dmarc = "none", .body = "The old one." });
    scene_run_timers(now + 6 * DAYS);
    scene_run_timers(now + 8 * DAYS);
    cr_expect_eq(reminders(ticket), 0);
    cr_expect_eq(scene_events(ticket, "reminder-suppressed"), 1);
    cr_expect_eq(scene_events(ticket, "not-closed"), 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_WAITING);
}

/* The mail of whoever got hold of the address of a vote is held, and answers nothing. */
Test(lapse, a_vote_that_does_not_count_is_no_answer)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket();
    const DeskToken token = { .purpose = DESK_TOKEN_VOTE, .ticket = ticket, .survey = 1 };
    g_autofree char *to = desk_token_survey_address(desk_policy_seal(scene_policy), token,
                                                    "support@example.org", '+');
    answer_as_agent(ticket, (Letter){ 0 });
    take((Letter){ .to = to, .dmarc = "fail" });
    cr_assert_eq(scene_events(ticket, "survey-ignored"), 1);
    scene_run_timers(now + 6 * DAYS);
    scene_run_timers(now + 8 * DAYS);
    cr_expect_eq(reminders(ticket), 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED);
}

/* Both are due when deskpost comes back. */
Test(lapse, who_is_reminded_late_has_the_time_that_he_should_have)
{
    const gint64 now = desk_clock_now(), back = now + 60 * DAYS;
    gint64 ticket = open_ticket();
    set_status(ticket, "waiting", now);
    scene_run_timers(back);
    cr_expect_eq(reminders(ticket), 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_WAITING);
    cr_expect_eq(at_of(ticket, DESK_TIMER_CLOSE), back + 2 * DAYS);
    scene_run_timers(back + 2 * DAYS);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED);
}

/* RULES I11 */
Test(lapse, i11_each_timer_fires_once_however_the_clock_leaps)
{
    static const gint64 leaps[] = { 30 * DESK_DAY, -30 * DESK_DAY, 3650 * DESK_DAY };
    for (size_t i = 0; i < G_N_ELEMENTS(leaps); i++) {
        const gint64 now = desk_clock_now(), wrong = now + leaps[i];
        gint64 ticket = open_ticket();
        set_status(ticket, "waiting", wrong);
        for (gint64 hour = 0; hour <= 7 * 24; hour++) {
            scene_run_timers(now + hour * DESK_HOUR);
            if (hour == 6 * 24)
                cr_expect_eq(reminders(ticket), 1, "leap %zu: reminded before it closes", i);
        }
        scene_run_timers(now + 7 * DAYS + 2 * DAYS);
        cr_expect_eq(reminders(ticket), 1, "leap %zu", i);
        cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED, "leap %zu", i);
        cr_expect_eq(scene_events(ticket, "status"), 2, "leap %zu", i);
        scene_run_timers(wrong + 60 * DAYS);
        scene_run_timers(now + 61 * DAYS);
        cr_expect_eq(scene_events(ticket, "status"), 2, "leap %zu", i);
        cr_expect_eq(reminders(ticket), 1, "leap %zu", i);
    }
}

/* ---- what has no timer ---- */

static guint
sweep_once(DeskLapseSweep *sweep, const gint64 *tickets, guint count)
{
    guint set = 0;
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(scene_store, &error) &&
              desk_lapse_sweep(scene_store, scene_policy, sweep, &error) &&
              desk_store_commit(scene_store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    for (guint i = 0; i < count; i++)
        set += at_of(tickets[i], DESK_TIMER_CLOSE) > 0;
    return set;
}

Test(lapse, what_ended_before_anything_was_configured_gets_its_timer_a_few_at_a_time)
{
    const gint64 now = desk_clock_now();
    gint64 tickets[7];
    DeskLapseSweep sweep = { .now = now, .limit = 2 };
    for (guint i = 0; i < 7; i++) {
        tickets[i] = open_ticket();
        scene_set_status(tickets[i], i < 5 ? DESK_STATUS_RESOLVED : DESK_STATUS_WAITING,
                         now - 30 * DAYS);
    }
    cr_expect_eq(sweep_once(&sweep, tickets, 7), 2);
    cr_expect_eq(sweep_once(&sweep, tickets, 7), 4);
    cr_expect_eq(sweep_once(&sweep, tickets, 7), 5);
    cr_expect_not(sweep.is_over);
    cr_expect_eq(sweep_once(&sweep, tickets, 7), 7);
    cr_expect_eq(sweep_once(&sweep, tickets, 7), 7);
    cr_expect(sweep.is_over);
    cr_expect_eq(at_of(tickets[0], DESK_TIMER_CLOSE), now, "its time has passed");
    cr_expect_eq(at_of(tickets[5], DESK_TIMER_CLOSE), now + 7 * DAYS, "it waits from now on");
    cr_expect_eq(at_of(tickets[5], DESK_TIMER_REMIND), now + 5 * DAYS);
}

Test(lapse, a_sweep_leaves_timers_and_other_tickets_alone)
{
    const gint64 now = desk_clock_now();
    gint64 resolved = open_ticket(), open = open_ticket(), closed = open_ticket();
    DeskLapseSweep sweep = { .now = now, .limit = 10 };
    set_status(resolved, "resolved", now - DAYS);
    set_status(closed, "closed", now);
    while (!sweep.is_over)
        sweep_once(&sweep, NULL, 0);
    cr_expect_eq(at_of(resolved, DESK_TIMER_CLOSE), now + 3 * DAYS);
    cr_expect_eq(at_of(open, DESK_TIMER_CLOSE), 0);
    cr_expect_eq(at_of(closed, DESK_TIMER_CLOSE), 0);
}

Test(lapse, nothing_closes_by_itself_where_that_is_not_wanted, .init = scene_open)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket();
    set_status(ticket, "waiting", now);
    cr_expect_eq(at_of(ticket, DESK_TIMER_CLOSE), 0, "close-waiting-after is 0 by default");
    cr_expect_eq(at_of(ticket, DESK_TIMER_REMIND), 0);
}
