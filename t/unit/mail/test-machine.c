#include "mail/machine.h"
#include "mails.h"

#include <criterion/criterion.h>

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
    { "Precedence: bulk\n", DESK_MACHINE_LIST, false },
    { "Precedence: List\n", DESK_MACHINE_LIST, false },
    { "Precedence: junk\n", DESK_MACHINE_LIST, false },
    { "Precedence: first-class\n", DESK_MACHINE_HUMAN, true },
    { "Precedence: auto_reply\n", DESK_MACHINE_AUTO_REPLY, false },
    { "List-Id: <x.example.org>\n", DESK_MACHINE_LIST, false },
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
        g_auto(DeskParts) parts = { g_byte_array_new(), g_byte_array_new(), g_byte_array_new(),
                                    g_byte_array_new() };
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

Test(machine, names_go_both_ways)
{
    for (unsigned i = 0; i < DESK_MACHINE_KINDS; i++) {
        DeskMachineKind kind;
        cr_expect(desk_machine_from_name(desk_machine_name((DeskMachineKind) i), &kind));
        cr_expect_eq(kind, i);
    }
    DeskMachineKind kind;
    cr_expect_not(desk_machine_from_name("robot", &kind));
}
