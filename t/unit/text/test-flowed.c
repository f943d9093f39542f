#include "mails.h"
#include "text/flowed.h"

#include <criterion/criterion.h>

Test(flowed, joins_what_was_one_paragraph)
{
    static const struct {
        const char *text, *want;
        bool delsp;
    } rows[] = {
        { "", "", false },
        { "one\ntwo\n", "one\ntwo\n", false },
        { "one \ntwo\n", "one two\n", false },
        { "one \ntwo \nthree\nfour", "one two three\nfour", false },
        { "one \n\ntwo", "one\n\ntwo", false },
        { "end \n", "end\n", false },
        { "end ", "end ", false },
        { "two  \nwords, Donau \ndampf", "two words, Donaudampf", true },
        { "\u4e2d \n\u6587", "\u4e2d\u6587", true },
        { "see https://example.org/a \nb", "see https://example.org/ab", true },
        { "said but \nnot meant", "said but not meant", true },
        { "a  \nb", "a b", true },
        { " From here\n stuffed", "From here\nstuffed", false },
        { "  two blanks", " two blanks", false },
        { " >no quote", " >no quote", false },
        { ">one \n>two", "> one two", false },
        { "> one \n> two", "> one two", false },
        { ">> deep \n>> er\n> up", ">> deep er\n> up", false },
        { "> one \n>> two \nthree", "> one\n>> two\nthree", false },
        { ">\n> x", ">\n> x", false },
        { "> \n> x", ">\n> x", false },
        { "bye \n-- \nJo \nan", "bye\n-- \nJo an", false },
        { "> bye \n> -- \n> Jo", "> bye\n> -- \n> Jo", false },
        { "-- \nJo", "-- \nJo", true },
        { "> > old \nnew", "> > old\nnew", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = desk_flowed_decode(rows[i].text, rows[i].delsp);
        cr_expect_str_eq(text, rows[i].want, "row %zu: %s", i, text);
    }
}

Test(flowed, is_linear)
{
    static const struct {
        const char *piece;
        unsigned times;
    } rows[] = {
        { " stuffed \n", 1000000 }, { "> a \n>> b \n", 500000 }, { ">", 10000000 },
        { " ", 10000000 },          { "\n", 10000000 },          { "> \n", 3000000 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = repeat("", rows[i].piece, rows[i].times, "");
        gint64 start = g_get_monotonic_time();
        g_autofree char *out = desk_flowed_decode(text->str, false);
        gint64 took = g_get_monotonic_time() - start;
        cr_expect(took < 2000000, "%s took %d ms", rows[i].piece, (int) (took / 1000));
        cr_expect(strlen(out) <= 2 * text->len + 100);
    }
}
