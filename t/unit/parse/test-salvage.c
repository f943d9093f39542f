#include "mails.h"
#include "parse/salvage.h"

#include <criterion/criterion.h>

Test(salvage, finds_what_can_be_read_by_hand)
{
    g_autoptr(DeskMail) mail = desk_salvage(
        BYTES("From: =?utf-8?q?J=C3=BC?= <j@example.org>\r\nTo: a@example.org, b@example.org\r\n"
              "Cc: c@example.org\r\nSubject: =?iso-8859-1?q?caf=E9?=\r\n\t[#12]\r\n"
              "Message-ID: <1@x>\r\nIn-Reply-To: <2@x>\r\nReferences: <3@x>\r\n <2@x>\r\n"
              "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\nAuto-Submitted: auto-replied\r\n"
              "\r\nHello\r\nW\xf6rld\x01\r\n"),
        "worker was\nkilled");
    cr_expect(mail->unparsed);
    cr_expect_str_eq(g_ptr_array_index(mail->defects, 0), "worker was killed");
    cr_assert_not_null(desk_mail_sender(mail));
    cr_expect_str_eq(desk_mail_sender(mail)->name, "J\u00fc");
    cr_expect_eq(mail->to->len, 2);
    cr_expect_eq(mail->cc->len, 1);
    cr_expect_str_eq(mail->subject, "caf\u00e9 [#12]");
    cr_expect_str_eq(mail->message_id, "1@x");
    cr_expect_eq(mail->in_reply_to->len, 1);
    cr_expect_eq(mail->references->len, 2);
    cr_expect_eq(mail->date, G_GINT64_CONSTANT(1772366400000000));
    cr_expect_eq(mail->machine, DESK_MACHINE_AUTO_REPLY);
    cr_expect_not(mail->may_answer);
    cr_expect_str_eq(mail->text, "Hello\nW\u00f6rld\n");
}

Test(salvage, cuts_the_text_at_a_character)
{
    g_autoptr(GString) raw = repeat("Subject: s\n\nx", "\u20ac", 3000, "");
    g_autoptr(DeskMail) mail = desk_salvage(view_of(raw), "x");
    cr_expect_eq(strlen(mail->text), 4096);
    cr_expect_eq(strstr(mail->text, "\u00e2"), NULL);
}

Test(salvage, shows_the_first_text_of_the_parts)
{
    static const struct {
        const char *name, *mail, *text;
    } rows[] = {
        { "mixed",
          "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b\n"
          "Content-Type: text/plain; charset=iso-8859-1\n"
          "Content-Transfer-Encoding: quoted-printable\n\ncaf=E9\n--b\n\nno more\n--b--\n",
          "caf\u00e9" },
        { "base64 of HTML",
          "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+aGk8L3A+\n", "hi" },
        { "no text", "Content-Type: image/png\n\nbytes", "bytes" },
        { "only a picture",
          "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b--",
          "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_salvage(bytes_of(rows[i].mail), "x");
        cr_expect_str_eq(mail->text, rows[i].text, "%s: \"%s\"", rows[i].name, mail->text);
    }
    g_autoptr(GString) raw = repeat("Subject: s", "\n x", 100000, "\n\nhello\n");
    g_autoptr(DeskMail) mail = desk_salvage(view_of(raw), "x");
    cr_expect_str_eq(mail->text, "hello\n", "behind a long header: \"%s\"", mail->text);
}

Test(salvage, takes_the_poison)
{
    static const struct {
        const char *start, *piece;
        unsigned times;
    } rows[] = {
        { "To: ", "g:", 45000 },        { "", "X:\n", 500000 },
        { "Subject: ", "x", 1000000 },  { "Subject: ", "=?u?q?", 100000 },
        { "", "\r", 100000 },           { "", "", 0 },
        { "References: ", "<", 60000 }, { "Message-ID: <", "x", 100000 },
        { "", "\xff", 100000 },         { "From: ", "(", 65536 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) raw = repeat(rows[i].start, rows[i].piece, rows[i].times, "");
        gint64 start = g_get_monotonic_time();
        g_autoptr(DeskMail) mail = desk_salvage(view_of(raw), "too much");
        cr_expect(g_get_monotonic_time() - start < 2000000, "%s", rows[i].piece);
        cr_expect(mail->unparsed);
        cr_expect(g_utf8_validate(mail->text, -1, NULL));
        cr_expect(g_utf8_validate(mail->subject, -1, NULL));
    }
    g_autoptr(DeskMail) nul = desk_salvage(BYTES("Sub\0ject: a\0b\nSubject: c\0d\n\ne\0f"), "x");
    cr_expect_str_eq(nul->subject, "cd");
    cr_expect_str_eq(nul->text, "ef");
}
