#include "base/clock.h"
#include "desk/amend.h"
#include "desk/answering.h"
#include "desk/decide.h"
#include "policy/token.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/watchers.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

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

/* RULES C4: what was doubted once is not doubted for being known by then; and what an agent signs
 * his notes with stands below his answers as well. */
Test(answer, c4_who_answers_again_or_signs_is_not_doubted_for_it)
{
#define SIGNED(text) text "\n\nKind regards\nBob, Example Ltd, Main Street 1, 12345 Town"
    static const char again[] = "Turn it off, wait for a minute, and turn it on again.";
    gint64 hers = ask("printer");
    answer(hers, (Letter){ .cc = EVE, .body = again });
    cr_expect_eq(count_mails(hers, "reply", NULL), 0);
    answer(hers, (Letter){ .body = again });
    cr_expect_eq(count_mails(hers, "reply", JANE), 1);
    answer(hers, (Letter){ .body = SIGNED("#note\nShe has not paid for a year and a half.") });
    answer(hers, (Letter){ .body = SIGNED("It is all right.") });
    cr_expect_eq(count_mails(hers, "reply", JANE), 2);
    answer(hers, (Letter){ .body = SIGNED("She has not paid for a year and a half.") });
    cr_expect_eq(count_mails(hers, "reply", JANE), 2);
    cr_expect_eq(count_mails(hers, "command-result", BOB), 2);
#undef SIGNED
}

/* What became of a mail, or why it went back. */
static char *
refusal_of(gint64 ticket, Letter letter)
{
    g_autofree char *id = g_strdup_printf("refused%d@x", ++mails);
    g_autofree char *to = reply_address(ticket, BOB, false);
    g_auto(DeskDecision) decision = { 0 };
    letter.from = BOB;
    letter.to = letter.to ? letter.to : to;
    letter.login = "bob";
    letter.subject = "Re: printer";
    letter.message_id = id;
    g_autoptr(DeskFiling) filing = scene_filing(&letter);
    cr_assert(desk_decide(scene_store, filing, &decision, NULL));
    return decision.is_refused ? g_strdup(decision.objection) : NULL;
}

/* RULES O4, I16: an agent's address goes back to him; with others on the mail it is a note. */
Test(answer, o4_an_agents_address_is_refused_or_stays_internal)
{
    gint64 hers = ask("printer");
    g_autofree char *to = reply_address(hers, BOB, false);
    g_autofree char *others = g_strdup_printf("%s " JANE, to);
    g_autofree char *why =
        refusal_of(hers, (Letter){ .body = "#take\nHello,\nask alice@example.org about it." });
    cr_assert_not_null(why);
    cr_expect(g_str_has_prefix(why, "ask alice@example.org about it.: the address of the agent "),
              "%s", why);
    answer(hers, (Letter){ .to = others, .body = "Ask alice@example.org." });
    g_autoptr(GPtrArray) messages = scene_messages(hers);
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_NOTE);
    cr_expect_eq(count_mails(hers, "reply", NULL), 0);
    cr_expect_eq(count_mails(hers, "command-result", BOB), 1);
}

/* RULES C3, C4: the commands are not the customer's, and #note keeps all of it. */
Test(answer, c3_commands_are_cut_and_note_keeps_all)
{
    gint64 hers = ask("printer");
    answer(hers, (Letter){ .body = "#tag +paper\n\nTurn it off." });
    g_autoptr(GPtrArray) messages = scene_messages(hers);
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_OUT);
    cr_expect_str_eq(last(messages)->reply_text, "Turn it off.");

    static const char *const notes[] = { "#note\nShe never pays.", "#tag +unpaid" };
    for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
        answer(hers, (Letter){ .body = notes[i] });
        g_autoptr(GPtrArray) more = scene_messages(hers);
        cr_expect_eq(last(more)->direction, DESK_DIRECTION_NOTE, "%s", notes[i]);
    }
    cr_expect_eq(count_mails(hers, "reply", NULL), 1);
    cr_expect_eq(count_mails(hers, "command-result", NULL), 0);
}

