#include "conf/advice.h"
#include "match/matcher.h"

#define PAIRS_MAX 100000 /* pairs of words that are looked at: more help nobody */

/* A place where a word stands. */
typedef struct {
    const DeskCategory *category;
    unsigned at;
} Use;

typedef struct {
    const char *text; /* as it is written first */
    GArray *uses;     /* Use */
} Word;

typedef struct {
    DeskAdvice *advice;
    GArray *words;     /* Word; the index is its id in the matcher */
    GHashTable *known; /* composed and folded text -> its index and one */
    unsigned pairs;
} Words;

static void
clear_word(Word *word)
{
    g_array_unref(word->uses);
}

static Word *
word_at(const Words *words, unsigned id)
{
    return &g_array_index(words->words, Word, id);
}

static Word *
word_of(Words *words, const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    g_autofree char *key = g_utf8_casefold(composed, -1);
    unsigned known = GPOINTER_TO_UINT(g_hash_table_lookup(words->known, key));
    if (known > 0)
        return word_at(words, known - 1);
    Word word = { text, g_array_new(FALSE, FALSE, sizeof(Use)) };
    g_array_append_val(words->words, word);
    g_hash_table_insert(words->known, g_steal_pointer(&key), GUINT_TO_POINTER(words->words->len));
    return word_at(words, words->words->len - 1);
}

/* The keywords of a category. Those behind its values in the block come from a file. */
static void
collect(Words *words, const DeskBlock *block, const DeskCategory *category)
{
    unsigned file = desk_build_where(block, "keywords-file");
    unsigned next = 0;

    for (char **word = category->conditions.keywords; *word; word++) {
        while (next < block->values->len &&
               strcmp(g_array_index(block->values, DeskValue, next).setting->name, "keywords") != 0)
            next++;
        Use use = { category, file };
        if (next < block->values->len)
            use.at = g_array_index(block->values, DeskValue, next++).at;
        g_array_append_val(word_of(words, *word)->uses, use);
    }
}

static const char *
name_of(const Use *use)
{
    return use->category->name;
}

/* One word in two places. */
static void
advise_double(Words *words, const Word *word, const Use *first, const Use *second)
{
    if (first->category == second->category)
        desk_advice_note(words->advice, DESK_ADVICE_DOUBLE, second->at,
                         "keyword \"%s\" of category \"%s\" stands there twice", word->text,
                         name_of(first));
    else
        desk_advice_note(words->advice, DESK_ADVICE_DOUBLE, second->at,
                         "keyword \"%s\" of category \"%s\" is one of category \"%s\" too",
                         word->text, name_of(second), name_of(first));
}

static void
advise_doubles(Words *words, const Word *word)
{
    for (unsigned i = 1; i < word->uses->len && words->pairs < PAIRS_MAX; i++, words->pairs++)
        advise_double(words, word, &g_array_index(word->uses, Use, 0),
                      &g_array_index(word->uses, Use, i));
}

/* Between keywords that are searched as one text: a character of nobody's (private use), so that no
 * phrase begins in one and ends in the next. */
#define BETWEEN " \uE000 "

/* All keywords, the longest first, so that the first place of each is within a longer one if it is
 * within any. */
typedef struct {
    GString *text;
    GArray *starts; /* gsize, of each */
    GArray *ids;    /* unsigned, likewise */
} Joined;

static void
joined_init(Joined *joined)
{
    joined->text = g_string_new(NULL);
    joined->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    joined->ids = g_array_new(FALSE, FALSE, sizeof(unsigned));
}

static void
joined_clear(Joined *joined)
{
    g_string_free(joined->text, TRUE);
    g_array_unref(joined->starts);
    g_array_unref(joined->ids);
}

static void
join(Joined *joined, const char *text, unsigned id)
{
    gsize start = joined->text->len;
    g_array_append_val(joined->starts, start);
    g_array_append_val(joined->ids, id);
    g_string_append(joined->text, text);
    g_string_append(joined->text, BETWEEN);
}

/* The id of the word that a place of the joined text is in. */
static unsigned
id_at(const Joined *joined, gsize place)
{
    unsigned low = 0, high = joined->starts->len;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (g_array_index(joined->starts, gsize, middle) <= place)
            low = middle;
        else
            high = middle;
    }
    return g_array_index(joined->ids, unsigned, low);
}

static int
by_length(gconstpointer a, gconstpointer b, gpointer data)
{
    const unsigned *x = a, *y = b;
    size_t p = strlen(word_at(data, *x)->text), q = strlen(word_at(data, *y)->text);
    return p > q ? -1 : p < q;
}

