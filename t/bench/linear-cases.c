#include "linear.h"
#include "machine/machine.h"
#include "mail/facts.h"
#include "mail/guard.h"
#include "mail/ids.h"
#include "mail/key.h"
#include "mail/mail.h"
#include "mail/mailboxes.h"
#include "mail/wire.h"
#include "parse/parse.h"
#include "parse/salvage.h"
#include "text/body.h"
#include "text/html.h"
#include "text/markup.h"
#include "text/quotes.h"

#define BLOCK (256 * 1024) /* bytes, about what the guard takes for a header block */
#define FIELD (12 * 1024)  /* bytes, likewise for a field */

/* As the reader does it: what the guard refuses is salvaged. */
static void
read_mail(DeskBytes bytes)
{
    const char *why;
    g_autoptr(DeskMail) mail =
        desk_guard_pass(bytes, &why) ? desk_parse(bytes) : desk_salvage(bytes, why);
    g_autoptr(GBytes) wire = desk_wire_write(mail);
    g_autoptr(DeskMail) again = desk_wire_read(wire);
    desk_content_key(bytes);
}

static void
set_text(DeskMail *mail, DeskBytes bytes)
{
    g_free(mail->text);
    mail->text = g_strndup(bytes.data, bytes.size);
    g_free(mail->reply_text);
    mail->reply_text = g_strdup(mail->text);
}

static void
cut_quotes(DeskBytes bytes)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    set_text(mail, bytes);
    g_clear_pointer(&mail->reply_text, g_free);
    g_clear_pointer(&mail->signature_text, g_free);
    desk_quotes_cut(mail->text, false, &mail->reply_text, &mail->signature_text);
}

static void
write_markup(DeskBytes bytes)
{
    g_autofree char *text = g_strndup(bytes.data, bytes.size);
    g_autofree char *html = desk_markup_html(text);
}

static void
read_flowed(DeskBytes bytes)
{
    const DeskBodyType type = { .charset = "utf-8", .is_flowed = true, .is_delsp = true };
    unsigned replaced = 0;
    g_free(desk_body_text(bytes, &type, NULL, &replaced));
}

static void
read_text(DeskBytes bytes)
{
    const DeskBodyType type = { .charset = "iso-2022-jp" };
    unsigned replaced = 0;
    g_free(desk_body_text(bytes, &type, NULL, &replaced));
}

static void
read_html(DeskBytes bytes)
{
    g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_free(desk_html_to_text(bytes, files));
}

static void
read_words(DeskBytes bytes)
{
    g_free(desk_words_decode(bytes, desk_charset_decode, NULL));
}

static void
read_mailboxes(DeskBytes bytes)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    desk_mailboxes_read(bytes, desk_charset_decode, NULL, mail->to);
}

static void
read_ids(DeskBytes bytes)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    desk_ids_read(bytes, mail->references);
}

static void
read_headers(DeskBytes bytes)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(bytes, NULL);
    desk_facts_read(mail, headers, desk_charset_decode, NULL);
    desk_machine_judge(mail, headers, NULL);
}

/* The bytes are the text of a notice, and what its delivery-status part says, and the mail that
 * came back. */
static void
read_report(DeskBytes bytes)
{
    static const char head[] = "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n";
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read((DeskBytes){ head, sizeof head - 1 }, NULL);
    g_auto(DeskParts)
        parts = { g_byte_array_new(), g_byte_array_new(), g_byte_array_new(), g_byte_array_new() };
    g_byte_array_append(parts.status, (const guint8 *) bytes.data, (guint) bytes.size);
    g_byte_array_append(parts.returned, (const guint8 *) bytes.data, (guint) bytes.size);
    set_text(mail, bytes);
    desk_machine_judge(mail, headers, &parts);
}

#define HEAD        "From: Jane <jane@example.org>\nTo: support@example.com\nSubject: x\n"
#define TYPED(type) HEAD "MIME-Version: 1.0\nContent-Type: " type "\n\n"

