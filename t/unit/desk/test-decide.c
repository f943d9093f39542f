#include "base/clock.h"
#include "desk/amend.h"
#include "desk/decide.h"
#include "policy/token.h"
#include "scene.h"
#include "store/rows.h"

#include <criterion/criterion.h>

TestSuite(decide, .init = scene_open, .fini = scene_close);

#define JANE "jane@example.net"
#define EVE  "eve@example.com"

static DeskVerdict
open_by(const char *from, const char *subject, const char *id)
{
    DeskVerdict verdict =
        scene_take(&(Letter){ .from = from, .subject = subject, .message_id = id });
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict;
}

static char *
tag_of(gint64 ticket)
{
    return g_strdup_printf("Re: AW: [EXT] printer [#%" G_GINT64_FORMAT "]", ticket);
}

/* RULES T1: each hint suffices alone, and the strongest of several wins. */
Test(decide, t1_each_hint_suffices_and_the_strongest_wins)
{
    gint64 first = open_by(JANE, "printer", "1@x").ticket;
    gint64 second = open_by(JANE, "scanner", "2@x").ticket;
    g_autoptr(DeskOutboxRow) ack = scene_ack(first);
    g_autofree char *tag = tag_of(second);
    const Letter letters[] = {
        { .from = JANE, .subject = "printer", .message_id = "3@x", .to = ack->reply_to },
        { .from = JANE, .subject = "printer", .message_id = "4@x", .reference = ack->message_id },
        { .from = JANE, .subject = "printer", .message_id = "5@x", .reference = "1@x" },
        { .from = JANE, .subject = tag, .message_id = "6@x", .to = ack->reply_to },
        { .from = JANE, .subject = tag, .message_id = "7@x", .reference = "1@x" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect_eq(verdict.kind, DESK_VERDICT_APPEND, "letter %zu", i);
        cr_expect_eq(verdict.ticket, first, "letter %zu", i);
    }
    DeskVerdict tagged = scene_take(&(Letter){ .from = JANE, .subject = tag, .message_id = "8@x" });
    cr_expect(tagged.kind == DESK_VERDICT_APPEND && tagged.ticket == second);
}

/* An address of a desk that knew of another one's ticket 150. */
static char *
lost_address(void)
{
    g_autoptr(GPtrArray) epochs = g_ptr_array_new();
    g_autoptr(DeskEpoch) old = desk_epoch_new("first", 0, 0);
    g_ptr_array_add(epochs, old);
    g_autoptr(DeskSeal) seal = desk_seal_new(desk_policy_conf(scene_policy)->keys, epochs);
    return desk_token_reply_address(seal, (DeskToken){ .ticket = 150, .contact = 1 },
                                    "support@example.org", '+');
}

/* RULES T2: a token from after the backup names no ticket, and its bearer is not turned away. */
Test(decide, t2_a_token_from_after_the_backup_opens_a_ticket_and_says_so)
{
    g_autofree char *address = lost_address();
    DeskVerdict verdict = scene_take(
        &(Letter){ .from = JANE, .subject = "printer", .message_id = "1@x", .to = address });
    cr_expect_eq(verdict.kind, DESK_VERDICT_NEW);
    cr_expect_eq(scene_events(verdict.ticket, "unknown-token"), 1);
}

/* RULES T2, C2: but an agent's answer has a customer who would wait for it. */
Test(decide, t2_an_agents_answer_to_a_lost_ticket_goes_back)
{
    static const struct {
        const char *name, *login;
        DeskMachineKind machine;
        bool refused;
    } rows[] = {
        { "an agent", "bob", DESK_MACHINE_HUMAN, true },
        { "not proved", NULL, DESK_MACHINE_HUMAN, false },
        { "his responder", "bob", DESK_MACHINE_AUTO_REPLY, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *address = lost_address();
        g_autofree char *id = g_strdup_printf("lost%zu@x", i);
        const Letter letter = { .from = "bob@example.org",
                                .login = rows[i].login,
                                .machine = rows[i].machine,
                                .subject = "Re: printer",
                                .body = "Turn it off.",
                                .message_id = id,
                                .to = address };
        g_autoptr(DeskFiling) filing = scene_filing(&letter);
        g_auto(DeskDecision) decision = { 0 };
        g_autoptr(GError) error = NULL;
        cr_assert(desk_decide(scene_store, filing, &decision, &error), "%s", rows[i].name);
        cr_expect_eq(decision.is_refused, rows[i].refused, "%s", rows[i].name);
    }
}

/* RULES I2, I11: without Message-ID and Date the same content is the same mail for an hour; what
 * came before the clock was set back is not of this hour. */
Test(decide, i2_a_nameless_mail_is_the_same_for_an_hour)
{
    static const struct {
        gint64 later;
        DeskVerdictKind kind;
    } rows[] = {
        { 30 * DESK_DAY, DESK_VERDICT_NEW },
        { 0, DESK_VERDICT_NEW },
        { 50 * DESK_MINUTE, DESK_VERDICT_DUPLICATE },
        { 70 * DESK_MINUTE, DESK_VERDICT_NEW },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskFiling) filing = scene_filing(
            &(Letter){ .from = JANE, .subject = "help", .message_id = "", .later = rows[i].later });
        filing->key.weak = true;
        cr_expect_eq(scene_file(filing).kind, rows[i].kind, "row %zu", i);
    }
}

/* RULES T4, W20 */
Test(decide, t4_five_who_ask_for_help_have_five_tickets)
{
    gint64 last = 0;
    for (int i = 0; i < 5; i++) {
        g_autofree char *from = g_strdup_printf("customer%d@example.net", i);
        g_autofree char *id = g_strdup_printf("%d@x", i);
        gint64 ticket = open_by(from, "Re: help", id).ticket;
        cr_expect_gt(ticket, last);
        last = ticket;
    }
}

/* RULES T6: whoever guesses numbers joins nothing, and leaves no trace on what he guessed. */
Test(decide, t6_a_tag_of_a_stranger_joins_nothing)
{
    gint64 hers = open_by(JANE, "printer", "1@x").ticket;
    g_autofree char *tag = tag_of(hers);
    for (int i = 0; i < 30; i++) {
        g_autofree char *from = g_strdup_printf("guess%d@example.com", i);
        g_autofree char *id = g_strdup_printf("g%d@x", i);
        DeskVerdict verdict =
            scene_take(&(Letter){ .from = from, .subject = tag, .message_id = id });
        cr_expect_eq(verdict.kind, DESK_VERDICT_NEW, "%d", i);
        g_autoptr(DeskTicket) ticket = scene_ticket(verdict.ticket);
        cr_expect_str_eq(ticket->subject, "Re: AW: [EXT] printer");
        cr_expect_eq(scene_events(verdict.ticket, "linked"), 1);
    }
    g_autoptr(GPtrArray) messages = scene_messages(hers);
    g_autoptr(GPtrArray) ties = NULL;
    cr_expect_eq(messages->len, 1);
    cr_assert(desk_store_tie_list(scene_store, hers, &ties, NULL));
    cr_expect_eq(ties->len, 30);
}

/* RULES T7: several replies to one mail, and one of a person in Cc before the desk has answered. */
Test(decide, t7_replies_to_one_mail_all_join)
{
    DeskVerdict first = scene_take(&(Letter){
        .from = JANE, .subject = "printer", .message_id = "1@x", .cc = "carl@example.com" });
    const Letter letters[] = {
        { .from = JANE, .subject = "Re: printer", .message_id = "2@x", .reference = "1@x" },
        { .from = JANE, .subject = "Re: printer", .message_id = "3@x", .reference = "1@x" },
        { .from = "Carl@EXAMPLE.com",
          .subject = "Re: printer",
          .message_id = "4@x",
          .reference = "1@x" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == first.ticket, "%zu", i);
    }
    DeskVerdict stranger = scene_take(&(Letter){
        .from = EVE, .subject = "Re: printer", .message_id = "5@x", .reference = "1@x" });
    cr_expect_eq(stranger.kind, DESK_VERDICT_NEW);
}

static DeskAmender
amender(void)
{
    return (
        DeskAmender){ .policy = scene_policy, .actor = "deskctl:root", .now = desk_clock_now() };
}

static void
merge(gint64 ticket, gint64 into)
{
    const DeskAmender who = amender();
    gint64 final = 0;
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_amend_merge(scene_store, &who, ticket, into, &final, NULL) &&
              desk_store_commit(scene_store, NULL));
}

