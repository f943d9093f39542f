#include "calendar/event.h"
#include "base/clock.h"
#include "base/text.h"
#include "calendar/holidays.h"

/*
 * libical knows the grammar of values and the rules of recurrence; which moment and day a time is,
 * is ours to say, since its own zones are not those of the system. A recurrence is known by the day
 * on which it begins: of two that begin on one day none fills another one.
 */

/* libical looks for a date that a rule may never name, and a file has room for thousands of such
 * rules; the processor's time is all that they have in common. */
#define TIME_MAX  (DESK_SECOND / 2)
#define ZONES_MAX 100 /* further ones are taken for the calendar's */

typedef struct {
    struct icaltimetype start;
    const DeskZone *zone; /* that start is written in */
    gint64 length;        /* by the wall clock of that zone */
    GHashTable *replaced; /* set of gint64 days on which others stand for it; or NULL */
    GHashTable *excluded; /* set of gint64 days */
} Event;

static bool
fail(GError **error, const char *what)
{
    g_set_error(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_FILE, "expected %s", what);
    return false;
}

static bool
is_in_time(const DeskEventReading *reading, GError **error)
{
    return desk_clock_processor() <= reading->end ||
           fail(error, "recurrences that half a second is enough to work out");
}

static GHashTable *
new_days(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
add_day(GHashTable *days, gint64 day)
{
    g_hash_table_add(days, g_memdup2(&day, sizeof day));
}

void
desk_event_reading_init(DeskEventReading *reading, const DeskZone *zone, GArray *days)
{
    *reading = (DeskEventReading){
        .zone = zone,
        .days = days,
        .left = DESK_ICS_DATES_MAX,
        .end = desk_clock_processor() + TIME_MAX,
        .zones =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) desk_zone_free),
        .replaced = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_hash_table_unref),
    };
}

void
desk_event_reading_clear(DeskEventReading *reading)
{
    g_hash_table_unref(reading->zones);
    g_hash_table_unref(reading->replaced);
}

/* The calendar's zone for what is meant by the wall clock wherever it is read, and for names of
 * other systems ("W. Europe Standard Time"). */
static const DeskZone *
zone_of(DeskEventReading *reading, icalproperty *property, struct icaltimetype time)
{
    icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    const char *name = parameter ? icalparameter_get_tzid(parameter) : NULL;
    if (icaltime_is_utc(time))
        name = "UTC";
    if (!name)
        return reading->zone;
    gpointer zone = NULL;
    if (!g_hash_table_lookup_extended(reading->zones, name, NULL, &zone)) {
        if (g_hash_table_size(reading->zones) >= ZONES_MAX)
            return reading->zone;
        zone = desk_zone_new(name, NULL);
        g_hash_table_insert(reading->zones, g_strdup(name), zone);
    }
    return zone ? zone : reading->zone;
}

static gint64
wall_of(struct icaltimetype time)
{
    gint64 wall = desk_holidays_day(time.year, time.month, time.day) * DESK_DAY;
    if (time.is_date)
        return wall;
    return wall + time.hour * DESK_HOUR + time.minute * DESK_MINUTE + time.second * DESK_SECOND;
}

static gint64
day_of(gint64 wall)
{
    return wall / DESK_DAY - (wall % DESK_DAY < 0);
}

/* The day on the calendar's wall. */
static gint64
day_at(const DeskEventReading *reading, struct icaltimetype time, const DeskZone *zone)
{
    gint64 wall = wall_of(time);
    if (!time.is_date)
        wall = desk_zone_wall(reading->zone, desk_zone_moment(zone, wall));
    return day_of(wall);
}

/* Whether it is a date that there is, and one that GDate knows. */
static bool
is_time(struct icaltimetype time)
{
    return time.year >= 1 && time.year <= 9999 && time.month >= 1 && time.day >= 1 &&
           g_date_valid_dmy((GDateDay) time.day, (GDateMonth) time.month, (GDateYear) time.year);
}

static struct icaltimetype
time_of(icalproperty *property)
{
    icalvalue *value = icalproperty_get_value(property);
    struct icaldatetimeperiodtype either = icalvalue_get_datetimeperiod(value);
    return icaltime_is_null_time(either.time) ? either.period.start : either.time;
}

