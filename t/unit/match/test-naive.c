#include "fixture.h"

#include <criterion/criterion.h>

/*
 * The matcher against a slow search that shares nothing with it: each text is cut into characters
 * by hand, each folded by GLib's own normalization and case folding, and every word is looked for
 * with strstr. 300 texts; 10,000 with DESK_LONG=1. DESK_SEED=2 makes others.
 */

#define WORDS   10000
#define SARA_AM 0xe33 /* taken apart it is a mark and a letter */

/* Pieces from which words and texts are made: syllables of many scripts, so that words overlap, and
 * what stands between them. */
static const char *const syllables[] = {
    "a",
    "b",
    "ab",
    "aa",
    "in",
    "voice",
    "re",
    "fund",
    "ing",
    "A",
    "RE",
    "I",
    "i",
    "İ",
    "ı",
    "Ss",
    "ß",
    "ẞ",
    "é",
    "e\u0301",
    "É",
    "e",
    "u\u0308",
    "ü",
    "\u1ec7",
    "e\u0302\u0323",
    "\u0323",
    "\u0301",
    "\u0307",
    "воз",
    "ВРАТ",
    "й",
    "И\u0306",
    "σ",
    "Σ",
    "ς",
    "ا",
    "ب",
    "\u0640",
    "ש",
    "\u05c1",
    "क",
    "\u093f",
    "क\u093c",
    "\u0958",
    "ก",
    "น\u0e49",
    "ำ",
    "\u0e33",
    "ລາ",
    "រ",
    "ငွ",
    "返",
    "金",
    "か",
    "が",
    "か\u3099",
    "ｶﾞ",
    "ガ",
    "ー",
    "가",
    "각",
    "\u1100\u1161",
    "환",
    "불",
    "1",
    "２",
    "²",
    "㎏",
    "kg",
    "™",
    "ﬃ",
    "①",
    "Ａ",
    "ｂ",
};
static const char *const others[] = {
    " ",      " ",  " ",      "\n",     "\t ",    "\u00a0", "\u3000", "-",
    "\u2013", "'",  "\u2019", ".",      "+",      "\"",     "\u201c", "_",
    "。",     "、", "😀",      "\u00ad", "\u200b", "\u200d", "\ufe0f",
};

/* A character with its marks, as the naive search sees it. */
typedef struct {
    char *folded;
    gunichar c;    /* the first one */
    gunichar last; /* the same, or the last letter that is joined to it as marks are */
    gsize start, end;
} Cell;

static void
cell_clear(gpointer data)
{
    g_free(((Cell *) data)->folded);
}

static bool
is_unseen(gunichar c)
{
    return c == 0xad || c == 0x200b || c == 0x200d || c == 0xfe0f || c == 0x640;
}

static bool
is_mark(gunichar c)
{
    return g_unichar_ismark(c) || g_unichar_combining_class(c) != 0 ||
           (c >= 0x1160 && c <= 0x11ff) || c == 0xff9e || c == 0xff9f || c == SARA_AM;
}

/* Of a script without blanks, or its punctuation. */
static bool
is_dense(gunichar c)
{
    static const struct {
        gunichar first, last;
    } ranges[] = {
        { 0x0e01, 0x0e7f }, { 0x0e80, 0x0eff }, { 0x1000, 0x109f }, { 0x1780, 0x17ff },
        { 0x3001, 0x30ff }, { 0x4e00, 0x9fff }, { 0xff61, 0xff9f },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return c == SARA_AM || !is_mark(c);
    return false;
}

static bool
is_hangul(gunichar c)
{
    return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x1100 && c <= 0x115f);
}

static bool
is_spaced(gunichar c)
{
    return (g_unichar_isalpha(c) || g_unichar_isdigit(c)) && !is_dense(c) && !is_hangul(c);
}

static gunichar
plain(gunichar c)
{
    static const struct {
        gunichar written, plain;
    } rows[] = { { 0x2013, '-' }, { 0x2019, '\'' }, { 0x201c, '"' }, { 0x131, 'i' } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].written == c)
            return rows[i].plain;
    return c;
}

