#include "policy/thanks.h"
#include "base/text.h"
#include "policy/thanks-words.h"

#define TEXT_MAX   200 /* characters: whoever writes more has more to say */
#define NAME_WORDS 3   /* words of a name behind a greeting or sign-off, two elsewhere */
#define LINE       '\n'
#define END        ((gunichar) 0)

/* The text as phrases are compared, one element a character; ends with END. */
typedef struct {
    gunichar c;
    bool is_capital; /* of the text as it was written */
} Glyph;

/* What stands before the place that is read. */
typedef enum { GAP_NONE, GAP_BLANK, GAP_COMMA, GAP_CLAUSE, GAP_LINE } Gap;

typedef struct {
    const Glyph *glyphs;
    guint at;
    Gap gap;
    bool is_named; /* the last thing read was a name */
    bool has_noun; /* the last phrase is German, where any noun looks like a name */
    bool has_core; /* thanks were said */
    bool has_any;  /* a phrase was read */
    DeskThanksKind last;
    GHashTable *sender; /* words of the sender's name, folded; or NULL */
} Reading;

/* ---- folding ---- */

/* Scripts without blanks between words. */
static bool
is_unspaced(gunichar c)
{
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

/* Vowel signs and points that some write and others do not, and the dot of a folded I. */
static bool
is_optional(gunichar c)
{
    return (c >= 0x064b && c <= 0x0652) || c == 0x0640 || (c >= 0x0591 && c <= 0x05c7) ||
           c == 0x0307 || (c >= 0xfe00 && c <= 0xfe0f) || desk_text_is_invisible(c);
}

/* Faces and signs of displeasure. */
static bool
is_unhappy(gunichar c)
{
    return c == 0x1f44e || c == 0x1f595 || c == 0x1f4a9 || (c >= 0x1f615 && c <= 0x1f616) ||
           (c >= 0x1f61e && c <= 0x1f629) || (c >= 0x1f62b && c <= 0x1f62d) || c == 0x1f914 ||
           c == 0x1f92c || c == 0x2753 || c == 0x2754 || c == 0x2049;
}

static bool
is_word(gunichar c)
{
    return g_unichar_isalpha(c) || g_unichar_ismark(c) || c == '\'';
}

static void
add_glyph(GArray *glyphs, gunichar c, bool is_capital)
{
    Glyph glyph = { c, is_capital };
    g_array_append_val(glyphs, glyph);
}

static void
add_letter(GArray *glyphs, gunichar c)
{
    char bytes[8] = { 0 };
    g_unichar_to_utf8(c, bytes);
    g_autofree char *folded = g_utf8_casefold(bytes, -1);
    for (const char *p = folded; *p; p = g_utf8_next_char(p))
        if (!is_optional(g_utf8_get_char(p)))
            add_glyph(glyphs, g_utf8_get_char(p), g_unichar_isupper(c));
}

/* False: no bare thanks has such a character. */
static bool
add_character(GArray *glyphs, gunichar c)
{
    static const char breaks[] = "/.!:-\"()*~_=^&";
    if (is_optional(c))
        return true;
    if (c == 0x2018 || c == 0x2019 || c == 0xb4 || c == '`')
        c = '\'';
    if (is_word(c))
        add_letter(glyphs, c);
    else if (c == '\n')
        add_glyph(glyphs, LINE, false);
    else if (g_unichar_isspace(c))
        add_glyph(glyphs, ' ', false);
    else if (c == ',' || c == 0x3001 || c == 0x60c)
        add_glyph(glyphs, ',', false);
    else if ((c < 0x80 && strchr(breaks, (int) c)) || c == 0x3002 || c == 0x2026 ||
             (c >= 0x2010 && c <= 0x2015) || (c >= 0x201c && c <= 0x201f) || c == 0xab ||
             c == 0xbb || c == 0xa1 || c == 0x30fb || c == 0xb7 || c == 0x964)
        add_glyph(glyphs, '.', false);
    else if ((g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL ||
              g_unichar_type(c) == G_UNICODE_MODIFIER_SYMBOL) &&
             !is_unhappy(c))
        add_glyph(glyphs, ' ', false);
    else
        return false;
    return true;
}

/* Behind ":-)" and the like; p itself when none stands there. */
static const char *
skip_emoticon(const char *p)
{
    static const char *const emoticons[] = { ":-))", ":))", ":-)", ":)", ";-)", ";)",
                                             ":-D",  ":D",  "=)",  "<3", "^^",  "\\o/" };
    for (size_t i = 0; i < G_N_ELEMENTS(emoticons); i++)
        if (g_str_has_prefix(p, emoticons[i]) && !g_ascii_isalnum(p[strlen(emoticons[i])]))
            return p + strlen(emoticons[i]);
    return p;
}

/* NULL: it has a character that no bare thanks has. */
static GArray *
fold(const char *text)
{
    g_autoptr(GArray) glyphs = g_array_new(TRUE, TRUE, sizeof(Glyph));
    g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    for (const char *p = plain; p && *p;) {
        const char *behind = skip_emoticon(p);
        if (behind == p) {
            if (!add_character(glyphs, g_utf8_get_char(p)))
                return NULL;
            behind = g_utf8_next_char(p);
        } else {
            add_glyph(glyphs, ' ', false);
        }
        p = behind;
    }
    return plain ? g_steal_pointer(&glyphs) : NULL;
}

/* ---- reading ---- */

static gunichar
glyph_at(const Reading *reading, guint at)
{
    return reading->glyphs[at].c;
}

static void
skip_gap(Reading *reading)
{
    Gap gap = reading->gap;
    for (;; reading->at++) {
        gunichar c = glyph_at(reading, reading->at);
        if (c == ' ')
            gap = MAX(gap, GAP_BLANK);
        else if (c == ',')
            gap = MAX(gap, GAP_COMMA);
        else if (c == '.')
            gap = MAX(gap, GAP_CLAUSE);
        else if (c == LINE)
            gap = MAX(gap, GAP_LINE);
        else
            break;
    }
    reading->gap = gap;
}

/* How many characters of the text a phrase takes up, which ends at a bar or at the end; 0: it does
 * not stand there as whole words. */
static guint
phrase_size(const Reading *reading, const char *phrase)
{
    guint at = reading->at;
    gunichar last = END;
    for (; *phrase && *phrase != '|'; phrase = g_utf8_next_char(phrase), at++) {
        gunichar c = glyph_at(reading, at);
        last = g_utf8_get_char(phrase);
        if (c != last && !(last == ' ' && c == LINE))
            return 0;
    }
    bool is_whole = is_unspaced(last) || !is_word(glyph_at(reading, at));
    return is_whole ? at - reading->at : 0;
}

/* The longest phrase that stands there. */
static bool
read_phrase(Reading *reading)
{
    guint best = 0;
    for (const DeskThanksWords *words = desk_thanks_words; words->language; words++)
        for (int kind = 0; kind < DESK_THANKS_KINDS; kind++)
            for (const char *p = words->phrases[kind]; p; p = strchr(p, '|')) {
                p += *p == '|';
                guint size = phrase_size(reading, p);
                if (size <= best)
                    continue;
                best = size;
                reading->last = (DeskThanksKind) kind;
                reading->has_noun = g_str_equal(words->language, "de");
            }
    if (best == 0)
        return false;
    reading->has_core |= reading->last == DESK_THANKS_CORE;
    reading->has_any = true;
    reading->is_named = false;
    reading->at += best;
    reading->gap = GAP_NONE;
    return true;
}

/* Where the word ends that begins at a place. */
static guint
word_end(const Reading *reading, guint at)
{
    while (is_word(glyph_at(reading, at)))
        at++;
    return at;
}

/* "Jane", "O'Neill" or "J", but no shouted word. */
static bool
looks_like_name(const Reading *reading, guint at, guint end)
{
    guint capitals = 0;
    for (guint i = at; i < end; i++)
        capitals += reading->glyphs[i].is_capital;
    return reading->glyphs[at].is_capital && (end - at == 1 || capitals < end - at);
}

static bool
is_of_sender(const Reading *reading, guint at, guint end)
{
    g_autoptr(GString) word = g_string_new(NULL);
    for (guint i = at; i < end; i++)
        g_string_append_unichar(word, glyph_at(reading, i));
    return reading->sender && end - at > 1 && g_hash_table_contains(reading->sender, word->str);
}

/* How many words that look like a name may stand here. */
static guint
room_for_name(const Reading *reading)
{
    if (!reading->has_any || reading->is_named)
        return 0;
    switch (reading->last) {
    case DESK_THANKS_GREETING:
        return reading->gap <= GAP_BLANK ? NAME_WORDS : 0;
    case DESK_THANKS_TITLE:
        return reading->gap <= GAP_CLAUSE ? NAME_WORDS : 0;
    case DESK_THANKS_SIGN_OFF:
        return NAME_WORDS;
    case DESK_THANKS_CORE:
    case DESK_THANKS_MORE:
        if (reading->gap == GAP_BLANK)
            return NAME_WORDS - 1;
        return reading->has_noun || reading->gap == GAP_CLAUSE ? 0 : NAME_WORDS - 1;
    }
    return 0;
}

/* Behind the blanks, and the dot of an initial. */
static guint
skip_between(const Reading *reading, guint at, bool is_initial)
{
    at += is_initial && glyph_at(reading, at) == '.';
    while (glyph_at(reading, at) == ' ')
        at++;
    return at;
}

/* A name that nobody knows ends the mail when it stands on a line of its own below thanks, and its
 * clause when it stands behind a comma. */
static bool
ends_well(const Reading *reading, guint at)
{
    if (reading->last > DESK_THANKS_MORE || reading->gap < GAP_COMMA)
        return true;
    gunichar next = glyph_at(reading, at);
    while (reading->gap == GAP_LINE && (next == '.' || next == ',' || next == LINE))
        next = glyph_at(reading, ++at);
    return next == END || (reading->gap == GAP_COMMA && !is_word(next));
}

/* Words on one line, with blanks between them alone. */
static bool
read_name(Reading *reading)
{
    guint room = room_for_name(reading), count = 0, at = reading->at;
    bool is_known = true;
    for (; is_word(glyph_at(reading, at)); count++) {
        guint end = word_end(reading, at);
        bool mine = is_of_sender(reading, at, end);
        is_known &= mine;
        if (!mine && !looks_like_name(reading, at, end))
            return false;
        at = skip_between(reading, end, end - at == 1);
    }
    if (count == 0 || (!is_known && (count > room || !ends_well(reading, at))))
        return false;
    reading->at = at;
    reading->gap = GAP_NONE;
    reading->is_named = true;
    return true;
}

static bool
read_all(Reading *reading)
{
    for (;;) {
        skip_gap(reading);
        if (glyph_at(reading, reading->at) == END)
            return reading->has_core;
        if (!read_phrase(reading) && !read_name(reading))
            return false;
    }
}

/* ---- */

static GHashTable *
words_of(const char *name)
{
    g_autoptr(GArray) glyphs = name ? fold(name) : NULL;
    if (!glyphs)
        return NULL;
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) word = g_string_new(NULL);
    for (guint i = 0; i <= glyphs->len; i++) {
        gunichar c = i < glyphs->len ? g_array_index(glyphs, Glyph, i).c : END;
        if (is_word(c)) {
            g_string_append_unichar(word, c);
        } else if (word->len > 0) {
            g_hash_table_add(words, g_strdup(word->str));
            g_string_truncate(word, 0);
        }
    }
    return words;
}

bool
desk_thanks_is_bare(const char *text, const char *name)
{
    /* A character has four bytes at most. */
    if (strnlen(text, 4 * TEXT_MAX + 1) > 4 * TEXT_MAX || g_utf8_strlen(text, -1) > TEXT_MAX)
        return false;
    g_autoptr(GArray) glyphs = fold(text);
    if (!glyphs || glyphs->len == 0)
        return false;
    g_autoptr(GHashTable) sender = words_of(name);
    Reading reading = { .glyphs = (const Glyph *) (void *) glyphs->data, .sender = sender };
    return read_all(&reading);
}
