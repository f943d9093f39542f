#include "calendar/hours.h"
#include "base/clock.h"
#include "base/file.h"
#include "calendar/holidays.h"
#include "calendar/ics.h"
#include "calendar/opening.h"
#include "calendar/zone.h"

/*
 * Nothing here steps through days. In a stretch in which the clock does not jump, business time is
 * a difference of two sums over the wall clock: whole weeks, the days of the last week and the
 * hours of the last day, less the holidays. So a jump of the clock needs no rule: an hour that it
 * leaves out lies in no stretch, and one that comes twice lies in two.
 */

#define EPOCH_WEEKDAY 3 /* 1970-01-01 was a Thursday, Monday is 0 */

G_DEFINE_QUARK(desk_hours_error, desk_hours_error)

struct DeskHours {
    DeskZone *zone;
    GArray *openings[DESK_HOURS_DAYS];  /* DeskOpening */
    gint64 before[DESK_HOURS_DAYS + 1]; /* open time of a week before that day of it */
    GArray *holidays;                   /* gint64 days by time, those with hours */
    GArray *lost;                       /* gint64: open time that the holidays before cost */
};

static gint64
floor_divide(gint64 a, gint64 b)
{
    return a / b - (a % b < 0);
}

static guint
weekday_of(gint64 day)
{
    gint64 n = day + EPOCH_WEEKDAY;
    return (guint) (n - floor_divide(n, DESK_HOURS_DAYS) * DESK_HOURS_DAYS);
}

static gint64
open_on(const DeskHours *hours, guint weekday)
{
    return hours->before[weekday + 1] - hours->before[weekday];
}

