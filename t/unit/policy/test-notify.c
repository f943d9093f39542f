#include "base/clock.h"
#include "fixture.h"
#include "policy/notify.h"

#include <criterion/criterion.h>

#define NOW (1000 * DESK_DAY)

/* May a mail of this kind go to this person, so far as mail and person are concerned? */
static const char *
refusal_for(const DeskPolicy *policy, const char *kind, const char *recipient,
            DeskAssurance assurance, gint64 bounce_score)
{
    g_autoptr(DeskMail) mail = fixture_mail("help");
    DeskNotifyFacts facts = { .kind = desk_mail_kind(kind),
                              .mail = mail,
                              .envelope_sender = "jane@example.net",
                              .recipient = recipient,
                              .assurance = assurance,
                              .bounce_score = bounce_score };
    return desk_notify_refusal(policy, &facts);
}

static const char *
refusal(const DeskPolicy *policy, const DeskMail *mail, const char *sender, const char *recipient)
{
    DeskNotifyFacts facts = { .kind = desk_mail_kind("ack"),
                              .mail = mail,
                              .envelope_sender = sender,
                              .recipient = recipient,
                              .assurance = DESK_ASSURANCE_NONE };
    return desk_notify_refusal(policy, &facts);
}

Test(notify, a_person_is_answered)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    cr_expect_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
}

Test(notify, l1_i9_senders_that_are_never_answered)
{
    static const char *const rows[] = {
        "mailer-daemon@example.net",    "MAILER-DAEMON@example.net",
        "postmaster@example.net",       "noreply@example.net",
        "No-Reply@example.net",         "owner-list@example.net",
        "OWNER-List@example.net",       "list-request@example.net",
        "bounces+123@example.net",      "not an address",
        "support@example.org",          "SUPPORT@Example.ORG",
        "support+r1-2-abc@example.org", "help@example.org",
        "Help+x@example.org",           "\"help\"@example.org",
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

Test(notify, l1_machines_and_marked_mail_are_not_answered)
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

Test(notify, l1_a_mail_that_does_not_name_us_is_not_answered)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    g_ptr_array_set_size(mail->to, 0);
    cr_expect_not_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
    g_ptr_array_add(mail->cc, desk_mail_address_new("", "HELP+x@example.org"));
    cr_expect_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
}

/* RULES L1: the header From counts, too, wherever the envelope comes from. */
Test(notify, l1_our_own_address_in_from_is_not_answered)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("help");
    g_ptr_array_add(mail->from, desk_mail_address_new("", "HELP+1@example.org"));
    cr_expect_not_null(refusal(policy, mail, "jane@example.net", "jane@example.net"));
}

Test(notify, b3_nothing_goes_to_an_address_where_mail_has_failed)
{
    static const struct {
        const char *kind, *recipient;
        gint64 score;
        bool refused;
    } rows[] = {
        { "ack", "jane@example.net", 0, false },
        { "ack", "jane@example.net", 1, false },
        { "ack", "jane@example.net", 2, true },
        { "ack", "jane@example.net", 5, true },
        { "agent-alarm", "alice@example.org", 1, false },
        { "agent-alarm", "alice@example.org", 2, true },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(refusal_for(policy, rows[i].kind, rows[i].recipient, DESK_ASSURANCE_ALIGNED,
                                 rows[i].score) != NULL,
                     rows[i].refused, "row %zu", i);
}

/* RULES A13: who is named by a forged mail hears nothing of it. */
Test(notify, a13_a_forged_sender_gets_nothing)
{
    static const DeskAssurance answered[] = { DESK_ASSURANCE_SASL, DESK_ASSURANCE_ALIGNED,
                                              DESK_ASSURANCE_NONE };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(answered); i++)
        cr_expect_null(refusal_for(policy, "ack", "jane@example.net", answered[i], 0), "%s",
                       desk_assurance_name(answered[i]));
    cr_expect_not_null(refusal_for(policy, "ack", "jane@example.net", DESK_ASSURANCE_FAILED, 0));
}

/* RULES L1: what answers no mail goes to no machine either; agents are who the configuration says.
 */
