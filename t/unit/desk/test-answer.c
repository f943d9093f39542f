#include "base/clock.h"
#include "desk/amend.h"
#include "policy/token.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"
#define JOE  "joe@example.net"
#define EVE  "eve@example.com"
#define BOB  "bob@example.org"

TestSuite(answer, .init = scene_open, .fini = scene_close);

static int mails;

/* A customer's new ticket. */
static gint64
ask(const char *subject)
{
    g_autofree char *id = g_strdup_printf("ask%d@x", ++mails);
    DeskVerdict verdict = scene_take(&(Letter){ .from = JANE,
                                                .subject = subject,
                                                .message_id = id,
                                                .dmarc = "pass",
                                                .body = "The printer eats the paper.\n" });
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

static gint64
contact_of(const char *address)
{
    gint64 contact = 0;
    cr_assert(desk_store_contact_put(scene_store, address, address, "", 1, &contact, NULL));
    return contact;
}

/* Where an agent answers a mail of the desk to him; at the one address of his or the other. */
static char *
reply_address(gint64 ticket, const char *address, bool is_note)
{
    const DeskToken token = { .ticket = ticket, .contact = contact_of(address) };
    const DeskSeal *seal = desk_policy_seal(scene_policy);
    return is_note ? desk_token_note_address(seal, token, "support@example.org", '+')
                   : desk_token_reply_address(seal, token, "support@example.org", '+');
}

/* Bob's answer; what is left out is as in an answer that goes out. */
static DeskVerdict
answer(gint64 ticket, Letter letter)
{
    g_autofree char *id = g_strdup_printf("answer%d@x", ++mails);
    g_autofree char *to = reply_address(ticket, BOB, false);
    if (!letter.from)
        letter.from = BOB;
    if (!letter.to)
        letter.to = to;
    if (!letter.login)
        letter.login = "bob";
    if (!letter.body)
        letter.body = "Turn it off.";
    if (!letter.subject)
        letter.subject = "Re: [#1] printer";
    letter.message_id = id;
    return scene_take(&letter);
}

/* How many mails of a kind have gone to somebody. */
static guint
count_mails(gint64 ticket, const char *kind, const char *address)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    guint count = 0;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        count += g_str_equal(row->kind, kind) && (!address || g_str_equal(row->recipient, address));
    }
    return count;
}

static const DeskMessage *
last(const GPtrArray *messages)
{
    return messages->pdata[messages->len - 1];
}

/* The newest mail of a kind. */
static DeskOutboxRow *
newest_mail(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    for (guint i = 0; i < rows->len; i++) {
        DeskOutboxRow *row = rows->pdata[i], *mine = NULL;
        if (!g_str_equal(row->kind, kind))
            continue;
        cr_assert(desk_store_outbox_get(scene_store, row->id, &mine, NULL));
        return mine;
    }
    cr_assert_fail("no %s", kind);
    return NULL;
}

/* RULES C3, I8, T10, T11, DESIGN 7: an answer goes to the customer, who has the next word. */
Test(answer, c3_an_agents_answer_goes_to_the_customer)
{
    gint64 hers = ask("Printer [#99] broken");
    DeskVerdict verdict = answer(hers, (Letter){ .body = "Turn it off.\n\n> Status: new" });
    cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == hers);
    cr_expect_eq(count_mails(hers, "reply", JANE), 1);
    cr_expect_eq(count_mails(hers, "reply", NULL), 1);
    cr_expect_eq(scene_events(hers, "answered"), 1);

    g_autoptr(GPtrArray) messages = scene_messages(hers);
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_OUT);
    cr_expect_str_eq(last(messages)->reply_text, "Turn it off.");
    cr_expect_str_eq(last(messages)->text, "Turn it off.\n\n> Status: new");
    g_autoptr(DeskTicket) ticket = scene_ticket(hers);
    cr_expect_eq(ticket->status, DESK_STATUS_WAITING);
    cr_expect_str_eq(ticket->assignee ? ticket->assignee : "", "bob");

    g_autoptr(DeskOutboxRow) row = newest_mail(hers, "reply"), ack = scene_ack(hers);
    g_autofree char *known = g_strdup_printf("ask%d@x %s", mails - 1, ack->message_id);
    cr_expect_str_eq(row->subject, "Printer broken");
    cr_expect_str_eq(row->from_address, "support@example.org");
    cr_expect_str_eq(row->from_name, "Support");
    cr_expect_str_eq(row->in_reply_to, ack->message_id);
    cr_expect_str_eq(row->references, known);
    cr_expect(g_str_has_prefix(row->envelope_from, "support+b"));
    cr_expect(g_str_has_prefix(row->reply_to, "support+r"));
    cr_expect_eq(row->cause, last(messages)->id);
}

