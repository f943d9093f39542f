#include "base/clock.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>

TestSuite(effect, .init = scene_open, .fini = scene_close);

#define JANE "jane@example.net"

static gint64
open_by(const char *from)
{
    DeskVerdict verdict =
        scene_take(&(Letter){ .from = from, .subject = "printer", .message_id = "1@x" });
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

/* RULES L2, L3, W14, W15: who opens a ticket again, and who does not. */
Test(effect, l2_a_person_reopens_and_a_machine_does_not)
{
    static const struct {
        DeskMachineKind machine;
        bool by_words;
        DeskStatus before, after;
        guint reopened;
    } rows[] = {
        { DESK_MACHINE_HUMAN, false, DESK_STATUS_CLOSED, DESK_STATUS_OPEN, 1 },
        { DESK_MACHINE_HUMAN, false, DESK_STATUS_RESOLVED, DESK_STATUS_OPEN, 1 },
        { DESK_MACHINE_LIST, false, DESK_STATUS_CLOSED, DESK_STATUS_OPEN, 1 },
        { DESK_MACHINE_HUMAN, false, DESK_STATUS_WAITING, DESK_STATUS_OPEN, 0 },
        { DESK_MACHINE_HUMAN, false, DESK_STATUS_ON_HOLD, DESK_STATUS_OPEN, 0 },
        { DESK_MACHINE_HUMAN, false, DESK_STATUS_IN_PROGRESS, DESK_STATUS_IN_PROGRESS, 0 },
        { DESK_MACHINE_HUMAN, false, DESK_STATUS_SPAM, DESK_STATUS_SPAM, 0 },
        { DESK_MACHINE_AUTO_GENERATED, false, DESK_STATUS_CLOSED, DESK_STATUS_CLOSED, 0 },
        { DESK_MACHINE_AUTO_GENERATED, false, DESK_STATUS_WAITING, DESK_STATUS_WAITING, 0 },
        { DESK_MACHINE_AUTO_REPLY, false, DESK_STATUS_CLOSED, DESK_STATUS_CLOSED, 0 },
        { DESK_MACHINE_AUTO_REPLY, true, DESK_STATUS_CLOSED, DESK_STATUS_CLOSED, 0 },
        { DESK_MACHINE_AUTO_REPLY, true, DESK_STATUS_WAITING, DESK_STATUS_OPEN, 0 },
    };
    gint64 hers = open_by(JANE);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("row%zu@x", i);
        guint reopened = scene_events(hers, "reopened");
        scene_set_status(hers, rows[i].before, desk_clock_now());
        scene_take(&(Letter){ .from = JANE,
                              .subject = "Re: printer",
                              .message_id = id,
                              .reference = "1@x",
                              .machine = rows[i].machine,
                              .by_words = rows[i].by_words });
        g_autoptr(DeskTicket) ticket = scene_ticket(hers);
        cr_expect_eq(ticket->status, rows[i].after, "row %zu: %s", i,
                     desk_status_name(ticket->status));
        cr_expect_eq(scene_events(hers, "reopened") - reopened, rows[i].reopened, "row %zu", i);
    }
}

static DeskVerdict
answer(int number, gint64 later)
{
    g_autofree char *id = g_strdup_printf("answer%d@x", number);
    return scene_take(&(Letter){ .from = JANE,
                                 .subject = "Re: printer",
                                 .message_id = id,
                                 .reference = "1@x",
                                 .later = later });
}

/* RULES L5: a ticket is opened again so often a day; beyond that the mails are stored all the same.
 */
Test(effect, l5_a_ticket_reopens_so_often_a_day)
{
    gint64 hers = open_by(JANE);
    int limit = (int) desk_policy_conf(scene_policy)->limits.reopens_per_day;
    for (int i = 0; i < limit + 3; i++) {
        scene_set_status(hers, DESK_STATUS_CLOSED, desk_clock_now());
        DeskVerdict verdict = answer(i, 0);
        g_autoptr(DeskTicket) ticket = scene_ticket(hers);
        cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == hers, "%d", i);
        cr_expect_eq(ticket->status, i < limit ? DESK_STATUS_OPEN : DESK_STATUS_CLOSED, "%d", i);
    }
    cr_expect_eq(scene_events(hers, "reopened"), limit);
    cr_expect_eq(scene_events(hers, "not-reopened"), 3);
    cr_expect_eq(scene_events(hers, "flood"), 1);

    answer(limit + 3, DESK_DAY + DESK_HOUR);
    g_autoptr(DeskTicket) ticket = scene_ticket(hers);
    cr_expect_eq(ticket->status, DESK_STATUS_OPEN);
}

