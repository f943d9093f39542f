#include "../policy/fixture.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/later.h"
#include "desk/vote.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/surveys.h"

#include <criterion/criterion.h>

#define JANE    "jane@example.net"
#define EVE     "eve@example.com"
#define SUPPORT "support@example.org"
#define BILLING "billing@example.org"

static unsigned number; /* of the mails so far: each has an id of its own */
static char ids[2000][40];

static void
open_desk_with(const char *settings)
{
    g_autofree char *all =
        g_strconcat("mailbox \"front\" { address = \"front@example.org\" team = \"front\" }\n"
                    "team \"front\" { members = {\"alice\", \"bob\"} lead = \"bob\" }\n",
                    settings, NULL);
    scene_open_with(all);
    number = 0;
}

static void
open_desk(void)
{
    open_desk_with("survey { scale = csat reopen = yes }\n");
}

TestSuite(votes, .init = open_desk, .fini = scene_close);

static void
open_plain_desk(void)
{
    open_desk_with("survey { scale = csat }\n");
}

TestSuite(votes_alone, .init = open_plain_desk, .fini = scene_close);

/* --- mails --- */

static const char *
new_id(void)
{
    cr_assert_lt(number, G_N_ELEMENTS(ids));
    g_snprintf(ids[number], sizeof ids[number], "%u@client.example.net", number);
    return ids[number++];
}

/* The ticket of a mail to the team front, which is resolved. */
static gint64
resolved(const char *from)
{
    const Letter letter = {
        .from = from, .to = "front@example.org", .subject = "Help", .message_id = new_id()
    };
    gint64 ticket = scene_take(&letter).ticket;
    scene_set_status(ticket, DESK_STATUS_RESOLVED, desk_clock_now());
    return ticket;
}

static gint64
contact_of(const char *address)
{
    gint64 contact = 0;
    g_autofree char *key = desk_address_key(address);
    cr_assert(desk_store_contact_find(scene_store, key, &contact, NULL));
    return contact;
}

/* Asks jane about the ticket; the number of the survey on it. */
static gint64
ask_by(DeskScale scale, gint64 ticket, gint64 since)
{
    DeskSurvey survey = { .ticket = ticket,
                          .contact = contact_of(JANE),
                          .resolved = since,
                          .scale = scale,
                          .asked = desk_clock_now() - since };
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_store_survey_add(scene_store, &survey, NULL) &&
              desk_store_commit(scene_store, NULL));
    return survey.number;
}

static gint64
ask(gint64 ticket)
{
    return ask_by(DESK_SCALE_CSAT, ticket, 1);
}

static char *
sign(DeskTokenPurpose purpose, gint64 ticket, gint64 other, int score)
{
    const DeskToken token = { .purpose = purpose,
                              .ticket = ticket,
                              .contact = purpose == DESK_TOKEN_OPT_OUT ? other : 0,
                              .survey = other,
                              .score = score };
    return desk_token_survey_address(desk_policy_seal(scene_policy), token, SUPPORT, '+');
}

static char *
vote_address(gint64 ticket, int score)
{
    return sign(DESK_TOKEN_VOTE, ticket, 1, score);
}

static DeskVerdict
send(Letter letter)
{
    letter.from = letter.from ? letter.from : JANE;
    letter.subject = letter.subject ? letter.subject : "Vote";
    letter.message_id = letter.message_id ? letter.message_id : new_id();
    letter.body = letter.body ? letter.body : "";
    return scene_take(&letter);
}

static DeskVerdict
vote(gint64 ticket, int score)
{
    g_autofree char *to = vote_address(ticket, score);
    return send((Letter){ .to = to });
}

/* --- what the store has --- */

static gint64
score_of(gint64 ticket)
{
    g_autoptr(DeskSurvey) survey = NULL;
    cr_assert(desk_store_survey_get(scene_store, ticket, 1, &survey, NULL));
    cr_assert_not_null(survey);
    return survey->score;
}

