#include "../policy/fixture.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/notification.h"
#include "desk/record.h"
#include "parse/parse.h"
#include "room.h"
#include "store/outbox.h"
#include "store/raw.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"
#define EVE  "eve@example.com"

static DeskStore *store;
static DeskPolicy *policy;
static gint64 later;    /* microseconds by which the next mail comes after now */
static unsigned number; /* of the mails so far: each has an id of its own */

static void
open_desk(void)
{
    store = room_open();
    policy =
        fixture_policy_with("mailbox \"front\" { address = \"front@example.org\""
                            " team = \"front\" }\n"
                            "agent \"bob\" { addresses = {\"bob@example.org\"} }\n"
                            "team \"front\" { members = {\"alice\", \"bob\"} lead = \"bob\" }\n");
    desk_parse_init();
    later = 0;
    number = 0;
}

static void
close_desk(void)
{
    room_close(store);
    desk_policy_unref(policy);
}

TestSuite(reports, .init = open_desk, .fini = close_desk);

/* --- mails --- */

/* Takes raw bytes as the writer would. The verdict is the caller's. */
static DeskVerdict *
take(const char *sender, const char *recipient, const char *raw)
{
    g_autoptr(GError) error = NULL;
    DeskBytes bytes = { raw, strlen(raw) };
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(policy, sender);
    cr_assert_not_null(desk_envelope_add(envelope, recipient).mailbox, "%s", recipient);
    g_autoptr(DeskFiling) filing = desk_filing_new(envelope, bytes, desk_parse(bytes));
    filing->packed = desk_raw_pack(bytes);
    filing->arrived += later;
    g_auto(DeskDecision) decision = { 0 };
    DeskVerdict *verdict = g_new0(DeskVerdict, 1);
    bool ok = desk_store_begin(store, &error) && desk_decide(store, filing, &decision, &error) &&
              desk_record(store, filing, &decision, verdict, &error) &&
              desk_store_commit(store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    return verdict;
}

/* A person's mail. The ticket it is on. */
static gint64
write_from(const char *from, const char *to)
{
    g_autofree char *raw = g_strdup_printf("From: %s\r\nTo: %s\r\nSubject: mail %u\r\nMessage-ID: "
                                           "<%u@client.example.net>\r\n\r\nHi\r\n",
                                           from, to, number, number);
    number++;
    g_autoptr(DeskVerdict) verdict = take(from, to, raw);
    return verdict->ticket;
}

/* What a report says. */
typedef struct {
    const char *to;        /* its envelope recipient; NULL: support@ */
    const char *returned;  /* Message-ID of the mail that it returns, or NULL */
    const char *recipient; /* that it names */
    const char *action;
    const char *status;
    const char *diagnostic;
} Dsn;

static DeskVerdict *
report(const Dsn *dsn)
{
    const char *to = dsn->to ? dsn->to : "support@example.org";
    g_autofree char *returned =
        dsn->returned ? g_strdup_printf("--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                                        "Message-ID: <%s>\r\nSubject: x\r\n\r\n",
                                        dsn->returned)
                      : g_strdup("");
    g_autofree char *raw = g_strdup_printf(
        "From: MAILER-DAEMON@mx.example.net\r\nTo: %s\r\nSubject: Undelivered Mail Returned to "
        "Sender\r\nMessage-ID: <%u@mx.example.net>\r\nMIME-Version: 1.0\r\nContent-Type: "
        "multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net"
        "\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\n"
        "Diagnostic-Code: smtp; %s\r\n\r\n%s--b--\r\n",
        to, number, dsn->recipient, dsn->action, dsn->status, dsn->diagnostic, returned);
    number++;
    return take("", to, raw);
}

#define GONE .action = "failed", .status = "5.1.1", .diagnostic = "550 5.1.1 no such user"
#define FULL .action = "failed", .status = "5.2.2", .diagnostic = "552 5.2.2 mailbox full"

/* --- what the store has --- */

static gint64
contact_of(const char *address)
{
    gint64 contact = 0;
    g_autofree char *key = desk_address_key(address);
    cr_assert(desk_store_contact_find(store, key, &contact, NULL));
    return contact;
}

static gint64
score_of(const char *address)
{
    DeskHealth health = { 0 };
    cr_assert(desk_store_contact_health(store, contact_of(address), &health, NULL));
    return health.score;
}

static DeskOutboxRow *
newest_row(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = NULL;
    cr_assert(desk_store_outbox_list(store, NULL, ticket, 1, &rows, NULL));
    cr_assert_eq(rows->len, 1, "nothing goes out on #%" G_GINT64_FORMAT, ticket);
    return g_ptr_array_steal_index(rows, 0);
}

/* A mail to a customer with a signed envelope sender. The row as stored. */
static DeskOutboxRow *
send(const char *kind, gint64 ticket, const char *address)
{
    const DeskSeal *seal = desk_policy_seal(policy);
    const DeskToken token = { .ticket = ticket, .contact = contact_of(address) };
    g_autofree char *id = desk_token_message_id(seal, token, "mx.example.org");
    g_autofree char *from = desk_token_bounce_address(seal, token, "support@example.org", '+');
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = token.contact,
                          .kind = (char *) kind,
                          .message_id = id,
                          .envelope_from = from,
                          .recipient = (char *) address,
                          .from_address = (char *) "support@example.org",
                          .language = (char *) "en" };
    cr_assert(desk_store_outbox_add(store, &row, NULL));
    return newest_row(ticket);
}

