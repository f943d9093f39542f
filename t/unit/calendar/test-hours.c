#include "calendar/hours.h"

#include <criterion/criterion.h>
#include <math.h>

#define NIGHT_AND_DAY "00:00-24:00"

/* "2026-11-23T09:00Z", also with seconds. */
static gint64
at(const char *text)
{
    bool is_short = strlen(text) == strlen("2026-11-23T09:00Z");
    g_autofree char *full = g_strdup_printf("%.16s%s", text, is_short ? ":00Z" : text + 16);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(full, utc);
    cr_assert(time, "%s", text);
    return g_date_time_to_unix(time) * DESK_SECOND;
}

/* The same hours each day, or from Monday to Friday. */
static DeskHours *
hours_of(const char *zone, const char *day, bool weekend)
{
    g_autoptr(GError) error = NULL;
    DeskHoursText text = { .zone = zone };
    for (int i = 0; i < (weekend ? 7 : 5); i++)
        text.days[i] = day;
    DeskHours *hours = desk_hours_new(&text, &error);
    cr_assert(hours, "%s %s: %s", zone, day, error ? error->message : "");
    return hours;
}

Test(hours, an_hour_that_a_clock_skips_or_repeats_is_counted_as_it_is_lived)
{
    static const struct {
        const char *zone, *day, *since, *until;
        gint64 minutes;
    } rows[] = {
        /* Berlin skips 02:00 to 03:00 on 2026-03-29 and repeats it on 2026-10-25. */
        { "Europe/Berlin", NIGHT_AND_DAY, "2026-03-28T23:00Z", "2026-03-29T22:00Z", 23 * 60 },
        { "Europe/Berlin", NIGHT_AND_DAY, "2026-10-24T22:00Z", "2026-10-25T23:00Z", 25 * 60 },
        { "Europe/Berlin", "02:00-03:00", "2026-03-28T23:00Z", "2026-03-29T22:00Z", 0 },
        { "Europe/Berlin", "02:00-03:00", "2026-10-24T22:00Z", "2026-10-25T23:00Z", 120 },
        { "Europe/Berlin", "02:30-04:00", "2026-03-28T23:00Z", "2026-03-29T22:00Z", 60 },
        { "Europe/Berlin", "01:30-02:30", "2026-03-28T23:00Z", "2026-03-29T22:00Z", 30 },
        { "Europe/Berlin", "01:30-02:30", "2026-10-24T22:00Z", "2026-10-25T23:00Z", 90 },
        /* Lord Howe moves by half an hour. */
        { "Australia/Lord_Howe", NIGHT_AND_DAY, "2026-04-04T13:00Z", "2026-04-05T13:30Z",
          24 * 60 + 30 },
        { "Australia/Lord_Howe", NIGHT_AND_DAY, "2026-10-03T13:30Z", "2026-10-04T13:00Z",
          24 * 60 - 30 },
        { "Australia/Lord_Howe", "02:00-02:30", "2026-10-03T13:30Z", "2026-10-04T13:00Z", 0 },
        /* Samoa had no Friday, 2011-12-30. */
        { "Pacific/Apia", NIGHT_AND_DAY, "2011-12-29T10:00Z", "2011-12-31T10:00Z", 48 * 60 },
        { "Pacific/Apia", "09:00-17:00", "2011-12-29T10:00Z", "2011-12-31T10:00Z", 16 * 60 },
        /* These days began at 01:00. */
        { "America/Sao_Paulo", "00:00-02:00", "2018-11-04T02:00Z", "2018-11-05T01:00Z", 60 },
        { "Asia/Beirut", "00:00-02:00", "2024-03-30T21:00Z", "2024-03-31T20:00Z", 60 },
        { "Asia/Beirut", NIGHT_AND_DAY, "2024-03-30T22:00Z", "2024-03-31T21:00Z", 23 * 60 },
        /* And 23:00 came twice. */
        { "America/Sao_Paulo", "23:00-24:00", "2018-02-17T12:00Z", "2018-02-18T12:00Z", 120 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskHours) hours = hours_of(rows[i].zone, rows[i].day, true);
        gint64 open = desk_hours_between(hours, at(rows[i].since), at(rows[i].until));
        cr_expect_eq(open, rows[i].minutes * DESK_MINUTE, "%s %s from %s: %" G_GINT64_FORMAT,
                     rows[i].zone, rows[i].day, rows[i].since, open / DESK_MINUTE);
    }
}

