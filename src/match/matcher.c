#include "match/matcher.h"
#include "match/automaton.h"
#include "match/boundary.h"
#include "match/expression.h"
#include "match/fold.h"

/* A word before the automaton is made of it. */
typedef struct {
    char *text;
    guint32 slot;
} Word;

typedef struct {
    GRegex *regex;
    guint32 slot;
} Expression;

struct DeskMatcher {
    DeskFolder *folder;
    GArray *words;       /* Word; gone when it is finished */
    GArray *expressions; /* Expression */
    GArray *ids;         /* guint, each once; its index is the slot */
    GHashTable *slots;   /* of ids, by one more than they are */
    DeskAutomaton *automaton;
};

/* One search. What it keeps grows with what is found, not with what is looked for. */
typedef struct {
    const DeskMatcher *matcher;
    const DeskFolded *folded;
    GHashTable *found; /* slots */
    GHashTable *open;  /* end -> the longest of its suffixes that may have something not found; an
                          end that is not in it may itself */
    GArray *hits;
} Search;

G_DEFINE_QUARK(desk - matcher - error, desk_matcher_error)

static void
word_clear(gpointer data)
{
    g_free(((Word *) data)->text);
}

static void
expression_clear(gpointer data)
{
    g_regex_unref(((Expression *) data)->regex);
}

DeskMatcher *
desk_matcher_new(void)
{
    DeskMatcher *matcher = g_new0(DeskMatcher, 1);
    matcher->folder = desk_folder_new();
    matcher->words = g_array_new(FALSE, FALSE, sizeof(Word));
    matcher->expressions = g_array_new(FALSE, FALSE, sizeof(Expression));
    matcher->ids = g_array_new(FALSE, FALSE, sizeof(guint));
    matcher->slots = g_hash_table_new(NULL, NULL);
    g_array_set_clear_func(matcher->words, word_clear);
    g_array_set_clear_func(matcher->expressions, expression_clear);
    return matcher;
}

void
desk_matcher_free(DeskMatcher *matcher)
{
    if (!matcher)
        return;
    desk_folder_free(matcher->folder);
    desk_automaton_free(matcher->automaton);
    g_clear_pointer(&matcher->words, g_array_unref);
    g_array_unref(matcher->expressions);
    g_array_unref(matcher->ids);
    g_hash_table_unref(matcher->slots);
    g_free(matcher);
}

static guint32
slot_of(DeskMatcher *matcher, guint id)
{
    gpointer key = GUINT_TO_POINTER(id), value;
    if (g_hash_table_lookup_extended(matcher->slots, key, NULL, &value))
        return GPOINTER_TO_UINT(value);
    guint32 slot = matcher->ids->len;
    g_array_append_val(matcher->ids, id);
    g_hash_table_insert(matcher->slots, key, GUINT_TO_POINTER(slot));
    return slot;
}

bool
desk_matcher_add_words(DeskMatcher *matcher, const char *words, guint id, GError **error)
{
    gsize size = strlen(words);
    if (size > DESK_MATCHER_WORDS_MAX) {
        g_set_error(error, DESK_MATCHER_ERROR, DESK_MATCHER_ERROR_LONG,
                    "a word or phrase may have %d bytes, this one has %zu", DESK_MATCHER_WORDS_MAX,
                    size);
        return false;
    }
    g_auto(DeskFolded) folded = { 0 };
    desk_folder_fold(matcher->folder, words, size, &folded);
    if (folded.size == 0) {
        g_set_error(error, DESK_MATCHER_ERROR, DESK_MATCHER_ERROR_EMPTY,
                    "there is nothing in it that could be found");
        return false;
    }
    Word word = { g_strdup(folded.text), slot_of(matcher, id) };
    g_array_append_val(matcher->words, word);
    return true;
}

bool
desk_matcher_add_regex(DeskMatcher *matcher, const char *regex, guint id, GError **error)
{
    g_autoptr(GError) why = NULL;
    GRegex *compiled = desk_expression_new(regex, &why);
    if (!compiled) {
        g_set_error(error, DESK_MATCHER_ERROR, DESK_MATCHER_ERROR_REGEX,
                    "it is no regular expression: %s", why->message);
        return false;
    }
    Expression expression = { compiled, slot_of(matcher, id) };
    g_array_append_val(matcher->expressions, expression);
    return true;
}

void
desk_matcher_finish(DeskMatcher *matcher)
{
    g_autofree DeskString *strings = g_new(DeskString, matcher->words->len);
    for (guint i = 0; i < matcher->words->len; i++) {
        const Word *word = &g_array_index(matcher->words, Word, i);
        strings[i] = (DeskString){ word->text, word->slot };
    }
    matcher->automaton = desk_automaton_new(strings, matcher->words->len);
    g_clear_pointer(&matcher->words, g_array_unref);
}

gsize
desk_matcher_memory(const DeskMatcher *matcher)
{
    return desk_automaton_memory(matcher->automaton);
}

static bool
is_found(const Search *search, guint32 slot)
{
    return g_hash_table_contains(search->found, GUINT_TO_POINTER(slot));
}

static bool
is_used_up(const Search *search, guint32 number)
{
    const DeskEnd *end = desk_automaton_end(search->matcher->automaton, number);
    for (guint32 i = 0; i < end->count; i++)
        if (!is_found(search, end->values[i]))
            return false;
    return true;
}