static DeskDelivery
delivery_of(const DeskOutboxRow *row)
{
    g_autoptr(DeskOutboxRow) now = NULL;
    cr_assert(desk_store_outbox_get(store, row->id, &now, NULL));
    return now->delivery;
}

/* The newest event of a kind on a ticket; NULL: none. *count may be NULL. */
static char *
event_of(gint64 ticket, const char *kind, guint *count)
{
    g_autoptr(GPtrArray) events = NULL;
    char *detail = NULL;
    cr_assert(desk_store_event_list(store, ticket, &events, NULL));
    for (guint i = 0; i < events->len; i++) {
        const DeskEvent *event = events->pdata[i];
        if (!g_str_equal(event->kind, kind))
            continue;
        g_free(detail);
        detail = g_strdup(event->detail);
        if (count)
            ++*count;
    }
    return detail;
}

static guint
count_events(gint64 ticket, const char *kind)
{
    guint count = 0;
    g_free(event_of(ticket, kind, &count));
    return count;
}

static gint64
stat_of(const char *name)
{
    g_autoptr(GPtrArray) stats = NULL;
    cr_assert(desk_store_stats(store, &stats, NULL));
    for (guint i = 0; i < stats->len; i++) {
        const DeskStat *stat = stats->pdata[i];
        if (g_str_equal(stat->name, name))
            return stat->number;
    }
    return 0;
}

/* Who gets mail of a kind on a ticket, oldest first, with blanks between. The caller's. */
static char *
told(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) rows = NULL;
    GString *out = g_string_new(NULL);
    cr_assert(desk_store_outbox_list(store, NULL, ticket, 1000, &rows, NULL));
    for (guint i = rows->len; i > 0; i--) {
        const DeskOutboxRow *row = rows->pdata[i - 1];
        if (g_str_equal(row->kind, kind))
            g_string_append_printf(out, "%s ", row->recipient);
    }
    return g_strchomp(g_string_free(out, FALSE));
}

static char *
tags_of(gint64 ticket)
{
    g_auto(GStrv) tags = NULL;
    cr_assert(desk_store_tag_list(store, ticket, &tags, NULL));
    return g_strjoinv(" ", tags);
}

/* --- the tests --- */

/* W1: the address of our acknowledgement is dead. */
Test(reports, b1_a_report_marks_the_very_mail_once)
{
    gint64 ticket = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) ack = newest_row(ticket);
    gint64 rows = stat_of("outbox.queued");
    for (int i = 0; i < 101; i++) {
        g_autoptr(DeskVerdict) verdict =
            report(&(Dsn){ .returned = ack->message_id, .recipient = JANE, GONE });
        cr_assert_eq(verdict->kind, DESK_VERDICT_EVENT, "%d", i);
        cr_assert_eq(verdict->ticket, ticket, "%d", i);
        cr_assert_eq(delivery_of(ack), DESK_DELIVERY_FAILED, "%d", i);
        cr_assert_eq(score_of(JANE), 2, "%d", i);
        cr_assert_eq(count_events(ticket, "delivery-failed"), 1, "%d", i);
        cr_assert_eq(count_events(ticket, "address-dead"), 1, "%d", i);
    }
    cr_expect_eq(stat_of("outbox.queued"), rows, "a report has caused mail");
    cr_expect_eq(stat_of("tickets.new"), 1, "a report has opened a ticket");
    g_autofree char *detail = event_of(ticket, "delivery-failed", NULL);
    cr_expect(strstr(detail, JANE) && strstr(detail, "550 5.1.1 no such user"), "%s", detail);
    g_autofree char *alarmed = told(ticket, "agent-alarm");
    cr_expect_str_eq(alarmed, "", "an agent is told of an acknowledgement");
}

