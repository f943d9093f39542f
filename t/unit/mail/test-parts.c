#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

/* "name type size[ inline]" of each attachment, a bar between. The caller's. */
static char *
list_files(const DeskMail *mail)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < mail->attachments->len; i++) {
        const DeskAttachment *a = g_ptr_array_index(mail->attachments, i);
        g_string_append_printf(out, "%s%s %s %d%s", i > 0 ? "|" : "", a->name, a->type,
                               (int) a->size, a->is_inline ? " inline" : "");
    }
    return g_string_free(out, FALSE);
}

Test(parts, chooses_text_and_lists_files, .init = desk_parse_init)
{
    static const struct {
        const char *name, *mail, *text, *files;
    } rows[] = {
        { "a named text is a file",
          MIXED "--b\n\nhi\n--b\nContent-Type: text/plain; name=n.txt\n\nnotes\n--b--\n", "hi",
          "n.txt text/plain 5" },
        { "a named text alone is shown as well",
          MIXED "--b\nContent-Type: text/plain; name=n.txt\nContent-Disposition: inline\n\nnotes\n"
                "--b--\n",
          "notes", "n.txt text/plain 5" },
        { "a named picture that says it is text is one file",
          MIXED "--b\nContent-Type: text/plain; name=p.png\nContent-Disposition: inline\n\n"
                "\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08"
                "\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08\n"
                "--b\nContent-Type: text/plain; name=n.txt\nContent-Disposition: inline\n\nnotes\n"
                "--b--\n",
          "notes", "p.png text/plain 32|n.txt text/plain 5" },
        { "an inline text without a name is text",
          MIXED "--b\n\nhi\n--b\nContent-Disposition: inline\n\nyou\n--b--\n", "hi\nyou", "" },
        { "names do not matter among alternatives",
          "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
          "Content-Type: text/plain; name=a.txt\n\nhi\n--b\n"
          "Content-Type: text/html; name=a.html\n\n<b>hi</b>\n--b--\n",
          "hi", "" },
        { "a patch is a file", MIXED "--b\n\nhi\n--b\nContent-Type: text/x-patch\n\n+x\n--b--\n",
          "hi", "attachment-1.patch text/x-patch 2" },
        { "a table alone is shown", "Content-Type: text/csv\n\na,b\n", "a,b\n",
          "attachment-1.csv text/csv 4" },
        { "a file in an alternative",
          "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nhi\n--b\n"
          "Content-Type: application/pdf\n\n%PDF\n--b--\n",
          "hi", "attachment-1.pdf application/pdf 4" },
        { "inline by id, name and place",
          "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
          "<img src=\"cid:p1@x\"><img src=\"two.png\"><img src=\"http://x.example/three.png\">hi\n"
          "--b\nContent-Type: image/png\nContent-ID: <p1@x>\n\n1\n"
          "--b\nContent-Type: image/png; name=two.png\n\n2\n"
          "--b\nContent-Type: image/png\nContent-Location: four.png\n\n4\n--b--\n",
          "hi",
          "attachment-1.png image/png 1 inline|two.png image/png 1 inline|four.png image/png 1" },
        { "a disposition without its word",
          MIXED "--b\nContent-Type: image/png\nContent-Disposition: ; filename=\"a.png\"\n\n1\n"
                "--b--\n",
          "", "a.png image/png 1" },
        { "an encoded name of the type",
          MIXED "--b\nContent-Type: image/png; name=\"=?utf-8?q?=C3=A9?=.png\"\n\n1\n--b--\n", "",
          "\u00e9.png image/png 1" },
        { "a nested mail in base64",
          MIXED "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
                "U3ViamVjdDogaGkKCngK\n--b--\n",
          "", "hi.eml message/rfc822 15" },
        { "a mail that is a mail", "Content-Type: message/rfc822\n\nSubject: in\n\ninner\n",
          "inner\n", "in.eml message/rfc822 19" },
        { "uuencode in the text", "\nhello\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nbye\n",
          "hello\nbye\n", "a.txt application/octet-stream 5" },
        { "a picture that says it is text",
          MIXED "--b\n\nhi\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42g==\n--b--\n",
          "hi", "attachment-1.txt text/plain 43" },
        { "enriched text beside plain",
          "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nhi\n--b\n"
          "Content-Type: text/enriched\n\n<bold>hi</bold>\n--b--\n",
          "hi", "" },
        { "signed",
          "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n"
          "--b\n\nhi\n--b\nContent-Type: application/pgp-signature; name=s.asc\n\nx\n--b--\n",
          "hi", "s.asc application/pgp-signature 1" },
        { "AppleDouble",
          MIXED "--b\nContent-Type: multipart/appledouble; boundary=c\n\n--c\n"
                "Content-Type: application/applefile; name=a.jpg\n\nfork\n--c\n"
                "Content-Type: image/jpeg; name=a.jpg\n\ndata\n--c--\n--b--\n",
          "", "a.jpg application/applefile 4|a.jpg image/jpeg 4" },
        { "partial", "Content-Type: message/partial; number=1\n\nX: y\n\nz\n", "",
          "attachment-1 message/partial 8" },
        { "only bare CR", "Subject: s\rContent-Type: text/html\r\r<b>hi</b>\r", "hi", "" },
        { "empty lines before the header", "\n\r\nMIME-Version: 1.0\nSubject: s\n\nhi\n", "hi\n",
          "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(rows[i].mail));
        g_autofree char *files = list_files(mail);
        cr_expect_str_eq(mail->text, rows[i].text, "%s: \"%s\"", rows[i].name, mail->text);
        cr_expect_str_eq(files, rows[i].files, "%s: \"%s\"", rows[i].name, files);
    }
}

/* Byte for byte, whatever they are; a nested mail as it came, line ends and all. */
Test(parts, sums_are_of_the_decoded_bytes, .init = desk_parse_init)
{
    static const struct {
        const char *head, *body, *bytes;
    } rows[] = {
        { "Content-Type: message/rfc822", "Subject:  x \r\nfrom:a\n\n\xff body", NULL },
        { "Content-Type: message/delivery-status", "Status: 5.1.1\r\n\r\n", NULL },
        { "Content-Type: application/x\nContent-Transfer-Encoding: base64", "aGVs\nbG8=", "hello" },
        { "Content-Type: image/x\nContent-Transfer-Encoding: quoted-printable", "a=3D=\nb", "a=b" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *raw =
            g_strconcat(MIXED "--b\n", rows[i].head, "\n\n", rows[i].body, "\n--b--\n", NULL);
        const char *bytes = rows[i].bytes ? rows[i].bytes : rows[i].body;
        g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, bytes, -1);
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(raw));
        cr_assert_eq(mail->attachments->len, 1, "%s", rows[i].head);
        const DeskAttachment *a = g_ptr_array_index(mail->attachments, 0);
        cr_expect_str_eq(a->sha256, sum, "%s: %d", rows[i].head, (int) a->size);
    }
}