static char *
comment_of(gint64 ticket)
{
    g_autoptr(DeskSurvey) survey = NULL;
    cr_assert(desk_store_survey_get(scene_store, ticket, 1, &survey, NULL));
    return g_strdup(survey->comment);
}

static guint
mails(gint64 ticket, const char *kind, const char *recipient)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    guint count = 0;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        count += (!kind || g_str_equal(row->kind, kind)) &&
                 (!recipient || g_str_equal(row->recipient, recipient));
    }
    return count;
}

static bool
wants_surveys(const char *address)
{
    g_autoptr(DeskContact) contact = NULL;
    cr_assert(desk_store_contact_get(scene_store, contact_of(address), &contact, NULL));
    return contact->no_surveys == 0;
}

static void
expect_event(gint64 ticket, const char *kind, const char *part)
{
    g_autofree char *detail = scene_event(ticket, kind);
    cr_expect(detail && strstr(detail, part), "%s: %s", kind, detail);
}

/* --- votes --- */

Test(votes, an_empty_mail_is_one)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    guint sent = mails(ticket, NULL, NULL);
    DeskVerdict verdict = vote(ticket, 4);
    cr_expect(verdict.kind == DESK_VERDICT_EVENT && verdict.ticket == ticket);
    cr_expect_eq(score_of(ticket), 4);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED);
    cr_expect_eq(mails(ticket, NULL, NULL), sent, "somebody got a mail");
    expect_event(ticket, "survey-vote", "it votes 4 on the scale from 1 to 5 in survey 1");
    cr_expect_eq(scene_events(ticket, "machine-mail"), 0);
    g_autoptr(GPtrArray) messages = scene_messages(ticket);
    cr_expect_eq(messages->len, 2);
    cr_expect(((const DeskMessage *) messages->pdata[1])->held);
}

Test(votes, the_same_mail_a_hundred_times_counts_once)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    g_autofree char *to = vote_address(ticket, 2);
    for (int i = 0; i < 100; i++) {
        DeskVerdict verdict = send((Letter){ .to = to, .message_id = "same@client.example.net" });
        cr_expect_eq(verdict.kind, i == 0 ? DESK_VERDICT_EVENT : DESK_VERDICT_DUPLICATE);
    }
    cr_expect_eq(scene_events(ticket, "survey-vote"), 1);
    cr_expect_eq(mails(ticket, "agent-alarm", NULL), 1);
}

Test(votes, the_last_one_counts_and_one_alarm_is_raised)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    for (int score = 1; score <= 5; score++)
        vote(ticket, score);
    cr_expect_eq(score_of(ticket), 5);
    cr_expect_eq(scene_events(ticket, "survey-vote"), 5);
    expect_event(ticket, "survey-vote", "and said 4 before");
    cr_expect_eq(mails(ticket, "agent-alarm", "bob@example.org"), 1);
    cr_expect_eq(mails(ticket, "agent-alarm", NULL), 1);
    vote(ticket, 5);
    expect_event(ticket, "survey-ignored", "the same had been said before");
    cr_expect_eq(scene_events(ticket, "survey-vote"), 5);
}

Test(votes, a_bad_one_alarms_the_lead_and_opens_the_ticket)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    g_autofree char *to = vote_address(ticket, 1);
    send((Letter){ .to = to, .body = "Too slow\n{{x}} %n '; DROP TABLE survey; --" });
    g_autofree char *comment = comment_of(ticket);
    cr_expect_str_eq(comment, "Too slow\n{{x}} %n '; DROP TABLE survey; --");
    cr_expect_eq(scene_status(ticket), DESK_STATUS_OPEN);
    expect_event(ticket, "reopened", "its customer is not content, and it had been resolved");
    expect_event(ticket, "survey-vote", "with a comment");
    g_autoptr(DeskOutboxRow) alarm = scene_mail(ticket, "agent-alarm");
    cr_assert_not_null(alarm);
    cr_expect(strstr(alarm->detail, "1 on the scale from 1 to 5") &&
                  strstr(alarm->detail, "The comment: Too slow {{x}} %n"),
              "%s", alarm->detail);
    vote(ticket, 2);
    cr_expect_eq(mails(ticket, "agent-alarm", NULL), 1, "it was bad before");
    cr_expect_eq(scene_events(ticket, "reopened"), 1);
}