/* W18, iTop#96: nothing that is not proved changes anything. */
Test(reports, b1_what_nothing_proves_changes_nothing)
{
    gint64 ticket = write_from(JANE, "support@example.org");
    gint64 other = write_from(EVE, "support@example.org");
    g_autoptr(DeskOutboxRow) ack = newest_row(ticket);
    g_autoptr(DeskOutboxRow) theirs = newest_row(other);
    g_autoptr(DeskOutboxRow) reply = send("reply", ticket, JANE);
    const DeskSeal *seal = desk_policy_seal(policy);
    const DeskToken token = { .ticket = ticket, .contact = contact_of(JANE) };
    g_autofree char *never = desk_token_message_id(seal, token, "mx.example.org");
    g_autofree char *nowhere = desk_token_bounce_address(seal, token, "support@example.org", '+');
    g_autofree char *forged = g_strdup(ack->message_id);
    forged[strcspn(forged, "@") - 1] ^= 1;
    const struct {
        const char *name, *to, *returned, *reason;
        gint64 beside; /* the ticket that its hints lead to, or 0 */
    } cases[] = {
        { "nothing", NULL, NULL, "names no mail", 0 },
        { "a foreign id", NULL, "1@client.example.net", "none of the desk", 0 },
        { "a forged id", NULL, forged, "forged", 0 },
        { "an id that was never sent", NULL, never, "a mail that the desk signed for", ticket },
        { "a bounce address that was never used", nowhere, NULL, "a reply address", ticket },
        { "her reply address", ack->reply_to, NULL, "a reply address", ticket },
        { "a bounce address as id", NULL, reply->envelope_from, "none of the desk", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskVerdict) verdict = report(
            &(Dsn){ .to = cases[i].to, .returned = cases[i].returned, .recipient = JANE, GONE });
        cr_expect_eq(verdict->kind, DESK_VERDICT_EVENT, "%s", cases[i].name);
        cr_expect_eq(verdict->ticket, cases[i].beside, "%s", cases[i].name);
        cr_expect(strstr(verdict->reason, cases[i].reason), "%s: %s", cases[i].name,
                  verdict->reason);
        g_autoptr(GPtrArray) events = NULL;
        cr_assert(desk_store_event_caused(store, verdict->message, &events, NULL));
        cr_assert_eq(events->len, 1, "%s", cases[i].name);
        const DeskEvent *event = events->pdata[0];
        cr_expect(event->ticket == cases[i].beside && g_str_equal(event->detail, verdict->reason),
                  "%s: %s", cases[i].name, event->detail);
    }
    /* Eve's own acknowledgement proves her mail, whomever she names. */
    g_autoptr(DeskVerdict) hers =
        report(&(Dsn){ .returned = theirs->message_id, .recipient = JANE, GONE });
    cr_expect_eq(hers->ticket, other);
    cr_expect_eq(score_of(EVE), 2);
    cr_expect_eq(score_of(JANE), 0);
    cr_expect_eq(delivery_of(ack), DESK_DELIVERY_UNKNOWN);
    cr_expect_eq(delivery_of(reply), DESK_DELIVERY_UNKNOWN);
}

/* Message-IDs are seen by all who read a mail: they do not silence an address that had a proof of
 * its own. */
Test(reports, b1_the_id_of_a_mail_with_a_bounce_address_marks_it_only)
{
    gint64 ticket = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) status = send("status", ticket, JANE);
    g_autoptr(DeskVerdict) by_id =
        report(&(Dsn){ .returned = status->message_id, .recipient = JANE, GONE });
    cr_expect_eq(by_id->ticket, ticket);
    cr_expect_eq(delivery_of(status), DESK_DELIVERY_FAILED);
    cr_expect_eq(score_of(JANE), 0);
}

