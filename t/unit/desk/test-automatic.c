#include "../policy/fixture.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/automatic.h"
#include "policy/notify.h"
#include "room.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

static DeskStore *store;
static DeskPolicy *policy;
static gint64 now; /* when the next mail comes */

static void
open_desk(void)
{
    store = room_open();
    policy = fixture_policy();
    now = desk_clock_now();
}

static void
close_desk(void)
{
    room_close(store);
    desk_policy_unref(policy);
}

TestSuite(automatic, .init = open_desk, .fini = close_desk);

/* The limits of the configuration, to be changed. */
static DeskLimits *
limits(void)
{
    return (DeskLimits *) &desk_policy_conf(policy)->limits;
}

/* A mail of Jane's, as it comes now. */
static DeskFiling *
letter(const char *subject)
{
    g_autofree char *raw = g_strdup_printf("From: " JANE "\r\nSubject: %s\r\n\r\n", subject);
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(policy, JANE);
    desk_envelope_add(envelope, "support@example.org");
    DeskMail *mail = fixture_mail(subject);
    desk_mail_set(&mail->message_id, g_strdup("last@client.example.net"));
    DeskFiling *filing = desk_filing_new(envelope, (DeskBytes){ raw, strlen(raw) }, mail);
    filing->arrived = now;
    return filing;
}

static gint64
contact_of(const char *address)
{
    gint64 contact = 0;
    g_autofree char *key = desk_address_key(address);
    cr_assert(desk_store_contact_put(store, key, address, "Jane Doe", now, &contact, NULL));
    return contact;
}

static gint64
ticket_of(const char *requester, const char *subject)
{
    DeskTicket ticket = { .subject = (char *) subject,
                          .status = DESK_STATUS_NEW,
                          .priority = DESK_PRIORITY_NORMAL,
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .requester = requester ? contact_of(requester) : 0,
                          .created = now,
                          .updated = now };
    cr_assert(desk_store_ticket_add(store, &ticket, NULL));
    cr_assert(!requester || desk_store_participant_add(store, ticket.id, ticket.requester,
                                                       DESK_ROLE_REQUESTER, true, now, NULL));
    return ticket.id;
}

/* The newest mail of a ticket, or NULL. */
static DeskOutboxRow *
newest(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = NULL;
    cr_assert(desk_store_outbox_list(store, NULL, ticket, 1, &rows, NULL));
    g_ptr_array_set_free_func(rows, NULL);
    return rows->len > 0 ? rows->pdata[0] : NULL;
}

static guint
mails_on(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = NULL;
    cr_assert(desk_store_outbox_list(store, NULL, ticket, 1000, &rows, NULL));
    return rows->len;
}

static guint
events_on(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) events = NULL;
    guint count = 0;
    cr_assert(desk_store_event_list(store, ticket, &events, NULL));
    for (guint i = 0; i < events->len; i++)
        count += g_str_equal(((DeskEvent *) events->pdata[i])->kind, kind);
    return count;
}

/* Asks and carries out as for a mail that comes now; whether a mail was queued. RULES I6: else
 * there is one event that says why not. */
static bool
try_plan(DeskPlan *plan, const DeskFiling *filing, gint64 ticket)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *suppressed = g_strconcat(plan->kind, "-suppressed", NULL);
    guint mails = mails_on(ticket), reasons = events_on(ticket, suppressed);
    bool ok = desk_store_begin(store, &error) && desk_automatic_ask(store, filing, plan, &error) &&
              desk_automatic_carry_out(store, filing, plan, ticket, 0, &error) &&
              desk_store_commit(store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    mails = mails_on(ticket) - mails;
    reasons = events_on(ticket, suppressed) - reasons;
    cr_assert_eq(mails + reasons, 1, "%u mails and %u reasons", mails, reasons);
    return mails > 0;
}

/* A new ticket of Jane's and its acknowledgement. */
static bool
try_ack(DeskAssurance assurance, const char *subject, gint64 *ticket)
{
    g_autoptr(DeskFiling) filing = letter(subject);
    g_autoptr(DeskPlan) plan = desk_plan_new("ack", JANE, "Jane Doe");
    g_autofree char *key = desk_address_key(JANE);
    plan->assurance = assurance;
    cr_assert(desk_store_contact_find(store, key, &plan->contact, NULL));
    *ticket = ticket_of(JANE, subject);
    return try_plan(plan, filing, *ticket);
}

