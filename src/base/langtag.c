#include "base/langtag.h"
#include "base/text.h"

#define SUBTAGS_MAX 5

static const struct {
    const char *written;
    const char *meant;
} withdrawn[] = { { "in", "id" }, { "iw", "he" }, { "ji", "yi" }, { "jw", "jv" }, { "mo", "ro" } };

/* Languages of which each reader reads the others. */
static const struct {
    const char *language;
    const char *family;
} families[] = {
    { "bs", "sh" }, { "hr", "sh" }, { "sr", "sh" },  { "nb", "no" },
    { "nn", "no" }, { "ms", "id" }, { "fil", "tl" },
};

static bool
is_subtag(const char *text, bool is_first)
{
    size_t size = strlen(text);
    if (size < (is_first ? 2 : 1) || size > (is_first ? 3 : 8))
        return false;
    for (const char *p = text; *p; p++)
        if (is_first ? !g_ascii_isalpha(*p) : !g_ascii_isalnum(*p))
            return false;
    return true;
}

/* Regions are written in capitals, scripts with one; nothing is behind a single letter. */
static void
spell(char **subtags)
{
    bool is_extension = false;
    for (unsigned i = 1; subtags[i]; i++) {
        size_t size = strlen(subtags[i]);
        is_extension = is_extension || size == 1;
        for (char *p = subtags[i]; size == 2 && !is_extension && *p; p++)
            *p = g_ascii_toupper(*p);
        if (size == 4 && !is_extension)
            *subtags[i] = g_ascii_toupper(*subtags[i]);
    }
}

static void
modernise(char **language)
{
    for (size_t i = 0; i < G_N_ELEMENTS(withdrawn); i++)
        if (g_str_equal(*language, withdrawn[i].written)) {
            g_free(*language);
            *language = g_strdup(withdrawn[i].meant);
            return;
        }
}

char *
desk_langtag_read(const char *text, size_t size)
{
    if (size > DESK_LANGTAG_MAX)
        return NULL;
    g_autofree char *lower = g_ascii_strdown(text, (gssize) size);
    g_auto(GStrv) subtags = g_strsplit(lower, "-", SUBTAGS_MAX);
    if (strlen(lower) != size || !subtags[0])
        return NULL;
    for (unsigned i = 0; subtags[i]; i++)
        if (!is_subtag(subtags[i], i == 0))
            return NULL;
    modernise(&subtags[0]);
    spell(subtags);
    return g_strjoinv("-", subtags);
}

/* Blanks in place of what stands in brackets. */
static char *
without_comments(const char *list, size_t size)
{
    char *plain = g_strndup(list, size);
    unsigned depth = 0;
    for (char *p = plain; *p; p++) {
        bool closes = *p == ')' && depth > 0;
        depth += *p == '(';
        if (depth > 0)
            *p = ' ';
        depth -= closes;
    }
    return plain;
}

char *
desk_langtag_first(const char *list, size_t size)
{
    g_autofree char *plain = without_comments(list, size);
    g_auto(GStrv) parts = g_strsplit(plain, ",", -1);
    for (char **part = parts; *part; part++) {
        DeskBytes trimmed = desk_text_trim((DeskBytes){ *part, strlen(*part) });
        char *tag = desk_langtag_read(trimmed.data, trimmed.size);
        if (tag)
            return tag;
    }
    return NULL;
}

/* The language without its subtags, or the one of its family. The caller's. */
static char *
family_of(const char *tag)
{
    g_autofree char *language = g_ascii_strdown(tag, (gssize) strcspn(tag, "-"));
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
        if (g_str_equal(language, families[i].language))
            return g_strdup(families[i].family);
    return g_steal_pointer(&language);
}

bool
desk_langtag_is_same(const char *one, const char *other)
{
    g_autofree char *first = family_of(one);
    g_autofree char *second = family_of(other);
    return g_str_equal(first, second);
}
