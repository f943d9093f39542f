#include "mail/guard.h"
#include "mail/name.h"
#include "mail/parts.h"
#include "mail/wire.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

/* Parses, and checks that the wire takes whatever comes out. */
static DeskMail *
read_mail(DeskBytes raw)
{
    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_parse(raw);
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    DeskMail *read = desk_wire_read(bytes);
    cr_assert_not_null(read, "the wire refuses: %.300s", raw.data);
    return read;
}

#define HEAD                                                                                       \
    "From: a@example.org\nSubject: s\nMessage-ID: <1@x>\n"                                         \
    "Date: Sun, 01 Mar 2026 12:00:00 +0000\n"

Test(parse, takes_the_text_that_a_person_would_read)
{
    static const struct {
        const char *name, *mail, *text;
        bool html;
    } rows[] = {
        { "plain", HEAD "\nhello\r\nyou\n", "hello\nyou\n", false },
        { "no type but a transfer encoding", HEAD "Content-Transfer-Encoding: base64\n\naGVsbG8=\n",
          "hello", false },
        { "quoted-printable",
          HEAD "Content-Type: text/plain; charset=utf-8\n"
               "Content-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9 =\nx\n",
          "caf\u00e9 x\n", false },
        { "alternative",
          HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
               "Content-Type: text/html\n\n<p>rich</p>\n--b--\n",
          "plain", true },
        { "alternative the wrong way round",
          HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
               "Content-Type: text/html\n\n<p>rich</p>\n--b\n\nplain\n--b--\n",
          "plain", true },
        { "an empty plain part gives way",
          HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n\n--b\n"
               "Content-Type: multipart/related; boundary=c\n\n--c\n"
               "Content-Type: text/html\n\n<p>rich</p>\n--c--\n--b--\n",
          "rich", true },
        { "html only", HEAD "Content-Type: text/html; charset=utf-8\n\n<b>caf\u00e9</b>\n",
          "caf\u00e9", true },
        { "text, picture, text",
          HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"
               "Content-Type: image/png\n\nx\n--b\n\ntwo\n--b--\n",
          "one\ntwo", false },
        { "no headers", "\nonly a body\n", "only a body\n", false },
        { "nothing", "", "", false },
        { "headers only", HEAD, "", false },
        { "an mbox line first", "From a@example.org Sun Mar  1 12:00:00 2026\n" HEAD "\nx\n", "x\n",
          false },
        { "a junk line among the headers", HEAD "junk\nContent-Type: text/html\n\n<i>x</i>", "x",
          true },
        { "a boundary that never comes",
          HEAD "Content-Type: multipart/mixed; boundary=b\n\nhello there\n", "hello there\n",
          false },
        { "an alternative of nothing",
          HEAD "Content-Type: multipart/alternative; boundary=b\n\nhello there\n", "hello there\n",
          false },
        { "no boundary at all", HEAD "Content-Type: multipart/mixed\n\nhello\n", "hello\n", false },
        { "the boundary of the parent",
          HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
               "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n",
          "x", false },
        { "an encoding nobody knows", HEAD "Content-Transfer-Encoding: rot13\n\nhello\n", "hello\n",
          false },
        { "base64 cut short", HEAD "Content-Transfer-Encoding: base64\n\naGVsbG8gd29ybG\n",
          "hello worl", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail(bytes_of(rows[i].mail));
        cr_expect_str_eq(mail->text, rows[i].text, "%s: \"%s\"", rows[i].name, mail->text);
        cr_expect_eq(mail->has_html, rows[i].html, "%s", rows[i].name);
    }
}

/* RULES Q4: in HTML no signature is guessed; beside it, the plain text that was chosen is plain. */
Test(parse, guesses_a_signature_where_the_text_was_plain)
{
    static const struct {
        const char *name, *mail, *signature;
    } rows[] = {
        { "plain", HEAD "\nIt works.\n\nRegards,\nBob\n", "Regards,\nBob" },
        { "plain beside HTML",
          HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nIt works.\n\n"
               "Regards,\nBob\n--b\nContent-Type: text/html\n\n<p>It works.</p>\n--b--\n",
          "Regards,\nBob" },
        { "HTML", HEAD "Content-Type: text/html\n\n<p>It works.</p><p>Regards,<br>Bob</p>\n", "" },
        { "HTML beside an empty plain part",
          HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n\n--b\n"
               "Content-Type: text/html\n\n<p>It works.</p><p>Regards,<br>Bob</p>\n--b--\n",
          "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail(bytes_of(rows[i].mail));
        g_autofree char *signature = g_strstrip(g_strdup(mail->signature_text));
        cr_expect_str_eq(signature, rows[i].signature, "%s: %s", rows[i].name, signature);
    }
}

Test(parse, charsets_by_label_then_by_look)
{
    static const struct {
        const char *label, *bytes, *text;
    } rows[] = {
        { "utf-8", "caf\xc3\xa9", "caf\u00e9" },
        { "iso-8859-1", "\x93q\x94 caf\xe9", "\u201cq\u201d caf\u00e9" },
        { "US-ASCII", "caf\xe9", "caf\u00e9" },
        { "gb2312", "\xd6\xd0\xce\xc4 \xa8\x43", "\u4e2d\u6587 \u2013" },
        { "\"GBK\"", "\xd6\xd0\xce\xc4", "\u4e2d\u6587" },
        { "ks_c_5601-1987", "\xc7\xd1\xb1\xdb", "\ud55c\uae00" },
        { "shift_jis", "\x93\xfa\x96\x7b\x87\x40", "\u65e5\u672c\u2460" },
        { "big5", "\xa4\xa4\xa4\xe5", "\u4e2d\u6587" },
        { "iso-2022-jp", "\x1b$BF|K\\\x1b(B", "\u65e5\u672c" },
        { "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "\u041f\u0440\u0438\u0432\u0435\u0442" },
        { "windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "\u041f\u0440\u0438\u0432\u0435\u0442" },
        { "iso-8859-15", "\xa4", "\u20ac" },
        { "utf-7", "+AOk-!", "\u00e9!" },
        { "unknown", "caf\xc3\xa9", "caf\u00e9" },
        { "unknown", "+AOk-", "+AOk-" },
        { "utf-8", "caf\xe9 na\xefve d\xe9j\xe0 vu", "caf\u00e9 na\u00efve d\u00e9j\u00e0 vu" },
        { "utf-8", "\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df\u00e4\xff",
          "\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df\u00e4\ufffd" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *raw = g_strdup_printf(HEAD "Content-Type: text/plain; charset=%s\n\n%s",
                                               rows[i].label, rows[i].bytes);
        g_autoptr(DeskMail) mail = read_mail(bytes_of(raw));
        cr_expect_str_eq(mail->text, rows[i].text, "%s: \"%s\"", rows[i].label, mail->text);
    }
    g_autoptr(DeskMail) wide = read_mail(
        BYTES(HEAD "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n"
                   "\n//5oAOkAIAA=\n"));
    cr_expect_str_eq(wide->text, "h\u00e9 ");
}

Test(parse, lists_what_is_attached)
{
    g_autoptr(DeskMail) mail = read_mail(
        BYTES(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                   "Content-Type: text/html\n\n<img src=\"cid:p1\">see\n--b\n"
                   "Content-Type: IMAGE/PNG; name=\"x.png\"\nContent-ID: <p1>\n"
                   "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b\n"
                   "Content-Type: text/plain\nContent-Disposition: attachment;\n"
                   " filename*0*=utf-8''%E2%82%AC; filename*1=\"/../x.txt\"\n\nnotes\n--b\n"
                   "Content-Type: message/rfc822\n\nSubject: =?utf-8?q?caf=C3=A9?=\n\ninner\n--b\n"
                   "Content-Type: application/x\n\n\n--b--\n"));
    static const struct {
        const char *name, *type;
        gint64 size;
        bool is_inline;
    } rows[] = {
        { "x.png", "image/png", 5, true },
        { "\u20ac_.._x.txt", "text/plain", 5, false },
        { "caf\u00e9.eml", "message/rfc822", 37, false },
        { "attachment-4", "application/x", 0, false },
    };
    cr_assert_eq(mail->attachments->len, G_N_ELEMENTS(rows));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskAttachment *a = g_ptr_array_index(mail->attachments, i);
        cr_expect_str_eq(a->name, rows[i].name);
        cr_expect_str_eq(a->type, rows[i].type);
        cr_expect_eq(a->size, rows[i].size, "%s: %d", a->name, (int) a->size);
        cr_expect_eq(a->is_inline, rows[i].is_inline, "%s", a->name);
    }
    const DeskAttachment *png = g_ptr_array_index(mail->attachments, 0);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "hello", -1);
    cr_expect_str_eq(png->sha256, sum);
    cr_expect_str_eq(png->content_id, "p1");
    cr_expect_str_eq(mail->text, "see");
}

Test(parse, attachment_names_are_safe)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "report.pdf", "report.pdf" },
        { "../../etc/passwd", "_.._etc_passwd" },
        { "C:\\x.exe", "C__x.exe" },
        { ".htaccess", "htaccess" },
        { "\u200b.htaccess", "htaccess" },
        { "...", "" },
        { "a\r\nb\x01", "a b" },
        { "x\u202egnp.exe", "xgnp.exe" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *out = desk_name_safe(rows[i].in);
        cr_expect_str_eq(out, rows[i].out, "%s", rows[i].in);
    }
    g_autoptr(GString) longer = repeat("", "\u20ac", 100, ".pdf");
    g_autofree char *cut = desk_name_safe(longer->str);
    cr_expect(strlen(cut) <= 150 && g_str_has_suffix(cut, "\u20ac.pdf"), "%s", cut);
}

Test(parse, knows_a_delivery_report)
{
    static const char report[] =
        HEAD "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
             "Sorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
             "Final-Recipient: rfc822; a@example.org\nAction: %s\n--b\n"
             "Content-Type: message/rfc822\n\nSubject: y\n\nz\n--b--\n";
    static const struct {
        const char *action;
        DeskMachineKind kind;
    } rows[] = { { "failed", DESK_MACHINE_BOUNCE },
                 { "delayed", DESK_MACHINE_DELAY },
                 { "relayed", DESK_MACHINE_SUCCESS } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) halves = g_strsplit(report, "%s", 2);
        g_autofree char *raw = g_strconcat(halves[0], rows[i].action, halves[1], NULL);
        g_autoptr(DeskMail) mail = read_mail(bytes_of(raw));
        cr_expect_eq(mail->machine, rows[i].kind, "%s", rows[i].action);
        cr_expect_str_eq(mail->text, "Sorry");
        cr_expect_eq(mail->attachments->len, 2);
    }
}