/* DESIGN 5: what proves an answer is a link to a mail of ours to an agent, whichever of his
 * addresses it went to; all else that an agent writes is a note, and he is told. */
Test(answer, a_link_to_a_mail_of_ours_makes_an_answer)
{
    gint64 hers = ask("printer");
    const DeskSeal *seal = desk_policy_seal(scene_policy);
    const DeskToken his = { .ticket = hers, .contact = contact_of("bob@example.com") };
    const DeskToken janes = { .ticket = hers, .contact = contact_of(JANE) };
    g_autofree char *id = desk_token_message_id(seal, his, "mx.example.org");
    g_autofree char *other = desk_token_message_id(seal, janes, "mx.example.org");
    g_autofree char *second = reply_address(hers, "bob@example.com", false);
    g_autofree char *colleague = reply_address(hers, "alice@example.org", false);
    g_autofree char *customer = reply_address(hers, JANE, false);
    g_autofree char *tag = g_strdup_printf("Re: [#%" G_GINT64_FORMAT "] printer", hers);
    const struct {
        const char *name;
        Letter letter;
        DeskDirection direction;
    } rows[] = {
        { "his other address", { .to = second }, DESK_DIRECTION_OUT },
        { "a colleague's", { .to = colleague }, DESK_DIRECTION_OUT },
        { "the customer's", { .to = customer }, DESK_DIRECTION_NOTE },
        { "our Message-ID",
          { .to = "support@example.org", .in_reply_to = id },
          DESK_DIRECTION_OUT },
        { "in References alone",
          { .to = "support@example.org", .reference = id },
          DESK_DIRECTION_NOTE },
        { "Message-ID of the customer's mail",
          { .to = "support@example.org", .in_reply_to = other },
          DESK_DIRECTION_NOTE },
        { "tag", { .to = "support@example.org", .subject = tag }, DESK_DIRECTION_NOTE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint told = count_mails(hers, "command-result", BOB);
        DeskVerdict verdict = answer(hers, rows[i].letter);
        g_autoptr(GPtrArray) messages = scene_messages(hers);
        bool is_note = rows[i].direction == DESK_DIRECTION_NOTE;
        cr_expect_eq(verdict.ticket, hers, "%s", rows[i].name);
        cr_expect_eq(last(messages)->direction, rows[i].direction, "%s", rows[i].name);
        cr_expect_eq(count_mails(hers, "command-result", BOB) - told, is_note, "%s", rows[i].name);
    }
}

/* RULES C4, S6: whom it was forwarded to writes notes, and joins by nothing weaker. */
Test(answer, a_third_party_writes_notes)
{
    const char *const third = "vendor@example.com";
    gint64 hers = ask("printer");
    answer(hers, (Letter){ .body = "#forward vendor@example.com\nIs it still under warranty?" });
    cr_expect_eq(count_mails(hers, "forward", third), 1);
    cr_expect_eq(count_mails(hers, "reply", NULL), 0);
    g_autoptr(DeskOutboxRow) row = newest_mail(hers, "forward");
    g_autofree char *tag = g_strdup_printf("Re: [#%" G_GINT64_FORMAT "] printer", hers);

    DeskVerdict verdict = scene_take(
        &(Letter){ .from = third, .subject = "Re: x", .message_id = "v1@x", .to = row->reply_to });
    g_autoptr(GPtrArray) messages = scene_messages(hers);
    cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == hers);
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_NOTE);
    cr_expect_eq(last(messages)->author, contact_of(third));
    cr_expect_eq(scene_events(hers, "third-party"), 1);

    verdict = scene_take(&(Letter){ .from = third, .subject = tag, .message_id = "v2@x" });
    cr_expect(verdict.kind == DESK_VERDICT_NEW && verdict.ticket != hers);
    answer(hers, (Letter){ .body = "It is." });
    cr_expect_eq(count_mails(hers, "reply", third), 0);
    cr_expect_eq(count_mails(hers, "reply", JANE), 1);
}

