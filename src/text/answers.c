#include "text/answers.h"

#define TEXT_MAX 4000 /* bytes: an announcement stands near the start */
/* From here on scripts do without blanks between words. */
#define FIRST_WITHOUT_BLANKS 0x2e80

/* Both are letters of a script that has blanks between words: no word ends between them. */
static bool
is_within_word(gunichar before, gunichar after)
{
    return g_unichar_isalnum(before) && g_unichar_isalnum(after) && before < FIRST_WITHOUT_BLANKS &&
           after < FIRST_WITHOUT_BLANKS;
}

static bool
has_words(const char *text, const char *phrase)
{
    size_t size = strlen(phrase);
    for (const char *p = text; (p = strstr(p, phrase)); p++) {
        const char *last = g_utf8_prev_char(p + size);
        bool starts =
            p == text || !is_within_word(g_utf8_get_char(g_utf8_prev_char(p)), g_utf8_get_char(p));
        if (starts && !is_within_word(g_utf8_get_char(last), g_utf8_get_char(p + size)))
            return true;
    }
    return false;
}

/* Lower case, with single blanks; the caller's. */
static char *
fold(const char *text)
{
    const char *end = NULL;
    g_utf8_validate(text, (gssize) strnlen(text, TEXT_MAX), &end);
    g_autofree char *lower = g_utf8_strdown(text, (gssize) (end - text));
    GString *out = g_string_new(NULL);
    for (const char *p = lower; *p; p++)
        if (!g_ascii_isspace(*p))
            g_string_append_c(out, *p);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    return g_string_free(out, FALSE);
}

/* A colour that is named goes before one that is only meant. */
DeskColour
desk_answers_find(const char *text)
{
    g_autofree char *folded = fold(text);
    DeskColour found = DESK_COLOUR_PLAIN;
    for (const DeskAnswerPhrase *row = desk_answer_phrases; row->phrase; row++)
        if ((found == DESK_COLOUR_PLAIN || row->colour != DESK_COLOUR_RED) &&
            has_words(folded, row->phrase))
            found = row->colour;
    return found;
}
