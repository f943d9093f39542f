#include "base/text.h"
#include "fuzz.h"
#include "match/matcher.h"

#define WORDS_TAKEN 200

static bool
has_id(const GArray *hits, guint id)
{
    for (guint i = 0; i < hits->len; i++)
        if (g_array_index(hits, DeskHit, i).id == id)
            return true;
    return false;
}

/* What was found is whole characters, and the word is found in it alone as well. */
static void
check_hit(const DeskMatcher *matcher, const DeskHit *hit, const char *text, gsize size)
{
    MUST_HOLD(!hit->gave_up && hit->size > 0);
    MUST_HOLD(hit->start < size && hit->size <= size - hit->start);
    MUST_HOLD(g_utf8_validate(text + hit->start, (gssize) hit->size, NULL));
    g_autoptr(GArray) again = desk_matcher_find(matcher, text + hit->start, hit->size);
    MUST_HOLD(has_id(again, hit->id));
}

static void
check_hits(const DeskMatcher *matcher, guint words, const char *text)
{
    gsize size = strlen(text);
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text, size);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < hits->len; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        MUST_HOLD(hit->id < words);
        MUST_HOLD(g_hash_table_add(seen, GUINT_TO_POINTER(hit->id)));
        MUST_HOLD(i == 0 || g_array_index(hits, DeskHit, i - 1).start <= hit->start);
        check_hit(matcher, hit, text, size);
    }
}

/* A line each for the words, an empty line, the text. */
void
fuzz_match(DeskBytes bytes)
{
    g_autofree char *input = desk_text_repair(bytes.data, bytes.size, NULL);
    char *end = strstr(input, "\n\n");
    const char *text = end ? end + 2 : "";
    if (end)
        *end = '\0';
    g_auto(GStrv) lines = g_strsplit(input, "\n", WORDS_TAKEN);
    guint words = 0;
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    for (char **line = lines; *line; line++)
        words += desk_matcher_add_words(matcher, *line, words, NULL);
    desk_matcher_finish(matcher);
    check_hits(matcher, words, text);
}