/* RULES C7: in whichever order two of them answer or command, the second hears of the first. */
Test(answer, c7_answers_and_commands_in_all_orders)
{
    static const struct {
        const char *first, *second, *told;
    } rows[] = {
        { "Turn it off.", "Turn it on.", "alice: answered the customer (message 3)" },
        { "Turn it off.", "#tag paper", "alice: answered the customer (message 3)" },
        { "#priority high", "Turn it on.", "alice: priority " },
        { "#priority high", "#tag paper", "alice: priority " },
        { "#note\nMine.", "#tag paper", "alice: left a note (message 3)" },
        { "#resolve", "#resolve", "alice: status " },
        { "#tag +x\nOff.", "#note\nMine.", "alice: answered the customer (message 3)" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 hers = ask("printer");
        g_autofree char *to = reply_address(hers, "alice@example.org", false);
        g_autofree char *id = g_strdup_printf("alice%zu@x", i);
        answer(hers, (Letter){ .subject = "Fwd: printer" }); /* so he has a mail of the ticket */
        g_autoptr(DeskOutboxRow) notice = newest_mail(hers, "command-result");
        scene_take(&(Letter){ .from = "alice@example.org",
                              .subject = "Re: printer",
                              .message_id = id,
                              .to = to,
                              .dmarc = "pass",
                              .body = rows[i].first,
                              .later = DESK_SECOND });
        guint before = count_mails(hers, "command-result", NULL);
        answer(hers, (Letter){ .in_reply_to = notice->message_id,
                               .body = rows[i].second,
                               .later = DESK_SECOND });
        cr_assert_eq(count_mails(hers, "command-result", BOB), before + 1, "%s, then %s",
                     rows[i].first, rows[i].second);
        g_autoptr(DeskOutboxRow) told = newest_mail(hers, "command-result");
        cr_expect_not_null(strstr(told->detail, rows[i].told), "%s, then %s: %s", rows[i].first,
                           rows[i].second, told->detail);
        cr_expect_null(strstr(told->detail, "bob:"), "%s", told->detail);
    }
}

/* RULES I8, S4: to forward something lets nobody read what the customer gets. */
Test(answer, i8_a_forward_makes_nobody_a_customer)
{
    gint64 hers = ask("printer");
    cr_assert(desk_store_participant_add(scene_store, hers, contact_of(EVE), DESK_ROLE_CC, false, 1,
                                         NULL));
    answer(hers, (Letter){ .body = "#forward " EVE "\nIs it still under warranty?" });
    answer(hers, (Letter){ .body = "Turn it off." });
    cr_expect_eq(count_mails(hers, "forward", EVE), 1);
    cr_expect_eq(count_mails(hers, "reply", EVE), 0);
    cr_expect_eq(count_mails(hers, "reply", JANE), 1);

    g_autofree char *why =
        refusal_of(hers, (Letter){ .body = "#take\n#forward Jane@example.net\nAnd now?" });
    cr_expect_str_eq(why ? why : "taken",
                     "line 2: #forward Jane@example.net: who is on the ticket gets an answer: "
                     "write it without this line");
}

/* RULES I8: the desk forwards nothing to itself, and nothing to its agents, who see all of it. */
Test(answer, i8_neither_the_desk_nor_an_agent_is_a_third_party)
{
    static const char *const addresses[] = { "support@example.org", "Support+x@example.org",
                                             "alice@example.org" };
    gint64 hers = ask("printer");
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autofree char *body = g_strdup_printf("#forward %s\nIs it under warranty?", addresses[i]);
        g_autofree char *why = refusal_of(hers, (Letter){ .body = body });
        cr_expect(why && strstr(why, "line 1: #forward"), "%s: %s", addresses[i],
                  why ? why : "taken");
        cr_expect_eq(count_mails(hers, "forward", addresses[i]), 0);
    }
}

