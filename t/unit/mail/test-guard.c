#include "base/clock.h"
#include "mail/guard.h"
#include "mails.h"

#include <criterion/criterion.h>

static void
expect_guard(const char *name, const GString *mail, bool passes)
{
    const char *why = NULL;
    gint64 start = desk_clock_steady();
    bool passed = desk_guard_pass(view_of(mail), &why);
    gint64 took = desk_clock_steady() - start;
    cr_expect_eq(passed, passes, "%s: %s", name, why ? why : "passed");
    cr_expect_eq(why == NULL, passed, "%s", name);
    cr_expect(took < 2 * DESK_SECOND, "%s took %d ms", name, (int) (took / 1000));
}

/* depth multiparts, each inside the one before. */
static GString *
nested_multiparts(unsigned depth)
{
    GString *out = g_string_new("From: a@example.org\n");
    for (unsigned i = 0; i < depth; i++)
        g_string_append_printf(out, "Content-Type: multipart/mixed; boundary=\"b%u\"\n\n--b%u\n", i,
                               i);
    g_string_append(out, "\ntext\n");
    return out;
}

Test(guard, keeps_the_limits)
{
    struct {
        const char *name;
        GString *mail;
        bool passes;
    } rows[] = {
        { "empty", repeat("", "", 0, ""), true },
        { "simple", repeat("From: a@example.org\n", "", 0, "\nhello\n"), true },
        { "500 colons", repeat("To: ", "g:", 499, ";\n\n"), true },
        { "501 colons", repeat("To: ", "g:", 500, ";\n\n"), false },
        { "45,000 groups", repeat("To: ", "g:", 45000, "\n\n"), false },
        { "a header of 16 KB", repeat("X: ", "x", 16384 - 4, "\n\n"), true },
        { "a header over 16 KB", repeat("X: ", "x", 16384 - 3, "\n\n"), false },
        { "a folded header over 16 KB", repeat("X: x\n", "\txxxxxxx\n", 2000, "\n"), false },
        { "1,000 headers", repeat("", "X: y\n", 1000, "\n"), true },
        { "1,001 headers", repeat("", "X: y\n", 1001, "\n"), false },
        { "500,000 headers", repeat("", "X:\n", 500000, "\n"), false },
        { "1,000 addresses", repeat("To: a", ",a@b.c", 999, "\n\n"), true },
        { "1,001 addresses", repeat("To: a", ",a@b.c", 1000, "\n\n"), false },
        { "50 deep", nested_multiparts(50), true },
        { "51 deep", nested_multiparts(51), false },
        { "100,000 deep", nested_multiparts(100000), false },
        { "rfc822 50 deep", repeat("", "Content-Type: message/rfc822\n\n", 50, "\nx"), true },
        { "rfc822 51 deep", repeat("", "Content-Type: message/rfc822\n\n", 51, "\nx"), false },
        { "1,000 parts",
          repeat("Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\n", 1000, "--x--\n"),
          true },
        { "1,001 parts",
          repeat("Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\n", 1001, "--x--\n"),
          false },
        { "500,000 empty parts",
          repeat("Content-Type: multipart/mixed; boundary=x\n\n", "--x\n", 500000, ""), false },
        { "groups inside rfc822",
          repeat("Content-Type: message/rfc822\n\nTo: ", "g:", 45000, "\n\n"), false },
        { "groups in a part header",
          repeat("Content-Type: multipart/mixed; boundary=x\n\n--x\nTo: ", "g:", 501, "\n\n"),
          false },
        { "headers in a digest part",
          repeat("Content-Type: multipart/digest; boundary=x\n\n--x\n\n", "X:\n", 1001, "\n"),
          false },
        { "a boundary in pieces",
          repeat("Content-Type: multipart/mixed; boundary*1=b; boundary*0=a\n\n", "--ab\n\n", 1001,
                 ""),
          false },
        { "an empty boundary",
          repeat("Content-Type: multipart/mixed; boundary=\"\"\n\n", "--\n\n", 1001, ""), false },
        { "text with many dashes", repeat("From: a@example.org\n\n", "--\n", 100000, ""), true },
        { "colons in a body", repeat("From: a@example.org\n\n", "g:", 45000, "\n"), true },
        { "a 25 MB line",
          repeat("From: a@example.org\n\n", "xxxxxxxxxxxxxxxxxxxxxxxxx", 1000000, ""), true },
        { "only bare CR", repeat("", "x\r", 100000, ""), true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        expect_guard(rows[i].name, rows[i].mail, rows[i].passes);
        g_string_free(rows[i].mail, TRUE);
    }
}

Test(guard, finds_boundaries_however_they_are_written)
{
    static const char *const starts[] = {
        "Content-Type: multipart/mixed;boundary=x\n\n",
        "content-type : Multipart/Mixed (a; boundary=y) ; charset=\"a;boundary=z\";\n"
        "\tBOUNDARY = \"x\" (c)\n\n",
        "Content-Type: multipart/mixed; boundary=\"\\x\"\r\n\r\n",
        "Content-Type: multipart/mixed; a; b=; boundary=x; boundary=y\n\n",
        "Content-Type: multipart/mixed; boundary=y\n\n--y\n"
        "Content-Type: multipart/mixed; boundary=x\n\n",
        "Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=x\n\n",
        "Content-Type: multipart/digest; boundary=y\n\n--y\n\n"
        "Content-Type: multipart/mixed; boundary=x\n\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_autoptr(GString) mail = repeat(starts[i], "--x \t\r\n\r\nhi\n", 1001, "");
        expect_guard(starts[i], mail, false);
    }
}

/* What mail/entity would open is counted, so both take the last of two types. */
Test(guard, counts_the_parts_of_a_second_type)
{
    g_autoptr(GString) mail = repeat("Content-Type: multipart/mixed; boundary=o\n\n--o\n"
                                     "Content-Type: text/plain\n"
                                     "Content-Type: multipart/mixed; boundary=i\n\n",
                                     "--i\n\n", 1001, "--i--\n--o--\n");
    expect_guard("parts behind a second type", mail, false);
}

Test(guard, does_not_count_what_is_no_boundary)
{
    static const char *const starts[] = {
        "Content-Type: multipart/mixed; boundary=x\n\n--x--\n",
        "Content-Type: text/plain; boundary=x\n\n",
        "Content-Type: multipart/mixed; boundary=xy\n\n",
        "Content-Type: multipart/mixed; x=\"; boundary=x\"\n\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_autoptr(GString) mail = repeat(starts[i], "--x\n\nhi\n", 1001, "");
        expect_guard(starts[i], mail, true);
    }
}

/* Fifty open boundaries that every line begins like: still linear. */
Test(guard, is_linear_in_lines_and_boundaries)
{
    g_autoptr(GString) mail = g_string_new(NULL);
    g_autofree char *stem = g_strnfill(60, 'b');
    for (unsigned i = 0; i < 50; i++)
        g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=%s%u\n\n--%s%u\n",
                               stem, i, stem, i);
    g_string_append_c(mail, '\n');
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_printf(mail, "--%sx\n", stem);
    expect_guard("dashes", mail, true);
}
