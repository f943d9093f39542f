#include "fixture.h"
#include "policy/lifecycle.h"

#include <criterion/criterion.h>

/* RULES L2, L3, B3: who speaks in a mail. */
Test(voice, l2_l3_machines_are_told_by_marks_not_by_words)
{
    static const struct {
        DeskMachineKind machine;
        bool by_words;
        const char *sender;
        DeskVoice voice;
    } rows[] = {
        { DESK_MACHINE_HUMAN, false, "jane@example.net", DESK_VOICE_PERSON },
        { DESK_MACHINE_HUMAN, false, "", DESK_VOICE_ASIDE },
        { DESK_MACHINE_LIST, false, "owner-list@example.net", DESK_VOICE_PERSON },
        { DESK_MACHINE_AUTO_REPLY, false, "jane@example.net", DESK_VOICE_ASIDE },
        { DESK_MACHINE_AUTO_REPLY, true, "jane@example.net", DESK_VOICE_DOUBT },
        { DESK_MACHINE_AUTO_REPLY, true, "", DESK_VOICE_ASIDE },
        { DESK_MACHINE_CHALLENGE, false, "jane@example.net", DESK_VOICE_ASIDE },
        { DESK_MACHINE_CHALLENGE, true, "jane@example.net", DESK_VOICE_DOUBT },
        { DESK_MACHINE_AUTO_GENERATED, false, "cron@example.net", DESK_VOICE_PROGRAM },
        { DESK_MACHINE_AUTO_GENERATED, true, "jane@example.net", DESK_VOICE_DOUBT },
        { DESK_MACHINE_AUTO_GENERATED, false, "", DESK_VOICE_PROGRAM },
        { DESK_MACHINE_BOUNCE, false, "", DESK_VOICE_ASIDE },
        { DESK_MACHINE_DELAY, false, "", DESK_VOICE_ASIDE },
        { DESK_MACHINE_SUCCESS, false, "", DESK_VOICE_ASIDE },
        { DESK_MACHINE_COMPLAINT, false, "fbl@example.net", DESK_VOICE_ASIDE },
        { DESK_MACHINE_RECEIPT, false, "jane@example.net", DESK_VOICE_ASIDE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("x");
        mail->machine = rows[i].machine;
        mail->machine_by_words = rows[i].by_words;
        bool answers =
            rows[i].voice == DESK_VOICE_ASIDE &&
            (mail->machine == DESK_MACHINE_AUTO_REPLY || mail->machine == DESK_MACHINE_CHALLENGE);
        cr_expect_eq(desk_voice_of(mail, rows[i].sender), rows[i].voice, "row %zu: %s", i,
                     desk_machine_name(mail->machine));
        cr_expect_eq(desk_voice_is_automatic_answer(mail, rows[i].sender), answers, "row %zu", i);
    }
}

/* RULES L2, L3: what a mail does to the status of its ticket. */
Test(lifecycle, only_people_move_a_ticket)
{
    static const struct {
        DeskStatus before, person, doubt;
    } rows[] = {
        { DESK_STATUS_NEW, DESK_STATUS_NEW, DESK_STATUS_NEW },
        { DESK_STATUS_OPEN, DESK_STATUS_OPEN, DESK_STATUS_OPEN },
        { DESK_STATUS_IN_PROGRESS, DESK_STATUS_IN_PROGRESS, DESK_STATUS_IN_PROGRESS },
        { DESK_STATUS_WAITING, DESK_STATUS_OPEN, DESK_STATUS_OPEN },
        { DESK_STATUS_ON_HOLD, DESK_STATUS_OPEN, DESK_STATUS_OPEN },
        { DESK_STATUS_RESOLVED, DESK_STATUS_OPEN, DESK_STATUS_RESOLVED },
        { DESK_STATUS_CLOSED, DESK_STATUS_OPEN, DESK_STATUS_CLOSED },
        { DESK_STATUS_MERGED, DESK_STATUS_MERGED, DESK_STATUS_MERGED },
        { DESK_STATUS_SPAM, DESK_STATUS_SPAM, DESK_STATUS_SPAM },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskStatus before = rows[i].before;
        const char *name = desk_status_name(before);
        cr_expect_eq(desk_lifecycle_answered(before, DESK_VOICE_PERSON), rows[i].person, "%s",
                     name);
        cr_expect_eq(desk_lifecycle_answered(before, DESK_VOICE_DOUBT), rows[i].doubt, "%s", name);
        cr_expect_eq(desk_lifecycle_answered(before, DESK_VOICE_PROGRAM), before, "%s", name);
        cr_expect_eq(desk_lifecycle_answered(before, DESK_VOICE_ASIDE), before, "%s", name);
    }
}

/* RULES T8 */
Test(lifecycle, t8_a_ticket_is_over_some_time_after_its_end)
{
    static const struct {
        DeskStatus status;
        gint64 ended;
        bool is_over;
    } rows[] = {
        { DESK_STATUS_CLOSED, 100, false }, { DESK_STATUS_CLOSED, 99, true },
        { DESK_STATUS_RESOLVED, 99, true }, { DESK_STATUS_OPEN, 0, false },
        { DESK_STATUS_CLOSED, 0, false },   { DESK_STATUS_SPAM, 99, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskTicket ticket = { .status = rows[i].status, .ended = rows[i].ended };
        cr_expect_eq(desk_lifecycle_is_over(&ticket, 150, 50), rows[i].is_over, "row %zu", i);
    }
}
