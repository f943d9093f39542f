#include "mail/facts.h"
#include "mail/ids.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

static char *
join(const GPtrArray *ids)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < ids->len; i++)
        g_string_append_printf(out, "%s%s", i ? " " : "", (char *) g_ptr_array_index(ids, i));
    return g_string_free(out, FALSE);
}

Test(facts, ids_are_read_and_bad_ones_left_out)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "<a@x>", "a@x" },
        { " <a@x>\r\n\t<b@x> (c) <c@x>", "a@x b@x c@x" },
        { "<a@\r\n x>", "a@x" },
        { "<>", "" },
        { "< >", "" },
        { "<a b@x>", "" },
        { "<a<b@x> <c@x>", "c@x" },
        { "<a\x01@x>", "" },
        { "<\xff@x>", "" },
        { "<@>", "" },
        { "<@x> <a@> <a@x>", "a@x" },
        { "<a@x", "" },
        { "a@x", "a@x" },
        { "a@x>", "" },
        { "Your mail of \"x@y\" (z@y) a@x", "a@x" },
        { "Your message of today", "" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
        desk_ids_read(bytes_of(rows[i].in), ids);
        g_autofree char *out = join(ids);
        cr_expect_str_eq(out, rows[i].out, "%s", rows[i].in);
    }
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) longer = repeat("<", "x", 999, ">");
    desk_ids_read(view_of(longer), ids);
    cr_expect_eq(ids->len, 0);
    g_autoptr(GString) many = repeat("", "<a@x> ", 5000, "");
    desk_ids_read(view_of(many), ids);
    cr_expect_eq(ids->len, DESK_MAIL_LIST_MAX);
    g_autoptr(GString) open = repeat("", "<", 1000000, "");
    desk_ids_read(view_of(open), ids);
}

static DeskMail *
read_facts(const char *text)
{
    DeskMail *mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(bytes_of(text), NULL);
    desk_facts_read(mail, headers, desk_charset_decode_plain, NULL);
    return mail;
}

Test(facts, dates_become_microseconds)
{
    static const struct {
        const char *in;
        gint64 seconds;
    } rows[] = {
        { "Sun, 01 Mar 2026 12:00:00 +0000", 1772366400 },
        { "Sun, 01 Mar 2026 13:00:00 +0100 (CET)", 1772366400 },
        { "1 Mar 2026 12:00 GMT", 1772366400 },
        { "2026-03-01T12:00:00Z", 1772366400 },
        { "yesterday", 0 },
        { "", 0 },
        { "Fri, 31 Dec 9999 99:99:99 +9999", 0 },
        { "Mon, 00 Jan 0000 00:00:00 +0000", 0 },
        { "Thu, 01 Jan 1925 00:00:00 +0000", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("Date: %s\n\n", rows[i].in);
        g_autoptr(DeskMail) mail = read_facts(text);
        cr_expect_eq(mail->date, rows[i].seconds * 1000000, "%s: %" G_GINT64_FORMAT, rows[i].in,
                     mail->date);
    }
}

Test(facts, the_sender_is_one_mailbox_or_nobody)
{
    static const struct {
        const char *in, *sender;
    } rows[] = {
        { "From: Jane <jane@example.org>\n", "jane@example.org" },
        { "From: a@example.org, b@example.org\n", NULL },
        { "From: a@example.org\nFrom: b@example.org\n", NULL },
        { "From: g: a@example.org;\n", NULL },
        { "From: <@x.example:a@example.org>\n", NULL },
        { "From: \"boss@example.com\" <a@example.org>\n", "a@example.org" },
        { "From: a@example.org (<boss@example.com>)\n", "a@example.org" },
        { "Subject: x\n", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_facts(rows[i].in);
        const DeskMailAddress *sender = desk_mail_sender(mail);
        cr_expect_eq(sender == NULL, rows[i].sender == NULL, "%s", rows[i].in);
        if (sender && rows[i].sender)
            cr_expect_str_eq(sender->address, rows[i].sender, "%s", rows[i].in);
    }
}

Test(facts, oddities_become_defects)
{
    g_autoptr(DeskMail) mail = read_facts("Subject: a\nSubject: b\nFrom: x\nMessage-ID: < >\n");
    g_autofree char *all = join(mail->defects);
    cr_expect_str_eq(all, "From: 1 malformed address left out From: no address "
                          "Message-ID: malformed Date: missing Subject: given more than once");
    cr_expect_str_eq(mail->subject, "a");
}

Test(facts, a_long_subject_is_cut_at_a_character)
{
    g_autoptr(GString) text = repeat("Subject: x", "\u20ac", 1000, "\n");
    g_autoptr(DeskMail) mail = read_facts(text->str);
    cr_expect_eq(strlen(mail->subject), 1000);
    cr_expect(g_utf8_validate(mail->subject, -1, NULL));
}
