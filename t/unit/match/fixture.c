#include "fixture.h"

#include <criterion/criterion.h>

DeskMatcher *
match_words(const char *const *words)
{
    g_autoptr(GError) error = NULL;
    DeskMatcher *matcher = desk_matcher_new();
    for (guint i = 0; words[i]; i++)
        cr_assert(desk_matcher_add_words(matcher, words[i], i, &error), "%s: %s", words[i],
                  error ? error->message : "no error");
    desk_matcher_finish(matcher);
    return matcher;
}

static char *
first_piece(const DeskMatcher *matcher, const char *text)
{
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text, strlen(text));
    if (hits->len == 0)
        return NULL;
    const DeskHit *hit = &g_array_index(hits, DeskHit, 0);
    return hit->gave_up ? g_strdup("?") : g_strndup(text + hit->start, hit->size);
}

char *
match_one(const char *word, const char *text)
{
    const char *const words[] = { word, NULL };
    g_autoptr(DeskMatcher) matcher = match_words(words);
    return first_piece(matcher, text);
}

char *
match_regex(const char *regex, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    cr_assert(desk_matcher_add_regex(matcher, regex, 0, &error), "%s: %s", regex,
              error ? error->message : "no error");
    desk_matcher_finish(matcher);
    return first_piece(matcher, text);
}

char *
match_all(const DeskMatcher *matcher, const char *text)
{
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text, strlen(text));
    GString *said = g_string_new(NULL);
    for (guint i = 0; i < hits->len; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        g_string_append_printf(said, "%s%u:", i > 0 ? " " : "", hit->id);
        if (hit->gave_up)
            g_string_append_c(said, '?');
        else
            g_string_append_printf(said, "%zu+%zu", hit->start, hit->size);
    }
    return g_string_free(said, FALSE);
}
