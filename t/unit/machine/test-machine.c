#include "machine/machine.h"
#include "mails.h"

#include <criterion/criterion.h>

static DeskParts
empty_parts(void)
{
    return (DeskParts){ .status = g_byte_array_new(),
                        .disposition = g_byte_array_new(),
                        .feedback = g_byte_array_new(),
                        .returned = g_byte_array_new() };
}

static const struct {
    const char *headers;
    DeskMachineKind kind;
    bool may_answer;
} rows[] = {
    { "Subject: hello\n", DESK_MACHINE_HUMAN, true },
    { "Auto-Submitted: no\n", DESK_MACHINE_HUMAN, true },
    { "Auto-Submitted: (x) NO ; a=b\n", DESK_MACHINE_HUMAN, true },
    { "Auto-Submitted: (a (no) b) auto-replied\n", DESK_MACHINE_AUTO_REPLY, false },
    { "auto-submitted:\r\n Auto-Replied (vacation)\n", DESK_MACHINE_AUTO_REPLY, false },
    { "Auto-Submitted: auto-generated; x=y\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Auto-Submitted: auto-notified\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Auto-Submitted: nope\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Auto-Submitted:\n", DESK_MACHINE_HUMAN, true },
    { "Auto-Submitted: no\nAuto-Submitted: auto-replied\n", DESK_MACHINE_AUTO_REPLY, false },
    { "Precedence: bulk\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Precedence: bulk\nList-Id: <x.example.org>\n", DESK_MACHINE_LIST, false },
    { "Precedence: bulk\nSender: owner-x@example.org\n", DESK_MACHINE_LIST, false },
    { "Return-Path: <x-bounces+a=b@example.org>\nPrecedence: bulk\n", DESK_MACHINE_LIST, false },
    { "Sender: Ann (x-owner) <ann@example.org>\n", DESK_MACHINE_HUMAN, true },
    { "List-Post: NO (announcements)\nPrecedence: bulk\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Precedence: List\n", DESK_MACHINE_LIST, false },
    { "Precedence: junk\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Precedence: first-class\n", DESK_MACHINE_HUMAN, true },
    { "Precedence: auto_reply\n", DESK_MACHINE_AUTO_REPLY, false },
    { "List-Id: <x.example.org>\n", DESK_MACHINE_LIST, false },
    { "List-Id: <x.example.org>\nX-List-Administrivia: yes\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "List-Id: <x.example.org>\nX-List-Administrivia: no\n", DESK_MACHINE_LIST, false },
    { "List-Id: <x.example.org>\nDelivered-To: responder for x@example.org\n",
      DESK_MACHINE_AUTO_GENERATED, false },
    { "List-Unsubscribe: <mailto:x@example.org>\n", DESK_MACHINE_LIST, false },
    { "List-Id: <x>\nAuto-Submitted: auto-generated\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "X-Autoreply: yes\n", DESK_MACHINE_AUTO_REPLY, false },
    { "X-Autoreply: no\n", DESK_MACHINE_HUMAN, true },
    { "X-Autorespond: x\n", DESK_MACHINE_AUTO_REPLY, false },
    { "X-Auto-Reply-From: x@example.org\n", DESK_MACHINE_AUTO_REPLY, false },
    { "X-Loop: x@example.org\n", DESK_MACHINE_HUMAN, false },
    { "X-MS-Exchange-Inbox-Rules-Loop: x@example.org\n", DESK_MACHINE_HUMAN, false },
    { "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n", DESK_MACHINE_AUTO_GENERATED,
      false },
    { "X-FC-MachineGenerated: true\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "X-Failed-Recipients: x@example.org\n", DESK_MACHINE_BOUNCE, false },
    { "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\n", DESK_MACHINE_HUMAN, false },
    { "X-Auto-Response-Suppress: All\n", DESK_MACHINE_HUMAN, false },
    { "X-Auto-Response-Suppress: DR, RN\n", DESK_MACHINE_HUMAN, true },
    { "X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: x@example.org\n",
      DESK_MACHINE_AUTO_REPLY, false },
    { "X-Auto-Response-Suppress: All\nX-Loop: x@example.org\n", DESK_MACHINE_HUMAN, false },
    { "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
      DESK_MACHINE_BOUNCE, false },
    { "Content-Type: Multipart/Report; boundary=x;\n report-type=\"Feedback-Report\"\n",
      DESK_MACHINE_COMPLAINT, false },
    { "Content-Type: multipart/report (c); report-type = disposition-notification\n",
      DESK_MACHINE_RECEIPT, false },
    { "Content-Type: multipart/report\n", DESK_MACHINE_AUTO_GENERATED, false },
    { "Content-Type: text/plain; report-type=delivery-status\n", DESK_MACHINE_HUMAN, true },
    { "Auto-Submitted: auto-replied\nContent-Type: multipart/report;report-type=delivery-status\n",
      DESK_MACHINE_BOUNCE, false },
};

Test(machine, is_recognised_by_its_headers)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GArray) headers = desk_headers_read(bytes_of(rows[i].headers), NULL);
        desk_machine_judge(mail, headers, NULL);
        cr_expect_eq(mail->machine, rows[i].kind, "%s: %s", rows[i].headers,
                     desk_machine_name(mail->machine));
        cr_expect_eq(mail->may_answer, rows[i].may_answer, "%s", rows[i].headers);
        cr_expect_eq(*mail->machine_evidence == '\0', mail->may_answer, "%s", rows[i].headers);
    }
}