Test(votes, a_ticket_is_opened_so_often_in_a_day)
{
    gint64 ticket = resolved(JANE);
    const DeskConf *conf = desk_policy_conf(scene_policy);
    ask(ticket);
    for (gint64 i = 0; i <= conf->limits.reopens_per_day; i++) {
        vote(ticket, 5);
        scene_set_status(ticket, DESK_STATUS_RESOLVED, desk_clock_now());
        vote(ticket, 1);
    }
    cr_expect_eq(scene_events(ticket, "reopened"), conf->limits.reopens_per_day);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED);
    cr_expect_eq(scene_events(ticket, "not-reopened"), 1);
}

Test(votes, what_ended_long_ago_stays_so)
{
    gint64 ticket = resolved(JANE);
    scene_set_status(ticket, DESK_STATUS_CLOSED, desk_clock_now() - 60 * DESK_DAY);
    ask(ticket);
    vote(ticket, 1);
    cr_expect_eq(score_of(ticket), 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED);
    cr_expect_eq(scene_events(ticket, "not-reopened"), 1);
}

Test(votes, one_ignored_is_noted_with_its_reason)
{
    static const struct {
        const char *what;
        Letter letter;
        const char *reason;
    } rows[] = {
        { "forwarded", { .from = EVE, .dmarc = "pass" }, "not from the person who was asked" },
        { "never seen", { .from = "new@example.com" }, "not from the person who was asked" },
        { "forged", { .dmarc = "fail" }, "proved to be forged" },
        { "null sender", { .is_null = true }, "a machine wrote it" },
        { "a scanner's null sender",
          { .from = "scan@mx.example.net", .is_null = true },
          "not from" },
        { "auto-reply", { .machine = DESK_MACHINE_AUTO_REPLY }, "a machine wrote it" },
        { "by its words", { .machine = DESK_MACHINE_AUTO_REPLY, .by_words = true }, "a machine" },
        { "a bounce", { .machine = DESK_MACHINE_BOUNCE, .is_null = true }, "a machine wrote it" },
        { "in doubt", { .in_doubt = true }, "not from the person who was asked" },
        { "stand-in", { .from = SUPPORT, .mail_from = JANE }, "not from the person who was asked" },
        { "late", { .later = 31 * DESK_DAY }, "asked too long ago" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = resolved(JANE);
        resolved(EVE);
        ask(ticket);
        g_autofree char *to = vote_address(ticket, 1);
        Letter letter = rows[i].letter;
        letter.to = to;
        guint sent = mails(0, NULL, NULL);
        DeskVerdict verdict = send(letter);
        cr_expect_eq(verdict.kind, DESK_VERDICT_EVENT, "%s", rows[i].what);
        cr_expect_eq(verdict.ticket, ticket, "%s", rows[i].what);
        cr_expect_eq(score_of(ticket), DESK_SURVEY_UNSAID, "%s", rows[i].what);
        cr_expect_eq(mails(0, NULL, NULL), sent, "%s", rows[i].what);
        cr_expect_eq(scene_events(ticket, "survey-vote"), 0, "%s", rows[i].what);
        expect_event(ticket, "survey-ignored", rows[i].reason);
    }
}

Test(votes, one_may_be_changed_for_a_while)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    vote(ticket, 5);
    g_autofree char *to = vote_address(ticket, 4), *later = vote_address(ticket, 3);
    send((Letter){ .to = to, .later = 6 * DESK_DAY });
    cr_expect_eq(score_of(ticket), 4);
    send((Letter){ .to = later, .later = 8 * DESK_DAY });
    cr_expect_eq(score_of(ticket), 4);
    expect_event(ticket, "survey-ignored", "too long ago to be changed");
}

