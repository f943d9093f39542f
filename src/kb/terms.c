#include "kb/terms.h"
#include "kb/stops.h"
#include "match/boundary.h"
#include "match/fold.h"

#define STEM      6 /* letters of a word that count */
#define WORD_MAX  64
#define HASH_SEED G_GUINT64_CONSTANT(14695981039346656037) /* FNV-1a */
#define HASH_STEP G_GUINT64_CONSTANT(1099511628211)

struct DeskKbReader {
    DeskFolder *folder;
    GHashTable *stops; /* words, gint64 by value */
};

/* A word while it is read, character by character. */
typedef struct {
    const DeskKbReader *reader; /* NULL: no word is left out */
    GArray *terms;
    gunichar letters[WORD_MAX];
    guint count;
    bool has_digit;
    gunichar dense; /* the character before, of a script without blanks; 0: none */
} Scan;

static guint64
hash_of(const gunichar *letters, guint count)
{
    guint64 hash = HASH_SEED;
    for (guint i = 0; i < count; i++)
        for (unsigned shift = 0; shift < 24; shift += 8)
            hash = (hash ^ ((letters[i] >> shift) & 0xff)) * HASH_STEP;
    return hash;
}

static void
add(Scan *scan, guint64 word)
{
    const DeskKbTerm term = { word, 1 };
    g_array_append_val(scan->terms, term);
}

/* A word without blanks around it may be any part of these, so it is left out by its whole. */
static bool
is_stop(const Scan *scan)
{
    gint64 whole = (gint64) hash_of(scan->letters, scan->count);
    return scan->reader && g_hash_table_contains(scan->reader->stops, &whole);
}

static void
end_word(Scan *scan)
{
    guint count = scan->has_digit ? scan->count : MIN(scan->count, STEM);
    if (scan->count > 1 && !is_stop(scan))
        add(scan, hash_of(scan->letters, count));
    scan->count = 0;
    scan->has_digit = false;
}

static void
take_letter(Scan *scan, gunichar c)
{
    scan->dense = 0;
    scan->has_digit = scan->has_digit || g_unichar_isdigit(c);
    if (scan->count < WORD_MAX)
        scan->letters[scan->count++] = c;
}

/* Two signs of Hiragana are grammar more often than a word. */
static void
take_sign(Scan *scan, gunichar c)
{
    const gunichar pair[] = { scan->dense, c };
    end_word(scan);
    bool is_grammar = g_unichar_get_script(c) == G_UNICODE_SCRIPT_HIRAGANA && scan->dense != 0 &&
                      g_unichar_get_script(scan->dense) == G_UNICODE_SCRIPT_HIRAGANA;
    if (scan->dense != 0 && !is_grammar)
        add(scan, hash_of(pair, 2));
    scan->dense = g_unichar_isalnum(c) ? c : 0;
}

static void
take(Scan *scan, gunichar c)
{
    switch (desk_boundary_kind(c)) {
    case DESK_KIND_SPACED:
    case DESK_KIND_HANGUL:
        take_letter(scan, c);
        return;
    case DESK_KIND_DENSE:
        take_sign(scan, g_unichar_isalnum(c) ? c : 0);
        return;
    case DESK_KIND_MARK:
        return;
    case DESK_KIND_OPEN:
    case DESK_KIND_OTHER:
    case DESK_KINDS:
        break;
    }
    end_word(scan);
    scan->dense = 0;
}

static void
scan_text(Scan *scan, const DeskFolder *folder, const char *text)
{
    g_auto(DeskFolded) folded = { 0 };
    desk_folder_fold(folder, text, strlen(text), &folded);
    const char *end = folded.text + folded.size;
    for (const char *p = folded.text; p < end; p = g_utf8_next_char(p))
        take(scan, g_utf8_get_char(p));
    end_word(scan);
}

static int
compare(gconstpointer one, gconstpointer other)
{
    guint64 a = ((const DeskKbTerm *) one)->word, b = ((const DeskKbTerm *) other)->word;
    return (a > b) - (a < b);
}

static void
merge(GArray *terms)
{
    guint kept = 0;
    g_array_sort(terms, compare);
    for (guint i = 0; i < terms->len; i++) {
        DeskKbTerm *all = (DeskKbTerm *) (void *) terms->data;
        if (kept > 0 && all[kept - 1].word == all[i].word)
            all[kept - 1].count += all[i].count;
        else
            all[kept++] = all[i];
    }
    g_array_set_size(terms, kept);
}

GArray *
desk_kb_reader_terms(const DeskKbReader *reader, const char *text)
{
    Scan scan = { .reader = reader, .terms = g_array_new(FALSE, FALSE, sizeof(DeskKbTerm)) };
    scan_text(&scan, reader->folder, text);
    merge(scan.terms);
    return scan.terms;
}

const DeskKbTerm *
desk_kb_terms_find(const GArray *terms, guint64 word)
{
    const DeskKbTerm key = { .word = word };
    return terms->len > 0 ? bsearch(&key, terms->data, terms->len, sizeof key, compare) : NULL;
}

/* ---- words that say nothing ---- */

static void
add_stop(DeskKbReader *reader, const char *word)
{
    g_auto(DeskFolded) folded = { 0 };
    gunichar letters[WORD_MAX];
    guint count = 0;
    desk_folder_fold(reader->folder, word, strlen(word), &folded);
    const char *end = folded.text + folded.size;
    for (const char *p = folded.text; p < end && count < WORD_MAX; p = g_utf8_next_char(p))
        if (desk_boundary_kind(g_utf8_get_char(p)) != DESK_KIND_MARK)
            letters[count++] = g_utf8_get_char(p);
    gint64 *key = g_new(gint64, 1);
    *key = (gint64) hash_of(letters, count);
    g_hash_table_add(reader->stops, key);
}

DeskKbReader *
desk_kb_reader_new(void)
{
    DeskKbReader *reader = g_new0(DeskKbReader, 1);
    reader->folder = desk_folder_new();
    reader->stops = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (const char *const *row = desk_kb_stops; *row; row++) {
        g_auto(GStrv) words = g_strsplit(*row, "|", -1);
        for (char **word = words; *word; word++)
            add_stop(reader, *word);
    }
    return reader;
}

void
desk_kb_reader_free(DeskKbReader *reader)
{
    if (!reader)
        return;
    desk_folder_free(reader->folder);
    g_hash_table_unref(reader->stops);
    g_free(reader);
}