/* RULES L5, A11: further mails of somebody who opens too many tickets are held on the newest. */
Test(effect, l5_a_sender_opens_so_many_tickets_an_hour)
{
    gint64 limit = desk_policy_conf(scene_policy)->limits.tickets_per_hour, newest = 0;
    guint opened = 0;
    for (int i = 0; i < limit + 30; i++) {
        g_autofree char *id = g_strdup_printf("bomb%d@x", i);
        DeskVerdict verdict =
            scene_take(&(Letter){ .from = JANE, .subject = id, .message_id = id });
        opened += verdict.kind == DESK_VERDICT_NEW;
        newest = MAX(newest, verdict.ticket);
        if (i >= limit)
            cr_expect(verdict.kind == DESK_VERDICT_HELD && verdict.ticket == newest, "%d", i);
    }
    cr_expect_eq(opened, limit);
    cr_expect_eq(scene_events(newest, "held"), 30);
    cr_expect_eq(scene_events(newest, "flood"), 1);
    cr_expect_eq(scene_events(newest, "ack-suppressed"), 1);

    DeskVerdict other =
        scene_take(&(Letter){ .from = "ben@example.net", .subject = "help", .message_id = "b@x" });
    cr_expect_eq(other.kind, DESK_VERDICT_NEW);
    DeskVerdict later = scene_take(
        &(Letter){ .from = JANE, .subject = "help", .message_id = "l@x", .later = 2 * DESK_HOUR });
    cr_expect_eq(later.kind, DESK_VERDICT_NEW);
}

/* RULES I11: what was stored before the clock was set back a month fills no budget now. */
Test(effect, i11_the_clock_set_back_stems_nobody)
{
    const DeskLimits *limits = &desk_policy_conf(scene_policy)->limits;
    gint64 ahead = 30 * DESK_DAY, hers = open_by(JANE);
    for (int i = 0; i < limits->reopens_per_day; i++) {
        scene_set_status(hers, DESK_STATUS_CLOSED, desk_clock_now() + ahead);
        answer(i, ahead);
    }
    for (int i = 0; i < limits->tickets_per_hour; i++) {
        g_autofree char *id = g_strdup_printf("ahead%d@x", i);
        scene_take(
            &(Letter){ .from = JANE, .subject = id, .message_id = id, .later = ahead + DESK_HOUR });
    }
    scene_set_status(hers, DESK_STATUS_CLOSED, desk_clock_now());
    answer(100, 0);
    g_autoptr(DeskTicket) ticket = scene_ticket(hers);
    cr_expect_eq(ticket->status, DESK_STATUS_OPEN, "%s", desk_status_name(ticket->status));
    DeskVerdict verdict =
        scene_take(&(Letter){ .from = JANE, .subject = "help", .message_id = "now@x" });
    cr_expect_eq(verdict.kind, DESK_VERDICT_NEW, "%s", desk_verdict_name(verdict.kind));
}

/* RULES T10, W30: whoever answers an old mail to begin something new is heard, and flagged. */
Test(effect, t10_a_strong_link_with_a_new_subject_is_flagged)
{
    gint64 hers = open_by(JANE);
    g_autoptr(DeskOutboxRow) ack = scene_ack(hers);
    const struct {
        Letter letter;
        guint flags;
    } rows[] = {
        { { .from = JANE, .subject = "Re: Printer", .message_id = "2@x", .to = ack->reply_to }, 0 },
        { { .from = JANE, .subject = "", .message_id = "3@x", .to = ack->reply_to }, 0 },
        { { .from = JANE, .subject = "weak", .message_id = "4@x", .reference = "1@x" }, 0 },
        { { .from = JANE, .subject = "New order", .message_id = "5@x", .to = ack->reply_to }, 1 },
        { { .from = JANE, .subject = "AW: new order", .message_id = "6@x", .to = ack->reply_to },
          0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint flags = scene_events(hers, "new-subject");
        DeskVerdict verdict = scene_take(&rows[i].letter);
        cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == hers, "row %zu", i);
        cr_expect_eq(scene_events(hers, "new-subject") - flags, rows[i].flags, "row %zu", i);
    }
    g_auto(GStrv) tags = NULL;
    cr_assert(desk_store_tag_list(scene_store, hers, &tags, NULL));
    cr_expect(g_strv_contains((const char *const *) tags, "new-subject"));
}

static guint
alarms_to(gint64 ticket, const char *agent)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    guint count = 0;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        count += g_str_equal(row->kind, "agent-alarm") && g_str_equal(row->recipient, agent);
    }
    return count;
}