Test(hours, the_end_of_a_span_is_the_first_moment_at_which_it_has_passed)
{
    static const struct {
        const char *day, *since, *until;
        gint64 minutes;
    } rows[] = {
        { "09:00-12:30, 13:30-17:30", "2026-11-23T08:00Z", "2026-11-23T11:30Z", 210 },
        { "09:00-12:30, 13:30-17:30", "2026-11-23T08:00Z", "2026-11-23T12:31Z", 211 },
        { "09:00-12:30, 13:30-17:30", "2026-11-21T12:00Z", "2026-11-23T08:01Z", 1 },
        { "09:00-12:30, 13:30-17:30", "2026-11-27T16:00Z", "2026-11-30T08:30Z", 60 },
        { "09:00-12:30, 13:30-17:30", "2026-11-23T08:00Z", "2026-11-27T16:30Z", 5 * 450 },
        { "22:00-24:00", "2026-11-23T08:00Z", "2026-11-24T22:00Z", 180 },
        { "09:00-17:00", "2026-11-23T08:00Z", "2026-11-23T08:00Z", 0 },
        { "09:00-17:00", "2026-11-23T08:00Z", "2026-11-23T08:00Z", -5 },
        /* Over the end of summer time: 03:00 is five hours after 23:00, and open for three. */
        { "00:00-24:00", "2026-10-24T21:00Z", "2026-10-25T02:00Z", 300 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskHours) hours = hours_of("Europe/Berlin", rows[i].day, i == 8);
        gint64 found = desk_hours_after(hours, at(rows[i].since), rows[i].minutes * DESK_MINUTE);
        g_autofree char *shown = desk_hours_show(hours, found);
        cr_expect_eq(found, at(rows[i].until), "row %zu, %s: %s", i, rows[i].day, shown);
    }
}

Test(hours, holidays_are_closed)
{
    static const char *const holidays[] = { "12-25", "2026-12-24", "02-29", NULL };
    DeskHoursText text = { .zone = "Europe/Berlin", .holidays = holidays };
    for (int i = 0; i < 7; i++)
        text.days[i] = "09:00-17:00";
    g_autoptr(DeskHours) hours = desk_hours_new(&text, NULL);
    static const struct {
        const char *since, *until;
        gint64 days;
    } rows[] = {
        { "2026-12-23T00:00Z", "2026-12-27T00:00Z", 2 },
        { "2027-12-23T00:00Z", "2027-12-27T00:00Z", 3 },
        { "2028-02-28T00:00Z", "2028-03-02T00:00Z", 2 },
        { "2027-02-28T00:00Z", "2027-03-02T00:00Z", 2 },
        { "2026-12-24T00:00Z", "2026-12-26T00:00Z", 0 },
        { "2046-12-24T00:00Z", "2046-12-27T00:00Z", 2 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_hours_between(hours, at(rows[i].since), at(rows[i].until)),
                     rows[i].days * 8 * DESK_HOUR, "%s", rows[i].since);
    cr_expect(!desk_hours_is_open(hours, at("2026-12-24T12:00Z")));
    cr_expect(desk_hours_is_open(hours, at("2026-12-23T12:00Z")));
    cr_expect_eq(desk_hours_next_open(hours, at("2026-12-24T12:00Z")), at("2026-12-26T08:00Z"));
}

Test(hours, knows_whether_it_is_open)
{
    static const struct {
        const char *at, *next;
    } rows[] = {
        { "2026-11-23T07:59:59.999Z", "2026-11-23T08:00Z" },
        { "2026-11-23T08:00Z", NULL },
        { "2026-11-23T11:29:59Z", NULL },
        { "2026-11-23T11:30Z", "2026-11-23T12:30Z" },
        { "2026-11-27T16:30Z", "2026-11-30T08:00Z" },
        { "2026-11-28T10:00Z", "2026-11-30T08:00Z" },
    };
    g_autoptr(DeskHours) hours = hours_of("Europe/Berlin", "09:00-12:30,13:30-17:30", false);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 moment = at(rows[i].at);
        cr_expect_eq(desk_hours_is_open(hours, moment), rows[i].next == NULL, "%s", rows[i].at);
        cr_expect_eq(desk_hours_next_open(hours, moment), rows[i].next ? at(rows[i].next) : moment,
                     "%s", rows[i].at);
    }
}

