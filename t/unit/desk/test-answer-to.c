#include "base/clock.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>

TestSuite(answer_to, .init = scene_open, .fini = scene_close);

#define JANE "jane@example.net"

/* RULES S2: where the acknowledgement goes, and who is on the ticket by it. */
Test(answer_to, s2_an_answer_follows_the_reply_to_of_a_proved_sender)
{
    static const struct {
        const char *reply_to, *dmarc, *to;
        guint ignored;
    } rows[] = {
        { NULL, "pass", JANE, 0 },
        { "orders@example.net", "pass", "orders@example.net", 0 },
        { "orders@sales.example.net", "pass", "orders@sales.example.net", 0 },
        { "orders@example.net", NULL, JANE, 1 },
        { "mallory@example.com", "pass", JANE, 1 },
        { "a@example.net b@example.net", "pass", JANE, 1 },
        { JANE, NULL, JANE, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("row%zu@x", i);
        DeskVerdict verdict = scene_take(&(Letter){ .from = JANE,
                                                    .subject = id,
                                                    .message_id = id,
                                                    .reply_to = rows[i].reply_to,
                                                    .dmarc = rows[i].dmarc });
        g_autoptr(GPtrArray) mails = scene_outbox(verdict.ticket);
        cr_expect_eq(scene_events(verdict.ticket, "reply-to-ignored"), rows[i].ignored, "row %zu",
                     i);
        /* The budget of one who is not proved is one a day, so not each of hers is answered. */
        const DeskOutboxRow *ack = mails->len > 0 ? mails->pdata[0] : NULL;
        cr_expect(!ack || strcmp(ack->recipient, rows[i].to) == 0, "row %zu: %s", i,
                  ack ? ack->recipient : "");
        cr_expect(ack || scene_events(verdict.ticket, "ack-suppressed") == 1, "row %zu", i);
        cr_expect(!ack || ack->verified == (strcmp(rows[i].to, JANE) == 0), "row %zu", i);
    }
}

/* RULES B3: a mail heals its sender's address, not the one that its answer goes to. */
Test(answer_to, b3_a_dead_reply_to_stays_dead)
{
    static const DeskHealth dead = { .score = 2, .bounced = 1 };
    gint64 orders = 0;
    cr_assert(desk_store_contact_put(scene_store, "orders@example.net", "orders@example.net", "", 1,
                                     &orders, NULL));
    cr_assert(desk_store_contact_set_health(scene_store, orders, &dead, NULL));
    DeskVerdict verdict = scene_take(&(Letter){ .from = JANE,
                                                .subject = "a",
                                                .message_id = "1@x",
                                                .reply_to = "orders@example.net",
                                                .dmarc = "pass" });
    g_autoptr(GPtrArray) mails = scene_outbox(verdict.ticket);
    cr_expect_eq(mails->len, 0);
    cr_expect_eq(scene_events(verdict.ticket, "ack-suppressed"), 1);
}

/* Whoever gets it is on the ticket, confirmed, and has a token of his own (RULES I8). */
Test(answer_to, s2_who_gets_the_answer_is_on_the_ticket)
{
    DeskVerdict verdict = scene_take(&(Letter){ .from = JANE,
                                                .subject = "printer",
                                                .message_id = "1@x",
                                                .reply_to = "orders@example.net",
                                                .dmarc = "pass" });
    g_autoptr(GPtrArray) people = scene_participants(verdict.ticket);
    g_autoptr(DeskOutboxRow) ack = scene_ack(verdict.ticket);
    g_autoptr(DeskTicket) ticket = scene_ticket(verdict.ticket);
    cr_assert_eq(people->len, 2);
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        bool is_other = strcmp(person->contact.address, "orders@example.net") == 0;
        cr_expect(person->confirmed);
        cr_expect_eq(person->role, is_other ? DESK_ROLE_CC : DESK_ROLE_REQUESTER);
        cr_expect_eq(person->contact.id == ack->contact, is_other);
        cr_expect_eq(person->contact.id == ticket->requester, !is_other);
    }

    DeskVerdict answer = scene_take(&(Letter){ .from = "orders@example.net",
                                               .subject = "Re: printer",
                                               .message_id = "2@x",
                                               .to = ack->reply_to });
    cr_expect(answer.kind == DESK_VERDICT_APPEND && answer.ticket == verdict.ticket);
}

/* Neither the desk nor an agent is written to on somebody's word. */
Test(answer_to, s2_the_desk_and_its_agents_are_no_address_for_answers)
{
    static const char *const rows[] = { "support@example.org", "help+x@example.org",
                                        "bob@example.org" };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("row%zu@x", i);
        DeskVerdict verdict = scene_take(&(Letter){ .from = "joe@example.org",
                                                    .subject = id,
                                                    .message_id = id,
                                                    .reply_to = rows[i],
                                                    .dmarc = "pass" });
        g_autoptr(GPtrArray) mails = scene_outbox(verdict.ticket);
        g_autoptr(GPtrArray) people = scene_participants(verdict.ticket);
        cr_expect_eq(people->len, 1, "row %zu", i);
        cr_assert_eq(mails->len, 1, "row %zu", i);
        cr_expect_str_eq(((const DeskOutboxRow *) mails->pdata[0])->recipient, "joe@example.org",
                         "row %zu", i);
    }
}