static bool
try_alarm(gint64 ticket)
{
    const DeskAgent *alice = desk_conf_agent(desk_policy_conf(policy), "alice");
    g_autoptr(DeskFiling) filing = letter("x");
    g_autoptr(DeskPlan) plan = desk_plan_alarm(alice, ticket, "A mail was held.");
    return try_plan(plan, filing, ticket);
}

/* So many acknowledgements of so many go out, each for a subject of its own. */
static int
count_acks(DeskAssurance assurance, int tries, gint64 step)
{
    int sent = 0;
    for (int i = 0; i < tries; i++, now += step) {
        gint64 ticket;
        g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, now + i);
        sent += try_ack(assurance, subject, &ticket);
    }
    return sent;
}

Test(automatic, l5_an_unverified_sender_has_one_ack_a_day)
{
    cr_expect_eq(count_acks(DESK_ASSURANCE_NONE, 5, DESK_SECOND), 1);
    now += DESK_DAY - 6 * DESK_SECOND;
    cr_expect_eq(count_acks(DESK_ASSURANCE_NONE, 1, 0), 0, "a day less a second");
    now += 2 * DESK_SECOND;
    cr_expect_eq(count_acks(DESK_ASSURANCE_NONE, 2, 0), 1, "a day later");
    cr_expect_eq(count_acks(DESK_ASSURANCE_ALIGNED, 1, 0), 1, "proved, there is more");
}

Test(automatic, l5_a_sender_has_three_acks_an_hour_and_twenty_a_day)
{
    cr_expect_eq(count_acks(DESK_ASSURANCE_ALIGNED, 10, DESK_SECOND), 3);
    now += DESK_HOUR - 10 * DESK_SECOND + 1;
    cr_expect_eq(count_acks(DESK_ASSURANCE_ALIGNED, 10, 0), 1,
                 "the first of the three is an hour old");
    cr_expect_eq(count_acks(DESK_ASSURANCE_ALIGNED, 40, 25 * DESK_MINUTE), 16, "twenty in all");
}

Test(automatic, l5_none_for_an_equal_subject_from_the_third_ack_on)
{
    static const struct {
        const char *subject;
        gint64 wait;
        bool sent;
    } rows[] = {
        { "A question", 0, true },
        { "A question", 0, true },
        { "[#7] a Question", 0, false },
        { "Another", 0, true },
        { "A question", 2 * DESK_HOUR, false },
        { "A question", DESK_HOUR + DESK_SECOND, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket;
        now += rows[i].wait;
        cr_expect_eq(try_ack(DESK_ASSURANCE_ALIGNED, rows[i].subject, &ticket), rows[i].sent,
                     "row %zu", i);
    }
}

/* So many mails that a contact has been sent. */
static void
add_mails(gint64 ticket, gint64 contact, const char *kind, gint64 count, gint64 at)
{
    cr_assert(desk_store_begin(store, NULL));
    for (gint64 i = 0; i < count; i++) {
        g_autofree char *id = g_strdup_printf("m%" G_GINT64_FORMAT "@mx.example.org", i);
        const DeskOutboxRow row = { .ticket = ticket,
                                    .contact = contact,
                                    .kind = (char *) kind,
                                    .message_id = id,
                                    .date = at,
                                    .envelope_from = (char *) "",
                                    .recipient = (char *) JANE,
                                    .recipient_name = (char *) "",
                                    .from_name = (char *) "Support",
                                    .from_address = (char *) "support@example.org",
                                    .reply_to = (char *) "support@example.org",
                                    .in_reply_to = (char *) "",
                                    .references = (char *) "",
                                    .language = (char *) "en",
                                    .created = at,
                                    .next_at = at };
        cr_assert(desk_store_outbox_add(store, &row, NULL));
    }
    cr_assert(desk_store_commit(store, NULL));
}

/* Each budget lets as many pass as it says, and not one more. */
Test(automatic, l5_mails_to_one_person_on_one_ticket)
{
    gint64 alice = contact_of("alice@example.org");
    limits()->alarms_per_hour = 100000;
    for (size_t i = 0; i < DESK_NOTIFY_WINDOWS; i++) {
        const DeskNotifyWindow *window = &desk_notify_windows[i];
        gint64 full = ticket_of(JANE, "x"), past = ticket_of(JANE, "y");
        add_mails(full, alice, "agent-alarm", window->limit - 1, now - window->span);
        add_mails(past, alice, "agent-alarm", window->limit - 1, now - window->span - 1);
        cr_expect(try_alarm(full), "%s: the last", window->over);
        cr_expect_not(try_alarm(full), "%s: one more", window->over);
        cr_expect(try_alarm(past), "%s: outside", window->over);
        cr_expect(try_alarm(past), "%s: outside", window->over);
    }
}

/* A mail of the desk's own to Jane on a ticket of hers; whether it was queued. RULES I6, as above.
 */
static bool
try_news(const char *kind, gint64 ticket)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskPlan) plan = desk_plan_new(kind, JANE, "Jane Doe");
    g_autofree char *suppressed = g_strconcat(kind, "-suppressed", NULL);
    const DeskOccasion why = { .policy = policy,
                               .mailbox = desk_policy_conf(policy)->mailboxes->pdata[0],
                               .now = now };
    guint reasons = events_on(ticket, suppressed);
    plan->ticket = ticket;
    plan->contact = contact_of(JANE);
    plan->assurance = DESK_ASSURANCE_ALIGNED;
    bool ok = desk_store_begin(store, &error) && desk_automatic_send(store, &why, plan, &error) &&
              desk_store_commit(store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    cr_assert_eq(events_on(ticket, suppressed), reasons + !plan->is_queued, "%s", kind);
    return plan->is_queued;
}

