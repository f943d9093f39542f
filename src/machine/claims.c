#include "machine/claims.h"

#define GREETING_MAX 40 /* bytes of a line before the comma behind a greeting */

static bool
is_question_mark(gunichar c)
{
    return c == '?' || c == 0xff1f || c == 0x061f;
}

static bool
ends_sentence(gunichar c)
{
    return c == '.' || c == '!' || c == ':' || c == ';' || c == 0x3002 || c == 0xff01 ||
           c == 0xff1a || c == 0x2026 || c == 0x0964 || is_question_mark(c);
}

/* What stands before a sentence and is no part of it. */
static bool
is_ornament(gunichar c)
{
    return c == ' ' || c == '*' || c == '(' || c == '[' || c == '-' || c == '=' || c == '_' ||
           c == '#' || c == '~' || c == 0x2013 || c == 0x2014 || c == 0x2022 || c == 0xbf ||
           c == 0xff08 || c == 0x3010 || c == 0x203b;
}

/* Where the written line that holds the offset begins. */
static gsize
line_of(const GArray *lines, gsize offset)
{
    gsize start = 0;
    for (unsigned i = 0; i < lines->len && g_array_index(lines, gsize, i) <= offset; i++)
        start = g_array_index(lines, gsize, i);
    return start;
}

static bool
is_quoted(const char *folded, const char *at)
{
    bool open = false;
    for (const char *p = folded; p < at; p++)
        open ^= *p == '"';
    gunichar before = at > folded ? g_utf8_get_char(g_utf8_prev_char(at)) : 0;
    return open || before == '\'' || before == 0x300c || before == 0x300e;
}

static bool
is_asked(const char *at)
{
    for (; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (is_question_mark(c))
            return true;
        if (c == '.' || c == '!' || c == 0x3002)
            return false;
    }
    return false;
}

/* "Dear customer, this is ..." */
static bool
follows_greeting(const char *line, const char *at)
{
    return at > line && at[-1] == ',' && at - line <= GREETING_MAX;
}

/* "Please note that this is ..." */
static bool
follows_lead(const char *line, const char *at)
{
    static const char *const leads[] = { "please note that", "please note", "note that",
                                         "please be advised that", "please be aware that" };
    g_autofree char *before = g_strndup(line, (gsize) (at - line));
    for (size_t i = 0; i < G_N_ELEMENTS(leads); i++)
        if (g_str_has_suffix(before, leads[i]))
            return true;
    return false;
}

static bool
begins(const DeskWording *said, const char *folded, const char *at, DeskClaim claim)
{
    const char *line = folded + line_of(said->lines, (gsize) (at - folded));
    while (at > line && is_ornament(g_utf8_get_char(g_utf8_prev_char(at))))
        at = g_utf8_prev_char(at);
    if (at <= line || follows_greeting(line, at) || follows_lead(line, at))
        return true;
    return claim == DESK_CLAIM_SENTENCE && ends_sentence(g_utf8_get_char(g_utf8_prev_char(at)));
}

static bool
states(const DeskWording *said, const char *folded, const DeskPhrase *row, DeskClaim claim)
{
    bool is_free = claim == DESK_CLAIM_ANYWHERE || row->means;
    const char *at = strstr(folded, row->text);
    for (; at; at = strstr(at + 1, row->text))
        if (!is_quoted(folded, at) && !is_asked(at + strlen(row->text)) &&
            (is_free || begins(said, folded, at, claim)))
            return true;
    return false;
}

const DeskPhrase *
desk_claims_find(const DeskWording *said, const char *folded, const DeskPhrase *table,
                 DeskClaim claim)
{
    for (; table->text; table++)
        if (states(said, folded, table, claim))
            return table;
    return NULL;
}

bool
desk_claims_ask(const char *folded)
{
    for (; *folded; folded = g_utf8_next_char(folded))
        if (is_question_mark(g_utf8_get_char(folded)))
            return true;
    return false;
}