/* RULES I8: who is put on a ticket with an answer gets it, and who is taken off does not. */
Test(answer, i8_whoever_comes_or_goes_with_an_answer)
{
    gint64 hers = ask("printer");
    answer(hers, (Letter){ .body = "#forward " EVE "\nIs it still under warranty?" });
    answer(hers, (Letter){ .body = "#cc +" EVE " +" JOE "\nThey will help you." });
    cr_expect_eq(count_mails(hers, "reply", EVE), 1);
    cr_expect_eq(count_mails(hers, "reply", JOE), 1);
    answer(hers, (Letter){ .body = "#cc -" EVE "\nBetween the three of us: mind the bill." });
    cr_expect_eq(count_mails(hers, "reply", EVE), 1);
    cr_expect_eq(count_mails(hers, "reply", JOE), 2);
    cr_expect_eq(count_mails(hers, "reply", JANE), 2);
}

/* RULES C7: both answers are stored, and whoever comes second hears of the first. */
Test(answer, c7_whoever_comes_second_is_told)
{
    gint64 hers = ask("printer");
    g_autofree char *alices = reply_address(hers, "alice@example.org", false);
    /* Bob has had a mail of the ticket: the answer to a doubtful one. */
    answer(hers, (Letter){ .subject = "Fwd: printer", .body = "x" });
    g_autoptr(DeskOutboxRow) row = newest_mail(hers, "command-result");
    g_autofree char *id = g_strdup(row->message_id);

    DeskVerdict verdict = scene_take(&(Letter){ .from = "alice@example.org",
                                                .subject = "Re: printer",
                                                .message_id = "alice@x",
                                                .to = alices,
                                                .dmarc = "pass",
                                                .body = "Turn it off.",
                                                .later = DESK_MINUTE });
    cr_assert_eq(verdict.ticket, hers);
    answer(hers, (Letter){ .in_reply_to = id, .body = "Turn it on.", .later = 2 * DESK_MINUTE });
    cr_expect_eq(count_mails(hers, "reply", JANE), 2);
    g_autoptr(DeskOutboxRow) told = newest_mail(hers, "command-result");
    cr_expect_str_neq(told->message_id, id);
    cr_expect_not_null(strstr(told->detail, "alice: answered the customer (message 3)"), "%s",
                       told->detail);
    cr_expect_null(strstr(told->detail, "bob"), "%s", told->detail);
    guint before = count_mails(hers, "command-result", NULL);
    answer(hers, (Letter){ .in_reply_to = told->message_id, .later = 3 * DESK_MINUTE });
    cr_expect_eq(count_mails(hers, "command-result", NULL), before, "nothing new has happened");

    verdict = scene_take(&(Letter){ .from = JANE,
                                    .subject = "Out of office",
                                    .message_id = "away@x",
                                    .in_reply_to = told->message_id,
                                    .machine = DESK_MACHINE_AUTO_REPLY,
                                    .later = 4 * DESK_MINUTE });
    cr_assert_eq(verdict.kind, DESK_VERDICT_EVENT);
    cr_assert_eq(verdict.ticket, hers);
    verdict = scene_take(&(Letter){ .from = JANE,
                                    .subject = "Not delivered",
                                    .message_id = "null@x",
                                    .in_reply_to = told->message_id,
                                    .is_null = true,
                                    .later = 4 * DESK_MINUTE });
    cr_assert_eq(verdict.kind, DESK_VERDICT_EVENT);
    answer(hers, (Letter){ .in_reply_to = told->message_id, .later = 5 * DESK_MINUTE });
    cr_expect_eq(count_mails(hers, "command-result", NULL), before, "nobody has done anything");
}

