#include "base/clock.h"
#include "policy/report.h"

#include <criterion/criterion.h>

/* One recipient of a report. */
typedef struct {
    const char *recipient;
    DeskBounceAction action;
    bool hard;
    const char *status;
    const char *code;
    const char *diagnostic;
} Entry;

static void
set(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value ? value : "");
}

static DeskMail *
report_of(DeskMachineKind machine, const Entry *entries, size_t count)
{
    DeskMail *mail = desk_mail_new();
    mail->machine = machine;
    set(&mail->machine_evidence, "Feedback-Type: abuse");
    for (size_t i = 0; i < count && entries[i].recipient; i++) {
        DeskBounce *bounce = desk_bounce_new();
        set(&bounce->recipient, entries[i].recipient);
        set(&bounce->status, entries[i].status);
        set(&bounce->reply_code, entries[i].code);
        set(&bounce->diagnostic, entries[i].diagnostic);
        bounce->action = entries[i].action;
        bounce->hard = entries[i].hard;
        g_ptr_array_add(mail->bounces, bounce);
    }
    return mail;
}

/* RULES B1, B3 */
Test(report, b3_a_report_says_what_became_of_our_mail)
{
    static const struct {
        const char *name;
        DeskMachineKind machine;
        Entry entries[3];
        DeskDelivery delivery;
        bool hard;
        const char *detail;
    } cases[] = {
        { "our recipient among others",
          DESK_MACHINE_BOUNCE,
          { { "bob@example.org", DESK_BOUNCE_FAILED, true, "5.1.1", "550", "no Bob" },
            { "JANE@Example.NET", DESK_BOUNCE_DELAYED, false, "4.4.1", "", "try on" } },
          DESK_DELIVERY_DELAYED,
          false,
          "4.4.1 try on" },
        { "forwarded: the worst",
          DESK_MACHINE_BOUNCE,
          { { "a@example.com", DESK_BOUNCE_DELIVERED, false, "2.0.0", "", "" },
            { "b@example.com", DESK_BOUNCE_FAILED, false, "5.2.2", "552", "552 5.2.2 full" },
            { "c@example.com", DESK_BOUNCE_FAILED, true, "5.1.1", "550", "gone" } },
          DESK_DELIVERY_FAILED,
          true,
          "550 5.1.1 gone" },
        { "delayed is worse than relayed",
          DESK_MACHINE_DELAY,
          { { "a@example.com", DESK_BOUNCE_RELAYED, false, "", "", "" },
            { "b@example.com", DESK_BOUNCE_DELAYED, false, "", "", "" } },
          DESK_DELIVERY_DELAYED,
          false,
          "" },
        { "relayed is worse than delivered",
          DESK_MACHINE_SUCCESS,
          { { "a@example.com", DESK_BOUNCE_DELIVERED, false, "", "", "" },
            { "b@example.com", DESK_BOUNCE_EXPANDED, false, "", "", "" } },
          DESK_DELIVERY_RELAYED,
          false,
          "" },
        { "final and original recipient",
          DESK_MACHINE_BOUNCE,
          { { "jane@example.net", DESK_BOUNCE_FAILED, false, "5.2.2", "", "full" },
            { "jane@example.net", DESK_BOUNCE_FAILED, true, "5.1.1", "", "gone" } },
          DESK_DELIVERY_FAILED,
          true,
          "5.1.1 gone" },
        { "a delay is never hard",
          DESK_MACHINE_DELAY,
          { { "jane@example.net", DESK_BOUNCE_DELAYED, true, "5.1.1", "", "" } },
          DESK_DELIVERY_DELAYED,
          false,
          "5.1.1 " },
        { "no recipient",
          DESK_MACHINE_BOUNCE,
          { { NULL, DESK_BOUNCE_FAILED, false, "", "", "" } },
          DESK_DELIVERY_FAILED,
          false,
          "Feedback-Type: abuse" },
        { "an unnamed recipient",
          DESK_MACHINE_BOUNCE,
          { { "", DESK_BOUNCE_FAILED, true, "5.1.1", "", "" } },
          DESK_DELIVERY_FAILED,
          true,
          "5.1.1" },
        { "a receipt",
          DESK_MACHINE_RECEIPT,
          { { NULL, DESK_BOUNCE_FAILED, false, "", "", "" } },
          DESK_DELIVERY_DELIVERED,
          false,
          "Feedback-Type: abuse" },
        { "a complaint",
          DESK_MACHINE_COMPLAINT,
          { { NULL, DESK_BOUNCE_FAILED, false, "", "", "" } },
          DESK_DELIVERY_COMPLAINED,
          false,
          "Feedback-Type: abuse" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskMail) mail =
            report_of(cases[i].machine, cases[i].entries, G_N_ELEMENTS(cases[i].entries));
        g_auto(DeskFinding) finding = { 0 };
        g_autofree char *expected = g_strchomp(g_strdup(cases[i].detail));
        desk_report_judge(mail, "jane@example.net", &finding);
        cr_expect_eq(finding.delivery, cases[i].delivery, "%s: %s", cases[i].name,
                     desk_delivery_name(finding.delivery));
        cr_expect_eq(finding.hard, cases[i].hard, "%s", cases[i].name);
        cr_expect_str_eq(finding.detail, expected, "%s", cases[i].name);
    }
}