const LinearCase linear_cases[] = {
    /* Whole mails */
    { "mail: lines of text", read_mail, HEAD "\n", "Line %u of a mail.\n", "", 0 },
    { "mail: one line", read_mail, HEAD "\n", "word ", "\n", 0 },
    { "mail: quote lines", read_mail, HEAD "\n", "> > line %u\n", "", 0 },
    { "mail: HTML in base64", read_mail,
      HEAD "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n",
      "PHA+SGVsbG8gPGI+d29ybGQ8L2I+PC9wPgo8YmxvY2txdW90ZT54PC9ibG9ja3F1b3RlPgo8cD4=\n", "", 0 },
    { "mail: attachment in base64", read_mail,
      HEAD "Content-Type: application/x\nContent-Transfer-Encoding: base64\n\n",
      "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\n", "", 0 },
    { "mail: base64 in one line", read_mail,
      HEAD "Content-Type: application/x\nContent-Transfer-Encoding: base64\n\n", "QUJD", "\n", 0 },
    { "mail: broken quoted-printable", read_mail,
      HEAD "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n",
      "=\n=Z=0= =3D", "\n", 0 },
    { "mail: uuencoded files", read_mail, HEAD "\n", "begin 644 f%u\n#86)C\n`\nend\n", "", 0 },
    { "mail: uuencoded, never ended", read_mail, HEAD "\n", "begin 644 f%u\n", "", 0 },
    { "mail: lines like a boundary", read_mail, TYPED("multipart/mixed; boundary=b") "--b\n\n",
      "--b-%u\n", "--b--\n", 0 },
    { "mail: lines of dashes", read_mail, TYPED("multipart/mixed; boundary=\"-\""),
      "----------------------------------------------------------- x\n", "", 0 },
    { "mail: text, then boundaries", read_mail, TYPED("multipart/mixed; boundary=b") "--b\n\n",
      "text\n\f--b%u--\n", "", 0 },
    { "mail: parts without end", read_mail, TYPED("multipart/mixed; boundary=b"),
      "--b\n\npart\n--x%u--\n", "", 0 },
    { "mail: delivery-status groups", read_mail,
      TYPED("multipart/report; report-type=delivery-status; boundary=b") "--b\n\nsorry\n--"
                                                                         "b\nContent-Type: "
                                                                         "message/"
                                                                         "delivery-"
                                                                         "status\n\nReporting-MTA: "
                                                                         "dns; x\n\n",
      "Final-Recipient: rfc822; u%u@example.net\nAction: failed\nStatus: 5.1.1\n\n", "--b--\n", 0 },
    { "mail: header fields", read_mail, HEAD, "Received: from mx%u.example.net by x; now\n",
      "\nx\n", BLOCK / 5 },
    { "mail: folds of a field", read_mail, HEAD "References:", "\n <%u@example.org>", "\n\nx\n",
      FIELD },
    { "mail: encoded words of a field", read_mail,
      HEAD "Comments: x\nSubject:", "\n =?utf-8?q?=C3=A9?=", "\n\nx\n", FIELD },

    /* Header values */
    { "words: encoded words", read_words, "", " =?gb2312?b?1tDOxA==?=", "", 0 },
    { "words: split characters", read_words, "", " =?utf-8?q?=C3?= =?utf-8?q?=A9?=", "", 0 },
    { "words: begun and never ended", read_words, "", "=?", "", 0 },
    { "words: charsets never ended", read_words, "", "=?utf-8?q?", "", 0 },
    { "words: raw 8-bit", read_words, "", "caf\xe9 ", "", 0 },
    { "addresses: a list", read_mailboxes, "", "\"U %u\" <u%u@example.org>, ", "", 0 },
    { "addresses: comments", read_mailboxes, "", "(", "", 0 },
    { "addresses: angles", read_mailboxes, "", "<", "", 0 },
    { "addresses: quotes", read_mailboxes, "", "\" ", "", 0 },
    { "addresses: groups", read_mailboxes, "", "g:", "", 0 },
    { "addresses: colons behind an at", read_mailboxes, "", "x\f@:", "", BLOCK / 4 },
    { "addresses: words, then commas", read_mailboxes, "\"", "x \f,\"", "", 0 },
    { "addresses: words", read_mailboxes, "", "a@b ", "", 0 },
    { "ids: a list", read_ids, "", " <%u@example.org>", "", 0 },
    { "ids: never ended", read_ids, "", "<", "", 0 },
    { "headers: many fields", read_headers, "", "X-%u: y\n", "\n", 0 },
    { "headers: no fields", read_headers, "", "x%u\n", "\n", 0 },
    { "headers: one field", read_headers, "Subject: ", "x ", "\n\n", 0 },

    /* HTML */
    { "html: paragraphs", read_html, "<html><body>", "<p>Paragraph <b>%u</b> of many</p>", "", 0 },
    { "html: nested div", read_html, "", "<div>", "x", 0 },
    { "html: nested blockquote", read_html, "", "<blockquote>x", "", 0 },
    { "html: nested tables", read_html, "", "<table><tr><td>", "x", 0 },
    { "html: nested lists", read_html, "", "<ul><li>", "x", 0 },
    { "html: attributes of one tag", read_html, "<p ", "a%u=1 ", ">x</p>", 0 },
    { "html: one tag", read_html, "<a ", "x", ">", 0 },
    { "html: unclosed comment", read_html, "<p>x</p><!-- ", "y<!--", "", 0 },
    { "html: angles", read_html, "", "<", "", 0 },
    { "html: entities", read_html, "", "&amp;&#x110000;&bogus&", "", 0 },
    { "html: links", read_html, "", "<a href=\"https://example.org/%u\">x</a>", "", 0 },
    { "html: images", read_html, "", "<img src=\"cid:%u\">", "", 0 },
    { "html: hidden text", read_html, "", "<div style=\"display:none\">x", "", 0 },
    { "html: styles never ended", read_html, "", "<style>x</styl", "", 0 },
    { "html: opened, then closed", read_html, "", "<div><b>\f</i></div>", "", 0 },
    { "html: quoted, then not", read_html, "", "<blockquote>x\f</blockquote>y", "", 0 },
    { "html: closing tags", read_html, "<div>", "</p></td></div>", "", 0 },

    /* Text */
    { "text: flowed", read_flowed, "", "> x \n", "", 0 },
    { "text: flowed, one paragraph", read_flowed, "", "x \n", "", 0 },
    { "text: escapes", read_text, "", "\x1b$B", "", 0 },
    { "quotes: quote lines", cut_quotes, "new\n", "> old %u\n", "", 0 },
    { "quotes: in turn", cut_quotes, "", "> old\nnew %u\n\n", "", 0 },
    { "quotes: ever deeper", cut_quotes, "", "> ", "\n", 0 },
    { "quotes: attribution lines", cut_quotes, "",
      "On Sun, 1 Mar 2026 at 12:00, Jane Doe <jane@example.org> wrote:\n", "", 0 },
    { "quotes: attributions begun", cut_quotes, "", "On Sun, 1 Mar 2026, Jane %u\n", "", 0 },
    { "quotes: attributions ended", cut_quotes, "", "Jane wrote:\n", "", 0 },
    { "quotes: attributions begun, then ended", cut_quotes, "", "On Sun, 1 Mar 2026\n\fwrote:\n",
      "", 0 },
    { "quotes: new, then old", cut_quotes, "", "new\n\f> old\n", "", 0 },
    { "quotes: links that end in the next line", cut_quotes, "", "> (http://a\nb\n", "", 0 },
    { "quotes: one line", cut_quotes, "On ", "Sun, 1 Mar 2026 Jane wrote ", "\n", 0 },
    { "quotes: mails of others", cut_quotes, "x\n",
      "-----Original Message-----\nFrom: Jane\nSent: Sunday\nTo: Bob\nSubject: x\n\ny\n", "", 0 },
    { "quotes: header lines", cut_quotes, "", "From: Jane\n", "", 0 },
    { "quotes: signatures", cut_quotes, "", "x\n-- \nJane\n", "", 0 },
    { "quotes: mobile signatures", cut_quotes, "", "Sent from my phone\n", "", 0 },
    { "quotes: blank lines", cut_quotes, "x", "\n", "x\n", 0 },
    { "quotes: blanks", cut_quotes, "x", " \t", "x\n", 0 },
    { "quotes: dashes and underscores", cut_quotes, "", "-_", "\n", 0 },
    { "quotes: marks", cut_quotes, "", "x\n\x1eOn\n", "", 0 },

    /* Reports */
    { "report: status groups", read_report, "",
      "Final-Recipient: rfc822; u%u@example.net\nAction: failed\nStatus: 5.1.1\n\n", "", 0 },
    { "report: a notice", read_report, "Hi. This is the qmail-send program at example.net.\n\n",
      "<u%u@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n", "", 0 },
    { "report: a transcript", read_report,
      "   ----- The following addresses had permanent fatal errors -----\n",
      "<u%u@example.net>\n    (reason: 550 5.1.1 User unknown)\n", "", 0 },
    { "report: addresses", read_report, "The following could not be reached:\n", "u%u@example.net ",
      "\n", 0 },
    { "report: codes", read_report, "", "550 5.1.1 ", "\n", 0 },
    { "report: addresses, then codes", read_report, "", "<u%u@example.net>\n\f550 5.1.1 x\n", "",
      0 },
    { "report: angles and ats", read_report, "", "<@", "\n", 0 },
    { "report: a diagnostic", read_report,
      "Final-Recipient: rfc822; u@example.net\nAction: failed\nDiagnostic-Code: smtp; ",
      "550-5.1.1 x\n ", "\n", 0 },

    /* Text shown as HTML */
    { "markup: lines", write_markup, "", "see https://example.org/%u, or jane@example.org.\n", "",
      0 },
    { "markup: a link", write_markup, "https://example.org/", "x", "\n", 0 },
    { "markup: hosts that are missing", write_markup, "", "https:///", "\n", 0 },
    { "markup: users of hosts", write_markup, "", "https://a@", "\n", 0 },
    { "markup: mailtos", write_markup, "", "mailto:", "\n", 0 },
    { "markup: ats", write_markup, "", "a@", "\n", 0 },
    { "markup: dots behind", write_markup, "https://a", "x\f.", "\n", 0 },
    { "markup: brackets", write_markup, "https://a", "(\f)", "\n", 0 },
    { "markup: quotes", write_markup, "", ">\n\n", "", 0 },
    { NULL, NULL, NULL, NULL, NULL, 0 },
};

/* Appends the unit, of length bytes, until out has so many. */
static void
append_units(GString *out, const char *unit, size_t length, size_t size)
{
    static const char counter[] = "%u";
    for (unsigned i = 0; out->len < size; i++) {
        const char *rest = unit, *end = unit + length;
        for (const char *at; (at = g_strstr_len(rest, end - rest, counter));) {
            g_string_append_len(out, rest, at - rest);
            g_string_append_printf(out, "%u", i);
            rest = at + strlen(counter);
        }
        g_string_append_len(out, rest, end - rest);
    }
}

GString *
linear_make(const LinearCase *linear, size_t size)
{
    GString *out = g_string_sized_new(size + 4096);
    size_t first = strcspn(linear->unit, "\f"), tail = strlen(linear->tail);
    bool is_two = linear->unit[first] != '\0';
    g_string_append(out, linear->head);
    append_units(out, linear->unit, first, is_two ? size / 2 : size - tail);
    if (is_two)
        append_units(out, linear->unit + first + 1, strlen(linear->unit + first + 1), size - tail);
    g_string_append(out, linear->tail);
    return out;
}