/* The index of the first holiday that is not before a day. */
static guint
find_holiday(const DeskHours *hours, gint64 day)
{
    guint low = 0, high = hours->holidays->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(hours->holidays, gint64, middle) < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Open time of a weekday before a time of that day. */
static gint64
open_within(const GArray *openings, gint64 time)
{
    gint64 open = 0;
    for (guint i = 0; i < openings->len; i++) {
        const DeskOpening *opening = &g_array_index(openings, DeskOpening, i);
        if (time > opening->since)
            open += MIN(time, opening->until) - opening->since;
    }
    return open;
}

/* Open time on the wall clock before what it shows; only differences mean something. */
static gint64
open_before(const DeskHours *hours, gint64 wall)
{
    gint64 day = floor_divide(wall, DESK_DAY);
    gint64 weeks = floor_divide(day + EPOCH_WEEKDAY, DESK_HOURS_DAYS);
    guint weekday = weekday_of(day);
    guint holiday = find_holiday(hours, day);
    gint64 open = weeks * hours->before[DESK_HOURS_DAYS] + hours->before[weekday] -
                  g_array_index(hours->lost, gint64, holiday);
    if (holiday < hours->holidays->len && g_array_index(hours->holidays, gint64, holiday) == day)
        return open;
    return open + open_within(hours->openings[weekday], wall - day * DESK_DAY);
}

/* The earliest showing of the wall clock in (since, until] with so much open time before it. */
static gint64
find_wall(const DeskHours *hours, gint64 since, gint64 until, gint64 open)
{
    while (until - since > 1) {
        gint64 middle = since + (until - since) / 2;
        if (open_before(hours, middle) >= open)
            until = middle;
        else
            since = middle;
    }
    return until;
}

static gint64
bounded(gint64 at)
{
    return CLAMP(at, DESK_MOMENT_MIN, DESK_MOMENT_MAX);
}

gint64
desk_hours_between(const DeskHours *hours, gint64 since, gint64 until)
{
    guint count;
    const DeskStretch *stretches = desk_zone_stretches(hours->zone, &count);
    gint64 from = bounded(since), end = bounded(until), open = 0;
    for (guint i = desk_zone_find(hours->zone, from); i < count && from < end; i++) {
        gint64 to = i + 1 < count ? MIN(end, stretches[i + 1].since) : end;
        open += open_before(hours, to + stretches[i].offset) -
                open_before(hours, from + stretches[i].offset);
        from = to;
    }
    return open;
}

gint64
desk_hours_after(const DeskHours *hours, gint64 since, gint64 span)
{
    guint count;
    const DeskStretch *stretches = desk_zone_stretches(hours->zone, &count);
    gint64 from = bounded(since), end = bounded(from + DESK_HOURS_AHEAD), left = span;
    if (span <= 0)
        return since;
    for (guint i = desk_zone_find(hours->zone, from); i < count && from < end; i++) {
        gint64 to = i + 1 < count ? MIN(end, stretches[i + 1].since) : end;
        gint64 offset = stretches[i].offset;
        gint64 before = open_before(hours, from + offset);
        gint64 open = open_before(hours, to + offset) - before;
        if (open >= left)
            return find_wall(hours, from + offset, to + offset, before + left) - offset;
        left -= open;
        from = to;
    }
    return end;
}

bool
desk_hours_is_open(const DeskHours *hours, gint64 at)
{
    return desk_hours_between(hours, at, bounded(at) + 1) > 0;
}

gint64
desk_hours_next_open(const DeskHours *hours, gint64 at)
{
    /* The end of its first microsecond; or the end of what is looked at, which may be closed. */
    gint64 end = desk_hours_after(hours, at, 1);
    return desk_hours_is_open(hours, end - 1) ? end - 1 : end;
}

DeskWallTime
desk_hours_wall(const DeskHours *hours, gint64 at)
{
    return desk_zone_read(hours->zone, at);
}

char *
desk_hours_show(const DeskHours *hours, gint64 at)
{
    return desk_zone_show(hours->zone, at);
}

static bool
read_week(DeskHours *hours, const char *const *days, GError **error)
{
    static const char *const names[DESK_HOURS_DAYS] = { "monday",   "tuesday", "wednesday",
                                                        "thursday", "friday",  "saturday",
                                                        "sunday" };
    for (guint i = 0; i < DESK_HOURS_DAYS; i++) {
        hours->openings[i] = desk_opening_read(days[i], error);
        if (!hours->openings[i]) {
            g_prefix_error(error, "%s: ", names[i]);
            return false;
        }
        hours->before[i + 1] = hours->before[i] + open_within(hours->openings[i], DESK_DAY);
    }
    if (hours->before[DESK_HOURS_DAYS] > 0)
        return true;
    g_set_error_literal(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_CLOSED,
                        "expected hours on at least one day of the week");
    return false;
}

static bool
read_file(GArray *days, const char *path, const DeskZone *zone, GError **error)
{
    size_t size;
    g_autoptr(GError) why = NULL;
    g_autofree char *bytes = desk_file_read_regular(path, DESK_ICS_MAX, &size, &why);
    if (!bytes) {
        g_set_error_literal(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_FILE, why->message);
        return false;
    }
    if (desk_ics_read((DeskBytes){ bytes, size }, zone, days, error))
        return true;
    g_prefix_error(error, "%s: ", path);
    return false;
}

/* Keeps the holidays on days with hours, and what each costs. */
static void
set_holidays(DeskHours *hours, GArray *days)
{
    gint64 lost = 0;
    desk_holidays_sort(days);
    g_array_append_val(hours->lost, lost);
    for (guint i = 0; i < days->len; i++) {
        gint64 day = g_array_index(days, gint64, i);
        gint64 open = open_on(hours, weekday_of(day));
        if (open == 0)
            continue;
        lost += open;
        g_array_append_val(hours->holidays, day);
        g_array_append_val(hours->lost, lost);
    }
}

static bool
read_holidays(DeskHours *hours, const DeskHoursText *text, GError **error)
{
    g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (const char *const *p = text->holidays; p && *p; p++)
        if (!desk_holidays_add(days, *p, error)) {
            g_prefix_error(error, "holidays: ");
            return false;
        }
    if (text->holidays_file && !read_file(days, text->holidays_file, hours->zone, error))
        return false;
    set_holidays(hours, days);
    return true;
}

static DeskHours *
hours_in(DeskZone *zone)
{
    DeskHours *hours = g_new0(DeskHours, 1);
    hours->zone = zone;
    hours->holidays = g_array_new(FALSE, FALSE, sizeof(gint64));
    hours->lost = g_array_new(FALSE, FALSE, sizeof(gint64));
    return hours;
}

DeskHours *
desk_hours_new(const DeskHoursText *text, GError **error)
{
    DeskZone *zone = desk_zone_new(text->zone, error);
    if (!zone)
        return NULL;
    g_autoptr(DeskHours) hours = hours_in(zone);
    if (!read_week(hours, text->days, error) || !read_holidays(hours, text, error))
        return NULL;
    return g_steal_pointer(&hours);
}

DeskHours *
desk_hours_always(void)
{
    static const DeskOpening all = { 0, DESK_DAY };
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(gint64));
    DeskHours *hours = hours_in(desk_zone_utc());
    for (guint i = 0; i < DESK_HOURS_DAYS; i++) {
        hours->openings[i] = g_array_new(FALSE, FALSE, sizeof(DeskOpening));
        g_array_append_val(hours->openings[i], all);
        hours->before[i + 1] = hours->before[i] + DESK_DAY;
    }
    set_holidays(hours, none);
    return hours;
}

void
desk_hours_free(DeskHours *hours)
{
    if (!hours)
        return;
    desk_zone_free(hours->zone);
    for (guint i = 0; i < DESK_HOURS_DAYS; i++)
        g_clear_pointer(&hours->openings[i], g_array_unref);
    g_array_unref(hours->holidays);
    g_array_unref(hours->lost);
    g_free(hours);
}

bool
desk_hours_check_zone(const char *zone, GError **error)
{
    g_autoptr(DeskZone) read = desk_zone_new(zone, error);
    return read != NULL;
}

bool
desk_hours_check_day(const char *day, GError **error)
{
    g_autoptr(GArray) openings = desk_opening_read(day, error);
    return openings != NULL;
}

bool
desk_hours_check_holiday(const char *holiday, GError **error)
{
    g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
    return desk_holidays_add(days, holiday, error);
}
