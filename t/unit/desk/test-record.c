#include "base/clock.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>

TestSuite(record, .init = scene_open, .fini = scene_close);

/* RULES I6: a new ticket has exactly one acknowledgement or exactly one reason. */
Test(record, a_new_ticket_has_an_ack_or_a_reason)
{
    const Letter letters[] = {
        { .from = "jane@example.net", .subject = "a", .message_id = "1@x" },
        { .from = "jane@example.net",
          .subject = "b",
          .message_id = "2@x",
          .machine = DESK_MACHINE_AUTO_GENERATED },
        { .from = "noreply@example.net", .subject = "c", .message_id = "3@x" },
        { .from = "support@example.org", .subject = "d", .message_id = "4@x" },
        { .from = "", .subject = "e", .message_id = "5@x" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        g_autoptr(GPtrArray) rows = scene_outbox(verdict.ticket);
        cr_expect_eq(verdict.kind, DESK_VERDICT_NEW, "letter %zu", i);
        cr_expect_eq(rows->len, i == 0 ? 1 : 0, "letter %zu", i);
        cr_expect_eq(rows->len + scene_events(verdict.ticket, "ack-suppressed"), 1, "letter %zu",
                     i);
    }
}

/* RULES I2: the same key is the same mail, another content under the same id is not. */
Test(record, the_same_mail_is_stored_once)
{
    Letter letter = {
        .from = "jane@example.net", .subject = "a", .message_id = "1@x", .body = "one"
    };
    DeskVerdict first = scene_take(&letter), again = scene_take(&letter);
    cr_expect_eq(again.kind, DESK_VERDICT_DUPLICATE);
    cr_expect(again.ticket == first.ticket && again.message == first.message);

    letter.body = "two";
    DeskVerdict other = scene_take(&letter);
    cr_expect_eq(other.kind, DESK_VERDICT_NEW);
    cr_expect_eq(scene_events(other.ticket, "same-message-id"), 1);
}

Test(record, who_is_not_on_the_ticket_does_not_get_in)
{
    DeskVerdict first =
        scene_take(&(Letter){ .from = "jane@example.net", .subject = "a", .message_id = "1@x" });
    g_autoptr(GPtrArray) rows = scene_outbox(first.ticket);
    const DeskOutboxRow *ack = rows->pdata[0];
    g_autofree char *tagged = g_strdup_printf("[#%" G_GINT64_FORMAT "] a", first.ticket);
    const struct {
        const char *name;
        Letter letter;
        DeskVerdictKind kind;
        bool joins;
    } cases[] = {
        { "her token",
          { .from = "jane@example.net",
            .to = ack->reply_to,
            .subject = "x",
            .message_id = "2@x",
            .reference = NULL },
          DESK_VERDICT_APPEND,
          true },
        { "our id",
          { .from = "jane@example.net",
            .to = NULL,
            .subject = "x",
            .message_id = "3@x",
            .reference = ack->message_id },
          DESK_VERDICT_APPEND,
          true },
        { "her own id",
          { .from = "jane@example.net",
            .to = NULL,
            .subject = "x",
            .message_id = "4@x",
            .reference = "1@x" },
          DESK_VERDICT_APPEND,
          true },
        { "the tag",
          { .from = "jane@example.net",
            .to = NULL,
            .subject = tagged,
            .message_id = "5@x",
            .reference = NULL },
          DESK_VERDICT_APPEND,
          true },
        { "stranger, token",
          { .from = "eve@example.com",
            .to = ack->reply_to,
            .subject = "x",
            .message_id = "6@x",
            .reference = NULL },
          DESK_VERDICT_HELD,
          true },
        { "stranger, our id",
          { .from = "eve@example.com",
            .to = NULL,
            .subject = "x",
            .message_id = "7@x",
            .reference = ack->message_id },
          DESK_VERDICT_HELD,
          true },
        { "stranger, her id",
          { .from = "eve@example.com",
            .to = NULL,
            .subject = "x",
            .message_id = "8@x",
            .reference = "1@x" },
          DESK_VERDICT_NEW,
          false },
        { "stranger, the tag",
          { .from = "eve@example.com",
            .to = NULL,
            .subject = tagged,
            .message_id = "9@x",
            .reference = NULL },
          DESK_VERDICT_NEW,
          false },
        { "robot, token",
          { .from = "jane@example.net",
            .to = ack->reply_to,
            .subject = "x",
            .message_id = "10@x",
            .machine = DESK_MACHINE_AUTO_REPLY },
          DESK_VERDICT_EVENT,
          true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskVerdict verdict = scene_take(&cases[i].letter);
        cr_expect_eq(verdict.kind, cases[i].kind, "%s gave %s", cases[i].name,
                     desk_verdict_name(verdict.kind));
        cr_expect_eq(verdict.ticket == first.ticket, cases[i].joins, "%s", cases[i].name);
    }
}

/* RULES B3: a delivery report that fits no ticket opens none. */
Test(record, a_stray_report_opens_no_ticket)
{
    DeskVerdict verdict = scene_take(&(Letter){ .from = "",
                                                .subject = "Undelivered",
                                                .message_id = "1@x",
                                                .machine = DESK_MACHINE_BOUNCE });
    cr_expect_eq(verdict.kind, DESK_VERDICT_EVENT);
    cr_expect_eq(verdict.ticket, 0);
    cr_expect_gt(verdict.message, 0);
}

/* RULES L3, B3: what changes nothing on a ticket, and what a customer may have written. */
Test(record, a_machine_stands_beside_its_ticket)
{
    static const struct {
        DeskMachineKind machine;
        bool by_words, is_null;
        DeskVerdictKind kind;
    } cases[] = {
        { DESK_MACHINE_HUMAN, false, false, DESK_VERDICT_APPEND },
        { DESK_MACHINE_HUMAN, false, true, DESK_VERDICT_EVENT },
        { DESK_MACHINE_AUTO_REPLY, false, false, DESK_VERDICT_EVENT },
        { DESK_MACHINE_AUTO_REPLY, false, true, DESK_VERDICT_EVENT },
        { DESK_MACHINE_AUTO_REPLY, true, false, DESK_VERDICT_APPEND },
        { DESK_MACHINE_AUTO_REPLY, true, true, DESK_VERDICT_EVENT },
        { DESK_MACHINE_CHALLENGE, false, false, DESK_VERDICT_EVENT },
        { DESK_MACHINE_CHALLENGE, true, false, DESK_VERDICT_APPEND },
        { DESK_MACHINE_COMPLAINT, false, false, DESK_VERDICT_EVENT },
        { DESK_MACHINE_BOUNCE, false, true, DESK_VERDICT_EVENT },
        { DESK_MACHINE_DELAY, false, true, DESK_VERDICT_EVENT },
        { DESK_MACHINE_SUCCESS, false, true, DESK_VERDICT_EVENT },
        { DESK_MACHINE_RECEIPT, false, false, DESK_VERDICT_EVENT },
        { DESK_MACHINE_LIST, false, false, DESK_VERDICT_APPEND },
        { DESK_MACHINE_AUTO_GENERATED, false, false, DESK_VERDICT_APPEND },
    };
    DeskVerdict first =
        scene_take(&(Letter){ .from = "jane@example.net", .subject = "a", .message_id = "1@x" });
    g_autoptr(DeskOutboxRow) ack = scene_ack(first.ticket);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("case%zu@x", i);
        cr_assert(
            desk_store_begin(scene_store, NULL) &&
            desk_store_ticket_touch(scene_store, first.ticket, DESK_STATUS_WAITING, 1, NULL) &&
            desk_store_commit(scene_store, NULL));
        guint doubts = scene_events(first.ticket, "maybe-machine");
        DeskVerdict verdict = scene_take(&(Letter){ .from = "jane@example.net",
                                                    .subject = "Re: a",
                                                    .message_id = id,
                                                    .reference = "1@x",
                                                    .machine = cases[i].machine,
                                                    .by_words = cases[i].by_words,
                                                    .is_null = cases[i].is_null,
                                                    .returned = ack->message_id });
        bool joins = cases[i].kind == DESK_VERDICT_APPEND;
        g_autoptr(DeskTicket) ticket = NULL;
        g_autoptr(GPtrArray) rows = scene_outbox(first.ticket);
        cr_assert(desk_store_ticket_get(scene_store, first.ticket, &ticket, NULL));
        cr_expect_eq(verdict.kind, cases[i].kind, "%zu gave %s", i,
                     desk_verdict_name(verdict.kind));
        cr_expect_eq(verdict.ticket, first.ticket, "%zu", i);
        bool opens = joins && cases[i].machine != DESK_MACHINE_AUTO_GENERATED;
        cr_expect_eq(ticket->status, opens ? DESK_STATUS_OPEN : DESK_STATUS_WAITING, "%zu", i);
        cr_expect_eq(rows->len, 1, "%zu is answered", i);
        cr_expect_eq(scene_events(first.ticket, "maybe-machine") - doubts,
                     joins && cases[i].by_words, "%zu", i);
    }
}

/* RULES B1, B3: who hands a complaint on is on no ticket, and the mail it is about is ours. */
Test(record, a_complaint_about_our_mail_is_an_event_on_its_ticket)
{
    DeskVerdict first =
        scene_take(&(Letter){ .from = "jane@example.net", .subject = "a", .message_id = "1@x" });
    g_autoptr(GPtrArray) rows = scene_outbox(first.ticket);
    const DeskOutboxRow *ack = rows->pdata[0];
    DeskVerdict verdict = scene_take(&(Letter){ .from = "fbl@example.com",
                                                .subject = "complaint",
                                                .message_id = "2@x",
                                                .machine = DESK_MACHINE_COMPLAINT,
                                                .returned = ack->message_id });
    cr_expect_eq(verdict.kind, DESK_VERDICT_EVENT, "%s", desk_verdict_name(verdict.kind));
    cr_expect_eq(verdict.ticket, first.ticket);
}

/* RULES L1, B3: what ties to nothing is for people to read, and is not answered. */
Test(record, a_stray_complaint_opens_a_silent_ticket)
{
    static const DeskMachineKind kinds[] = { DESK_MACHINE_COMPLAINT, DESK_MACHINE_CHALLENGE,
                                             DESK_MACHINE_AUTO_REPLY };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *id = g_strdup_printf("%zu@x", i);
        DeskVerdict verdict = scene_take(&(Letter){ .from = "jane@example.net",
                                                    .subject = "a",
                                                    .message_id = id,
                                                    .machine = kinds[i],
                                                    .by_words = i > 0 });
        g_autoptr(GPtrArray) rows = scene_outbox(verdict.ticket);
        cr_expect_eq(verdict.kind, DESK_VERDICT_NEW, "%s", desk_machine_name(kinds[i]));
        cr_expect_eq(rows->len, 0, "%s", desk_machine_name(kinds[i]));
        cr_expect_eq(scene_events(verdict.ticket, "ack-suppressed"), 1);
        cr_expect_eq(scene_events(verdict.ticket, "maybe-machine"), 0);
    }
}