/* All that is queued leaves at that moment. */
static void
send_all(gint64 at)
{
    const DeskOutboxResult sent = { .state = DESK_OUTBOX_SENT, .queue_id = "q" };
    g_autoptr(GPtrArray) rows = NULL;
    cr_assert(desk_store_outbox_claim(scene_store, "post", at, at + DESK_HOUR, 100, &rows, NULL));
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        bool mine = false;
        cr_assert(desk_store_outbox_settle(scene_store, row->id, "post", at, &sent, &mine, NULL) &&
                  mine);
    }
}

/* RULES C7: who names no mail has read what had been sent to him when he wrote, and not what told
 * him at that moment of the other's answer. */
Test(answer, c7_what_was_on_its_way_has_not_been_read)
{
    static const struct {
        const char *name;
        bool is_sent;
        gint64 wrote; /* before his mail came */
        bool told;
    } rows[] = {
        { "not sent yet", false, 0, true },
        { "sent when he had written", true, 30 * DESK_SECOND, true },
        { "sent before he wrote", true, 5 * DESK_SECOND, false },
        { "without a date", true, 0, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 now = desk_clock_now(), hers = ask("printer");
        bool done = false;
        g_autofree char *alices = reply_address(hers, "alice@example.org", false);
        g_autofree char *id = g_strdup_printf("alice%zu@x", i);
        cr_assert(desk_store_watcher_add(scene_store, hers, "bob", now, &done, NULL) && done);
        answer(hers, (Letter){ .subject = "Fwd: printer", .body = "x" });
        send_all(now + DESK_SECOND);
        scene_take(&(Letter){ .from = "alice@example.org",
                              .subject = "Re: printer",
                              .message_id = id,
                              .to = alices,
                              .dmarc = "pass",
                              .body = "Turn it off.",
                              .later = DESK_MINUTE });
        cr_assert_eq(count_mails(hers, "agent-update", BOB), 1, "%s", rows[i].name);
        if (rows[i].is_sent)
            send_all(now + DESK_MINUTE + 10 * DESK_SECOND);
        guint before = count_mails(hers, "command-result", BOB);
        answer(hers, (Letter){ .body = "Turn it on.",
                               .age = rows[i].wrote,
                               .later = DESK_MINUTE + 20 * DESK_SECOND });
        cr_expect_eq(count_mails(hers, "command-result", BOB) - before, rows[i].told, "%s",
                     rows[i].name);
    }
}

/* The requester of a ticket. */
static char *
customer_of(gint64 ticket)
{
    g_autoptr(DeskTicket) opened = scene_ticket(ticket);
    DeskContact *contact = NULL;
    cr_assert(desk_store_contact_get(scene_store, opened->requester, &contact, NULL));
    char *address = g_strdup(contact->address);
    desk_contact_free(contact);
    return address;
}

/* An agent's mail that opens a ticket. */
static gint64
open_by_agent(Letter letter)
{
    letter.to = letter.to ? letter.to : "support@example.org";
    letter.subject = letter.subject ? letter.subject : "Your printer";
    DeskVerdict verdict = answer(1, letter);
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

/* C5: an agent has written to a customer with the desk in copy: the ticket is the customer's, and
 * he gets nothing twice. */
Test(answer, a_mail_to_a_customer_with_the_desk_in_copy_opens_his_ticket)
{
    ask("something else");
    gint64 his = open_by_agent((Letter){ .to = "support@example.org " JOE,
                                         .header_to = JOE,
                                         .cc = "support@example.org alice@example.org " EVE });
    g_autofree char *customer = customer_of(his);
    g_autoptr(GPtrArray) messages = scene_messages(his), rows = scene_outbox(his);
    g_autoptr(DeskTicket) ticket = scene_ticket(his);
    cr_expect_str_eq(customer, JOE);
    cr_expect_eq(rows->len, 0);
    cr_expect_eq(messages->len, 1);
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_OUT);
    cr_expect_eq(last(messages)->author, contact_of(BOB));
    cr_expect_eq(ticket->status, DESK_STATUS_WAITING);
    cr_expect_str_eq(ticket->assignee, "bob");
    cr_expect_eq(scene_events(his, "ack-suppressed"), 1);
    cr_expect_eq(scene_events(his, "answered"), 1);

    DeskVerdict reply = scene_take(&(Letter){ .from = JOE,
                                              .subject = "Re: Your printer",
                                              .message_id = "joe@x",
                                              .reference = last(messages)->message_id });
    cr_expect(reply.kind == DESK_VERDICT_APPEND && reply.ticket == his);
}

/* C5: #requester in a mail of the agent's own: the text goes to the customer. */
Test(answer, requester_in_an_own_mail_writes_to_the_customer)
{
    ask("something else");
    gint64 his = open_by_agent((Letter){ .body = "#requester joe@example.net\nIt is ready." });
    g_autofree char *customer = customer_of(his);
    g_autoptr(GPtrArray) messages = scene_messages(his);
    g_autoptr(DeskTicket) ticket = scene_ticket(his);
    cr_expect_str_eq(customer, JOE);
    cr_expect_eq(count_mails(his, "reply", JOE), 1);
    cr_expect_eq(count_mails(his, "ack", NULL), 0);
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_OUT);
    cr_expect_str_eq(last(messages)->reply_text, "It is ready.");
    cr_expect_eq(ticket->status, DESK_STATUS_WAITING);
    g_autoptr(DeskOutboxRow) row = newest_mail(his, "reply");
    cr_expect_str_eq(row->in_reply_to, "");
    cr_expect_str_eq(row->subject, "Your printer");
}