/* The very address, in any case; the id that it returns does not matter then. */
Test(reports, b1_a_bounce_address_proves_its_mail)
{
    gint64 ticket = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) ack = newest_row(ticket);
    g_autoptr(DeskOutboxRow) first = send("status", ticket, JANE);
    g_autoptr(DeskOutboxRow) second = send("status", ticket, JANE);
    g_autofree char *shouted = g_ascii_strup(second->envelope_from, -1);
    g_autoptr(DeskVerdict) verdict = report(
        &(Dsn){ .to = shouted, .returned = ack->message_id, .recipient = "x@example.com", GONE });
    cr_expect_eq(verdict->ticket, ticket);
    cr_expect_eq(delivery_of(second), DESK_DELIVERY_FAILED, "%s", verdict->reason);
    cr_expect_eq(delivery_of(first), DESK_DELIVERY_UNKNOWN);
    cr_expect_eq(delivery_of(ack), DESK_DELIVERY_UNKNOWN);
    cr_expect_eq(score_of(JANE), 2);
}

Test(reports, b3_soft_failures_on_two_days_end_automatic_mail)
{
    static const struct {
        gint64 days;
        gint64 score;
        guint worse, dead;
    } steps[] = { { 0, 1, 1, 0 }, { 0, 1, 1, 0 }, { 1, 2, 1, 1 }, { 2, 3, 1, 1 } };
    gint64 ticket = write_from(JANE, "support@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(DeskOutboxRow) row = send("status", ticket, JANE);
        later = steps[i].days * (DESK_DAY + DESK_MINUTE);
        g_autoptr(DeskVerdict) verdict =
            report(&(Dsn){ .to = row->envelope_from, .recipient = JANE, FULL });
        cr_expect_eq(score_of(JANE), steps[i].score, "step %zu", i);
        cr_expect_eq(count_events(ticket, "address-worse"), steps[i].worse, "step %zu", i);
        cr_expect_eq(count_events(ticket, "address-dead"), steps[i].dead, "step %zu", i);
    }
}

Test(reports, b3_delays_and_successes_are_only_noted)
{
    static const struct {
        const char *action;
        DeskDelivery delivery;
    } steps[] = { { "delayed", DESK_DELIVERY_DELAYED },
                  { "relayed", DESK_DELIVERY_RELAYED },
                  { "delivered", DESK_DELIVERY_DELIVERED },
                  { "delayed", DESK_DELIVERY_DELIVERED } };
    gint64 ticket = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) row = send("reply", ticket, JANE);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(DeskVerdict) verdict = report(&(Dsn){ .to = row->envelope_from,
                                                        .recipient = JANE,
                                                        .action = steps[i].action,
                                                        .status = i == 2 ? "2.0.0" : "4.4.1",
                                                        .diagnostic = "as it is" });
        cr_expect_eq(delivery_of(row), steps[i].delivery, "%s", steps[i].action);
    }
    cr_expect_eq(score_of(JANE), 0);
    g_autofree char *tags = tags_of(ticket);
    cr_expect_str_eq(tags, "");
    cr_expect_eq(count_events(ticket, "delivery-delayed"), 1);
}

/* RULES B3: it was unwanted, which for automatic mail is as if it had failed. */
Test(reports, b3_a_complaint_ends_automatic_mail)
{
    gint64 ticket = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) ack = newest_row(ticket);
    g_autofree char *raw = g_strdup_printf(
        "From: fbl@example.com\r\nTo: support@example.org\r\nSubject: complaint\r\n"
        "Message-ID: <c@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
        "report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nA complaint.\r\n--b\r\n"
        "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\n"
        "Version: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <%s>\r\n"
        "Subject: x\r\n\r\nx\r\n--b--\r\n",
        ack->message_id);
    g_autoptr(DeskVerdict) verdict = take("fbl@example.com", "support@example.org", raw);
    cr_expect_eq(verdict->kind, DESK_VERDICT_EVENT);
    cr_expect_eq(delivery_of(ack), DESK_DELIVERY_COMPLAINED);
    cr_expect_eq(score_of(JANE), 2);
    g_autofree char *detail = event_of(ticket, "delivery-complained", NULL);
    cr_expect(detail && strstr(detail, "complains"), "%s", detail);
}

