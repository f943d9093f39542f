#include "calendar/holidays.h"
#include "calendar/ics.h"

#include <criterion/criterion.h>

#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define EVENT(lines)     "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define ONE(lines)       CALENDAR(EVENT(lines))

/* The first few of the days found, as dates. */
static char *
days_of(const char *zone_name, const char *file, GError **error)
{
    g_autoptr(DeskZone) zone = desk_zone_new(zone_name, NULL);
    g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!desk_ics_read((DeskBytes){ file, strlen(file) }, zone, days, error))
        return NULL;
    desk_holidays_sort(days);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < MIN(days->len, 6); i++) {
        g_autoptr(GDateTime) date =
            g_date_time_new_from_unix_utc(g_array_index(days, gint64, i) * 86400);
        g_string_append_printf(text, "%s%04d-%02d-%02d", i > 0 ? " " : "",
                               g_date_time_get_year(date), g_date_time_get_month(date),
                               g_date_time_get_day_of_month(date));
    }
    if (days->len > 6)
        g_string_append_printf(text, " and %u more", days->len - 6);
    return g_string_free(text, FALSE);
}

Test(ics, takes_the_days_that_events_fill)
{
    static const struct {
        const char *name, *file, *expected;
    } rows[] = {
        { "a day", ONE("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261225\r\n"),
          "2026-12-24" },
        { "its end is outside", ONE("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n"),
          "2026-12-24 2026-12-25 2026-12-26" },
        { "no end", ONE("DTSTART;VALUE=DATE:20261224\r\n"), "2026-12-24" },
        { "ends where it begins",
          ONE("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261224\r\n"), "2026-12-24" },
        { "a duration", ONE("DTSTART;VALUE=DATE:20261224\r\nDURATION:P2D\r\n"),
          "2026-12-24 2026-12-25" },
        { "a week",
          ONE("DTSTART;VALUE=DATE:20261228\r\nDURATION:P1W\r\nRDATE;VALUE=DATE:20261229\r\n"),
          "2026-12-28 2026-12-29 2026-12-30 2026-12-31 2027-01-01 2027-01-02 and 2 more" },
        { "a date without VALUE", ONE("DTSTART:20261224\r\n"), "2026-12-24" },
        { "newlines alone",
          "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT\nEND:VCALENDAR",
          "2026-12-24" },
        { "a mark of UTF-8", "\xef\xbb\xbf" ONE("DTSTART;VALUE=DATE:20261224\r\n"), "2026-12-24" },
        { "folded lines", ONE("DTSTART;VAL\r\n UE=DATE:2026\r\n\t1224\r\n"), "2026-12-24" },
        { "lower case",
          "begin:vcalendar\nbegin:vevent\ndtstart;value=date:20261224\nend:vevent\nend:vcalendar\n",
          "2026-12-24" },
        { "cancelled",
          CALENDAR(EVENT("DTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED\r\n")
                       EVENT("DTSTART;VALUE=DATE:20261226\r\nSTATUS:CONFIRMED\r\n")),
          "2026-12-26" },
        { "two calendars",
          ONE("DTSTART;VALUE=DATE:20261224\r\n") ONE("DTSTART;VALUE=DATE:20261226\r\n"),
          "2026-12-24 2026-12-26" },
        { "other components",
          CALENDAR("BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                   "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VTODO\r\nDTSTART;VALUE=DATE:"
                   "20260101\r\nEND:VTODO\r\n" EVENT("DTSTART;VALUE=DATE:20261224\r\nBEGIN:"
                                                     "VALARM\r\nDURATION:PT5M\r\nEND:VALARM\r\n")),
          "2026-12-24" },
        { "broken properties that say no date",
          ONE("DTSTART;VALUE=DATE:20261224\r\nGEO:nowhere\r\nFOO\r\nX-BAR;=:\r\n"
              "LAST-MODIFIED:yesterday\r\n"),
          "2026-12-24" },
        { "before the known years", ONE("DTSTART;VALUE=DATE:16010101\r\n"), "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *days = days_of("Europe/Berlin", rows[i].file, &error);
        cr_assert(days, "%s: %s", rows[i].name, error ? error->message : "");
        cr_expect_str_eq(days, rows[i].expected, "%s: %s", rows[i].name, days);
    }
}

Test(ics, takes_timed_events_for_the_days_that_they_fill_on_the_wall)
{
    static const struct {
        const char *zone, *lines, *expected;
    } rows[] = {
        { "Europe/Berlin", "DTSTART:20261224T000000\r\nDTEND:20261225T000000\r\n", "2026-12-24" },
        { "Europe/Berlin", "DTSTART:20261224T000000\r\nDURATION:PT48H\r\n",
          "2026-12-24 2026-12-25" },
        { "Europe/Berlin", "DTSTART:20261224T120000\r\nDTEND:20261226T120000\r\n", "2026-12-25" },
        { "Europe/Berlin", "DTSTART:20261224T090000\r\nDTEND:20261224T170000\r\n", "" },
        { "Europe/Berlin", "DTSTART:20261224T000000\r\n", "" },
        { "Europe/Berlin", "DTSTART:20261223T230000Z\r\nDTEND:20261224T230000Z\r\n", "2026-12-24" },
        { "UTC", "DTSTART:20261223T230000Z\r\nDTEND:20261224T230000Z\r\n", "" },
        { "America/New_York",
          "DTSTART;TZID=Europe/Berlin:20261224T060000\r\nDTEND;TZID=Europe/"
          "Berlin:20261225T060000\r\n",
          "2026-12-24" },
        { "Europe/Berlin",
          "DTSTART;TZID=W. Europe Standard Time:20261224T000000\r\n"
          "DTEND;TZID=W. Europe Standard Time:20261225T000000\r\n",
          "2026-12-24" },
        { "Asia/Beirut", "DTSTART:20240330T220000Z\r\nDTEND:20240331T210000Z\r\n", "2024-03-31" },
        /* Summer time begins and ends within these days. */
        { "Europe/Berlin", "DTSTART:20260328T230000Z\r\nDTEND:20260329T220000Z\r\n", "2026-03-29" },
        { "Asia/Beirut",
          "DTSTART;TZID=Asia/Beirut:20240331T000000\r\nDTEND;TZID=Asia/Beirut:20240401T000000\r\n",
          "2024-03-31" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *file = g_strconcat("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", rows[i].lines,
                                            "END:VEVENT\r\nEND:VCALENDAR\r\n", NULL);
        g_autofree char *days = days_of(rows[i].zone, file, &error);
        cr_assert(days, "row %zu: %s", i, error ? error->message : "");
        cr_expect_str_eq(days, rows[i].expected, "row %zu: %s", i, days);
    }
}

Test(ics, expands_what_recurs)
{
    static const struct {
        const char *file, *expected;
    } rows[] = {
        { ONE("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n"),
          "2020-12-25 2021-12-25 2022-12-25" },
        { ONE("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY;UNTIL=20221225\r\n"),
          "2020-12-25 2021-12-25 2022-12-25" },
        { ONE("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\n"),
          "2020-12-25 2021-12-25 2022-12-25 2023-12-25 2024-12-25 2025-12-25 and 124 more" },
        { ONE("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3\r\n"),
          "2020-11-26 2021-11-25 2022-11-24" },
        { ONE("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n"),
          "2024-02-29 2028-02-29" },
        { ONE("DTSTART;VALUE=DATE:16010101\r\nRRULE:FREQ=YEARLY;UNTIL=19720101\r\n"),
          "1970-01-01 1971-01-01 1972-01-01" },
        { ONE("DTSTART;VALUE=DATE:20201224\r\nDTEND;VALUE=DATE:20201226\r\nRRULE:FREQ=YEARLY;COUNT="
              "2\r\n"),
          "2020-12-24 2020-12-25 2021-12-24 2021-12-25" },
        { ONE("DTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;VALUE=DATE:"
              "20260112,20260119\r\n"),
          "2026-01-05 2026-01-26" },
        { ONE("DTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nEXDATE:"
              "20260105T000000\r\n"),
          "2026-01-12" },
        { ONE("DTSTART;VALUE=DATE:20260105\r\nRDATE;VALUE=DATE:20260301,20260302\r\n"),
          "2026-01-05 2026-03-01 2026-03-02" },
        { ONE("DTSTART:20260105T000000\r\nDTEND:20260106T000000\r\nRRULE:FREQ=MONTHLY;COUNT=2\r\n"),
          "2026-01-05 2026-02-05" },
        { ONE("DTSTART:20260327T230000Z\r\nDTEND:20260328T230000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
          "2026-03-28 2026-03-29" },
        { CALENDAR(
              EVENT("UID:a\r\nDTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n") EVENT(
                  "UID:a\r\nRECURRENCE-ID;VALUE=DATE:20260112\r\nDTSTART;VALUE=DATE:20260114\r\n")
                  EVENT("UID:a\r\nRECURRENCE-ID;VALUE=DATE:20260119\r\nDTSTART;VALUE=DATE:"
                        "20260119\r\nSTATUS:CANCELLED\r\n")),
          "2026-01-05 2026-01-14" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *days = days_of("Europe/Berlin", rows[i].file, &error);
        cr_assert(days, "row %zu: %s", i, error ? error->message : "");
        cr_expect_str_eq(days, rows[i].expected, "row %zu: %s", i, days);
    }
}

Test(ics, says_what_it_cannot_take)
{
    static const struct {
        const char *file, *expected;
    } rows[] = {
        { "", "expected an iCalendar file" },
        { "2026-12-24\n", "expected an iCalendar file" },
        { "BEGIN:VCARD\nEND:VCARD\n", "expected an iCalendar file" },
        { "END:VCALENDAR\n", "expected a BEGIN for each END" },
        { "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "expected at least one event" },
        { "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\n",
          "seems to have been cut" },
        { ONE("SUMMARY:Party\r\n"), "event 1, \"Party\": expected a date in DTSTART" },
        { ONE("DTSTART;VALUE=DATE:20260230\r\n"), "expected" },
        { ONE("DTSTART;VALUE=DATE:tomorrow\r\n"), "expected what RFC 5545 allows" },
        { ONE("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=SOMETIMES\r\n"),
          "expected what RFC 5545 allows" },
        { ONE("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=HOURLY\r\n"),
          "expected an RRULE by DAILY" },
        { ONE("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261399\r\n"), "expected" },
        { ONE("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30,-30\r\n"),
          "expected days in BYMONTHDAY" },
        { ONE("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=DAILY;BYHOUR=1,2\r\n"),
          "expected an RRULE without BYHOUR" },
        { ONE("DTSTART;VALUE=DATE:19700101\r\nRRULE:FREQ=DAILY\r\n"), "at most 50000 dates" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *days = days_of("Europe/Berlin", rows[i].file, &error);
        cr_assert(!days, "row %zu: %s", i, days);
        cr_expect(g_error_matches(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_FILE), "row %zu", i);
        cr_expect(strstr(error->message, rows[i].expected), "row %zu: %s", i, error->message);
    }
}

static char *
repeated(const char *event, size_t times)
{
    g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\n");
    for (size_t i = 0; i < times; i++)
        g_string_append(text, event);
    g_string_append(text, "END:VCALENDAR\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* A file is read when a daemon reloads: each of these would take minutes. */
Test(ics, takes_little_time_whatever_it_says, .timeout = 10)
{
    static const char *const events[] = {
        EVENT("DTSTART;VALUE=DATE:20260101\r\n"
              "RRULE:FREQ=DAILY;BYMONTH=2,3;BYMONTHDAY=31;BYDAY=MO;BYSETPOS=9\r\n"),
        EVENT("DTSTART;VALUE=DATE:00010101\r\n"
              "RRULE:FREQ=DAILY;BYMONTH=2,12;BYMONTHDAY=31;BYSETPOS=3\r\n"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *file = repeated(events[i], 5000);
        g_autofree char *days = days_of("Europe/Berlin", file, &error);
        cr_assert(!days, "row %zu: %s", i, days);
        cr_expect(strstr(error->message, "expected recurrences that half a second"), "row %zu: %s",
                  i, error->message);
    }
}

Test(ics, a_long_name_is_looked_up_once, .timeout = 10)
{
    g_autofree char *name = g_strnfill(900000, 'A');
    g_autofree char *file =
        g_strdup_printf(CALENDAR(EVENT("UID:B\r\nRECURRENCE-ID;VALUE=DATE:20260102\r\n"
                                       "DTSTART;VALUE=DATE:20260105\r\n")
                                     EVENT("UID:%s\r\nDTSTART;VALUE=DATE:19700101\r\n"
                                           "RRULE:FREQ=DAILY;COUNT=40000\r\n")),
                        name);
    g_autoptr(GError) error = NULL;
    g_autofree char *days = days_of("Europe/Berlin", file, &error);
    cr_assert(days, "%s", error ? error->message : "");
    cr_expect(g_str_has_suffix(days, "and 39994 more"), "%s", days);
}

/* To libical the year 100 was a leap year, as it was to Caesar. */
Test(ics, a_day_that_no_calendar_of_ours_has_is_passed_over)
{
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
    g_autoptr(GError) error = NULL;
    g_autofree char *days =
        days_of("Europe/Berlin", ONE("DTSTART;VALUE=DATE:01000228\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
                &error);
    cr_assert(days, "%s", error ? error->message : "");
    cr_expect_str_eq(days, "");
}