/* Itself when there is no other. */
static guint32
known_open(const Search *search, guint32 number)
{
    gpointer open = g_hash_table_lookup(search->open, GUINT_TO_POINTER(number));
    return open ? GPOINTER_TO_UINT(open) - 1 : number;
}

static void
set_open(Search *search, guint32 number, guint32 open)
{
    g_hash_table_insert(search->open, GUINT_TO_POINTER(number), GUINT_TO_POINTER(open + 1));
}

/* The end, or the longest of its suffixes, with something that is not found yet; 0: none has. The
 * way there is remembered, so that what is found costs nothing any more. */
static guint32
open_end(Search *search, guint32 number)
{
    guint32 end = number;
    while (end > 0) {
        guint32 next = known_open(search, end);
        if (next == end) {
            if (!is_used_up(search, end))
                break;
            next = desk_automaton_end(search->matcher->automaton, end)->suffix;
            set_open(search, end, next);
        }
        end = next;
    }
    while (number != end) {
        guint32 next = known_open(search, number);
        set_open(search, number, end);
        number = next;
    }
    return end;
}

static void
add_hits(Search *search, const DeskEnd *end, gsize start, gsize size)
{
    for (guint32 i = 0; i < end->count; i++) {
        guint32 slot = end->values[i];
        if (!g_hash_table_add(search->found, GUINT_TO_POINTER(slot)))
            continue;
        DeskHit hit = { g_array_index(search->matcher->ids, guint, slot), start, size, false };
        g_array_append_val(search->hits, hit);
    }
}

/* All that ends at a place where a word may end. */
static void
take_ends(Search *search, const DeskScan *scan)
{
    for (guint32 number = open_end(search, scan->end); number > 0;) {
        const DeskEnd *end = desk_automaton_end(search->matcher->automaton, number);
        gsize begin = scan->at - end->size, start, size;
        if (search->folded->edges[begin] & DESK_EDGE_BEGIN) {
            desk_folded_origin(search->folded, begin, scan->at, &start, &size);
            add_hits(search, end, start, size);
        }
        number = open_end(search, end->suffix);
    }
}

static void
find_words(Search *search)
{
    DeskScan scan = { .text = search->folded->text,
                      .edges = search->folded->edges,
                      .size = search->folded->size };
    while (desk_automaton_next(search->matcher->automaton, &scan))
        take_ends(search, &scan);
}

static int
compare(gconstpointer one, gconstpointer other)
{
    const DeskHit *a = one, *b = other;
    if (a->gave_up != b->gave_up)
        return a->gave_up ? 1 : -1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* Whether the one is the place of an id rather than the other. */
static bool
comes_first(const DeskHit *one, const DeskHit *other)
{
    if (one->gave_up || other->gave_up)
        return other->gave_up && !one->gave_up;
    gsize end = one->start + one->size, other_end = other->start + other->size;
    return end < other_end || (end == other_end && one->start < other->start);
}

static void
merge_hit(Search *search, guint32 slot, const DeskHit *hit)
{
    if (!is_found(search, slot))
        g_array_append_vals(search->hits, hit, 1);
    for (guint i = 0; is_found(search, slot) && i < search->hits->len; i++) {
        DeskHit *known = &g_array_index(search->hits, DeskHit, i);
        if (known->id == hit->id && comes_first(hit, known))
            *known = *hit;
    }
    g_hash_table_add(search->found, GUINT_TO_POINTER(slot));
}

static void
find_expressions(Search *search, DeskBytes text, gint64 *spent)
{
    const DeskMatcher *matcher = search->matcher;
    for (guint i = 0; i < matcher->expressions->len; i++) {
        const Expression *expression = &g_array_index(matcher->expressions, Expression, i);
        DeskBytes place = { text.data, 0 };
        DeskExpressionResult result = desk_expression_find(expression->regex, text, spent, &place);
        if (result == DESK_EXPRESSION_ABSENT)
            continue;
        DeskHit hit = { g_array_index(matcher->ids, guint, expression->slot),
                        (gsize) (place.data - text.data), place.size,
                        result == DESK_EXPRESSION_GAVE_UP };
        merge_hit(search, expression->slot, &hit);
    }
}

static void
cut(DeskBytes *text)
{
    if (text->size <= DESK_MATCHER_TEXT_MAX)
        return;
    for (text->size = DESK_MATCHER_TEXT_MAX; ((guchar) text->data[text->size] & 0xc0) == 0x80;)
        text->size--;
}

GArray *
desk_matcher_find_within(const DeskMatcher *matcher, DeskBytes text, gint64 *spent)
{
    cut(&text);
    g_auto(DeskFolded) folded = { 0 };
    g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) open = g_hash_table_new(NULL, NULL);
    Search search = { matcher, &folded, found, open, NULL };
    search.hits = g_array_new(FALSE, FALSE, sizeof(DeskHit));
    if (desk_automaton_end_count(matcher->automaton) > 0) {
        desk_folder_fold(matcher->folder, text.data, text.size, &folded);
        find_words(&search);
    }
    find_expressions(&search, text, spent);
    g_array_sort(search.hits, compare);
    return search.hits;
}

GArray *
desk_matcher_find(const DeskMatcher *matcher, const char *text, gsize size)
{
    gint64 spent = 0;
    return desk_matcher_find_within(matcher, (DeskBytes){ text, size }, &spent);
}
