#include "match/expression.h"
#include "base/clock.h"

/*
 * PCRE2 counts its steps from each place of a text on anew, and counts none for a run that it takes
 * in one go: "\d+-" is quadratic on many digits and never over the limit. So a text is given in
 * windows, within which the square is small, and the clock is looked at between them.
 */
#define WINDOW   (2 * DESK_EXPRESSION_REACH)
#define TIME_ONE (50 * DESK_SECOND / 1000)
#define TIME_ALL (500 * DESK_SECOND / 1000)

GRegex *
desk_expression_new(const char *regex, GError **error)
{
    g_autofree char *bounded = g_strconcat(DESK_EXPRESSION_LIMITS, regex, NULL);
    return g_regex_new(
        bounded, G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_OPTIMIZE | G_REGEX_NEWLINE_ANYCRLF,
        G_REGEX_MATCH_NOTEMPTY, error);
}

/* The last line end of the second half, else a whole character. */
static gsize
window_end(DeskBytes text, gsize start)
{
    if (text.size - start <= WINDOW)
        return text.size;
    gsize end = start + WINDOW;
    const char *line = memrchr(text.data + start + WINDOW / 2, '\n', WINDOW / 2);
    if (line)
        return (gsize) (line - text.data) + 1;
    while (end > start && ((guchar) text.data[end] & 0xc0) == 0x80)
        end--;
    return end;
}

static gsize
next_start(DeskBytes text, gsize start)
{
    for (start += WINDOW / 2; ((guchar) text.data[start] & 0xc0) == 0x80;)
        start++;
    return start;
}

static DeskExpressionResult
look(const GRegex *expression, DeskBytes text, gsize start, DeskBytes *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMatchInfo) match = NULL;
    gsize end = window_end(text, start);
    GRegexMatchFlags flags = end < text.size ? G_REGEX_MATCH_NOTEOL : 0;
    int from = 0, to = 0;
    bool found =
        g_regex_match_full(expression, text.data, (gssize) end, (int) start, flags, &match, &error);
    if (error)
        return DESK_EXPRESSION_GAVE_UP;
    if (!found || !g_match_info_fetch_pos(match, 0, &from, &to))
        return DESK_EXPRESSION_ABSENT;
    *place = (DeskBytes){ text.data + from, (gsize) (to - from) };
    return DESK_EXPRESSION_FOUND;
}

DeskExpressionResult
desk_expression_find(const GRegex *expression, DeskBytes text, gint64 *spent, DeskBytes *place)
{
    gint64 before = *spent, begun = desk_clock_processor();
    DeskExpressionResult result = DESK_EXPRESSION_ABSENT;
    for (gsize start = 0; start < text.size; start = next_start(text, start)) {
        if (*spent > TIME_ALL || *spent - before > TIME_ONE)
            return DESK_EXPRESSION_GAVE_UP;
        result = look(expression, text, start, place);
        *spent = before + desk_clock_processor() - begun;
        if (result != DESK_EXPRESSION_ABSENT || text.size - start <= WINDOW)
            return result;
    }
    return result;
}
