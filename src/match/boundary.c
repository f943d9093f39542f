#include "match/boundary.h"

#define BOTH (DESK_EDGE_BEGIN | DESK_EDGE_END)

/* Vowels and final consonants of a Hangul syllable that is written in its letters. */
static bool
is_inner_jamo(gunichar c)
{
    return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
}

/* Chinese and Japanese punctuation and the sound marks of Kana, which Unicode counts to no script;
 * half width as well. */
static bool
is_east_asian(gunichar c)
{
    return (c > 0x3000 && c <= 0x30ff) || (c >= 0xff61 && c <= 0xff9f);
}

static bool
is_of_word(gunichar c)
{
    return g_unichar_isalpha(c) || g_unichar_isdigit(c) ||
           g_unichar_type(c) == G_UNICODE_LETTER_NUMBER;
}

static bool
is_mark(gunichar c)
{
    return g_unichar_combining_class(c) > 0 || g_unichar_ismark(c) || is_inner_jamo(c);
}

DeskKind
desk_boundary_kind(gunichar c)
{
    if (is_mark(c))
        return DESK_KIND_MARK;
    if (is_east_asian(c))
        return DESK_KIND_DENSE;
    if (!is_of_word(c))
        return DESK_KIND_OTHER;
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
        return DESK_KIND_DENSE;
    case G_UNICODE_SCRIPT_HANGUL:
        return DESK_KIND_HANGUL;
    default:
        return DESK_KIND_SPACED;
    }
}

guint8
desk_boundary_edges(DeskKind before, DeskKind behind)
{
    if (behind == DESK_KIND_MARK)
        return before == DESK_KIND_OPEN ? BOTH : 0;
    if (before == DESK_KIND_SPACED && behind == DESK_KIND_SPACED)
        return 0;
    if (before == DESK_KIND_HANGUL && behind == DESK_KIND_HANGUL)
        return DESK_EDGE_END;
    return BOTH;
}