/* RULES T1, A7: the Message-ID of a mail is no secret, and anybody can use it again. */
Test(record, a_message_id_used_again_takes_no_ticket_away)
{
    DeskVerdict hers =
        scene_take(&(Letter){ .from = "jane@example.net", .subject = "a", .message_id = "1@x" });
    DeskVerdict theirs = scene_take(&(Letter){
        .from = "mallory@example.com", .subject = "b", .message_id = "1@x", .body = "other" });
    cr_assert_neq(hers.ticket, theirs.ticket);
    DeskVerdict answer = scene_take(&(Letter){
        .from = "jane@example.net", .subject = "x", .message_id = "2@x", .reference = "1@x" });
    cr_expect(answer.kind == DESK_VERDICT_APPEND && answer.ticket == hers.ticket);
    answer = scene_take(&(Letter){
        .from = "mallory@example.com", .subject = "x", .message_id = "3@x", .reference = "1@x" });
    cr_expect(answer.kind == DESK_VERDICT_APPEND && answer.ticket == theirs.ticket);
    answer = scene_take(&(Letter){
        .from = "eve@example.com", .subject = "x", .message_id = "4@x", .reference = "1@x" });
    cr_expect(answer.kind == DESK_VERDICT_NEW);
}

/* RULES L6 */
Test(record, a_mail_of_ours_that_comes_back_is_an_event)
{
    DeskVerdict first =
        scene_take(&(Letter){ .from = "jane@example.net", .subject = "a", .message_id = "1@x" });
    g_autoptr(GPtrArray) rows = scene_outbox(first.ticket);
    const DeskOutboxRow *ack = rows->pdata[0];
    DeskVerdict back = scene_take(
        &(Letter){ .from = "mallory@example.com", .subject = "a", .message_id = ack->message_id });
    cr_expect_eq(back.kind, DESK_VERDICT_EVENT);
    cr_expect_eq(back.ticket, first.ticket);
    g_autoptr(GPtrArray) messages = NULL;
    cr_assert(desk_store_message_list(scene_store, first.ticket, &messages, NULL));
    cr_assert_eq(messages->len, 2);
    const DeskMessage *message = messages->pdata[1];
    cr_expect(message->held);
    cr_expect_eq(message->author, 0, "whoever sent it back wrote none of it");
}

/* W21 */
Test(record, an_address_of_ours_is_nobodys_requester)
{
    DeskVerdict verdict = scene_take(
        &(Letter){ .from = "Support+x@example.org", .subject = "a", .message_id = "1@x" });
    g_autoptr(DeskTicket) ticket = NULL;
    cr_assert(desk_store_ticket_get(scene_store, verdict.ticket, &ticket, NULL));
    cr_expect_eq(ticket->requester, 0);
    g_autoptr(GPtrArray) rows = scene_outbox(verdict.ticket);
    cr_expect_eq(rows->len, 0);
}

Test(record, an_envelope_holds_text_whatever_the_client_said)
{
    g_autoptr(DeskPolicy) any = desk_policy_ref(scene_policy);
    DeskEnvelope *envelope = desk_envelope_new(any, "<m\xfcller\x01@example.net>");
    cr_expect(g_utf8_validate(envelope->sender, -1, NULL), "%s", envelope->sender);
    cr_expect_str_eq(envelope->sender, "m\xef\xbf\xbdller@example.net");
    desk_envelope_unref(envelope);
}
