#include "calendar/hours.h"
#include "base/clock.h"
#include "calendar/holidays.h"
#include "calendar/ics.h"
#include "calendar/opening.h"
#include "fuzz.h"

/* What a setting says wrong is told in one printable line. */
static void
check_error(const GError *error)
{
    MUST_HOLD(error && error->domain == DESK_HOURS_ERROR);
    MUST_HOLD(g_utf8_validate(error->message, -1, NULL) && !strchr(error->message, '\n'));
}

/* The hours of a day as somebody writes them. */
void
fuzz_opening(DeskBytes bytes)
{
    g_autofree char *day = g_strndup(bytes.data, bytes.size);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) openings = desk_opening_read(day, &error);
    MUST_HOLD(desk_hours_check_day(day, NULL) == (openings != NULL));
    if (!openings) {
        check_error(error);
        return;
    }
    gint64 last = -1;
    for (guint i = 0; i < openings->len; i++) {
        const DeskOpening *opening = &g_array_index(openings, DeskOpening, i);
        MUST_HOLD(opening->since > last && opening->since < opening->until);
        MUST_HOLD(opening->until <= DESK_DAY);
        last = opening->until;
    }
    const DeskHoursText text = { .zone = "UTC", .days = { day, day } };
    g_autoptr(DeskHours) hours = desk_hours_new(&text, NULL);
    MUST_HOLD((hours != NULL) == (openings->len > 0));
}

/* A file of holidays. */
void
fuzz_ics(DeskBytes bytes)
{
    g_autoptr(DeskZone) zone = desk_zone_new("Asia/Beirut", NULL);
    g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GError) error = NULL;
    MUST_HOLD(zone != NULL);
    if (!desk_ics_read(bytes, zone, days, &error)) {
        check_error(error);
        return;
    }
    MUST_HOLD(!error && days->len <= DESK_ICS_DATES_MAX);
    gint64 first = desk_holidays_day(DESK_HOLIDAYS_YEAR, 1, 1);
    gint64 end = desk_holidays_day(DESK_HOLIDAYS_YEAR_END, 1, 1);
    for (guint i = 0; i < days->len; i++) {
        gint64 day = g_array_index(days, gint64, i);
        MUST_HOLD(day >= first && day < end);
    }
}
