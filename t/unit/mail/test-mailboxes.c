#include "mail/mailboxes.h"
#include "mails.h"

#include <criterion/criterion.h>

/* "name|address" of each, joined by a comma. */
static char *
show(const GPtrArray *list)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < list->len; i++) {
        const DeskMailAddress *mailbox = g_ptr_array_index(list, i);
        g_string_append_printf(out, "%s%s|%s", i ? "," : "", mailbox->name, mailbox->address);
    }
    return g_string_free(out, FALSE);
}

static DeskMailboxes
read_list(DeskBytes value, char **shown)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    DeskMailboxes found = desk_mailboxes_read(value, desk_charset_decode, NULL, mail->to);
    *shown = show(mail->to);
    return found;
}

Test(mailboxes, reads_what_people_and_programs_write, .init = desk_charset_init)
{
    static const struct {
        const char *in, *out;
        unsigned malformed;
        bool grouped, routed;
    } rows[] = {
        { "", "", 0, false, false },
        { "a@example.org", "|a@example.org", 0, false, false },
        { " Jane Doe <jane@Example.ORG>", "Jane Doe|jane@example.org", 0, false, false },
        { "\"Doe, Jane\" <j@example.org>, b@example.net", "Doe, Jane|j@example.org,|b@example.net",
          0, false, false },
        { "\"a \\\"b\\\" c\" <j@example.org>", "a \"b\" c|j@example.org", 0, false, false },
        { "j@example.org (Jane (the (first)) Doe)", "Jane (the (first)) Doe|j@example.org", 0,
          false, false },
        { "=?utf-8?q?J=C3=BCrgen?= <j@example.org>", "J\u00fcrgen|j@example.org", 0, false, false },
        { "=?utf-8?q?Doe,_J?= <j@example.org>", "Doe, J|j@example.org", 0, false, false },
        { "=?utf-8?q?x=2C_evil=40example.net?= <j@example.org>",
          "x, evil@example.net|j@example.org", 0, false, false },
        { "a..b.@docomo.example", "|a..b.@docomo.example", 0, false, false },
        { "a@example.org; b@example.org", "|a@example.org,|b@example.org", 0, false, false },
        { "<a@example.org> <b@example.org>", "|a@example.org,|b@example.org", 0, false, false },
        { "Team: a@example.org, B <b@example.org>;", "|a@example.org,B|b@example.org", 0, true,
          false },
        { "undisclosed-recipients:;", "", 0, true, false },
        { "<@x.example,@y.example:a@example.org>", "|a@example.org", 0, false, true },
        { "\"a@b\"@example.org", "|\"a@b\"@example.org", 0, false, false },
        { "a @ example.org", "|a@example.org", 0, false, false },
        { "Jane jane@example.org", "Jane|jane@example.org", 0, false, false },
        { "a@example.org b@example.org", "|a@example.org,|b@example.org", 0, false, false },
        { "Doe, Jane <jane@example.org>", "Doe, Jane|jane@example.org", 0, false, false },
        { "Doe, Jane, Dr. <jane@example.org>, b@example.org",
          "Doe, Jane, Dr.|jane@example.org,|b@example.org", 0, false, false },
        { "junk, a@example.org", "|a@example.org", 1, false, false },
        { ", a@example.org", "|a@example.org", 0, false, false },
        { "=?utf-8?q?J=C3=BC_<j@example.org>?=", "J\u00fc|j@example.org", 0, false, false },
        { "<mailto:a@example.org>", "|a@example.org", 0, false, false },
        { "mailto:a@example.org", "|a@example.org", 0, false, false },
        { "'a@example.org'", "|a@example.org", 0, false, false },
        { "A <<a@example.org>>", "A|a@example.org", 0, false, false },
        { "A a@example.org>", "A|a@example.org", 0, false, false },
        { "A: b <a@example.org>", "A: b|a@example.org", 0, false, false },
        { "A <a\u200b@example.org>", "A|a@example.org", 0, false, false },
        { "a@b\u00fccher.example", "|a@xn--bcher-kva.example", 0, false, false },
        { "jane", "", 1, false, false },
        { "<jane>, a@example.org", "|a@example.org", 1, false, false },
        { "<>", "", 0, false, false },
        { "a@example.org\r\n\t, b@\r\n example.org", "|a@example.org,|b@example.org", 0, false,
          false },
        { "\"open <a@example.org>", "open|a@example.org", 0, false, false },
        { "(open a@example.org", "open|a@example.org", 0, false, false },
        { "\"A\" (open <a@example.org>", "A open|a@example.org", 0, false, false },
        { "X <a@example.org", "X|a@example.org", 0, false, false },
        { "X <a\\@b@example.org>", "", 1, false, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shown = NULL;
        DeskMailboxes found = read_list(bytes_of(rows[i].in), &shown);
        cr_expect_str_eq(shown, rows[i].out, "%s", rows[i].in);
        cr_expect_eq(found.malformed, rows[i].malformed, "%s: %u", rows[i].in, found.malformed);
        cr_expect_eq(found.is_grouped, rows[i].grouped, "%s", rows[i].in);
        cr_expect_eq(found.is_routed, rows[i].routed, "%s", rows[i].in);
    }
}

Test(mailboxes, a_nul_ends_no_address)
{
    static const DeskBytes rows[] = { BYTES("<a@example.org\0.example.net>"),
                                      BYTES("a@example.org\0.example.net") };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shown = NULL;
        DeskMailboxes found = read_list(rows[i], &shown);
        cr_expect_str_empty(shown, "row %zu: %s", i, shown);
        cr_expect_eq(found.malformed, 1);
    }
}

Test(mailboxes, takes_the_poison)
{
    static const struct {
        const char *start, *piece;
        unsigned times;
    } rows[] = {
        { "", "g:", 200000 },          { "", "a@example.org,", 100000 }, { "", "(", 200000 },
        { "x@y", ":", 200000 },        { "\"", "\\\"", 200000 },         { "", "<", 200000 },
        { "", "=?utf-8?q?a", 100000 }, { "", "\"\"", 200000 },           { "", " ", 1000000 },
        { "<", "@a,", 200000 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) value = repeat(rows[i].start, rows[i].piece, rows[i].times, "");
        g_autoptr(DeskMail) mail = desk_mail_new();
        gint64 start = g_get_monotonic_time();
        desk_mailboxes_read(view_of(value), desk_charset_decode, NULL, mail->to);
        cr_expect(mail->to->len <= DESK_MAIL_LIST_MAX);
        cr_expect(g_get_monotonic_time() - start < 2000000, "%s", rows[i].piece);
    }
}