Test(hours, looks_twenty_years_ahead)
{
    g_autoptr(DeskHours) hours = hours_of("Europe/Berlin", "09:00-10:00", false);
    gint64 since = at("2026-11-23T08:00Z");
    cr_expect_eq(desk_hours_after(hours, since, G_MAXINT64), since + DESK_HOURS_AHEAD);
    cr_expect_eq(desk_hours_after(hours, since, 4800 * DESK_HOUR), at("2045-04-14T08:00Z"));
    for (int i = 0; i < 2; i++) {
        gint64 far = i ? G_MAXINT64 : G_MININT64;
        cr_expect_eq(desk_hours_between(hours, far, far), 0);
        cr_expect_geq(desk_hours_after(hours, far, DESK_HOUR), far == G_MAXINT64 ? 0 : far);
        g_autofree char *shown = desk_hours_show(hours, far);
        cr_expect(shown);
        (void) desk_hours_next_open(hours, far);
    }
    cr_expect_gt(desk_hours_between(hours, G_MININT64, G_MAXINT64), 0);
}

Test(hours, always_is_all_the_time)
{
    g_autoptr(DeskHours) hours = desk_hours_always();
    gint64 since = at("2026-11-21T12:34:56Z");
    cr_expect_eq(desk_hours_between(hours, since, since + 12345678901), 12345678901);
    cr_expect_eq(desk_hours_after(hours, since, 12345678901), since + 12345678901);
    cr_expect(desk_hours_is_open(hours, since));
    cr_expect_eq(desk_hours_next_open(hours, since), since);
}

Test(hours, shows_a_moment_as_people_of_the_zone_write_it)
{
    static const struct {
        const char *zone, *at, *expected;
    } rows[] = {
        { "Europe/Berlin", "2026-11-23T08:00Z", "Mon 2026-11-23 09:00 CET" },
        { "Europe/Berlin", "2026-07-05T21:59Z", "Sun 2026-07-05 23:59 CEST" },
        { "America/New_York", "2026-11-23T04:00Z", "Sun 2026-11-22 23:00 EST" },
        { "Australia/Lord_Howe", "2026-11-23T04:00Z", "Mon 2026-11-23 15:00 +11" },
        { "UTC", "2026-11-28T04:00Z", "Sat 2026-11-28 04:00 UTC" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskHours) hours = hours_of(rows[i].zone, NIGHT_AND_DAY, true);
        g_autofree char *shown = desk_hours_show(hours, at(rows[i].at));
        cr_expect_str_eq(shown, rows[i].expected, "%s", shown);
    }
}

