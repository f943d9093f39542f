#include "fixture.h"

#include <criterion/criterion.h>

Test(matcher, first_place_of_each_id_in_the_order_of_places)
{
    static const char *const words[] = { "card", "refund", "card failed", "a", "\u00fc", NULL };
    static const struct {
        const char *text, *found;
    } rows[] = {
        { "", "" },
        { "nothing of that", "" },
        { "refund card refund card", "1:0+6 0:7+4" },
        { "a card failed", "3:0+1 0:2+4 2:2+11" },
        { "discard card", "0:8+4" },
        { "\u00dc \u00fc card", "4:0+2 0:6+4" },
        { "\n\n  card", "0:4+4" },
        { "aa a", "3:3+1" },
    };
    g_autoptr(DeskMatcher) matcher = match_words(words);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = match_all(matcher, rows[i].text);
        cr_expect_str_eq(found, rows[i].found, "%s: %s", rows[i].text, found);
    }
}

Test(matcher, several_words_of_one_id_are_one_hit)
{
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    cr_assert(desk_matcher_add_words(matcher, "b", 7, NULL));
    cr_assert(desk_matcher_add_words(matcher, "a b", 7, NULL));
    cr_assert(desk_matcher_add_words(matcher, "a b c", 7, NULL));
    cr_assert(desk_matcher_add_words(matcher, "B", 9, NULL));
    cr_assert(desk_matcher_add_regex(matcher, "c|^x", 7, NULL));
    desk_matcher_finish(matcher);
    static const struct {
        const char *text, *found;
    } rows[] = {
        { "a b c", "7:0+3 9:2+1" },
        { "xb, then a b", "7:0+1 9:11+1" },
        { "b c", "7:0+1 9:0+1" },
        { "c b", "7:0+1 9:2+1" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = match_all(matcher, rows[i].text);
        cr_expect_str_eq(found, rows[i].found, "%s: %s", rows[i].text, found);
    }
}

Test(matcher, overlapping_words_are_all_found)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 1; i <= 400; i++)
        g_ptr_array_add(words, g_strnfill(i, 'a'));
    g_ptr_array_add(words, NULL);
    g_autoptr(DeskMatcher) matcher = match_words((const char *const *) words->pdata);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 400; i > 0; i--)
        g_string_append_printf(text, "%s ", (const char *) words->pdata[i - 1]);
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text->str, text->len);
    cr_assert_eq(hits->len, 400);
    for (guint i = 0; i < 400; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        cr_expect(hit->id == 399 - i && hit->size == 400 - i, "%u: id %u, size %zu", i, hit->id,
                  hit->size);
    }
}

/* A word that ends another may stand on its own in one place and not in the next. */
Test(matcher, what_ends_a_found_word_is_still_found)
{
    static const char *const words[] = { "5kg", "kg", NULL };
    g_autoptr(DeskMatcher) matcher = match_words(words);
    g_autofree char *found = match_all(matcher, "5kg 5kg 5\u338f");
    cr_expect_str_eq(found, "0:0+3 1:9+3", "%s", found);
}

/* The search goes on with what it has begun, and what it has begun within a word is not found. */
Test(matcher, what_begins_within_a_failed_phrase_is_found)
{
    static const char *const words[] = { "card has failed",
                                         "has",
                                         "has failed twice",
                                         "card has card x",
                                         "ard has",
                                         "longwords only",
                                         "s ok",
                                         NULL };
    static const struct {
        const char *text, *found;
    } rows[] = {
        { "card has failed twice", "0:0+15 1:5+3 2:5+16" },
        { "card has card has failed", "1:5+3 0:9+15" },
        { "card has card has card x", "1:5+3 3:9+15" },
        { "card ard has", "4:5+7 1:9+3" },
        { "discard has", "1:8+3" },
        { "longword longwords on longwords only", "5:22+14" },
        { "has ok s ok", "1:0+3 6:7+4" },
    };
    g_autoptr(DeskMatcher) matcher = match_words(words);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = match_all(matcher, rows[i].text);
        cr_expect_str_eq(found, rows[i].found, "%s: %s", rows[i].text, found);
    }
}

Test(matcher, refuses_what_cannot_be_found)
{
    g_autofree char *longest = g_strnfill(DESK_MATCHER_WORDS_MAX, 'a');
    g_autofree char *longer = g_strnfill(DESK_MATCHER_WORDS_MAX + 1, 'a');
    const struct {
        const char *words;
        int code; /* -1: it is taken */
    } rows[] = {
        { "", DESK_MATCHER_ERROR_EMPTY },
        { " \t\u00a0\n", DESK_MATCHER_ERROR_EMPTY },
        { "\u00ad\u200b", DESK_MATCHER_ERROR_EMPTY },
        { longer, DESK_MATCHER_ERROR_LONG },
        { longest, -1 },
        { "?", -1 },
    };
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        bool taken = desk_matcher_add_words(matcher, rows[i].words, 0, &error);
        cr_expect_eq(taken, rows[i].code < 0, "row %zu", i);
        cr_expect(taken || g_error_matches(error, DESK_MATCHER_ERROR, rows[i].code), "row %zu", i);
    }
}

Test(matcher, without_words_finds_nothing)
{
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    desk_matcher_finish(matcher);
    g_autofree char *found = match_all(matcher, "card");
    cr_expect_str_eq(found, "");
}