/* What the guard lets through, the parser must take in good time. */
Test(parse, takes_the_poison)
{
    struct {
        const char *name;
        GString *mail;
    } rows[] = {
        { "colons", repeat("To: ", "g:", 499, "\n\nx") },
        { "parts", repeat("Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\n", 1000, "") },
        { "empty boundary",
          repeat("Content-Type: multipart/mixed; boundary=\"\"\n\n", "--\n\n", 900, "") },
        { "looping boundary",
          repeat("Content-Type: multipart/mixed; boundary*=x''", "%41", 40, "\n\nx") },
        { "rfc822", repeat("", "Content-Type: message/rfc822\n\n", 50, "x") },
        { "headers", repeat("", "X: y\n", 1000, "\nx") },
        { "pieces", repeat("Content-Disposition: attachment", ";filename*9=x", 1100, "\n\nx") },
        { "words", repeat("Subject: ", "=?utf-8?q?a?= ", 1100, "\n\nx") },
        { "NULs", repeat("From: a\nSubject: ", "\x01", 10000, "\n\n\x01") },
        { "bare CR", repeat("", "Subject: x\r", 10000, "") },
        { "a 25 MB line", repeat("A: b\n\n", "xxxxxxxxxxxxxxxxxxxxxxxxx", 1000000, "") },
        { "25 MB of base64",
          repeat("Content-Transfer-Encoding: base64\n\n", "QUJDREVGR0hJSktMTU5P", 1250000, "") },
        { "uuencode garbage",
          repeat("Content-Transfer-Encoding: x-uuencode\n\n", "M!", 100000, "") },
        { "date", repeat("Date: Sun, ", "9", 1000, " +9999\n\n") },
        { "from", repeat("From: ", "a", 998, "@example.org\n\n") },
        { "comments", repeat("From: ", "(", 10000, "a@example.org\n\n") },
        { "message/partial", repeat("Content-Type: message/partial; number=1\n\n", "x", 9, "") },
        { "message/external-body",
          repeat("Content-Type: message/external-body; access-type=ftp\n\n", "x", 9, "") },
        { "boundary with CR",
          repeat("Content-Type: multipart/mixed; boundary=\"a\rb\"\n\n", "--a\rb\n\nx\n", 9, "") },
        { "long boundary",
          repeat("Content-Type: multipart/mixed; boundary=\"", "x", 2000, "\"\n\n--x\n") },
        { "long charset", repeat("Content-Type: text/plain; charset=\"", "x", 1000, "\"\n\n\xff") },
        { "open iso-2022-jp",
          repeat("Content-Type: text/plain; charset=iso-2022-jp\n\n", "\x1b$B", 100000, "") },
        { "utf-7", repeat("Content-Type: text/plain; charset=utf-7\n\n", "+", 100000, "") },
        { "html", repeat("Content-Type: text/html\n\n", "<div>", 1000000, "") },
        { "two of each", repeat("",
                                "From: a@example.org\nMessage-ID: <x@y>\nContent-Type: text/html\n"
                                "Content-Transfer-Encoding: 8bit\n",
                                2, "\nx") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *why = NULL;
        gint64 start = g_get_monotonic_time();
        if (desk_guard_pass(view_of(rows[i].mail), &why)) {
            g_autoptr(DeskMail) mail = read_mail(view_of(rows[i].mail));
            cr_expect_not(mail->unparsed);
        }
        gint64 took = g_get_monotonic_time() - start;
        cr_expect(took < 5000000, "%s took %d ms", rows[i].name, (int) (took / 1000));
        g_string_free(rows[i].mail, TRUE);
    }
}

Test(parse, a_nul_anywhere_is_no_end)
{
    g_autoptr(DeskMail) mail =
        read_mail(BYTES("From: a@example.org\nSubject: a\0b\nX\0Y: z\n"
                        "Content-Type: text/plain; name=\"a\0b\"\n\nc\0d\n"));
    cr_expect_str_eq(mail->subject, "ab");
    cr_expect_str_eq(mail->text, "cd\n");
}

/* RULES M1, M2: the lines of an old client end in CR alone, the mail as a server ends it. */
Test(parse, reads_lines_that_end_in_cr)
{
    static const char *const mails[] = {
        "From: jane@example.org\rSubject: old\r\rOne\rTwo\r",
        "From: jane@example.org\rSubject: old\r\rOne\rTwo\r\n",
        "From: jane@example.org\rSubject: old\r\rOne\rTwo\n",
    };
    desk_parse_init();
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(mails[i]));
        cr_expect_str_eq(mail->subject, "old", "%zu: %s", i, mail->subject);
        cr_expect(g_str_has_prefix(mail->text, "One\nTwo"), "%zu: %s", i, mail->text);
    }
}