Test(notify, l1_nothing_automatic_goes_where_nobody_reads)
{
    static const char *const kinds[] = { "status", "reminder", "survey" };
    static const char *const unread[] = { "noreply@example.net", "Nagios@example.net",
                                          "owner-list@example.net", "list-request@example.net",
                                          "support+r1-2-abc@example.org" };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(
        "monitor \"nagios\" { senders = {\"nagios@example.net\"}  key = 'alert: (\\S+)' }\n"
        "agent \"bot\" { addresses = {\"noreply@example.org\"} }\n");
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        cr_expect_null(refusal_for(policy, kinds[i], "jane@example.net", DESK_ASSURANCE_ALIGNED, 0),
                       "%s", kinds[i]);
        for (size_t k = 0; k < G_N_ELEMENTS(unread); k++)
            cr_expect_not_null(refusal_for(policy, kinds[i], unread[k], DESK_ASSURANCE_ALIGNED, 0),
                               "%s to %s", kinds[i], unread[k]);
    }
    cr_expect_not_null(refusal_for(policy, "ack", "nagios@example.net", DESK_ASSURANCE_ALIGNED, 0));
    cr_expect_null(refusal_for(policy, "reply", "nagios@example.net", DESK_ASSURANCE_ALIGNED, 0));
    cr_expect_null(
        refusal_for(policy, "agent-alarm", "noreply@example.org", DESK_ASSURANCE_ALIGNED, 0));
}

/* An alarm answers nobody: what the mail is does not matter, only who the alarm goes to. */
Test(notify, an_alarm_goes_to_agents_alone)
{
    static const struct {
        const char *recipient;
        bool refused;
    } rows[] = {
        { "alice@example.org", false }, { "ALICE@Example.org", false },
        { "jane@example.net", true },   { "support@example.org", true },
        { "nonsense", true },           { NULL, true },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskNotifyFacts facts = { .kind = desk_mail_kind("agent-alarm"),
                                  .envelope_sender = "",
                                  .recipient = rows[i].recipient,
                                  .assurance = DESK_ASSURANCE_FAILED };
        cr_expect_eq(desk_notify_refusal(policy, &facts) != NULL, rows[i].refused, "row %zu", i);
    }
}

/* Everything is at its limit but for one mail. */
static DeskNotifyBudget
nearly_used_up(const DeskPolicy *policy, const char *kind)
{
    const DeskLimits *limits = &desk_policy_conf(policy)->limits;
    DeskNotifyBudget budget = { .kind = desk_mail_kind(kind),
                                .assurance = DESK_ASSURANCE_ALIGNED,
                                .now = NOW,
                                .answers_hour = limits->acks_per_hour - 1,
                                .answers_day = limits->acks_per_day - 1,
                                .subject = "A question",
                                .person_hour = limits->alarms_per_hour - 1,
                                .back = NOW - DESK_HOUR };
    for (size_t i = 0; i < DESK_NOTIFY_WINDOWS; i++)
        budget.sent[i] = desk_notify_windows[i].limit - 1;
    return budget;
}

Test(notify, l5_alarms_of_an_agent_in_an_hour)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    DeskNotifyBudget budget = nearly_used_up(policy, "agent-alarm");
    cr_assert_null(desk_notify_overrun(policy, &budget));
    budget.person_hour++;
    cr_expect(strstr(desk_notify_overrun(policy, &budget), "as many alarms as an hour allows"));
    budget.kind = desk_mail_kind("ack");
    cr_expect_null(desk_notify_overrun(policy, &budget), "it goes to no agent");
}

Test(notify, l5_acks_of_a_sender_in_an_hour_and_a_day)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    DeskNotifyBudget budget = nearly_used_up(policy, "ack");
    cr_assert_null(desk_notify_overrun(policy, &budget));
    budget.answers_hour++;
    cr_expect(strstr(desk_notify_overrun(policy, &budget), "an hour"));
    budget.answers_hour--;
    budget.answers_day++;
    cr_expect(strstr(desk_notify_overrun(policy, &budget), "a day"));

    budget.kind = desk_mail_kind("agent-alarm");
    cr_expect_null(desk_notify_overrun(policy, &budget), "it answers no sender");
}

