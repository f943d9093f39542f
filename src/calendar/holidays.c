#include "calendar/holidays.h"
#include "base/text.h"

#define LEAP_YEAR 2000 /* has every date that any year has */

gint64
desk_holidays_day(int year, int month, int day)
{
    GDate date, epoch;
    g_date_clear(&date, 1);
    g_date_clear(&epoch, 1);
    g_date_set_dmy(&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    g_date_set_dmy(&epoch, 1, G_DATE_JANUARY, 1970);
    return g_date_days_between(&epoch, &date);
}

void
desk_holidays_add_days(GArray *days, gint64 since, gint64 until)
{
    gint64 day = MAX(since, desk_holidays_day(DESK_HOLIDAYS_YEAR, 1, 1));
    gint64 end = MIN(until, desk_holidays_day(DESK_HOLIDAYS_YEAR_END, 1, 1));
    for (; day < end; day++)
        g_array_append_val(days, day);
}

static void
add_date(GArray *days, int year, int month, int day)
{
    if (!g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        return;
    gint64 number = desk_holidays_day(year, month, day);
    desk_holidays_add_days(days, number, number + 1);
}

/* The number that so many digits are; -1: they are none. */
static int
number_of(const char *digits, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (!g_ascii_isdigit(digits[i]))
            return -1;
        number = number * 10 + (digits[i] - '0');
    }
    return number;
}

/* "2026-12-24", or "12-24" with year -1. */
static bool
read_date(const char *text, int *year, int *month, int *day)
{
    size_t size = text ? strlen(text) : 0;
    if (size != strlen("MM-DD") && (size != strlen("YYYY-MM-DD") || text[4] != '-'))
        return false;
    const char *rest = text + size - strlen("MM-DD");
    *year = rest == text ? -1 : number_of(text, 4);
    *month = number_of(rest, 2);
    *day = number_of(rest + 3, 2);
    if (rest[2] != '-' || *month < 1 || *day < 1)
        return false;
    if (rest != text && (*year < DESK_HOLIDAYS_YEAR || *year >= DESK_HOLIDAYS_YEAR_END))
        return false;
    int looked_up = rest == text ? LEAP_YEAR : *year;
    return g_date_valid_dmy((GDateDay) *day, (GDateMonth) *month, (GDateYear) looked_up);
}

bool
desk_holidays_add(GArray *days, const char *text, GError **error)
{
    int year, month, day;
    if (!read_date(text, &year, &month, &day)) {
        g_autofree char *shown = desk_text_quote(text);
        g_set_error(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_HOLIDAY,
                    "\"%s\": expected a date from %d to %d as \"2026-12-24\", or \"12-25\" for "
                    "that of each year",
                    shown, DESK_HOLIDAYS_YEAR, DESK_HOLIDAYS_YEAR_END - 1);
        return false;
    }
    if (year >= 0)
        add_date(days, year, month, day);
    for (int y = DESK_HOLIDAYS_YEAR; year < 0 && y < DESK_HOLIDAYS_YEAR_END; y++)
        add_date(days, y, month, day);
    return true;
}

static gint
by_time(gconstpointer a, gconstpointer b)
{
    gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;
    return (one > other) - (one < other);
}

void
desk_holidays_sort(GArray *days)
{
    guint kept = 0;
    g_array_sort(days, by_time);
    for (guint i = 0; i < days->len; i++) {
        gint64 day = g_array_index(days, gint64, i);
        if (kept == 0 || g_array_index(days, gint64, kept - 1) != day)
            g_array_index(days, gint64, kept++) = day;
    }
    g_array_set_size(days, kept);
}
