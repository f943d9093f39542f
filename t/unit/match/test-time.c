#include "fixture.h"

#include <criterion/criterion.h>

/*
 * The time to find grows with the text and no faster, whatever stands in it and however the words
 * overlap.
 */

#define SIZE  (512 * 1024) /* and twice that */
#define GOAL  2.5
#define TRIES 5 /* another process can double a figure, but does not do so every time */

typedef struct {
    const char *name;
    const char *word; /* the words are this 1, 2, 3 ... times, up to the longest */
    const char *tail; /* behind each */
    const char *unit; /* the text is this again and again */
} Case;

static const Case cases[] = {
    { "never a whole word", "a", "", "a" },
    { "never the beginning of a word", "b a", "b", "ab " },
    { "always a whole word", "\u0e01", "", "\u0e01" },
    { "the beginning of a word is far back", "\uac00", "", "\uac00" },
    { "marks in the wrong order", "e\u0301", "", "\u0301\u0323" },
    { "white space", "a ", "a", "\n " },
    { "long forms of one character", "\ufdfa", "", "\ufdfa" },
    { "dots that leave nothing", "i\u0307", "", "i\u0307\u0307" },
};

static DeskMatcher *
make_words(const Case *row)
{
    DeskMatcher *matcher = desk_matcher_new();
    g_autoptr(GString) beginning = g_string_new(row->word);
    for (guint i = 0; beginning->len + strlen(row->tail) <= DESK_MATCHER_WORDS_MAX; i++) {
        g_autofree char *word = g_strconcat(beginning->str, row->tail, NULL);
        cr_assert(desk_matcher_add_words(matcher, word, i, NULL), "%s", word);
        g_string_append(beginning, row->word);
    }
    desk_matcher_finish(matcher);
    return matcher;
}

static double
time_find(const DeskMatcher *matcher, const GString *text)
{
    struct timespec before, after;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text->str, text->len);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return (double) (after.tv_sec - before.tv_sec) +
           (double) (after.tv_nsec - before.tv_nsec) / 1e9;
}

static GString *
make_text(const Case *row, gsize size)
{
    GString *text = g_string_new(NULL);
    while (text->len < size)
        g_string_append(text, row->unit);
    return text;
}

Test(time, grows_with_the_text_and_no_faster)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskMatcher) matcher = make_words(&cases[i]);
        g_autoptr(GString) small = make_text(&cases[i], SIZE);
        g_autoptr(GString) large = make_text(&cases[i], 2 * SIZE);
        double one = time_find(matcher, small), two = time_find(matcher, large), most = two;
        for (int tries = 1; tries < TRIES && two / one >= GOAL; tries++) {
            one = MAX(one, time_find(matcher, small));
            two = MIN(two, time_find(matcher, large));
        }
        cr_log_info("%s: %.1f ms", cases[i].name, most * 1e3);
        cr_expect(two / one < GOAL, "%s: %.1f and %.1f ms", cases[i].name, one * 1e3, two * 1e3);
        cr_expect(two < 1, "%s: %.1f ms", cases[i].name, two * 1e3);
    }
}