/* RULES B3: a failed answer flags its ticket and is told; reports of it again are not. */
Test(reports, b3_a_failed_answer_is_told_to_agents)
{
    const struct {
        const char *mailbox, *assignee, *told;
        guint suppressed;
    } cases[] = {
        { "front@example.org", "bob", "bob@example.org", 0 },
        { "front@example.org", NULL, "alice@example.org bob@example.org", 0 },
        { "support@example.org", NULL, "", 1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 id = write_from(JANE, cases[i].mailbox);
        g_autoptr(DeskTicket) ticket = NULL;
        cr_assert(desk_store_ticket_get(store, id, &ticket, NULL));
        ticket->assignee = g_strdup(cases[i].assignee);
        cr_assert(desk_store_ticket_set(store, ticket, 1, NULL));
        g_autoptr(DeskOutboxRow) row = send("reply", id, JANE);
        for (int time = 0; time < 2; time++) {
            g_autoptr(DeskVerdict) verdict =
                report(&(Dsn){ .to = row->envelope_from, .recipient = JANE, GONE });
        }
        g_autofree char *tags = tags_of(id);
        g_autofree char *alarmed = told(id, "agent-alarm");
        cr_expect_str_eq(tags, "undeliverable", "case %zu", i);
        cr_expect_str_eq(alarmed, cases[i].told, "case %zu: %s", i, alarmed);
        cr_expect_eq(count_events(id, "agent-alarm-suppressed"), cases[i].suppressed, "case %zu",
                     i);
        if (!*cases[i].told)
            continue;
        g_autoptr(DeskOutboxRow) alarm = newest_row(id);
        cr_expect(strstr(alarm->detail, JANE) && strstr(alarm->detail, "550 5.1.1 no such user"),
                  "%s", alarm->detail);
    }
}

/* Reports about a mail of a merged ticket belong where its conversation goes on. */
Test(reports, b3_a_report_follows_its_merged_ticket)
{
    gint64 first = write_from(JANE, "support@example.org");
    gint64 second = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) row = send("reply", first, JANE);
    cr_assert(desk_store_ticket_merge(store, first, second, 1, NULL));
    g_autoptr(DeskVerdict) verdict =
        report(&(Dsn){ .to = row->envelope_from, .recipient = JANE, GONE });
    cr_expect_eq(verdict->ticket, second);
    cr_expect_eq(delivery_of(row), DESK_DELIVERY_FAILED);
    g_autofree char *tags = tags_of(second);
    cr_expect_str_eq(tags, "undeliverable");
    cr_expect_eq(count_events(second, "delivery-failed"), 1);
}

/* A store that somebody has mended by hand may lead in a circle; the mail is filed all the same. */
Test(reports, a_report_on_a_ticket_that_leads_nowhere_is_stray)
{
    gint64 first = write_from(JANE, "support@example.org");
    gint64 second = write_from(JANE, "support@example.org");
    g_autoptr(DeskOutboxRow) row = send("reply", first, JANE);
    cr_assert(desk_store_ticket_merge(store, first, second, 1, NULL) &&
              desk_store_ticket_merge(store, second, first, 1, NULL));
    g_autoptr(DeskVerdict) verdict =
        report(&(Dsn){ .to = row->envelope_from, .recipient = JANE, GONE });
    cr_expect_eq(verdict->kind, DESK_VERDICT_EVENT);
    cr_expect_eq(verdict->ticket, 0);
}

/* RULES B3: an alarm that fails is an event and nothing more. */
Test(reports, b3_no_alarm_about_an_alarm)
{
    gint64 ticket = write_from(JANE, "front@example.org");
    g_autoptr(DeskOutboxRow) reply = send("reply", ticket, JANE);
    g_autoptr(DeskVerdict) first =
        report(&(Dsn){ .to = reply->envelope_from, .recipient = JANE, GONE });
    g_autoptr(DeskOutboxRow) alarm = newest_row(ticket);
    cr_assert_str_eq(alarm->kind, "agent-alarm");
    gint64 rows = stat_of("outbox.queued");
    g_autoptr(DeskVerdict) second =
        report(&(Dsn){ .to = alarm->envelope_from, .recipient = alarm->recipient, GONE });
    cr_expect_eq(delivery_of(alarm), DESK_DELIVERY_FAILED, "%s", second->reason);
    cr_expect_eq(stat_of("outbox.queued"), rows);
    cr_expect_eq(score_of(alarm->recipient), 2);
    cr_expect_eq(count_events(ticket, "delivery-failed"), 2);
}