Test(votes, another_score_takes_the_comment_with_it_and_a_click_does_not)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    g_autofree char *to = vote_address(ticket, 4);
    send((Letter){ .to = to, .body = "Friendly" });
    vote(ticket, 4);
    g_autofree char *kept = comment_of(ticket);
    cr_expect_str_eq(kept, "Friendly");
    vote(ticket, 3);
    g_autofree char *gone = comment_of(ticket);
    cr_expect_null(gone);
}

/* --- several recipients --- */

Test(votes, two_that_contradict_each_other_do_not_count)
{
    gint64 ticket = resolved(JANE), other = resolved(JANE);
    ask(ticket);
    ask(other);
    g_autofree char *one = vote_address(ticket, 1), *two = vote_address(ticket, 5);
    g_autofree char *third = vote_address(other, 5);
    const char *const pairs[][2] = { { one, two }, { two, one }, { two, third } };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *to = g_strjoin(" ", pairs[i][0], pairs[i][1], NULL);
        cr_expect_eq(send((Letter){ .to = to }).kind, DESK_VERDICT_EVENT, "row %zu", i);
        cr_expect_eq(score_of(ticket), DESK_SURVEY_UNSAID, "row %zu", i);
        cr_expect_eq(score_of(other), DESK_SURVEY_UNSAID, "row %zu", i);
        cr_expect_eq(scene_events(ticket, "survey-ignored"), i + 1, "row %zu", i);
    }
    expect_event(ticket, "survey-ignored", "several votes");
    g_autofree char *same = g_strjoin(" ", two, two, NULL);
    send((Letter){ .to = same });
    cr_expect_eq(score_of(ticket), 5, "the same one twice is one");
}

Test(votes, who_writes_to_the_desk_as_well_opens_a_ticket)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    g_autofree char *address = vote_address(ticket, 4);
    g_autofree char *to = g_strjoin(" ", address, SUPPORT, NULL);
    DeskVerdict verdict =
        send((Letter){ .to = to, .body = "Another thing: it burns", .dmarc = "pass" });
    cr_expect(verdict.kind == DESK_VERDICT_NEW && verdict.ticket != ticket);
    cr_expect_eq(mails(verdict.ticket, "ack", JANE), 1);
    cr_expect_eq(score_of(ticket), 4);
    cr_expect_eq(scene_events(ticket, "survey-vote"), 1);
    cr_expect_eq(scene_events(verdict.ticket, "survey-vote"), 0);
}

Test(votes, who_answers_another_ticket_as_well_does_both)
{
    gint64 ticket = resolved(JANE), other = resolved(JANE);
    ask(ticket);
    g_autoptr(DeskOutboxRow) ack = scene_ack(other);
    g_autofree char *address = vote_address(ticket, 4);
    g_autofree char *to = g_strjoin(" ", address, ack->reply_to, NULL);
    DeskVerdict verdict = send((Letter){ .to = to, .body = "It burns again" });
    cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == other);
    cr_expect_eq(scene_status(other), DESK_STATUS_OPEN);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED);
    cr_expect_eq(score_of(ticket), 4);
}

Test(votes, a_bad_one_with_an_answer_opens_its_ticket_once)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    g_autofree char *address = vote_address(ticket, 1);
    g_autofree char *to = g_strjoin(" ", address, ack->reply_to, NULL);
    cr_expect_eq(send((Letter){ .to = to, .body = "It burns again" }).kind, DESK_VERDICT_APPEND);
    cr_expect_eq(scene_events(ticket, "reopened"), 1);
    cr_expect_eq(mails(ticket, "agent-alarm", NULL), 1);
}

/* --- answers to a survey --- */

static DeskVerdict
answer(gint64 ticket, const char *from, const char *body)
{
    g_autofree char *to = sign(DESK_TOKEN_SURVEY, ticket, 1, 0);
    return send((Letter){ .from = from, .to = to, .subject = "Re: How was it?", .body = body });
}