/* RULES T8, W29: A in B in C: whoever was on A gets to C, by whatever hint. */
Test(decide, t8_a_reply_to_a_merged_ticket_lands_where_it_went)
{
    gint64 a = open_by(JANE, "printer", "1@x").ticket;
    gint64 b = open_by("ben@example.net", "printer", "2@x").ticket;
    gint64 c = open_by("cora@example.net", "printer", "3@x").ticket;
    g_autoptr(DeskOutboxRow) ack = scene_ack(a);
    g_autofree char *tag = tag_of(a);
    merge(a, b);
    merge(b, c);
    const Letter letters[] = {
        { .from = JANE, .subject = "printer", .message_id = "4@x", .to = ack->reply_to },
        { .from = JANE, .subject = "printer", .message_id = "5@x", .reference = "1@x" },
        { .from = JANE, .subject = tag, .message_id = "6@x" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == c, "letter %zu", i);
    }
    DeskVerdict stranger = scene_take(
        &(Letter){ .from = EVE, .subject = "printer", .message_id = "7@x", .to = ack->reply_to });
    cr_expect(stranger.kind == DESK_VERDICT_HELD && stranger.ticket == c);
}

/* RULES S4: a merge makes nobody the requester of the other ticket, and whoever was taken off that
 * one is off it for good. */