Test(reports, b3_a_mail_from_the_address_heals_it)
{
    gint64 ticket = write_from(JANE, "support@example.org");
    cr_expect_eq(count_events(ticket, "address-healed"), 0);
    g_autoptr(DeskOutboxRow) ack = newest_row(ticket);
    g_autoptr(DeskVerdict) dead =
        report(&(Dsn){ .returned = ack->message_id, .recipient = JANE, GONE });
    cr_assert_eq(score_of(JANE), 2);
    write_from(EVE, "support@example.org");
    cr_assert_eq(score_of(JANE), 2);

    g_autoptr(DeskVerdict) absent =
        take(JANE, "support@example.org",
             "From: " JANE "\r\nTo: support@example.org\r\nSubject: Away\r\n"
             "Auto-Submitted: auto-replied\r\nMessage-ID: <away@x>\r\n\r\nNot here.\r\n");
    cr_assert_eq(score_of(JANE), 2, "a machine heals nothing");

    g_autoptr(DeskOutboxRow) theirs = newest_row(ticket + 1);
    cr_assert_eq(write_from(JANE, theirs->reply_to), ticket + 1);
    cr_assert_eq(score_of(JANE), 2, "nor does a mail that is held");

    gint64 again = write_from(JANE, "support@example.org");
    cr_expect_eq(score_of(JANE), 0);
    cr_expect_eq(count_events(again, "address-healed"), 1);
    again = write_from(JANE, "support@example.org");
    cr_expect_eq(count_events(again, "address-healed"), 0);
}

/* The newest mail to somebody of a kind. */
static DeskOutboxRow *
mail_to(gint64 ticket, const char *kind, const char *recipient)
{
    g_autoptr(GPtrArray) rows = NULL;
    DeskOutboxRow *found = NULL;
    cr_assert(desk_store_outbox_list(store, NULL, ticket, 100, &rows, NULL));
    for (guint i = 0; i < rows->len && !found; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (g_str_equal(row->kind, kind) && g_str_equal(row->recipient, recipient))
            cr_assert(desk_store_outbox_get(store, row->id, &found, NULL));
    }
    return found;
}

static void
report_gone(const DeskOutboxRow *row)
{
    g_autoptr(DeskVerdict) verdict = report(&(Dsn){
        .to = row->envelope_from, .returned = row->message_id, .recipient = row->recipient, GONE });
    cr_expect_eq(verdict->kind, DESK_VERDICT_EVENT);
}

/* RULES B3: an agent who hears of nothing any more cannot know that; his lead does, once. */
Test(reports, b3_the_lead_is_told_of_an_agent_who_gets_nothing)
{
    gint64 ticket = write_from(JANE, "front@example.org");
    g_autoptr(DeskOutboxRow) told_alice = mail_to(ticket, "agent-new", "alice@example.org");
    g_autoptr(DeskOutboxRow) told_bob = mail_to(ticket, "agent-new", "bob@example.org");
    cr_assert(told_alice && told_bob);
    for (int i = 0; i < 2; i++)
        report_gone(told_alice);
    g_autoptr(DeskOutboxRow) alarm = mail_to(ticket, "agent-alarm", "bob@example.org");
    cr_assert_not_null(alarm);
    cr_expect(g_str_has_prefix(alarm->detail, "Mail to alice does not arrive\n"), "%s",
              alarm->detail);
    g_autofree char *alarmed = told(ticket, "agent-alarm");
    cr_expect_str_eq(alarmed, "bob@example.org", "%s", alarmed);
    /* Nobody is there to be told of the lead's own. */
    report_gone(told_bob);
    g_autofree char *after = told(ticket, "agent-alarm");
    cr_expect_str_eq(after, "bob@example.org", "%s", after);
    gint64 next = write_from(JANE, "front@example.org");
    g_autofree char *nobody = told(next, "agent-new");
    cr_expect_str_eq(nobody, "", "%s", nobody);
    cr_expect_eq(count_events(next, "agent-new-suppressed"), 2);
}

/* What was sent about no ticket is marked all the same. */
Test(reports, b1_a_report_on_a_mail_about_no_ticket_counts)
{
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskOccasion why = desk_notification_occasion(policy, NULL, 0, desk_clock_now());
    cr_assert(
        desk_store_begin(store, NULL) &&
        desk_notification_result(store, &why, desk_conf_agent(conf, "bob"), 0, "queue", NULL) &&
        desk_store_commit(store, NULL));
    g_autoptr(DeskOutboxRow) row = mail_to(0, "command-result", "bob@example.org");
    cr_assert_not_null(row);
    g_autoptr(DeskVerdict) verdict = report(&(Dsn){ .to = row->envelope_from,
                                                    .returned = row->message_id,
                                                    .recipient = "bob@example.org",
                                                    GONE });
    cr_expect_eq(verdict->kind, DESK_VERDICT_EVENT);
    cr_expect_eq(verdict->ticket, 0);
    g_autoptr(DeskOutboxRow) after = mail_to(0, "command-result", "bob@example.org");
    cr_expect_eq(after->delivery, DESK_DELIVERY_FAILED);
    cr_expect_eq(score_of("bob@example.org"), 2);
}
