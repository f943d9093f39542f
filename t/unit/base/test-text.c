#include "base/text.h"

#include <criterion/criterion.h>

Test(text, repair_leaves_valid_text_only)
{
    static const struct {
        const char *in;
        size_t size;
        const char *out;
        unsigned replaced;
    } rows[] = {
        { "plain\n", 6, "plain\n", 0 },
        { "a\r\nb\rc", 6, "a\nb\nc", 0 },
        { "a\0b\x01"
          "c\x7f",
          6, "abc", 0 },
        { "\xff\xfe", 2, "\ufffd\ufffd", 2 },
        { "caf\xc3\xa9", 5, "caf\u00e9", 0 },
        { "caf\xc3", 4, "caf\ufffd", 1 },
        { "\xed\xa0\x80", 3, "\ufffd\ufffd\ufffd", 3 },
        { "\xc0\x80", 2, "\ufffd\ufffd", 2 },
        { "\xc2\x85tab\t", 6, "tab\t", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned replaced = 0;
        g_autofree char *out = desk_text_repair(rows[i].in, rows[i].size, &replaced);
        cr_expect_str_eq(out, rows[i].out, "row %zu", i);
        cr_expect_eq(replaced, rows[i].replaced, "row %zu: %u", i, replaced);
    }
}

Test(text, line_stays_on_one_line)
{
    static const char in[] = "  a\r\n\tb \u202ec\u2066  \x01 d\u2028e\u2029\u2028 f\u2029";
    g_autofree char *out = desk_text_line(in, sizeof in - 1);
    cr_expect_str_eq(out, "a b c d e f");
}

Test(text, knows_what_nobody_sees)
{
    static const gunichar invisible[] = { 0xad, 0x61c, 0x200b, 0x200f, 0x2060, 0xfeff };
    static const gunichar bidi[] = { 0x202a, 0x202e, 0x2066, 0x2069 };
    static const gunichar seen[] = { 'a', 0xe9, 0x200a, 0x2010, 0x2029, 0x202f, 0x2065, 0x206a };
    for (size_t i = 0; i < G_N_ELEMENTS(invisible); i++)
        cr_expect(desk_text_is_invisible(invisible[i]), "U+%04X", invisible[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bidi); i++)
        cr_expect(desk_text_is_bidi_control(bidi[i]), "U+%04X", bidi[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(seen); i++)
        cr_expect(!desk_text_is_invisible(seen[i]) && !desk_text_is_bidi_control(seen[i]), "U+%04X",
                  seen[i]);
}

Test(text, cut_never_splits_a_character)
{
    static const struct {
        size_t max;
        const char *out;
    } rows[] = { { 0, "" }, { 1, "a" }, { 2, "a" }, { 3, "a\u00e9" }, { 9, "a\u00e9\u20ac" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[] = "a\u00e9\u20ac";
        cr_expect_str_eq(desk_text_cut(text, rows[i].max), rows[i].out, "at %zu", rows[i].max);
    }
}

Test(text, quote_makes_foreign_text_printable)
{
    g_autofree char *out = desk_text_quote("x\r\nFAKE: line\xff\u202e\u2028y");
    cr_expect_str_eq(out, "x\\x0d\\x0aFAKE: line\\xff\\u202e\\u2028y");
    g_autofree char *longer = g_strnfill(5000, 'x');
    g_autofree char *cut = desk_text_quote(longer);
    cr_expect(strlen(cut) <= 200);
}

Test(text, trims_both_ends_and_nothing_within)
{
    static const struct {
        const char *text, *trimmed;
    } rows[] = {
        { " \t a b\r\n", "a b" },
        { "a", "a" },
        { " \n ", "" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskBytes got = desk_text_trim((DeskBytes){ rows[i].text, strlen(rows[i].text) });
        g_autofree char *copy = g_strndup(got.data, got.size);
        cr_expect_str_eq(copy, rows[i].trimmed, "row %zu: %s", i, copy);
    }
}

/* Gateways of any kind, and of any version, hold the same name. */
Test(text, a_pair_has_one_number_on_every_machine)
{
    static const struct {
        const char *space, *text;
        gint64 number;
    } rows[] = {
        { "team", "support", G_GINT64_CONSTANT(-4341909106124246031) },
        { "team", "", G_GINT64_CONSTANT(-9129015187580311117) },
        { "teams", "upport", G_GINT64_CONSTANT(-9142726008543023032) },
        { "", "team", G_GINT64_CONSTANT(-4747636379092432445) },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_text_number(rows[i].space, rows[i].text), rows[i].number, "row %zu", i);
}