static const char *const news[] = { "status", "reminder", "survey" };

/* RULES L5: what the desk sends of itself has the budgets of what it answers. */
Test(automatic, l5_all_that_the_desk_sends_of_itself_has_budgets)
{
    gint64 jane = contact_of(JANE);
    limits()->customer_mails_per_hour = 100000;
    for (size_t k = 0; k < G_N_ELEMENTS(news); k++) {
        const char *kind = news[k];
        for (size_t i = 0; i < DESK_NOTIFY_WINDOWS; i++) {
            const DeskNotifyWindow *window = &desk_notify_windows[i];
            gint64 full = ticket_of(JANE, "x"), past = ticket_of(JANE, "y");
            add_mails(full, jane, news[(k + i) % 3], window->limit - 1, now - window->span);
            add_mails(past, jane, kind, window->limit, now - window->span - 1);
            cr_expect(try_news(kind, full), "%s, %s: the last", kind, window->over);
            cr_expect_not(try_news(kind, full), "%s, %s: one more", kind, window->over);
            cr_expect_eq(events_on(full, "flood"), 1, "%s", kind);
            cr_expect(try_news(kind, past), "%s, %s: outside", kind, window->over);
        }
        gint64 ticket = ticket_of(JANE, "x");
        const DeskHealth dead = { .score = 2, .bounced = now }, sound = { 0 };
        cr_assert(desk_store_contact_set_health(store, jane, &dead, NULL));
        cr_expect_not(try_news(kind, ticket), "%s: where mail has failed", kind);
        cr_assert(desk_store_contact_set_health(store, jane, &sound, NULL));
        limits()->automatic_per_hour = 1;
        cr_expect_not(try_news(kind, ticket), "%s: the whole desk", kind);
        limits()->automatic_per_hour = 100000;
        cr_expect(try_news(kind, ticket), "%s", kind);
    }
}

/* However many of his tickets are changed at once: nobody reads a thousand mails. */
Test(automatic, l5_a_customer_has_so_many_mails_an_hour)
{
    gint64 jane = contact_of(JANE), first = ticket_of(JANE, "x"), fresh = 0;
    int sent = 0;
    limits()->customer_mails_per_hour = 9;
    add_mails(first, jane, "ack", 2, now);
    add_mails(first, jane, "reply", 50, now - 2 * DESK_HOUR);
    add_mails(ticket_of(JANE, "y"), jane, "reply", 5, now);
    add_mails(first, contact_of("bob@example.net"), "status", 20, now);
    for (int i = 0; i < 20; i++)
        sent += try_news(news[i % 3], ticket_of(JANE, "z"));
    cr_expect_eq(sent, 7, "%d mails beside two acknowledgements, whatever people have written",
                 sent);
    cr_expect(try_ack(DESK_ASSURANCE_ALIGNED, "new", &fresh), "acknowledgements have their own");
    gint64 last = ticket_of(JANE, "z");
    cr_expect_not(try_news("status", last));
    cr_expect_eq(events_on(last, "flood"), 1);
    now += DESK_HOUR + 1;
    cr_expect(try_news("status", last), "an hour later there are more");
}