Test(machine, tells_bounce_delay_and_success_apart)
{
    static const struct {
        const char *status;
        DeskMachineKind kind;
    } actions[] = {
        { "", DESK_MACHINE_BOUNCE },
        { "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a\nAction: failed\n",
          DESK_MACHINE_BOUNCE },
        { "Reporting-MTA: dns; x\r\n\r\nAction: Delayed (queue)\r\n", DESK_MACHINE_DELAY },
        { "X: y\n\nAction: delivered\n\nAction: relayed\n", DESK_MACHINE_SUCCESS },
        { "X: y\n\nAction: relayed\n", DESK_MACHINE_SUCCESS },
        { "X: y\n\nAction: delivered\n\nAction: delayed\n", DESK_MACHINE_DELAY },
        { "X: y\n\nAction: delayed\n\n\nAction: failed\n", DESK_MACHINE_BOUNCE },
        { "X: y\n\nAction: misunderstood\n", DESK_MACHINE_BOUNCE },
    };
    g_autoptr(GArray) headers = desk_headers_read(
        BYTES("Content-Type: multipart/report; report-type=delivery-status\n"), NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_auto(DeskParts) parts = empty_parts();
        DeskBytes status = bytes_of(actions[i].status);
        g_byte_array_append(parts.status, (const guint8 *) status.data, (guint) status.size);
        desk_machine_judge(mail, headers, &parts);
        cr_expect_eq(mail->machine, actions[i].kind, "%s: %s", actions[i].status,
                     desk_machine_name(mail->machine));
    }
}

Test(machine, shows_its_evidence)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autoptr(GArray) headers =
        desk_headers_read(BYTES("List-Id: <l>\nAuto-Submitted: auto-replied\n\t(x\x01)\n"), NULL);
    desk_machine_judge(mail, headers, NULL);
    cr_expect_str_eq(mail->machine_evidence, "Auto-Submitted: auto-replied (x)");
}

/* A mail of one text part and one report part; the caller's. */
static DeskMail *
judge_report(const char *headers, const char *disposition, const char *feedback,
             const char *returned)
{
    DeskMail *mail = desk_mail_new();
    g_autoptr(GArray) list = desk_headers_read(bytes_of(headers), NULL);
    g_auto(DeskParts)
        parts = { g_byte_array_new(), g_byte_array_new(), g_byte_array_new(), g_byte_array_new() };
    g_byte_array_append(parts.disposition, (const guint8 *) disposition,
                        (guint) strlen(disposition));
    g_byte_array_append(parts.feedback, (const guint8 *) feedback, (guint) strlen(feedback));
    g_byte_array_append(parts.returned, (const guint8 *) returned, (guint) strlen(returned));
    desk_machine_judge(mail, list, &parts);
    return mail;
}

