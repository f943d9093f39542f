#include "calendar/zone.h"
#include "base/clock.h"
#include "base/text.h"
#include "calendar/holidays.h"

/* Jumps are looked for in the years whose holidays are known. */
#define TABLE_SINCE (desk_holidays_day(DESK_HOLIDAYS_YEAR, 1, 1) * DESK_DAY)
#define TABLE_UNTIL (desk_holidays_day(DESK_HOLIDAYS_YEAR_END, 1, 1) * DESK_DAY)

struct DeskZone {
    GTimeZone *table;
    GArray *stretches; /* DeskStretch */
};

/* Names of the time zone database begin with a capital; what else lies in its folder
 * ("leapseconds", "right/...", which counts leap seconds) does not. */
static bool
is_name(const char *name)
{
    return name && g_ascii_isupper(*name) && !strstr(name, "..") &&
           name[strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_+/-")] == '\0';
}

static gint
interval_of(const DeskZone *zone, gint64 second)
{
    return g_time_zone_find_interval(zone->table, G_TIME_TYPE_UNIVERSAL, second);
}

/* The first second of an interval that begins in (since, until]. GLib does not tell. */
static gint64
beginning_of(const DeskZone *zone, gint interval, gint64 since, gint64 until)
{
    while (until - since > 1) {
        gint64 middle = since + (until - since) / 2;
        if (interval_of(zone, middle) >= interval)
            until = middle;
        else
            since = middle;
    }
    return until;
}

static void
add_stretch(DeskZone *zone, gint64 since, gint interval)
{
    DeskStretch stretch = { since, g_time_zone_get_offset(zone->table, interval) * DESK_SECOND };
    guint count = zone->stretches->len;
    if (count == 0 ||
        g_array_index(zone->stretches, DeskStretch, count - 1).offset != stretch.offset)
        g_array_append_val(zone->stretches, stretch);
}

static DeskZone *
zone_of(GTimeZone *table)
{
    DeskZone *zone = g_new0(DeskZone, 1);
    zone->table = table;
    zone->stretches = g_array_new(FALSE, FALSE, sizeof(DeskStretch));
    gint64 since = TABLE_SINCE / DESK_SECOND, until = TABLE_UNTIL / DESK_SECOND;
    gint interval = interval_of(zone, since), last = interval_of(zone, until);
    add_stretch(zone, DESK_MOMENT_MIN, interval);
    while (++interval <= last) {
        since = beginning_of(zone, interval, since, until);
        add_stretch(zone, since * DESK_SECOND, interval);
    }
    return zone;
}

DeskZone *
desk_zone_new(const char *name, GError **error)
{
    /* g_time_zone_new would take an unknown name for UTC. */
    GTimeZone *table = is_name(name) ? g_time_zone_new_identifier(name) : NULL;
    if (table)
        return zone_of(table);
    g_autofree char *shown = desk_text_quote(name);
    g_set_error(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_ZONE,
                "\"%s\": expected a time zone of this system as \"Europe/Berlin\"", shown);
    return NULL;
}

DeskZone *
desk_zone_utc(void)
{
    return zone_of(g_time_zone_new_utc());
}

void
desk_zone_free(DeskZone *zone)
{
    if (!zone)
        return;
    g_time_zone_unref(zone->table);
    g_array_unref(zone->stretches);
    g_free(zone);
}

const DeskStretch *
desk_zone_stretches(const DeskZone *zone, guint *count)
{
    *count = zone->stretches->len;
    return &g_array_index(zone->stretches, DeskStretch, 0);
}

guint
desk_zone_find(const DeskZone *zone, gint64 at)
{
    guint low = 0, high = zone->stretches->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(zone->stretches, DeskStretch, middle).since <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

gint64
desk_zone_wall(const DeskZone *zone, gint64 at)
{
    return at + g_array_index(zone->stretches, DeskStretch, desk_zone_find(zone, at)).offset;
}

gint64
desk_zone_moment(const DeskZone *zone, gint64 wall)
{
    /* No clock is a day away from UTC. */
    guint i = desk_zone_find(zone, wall - DESK_DAY);
    const DeskStretch *stretch = &g_array_index(zone->stretches, DeskStretch, i);
    while (i + 1 < zone->stretches->len && wall - stretch->offset >= stretch[1].since) {
        stretch++;
        i++;
    }
    return MAX(wall - stretch->offset, stretch->since);
}

DeskWallTime
desk_zone_read(const DeskZone *zone, gint64 at)
{
    gint64 shown = CLAMP(at, TABLE_SINCE, TABLE_UNTIL);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(shown / DESK_SECOND);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone->table);
    DeskWallTime wall = { .year = g_date_time_get_year(local),
                          .month = g_date_time_get_month(local),
                          .day = g_date_time_get_day_of_month(local),
                          .weekday = g_date_time_get_day_of_week(local),
                          .hour = g_date_time_get_hour(local),
                          .minute = g_date_time_get_minute(local) };
    g_strlcpy(wall.zone, g_date_time_get_timezone_abbreviation(local), sizeof wall.zone);
    return wall;
}

/* Not g_date_time_format: its names follow the locale. */
char *
desk_zone_show(const DeskZone *zone, gint64 at)
{
    static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    const DeskWallTime wall = desk_zone_read(zone, at);
    return g_strdup_printf("%s %04d-%02d-%02d %02d:%02d %s", days[wall.weekday - 1], wall.year,
                           wall.month, wall.day, wall.hour, wall.minute, wall.zone);
}