Test(hours, takes_the_zones_of_the_system_alone)
{
    static const char *const good[] = { "Europe/Berlin",
                                        "UTC",
                                        "Etc/GMT+3",
                                        "America/Port-au-Prince",
                                        "America/Argentina/Buenos_Aires",
                                        "EST5EDT",
                                        "Asia/Kathmandu" };
    static const char *const bad[] = { NULL,
                                       "",
                                       "Europe",
                                       "Europe/Nowhere",
                                       "europe/berlin",
                                       "../etc/passwd",
                                       "Europe/../Europe/Berlin",
                                       "/etc/localtime",
                                       "right/Europe/Berlin",
                                       "leapseconds",
                                       "zone.tab",
                                       "+02",
                                       "CET-1CEST",
                                       "Europe/Berlin ",
                                       "Europe/Berlin\n",
                                       "M\xc3\xbcnchen",
                                       "BRST+3BRDT+2,M10.3.0,M2.3.0" };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_expect(desk_hours_check_zone(good[i], NULL), "%s", good[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect(!desk_hours_check_zone(bad[i], &error), "%s", bad[i]);
        cr_assert(g_error_matches(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_ZONE), "%s", bad[i]);
        cr_expect(strstr(error->message, "expected a time zone"), "%s", error->message);
    }
}

Test(hours, says_which_setting_is_wrong)
{
    static const char *const bad_date[] = { "12-25", "yesterday", NULL };
    static const struct {
        DeskHoursText text;
        DeskHoursError code;
        const char *expected;
    } rows[] = {
        { { .zone = "Nowhere", .days = { "09:00-17:00" } }, DESK_HOURS_ERROR_ZONE, "Nowhere" },
        { { .zone = "UTC", .days = { NULL, "nine" } }, DESK_HOURS_ERROR_DAY, "tuesday: " },
        { { .zone = "UTC" }, DESK_HOURS_ERROR_CLOSED, "on at least one day" },
        { { .zone = "UTC", .days = { "", "" } }, DESK_HOURS_ERROR_CLOSED, "on at least one day" },
        { { .zone = "UTC", .days = { "09:00-17:00" }, .holidays = bad_date },
          DESK_HOURS_ERROR_HOLIDAY,
          "holidays: \"yesterday\"" },
        { { .zone = "UTC", .days = { "09:00-17:00" }, .holidays_file = "/nonexistent.ics" },
          DESK_HOURS_ERROR_FILE,
          "/nonexistent.ics: cannot open" },
        { { .zone = "UTC", .days = { "09:00-17:00" }, .holidays_file = "/dev/zero" },
          DESK_HOURS_ERROR_FILE,
          "/dev/zero: is no regular file" },
        { { .zone = "UTC", .days = { "09:00-17:00" }, .holidays_file = "/proc/self/comm" },
          DESK_HOURS_ERROR_FILE,
          "/proc/self/comm: expected an iCalendar file" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskHours) hours = desk_hours_new(&rows[i].text, &error);
        cr_assert(!hours && error, "row %zu", i);
        cr_expect(error->domain == DESK_HOURS_ERROR && error->code == (int) rows[i].code,
                  "row %zu: %s", i, error->message);
        cr_expect(strstr(error->message, rows[i].expected), "row %zu: %s", i, error->message);
    }
}

/* A span of any length from any moment. */
static void
expect_agreement(const DeskHours *hours, GRand *dice, const char *zone)
{
    gint64 since = at("2010-01-01T00:00Z") + (gint64) (g_rand_double(dice) * 1e15);
    gint64 span = (gint64) exp2(g_rand_double_range(dice, 0, 43));
    gint64 end = desk_hours_after(hours, since, span);
    gint64 found = desk_hours_between(hours, since, end);
    gint64 before = desk_hours_between(hours, since, end - 1);
    cr_expect(found == span && before < span,
              "%s: %" PRId64 " from %" PRId64 " ends at %" PRId64 ", where %" PRId64 " have passed",
              zone, span, since, end, found);
    gint64 middle = since + (end - since) / 3;
    cr_expect_eq(found,
                 desk_hours_between(hours, since, middle) + desk_hours_between(hours, middle, end));
    gint64 next = desk_hours_next_open(hours, since);
    cr_expect(desk_hours_is_open(hours, next) && next >= since && next < end, "%s: %" PRId64, zone,
              since);
    cr_expect_eq(desk_hours_between(hours, since, next), 0, "%s: %" PRId64, zone, since);
}

Test(hours, what_is_between_and_what_is_after_agree)
{
    static const char *const zones[] = { "Europe/Berlin",     "Australia/Lord_Howe", "Pacific/Apia",
                                         "America/Sao_Paulo", "Asia/Beirut",         "UTC" };
    static const char *const holidays[] = { "12-25", "03-29", "2011-12-31", "02-29", NULL };
    GRand *dice = g_rand_new_with_seed(1);
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        const DeskHoursText text = {
            .zone = zones[i],
            .days = { "09:00-12:30,13:30-17:30", NULL, "00:00-00:30,23:30-24:00", "00:00-24:00",
                      "09:07-09:08", NULL, "00:00-03:00" },
            .holidays = holidays,
        };
        g_autoptr(DeskHours) hours = desk_hours_new(&text, NULL);
        cr_assert(hours, "%s", zones[i]);
        for (int n = 0; n < 2000; n++)
            expect_agreement(hours, dice, zones[i]);
    }
    g_rand_free(dice);
}
