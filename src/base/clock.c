#include "base/clock.h"

gint64
desk_clock_now(void)
{
    return g_get_real_time();
}

gint64
desk_clock_steady(void)
{
    return g_get_monotonic_time();
}

gint64
desk_clock_processor(void)
{
    struct timespec used = { 0 };
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * DESK_SECOND + used.tv_nsec / 1000;
}

/* NULL when the moment lies outside what GDateTime can hold (years 1 to 9999). */
static GDateTime *
moment(gint64 micros)
{
    return g_date_time_new_from_unix_utc(micros / DESK_SECOND);
}

DeskPeriod
desk_clock_last(gint64 now, gint64 length)
{
    return (DeskPeriod){ .since = now - length, .until = now + DESK_CLOCK_AHEAD };
}

char *
desk_clock_rfc3339(gint64 micros)
{
    if (micros == 0)
        return NULL;
    g_autoptr(GDateTime) at = moment(micros);
    return at ? g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* Not g_date_time_format: its day and month names follow the locale. */
char *
desk_clock_rfc5322(gint64 micros)
{
    static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

    g_autoptr(GDateTime) at = moment(micros);
    if (!at)
        return g_strdup("Thu, 01 Jan 1970 00:00:00 +0000");
    return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d +0000",
                           days[g_date_time_get_day_of_week(at) - 1],
                           g_date_time_get_day_of_month(at), months[g_date_time_get_month(at) - 1],
                           g_date_time_get_year(at), g_date_time_get_hour(at),
                           g_date_time_get_minute(at), g_date_time_get_second(at));
}

char *
desk_clock_span(gint64 micros)
{
    gint64 seconds = MAX(micros, 0) / DESK_SECOND;
    gint64 minutes = seconds / 60, hours = minutes / 60;
    if (minutes == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
    if (hours > 0 && minutes % 60 > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min", hours,
                               minutes % 60);
    if (hours > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " h", hours);
    if (seconds % 60 > 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " min %" G_GINT64_FORMAT " s", minutes,
                               seconds % 60);
    return g_strdup_printf("%" G_GINT64_FORMAT " min", minutes);
}

GTimeZone *
desk_clock_zone(const char *name)
{
    GTimeZone *known = name ? g_time_zone_new_identifier(name) : NULL;
    return known ? known : g_time_zone_new_utc();
}
