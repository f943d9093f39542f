#include "mail/fields.h"
#include "mails.h"
#include "parse/parse.h"
#include "parse/salvage.h"

#include <criterion/criterion.h>

static DeskMail *
read_fields(const char *text, const char *fallback)
{
    DeskMail *mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(bytes_of(text), NULL);
    desk_fields_read(mail, headers, desk_charset_decode, fallback);
    return mail;
}

/* "Name=value|Name=value" */
static char *
all_of(const DeskMail *mail)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < mail->fields->len; i++) {
        const DeskMailField *field = mail->fields->pdata[i];
        g_string_append_printf(out, "%s%s=%s", i ? "|" : "", field->name, field->value);
    }
    return g_string_free(out, FALSE);
}

Test(fields, are_what_nothing_else_says)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "X-Priority: 1 (Highest)\nImportance: high\nPriority: urgent\n",
          "X-Priority=1 (Highest)|Importance=high|Priority=urgent" },
        { "List-Id: News <news.example.org>\nX-Mailer: Shop 2\n",
          "List-Id=News <news.example.org>|X-Mailer=Shop 2" },
        { "Received: a\nReturn-Path: <b>\nDKIM-Signature: c\nARC-Seal: d\nARC-Message-Signature: "
          "e\n"
          "Authentication-Results: f\nReceived-SPF: g\nX-Received: h\nDelivered-To: i\n",
          "" },
        { "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n"
          "Content-Language: de\n",
          "" },
        { "From: a\nSender: b\nReply-To: c\nTo: d\nCc: e\nBcc: f\nResent-From: g\nDate: h\n"
          "Message-ID: i\nIn-Reply-To: j\nReferences: k\nSubject: l\nThread-Topic: m\n",
          "" },
        { "X-Desk-Loop: a\nx-desk-key: b\nX-DESK-: c\nX-Desktop: d\n", "X-Desktop=d" },
        { "RECEIVED: a\nX-REF: b\nContents: c\nArchived-At: d\nTopic: e\n",
          "X-REF=b|Contents=c|Archived-At=d|Topic=e" },
        { "X-Twice: a\nOther: b\nX-Twice: c\n", "X-Twice=a|Other=b|X-Twice=c" },
        { "X-Empty:\nX-Blank: \t \n", "X-Empty=|X-Blank=" },
        { "X-Folded: a\r\n\tb\r\n  c\r\n", "X-Folded=a b c" },
        { "X-Word: =?utf-8?q?J=C3=BC?=\n =?utf-8?q?rgen?= b\n", "X-Word=J\u00fcrgen b" },
        { "X-Raw: J\xfcrgen\n", "X-Raw=J\u00fcrgen" },
        { "X-Odd: a\x01"
          "b\x1b[1m\u202ec =?utf-8?q?d=0Ae=00f?=\n",
          "X-Odd=ab[1mc d ef" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_fields(rows[i].in, "iso-8859-1");
        g_autofree char *all = all_of(mail);
        cr_expect_str_eq(all, rows[i].out, "%s: %s", rows[i].in, all);
    }
}

Test(fields, are_bounded)
{
    g_autoptr(GString) many = repeat("", "X-Many: a\n", 2 * DESK_MAIL_FIELDS_MAX, "\n");
    g_autoptr(DeskMail) first = read_fields(many->str, NULL);
    cr_expect_eq(first->fields->len, DESK_MAIL_FIELDS_MAX);
    g_autoptr(GString) longer = repeat("X-Long: x", "\u20ac", 100000, "\n");
    g_autoptr(DeskMail) cut = read_fields(longer->str, NULL);
    const DeskMailField *field = cut->fields->pdata[0];
    cr_expect_eq(strlen(field->value), DESK_MAIL_SUBJECT_MAX);
    cr_expect(g_utf8_validate(field->value, -1, NULL));
    g_autoptr(GString) name = repeat("", "x", DESK_MAIL_NAME_MAX + 1, ": a\nX-Good: b\n");
    g_autoptr(DeskMail) left = read_fields(name->str, NULL);
    g_autofree char *all = all_of(left);
    cr_expect_str_eq(all, "X-Good=b");
}

Test(fields, belong_to_a_mail_that_is_read_and_not_to_one_that_is_salvaged)
{
    static const char raw[] = "From: a@example.org\r\nX-Priority: 1\r\n\r\nhello\r\n";
    desk_parse_init();
    g_autoptr(DeskMail) read = desk_parse(bytes_of(raw));
    g_autofree char *all = all_of(read);
    cr_expect_str_eq(all, "X-Priority=1");
    g_autoptr(DeskMail) salvaged = desk_salvage(bytes_of(raw), "too deep");
    cr_expect_eq(salvaged->fields->len, 0);
}