Test(notify, l5_an_unverified_sender_has_one_ack_a_day)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    DeskNotifyBudget budget = nearly_used_up(policy, "ack");
    budget.assurance = DESK_ASSURANCE_NONE;
    budget.answers_hour = budget.answers_day = 0;
    cr_expect_null(desk_notify_overrun(policy, &budget));
    budget.answers_day = 1;
    cr_expect(strstr(desk_notify_overrun(policy, &budget), "not verified"));
    budget.assurance = DESK_ASSURANCE_ALIGNED;
    cr_expect_null(desk_notify_overrun(policy, &budget));
}

Test(notify, l5_from_the_third_ack_in_three_hours_none_for_an_equal_subject)
{
    static const struct {
        const char *subject, *first, *second;
        bool refused;
    } rows[] = {
        { "A question", NULL, NULL, false },
        { "A question", "A question", NULL, false },
        { "A question", "A question", "Another", true },
        { "A question", "Another", "A question", true },
        { "A QUESTION [#12]", "Another", "a question", true },
        { "AW: Re: A question", "Another", "Fwd: A question", true },
        { "A question", "Another", "One more", false },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) subjects = g_ptr_array_new();
        if (rows[i].first)
            g_ptr_array_add(subjects, (char *) rows[i].first);
        if (rows[i].second)
            g_ptr_array_add(subjects, (char *) rows[i].second);
        DeskNotifyBudget budget = nearly_used_up(policy, "ack");
        budget.subject = rows[i].subject;
        budget.subjects = subjects;
        const char *over = desk_notify_overrun(policy, &budget);
        cr_expect_eq(over != NULL, rows[i].refused, "row %zu: %s", i, over);
    }
}

Test(notify, l5_mails_to_one_person_on_one_ticket)
{
    static const DeskNotifyWindow expected[] = {
        { 10 * DESK_MINUTE, 10, "10 minutes" }, { 30 * DESK_MINUTE, 15, "30 minutes" },
        { 60 * DESK_MINUTE, 25, "an hour" },    { 180 * DESK_MINUTE, 50, "3 hours" },
        { 600 * DESK_MINUTE, 100, "10 hours" },
    };
    static const char *const kinds[] = { "ack", "agent-alarm" };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    cr_assert_eq(G_N_ELEMENTS(expected), DESK_NOTIFY_WINDOWS);
    for (size_t i = 0; i < DESK_NOTIFY_WINDOWS; i++) {
        cr_expect_eq(desk_notify_windows[i].span, expected[i].span, "%s", expected[i].over);
        cr_expect_eq(desk_notify_windows[i].limit, expected[i].limit, "%s", expected[i].over);
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
            DeskNotifyBudget budget = nearly_used_up(policy, kinds[k]);
            cr_expect_null(desk_notify_overrun(policy, &budget));
            budget.sent[i]++;
            const char *over = desk_notify_overrun(policy, &budget);
            cr_expect(over && strstr(over, expected[i].over), "%s: %s", expected[i].over, over);
        }
    }
}

/* back is the mail at the edge of the budget: sent within the hour, it is used up. */
Test(notify, l5_mails_of_the_whole_desk)
{
    static const struct {
        const char *name;
        gint64 back;
        bool refused;
    } rows[] = {
        { "there never were so many", 0, false },
        { "an hour ago", NOW - DESK_HOUR, false },
        { "within the hour", NOW - DESK_HOUR + 1, true },
        { "now", NOW, true },
        { "a little ahead, by another host", NOW + DESK_MINUTE, true },
        { "the clock was set back since", NOW + 30 * DESK_DAY, false },
    };
    static const char *const kinds[] = { "ack", "agent-alarm" };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
            DeskNotifyBudget budget = nearly_used_up(policy, kinds[k]);
            budget.back = rows[i].back;
            cr_expect_eq(desk_notify_overrun(policy, &budget) != NULL, rows[i].refused, "%s, %s",
                         rows[i].name, kinds[k]);
        }
}