Test(decide, s4_a_merge_gives_its_people_no_rights)
{
    static const char *const off[] = { JANE, NULL };
    gint64 a = open_by(JANE, "printer", "1@x").ticket;
    gint64 b = open_by("ben@example.net", "printer", "2@x").ticket;
    g_autoptr(DeskOutboxRow) ack = scene_ack(a);
    const DeskAmender who = amender();
    merge(a, b);
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_amend_uncc(scene_store, &who, b, off, NULL) &&
              desk_store_commit(scene_store, NULL));

    DeskVerdict weak = scene_take(&(Letter){ .from = JANE,
                                             .subject = "printer",
                                             .message_id = "3@x",
                                             .reference = "1@x",
                                             .dmarc = "pass" });
    DeskVerdict strong = scene_take(&(Letter){ .from = JANE,
                                               .subject = "printer",
                                               .message_id = "4@x",
                                               .to = ack->reply_to,
                                               .dmarc = "pass",
                                               .cc = "friend@example.com" });
    cr_expect_eq(weak.kind, DESK_VERDICT_NEW, "%s", desk_verdict_name(weak.kind));
    cr_expect(strong.kind == DESK_VERDICT_APPEND && strong.ticket == b);
    g_autoptr(GPtrArray) people = scene_participants(b);
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        cr_expect_eq(person->confirmed, person->role == DESK_ROLE_REQUESTER, "%s",
                     person->contact.address);
    }
}

/* RULES T8: an answer after reopen-within goes on in a ticket of its own. */
Test(decide, t8_a_late_answer_is_a_linked_follow_up)
{
    gint64 old = open_by(JANE, "printer", "1@x").ticket;
    g_autoptr(DeskOutboxRow) ack = scene_ack(old);
    g_autofree char *tag = tag_of(old);
    gint64 within = desk_policy_conf(scene_policy)->lifecycle.reopen_within;
    scene_set_status(old, DESK_STATUS_CLOSED, desk_clock_now());
    DeskVerdict late = scene_take(&(Letter){ .from = JANE,
                                             .subject = tag,
                                             .message_id = "2@x",
                                             .to = ack->reply_to,
                                             .later = within + DESK_HOUR });
    g_autoptr(DeskTicket) before = scene_ticket(old), after = scene_ticket(late.ticket);
    g_autoptr(GPtrArray) ties = NULL;
    cr_expect_eq(late.kind, DESK_VERDICT_NEW);
    cr_expect_eq(before->status, DESK_STATUS_CLOSED);
    cr_expect_str_eq(after->subject, "Re: AW: [EXT] printer");
    cr_expect_eq(after->requester, before->requester);
    cr_expect_eq(scene_events(old, "follow-up"), 1);
    cr_expect_eq(scene_events(late.ticket, "follow-up"), 1);
    cr_assert(desk_store_tie_list(scene_store, late.ticket, &ties, NULL));
    cr_assert_eq(ties->len, 1);
    const DeskTieRow *tie = ties->pdata[0];
    cr_expect(tie->ticket == late.ticket && tie->other == old && tie->kind == DESK_TIE_FOLLOW_UP);

    DeskVerdict stranger = scene_take(&(Letter){ .from = EVE,
                                                 .subject = "printer",
                                                 .message_id = "3@x",
                                                 .to = ack->reply_to,
                                                 .later = within + DESK_HOUR });
    cr_expect(stranger.kind == DESK_VERDICT_HELD && stranger.ticket == old);
}