Test(machine, reads_receipts)
{
    static const struct {
        const char *headers, *disposition, *returned, *evidence, *id;
    } receipts[] = {
        { "Content-Type: multipart/report; report-type=disposition-notification\n",
          "Final-Recipient: rfc822;ann@example.org\nOriginal-Message-ID: <1@example.com>\n"
          "Disposition: automatic-action/MDN-sent-automatically; deleted\n",
          "Message-ID: <2@example.com>\n",
          "Disposition: automatic-action/MDN-sent-automatically; deleted", "1@example.com" },
        { "Content-Type: multipart/mixed\n", "Disposition: x; displayed\n",
          "Message-ID: <2@example.com>\n", "Disposition: x; displayed", "2@example.com" },
        { "Content-Type: multipart/report; report-type=disposition-notification\n", "", "",
          "Content-Type: multipart/report; report-type=disposition-notification", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(receipts); i++) {
        g_autoptr(DeskMail) mail =
            judge_report(receipts[i].headers, receipts[i].disposition, "", receipts[i].returned);
        cr_expect_eq(mail->machine, DESK_MACHINE_RECEIPT, "%zu", i);
        cr_expect_not(mail->may_answer, "%zu", i);
        cr_expect_str_eq(mail->machine_evidence, receipts[i].evidence, "%zu: %s", i,
                         mail->machine_evidence);
        cr_expect_str_eq(mail->returned_id, receipts[i].id, "%zu: %s", i, mail->returned_id);
    }
}

Test(machine, reads_feedback_reports)
{
    static const struct {
        const char *headers, *feedback, *returned, *evidence, *id;
    } reports[] = {
        { "Content-Type: multipart/report; report-type=feedback-report\n",
          "Version: 1\nFeedback-Type: not-spam\n", "Message-ID: <1@example.com>\n",
          "Feedback-Type: not-spam", "1@example.com" },
        { "Content-Type: multipart/mixed\n", "User-Agent: x\n", "", "message/feedback-report", "" },
        { "Content-Type: multipart/report; report-type=feedback-report\n", "",
          "Subject: a\n\nMessage-ID: <1@example.com>\n",
          "Content-Type: multipart/report; report-type=feedback-report", "" },
        { "Subject: copy\n", "", "X-HmXmrOriginalRecipient: ann@example.org\n",
          "X-HmXmrOriginalRecipient: ann@example.org", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(reports); i++) {
        g_autoptr(DeskMail) mail =
            judge_report(reports[i].headers, "", reports[i].feedback, reports[i].returned);
        cr_expect_eq(mail->machine, DESK_MACHINE_COMPLAINT, "%zu", i);
        cr_expect_not(mail->may_answer, "%zu", i);
        cr_expect_str_eq(mail->machine_evidence, reports[i].evidence, "%zu: %s", i,
                         mail->machine_evidence);
        cr_expect_str_eq(mail->returned_id, reports[i].id, "%zu: %s", i, mail->returned_id);
    }
}

static DeskMail *
judge_words(const char *headers, const char *subject, const char *text)
{
    DeskMail *mail = desk_mail_new();
    g_autoptr(GArray) list = desk_headers_read(bytes_of(headers), NULL);
    g_free(mail->subject);
    mail->subject = g_strdup(subject);
    g_free(mail->text);
    mail->text = g_strdup(text);
    desk_machine_judge(mail, list, NULL);
    return mail;
}

Test(machine, believes_words_of_a_marked_mail)
{
    static const char subject[] = "Ann Roe: out of office";
    static const struct {
        const char *headers;
        DeskMachineKind kind;
    } marks[] = {
        { "", DESK_MACHINE_HUMAN },
        { "Return-Path: <ann@example.org>\n", DESK_MACHINE_HUMAN },
        { "List-Id: <l.example.org>\n", DESK_MACHINE_LIST },
        { "Return-Path: <>\n", DESK_MACHINE_AUTO_REPLY },
        { "Return-Path: <MAILER-DAEMON@example.org>\n", DESK_MACHINE_AUTO_REPLY },
        { "Auto-Submitted: auto-generated\n", DESK_MACHINE_AUTO_REPLY },
        { "Precedence: bulk\n", DESK_MACHINE_AUTO_REPLY },
        { "X-Auto-Response-Suppress: All\n", DESK_MACHINE_AUTO_REPLY },
        { "X-MS-Exchange-Inbox-Rules-Loop: ann@example.org\n", DESK_MACHINE_AUTO_REPLY },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autoptr(DeskMail) mail = judge_words(marks[i].headers, subject, "See you.");
        cr_expect_eq(mail->machine, marks[i].kind, "%s: %s", marks[i].headers,
                     desk_machine_name(mail->machine));
        if (mail->machine == DESK_MACHINE_AUTO_REPLY)
            cr_expect_str_eq(mail->machine_evidence, "Subject: Ann Roe: out of office");
    }
}

Test(machine, wants_no_answer_to_the_answer_of_an_invitation)
{
    static const struct {
        const char *method;
        bool may_answer;
    } methods[] = { { "", true }, { "request", true }, { "reply", false }, { "counter", false } };
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GArray) headers = desk_headers_read(BYTES("Subject: Accepted: a\n"), NULL);
        g_free(mail->calendar);
        mail->calendar = g_strdup(methods[i].method);
        desk_machine_judge(mail, headers, NULL);
        cr_expect_eq(mail->machine, DESK_MACHINE_HUMAN, "%s", methods[i].method);
        cr_expect_eq(mail->may_answer, methods[i].may_answer, "%s", methods[i].method);
        cr_expect_eq(*mail->machine_evidence == '\0', mail->may_answer, "%s", methods[i].method);
    }
}