static bool
read_excluded(DeskEventReading *reading, icalcomponent *component, Event *event, GError **error)
{
    icalproperty_kind kind = ICAL_EXDATE_PROPERTY;
    for (icalproperty *p = icalcomponent_get_first_property(component, kind); p;
         p = icalcomponent_get_next_property(component, kind)) {
        struct icaltimetype time = time_of(p);
        if (!is_time(time))
            return fail(error, "a date in EXDATE");
        add_day(event->excluded, day_at(reading, time, zone_of(reading, p, time)));
    }
    return true;
}

/* An event of days without an end takes one, and so does one that ends where it begins, which some
 * programs write (RFC 5545 section 3.6.1). */
static bool
read_length(DeskEventReading *reading, icalcomponent *component, Event *event, GError **error)
{
    icalproperty *end = icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY);
    icalproperty *duration = icalcomponent_get_first_property(component, ICAL_DURATION_PROPERTY);
    event->length = 0;
    if (end) {
        struct icaltimetype time = time_of(end);
        if (!is_time(time))
            return fail(error, "a date in DTEND");
        gint64 wall = wall_of(time);
        if (!time.is_date)
            wall = desk_zone_wall(event->zone, desk_zone_moment(zone_of(reading, end, time), wall));
        event->length = wall - wall_of(event->start);
    } else if (duration) {
        event->length = icaldurationtype_as_int(icalproperty_get_duration(duration)) * DESK_SECOND;
    }
    if (event->start.is_date)
        event->length = MAX(event->length, DESK_DAY);
    return true;
}

static bool
read_event(DeskEventReading *reading, icalcomponent *component, Event *event, GError **error)
{
    icalproperty *start = icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
    event->start = start ? time_of(start) : icaltime_null_time();
    if (!is_time(event->start))
        return fail(error, "a date in DTSTART");
    event->zone = zone_of(reading, start, event->start);
    const char *uid = icalcomponent_get_uid(component);
    bool replaces = icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY) != NULL;
    event->replaced = uid && !replaces ? g_hash_table_lookup(reading->replaced, uid) : NULL;
    return read_length(reading, component, event, error) &&
           read_excluded(reading, component, event, error);
}

static bool
is_left_out(const Event *event, gint64 day)
{
    return g_hash_table_contains(event->excluded, &day) ||
           (event->replaced && g_hash_table_contains(event->replaced, &day));
}

/* The same day may be named more than once, but no file makes much of us by that. */
static bool
take_dates(DeskEventReading *reading, gint64 count, GError **error)
{
    if (count > reading->left) {
        g_autofree char *what = g_strdup_printf("at most %d dates", DESK_ICS_DATES_MAX);
        return fail(error, what);
    }
    reading->left -= (guint) count;
    return true;
}

/* Days whose first and last moment lie in an event. */
static void
add_filled(const DeskEventReading *reading, gint64 since, gint64 until)
{
    gint64 first = day_of(desk_zone_wall(reading->zone, since));
    if (desk_zone_moment(reading->zone, first * DESK_DAY) < since)
        first++;
    desk_holidays_add_days(reading->days, first, day_of(desk_zone_wall(reading->zone, until)));
}

static bool
add_at(DeskEventReading *reading, const Event *event, struct icaltimetype at, GError **error)
{
    gint64 day = day_at(reading, at, event->zone);
    if (is_left_out(event, day))
        return take_dates(reading, 1, error);
    guint before = reading->days->len;
    gint64 start = wall_of(at), end = start + event->length;
    if (at.is_date)
        desk_holidays_add_days(reading->days, day, day_of(end));
    else
        add_filled(reading, desk_zone_moment(event->zone, start),
                   desk_zone_moment(event->zone, end));
    return take_dates(reading, MAX(1, reading->days->len - before), error);
}

/* Whether some month of a rule has some day of it: libical looks for 30 February until the year
 * 2582, which takes seconds. */
