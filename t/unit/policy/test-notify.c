#include "fixture.h"
#include "policy/notify.h"

#include <criterion/criterion.h>

static const char *
refusal(const DeskPolicy *policy, const DeskMail *mail, const char *sender, const char *recipient)
{
    DeskNotifyFacts facts = { .mail = mail, .envelope_sender = sender, .recipient = recipient };
    return desk_notify_refusal(policy, &facts);
}

Test(notify, a_person_is_answered)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    cr_expect_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
}

/* RULES L1 and I9: each of these stays unanswered. */
Test(notify, senders_that_are_never_answered)
{
    static const char *const rows[] = {
        "mailer-daemon@example.net", "MAILER-DAEMON@example.net",
        "postmaster@example.net",    "noreply@example.net",
        "No-Reply@example.net",      "owner-list@example.net",
        "list-request@example.net",  "support@example.org",
        "Help+x@example.org",        "not an address",
        "bounces+123@example.net",
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_expect_not_null(refusal(policy, mail, "jane@example.net", rows[i]), "%s", rows[i]);
        cr_expect_not_null(refusal(policy, mail, rows[i], "jane@example.net"), "%s", rows[i]);
    }
    cr_expect_not_null(refusal(policy, mail, "", "jane@example.net"));
    cr_expect_not_null(refusal(policy, mail, "jane@example.net", NULL));
}

Test(notify, machines_and_marked_mail_are_not_answered)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    for (int kind = DESK_MACHINE_AUTO_REPLY; kind < DESK_MACHINE_KINDS; kind++) {
        mail->machine = (DeskMachineKind) kind;
        cr_expect_not_null(refusal(policy, mail, "jane@example.net", "jane@example.net"), "%s",
                           desk_machine_name(mail->machine));
    }
    mail->machine = DESK_MACHINE_HUMAN;
    mail->may_answer = false;
    cr_expect_not_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
}

Test(notify, a_mail_that_does_not_name_us_is_not_answered)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    g_ptr_array_set_size(mail->to, 0);
    cr_expect_not_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
    g_ptr_array_add(mail->cc, desk_mail_address_new("", "HELP+x@example.org"));
    cr_expect_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
}

Test(notify, budgets_end_the_answers)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    const DeskLimits *limits = &desk_policy_conf(policy)->limits;
    DeskNotifyFacts facts = { .mail = mail,
                              .envelope_sender = "jane@example.net",
                              .recipient = "jane@example.net" };

    facts.sent_last_hour = limits->acks_per_hour - 1;
    facts.sent_last_day = limits->acks_per_day - 1;
    cr_expect_null(desk_notify_refusal(policy, &facts));
    facts.sent_last_hour = limits->acks_per_hour;
    cr_expect_not_null(desk_notify_refusal(policy, &facts));
    facts.sent_last_hour = 0;
    facts.sent_last_day = limits->acks_per_day;
    cr_expect_not_null(desk_notify_refusal(policy, &facts));
}