/* RULES I8, S4: whoever is confirmed gets it once, and nobody else. */
Test(answer, i8_the_confirmed_get_it_once_and_nobody_else)
{
    const DeskAmender amender = { .policy = scene_policy, .actor = "test", .now = 1 };
    const char *const joe[] = { JOE, NULL };
    gint64 hers = ask("printer");
    cr_assert(desk_amend_cc(scene_store, &amender, hers, joe, NULL));
    cr_assert(desk_store_participant_add(scene_store, hers, contact_of(EVE), DESK_ROLE_CC, false, 1,
                                         NULL));
    cr_assert(desk_store_participant_add(scene_store, hers, contact_of("third@example.com"),
                                         DESK_ROLE_THIRD_PARTY, true, 1, NULL));
    answer(hers, (Letter){ .subject = "Re: printer" });
    cr_expect_eq(count_mails(hers, "reply", JANE), 1);
    cr_expect_eq(count_mails(hers, "reply", JOE), 1);
    cr_expect_eq(count_mails(hers, "reply", NULL), 2);

    g_autofree char *to = reply_address(hers, BOB, false);
    g_autofree char *both = g_strdup_printf("%s " JOE, to);
    answer(hers, (Letter){ .to = both });
    cr_expect_eq(count_mails(hers, "reply", JANE), 2);
    cr_expect_eq(count_mails(hers, "reply", JOE), 1, "he had it in the same transaction");
}

/* RULES C4, W11, W12: on any doubt the customer gets nothing, and the agent is told. */
Test(answer, c4_a_doubtful_answer_is_a_note_and_the_agent_is_told)
{
    gint64 hers = ask("printer");
    g_autofree char *to = reply_address(hers, BOB, false);
    g_autofree char *note = reply_address(hers, BOB, true);
    g_autofree char *both = g_strdup_printf("%s %s", to, note);
    g_autofree char *eve = g_strdup_printf("%s " EVE, to);
    g_autofree char *tag = g_strdup_printf("Re: [#%" G_GINT64_FORMAT "] printer", hers);
    const struct {
        const char *name;
        Letter letter;
        bool is_told;
    } rows[] = {
        { "note address", { .to = note }, false },
        { "both addresses", { .to = both }, false },
        { "forward", { .subject = "Fwd: [#1] printer" }, true },
        { "bystander", { .to = eve }, true },
        { "bystander in Cc", { .cc = EVE }, true },
        { "token in it", { .body = to }, true },
    };
    scene_set_status(hers, DESK_STATUS_OPEN, desk_clock_now());
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint told = count_mails(hers, "command-result", BOB);
        DeskVerdict verdict = answer(hers, rows[i].letter);
        g_autoptr(GPtrArray) messages = scene_messages(hers);
        cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == hers, "%s",
                  rows[i].name);
        cr_expect_eq(last(messages)->direction, DESK_DIRECTION_NOTE, "%s", rows[i].name);
        cr_expect_eq(count_mails(hers, "command-result", BOB) - told, rows[i].is_told, "%s",
                     rows[i].name);
    }
    g_autoptr(DeskTicket) ticket = scene_ticket(hers);
    cr_expect_eq(count_mails(hers, "reply", NULL), 0);
    cr_expect_eq(ticket->status, DESK_STATUS_OPEN);
}
