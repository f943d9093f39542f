#include "policy/absence.h"
#include "base/clock.h"
#include "base/text.h"

#define FURTHEST (10 * 366 * DESK_DAY) /* nobody says more than that of himself */
#define EXPECTED "expected 2026-12-01, 2026-12-01 09:00, or a span such as 4h, 3d or 2w"

G_DEFINE_QUARK(desk_absence_error, desk_absence_error)

static bool
refuse(GError **error, const char *text, const char *why)
{
    g_autofree char *shown = desk_text_quote(text);
    g_set_error(error, DESK_ABSENCE_ERROR, DESK_ABSENCE_ERROR_TIME, "\"%s\" %s", shown, why);
    return false;
}

/* "3d": digits and one letter. */
static bool
read_span(const char *text, gint64 *span)
{
    static const struct {
        char unit;
        gint64 length;
    } units[] = {
        { 'm', DESK_MINUTE }, { 'h', DESK_HOUR }, { 'd', DESK_DAY }, { 'w', 7 * DESK_DAY }
    };
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 6 || strlen(text) != digits + 1)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_ascii_tolower(text[digits]) == units[i].unit) {
            *span = g_ascii_strtoll(text, NULL, 10) * units[i].length;
            return true;
        }
    return false;
}

/* Whether text begins like the pattern, in which 0 is any digit and all else itself. */
static bool
has_form(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++)
        if (*pattern == '0' ? !g_ascii_isdigit(*text) : *text != *pattern)
            return false;
    return true;
}

/* GLib reads ISO 8601 with all its forms, of which people are offered these alone. */
static bool
read_date(const char *text, GTimeZone *zone, gint64 *at)
{
    if (!has_form(text, "0000-00-00"))
        return false;
    const char *rest = text + strlen("0000-00-00");
    bool has_time = (*rest == ' ' || *rest == 'T' || *rest == 't') && has_form(rest + 1, "00:00");
    if (*rest != '\0' && !has_time)
        return false;
    const char *seconds = has_time ? rest + 1 + strlen("00:00") : "";
    g_autofree char *whole = g_strdup_printf("%.10sT%.5s%s%s", text, has_time ? rest + 1 : "00:00",
                                             *seconds == ':' ? "" : ":00", has_time ? seconds : "");
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(whole, zone);
    if (!time)
        return false;
    *at = g_date_time_to_unix(time) * DESK_SECOND;
    return true;
}

bool
desk_absence_read_time(const char *text, const char *zone, gint64 now, gint64 *at, GError **error)
{
    gint64 found = 0, span = 0;
    g_autoptr(GTimeZone) where = desk_clock_zone(zone);
    if (read_span(text, &span))
        found = span > FURTHEST ? G_MAXINT64 : now + span;
    else if (!read_date(text, where, &found))
        return refuse(error, text, "is no time: " EXPECTED);
    if (found > now + FURTHEST)
        return refuse(error, text, "is more than ten years ahead: " EXPECTED);
    *at = found;
    return true;
}

const char *
desk_absence_zone(const DeskConf *conf, const DeskAgent *agent)
{
    for (guint i = 0; agent->calendar && i < conf->calendars->len; i++) {
        const DeskCalendar *calendar = conf->calendars->pdata[i];
        if (g_str_equal(calendar->name, agent->calendar))
            return calendar->zone;
    }
    return NULL;
}

char *
desk_absence_show_time(const char *zone, gint64 at)
{
    g_autoptr(GTimeZone) where = desk_clock_zone(zone);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at / DESK_SECOND);
    g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, where) : NULL;
    if (!local)
        return g_strdup("an unknown time");
    bool begins_day = g_date_time_get_hour(local) == 0 && g_date_time_get_minute(local) == 0;
    return g_date_time_format(local, begins_day ? "%Y-%m-%d" : "%Y-%m-%d %H:%M %Z");
}

char *
desk_absence_show(const char *zone, gint64 until)
{
    if (until == G_MAXINT64)
        return g_strdup("away until further notice");
    g_autofree char *time = desk_absence_show_time(zone, until);
    return g_strdup_printf("away until %s", time);
}

/* Behind the word, if the line begins with it, and the blank after it; NULL: it does not. */
static const char *
after_word(const char *line, const char *word)
{
    size_t size = strlen(word);
    if (g_ascii_strncasecmp(line, word, size) != 0 || (line[size] != '\0' && line[size] != ' '))
        return NULL;
    return line + size + strspn(line + size, " ");
}

/* A date and the time of day behind it are one time; anything else ends at its first blank. */
static size_t
time_length(const char *text)
{
    size_t size = strcspn(text, " ");
    if (has_form(text, "0000-00-00 00:00"))
        size += 1 + strcspn(text + size + 1, " ");
    return size;
}

bool
desk_absence_read_until(const char **line, const char *zone, gint64 now, gint64 *until,
                        GError **error)
{
    const char *named = after_word(*line, "until"), *rest = named ? named : *line;
    if (**line == '\0') {
        *until = G_MAXINT64;
        return true;
    }
    size_t size = time_length(rest);
    g_autofree char *time = g_strndup(rest, size);
    gint64 found = 0;
    if (!desk_absence_read_time(time, zone, now, &found, error))
        return false;
    if (found <= now)
        return refuse(error, time, "is in the past: " EXPECTED);
    *until = found;
    *line = rest + size + strspn(rest + size, " ");
    return true;
}