static bool
has_days(const struct icalrecurrencetype *rule)
{
    static const short longest[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (rule->by_month[0] == ICAL_RECURRENCE_ARRAY_MAX ||
        rule->by_month_day[0] == ICAL_RECURRENCE_ARRAY_MAX)
        return true;
    for (const short *month = rule->by_month; *month != ICAL_RECURRENCE_ARRAY_MAX; month++)
        for (const short *day = rule->by_month_day; *day != ICAL_RECURRENCE_ARRAY_MAX; day++)
            if (*month >= 1 && *month <= 12 && ABS(*day) <= longest[*month - 1])
                return true;
    return false;
}

static bool
has_times(const struct icalrecurrencetype *rule)
{
    return rule->by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX ||
           rule->by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX ||
           rule->by_second[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static bool
add_rule(DeskEventReading *reading, const Event *event, struct icalrecurrencetype rule,
         GError **error)
{
    /* A rule by the hour could be looked through for years without a single date. */
    if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE)
        return fail(error, "an RRULE by DAILY, WEEKLY, MONTHLY or YEARLY");
    if (has_times(&rule) || rule.rscale)
        return fail(error, "an RRULE without BYHOUR, BYMINUTE, BYSECOND and RSCALE");
    if (!has_days(&rule))
        return fail(error, "days in BYMONTHDAY that the months in BYMONTH have");
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, event->start);
    if (!iterator)
        return fail(error, "an RRULE that this desk understands");
    bool ok = true;
    for (struct icaltimetype at = icalrecur_iterator_next(iterator);
         ok && !icaltime_is_null_time(at) && at.year < DESK_HOLIDAYS_YEAR_END;
         at = icalrecur_iterator_next(iterator))
        ok = is_in_time(reading, error) && (!is_time(at) || add_at(reading, event, at, error));
    icalrecur_iterator_free(iterator);
    return ok;
}

static bool
add_dates(DeskEventReading *reading, icalcomponent *component, const Event *event, GError **error)
{
    icalproperty_kind kind = ICAL_RDATE_PROPERTY;
    for (icalproperty *p = icalcomponent_get_first_property(component, kind); p;
         p = icalcomponent_get_next_property(component, kind)) {
        struct icaltimetype at = time_of(p);
        if (!is_time(at))
            return fail(error, "a date in RDATE");
        if (!add_at(reading, event, at, error))
            return false;
    }
    return true;
}

static bool
add_rules(DeskEventReading *reading, icalcomponent *component, const Event *event, GError **error)
{
    icalproperty_kind kind = ICAL_RRULE_PROPERTY;
    for (icalproperty *p = icalcomponent_get_first_property(component, kind); p;
         p = icalcomponent_get_next_property(component, kind))
        if (!add_rule(reading, event, icalproperty_get_rrule(p), error))
            return false;
    return true;
}

void
desk_event_note(DeskEventReading *reading, icalcomponent *component)
{
    icalproperty *p = icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY);
    struct icaltimetype time = p ? time_of(p) : icaltime_null_time();
    if (!is_time(time))
        return;
    const char *uid = icalcomponent_get_uid(component);
    if (!uid)
        return;
    GHashTable *days = g_hash_table_lookup(reading->replaced, uid);
    if (!days)
        g_hash_table_insert(reading->replaced, g_strdup(uid), days = new_days());
    add_day(days, day_at(reading, time, zone_of(reading, p, time)));
}

bool
desk_event_read(DeskEventReading *reading, icalcomponent *component, GError **error)
{
    icalproperty *broken = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
    if (broken) {
        g_autofree char *shown = desk_text_quote(icalproperty_get_xlicerror(broken));
        g_set_error(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_FILE,
                    "expected what RFC 5545 allows: %s", shown);
        return false;
    }
    if (icalcomponent_get_status(component) == ICAL_STATUS_CANCELLED)
        return true;
    g_autoptr(GHashTable) excluded = new_days();
    Event event = { .excluded = excluded };
    return is_in_time(reading, error) && read_event(reading, component, &event, error) &&
           add_at(reading, &event, event.start, error) &&
           add_rules(reading, component, &event, error) &&
           add_dates(reading, component, &event, error);
}