Test(votes, an_answer_that_begins_with_a_score_is_one)
{
    static const struct {
        DeskScale scale;
        const char *body;
        gint64 score;
        const char *comment;
    } rows[] = {
        { DESK_SCALE_CSAT, "4", 4, NULL },
        { DESK_SCALE_CSAT, "4/5 - quick\nand kind", 4, "quick\nand kind" },
        { DESK_SCALE_NPS, "10", 10, NULL },
        { DESK_SCALE_YES_NO, "Ja, danke", 1, "danke" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = resolved(JANE);
        ask_by(rows[i].scale, ticket, 1);
        cr_expect_eq(answer(ticket, JANE, rows[i].body).kind, DESK_VERDICT_EVENT, "row %zu", i);
        cr_expect_eq(score_of(ticket), rows[i].score, "row %zu", i);
        g_autofree char *comment = comment_of(ticket);
        cr_expect_eq(g_strcmp0(comment, rows[i].comment), 0, "row %zu: %s", i, comment);
        cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED, "row %zu", i);
    }
}

Test(votes, any_other_answer_goes_on_with_the_ticket)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    DeskVerdict verdict = answer(ticket, JANE, "4 of my files are gone again");
    cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == ticket);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_OPEN);
    cr_expect_eq(score_of(ticket), DESK_SURVEY_UNSAID);
    expect_event(ticket, "appended", "a reply address that the desk signed for");
    cr_expect_eq(answer(ticket, JANE, "#close").kind, DESK_VERDICT_EVENT);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_CLOSED,
                 "it was issued to her, so she may command");
}

Test(votes, a_stranger_s_answer_is_held)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    cr_expect_eq(answer(ticket, EVE, "1").kind, DESK_VERDICT_HELD);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED);
    cr_expect_eq(score_of(ticket), DESK_SURVEY_UNSAID);
}

Test(votes, an_answer_too_late_is_read_when_it_says_more)
{
    gint64 ticket = resolved(JANE), other = resolved(JANE);
    ask(ticket);
    ask(other);
    g_autofree char *to = sign(DESK_TOKEN_SURVEY, ticket, 1, 0);
    g_autofree char *to_other = sign(DESK_TOKEN_SURVEY, other, 1, 0);
    DeskVerdict more =
        send((Letter){ .to = to, .body = "1 - it burns again", .later = 31 * DESK_DAY });
    DeskVerdict bare = send((Letter){ .to = to_other, .body = "1", .later = 31 * DESK_DAY });
    cr_expect_neq(more.kind, DESK_VERDICT_EVENT);
    cr_expect_eq(bare.kind, DESK_VERDICT_EVENT);
    cr_expect_eq(scene_events(ticket, "survey-ignored"), 1);
    cr_expect_eq(scene_events(other, "survey-ignored"), 1);
}

/* --- no more of them --- */

Test(votes, whoever_wants_no_more_gets_none)
{
    static const struct {
        const char *what;
        Letter letter;
        bool is_heard;
    } rows[] = {
        { "empty", { .body = "" }, true },
        { "with a comment", { .body = "Stop that!" }, true },
        { "a program in his name", { .machine = DESK_MACHINE_AUTO_GENERATED }, true },
        { "somebody else", { .from = EVE }, false },
        { "forged", { .dmarc = "fail" }, false },
        { "null sender", { .is_null = true }, false },
        { "auto-reply", { .machine = DESK_MACHINE_AUTO_REPLY }, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = resolved(JANE);
        cr_assert(desk_store_contact_set_surveys(scene_store, contact_of(JANE), 0, NULL));
        g_autofree char *to = sign(DESK_TOKEN_OPT_OUT, ticket, contact_of(JANE), 0);
        Letter letter = rows[i].letter;
        letter.to = to;
        cr_expect_eq(send(letter).kind, DESK_VERDICT_EVENT, "%s", rows[i].what);
        cr_expect_eq(wants_surveys(JANE), !rows[i].is_heard, "%s", rows[i].what);
        cr_expect_eq(scene_events(ticket, rows[i].is_heard ? "survey-opt-out" : "survey-ignored"),
                     1, "%s", rows[i].what);
        cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED, "%s", rows[i].what);
    }
}

/* --- what has become of the ticket --- */