Test(machine, reads_receipts_in_plain_words)
{
    static const struct {
        const char *subject, *text;
        DeskMachineKind kind;
    } words[] = {
        { "Read: Printer", "Your message was read on Monday.", DESK_MACHINE_RECEIPT },
        { "Gelesen: Drucker", "Ihre Nachricht wurde ungelesen gelöscht.", DESK_MACHINE_RECEIPT },
        { "Gelesen: Drucker",
          "Ihre Nachricht\n\n An: Ann\n Betreff: Drucker\n\nwurde am Montag gelesen.",
          DESK_MACHINE_RECEIPT },
        { "Read: Printer", "Read this before you print!", DESK_MACHINE_HUMAN },
        { "Printer", "My mail was read on Monday. And now?", DESK_MACHINE_HUMAN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(DeskMail) mail = judge_words("", words[i].subject, words[i].text);
        cr_expect_eq(mail->machine, words[i].kind, "%s: %s", words[i].subject,
                     desk_machine_name(mail->machine));
    }
}

Test(machine, weighs_words_against_fields)
{
    static const struct {
        const char *headers, *subject, *text;
        DeskMachineKind kind;
        const char *evidence;
    } words[] = {
        { "Auto-Submitted: auto-replied\n", "x", "Your server requires confirmation.",
          DESK_MACHINE_CHALLENGE, "text: your server requires confirmation" },
        { "Auto-Submitted: auto-replied\n", "Confirmation required",
          "To be on my whitelist, click.", DESK_MACHINE_CHALLENGE,
          "Subject: Confirmation required" },
        { "Auto-Submitted: auto-replied\n", "x", "This is an automated message.",
          DESK_MACHINE_AUTO_REPLY, "Auto-Submitted: auto-replied" },
        { "List-Id: <l>\n", "x", "This is an automated message.", DESK_MACHINE_AUTO_GENERATED,
          "text: this is an automated message" },
        { "List-Id: <l>\nPrecedence: bulk\n", "x", "Hello.", DESK_MACHINE_LIST,
          "Precedence: bulk" },
        { "X-MS-Exchange-Inbox-Rules-Loop: a\nList-Id: <l>\nX-Auto-Response-Suppress: All\n", "x",
          "This is an automated message.", DESK_MACHINE_AUTO_REPLY,
          "X-MS-Exchange-Inbox-Rules-Loop: a" },
        { "X-Delivery-Agent: TMDA\n", "Automatic reply: x", "", DESK_MACHINE_CHALLENGE,
          "X-Delivery-Agent: TMDA" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(DeskMail) mail = judge_words(words[i].headers, words[i].subject, words[i].text);
        cr_expect_eq(mail->machine, words[i].kind, "%zu: %s", i, desk_machine_name(mail->machine));
        cr_expect_str_eq(mail->machine_evidence, words[i].evidence, "%zu: %s", i,
                         mail->machine_evidence);
    }
}

Test(machine, takes_a_returned_receipt_for_a_bounce)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(
        BYTES("Content-Type: multipart/report; report-type=delivery-status\n"), NULL);
    g_auto(DeskParts)
        parts = { g_byte_array_new(), g_byte_array_new(), g_byte_array_new(), g_byte_array_new() };
    g_byte_array_append(parts.status, (const guint8 *) "Action: failed\n", 15);
    g_byte_array_append(parts.disposition, (const guint8 *) "Disposition: x\n", 15);
    desk_machine_judge(mail, headers, &parts);
    cr_expect_eq(mail->machine, DESK_MACHINE_BOUNCE);
}

/* RULES L3: words count with another mark, and how sure one may be is said. */
Test(machine, says_when_words_are_all_there_is)
{
    static const struct {
        const char *headers, *from, *subject;
        DeskMachineKind kind;
        bool by_words;
    } mails[] = {
        { "", "ann@example.org", "Automatic reply: Printer", DESK_MACHINE_AUTO_REPLY, true },
        { "X-Loop: x\n", "ann@example.org", "Automatic reply: Printer", DESK_MACHINE_AUTO_REPLY,
          false },
        { "", "noreply@example.org", "Automatic reply: Printer", DESK_MACHINE_AUTO_REPLY, false },
        { "Return-Path: <>\n", "ann@example.org", "Automatic reply: Printer",
          DESK_MACHINE_AUTO_REPLY, false },
        { "Auto-Submitted: auto-replied\n", "ann@example.org", "Automatic reply: Printer",
          DESK_MACHINE_AUTO_REPLY, false },
        { "", "ann@example.org", "Cron <root@host> true", DESK_MACHINE_AUTO_GENERATED, true },
        { "", "ann@example.org", "Printer", DESK_MACHINE_HUMAN, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GArray) headers = desk_headers_read(bytes_of(mails[i].headers), NULL);
        g_ptr_array_add(mail->from, desk_mail_address_new("", mails[i].from));
        g_free(mail->subject);
        mail->subject = g_strdup(mails[i].subject);
        desk_machine_judge(mail, headers, NULL);
        cr_expect_eq(mail->machine, mails[i].kind, "%zu %s", i, desk_machine_name(mail->machine));
        cr_expect_eq(mail->machine_by_words, mails[i].by_words, "%zu", i);
    }
}

/* RULES L2: what the manager says of a list is not said on it. */
Test(machine, tells_a_list_from_its_manager)
{
    static const struct {
        const char *from;
        DeskMachineKind kind;
        const char *evidence;
    } senders[] = {
        { "birds-bounces@lists.example.org", DESK_MACHINE_AUTO_GENERATED,
          "From: birds-bounces@lists.example.org" },
        { "ann@example.org", DESK_MACHINE_LIST, "List-Id: <birds.lists.example.org>" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GArray) headers =
            desk_headers_read(BYTES("List-Id: <birds.lists.example.org>\n"), NULL);
        g_ptr_array_add(mail->from, desk_mail_address_new("", senders[i].from));
        desk_machine_judge(mail, headers, NULL);
        cr_expect_eq(mail->machine, senders[i].kind, "%s", senders[i].from);
        cr_expect_str_eq(mail->machine_evidence, senders[i].evidence, "%s", senders[i].from);
    }
}

Test(machine, takes_the_null_sender_for_no_person)
{
    static const struct {
        const char *headers;
        bool is_answer;
        DeskMachineKind kind;
    } senders[] = {
        { "Return-Path: <>\n", false, DESK_MACHINE_AUTO_GENERATED },
        { "Return-Path: <>\n", true, DESK_MACHINE_AUTO_REPLY },
        { "Return-Path: <>\nAuto-Submitted: auto-generated\n", true, DESK_MACHINE_AUTO_GENERATED },
        { "Return-Path: <ann@example.org>\n", true, DESK_MACHINE_HUMAN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GArray) headers = desk_headers_read(bytes_of(senders[i].headers), NULL);
        if (senders[i].is_answer)
            g_ptr_array_add(mail->in_reply_to, g_strdup("1@example.org"));
        desk_machine_judge(mail, headers, NULL);
        cr_expect_eq(mail->machine, senders[i].kind, "%zu: %s", i,
                     desk_machine_name(mail->machine));
        cr_expect_eq(mail->may_answer, senders[i].kind == DESK_MACHINE_HUMAN, "%zu", i);
    }
}