/* What others get, or the same person on another ticket, is no matter. */
Test(automatic, l5_each_person_and_ticket_has_a_budget_of_its_own)
{
    gint64 alice = contact_of("alice@example.org");
    gint64 ticket = ticket_of(JANE, "x"), other = ticket_of(JANE, "y");
    limits()->alarms_per_hour = 100000;
    add_mails(ticket, contact_of(JANE), "agent-alarm", 200, now);
    add_mails(other, alice, "agent-alarm", 200, now);
    cr_expect(try_alarm(ticket));
    cr_expect_not(try_alarm(other));
}

/* However many tickets ask for it: nobody reads a thousand alarms. */
Test(automatic, l5_an_agent_has_so_many_alarms_an_hour)
{
    int sent = 0;
    limits()->alarms_per_hour = 7;
    for (int i = 0; i < 20; i++)
        sent += try_alarm(ticket_of(JANE, "x"));
    cr_expect_eq(sent, 7, "%d alarms", sent);
    now += DESK_HOUR + 1;
    cr_expect(try_alarm(ticket_of(JANE, "x")), "an hour later there are more");
}

Test(automatic, l5_the_whole_desk_has_a_budget)
{
    gint64 ticket = ticket_of(JANE, "x");
    limits()->automatic_per_hour = 5;
    add_mails(ticket, contact_of("bob@example.net"), "ack", 4, now - DESK_HOUR + DESK_MINUTE);
    cr_expect(try_alarm(ticket), "the fifth");
    cr_expect_not(try_alarm(ticket), "the sixth");
    now += DESK_MINUTE;
    cr_expect(try_alarm(ticket), "four are an hour old");

    limits()->automatic_per_hour = 0;
    cr_expect_not(try_alarm(ticket), "none at all");
}

/* RULES I11: what was queued while the clock was wrong silences nobody when it is right again. */
Test(automatic, l5_i11_the_clock_set_back)
{
    gint64 ticket = ticket_of(JANE, "x"), fresh = 0;
    gint64 alice = contact_of("alice@example.org"), jane = contact_of(JANE);
    limits()->automatic_per_hour = 20;
    add_mails(ticket, alice, "agent-alarm", 50, now + 30 * DESK_DAY);
    add_mails(ticket, jane, "ack", 50, now + 30 * DESK_DAY);
    cr_expect(try_alarm(ticket), "an alarm");
    cr_expect(try_ack(DESK_ASSURANCE_NONE, "y", &fresh), "an acknowledgement");
    cr_expect_not(try_ack(DESK_ASSURANCE_NONE, "z", &fresh), "and the budget holds");
}

Test(automatic, l5_a_flood_is_noted_once_an_hour)
{
    gint64 ticket = ticket_of(JANE, "x");
    add_mails(ticket, contact_of("alice@example.org"), "agent-alarm", 100, now);
    cr_expect_eq(events_on(ticket, "flood"), 0);
    for (int i = 0; i < 3; i++)
        cr_expect_not(try_alarm(ticket));
    cr_expect_eq(events_on(ticket, "flood"), 1);
    now += DESK_HOUR + DESK_SECOND;
    cr_expect_not(try_alarm(ticket));
    cr_expect_eq(events_on(ticket, "flood"), 2);
    cr_expect_eq(events_on(ticket, "agent-alarm-suppressed"), 4);
}

/* A refusal that no budget is about is no flood. */
Test(automatic, b3_an_address_where_mail_has_failed_gets_nothing)
{
    gint64 ticket = ticket_of(JANE, "x");
    gint64 alice = contact_of("alice@example.org");
    const DeskHealth dead = { .score = 2, .bounced = now }, weak = { .score = 1, .bounced = now };
    cr_assert(desk_store_contact_set_health(store, alice, &weak, NULL));
    cr_expect(try_alarm(ticket));
    cr_assert(desk_store_contact_set_health(store, alice, &dead, NULL));
    cr_expect_not(try_alarm(ticket), "also when the plan does not know the contact");
    cr_expect_eq(events_on(ticket, "flood"), 0);
}

