#include "fixture.h"
#include "match/expression.h"

#include <criterion/criterion.h>

Test(expression, is_tried_on_the_text_as_it_stands)
{
    static const struct {
        const char *regex, *text, *found;
    } rows[] = {
        { "INV-\\d{4}", "see inv-2041.", "inv-2041" },
        { "größe", "GRÖßE", "GRÖßE" },
        { "grösse", "größe", NULL },
        { "^error", "an\nError here", "Error" },
        { "late$", "too late\r\nnow", "late" },
        { "a.b", "a\nb", NULL },
        { "(?s)a.b", "a\nb", "a\nb" },
        { "\\bвозврат\\b", "Возврат?", "Возврат" },
        { "x*", "yyy", NULL },
        { "x*", "yyxx", "xx" },
        { "^.$", "ü", "ü" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = match_regex(rows[i].regex, rows[i].text);
        cr_expect(g_strcmp0(found, rows[i].found) == 0, "\"%s\" in \"%s\": %s", rows[i].regex,
                  rows[i].text, found ? found : "nothing");
    }
}

Test(expression, must_be_one)
{
    static const char *const rows[] = { "(", "[a", "*x", "(?<n>a)(?<n>b)", "\\" };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMatcher) matcher = desk_matcher_new();
        g_autoptr(GError) error = NULL;
        cr_expect_not(desk_matcher_add_regex(matcher, rows[i], 0, &error), "%s", rows[i]);
        cr_expect(g_error_matches(error, DESK_MATCHER_ERROR, DESK_MATCHER_ERROR_REGEX), "%s",
                  rows[i]);
        desk_matcher_finish(matcher);
    }
}

/* A place may lie anywhere in a long text, on two lines or none. */
Test(expression, is_found_far_back_in_a_long_text)
{
    static const char *const fillers[] = { "x", "\u00fc", "word ", "line of text\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(fillers); i++)
        for (gsize size = 4000; size < 20000; size += 997) {
            g_autoptr(GString) text = g_string_new(NULL);
            while (text->len < size)
                g_string_append(text, fillers[i]);
            gsize start = text->len;
            g_string_append(text, "order 4711\nis late");
            gsize end = text->len;
            for (gsize k = 0; k < size; k++)
                g_string_append_c(text, '.');
            g_autoptr(DeskMatcher) matcher = desk_matcher_new();
            cr_assert(desk_matcher_add_regex(matcher, "order \\d+\\s+is late", 3, NULL));
            desk_matcher_finish(matcher);
            g_autofree char *found = match_all(matcher, text->str);
            g_autofree char *expected = g_strdup_printf("3:%zu+%zu", start, end - start);
            cr_expect_str_eq(found, expected, "%s, %zu: %s", fillers[i], size, found);
        }
}

/* Seconds. */
static double
processor_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* RULES A15. */
Test(expression, that_goes_astray_is_given_up)
{
    static const struct {
        const char *regex, *unit;
        gsize size;
    } rows[] = {
        { "(a+)+$", "a", 40 },
        { "(a|aa)+[!x]", "a", 60 },
        { "(.*)(.*)(.*)(.*)(.*)(.*)[xy]", "ab", 3000 },
        { "(a|aa)+[!x]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", 4000 },
        { "(?<=1)1*+[zq]", "1", 1024 * 1024 },
        { "\\d+\\s*\\d+[-x]", "1", 64 * 1024 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < rows[i].size)
            g_string_append(text, rows[i].unit);
        g_string_append_c(text, '?');
        double start = processor_time();
        g_autofree char *found = match_regex(rows[i].regex, text->str);
        double spent = processor_time() - start;
        cr_expect(g_strcmp0(found, "?") == 0, "%s: %s", rows[i].regex, found ? found : "nothing");
        cr_expect(spent < 0.3, "%s: %.3f s", rows[i].regex, spent);
    }
}

Test(expression, hundred_that_go_astray_are_bounded_together)
{
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    for (guint i = 0; i < 100; i++) {
        g_autofree char *regex = g_strdup_printf("(?<=1)1*+[zq%c]", 'a' + i % 26);
        cr_assert(desk_matcher_add_regex(matcher, regex, i, NULL));
    }
    desk_matcher_finish(matcher);
    g_autofree char *text = g_strnfill(1024 * 1024, '1');
    double start = processor_time();
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text, strlen(text));
    double spent = processor_time() - start;
    cr_expect_eq(hits->len, 100);
    cr_expect(spent < 2, "%.3f s", spent);
}