/* Two uses of one category, else the first of each. */
static void
choose_uses(Words *words, const Word *outer, const Word *inner, const Use *uses[2])
{
    for (unsigned i = 0; i < outer->uses->len; i++)
        for (unsigned k = 0; k < inner->uses->len && words->pairs < PAIRS_MAX; k++) {
            const Use *one = &g_array_index(outer->uses, Use, i);
            const Use *other = &g_array_index(inner->uses, Use, k);
            bool same = one->category == other->category;
            words->pairs++;
            if (uses[0] && !same)
                continue;
            uses[0] = one;
            uses[1] = other;
            if (same)
                return;
        }
}

static void
advise_within(Words *words, const Word *outer, const Word *inner)
{
    const Use *uses[2] = { NULL, NULL };
    choose_uses(words, outer, inner, uses);
    if (!uses[0])
        return; /* enough pairs were looked at */
    if (uses[0]->category == uses[1]->category)
        desk_advice_note(words->advice, DESK_ADVICE_WITHIN, uses[1]->at,
                         "keyword \"%s\" of category \"%s\" is within \"%s\": where that is, both "
                         "count",
                         inner->text, name_of(uses[1]), outer->text);
    else
        desk_advice_note(words->advice, DESK_ADVICE_WITHIN, uses[1]->at,
                         "keyword \"%s\" of category \"%s\" is within \"%s\" of category \"%s\": "
                         "where that is, both score",
                         inner->text, name_of(uses[1]), outer->text, name_of(uses[0]));
}

/* Finds the words of a matcher in a joined text and tells of each that is within another. */
static void
advise_hits(Words *words, DeskMatcher *matcher, const Joined *joined)
{
    desk_matcher_finish(matcher);
    g_autoptr(GArray) hits = desk_matcher_find(matcher, joined->text->str, joined->text->len);
    for (unsigned i = 0; i < hits->len && words->pairs < PAIRS_MAX; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        unsigned outer = id_at(joined, hit->start);
        if (outer != hit->id)
            advise_within(words, word_at(words, outer), word_at(words, hit->id));
    }
}

/* One search for all keywords in all keywords: its cost is that of their bytes. */
static void
advise_keywords(Words *words)
{
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(unsigned));
    Joined joined;

    for (unsigned id = 0; id < words->words->len; id++) {
        advise_doubles(words, word_at(words, id));
        g_array_append_val(order, id);
    }
    g_array_sort_with_data(order, by_length, words);
    joined_init(&joined);
    for (unsigned i = 0; i < order->len; i++) {
        unsigned id = g_array_index(order, unsigned, i);
        join(&joined, word_at(words, id)->text, id);
        desk_matcher_add_words(matcher, word_at(words, id)->text, id, NULL);
    }
    advise_hits(words, matcher, &joined);
    joined_clear(&joined);
}

/* A keyword in which a word is that rules its category out. Those that are that word are known. */
static void
advise_excluded(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskCategory *category = object;
    char **keywords = category->conditions.keywords, **not = category->conditions.not_keywords;
    if (!not [0] || !keywords[0])
        return;
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    Joined joined;
    joined_init(&joined);
    for (unsigned i = 0; keywords[i]; i++)
        join(&joined, keywords[i], i);
    for (unsigned i = 0; not [i]; i++)
        desk_matcher_add_words(matcher, not [i], i, NULL);
    desk_matcher_finish(matcher);
    g_autoptr(GArray) hits = desk_matcher_find(matcher, joined.text->str, joined.text->len);
    for (unsigned i = 0; i < hits->len; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        const char *keyword = keywords[id_at(&joined, hit->start)];
        desk_advice_note(advice, DESK_ADVICE_EXCLUDED, desk_build_where(block, "not-keywords"),
                         "keyword \"%s\" of category \"%s\" never counts: \"%s\" of its "
                         "not-keywords is found in it",
                         keyword, category->name, not [hit->id]);
    }
    joined_clear(&joined);
}

void
desk_advice_words(DeskAdvice *advice)
{
    Words words = { .advice = advice };
    words.words = g_array_new(FALSE, FALSE, sizeof(Word));
    words.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_array_set_clear_func(words.words, (GDestroyNotify) clear_word);
    for (unsigned i = 1; i < advice->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(advice->blocks, i);
        if (strcmp(block->section->name, "category") != 0)
            continue;
        collect(&words, block, g_ptr_array_index(advice->objects, i));
    }
    advise_keywords(&words);
    desk_advice_each(advice, "category", advise_excluded);
    g_hash_table_unref(words.known);
    g_array_unref(words.words);
}