/* Who writes lives there. */
Test(automatic, b3_a_mail_is_answered_to_the_address_that_it_heals)
{
    gint64 ticket = 0;
    const DeskHealth dead = { .score = 2, .bounced = now };
    cr_assert(desk_store_contact_set_health(store, contact_of(JANE), &dead, NULL));
    cr_expect(try_ack(DESK_ASSURANCE_NONE, "x", &ticket));
}

/* RULES I8, whoever planned it. */
Test(automatic, i8_nobody_gets_mail_who_does_not_belong_to_the_ticket)
{
    static const struct {
        const char *name, *kind, *address;
        bool sent;
    } rows[] = {
        { "the requester", "ack", JANE, true },
        { "a confirmed Cc", "ack", "confirmed@example.net", true },
        { "a Cc", "ack", "named@example.net", false },
        { "a stranger", "ack", "stranger@example.net", false },
        { "the requester of another", "ack", "other@example.net", false },
        { "an agent, as a customer", "ack", "alice@example.org", false },
        { "an agent", "agent-alarm", "alice@example.org", true },
        { "the requester, as an agent", "agent-alarm", JANE, false },
    };
    gint64 ticket = ticket_of(JANE, "x");
    ticket_of("other@example.net", "y");
    cr_assert(desk_store_participant_add(store, ticket, contact_of("confirmed@example.net"),
                                         DESK_ROLE_CC, true, now, NULL));
    cr_assert(desk_store_participant_add(store, ticket, contact_of("named@example.net"),
                                         DESK_ROLE_CC, false, now, NULL));
    contact_of("stranger@example.net");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskFiling) filing = letter("x");
        g_autoptr(DeskPlan) plan = desk_plan_new(rows[i].kind, rows[i].address, "");
        plan->ticket = ticket;
        if (g_str_equal(rows[i].kind, "ack"))
            plan->contact = contact_of(rows[i].address);
        cr_expect_eq(try_plan(plan, filing, ticket), rows[i].sent, "%s", rows[i].name);
        g_autoptr(DeskOutboxRow) row = newest(ticket);
        cr_expect(!rows[i].sent || g_str_equal(row->recipient, rows[i].address), "%s",
                  rows[i].name);
    }
}

Test(automatic, i6_a_mail_about_no_ticket_leaves_a_reason)
{
    const DeskAgent *alice = desk_conf_agent(desk_policy_conf(policy), "alice");
    g_autoptr(DeskFiling) filing = letter("x");
    g_autoptr(DeskPlan) plan = desk_plan_alarm(alice, 0, "x");
    cr_assert(desk_store_begin(store, NULL) && desk_automatic_ask(store, filing, plan, NULL) &&
              desk_automatic_carry_out(store, filing, plan, 0, 0, NULL) &&
              desk_store_commit(store, NULL));
    g_autoptr(DeskOutboxRow) row = newest(0);
    cr_expect_null(row);
}

/* RULES L8: what somebody unverified wrote is not even kept for the answer. */
Test(automatic, l8_only_a_verified_sender_has_his_topic_back)
{
    for (int verified = 0; verified < 2; verified++) {
        gint64 ticket = ticket_of(JANE, "x");
        g_autoptr(DeskFiling) filing = letter("x");
        g_autoptr(DeskPlan) plan = desk_plan_new("ack", JANE, "Jane Doe");
        desk_mail_set(&filing->mail->thread_topic, g_strdup("Buy now"));
        plan->assurance = verified ? DESK_ASSURANCE_ALIGNED : DESK_ASSURANCE_NONE;
        cr_assert(try_plan(plan, filing, ticket));
        g_autoptr(DeskOutboxRow) row = newest(ticket);
        cr_expect_eq(row->verified, verified);
        cr_expect_str_eq(row->thread_topic ? row->thread_topic : "-", verified ? "Buy now" : "-");
    }
}