/* RULES A29: what is shown because there is nothing else is not the sender's own. */
Test(parse, a29_says_when_the_text_is_not_the_senders)
{
    static const struct {
        const char *name, *mail;
        bool nothing_new;
    } rows[] = {
        { "plain", HEAD "\n#close\n", false },
        { "empty", HEAD "\n", false },
        { "html", HEAD "Content-Type: text/html\n\n<p>#close</p>\n", false },
        { "a quote in html",
          HEAD "Content-Type: text/html\n\n<div class=gmail_quote>#close</div>\n", true },
        { "a quote below words",
          HEAD "Content-Type: text/html\n\na<div class=gmail_quote>#close</div>\n", false },
        { "quoted lines", HEAD "\n> #close\n", true },
        { "a mail", HEAD "Content-Type: message/rfc822\n\nSubject: x\n\n#close\n", true },
        { "a mail below words",
          HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n"
               "Content-Type: message/rfc822\n\nSubject: x\n\n#close\n--b--\n",
          false },
        { "a file",
          HEAD
          "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
          "Content-Type: text/x-log; name=x.log\nContent-Disposition: inline; filename=x.log\n\n"
          "#close\n--b--\n",
          true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail((DeskBytes){ rows[i].mail, strlen(rows[i].mail) });
        cr_expect_eq(mail->nothing_new, rows[i].nothing_new, "%s: %s", rows[i].name,
                     mail->reply_text);
    }
}