static char *
fold_cell(const char *run)
{
    g_autofree char *apart = g_utf8_normalize(run, -1, G_NORMALIZE_NFKD);
    g_autofree char *lower = g_utf8_casefold(apart, -1);
    g_autofree char *again = g_utf8_normalize(lower, -1, G_NORMALIZE_NFKD);
    GString *out = g_string_new(NULL);
    gunichar letter = 0;
    for (const char *p = again; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_combining_class(c) == 0)
            letter = c;
        if (c != 0x307 || letter != 'i')
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* One character with its marks; returns where the next one begins. */
static const char *
cut_cell(const char *text, const char *p, Cell *cell)
{
    g_autoptr(GString) run = g_string_new(NULL);
    *cell = (Cell){ .c = g_utf8_get_char(p), .start = (gsize) (p - text) };
    g_string_append_unichar(run, plain(cell->c));
    p = g_utf8_next_char(p);
    cell->end = (gsize) (p - text);
    cell->last = cell->c;
    for (; *p && !g_unichar_isspace(cell->c); p = g_utf8_next_char(p)) {
        gunichar next = g_utf8_get_char(p);
        if (is_unseen(next))
            continue;
        if (!is_mark(next))
            break;
        g_string_append_unichar(run, next);
        cell->end = (gsize) (g_utf8_next_char(p) - text);
        cell->last = next == SARA_AM ? next : cell->last;
    }
    cell->folded = g_unichar_isspace(cell->c) ? g_strdup(" ") : fold_cell(run->str);
    return p;
}

static gunichar
first_of(const GArray *cells, guint i)
{
    return i < cells->len ? g_array_index(cells, Cell, i).c : ' ';
}

static gunichar
last_of(const GArray *cells, guint i)
{
    return g_array_index(cells, Cell, i).last;
}

/* A blank that is the first of several, at an end, or beside a script without blanks. */
static bool
is_blank_too_many(const GArray *cells, guint i)
{
    gunichar before = i > 0 ? last_of(cells, i - 1) : ' ', behind = first_of(cells, i + 1);
    return g_unichar_isspace(before) || i + 1 == cells->len ||
           ((is_dense(before) || is_dense(behind)) && !is_mark(behind));
}

static GArray *
cut_cells(const char *text)
{
    GArray *cells = g_array_new(FALSE, TRUE, sizeof(Cell));
    g_array_set_clear_func(cells, cell_clear);
    for (const char *p = text; *p;) {
        gunichar c = g_utf8_get_char(p);
        gunichar last = cells->len > 0 ? first_of(cells, cells->len - 1) : ' ';
        Cell cell;
        if (is_unseen(c) || (g_unichar_isspace(c) && g_unichar_isspace(last))) {
            p = g_utf8_next_char(p);
            continue;
        }
        p = cut_cell(text, p, &cell);
        g_array_append_val(cells, cell);
    }
    for (guint i = cells->len; i-- > 0;)
        if (g_unichar_isspace(first_of(cells, i)) && is_blank_too_many(cells, i))
            g_array_remove_index(cells, i);
    return cells;
}

static char *
join_cells(const GArray *cells)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < cells->len; i++)
        g_string_append(out, g_array_index(cells, Cell, i).folded);
    return g_string_free(out, FALSE);
}

/* A text made ready: which cell begins at each of its folded bytes, from 1; 0: none does. */
typedef struct {
    GArray *cells;
    char *folded;
    guint *begins;
} Text;

static void
text_init(Text *text, const char *written)
{
    gsize at = 0;
    text->cells = cut_cells(written);
    text->folded = join_cells(text->cells);
    text->begins = g_new0(guint, strlen(text->folded) + 1);
    for (guint i = 0; i < text->cells->len; i++) {
        text->begins[at] = i + 1;
        at += strlen(g_array_index(text->cells, Cell, i).folded);
    }
    text->begins[at] = text->cells->len + 1;
}

static void
text_clear(Text *text)
{
    g_array_unref(text->cells);
    g_free(text->folded);
    g_free(text->begins);
}

static bool
may_stand(const GArray *cells, guint first, guint after)
{
    if (first > 0) {
        gunichar before = last_of(cells, first - 1), begin = first_of(cells, first);
        if (!is_mark(begin) && is_spaced(before) && is_spaced(begin))
            return false;
        if (is_hangul(before) && is_hangul(begin))
            return false;
    }
    return after == cells->len ||
           !(is_spaced(last_of(cells, after - 1)) && is_spaced(first_of(cells, after)));
}