static char *
join_ids(int first, int last, const char *more)
{
    GString *out = g_string_new("m0@mx.example.org");
    for (int i = first; i <= last; i++)
        g_string_append_printf(out, " m%d@mx.example.org", i);
    if (*more)
        g_string_append_printf(out, " %s", more);
    return g_string_free(out, FALSE);
}

/* RULES T11: the mail that is answered is the last of the twenty. */
Test(automatic, t11_an_ack_continues_the_conversation_of_the_customer)
{
    static const struct {
        int count, first, last;
    } rows[] = { { 1, 1, 0 }, { 5, 1, 4 }, { 20, 1, 19 }, { 21, 2, 20 }, { 60, 41, 59 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = ticket_of(JANE, "x");
        g_autoptr(DeskFiling) filing = letter("x");
        g_autoptr(DeskPlan) plan = desk_plan_new("ack", JANE, "");
        g_autofree char *expected =
            join_ids(rows[i].first, rows[i].last, "last@client.example.net");
        for (int id = 0; id < rows[i].count; id++)
            g_ptr_array_add(filing->mail->references, g_strdup_printf("m%d@mx.example.org", id));
        cr_assert(try_plan(plan, filing, ticket));
        g_autoptr(DeskOutboxRow) row = newest(ticket);
        cr_expect_str_eq(row->references, expected, "%d: %s", rows[i].count, row->references);
        cr_expect_str_eq(row->in_reply_to, "last@client.example.net");
    }
}

Test(automatic, t11_an_alarm_continues_what_the_agent_was_sent)
{
    static const struct {
        int count, first, last;
    } rows[] = { { 1, 1, 0 }, { 5, 1, 4 }, { 21, 1, 20 }, { 60, 40, 59 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = ticket_of(JANE, "x");
        g_autofree char *expected = join_ids(rows[i].first, rows[i].last, "");
        g_autofree char *last = g_strdup_printf("m%d@mx.example.org", rows[i].count - 1);
        add_mails(ticket, contact_of("alice@example.org"), "agent-alarm", rows[i].count,
                  now - DESK_DAY);
        add_mails(ticket, contact_of(JANE), "ack", 3, now);
        cr_assert(try_alarm(ticket));
        g_autoptr(DeskOutboxRow) row = newest(ticket);
        cr_expect_str_eq(row->references, expected, "%d: %s", rows[i].count, row->references);
        cr_expect_str_eq(row->in_reply_to, last);
    }
    gint64 ticket = ticket_of(JANE, "y");
    cr_assert(try_alarm(ticket));
    g_autoptr(DeskOutboxRow) row = newest(ticket);
    cr_expect(*row->references == '\0' && *row->in_reply_to == '\0', "the first has no thread");
}

/* RULES O3, B1: bounces of an alarm come home; those of an ack would answer nobody. */
Test(automatic, o3_the_envelope_of_each_kind)
{
    gint64 ticket = 0;
    DeskToken token;
    const DeskSeal *seal = desk_policy_seal(policy);
    cr_assert(try_ack(DESK_ASSURANCE_NONE, "x", &ticket));
    g_autoptr(DeskOutboxRow) ack = newest(ticket);
    cr_expect_str_eq(ack->envelope_from, "");
    cr_expect_null(ack->detail);

    cr_assert(try_alarm(ticket));
    g_autoptr(DeskOutboxRow) alarm = newest(ticket);
    gint64 alice = contact_of("alice@example.org");
    const char *sender = strchr(alarm->envelope_from, '+'), *reply = strchr(alarm->reply_to, '+');
    cr_assert(sender && reply);
    cr_expect_eq(desk_token_verify(seal, sender + 1, &token), DESK_TOKEN_VALID);
    cr_expect(token.purpose == DESK_TOKEN_BOUNCE && token.ticket == ticket && token.contact == 0);
    cr_expect_eq(desk_token_verify(seal, reply + 1, &token), DESK_TOKEN_VALID);
    cr_expect(token.purpose == DESK_TOKEN_REPLY && token.ticket == ticket &&
              token.contact == alice);
    cr_expect_eq(alarm->contact, alice);
    cr_expect_str_eq(alarm->recipient, "alice@example.org");
    cr_expect_str_eq(alarm->from_address, "support@example.org");
    cr_expect_str_eq(alarm->detail, "A mail was held.");
    cr_expect(alarm->verified, "it may name the ticket's subject");
}