/* RULES T9: two mailboxes, one ticket, on which both stand. */
Test(decide, t9_one_mail_to_two_mailboxes_is_one_ticket)
{
    DeskVerdict verdict = scene_take(&(Letter){ .from = JANE,
                                                .subject = "printer",
                                                .message_id = "1@x",
                                                .to = "billing@example.org support@example.org" });
    static const char *const names[] = { "support", "billing" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GPtrArray) tickets = NULL;
        DeskTicketFilter filter = { .mailbox = names[i], .limit = 10 };
        cr_assert(desk_store_ticket_list(scene_store, &filter, &tickets, NULL));
        cr_assert_eq(tickets->len, 1, "%s", names[i]);
        cr_expect_eq(((DeskTicket *) tickets->pdata[0])->id, verdict.ticket, "%s", names[i]);
    }
}

/* RULES T9: what each mailbox gets of a mail is a mail with a key of its own, the same each time.
 */
Test(decide, t9_a_part_of_a_mail_is_a_mail_of_its_own)
{
    g_autoptr(DeskFiling) whole = scene_filing(
        &(Letter){ .from = JANE,
                   .subject = "printer",
                   .message_id = "1@x",
                   .to = "billing@example.org support@example.org help+x@example.org" });
    const DeskConf *conf = desk_policy_conf(scene_policy);
    gint64 tickets[2] = { 0, 0 };
    for (int round = 0; round < 2; round++)
        for (guint i = 0; i < 2; i++) {
            g_autoptr(DeskFiling) part = desk_filing_part(whole, conf->mailboxes->pdata[i]);
            DeskVerdict verdict = scene_file(part);
            cr_expect_eq(part->envelope->recipients->len, i == 0 ? 2 : 1);
            cr_expect_eq(verdict.kind, round == 0 ? DESK_VERDICT_NEW : DESK_VERDICT_DUPLICATE);
            cr_expect(round == 0 || verdict.ticket == tickets[i]);
            tickets[i] = verdict.ticket;
        }
    cr_expect_neq(tickets[0], tickets[1]);
    for (int i = 0; i < 2; i++)
        cr_expect_eq(scene_events(tickets[i], "same-message-id"), 0);
}

/* RULES S5, W35: the code that a service sends to a ticket's address is not for its customer. */
Test(decide, s5_a_services_mail_is_held)
{
    DeskVerdict first = scene_take(&(Letter){
        .from = EVE, .subject = "printer", .message_id = "1@x", .cc = "noreply@example.net" });
    g_autoptr(DeskOutboxRow) ack = scene_ack(first.ticket);
    g_autofree char *tag = tag_of(first.ticket);
    const struct {
        Letter letter;
        DeskVerdictKind kind;
    } rows[] = {
        { { .from = "noreply@example.net",
            .subject = "Your code is 123456",
            .message_id = "2@x",
            .to = ack->reply_to },
          DESK_VERDICT_HELD },
        { { .from = "verification@example.net",
            .subject = "Your code is 123456",
            .message_id = "3@x",
            .to = ack->reply_to },
          DESK_VERDICT_HELD },
        { { .from = "noreply@example.net", .subject = tag, .message_id = "4@x" },
          DESK_VERDICT_NEW },
        { { .from = "noreply@example.net",
            .subject = "code",
            .message_id = "5@x",
            .reference = "1@x" },
          DESK_VERDICT_NEW },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskVerdict verdict = scene_take(&rows[i].letter);
        cr_expect_eq(verdict.kind, rows[i].kind, "row %zu: %s", i, desk_verdict_name(verdict.kind));
    }
    g_autofree char *why = scene_event(first.ticket, "held");
    cr_expect_not_null(strstr(why, "a service's mail is never shown"), "%s", why);

    gint64 own = open_by("noreply@example.com", "statement", "6@x").ticket;
    DeskVerdict again = scene_take(&(Letter){ .from = "noreply@example.com",
                                              .subject = "statement",
                                              .message_id = "7@x",
                                              .reference = "6@x" });
    cr_expect(again.kind == DESK_VERDICT_APPEND && again.ticket == own);
}

