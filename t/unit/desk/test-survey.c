#include "base/clock.h"
#include "desk/amend.h"
#include "desk/later.h"
#include "policy/token.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/surveys.h"
#include "ticket/facts.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

static int mails;

static void
open_desk(void)
{
    scene_open_with("team \"front\" { members = {\"alice\", \"bob\"} }\n"
                    "mailbox \"front\" { address = \"front@example.org\" team = \"front\" }\n"
                    "mailbox \"quiet\" { address = \"quiet@example.org\" survey = no }\n"
                    "survey { scale = csat  delay = 1h  quiet = 30d }\n");
    mails = 0;
}

TestSuite(survey, .init = open_desk, .fini = scene_close);

static gint64
take(Letter letter)
{
    g_autofree char *id = g_strdup_printf("s%d@client.example.net", mails++);
    letter.message_id = id;
    letter.subject = "Printer";
    letter.from = letter.from ? letter.from : JANE;
    letter.to = letter.to ? letter.to : "front@example.org";
    letter.header_to = letter.to;
    return scene_take(&letter).ticket;
}

static gint64
requester_of(gint64 id)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    return ticket->requester;
}

/* A ticket of a customer who reads mail at his address. */
static gint64
open_ticket(Letter letter, gint64 now)
{
    gint64 ticket = take(letter);
    cr_assert(desk_store_contact_prove(scene_store, requester_of(ticket), now, NULL));
    return ticket;
}

static void
set(gint64 ticket, const char *status, gint64 now)
{
    scene_change(ticket, (DeskChange){ .status = status, .assignee = "bob" }, now);
}

static gint64
asks_at(gint64 ticket)
{
    gint64 at = 0;
    cr_assert(desk_later_get(scene_store, ticket, DESK_TIMER_SURVEY, &at, NULL));
    return at;
}

static void
expect_suppressed(gint64 ticket, const char *why)
{
    g_autofree char *detail = scene_event(ticket, "survey-suppressed");
    cr_expect(detail && strstr(detail, why), "expected %s: %s", why, detail ? detail : "none");
    cr_expect_eq(scene_mails(ticket, "survey"), 0, "%s", why);
}

Test(survey, a_customer_is_asked_once_and_what_he_was_asked_is_written_down)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket((Letter){ .body = "It burns" }, now);
    g_autoptr(DeskSurvey) survey = NULL;
    DeskToken token = { 0 };
    set(ticket, "resolved", now);
    cr_expect_eq(asks_at(ticket), now + DESK_HOUR);
    scene_run_timers(now + DESK_HOUR - 1);
    cr_expect_eq(scene_mails(ticket, "survey"), 0);
    scene_run_timers(now + DESK_HOUR);
    set(ticket, "closed", now + 2 * DESK_HOUR);
    scene_run_timers(now + 3 * DESK_HOUR);
    scene_run_timers(now + 40 * DESK_DAY);
    cr_assert_eq(scene_mails(ticket, "survey"), 1);
    g_autoptr(DeskOutboxRow) mail = scene_mail(ticket, "survey");
    cr_assert(desk_store_survey_get(scene_store, ticket, 1, &survey, NULL) && survey);
    cr_expect_str_eq(mail->recipient, JANE);
    cr_expect(mail->verified);
    cr_expect_eq(desk_facts_time(mail->detail, "survey"), 1, "%s", mail->detail);
    cr_expect(g_str_has_prefix(mail->envelope_from, "front+b"), "%s", mail->envelope_from);
    cr_expect_eq(desk_token_verify(desk_policy_seal(scene_policy),
                                   mail->reply_to + strlen("front+"), &token),
                 DESK_TOKEN_VALID, "%s", mail->reply_to);
    cr_expect(token.purpose == DESK_TOKEN_SURVEY && token.ticket == ticket && token.survey == 1);
    cr_expect(survey->resolved == now && survey->asked == now + DESK_HOUR &&
              survey->contact == requester_of(ticket) && survey->scale == DESK_SCALE_CSAT &&
              survey->score == DESK_SURVEY_UNSAID);
    cr_expect_str_eq(survey->agent, "bob");
    cr_expect_str_eq(survey->team, "front");
    cr_expect_eq(scene_events(ticket, "survey-asked"), 1);
}

