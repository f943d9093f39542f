#include "base/clock.h"
#include "desk/amend.h"
#include "desk/record.h"
#include "parse/parse.h"
#include "scene.h"
#include "store/rows.h"

#include <criterion/criterion.h>

/* Where mails send their tickets, in the store. */

#define JANE "jane@example.net"

static const char settings[] =
    "team \"frontline\" { members = {\"alice\"} }\n"
    "team \"money\" { members = {\"alice\", \"bob\"} }\n"
    "team \"experts\" { members = {\"bob\"} assign = round-robin }\n"
    "calendar \"office\" { timezone = \"UTC\" monday = \"00:00-24:00\" }\n"
    "sla \"standard\" { calendar = \"office\" resolution = {\"normal=8h\"} }\n"
    "sla \"gold\" { calendar = \"office\" resolution = {\"normal=2h\"} }\n"
    "mailbox \"shop\" { address = \"shop@example.org\" team = \"frontline\" sla = \"standard\" }\n"
    "customer \"acme\" { domains = {\"example.com\"} sla = \"gold\" }\n"
    "category \"Billing\" { keywords = {\"invoice\", \"card\"} team = \"money\""
    " tags = {\"billing\"} }\n"
    "category \"Orders\" { mailboxes = {\"shop\"} tags = {\"order\"} }\n"
    "rule \"cards\" { categories = {\"Billing\"} keywords = {\"keeps failing\"} team = \"experts\""
    " priority = high tags = {\"card\"} }\n"
    "rule \"slow\" { regex = {'(x+x+)+y'} priority = high }\n"
    "triage { urgency-words = {\"urgent\", \"is encrypted\"} ";

static void
open_desk(void)
{
    g_autofree char *all = g_strconcat(settings, "}\n", NULL);
    desk_parse_init();
    scene_open_with(all);
}

static void
open_weighing_desk(void)
{
    g_autofree char *all = g_strconcat(settings, "answers = yes }\n", NULL);
    scene_open_with(all);
}

TestSuite(triage, .init = open_desk, .fini = scene_close);
TestSuite(weighing, .init = open_weighing_desk, .fini = scene_close);
TestSuite(thanks, .init = open_desk, .fini = scene_close);

static void
expect_ticket(gint64 id, const char *wanted)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    g_auto(GStrv) tags = NULL;
    cr_assert(desk_store_tag_list(scene_store, id, &tags, NULL));
    g_autofree char *all = g_strjoinv(",", tags);
    g_autofree char *text =
        g_strdup_printf("%s %s %s %s %s %s", ticket->category ? ticket->category : "-",
                        desk_priority_name(ticket->priority), ticket->team ? ticket->team : "-",
                        ticket->assignee ? ticket->assignee : "-", ticket->sla ? ticket->sla : "-",
                        *all ? all : "-");
    cr_expect_str_eq(text, wanted, "%s: %s", ticket->subject, text);
}

static void
expect_event(gint64 id, const char *kind, const char *wanted)
{
    g_autofree char *detail = scene_event(id, kind);
    cr_expect_eq(g_strcmp0(detail, wanted), 0, "%s: %s", kind, detail);
}