/* RULES S1: where another program may see another sender in From, the envelope's it is, and what is
 * known to be forged stays that. */
Test(decide, s1_a_from_in_doubt_opens_nothing)
{
    gint64 hers = open_by(JANE, "printer", "1@x").ticket;
    g_autofree char *tag = tag_of(hers);
    const struct {
        Letter letter;
        bool joins;
    } rows[] = {
        { { .from = JANE, .in_doubt = true, .mail_from = EVE }, false },
        { { .from = EVE, .in_doubt = true, .mail_from = JANE, .dmarc = "fail" }, false },
        { { .from = JANE, .in_doubt = true, .dmarc = "fail" }, false },
        { { .from = JANE, .in_doubt = true }, false },
        { { .from = JANE, .mail_from = EVE }, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("row%zu@x", i);
        Letter letter = rows[i].letter;
        letter.subject = tag;
        letter.message_id = id;
        DeskVerdict verdict = scene_take(&letter);
        cr_expect_eq(verdict.ticket == hers, rows[i].joins, "row %zu: %s", i,
                     desk_verdict_name(verdict.kind));
    }
}

/* RULES S6, A4: a token that got about lets nobody in, whoever he says he is. */
Test(decide, s6_a_token_of_somebody_else_is_held)
{
    gint64 hers = open_by(JANE, "printer", "1@x").ticket;
    g_autoptr(DeskOutboxRow) ack = scene_ack(hers);
    scene_set_status(hers, DESK_STATUS_WAITING, desk_clock_now());
    const Letter letters[] = {
        { .from = EVE, .subject = "printer", .message_id = "2@x", .to = ack->reply_to },
        { .from = EVE,
          .subject = "printer",
          .message_id = "3@x",
          .to = ack->reply_to,
          .cc = "more@example.com" },
        { .from = JANE,
          .subject = "printer",
          .message_id = "4@x",
          .to = ack->reply_to,
          .dmarc = "fail" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect(verdict.kind == DESK_VERDICT_HELD && verdict.ticket == hers, "letter %zu", i);
    }
    g_autoptr(DeskTicket) ticket = scene_ticket(hers);
    g_autoptr(GPtrArray) participants = scene_participants(hers), rows = scene_outbox(hers);
    cr_expect_eq(ticket->status, DESK_STATUS_WAITING);
    cr_expect_eq(participants->len, 1);
    cr_expect_eq(rows->len, 1);
    cr_expect_eq(scene_events(hers, "held"), 3);
}

/* RULES L3: who answers by a machine that names nothing answers what he was sent last. */
Test(decide, l3_a_responders_answer_finds_its_ticket)
{
    static const struct {
        const char *from;
        DeskMachineKind machine;
        bool by_words, is_null;
        gint64 later;
        bool is_found;
    } rows[] = {
        { JANE, DESK_MACHINE_AUTO_REPLY, false, false, 0, true },
        { JANE, DESK_MACHINE_AUTO_REPLY, true, true, 0, true },
        { JANE, DESK_MACHINE_CHALLENGE, false, false, 0, true },
        { JANE, DESK_MACHINE_AUTO_REPLY, true, false, 0, false },
        { JANE, DESK_MACHINE_AUTO_REPLY, false, false, 8 * DESK_DAY, false },
        { JANE, DESK_MACHINE_HUMAN, false, false, 0, false },
        { EVE, DESK_MACHINE_AUTO_REPLY, false, false, 0, false },
    };
    gint64 first = open_by(JANE, "printer", "1@x").ticket;
    scene_set_status(first, DESK_STATUS_CLOSED, desk_clock_now());
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("row%zu@x", i);
        DeskVerdict verdict = scene_take(&(Letter){ .from = rows[i].from,
                                                    .subject = "Out of office",
                                                    .message_id = id,
                                                    .machine = rows[i].machine,
                                                    .by_words = rows[i].by_words,
                                                    .is_null = rows[i].is_null,
                                                    .later = rows[i].later });
        cr_expect_eq(verdict.kind, rows[i].is_found ? DESK_VERDICT_EVENT : DESK_VERDICT_NEW,
                     "row %zu: %s", i, desk_verdict_name(verdict.kind));
        cr_expect_eq(verdict.ticket == first, rows[i].is_found, "row %zu", i);
    }
    g_autoptr(DeskTicket) ticket = scene_ticket(first);
    cr_expect_eq(ticket->status, DESK_STATUS_CLOSED);
}

static DeskVerdict
alert(const char *subject, const char *id)
{
    return scene_take(&(Letter){ .from = "nagios@example.net",
                                 .subject = subject,
                                 .message_id = id,
                                 .machine = DESK_MACHINE_AUTO_GENERATED });
}

/* RULES L4: one ticket for one matter, until it is over. */
Test(decide, l4_a_monitors_mails_of_one_matter_are_one_ticket)
{
    DeskVerdict first = alert("PROBLEM alert: db7/disk 90%", "1@x");
    DeskVerdict other = alert("PROBLEM alert: db8/disk 90%", "2@x");
    DeskVerdict more = alert("PROBLEM alert: db7/disk 95%", "3@x");
    cr_expect(first.kind == DESK_VERDICT_NEW && other.kind == DESK_VERDICT_NEW);
    cr_expect_neq(other.ticket, first.ticket);
    cr_expect(more.kind == DESK_VERDICT_APPEND && more.ticket == first.ticket);

    DeskVerdict over = alert("RECOVERY alert: db7/disk 10%", "4@x");
    g_autoptr(DeskTicket) ticket = scene_ticket(first.ticket);
    cr_expect(over.kind == DESK_VERDICT_APPEND && over.ticket == first.ticket);
    cr_expect_eq(ticket->status, DESK_STATUS_CLOSED);
    cr_expect_eq(scene_events(first.ticket, "recovered"), 1);

    DeskVerdict stale = alert("RECOVERY alert: db7/disk 9%", "5@x");
    cr_expect(stale.kind == DESK_VERDICT_EVENT && stale.ticket == 0);
    DeskVerdict again = alert("PROBLEM alert: db7/disk 90%", "6@x");
    cr_expect(again.kind == DESK_VERDICT_NEW && again.ticket != first.ticket);
    DeskVerdict next = alert("PROBLEM alert: db7/disk 91%", "7@x");
    cr_expect(next.kind == DESK_VERDICT_APPEND && next.ticket == again.ticket);
}

/* RULES L4: nobody else speaks for a monitor. */
Test(decide, l4_others_say_nothing_of_a_monitors_matter)
{
    DeskVerdict first = alert("PROBLEM alert: db7/disk 90%", "1@x");
    const Letter letters[] = {
        { .from = EVE, .subject = "RECOVERY alert: db7/disk", .message_id = "2@x" },
        { .from = "nagios@example.net",
          .subject = "RECOVERY alert: db7/disk",
          .message_id = "3@x",
          .dmarc = "fail" },
        { .from = "nagios@example.net",
          .subject = "RECOVERY alert: db7/disk",
          .message_id = "4@x",
          .in_doubt = true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect(verdict.kind == DESK_VERDICT_NEW && verdict.ticket != first.ticket, "%zu", i);
    }
    g_autoptr(DeskTicket) ticket = scene_ticket(first.ticket);
    cr_expect_eq(ticket->status, DESK_STATUS_NEW);
}

/* RULES L6: our own mail come back, also when a relay has given it another Message-ID. */
Test(decide, l6_our_own_mail_is_an_event)
{
    gint64 hers = open_by(JANE, "printer", "1@x").ticket;
    g_autoptr(DeskOutboxRow) ack = scene_ack(hers);
    const Letter letters[] = {
        { .from = "support@example.org", .subject = "printer", .message_id = ack->message_id },
        { .from = "Support+x@example.org",
          .subject = "printer",
          .message_id = "2@relay",
          .to = ack->reply_to },
        { .from = "help@example.org",
          .subject = "printer",
          .message_id = "3@relay",
          .reference = ack->message_id },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect_eq(verdict.kind, DESK_VERDICT_EVENT, "letter %zu", i);
        cr_expect_eq(verdict.ticket, hers, "letter %zu", i);
    }
    g_autoptr(GPtrArray) rows = scene_outbox(hers);
    cr_expect_eq(rows->len, 1);
}
