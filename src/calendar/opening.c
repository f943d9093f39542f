#include "calendar/opening.h"
#include "base/clock.h"
#include "base/text.h"

#define EXPECTED "expected hours as \"09:00-12:30, 13:30-17:30\", from 00:00 to 24:00"

/* "9:30" or "09:30"; moves on behind it. -1: no time of day. */
static gint64
take_time(const char **text)
{
    const char *p = *text;
    gint64 hour = 0;
    int digits = 0;
    for (; digits < 2 && g_ascii_isdigit(*p); digits++)
        hour = hour * 10 + (*p++ - '0');
    if (digits == 0 || *p++ != ':' || !g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]))
        return -1;
    gint64 minute = (p[0] - '0') * 10 + (p[1] - '0');
    *text = p + 2;
    return minute < 60 && hour * 60 + minute <= 24 * 60 ? hour * DESK_HOUR + minute * DESK_MINUTE
                                                        : -1;
}

static const char *
skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

static bool
fail(const char *day, const char *what, GError **error)
{
    g_autofree char *shown = desk_text_quote(day);
    g_set_error(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_DAY, "\"%s\": %s", shown, what);
    return false;
}

/* One "09:00-12:30" with the blanks round it. */
static bool
take_opening(const char **rest, const char *day, DeskOpening *opening, GError **error)
{
    const char *p = skip_blanks(*rest);
    opening->since = take_time(&p);
    p = skip_blanks(p);
    if (opening->since < 0 || *p != '-')
        return fail(day, EXPECTED, error);
    p = skip_blanks(p + 1);
    opening->until = take_time(&p);
    if (opening->until < 0)
        return fail(day, EXPECTED, error);
    if (opening->until <= opening->since)
        return fail(day,
                    "expected an end after the beginning; hours over midnight are written as "
                    "\"22:00-24:00\" of the one day and \"00:00-06:00\" of the next",
                    error);
    *rest = skip_blanks(p);
    return true;
}

static gint
by_time(gconstpointer a, gconstpointer b)
{
    const DeskOpening *one = a, *other = b;
    return (one->since > other->since) - (one->since < other->since);
}

/* Joins those that touch, in place. */
static bool
join(GArray *openings, const char *day, GError **error)
{
    guint kept = 0;
    g_array_sort(openings, by_time);
    for (guint i = 1; i < openings->len; i++) {
        DeskOpening *last = &g_array_index(openings, DeskOpening, kept);
        const DeskOpening *next = &g_array_index(openings, DeskOpening, i);
        if (next->since < last->until)
            return fail(day, "expected hours that do not overlap", error);
        if (next->since == last->until)
            last->until = next->until;
        else
            g_array_index(openings, DeskOpening, ++kept) = *next;
    }
    g_array_set_size(openings, MIN(openings->len, kept + 1));
    return true;
}

GArray *
desk_opening_read(const char *day, GError **error)
{
    g_autoptr(GArray) openings = g_array_new(FALSE, FALSE, sizeof(DeskOpening));
    const char *rest = skip_blanks(day ? day : "");
    if (*rest == '\0')
        return g_steal_pointer(&openings);
    for (bool more = true; more;) {
        DeskOpening opening;
        if (!take_opening(&rest, day, &opening, error))
            return NULL;
        g_array_append_val(openings, opening);
        more = *rest == ',';
        if (!more && *rest != '\0') {
            fail(day, EXPECTED, error);
            return NULL;
        }
        rest += more;
    }
    return join(openings, day, error) ? g_steal_pointer(&openings) : NULL;
}