Test(report, the_words_of_a_report_have_an_end)
{
    g_autofree char *longest = g_strnfill(5000, 'x');
    const Entry entry = { "jane@example.net", DESK_BOUNCE_FAILED, true, "5.1.1", "550", longest };
    g_autoptr(DeskMail) mail = report_of(DESK_MACHINE_BOUNCE, &entry, 1);
    g_auto(DeskFinding) finding = { 0 };
    desk_report_judge(mail, "jane@example.net", &finding);
    cr_expect_eq(strlen(finding.detail), 500);
}

Test(report, b1_which_mails_are_reports)
{
    static const bool reports[DESK_MACHINE_KINDS] = {
        [DESK_MACHINE_BOUNCE] = true,  [DESK_MACHINE_DELAY] = true,
        [DESK_MACHINE_SUCCESS] = true, [DESK_MACHINE_COMPLAINT] = true,
        [DESK_MACHINE_RECEIPT] = true,
    };
    for (int i = 0; i < DESK_MACHINE_KINDS; i++)
        cr_expect_eq(desk_report_is_kind((DeskMachineKind) i), reports[i], "%s",
                     desk_machine_name((DeskMachineKind) i));
}

/* W1: 100 more change nothing; a success does not take a failure back. */
Test(report, b3_only_more_is_news)
{
    static const DeskDelivery all[] = { DESK_DELIVERY_UNKNOWN, DESK_DELIVERY_DELAYED,
                                        DESK_DELIVERY_RELAYED, DESK_DELIVERY_DELIVERED,
                                        DESK_DELIVERY_FAILED,  DESK_DELIVERY_COMPLAINED };
    for (size_t known = 0; known < G_N_ELEMENTS(all); known++)
        for (size_t said = 0; said < G_N_ELEMENTS(all); said++)
            cr_expect_eq(desk_report_is_news(all[known], all[said]), said > known, "%s, then %s",
                         desk_delivery_name(all[known]), desk_delivery_name(all[said]));
}

/* RULES B3: hard 1, soft 0.5 a day; counted in halves. */
Test(report, b3_how_much_worse_an_address_gets)
{
    const gint64 now = 100 * DESK_DAY;
    const struct {
        const char *name;
        DeskDelivery delivery;
        bool hard;
        DeskProof proof;
        bool null_sender;
        gint64 bounced;
        gint64 points;
    } cases[] = {
        { "hard", DESK_DELIVERY_FAILED, true, DESK_PROOF_SENDER, false, 0, 2 },
        { "hard again at once", DESK_DELIVERY_FAILED, true, DESK_PROOF_SENDER, false, now, 2 },
        { "soft", DESK_DELIVERY_FAILED, false, DESK_PROOF_SENDER, false, 0, 1 },
        { "soft, same day", DESK_DELIVERY_FAILED, false, DESK_PROOF_SENDER, false,
          now - DESK_DAY + 1, 0 },
        { "soft, next day", DESK_DELIVERY_FAILED, false, DESK_PROOF_SENDER, false, now - DESK_DAY,
          1 },
        { "soft, clock set back", DESK_DELIVERY_FAILED, false, DESK_PROOF_SENDER, false,
          now + DESK_DAY, 0 },
        { "delayed", DESK_DELIVERY_DELAYED, false, DESK_PROOF_SENDER, false, 0, 0 },
        { "relayed", DESK_DELIVERY_RELAYED, false, DESK_PROOF_SENDER, false, 0, 0 },
        { "delivered", DESK_DELIVERY_DELIVERED, false, DESK_PROOF_SENDER, false, 0, 0 },
        { "complaint", DESK_DELIVERY_COMPLAINED, false, DESK_PROOF_SENDER, false, now, 2 },
        { "id of an ack", DESK_DELIVERY_FAILED, true, DESK_PROOF_MESSAGE_ID, true, 0, 2 },
        { "id of an answer", DESK_DELIVERY_FAILED, true, DESK_PROOF_MESSAGE_ID, false, 0, 0 },
        { "complaint by id", DESK_DELIVERY_COMPLAINED, false, DESK_PROOF_MESSAGE_ID, false, 0, 0 },
        { "nothing proved", DESK_DELIVERY_FAILED, true, DESK_PROOF_NONE, true, 0, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const DeskFinding finding = { .delivery = cases[i].delivery, .hard = cases[i].hard };
        const DeskHealthFacts facts = { .proof = cases[i].proof,
                                        .null_sender = cases[i].null_sender,
                                        .bounced = cases[i].bounced,
                                        .now = now };
        cr_expect_eq(desk_report_points(&finding, &facts), cases[i].points, "%s", cases[i].name);
    }
}

Test(report, b3_a_person_heals_his_address)
{
    for (int i = 0; i < DESK_MACHINE_KINDS; i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        mail->machine = (DeskMachineKind) i;
        bool human = i == DESK_MACHINE_HUMAN;
        const char *name = desk_machine_name(mail->machine);
        cr_expect_eq(desk_report_heals(mail, "j@x", DESK_ASSURANCE_NONE), human, "%s", name);
        cr_expect_eq(desk_report_heals(mail, "j@x", DESK_ASSURANCE_ALIGNED), human, "%s", name);
        cr_expect(!desk_report_heals(mail, "j@x", DESK_ASSURANCE_FAILED), "%s", name);
        cr_expect(!desk_report_heals(mail, "", DESK_ASSURANCE_ALIGNED), "%s", name);
    }
}