/* "start+size", or NULL. */
static char *
find_naively(const Text *text, const char *word)
{
    for (const char *p = strstr(text->folded, word); p; p = strstr(p + 1, word)) {
        guint first = text->begins[p - text->folded];
        guint after = text->begins[p - text->folded + (gssize) strlen(word)];
        if (first == 0 || after == 0 || !may_stand(text->cells, first - 1, after - 1))
            continue;
        const Cell *begin = &g_array_index(text->cells, Cell, first - 1);
        const Cell *end = &g_array_index(text->cells, Cell, after - 2);
        return g_strdup_printf("%zu+%zu", begin->start, end->end - begin->start);
    }
    return NULL;
}

/* One piece in four or five is none of a word. */
static char *
make_text(GRand *random, gint pieces)
{
    GString *text = g_string_new(NULL);
    for (gint i = 0; i < pieces; i++) {
        bool is_other = g_rand_int_range(random, 0, 9) < 2;
        gint count = is_other ? G_N_ELEMENTS(others) : G_N_ELEMENTS(syllables);
        const char *const *from = is_other ? others : syllables;
        g_string_append(text, from[g_rand_int_range(random, 0, count)]);
    }
    return g_string_free(text, FALSE);
}

typedef struct {
    GPtrArray *written;
    GPtrArray *folded;
} Words;

static DeskMatcher *
make_words(GRand *random, Words *words)
{
    DeskMatcher *matcher = desk_matcher_new();
    words->written = g_ptr_array_new_with_free_func(g_free);
    words->folded = g_ptr_array_new_with_free_func(g_free);
    while (words->written->len < WORDS) {
        char *word = make_text(random, g_rand_int_range(random, 1, 5));
        if (!desk_matcher_add_words(matcher, word, words->written->len, NULL)) {
            g_free(word);
            continue;
        }
        g_autoptr(GArray) cells = cut_cells(word);
        g_ptr_array_add(words->written, word);
        g_ptr_array_add(words->folded, join_cells(cells));
    }
    desk_matcher_finish(matcher);
    return matcher;
}

/* The places that the matcher finds, by id. */
static char **
places_of(const DeskMatcher *matcher, const char *text)
{
    char **places = g_new0(char *, WORDS + 1);
    g_autoptr(GArray) hits = desk_matcher_find(matcher, text, strlen(text));
    for (guint i = 0; i < hits->len; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        cr_assert_null(places[hit->id]);
        places[hit->id] = g_strdup_printf("%zu+%zu", hit->start, hit->size);
    }
    return places;
}

/* How many were found; ends the test at the first that differs. */
static unsigned
compare(const DeskMatcher *matcher, const Words *words, const char *written)
{
    unsigned count = 0;
    Text text;
    text_init(&text, written);
    char **places = places_of(matcher, written);
    for (guint i = 0; i < WORDS; i++) {
        g_autofree char *place = find_naively(&text, words->folded->pdata[i]);
        cr_assert(g_strcmp0(place, places[i]) == 0, "\"%s\" in \"%s\": %s, expected %s",
                  (const char *) words->written->pdata[i], written,
                  places[i] ? places[i] : "nothing", place ? place : "nothing");
        count += place != NULL;
        g_free(places[i]);
    }
    g_free(places);
    text_clear(&text);
    return count;
}

Test(naive, ten_thousand_words_are_found_at_the_same_places)
{
    unsigned texts = g_getenv("DESK_LONG") ? 10000 : 300, found = 0;
    const char *seed = g_getenv("DESK_SEED");
    GRand *random = g_rand_new_with_seed(seed ? (guint32) g_ascii_strtoull(seed, NULL, 10) : 1);
    Words words;
    g_autoptr(DeskMatcher) matcher = make_words(random, &words);
    for (unsigned i = 0; i < texts; i++) {
        g_autofree char *text = make_text(random, g_rand_int_range(random, 1, 120));
        found += compare(matcher, &words, text);
    }
    cr_expect(found > texts * 10, "%u were found in %u texts", found, texts);
    g_ptr_array_unref(words.written);
    g_ptr_array_unref(words.folded);
    g_rand_free(random);
}