/* RULES C4, W11: what a proved agent writes to a ticket stays internal, and moves nothing. */
Test(effect, an_agents_mail_on_a_ticket_is_a_note)
{
    gint64 hers = open_by(JANE);
    g_autofree char *tag = g_strdup_printf("Fwd: [#%" G_GINT64_FORMAT "] printer", hers);
    const Letter letters[] = {
        { .from = "bob@example.org", .subject = tag, .message_id = "2@x", .login = "bob" },
        { .from = "bob@example.com",
          .subject = "x",
          .message_id = "3@x",
          .dmarc = "pass",
          .reference = "1@x" },
    };
    scene_set_status(hers, DESK_STATUS_WAITING, desk_clock_now());
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == hers, "letter %zu", i);
    }
    g_autoptr(DeskTicket) ticket = scene_ticket(hers);
    g_autoptr(GPtrArray) messages = scene_messages(hers), participants = scene_participants(hers);
    cr_expect_eq(ticket->status, DESK_STATUS_WAITING);
    cr_expect_eq(participants->len, 1);
    cr_expect_eq(scene_events(hers, "agent-note"), 2);
    cr_assert_eq(messages->len, 3);
    for (guint i = 1; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        cr_expect_eq(message->direction, DESK_DIRECTION_NOTE);
        cr_expect_not(message->held);
    }
}

/* RULES A1, T6, W3: in an agent's name and not proved: what only we could have given him is held,
 * and he is told; what anybody can guess opens a ticket. */
Test(effect, w3_a_mail_in_an_agents_name_is_held_and_he_is_told)
{
    gint64 hers = open_by(JANE);
    g_autoptr(DeskOutboxRow) ack = scene_ack(hers);
    g_autofree char *tag = g_strdup_printf("[#%" G_GINT64_FORMAT "] printer", hers);
    const char *const bob = "bob@example.com", *const reply = ack->reply_to;
    const Letter letters[] = {
        { .from = bob, .subject = "x", .message_id = "2@x", .to = reply },
        { .from = bob, .subject = "x", .message_id = "3@x", .reference = ack->message_id },
        { .from = bob, .subject = "x", .message_id = "4@x", .to = reply, .dmarc = "fail" },
        { .from = bob, .subject = "x", .message_id = "5@x", .to = reply, .login = "eve" },
    };
    const Letter guesses[] = {
        { .from = bob, .subject = tag, .message_id = "6@x" },
        { .from = bob, .subject = "x", .message_id = "7@x", .reference = "1@x" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        guint alarms = alarms_to(hers, "bob@example.org");
        DeskVerdict verdict = scene_take(&letters[i]);
        cr_expect(verdict.kind == DESK_VERDICT_HELD && verdict.ticket == hers, "letter %zu: %s", i,
                  desk_verdict_name(verdict.kind));
        cr_expect_eq(alarms_to(hers, "bob@example.org") - alarms, 1, "letter %zu", i);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(guesses); i++) {
        DeskVerdict verdict = scene_take(&guesses[i]);
        cr_expect(verdict.kind == DESK_VERDICT_NEW && verdict.ticket != hers, "guess %zu", i);
        cr_expect_eq(scene_events(verdict.ticket, "linked"), 1, "guess %zu", i);
    }
    cr_expect_eq(scene_events(hers, "agent-note"), 0);
}

/* W13: an agent's responder is heard by nobody, and alarms nobody. */
Test(effect, w13_an_agents_responder_is_an_event)
{
    gint64 hers = open_by(JANE);
    g_autoptr(DeskOutboxRow) ack = scene_ack(hers);
    DeskVerdict verdict = scene_take(&(Letter){ .from = "bob@example.org",
                                                .subject = "Out of office",
                                                .message_id = "2@x",
                                                .reference = ack->message_id,
                                                .machine = DESK_MACHINE_AUTO_REPLY });
    g_autoptr(GPtrArray) messages = scene_messages(hers);
    cr_expect(verdict.kind == DESK_VERDICT_EVENT && verdict.ticket == hers);
    cr_assert_eq(messages->len, 2);
    cr_expect(((const DeskMessage *) messages->pdata[1])->held);
    cr_expect_eq(alarms_to(hers, "bob@example.org"), 0);
}

/* Without a tie an agent is a customer like anybody, and stays that on his own ticket. */
Test(effect, an_agent_may_have_a_ticket_of_his_own)
{
    gint64 own = open_by("bob@example.org");
    DeskVerdict verdict = scene_take(&(Letter){ .from = "bob@example.org",
                                                .subject = "Re: printer",
                                                .message_id = "2@x",
                                                .reference = "1@x" });
    g_autoptr(GPtrArray) messages = scene_messages(own);
    cr_expect(verdict.kind == DESK_VERDICT_APPEND && verdict.ticket == own);
    cr_assert_eq(messages->len, 2);
    cr_expect_eq(((const DeskMessage *) messages->pdata[1])->direction, DESK_DIRECTION_IN);

    g_autoptr(DeskOutboxRow) ack = scene_ack(own);
    DeskVerdict forged = scene_take(&(Letter){ .from = "bob@example.org",
                                               .subject = "Re: printer",
                                               .message_id = "3@x",
                                               .to = ack->reply_to,
                                               .dmarc = "fail" });
    cr_expect(forged.kind == DESK_VERDICT_HELD && forged.ticket == own);
    cr_expect_eq(alarms_to(own, "bob@example.org"), 1);
}