/* RULES W21: an address of the desk is nobody, and a ticket of its own would answer itself. */
Test(answer, w21_the_desk_is_no_requester)
{
    static const char *const addresses[] = { "support@example.org", "Support+x@example.org",
                                             "help@example.org" };
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autofree char *body = g_strdup_printf("#requester %s\nIt is ready.", addresses[i]);
        g_autofree char *why = refusal_of(0, (Letter){ .to = "support@example.org", .body = body });
        cr_expect(why && strstr(why, "line 1: #requester"), "%s: %s", addresses[i],
                  why ? why : "taken");
    }
}

/* The number of a new ticket stands in what is put above the text. */
Test(answer, a_canned_text_knows_the_new_ticket)
{
    scene_close();
    g_autofree char *folder = g_dir_make_tmp("desk-canned-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "hello.txt", NULL);
    g_autofree char *setting = g_strdup_printf("canned-dir = \"%s\"\n", folder);
    scene_open_with(setting);
    cr_assert(g_file_set_contents(path, "{{customer.name}}, about #{{ticket.id}}:", -1, NULL));
    ask("something else");
    gint64 his = open_by_agent(
        (Letter){ .body = "#canned hello\n#requester Joe <joe@example.net>\n\nIt is ready." });
    g_autoptr(GPtrArray) messages = scene_messages(his);
    cr_expect_str_eq(last(messages)->reply_text, "Joe, about #2:\n\nIt is ready.");
    cr_expect_eq(count_mails(his, "reply", JOE), 1);
    cr_expect_eq(g_remove(path), 0);
    cr_expect_eq(g_remove(folder), 0);
}

/* C5: #requester in a forward: what stands below is the customer's, and he is told that it
 * came. */
Test(answer, requester_in_a_forward_brings_the_customers_mail)
{
    static const char body[] = "#requester Joe <joe@example.net>\nHe rang, too.\n\n"
                               "---------- Forwarded message ---------\n"
                               "From: Joe <joe@example.net>\nDate: Mon, 2 Nov 2026 at 10:00\n"
                               "Subject: paper\nTo: Bob <bob@example.org>\n\n\n"
                               "There is no paper left.\n";
    ask("something else");
    gint64 his = open_by_agent((Letter){ .subject = "Fwd: paper", .body = body });
    g_autofree char *customer = customer_of(his);
    g_autoptr(GPtrArray) messages = scene_messages(his);
    g_autoptr(DeskTicket) ticket = scene_ticket(his);
    cr_expect_str_eq(customer, JOE);
    cr_expect_str_eq(ticket->subject, "paper");
    cr_expect_eq(ticket->status, DESK_STATUS_NEW);
    cr_assert_eq(messages->len, 2);
    const DeskMessage *first = messages->pdata[0];
    cr_expect_eq(first->direction, DESK_DIRECTION_IN);
    cr_expect_eq(first->author, contact_of(JOE));
    cr_expect_eq(last(messages)->direction, DESK_DIRECTION_NOTE);
    cr_expect_eq(count_mails(his, "ack", JOE), 1);
    cr_expect_eq(count_mails(his, "reply", NULL), 0);
}

/* C5: only a trusted agent opens tickets for others. */
Test(answer, c5_nobody_else_opens_a_ticket_for_somebody)
{
    static const Letter letters[] = {
        { .from = BOB, .subject = "x", .message_id = "1@y", .cc = JOE },
        { .from = BOB, .subject = "x", .message_id = "2@y", .body = "#requester joe@example.net" },
        { .from = BOB, .subject = "x", .message_id = "3@y", .login = "eve", .cc = JOE },
        { .from = EVE, .subject = "x", .message_id = "4@y", .dmarc = "pass", .cc = JOE },
        { .from = EVE,
          .subject = "Fwd: x",
          .message_id = "5@y",
          .dmarc = "pass",
          .body = "#requester joe@example.net" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        g_autofree char *customer = customer_of(verdict.ticket);
        cr_expect_str_eq(customer, letters[i].from, "letter %zu", i);
        cr_expect_eq(count_mails(verdict.ticket, "reply", NULL), 0, "letter %zu", i);
    }
}

/* The mails that explain says an answer would send: "reply jane@example.net", one a line. */
static char *
planned(const Letter *letter)
{
    g_autoptr(DeskFiling) filing = scene_filing(letter);
    g_auto(DeskDecision) decision = { 0 };
    g_autoptr(GPtrArray) plans = NULL;
    GString *told = g_string_new(NULL);
    cr_assert(desk_store_begin(scene_store, NULL));
    cr_assert(desk_decide(scene_store, filing, &decision, NULL));
    cr_assert(desk_answering_plan(scene_store, filing, &decision, &plans, NULL));
    desk_store_rollback(scene_store);
    for (guint i = 0; i < plans->len; i++) {
        const DeskPlan *plan = plans->pdata[i];
        g_string_append_printf(told, "%s%s %s", told->len > 0 ? "\n" : "", plan->kind,
                               plan->address);
    }
    return g_string_free(told, FALSE);
}

Test(answer, what_would_go_out_is_known_before)
{
    gint64 hers = ask("Printer broken");
    g_autofree char *to = reply_address(hers, BOB, false);
    g_autofree char *copied = g_strconcat(to, " ", JANE, NULL);
    g_autofree char *note = reply_address(hers, BOB, true);
    const struct {
        const char *to, *body, *mails;
    } rows[] = {
        { to, "Turn it off.", "reply " JANE },
        { to, "#resolve", "" },
        { to, "#foo\nTurn it off.", "" },
        { to, "#forward eve@example.com\nCan you help?", "forward eve@example.com" },
        { note, "She called.", "" },
        { copied, "Turn it off.", "" },
        { "support@example.org", "#requester joe@example.net\nHello Joe.", "reply " JOE },
        { "support@example.org joe@example.net", "Hello Joe.", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *mails_out = planned(&(Letter){ .from = BOB,
                                                        .message_id = "planned@x",
                                                        .login = "bob",
                                                        .to = rows[i].to,
                                                        .body = rows[i].body,
                                                        .subject = "Re: it" });
        cr_expect_str_eq(mails_out, rows[i].mails, "row %zu", i);
    }
}