static gint64
open_one(const char *subject, const char *body, const char *to)
{
    DeskVerdict verdict = scene_take(&(Letter){
        .from = JANE, .to = to, .subject = subject, .message_id = subject, .body = body });
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

/* An answer to the acknowledgement of a ticket. */
static DeskVerdict
answer(gint64 ticket, Letter letter)
{
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    letter.from = letter.from ? letter.from : JANE;
    letter.to = ack->reply_to;
    letter.subject = letter.subject ? letter.subject : "Re:";
    return scene_take(&letter);
}

Test(triage, a_new_ticket_has_it_all)
{
    gint64 id = open_one("invoice", "My card keeps failing", "shop@example.org");
    expect_ticket(id, "Billing high experts bob standard billing,card,order");
    expect_event(id, "triage",
                 "category Billing with score 4, before Orders with 1: subject has \"invoice\" "
                 "(3), text has \"card\" (1); rule cards holds: its category is Billing, text has "
                 "\"keeps failing\"; priority high: rule cards says high; team experts by rule "
                 "cards; SLA standard by mailbox shop; tags billing, order, card");
    cr_expect_eq(scene_events(id, "triage"), 1);
}

Test(triage, what_says_nothing_leaves_what_its_mailbox_sets)
{
    gint64 id = open_one("Hello", "there", "support@example.org");
    expect_ticket(id, "- normal - - - -");
    expect_event(id, "triage", NULL);
}

Test(triage, an_expression_that_is_given_up_is_told)
{
    g_autofree char *many = g_strnfill(5000, 'x');
    memcpy(many + 4998, " y", 2);
    DeskVerdict verdict = scene_take(
        &(Letter){ .from = JANE, .subject = "slow", .message_id = "slow", .body = many });
    expect_ticket(verdict.ticket, "- normal - - - -");
    expect_event(verdict.ticket, "triage", "given up as too slow: \"(x+x+)+y\" of rule slow");
}

Test(triage, a_customer_is_known_unless_he_is_forged)
{
    static const struct {
        const char *dmarc, *wanted;
    } rows[] = { { NULL, "- normal - - gold -" }, { "fail", "- normal - - - -" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("%zu@x", i);
        DeskVerdict verdict = scene_take(&(Letter){
            .from = "x@example.com", .subject = id, .message_id = id, .dmarc = rows[i].dmarc });
        expect_ticket(verdict.ticket, rows[i].wanted);
    }
}

Test(triage, the_words_of_machines_that_answer_are_not_weighed)
{
    g_autoptr(DeskFiling) filing = scene_filing(&(Letter){ .from = JANE,
                                                           .subject = "invoice",
                                                           .message_id = "1@x",
                                                           .body = "urgent",
                                                           .machine = DESK_MACHINE_AUTO_REPLY });
    cr_expect_null(filing->triaged.category);
    cr_expect_eq(filing->triaged.priority, DESK_PRIORITY_NORMAL);
}

/* The desk as the writer has it, with a mail as it comes from the network. */
static gint64
take_raw(const char *raw)
{
    DeskBytes bytes = { raw, strlen(raw) };
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(scene_policy, JANE);
    desk_envelope_add(envelope, "support@example.org");
    g_autoptr(DeskFiling) filing = desk_filing_new(envelope, bytes, desk_parse(bytes));
    return scene_file(filing).ticket;
}

Test(triage, quotes_signatures_and_tags_are_never_matched)
{
    static const struct {
        const char *name, *raw, *wanted;
    } rows[] = {
        { "quote",
          "From: " JANE "\r\nSubject: Re: [#99] hello\r\nMessage-ID: <1@x>\r\n\r\n"
          "I have a question.\r\n\r\nOn Mon, 1 Jun 2026, Bob wrote:\r\n> your invoice\r\n"
          "> is urgent\r\n",
          "- normal - - - -" },
        { "signature",
          "From: " JANE "\r\nSubject: hello\r\nMessage-ID: <2@x>\r\n\r\n"
          "I have a question.\r\n\r\n-- \r\nJane, invoice department, urgent\r\n",
          "- normal - - - -" },
        { "header",
          "From: " JANE "\r\nSubject: hello\r\nMessage-ID: <3@x>\r\n"
          "X-Desk-Priority: critical\r\nX-Desk-Category: Billing\r\n"
          "Importance: high\r\n\r\nI have a question.\r\n",
          "- normal - - - -" },
        { "own words",
          "From: " JANE "\r\nSubject: Re: hello\r\nMessage-ID: <4@x>\r\n\r\n"
          "My invoice is urgent.\r\n\r\nOn Mon, 1 Jun 2026, Bob wrote:\r\n> card keeps failing\r\n",
          "Billing high money - - billing" },
        { "notice of the desk",
          "From: " JANE "\r\nSubject: invoice\r\nMessage-ID: <5@x>\r\nMIME-Version: 1.0\r\n"
          "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; "
          "boundary=b\r\n"
          "\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
          "--b\r\nContent-Type: application/octet-stream\r\n\r\n"
          "-----BEGIN PGP MESSAGE-----\r\n\r\nurgent\r\n-----END PGP MESSAGE-----\r\n--b--\r\n",
          "Billing normal money - - billing" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        expect_ticket(take_raw(rows[i].raw), rows[i].wanted);
}

Test(triage, t8_a_follow_up_goes_where_its_ticket_was)
{
    static const struct {
        const char *body, *wanted;
    } rows[] = { { "hello again", "Billing normal money - - -" },
                 { "card keeps failing", "Billing high experts bob - billing,card" } };
    gint64 id = open_one("invoice", "", "support@example.org");
    scene_set_status(id, DESK_STATUS_CLOSED, desk_clock_now() - 400 * DESK_DAY);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *message_id = g_strdup_printf("follow%zu@x", i);
        DeskVerdict verdict =
            answer(id, (Letter){ .message_id = message_id, .body = rows[i].body });
        cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
        expect_ticket(verdict.ticket, rows[i].wanted);
    }
}

static int
set_category(gint64 ticket, const char *category)
{
    g_autoptr(GError) error = NULL;
    const DeskAmender amender = { .policy = scene_policy,
                                  .actor = "deskctl:root",
                                  .now = desk_clock_now() };
    const DeskChange change = { .category = category };
    cr_assert(desk_store_begin(scene_store, NULL));
    bool ok = desk_amend_set(scene_store, &amender, ticket, &change, &error);
    if (ok)
        cr_assert(desk_store_commit(scene_store, NULL));
    else
        desk_store_rollback(scene_store);
    return ok ? -1 : error->code;
}

Test(triage, people_name_a_category_of_the_configuration)
{
    gint64 id = open_one("invoice", "", "support@example.org");
    cr_expect_eq(set_category(id, "Odd"), DESK_AMEND_ERROR_UNKNOWN);
    expect_ticket(id, "Billing normal money - - billing");
    cr_expect_eq(set_category(id, "Orders"), -1);
    expect_ticket(id, "Orders normal money - - billing");
    cr_expect_eq(set_category(id, "none"), -1);
    expect_ticket(id, "- normal money - - billing");
}

Test(triage, what_is_split_off_belongs_where_it_was)
{
    const DeskAmender amender = { .policy = scene_policy,
                                  .actor = "deskctl:root",
                                  .now = desk_clock_now() };
    gint64 id = open_one("invoice", "", "shop@example.org"), made = 0;
    const gint64 second[] = { 2 };
    const DeskSplit split = { second, 1, NULL };
    answer(id, (Letter){ .message_id = "2@x", .body = "nothing" });
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_amend_split(scene_store, &amender, id, &split, &made, NULL) &&
              desk_store_commit(scene_store, NULL));
    expect_ticket(made, "Billing normal money - standard -");
}

Test(triage, an_answer_is_not_weighed_again)
{
    gint64 id = open_one("hello", "", "support@example.org");
    answer(id, (Letter){ .message_id = "2@x", .body = "invoice, urgent" });
    expect_ticket(id, "- normal - - - -");
    expect_event(id, "triage", NULL);
}

Test(weighing, an_answer_raises_and_never_lowers)
{
    static const struct {
        const char *body, *wanted;
    } rows[] = {
        { "nothing", "- normal - - - -" },
        { "an invoice", "Billing normal money - - billing" },
        { "urgent", "Billing high money - - billing" },
        { "an invoice", "Billing high money - - billing" },
        { "card keeps failing", "Billing high experts bob - billing,card" },
        { "nothing", "Billing high experts bob - billing,card" },
    };
    gint64 id = open_one("hello", "", "support@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *message_id = g_strdup_printf("answer%zu@x", i);
        answer(id, (Letter){ .message_id = message_id, .body = rows[i].body });
        expect_ticket(id, rows[i].wanted);
    }
    cr_expect_eq(scene_events(id, "triage"), 4);
}

/* A person puts a ticket into category Orders with low priority. */
static void
put_right(gint64 id)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    g_free(ticket->category);
    ticket->category = g_strdup("Orders");
    ticket->priority = DESK_PRIORITY_LOW;
    cr_assert(desk_store_begin(scene_store, NULL));
    cr_assert(desk_store_ticket_set(scene_store, ticket, desk_clock_now(), NULL));
    cr_assert(desk_store_commit(scene_store, NULL));
}

/* Normal is what a ticket has of which nothing else is said: no reason to raise one. */
Test(weighing, an_answer_that_says_nothing_of_priority_leaves_it)
{
    gint64 id = open_one("hello", "", "support@example.org");
    put_right(id);
    answer(id, (Letter){ .message_id = "low@x", .body = "an invoice" });
    expect_ticket(id, "Billing low money - - billing");
}

/* The subject that it has from its ticket says nothing new. */
Test(weighing, thanks_are_not_weighed)
{
    gint64 id = open_one("invoice", "", "support@example.org");
    put_right(id);
    answer(id, (Letter){ .message_id = "thanks@x", .subject = "Re: invoice", .body = "Thank you" });
    expect_ticket(id, "Orders low money - - billing");
}

Test(weighing, only_a_persons_own_answer_counts)
{
    static const Letter others[] = {
        { .message_id = "2@x", .body = "urgent invoice", .machine = DESK_MACHINE_AUTO_GENERATED },
        { .message_id = "3@x", .body = "urgent invoice", .machine = DESK_MACHINE_AUTO_REPLY },
        { .message_id = "4@x", .body = "urgent invoice", .from = "eve@example.net" },
        { .message_id = "5@x",
          .body = "urgent invoice",
          .from = "bob@example.org",
          .login = "bob" },
    };
    gint64 id = open_one("hello", "", "support@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        answer(id, others[i]);
        expect_ticket(id, "- normal - - - -");
    }
}

Test(thanks, open_nothing_and_say_so)
{
    static const struct {
        DeskStatus before;
        const char *subject, *body;
        DeskStatus after;
    } rows[] = {
        { DESK_STATUS_RESOLVED, NULL, "Thanks, Bob!", DESK_STATUS_RESOLVED },
        { DESK_STATUS_CLOSED, NULL, "Danke schön!", DESK_STATUS_CLOSED },
        { DESK_STATUS_WAITING, NULL, "Thank you", DESK_STATUS_WAITING },
        { DESK_STATUS_ON_HOLD, NULL, "merci", DESK_STATUS_ON_HOLD },
        { DESK_STATUS_RESOLVED, "Thank you!", "Thank you", DESK_STATUS_RESOLVED },
        { DESK_STATUS_RESOLVED, "New order", "Thank you", DESK_STATUS_OPEN },
        { DESK_STATUS_RESOLVED, NULL, "Thanks, but it still fails", DESK_STATUS_OPEN },
        { DESK_STATUS_WAITING, NULL, "Thanks in advance", DESK_STATUS_OPEN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *first = g_strdup_printf("case %zu", i);
        g_autofree char *second = g_strdup_printf("answer %zu", i);
        bool stays = rows[i].before == rows[i].after;
        g_autofree char *from = g_strdup_printf("jane%zu@example.net", i);
        gint64 id =
            scene_take(&(Letter){ .from = from, .subject = first, .message_id = first }).ticket;
        scene_set_status(id, rows[i].before, desk_clock_now());
        DeskVerdict verdict = answer(id, (Letter){ .from = from,
                                                   .message_id = second,
                                                   .subject = rows[i].subject,
                                                   .body = rows[i].body });
        g_autoptr(DeskTicket) ticket = scene_ticket(id);
        cr_expect_eq(verdict.kind, DESK_VERDICT_APPEND, "%s", rows[i].body);
        cr_expect_eq(ticket->status, rows[i].after, "%s, %s: %s", rows[i].body,
                     desk_status_name(rows[i].before), desk_status_name(ticket->status));
        cr_expect_eq(scene_events(id, "thanks"), stays, "%s", rows[i].body);
    }
}

Test(thanks, long_after_the_end_open_no_follow_up)
{
    gint64 id = open_one("hello", "", "support@example.org");
    scene_set_status(id, DESK_STATUS_CLOSED, desk_clock_now() - 400 * DESK_DAY);
    DeskVerdict verdict = answer(id, (Letter){ .message_id = "2@x", .body = "Thanks again!" });
    cr_expect_eq(verdict.kind, DESK_VERDICT_APPEND);
    cr_expect_eq(verdict.ticket, id);
    expect_event(id, "thanks", "it stays closed, since the mail says thanks and nothing else");
}
