#include "conf/number.h"

/* Digits, then at most one letter: *unit is that letter or NUL. */
static bool
scan_number(const char *text, gint64 *value, char *unit)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 15 || (text[digits] && text[digits + 1]))
        return false;
    *value = g_ascii_strtoll(text, NULL, 10);
    *unit = text[digits];
    return true;
}

bool
desk_number_integer(const char *text, gint64 *value)
{
    char unit;
    return scan_number(text, value, &unit) && !unit;
}

static bool
scale(gint64 *value, gint64 factor)
{
    if (*value > G_MAXINT64 / factor)
        return false;
    *value *= factor;
    return true;
}

bool
desk_number_size(const char *text, gint64 *value)
{
    char unit;
    if (!scan_number(text, value, &unit))
        return false;
    switch (unit) {
    case '\0':
        return true;
    case 'K':
        return scale(value, 1 << 10);
    case 'M':
        return scale(value, 1 << 20);
    case 'G':
        return scale(value, 1 << 30);
    default:
        return false;
    }
}

bool
desk_number_duration(const char *text, gint64 *value)
{
    static const struct {
        char unit;
        gint64 seconds;
    } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
    char unit;

    if (!scan_number(text, value, &unit))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (units[i].unit == unit)
            return scale(value, units[i].seconds * G_USEC_PER_SEC);
    return false;
}

bool
desk_number_boolean(const char *text, gint64 *value)
{
    static const char *const words[] = { "no", "yes", "false", "true", "off", "on" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(text, words[i]) == 0) {
            *value = i % 2;
            return true;
        }
    return false;
}

/* "08:00" and "8:00", up to "23:59". */
bool
desk_number_time(const char *text, gint64 *value)
{
    size_t digits = strspn(text, "0123456789");
    const char *minutes = text + digits + 1;
    if (digits < 1 || digits > 2 || text[digits] != ':' || strspn(minutes, "0123456789") != 2 ||
        minutes[2])
        return false;
    gint64 hour = g_ascii_strtoll(text, NULL, 10), minute = g_ascii_strtoll(minutes, NULL, 10);
    if (hour > 23 || minute > 59)
        return false;
    *value = (hour * 60 + minute) * 60 * G_USEC_PER_SEC;
    return true;
}

/* "0.75" is 750: up to three places. */
bool
desk_number_fraction(const char *text, gint64 *value)
{
    size_t whole = strspn(text, "0123456789");
    const char *point = text + whole;
    size_t places = *point == '.' ? strspn(point + 1, "0123456789") : 0;
    if (whole == 0 || whole > 3 || places > 3 || point[places + (*point == '.')] != '\0' ||
        (*point == '.' && places == 0))
        return false;
    gint64 thousandths = g_ascii_strtoll(text, NULL, 10);
    for (size_t i = 0; i < 3; i++)
        thousandths = thousandths * 10 + (i < places ? point[i + 1] - '0' : 0);
    *value = thousandths;
    return true;
}
