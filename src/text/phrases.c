#include "text/phrases.h"
#include "base/text.h"

/* Chinese and Japanese are written without blanks between words, Korean is not. */
static bool
needs_no_blank(gunichar c)
{
    return c >= 0x2e80 && !(c >= 0xac00 && c <= 0xd7a3);
}

static gunichar
plain(gunichar c)
{
    if (c < 0x80 && c != '`')
        return (gunichar) g_ascii_tolower((char) c);
    if (c == 0x2018 || c == 0x2019 || c == 0xb4 || c == '`')
        return '\'';
    if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab || c == 0xbb)
        return '"';
    return g_unichar_tolower(c);
}

static bool
is_quoted(const char *p, const char *end)
{
    return end - p >= 2 && p[0] == '>' && p[1] != '>';
}

static bool
is_blank(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isspace((char) c);
    return g_unichar_isspace(c) || c == 0xa0;
}

static const char *
skip_quotes(const char *p, const char *end)
{
    while (p < end && is_quoted(p, end)) {
        const char *next = memchr(p, '\n', (size_t) (end - p));
        p = next ? next + 1 : end;
    }
    return p;
}

/* lines takes where in the result each written line begins; NULL: nobody asks. */
static char *
fold(DeskBytes text, GArray *lines)
{
    const char *p = text.data, *end = text.data + text.size;
    GString *out = g_string_sized_new(text.size);
    gunichar last = ' ';
    bool blank = false, is_new_line = true;
    p = skip_quotes(p, end);
    while (p < end) {
        bool is_ascii = (unsigned char) *p < 0x80;
        gunichar c = is_ascii ? (gunichar) *p : g_utf8_get_char_validated(p, end - p);
        bool valid = c < 0x110000;
        bool ends_line = *p == '\n';
        p = valid ? g_utf8_next_char(p) : p + 1;
        is_new_line |= ends_line;
        if (ends_line)
            p = skip_quotes(p, end);
        if (desk_text_is_invisible(c))
            continue;
        if (!valid || is_blank(c)) {
            blank = true;
            continue;
        }
        if (blank && last != ' ' && !needs_no_blank(last))
            g_string_append_c(out, ' ');
        if (is_new_line && lines)
            g_array_append_val(lines, out->len);
        blank = is_new_line = false;
        last = plain(c);
        if (last < 0x80)
            g_string_append_c(out, (char) last);
        else
            g_string_append_unichar(out, last);
    }
    return g_string_free(out, FALSE);
}

char *
desk_phrases_fold(DeskBytes text)
{
    return fold(text, NULL);
}

char *
desk_phrases_fold_start(const char *text, size_t max)
{
    return desk_phrases_fold_lines(text, max, NULL);
}

/* NFKC may make the text longer, by a small factor at most. */
char *
desk_phrases_fold_lines(const char *text, size_t max, GArray *lines)
{
    g_autofree char *start = desk_text_cut(g_strndup(text, max + 4), max);
    g_autofree char *normal =
        g_str_is_ascii(start) ? NULL : g_utf8_normalize(start, -1, G_NORMALIZE_NFKC);
    const char *written = normal ? normal : start;
    return fold((DeskBytes){ written, strlen(written) }, lines);
}

/* Which runs of three bytes a text has, by a hash: a look at them spares most searches. */
#define GRAM_BITS 16
typedef struct {
    guint8 seen[(1 << GRAM_BITS) / 8];
} Grams;

static guint
gram(const char *p)
{
    guint32 bytes =
        (guint32) (guchar) p[0] | (guint32) (guchar) p[1] << 8 | (guint32) (guchar) p[2] << 16;
    return (bytes * 0x9e3779b1u) >> (32 - GRAM_BITS);
}

static void
note_grams(Grams *grams, const char *text)
{
    memset(grams, 0, sizeof *grams);
    for (; text[0] && text[1] && text[2]; text++)
        grams->seen[gram(text) / 8] |= (guint8) (1 << gram(text) % 8);
}

static bool
may_occur(const Grams *grams, const char *phrase)
{
    for (; phrase[0] && phrase[1] && phrase[2]; phrase++)
        if (!(grams->seen[gram(phrase) / 8] & 1 << gram(phrase) % 8))
            return false;
    return true;
}

static bool
occurs(const DeskPhrase *row, const Grams *grams, const char *folded)
{
    return row->text[0] == '^' ? g_str_has_prefix(folded, row->text + 1)
                               : may_occur(grams, row->text) && strstr(folded, row->text) != NULL;
}

const DeskPhrase *
desk_phrases_find(const DeskPhrase *table, const char *folded)
{
    Grams grams;
    note_grams(&grams, folded);
    for (; table->text; table++)
        if (occurs(table, &grams, folded))
            return table;
    return NULL;
}

const DeskPhrase *
desk_phrases_find_start(const DeskPhrase *table, const char *folded)
{
    for (; table->text; table++)
        if (g_str_has_prefix(folded, table->text))
            return table;
    return NULL;
}
