#include "fixture.h"
#include "parse/parse.h"
#include "policy/notify.h"

#include <criterion/criterion.h>

/* RULES L1, L2 from the header field to the answer: a mail as it comes, read, and judged. */

static const char *
refusal_of(const DeskPolicy *policy, const char *fields, DeskMachineKind *kind)
{
    g_autofree char *raw = g_strdup_printf("From: Jane <jane@example.net>\r\n"
                                           "To: support@example.org\r\nSubject: A question\r\n"
                                           "Message-ID: <1@client.example.net>\r\n%s\r\n\r\n"
                                           "Can you help me?\r\n",
                                           fields);
    g_autoptr(DeskMail) mail = desk_parse((DeskBytes){ raw, strlen(raw) });
    DeskNotifyFacts facts = { .kind = desk_mail_kind("ack"),
                              .mail = mail,
                              .envelope_sender = "jane@example.net",
                              .recipient = "jane@example.net",
                              .assurance = DESK_ASSURANCE_NONE };
    *kind = mail->machine;
    return desk_notify_refusal(policy, &facts);
}

typedef struct {
    const char *fields;
    bool human; /* a person wrote it all the same */
} Row;

static void
expect_silence(const Row *rows, size_t count)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    desk_parse_init();
    for (size_t i = 0; i < count; i++) {
        DeskMachineKind kind;
        cr_expect_not_null(refusal_of(policy, rows[i].fields, &kind), "%s", rows[i].fields);
        cr_expect_eq(kind == DESK_MACHINE_HUMAN, rows[i].human, "%s: %s", rows[i].fields,
                     desk_machine_name(kind));
    }
}

Test(notify_fields, l1_auto_submitted_other_than_no)
{
    static const Row rows[] = {
        { "Auto-Submitted: auto-replied", false },
        { "auto-submitted: AUTO-GENERATED", false },
        { "Auto-Submitted: auto-notified; owner-email=\"a@example.net\"", false },
        { "Auto-Submitted: (no) auto-replied (no)", false },
        { "Auto-Submitted: auto-replied (vacation)", false },
        { "Auto-Submitted:\r\n  auto-replied", false },
        { "Auto-Submitted: nobody", false },
        { "Auto-Submitted: x; no", false },
        { "Auto-Submitted: no\r\nAuto-Submitted: auto-replied", false },
    };
    expect_silence(rows, G_N_ELEMENTS(rows));
}

Test(notify_fields, l1_precedence)
{
    static const Row rows[] = {
        { "Precedence: bulk", false },         { "precedence: JUNK", false },
        { "Precedence: list", false },         { "Precedence: auto_reply", false },
        { "Precedence: (x) Bulk (y)", false }, { "Precedence:\r\n bulk", false },
    };
    expect_silence(rows, G_N_ELEMENTS(rows));
}

Test(notify_fields, l1_fields_of_lists)
{
    static const Row rows[] = {
        { "List-Id: Users <users.example.net>", false },
        { "List-ID: <users.example.net>", false },
        { "List-Post: <mailto:users@example.net>", false },
        { "List-Post: NO (posting not allowed)", false },
        { "List-Unsubscribe: <https://example.net/u>", false },
        { "List-Help: <mailto:help@example.net>", false },
        { "list-archive: <https://example.net/a>", false },
        { "List-Owner: <mailto:o@example.net>", false },
        { "List-Subscribe: <mailto:s@example.net>", false },
        { "List-Unsubscribe-Post: List-Unsubscribe=One-Click", false },
    };
    expect_silence(rows, G_N_ELEMENTS(rows));
}

Test(notify_fields, l1_fields_of_responders)
{
    static const Row rows[] = {
        { "X-Autoreply: yes", false },
        { "X-AutoReply: yes (vacation)", false },
        { "X-Autorespond: Re: A question", false },
        { "x-autorespond: 1", false },
        { "X-Auto-Reply-From: jane@example.net", false },
        { "X-FC-MachineGenerated: true", false },
        { "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", false },
        { "X-Failed-Recipients: bob@example.net", false },
    };
    expect_silence(rows, G_N_ELEMENTS(rows));
}

/* Marks against loops, which stand in the mail of people, too. */
Test(notify_fields, l1_marks_against_loops)
{
    static const Row rows[] = {
        { "X-Loop: jane@example.net", true },
        { "x-loop: x", true },
        { "X-MS-Exchange-Inbox-Rules-Loop: jane@example.net", true },
    };
    expect_silence(rows, G_N_ELEMENTS(rows));
}

/* RULES L2: it forbids our answer, and says nothing of who wrote the mail. */
Test(notify_fields, l2_a_wish_for_silence_is_no_mark_of_a_machine)
{
    static const Row rows[] = {
        { "X-Auto-Response-Suppress: AutoReply", true },
        { "X-Auto-Response-Suppress: OOF", true },
        { "X-Auto-Response-Suppress: All", true },
        { "x-auto-response-suppress: DR, RN, NRN, oof, autoreply", true },
        { "X-Auto-Response-Suppress: RN,\r\n ALL", true },
    };
    expect_silence(rows, G_N_ELEMENTS(rows));
}

/* RULES L2: a person may write through a group; an answer of the desk would go to the group. */
Test(notify_fields, l2_who_writes_through_a_group_gets_no_ack)
{
    DeskMachineKind kind;
    g_autoptr(DeskPolicy) policy = fixture_policy();
    desk_parse_init();
    cr_expect_not_null(refusal_of(policy,
                                  "Precedence: list\r\nList-Id: Sales <sales.example.net>\r\n"
                                  "List-Post: <mailto:sales@example.net>",
                                  &kind));
    cr_expect_eq(kind, DESK_MACHINE_LIST, "%s", desk_machine_name(kind));
}

Test(notify_fields, l1_fields_that_forbid_nothing)
{
    static const char *const rows[] = {
        "X-Nothing: 1",
        "Auto-Submitted: no",
        "Auto-Submitted: (x) NO ; a=b",
        "auto-submitted: No (really (no) machine)",
        "Auto-Submitted:\r\n no",
        "Auto-Submitted:",
        "Precedence: normal",
        "Precedence: first-class",
        "X-Auto-Response-Suppress: DR, RN, NRN",
        "X-Auto-Response-Suppress: None",
        "X-FC-MachineGenerated: false",
        "X-Autoreply: no",
        "Subject-List: Precedence: bulk",
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    desk_parse_init();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskMachineKind kind;
        const char *refusal = refusal_of(policy, rows[i], &kind);
        cr_expect_null(refusal, "%s: %s", rows[i], refusal);
    }
}