Test(survey, a_ticket_that_lives_again_is_not_asked_about)
{
    static const char *const statuses[] = { "open", "waiting", "spam" };
    const gint64 now = desk_clock_now();
    for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
        gint64 ticket = open_ticket((Letter){ .body = "It burns" }, now);
        set(ticket, "resolved", now);
        set(ticket, statuses[i], now + DESK_MINUTE);
        cr_expect_eq(asks_at(ticket), 0, "%s", statuses[i]);
        scene_run_timers(now + 2 * DESK_HOUR);
        cr_expect_eq(scene_mails(ticket, "survey"), 0, "%s", statuses[i]);
        cr_expect_eq(scene_events(ticket, "survey-suppressed"), 0, "%s", statuses[i]);
    }
}

Test(survey, an_answer_of_the_customer_takes_the_question_back)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket((Letter){ .body = "It burns" }, now);
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    set(ticket, "resolved", now);
    take((Letter){ .to = ack->reply_to, .reference = ack->message_id, .body = "It still burns." });
    cr_expect_eq(asks_at(ticket), 0);
    scene_run_timers(now + 2 * DESK_HOUR);
    cr_expect_eq(scene_mails(ticket, "survey"), 0);
}

Test(survey, each_end_is_asked_about_when_the_quiet_time_is_over)
{
    const gint64 now = desk_clock_now(), later = now + 31 * DESK_DAY;
    gint64 first = open_ticket((Letter){ .body = "It burns" }, now);
    gint64 second = take((Letter){ .body = "The other one, too" });
    set(first, "resolved", now);
    set(second, "resolved", now + DESK_MINUTE);
    scene_run_timers(now + 2 * DESK_HOUR);
    cr_expect_eq(scene_mails(first, "survey"), 1);
    expect_suppressed(second, "not long ago");
    set(first, "open", later);
    set(first, "resolved", later);
    scene_run_timers(later + 2 * DESK_HOUR);
    g_autoptr(DeskSurvey) survey = NULL;
    cr_expect_eq(scene_mails(first, "survey"), 2);
    cr_assert(desk_store_survey_get(scene_store, first, 2, &survey, NULL) && survey);
    cr_expect_eq(survey->resolved, later);
}

Test(survey, who_is_not_asked_leaves_an_event)
{
    const gint64 now = desk_clock_now();
    gint64 unproved = take((Letter){ .from = "a@example.net", .body = "x" });
    gint64 machine = open_ticket(
        (Letter){ .from = "b@example.net", .machine = DESK_MACHINE_AUTO_GENERATED, .body = "x" },
        now);
    gint64 monitor =
        open_ticket((Letter){ .from = "nagios@example.net", .body = "alert: disk" }, now);
    gint64 tired = open_ticket((Letter){ .from = "c@example.net", .body = "x" }, now);
    gint64 dead = open_ticket((Letter){ .from = "d@example.net", .body = "x" }, now);
    const DeskHealth health = { .score = 2, .bounced = now };
    cr_assert(desk_store_contact_set_surveys(scene_store, requester_of(tired), now, NULL) &&
              desk_store_contact_set_health(scene_store, requester_of(dead), &health, NULL));
    const struct {
        gint64 ticket;
        const char *why;
    } rows[] = {
        { unproved, "nothing proves" },
        { machine, "machine" },
        { monitor, "machine" },
        { tired, "wants no surveys" },
        { dead, "mail to this address has failed" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        set(rows[i].ticket, "resolved", now);
    scene_run_timers(now + 2 * DESK_HOUR);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskSurvey) survey = NULL;
        expect_suppressed(rows[i].ticket, rows[i].why);
        cr_assert(desk_store_survey_get(scene_store, rows[i].ticket, 1, &survey, NULL));
        cr_expect_null(survey, "%s", rows[i].why);
    }
}

Test(survey, what_is_switched_off_costs_nothing)
{
    const gint64 now = desk_clock_now();
    gint64 ticket = open_ticket((Letter){ .to = "quiet@example.org", .body = "x" }, now);
    set(ticket, "resolved", now);
    cr_expect_eq(asks_at(ticket), 0);
}

/* RULES I11 */
Test(survey, i11_a_clock_that_was_ahead_keeps_the_span)
{
    const gint64 now = desk_clock_now(), ahead = now + 30 * DESK_DAY;
    gint64 ticket = open_ticket((Letter){ .body = "x" }, now);
    set(ticket, "resolved", ahead);
    scene_run_timers(now);
    cr_expect_eq(asks_at(ticket), now + DESK_HOUR);
    scene_run_timers(now + DESK_HOUR);
    scene_run_timers(ahead + DESK_HOUR);
    cr_expect_eq(scene_mails(ticket, "survey"), 1);
}
