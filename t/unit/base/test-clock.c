#include "base/clock.h"

#include <criterion/criterion.h>

Test(clock, a_span_has_its_two_greatest_units)
{
    static const struct {
        gint64 span;
        const char *shown;
    } rows[] = {
        { -DESK_SECOND, "0 s" },
        { DESK_SECOND - 1, "0 s" },
        { 59 * DESK_SECOND, "59 s" },
        { DESK_MINUTE, "1 min" },
        { 90 * DESK_SECOND, "1 min 30 s" },
        { DESK_HOUR + 59 * DESK_SECOND, "1 h" },
        { 2 * DESK_HOUR + 5 * DESK_MINUTE, "2 h 5 min" },
        { 30 * DESK_DAY, "720 h" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shown = desk_clock_span(rows[i].span);
        cr_expect_str_eq(shown, rows[i].shown, "row %zu: %s", i, shown);
    }
}

Test(clock, a_zone_that_nobody_knows_is_utc)
{
    static const struct {
        const char *name;
        const char *identifier;
    } rows[] = {
        { NULL, "UTC" },
        { "Europe/Berlin", "Europe/Berlin" },
        { "Europe/Nowhere", "UTC" },
        { "", "UTC" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GTimeZone) zone = desk_clock_zone(rows[i].name);
        cr_expect_str_eq(g_time_zone_get_identifier(zone), rows[i].identifier, "row %zu: %s", i,
                         rows[i].name);
    }
}