Test(votes, a_merged_ticket_keeps_them_and_the_other_one_acts)
{
    gint64 ticket = resolved(JANE), other = resolved(JANE);
    ask(ticket);
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_store_ticket_merge(scene_store, ticket, other, desk_clock_now(), NULL) &&
              desk_store_commit(scene_store, NULL));
    DeskVerdict verdict = vote(ticket, 1);
    cr_expect_eq(verdict.ticket, other);
    cr_expect_eq(score_of(ticket), 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_MERGED);
    cr_expect_eq(scene_status(other), DESK_STATUS_OPEN);
    cr_expect_eq(mails(other, "agent-alarm", NULL), 1);
}

Test(votes, spam_and_what_nobody_knows_are_ignored)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    scene_set_status(ticket, DESK_STATUS_SPAM, desk_clock_now());
    cr_expect_eq(vote(ticket, 1).kind, DESK_VERDICT_EVENT);
    expect_event(ticket, "survey-ignored", "spam");
    cr_expect_eq(mails(ticket, "agent-alarm", NULL), 0);

    DeskVerdict unknown = vote(777, 1);
    cr_expect(unknown.kind == DESK_VERDICT_EVENT && unknown.ticket == 0);
    gint64 unasked = resolved(JANE);
    cr_expect_eq(vote(unasked, 1).kind, DESK_VERDICT_EVENT);
    expect_event(unasked, "survey-ignored", "nobody has been asked");
}

/* So many tickets; the last one. */
static gint64
fill(gint64 count)
{
    DeskTicket ticket = { .subject = (char *) "Help",
                          .status = DESK_STATUS_OPEN,
                          .priority = DESK_PRIORITY_NORMAL,
                          .mailbox = (char *) "front",
                          .language = (char *) "en",
                          .requester = contact_of(JANE),
                          .created = desk_clock_now(),
                          .updated = desk_clock_now() };
    cr_assert(desk_store_begin(scene_store, NULL));
    for (gint64 i = 0; i < count; i++)
        cr_assert(desk_store_ticket_add(scene_store, &ticket, NULL));
    cr_assert(desk_store_commit(scene_store, NULL));
    return ticket.id;
}

/* The number of a ticket that was lost with the backup is another one's by now, and its customer
 * may be the same. */
Test(votes, what_was_asked_after_the_backup_is_ignored)
{
    resolved(JANE);
    gint64 ticket = fill(100);
    ask(ticket);
    g_autoptr(GPtrArray) epochs = fixture_epochs("first", NULL);
    g_autoptr(DeskSeal) old = desk_seal_new(desk_policy_conf(scene_policy)->keys, epochs);
    const DeskToken tokens[] = {
        { .purpose = DESK_TOKEN_VOTE, .ticket = ticket, .survey = 1, .score = 1 },
        { .purpose = DESK_TOKEN_OPT_OUT, .ticket = ticket, .contact = contact_of(JANE) },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++) {
        g_autofree char *to = desk_token_survey_address(old, tokens[i], SUPPORT, '+');
        DeskVerdict verdict = send((Letter){ .to = to });
        cr_expect(verdict.kind == DESK_VERDICT_EVENT && verdict.ticket == 0, "row %zu", i);
    }
    cr_expect_eq(score_of(ticket), DESK_SURVEY_UNSAID);
    cr_expect(wants_surveys(JANE));
    cr_expect_eq(scene_events(ticket, "survey-ignored"), 0);
}

Test(votes, a_score_off_the_scale_is_none)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    vote(ticket, 0);
    vote(ticket, 10);
    cr_expect_eq(score_of(ticket), DESK_SURVEY_UNSAID);
    cr_expect_eq(scene_events(ticket, "survey-ignored"), 2);
}

Test(votes_alone, open_no_ticket)
{
    gint64 ticket = resolved(JANE);
    ask(ticket);
    vote(ticket, 1);
    cr_expect_eq(scene_status(ticket), DESK_STATUS_RESOLVED);
    cr_expect_eq(mails(ticket, "agent-alarm", NULL), 1);
}
