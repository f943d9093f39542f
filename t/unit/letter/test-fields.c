#include "base/clock.h"
#include "letter/fields.h"

#include <criterion/criterion.h>

#define MONDAY (G_GINT64_CONSTANT(1795388700) * DESK_SECOND) /* 2026-11-22 23:05 UTC */

static const char shape[] = "{{#at}}{{year}}|{{month}}|{{day}}|{{hour}}|{{minute}}|{{zone}}|"
                            "{{#month_11}}November{{/month_11}}{{#month_3}}March{{/month_3}}|"
                            "{{#weekday_1}}Monday{{/weekday_1}}{{#weekday_7}}Sunday{{/weekday_7}}"
                            "{{#is_first_day}}|first{{/is_first_day}}"
                            "{{/at}}{{^at}}never{{/at}}";

static DeskHours *
in_zone(const char *zone)
{
    const DeskHoursText text = { .zone = zone, .days = { "09:00-17:00" } };
    DeskHours *hours = desk_hours_new(&text, NULL);
    cr_assert(hours);
    return hours;
}

static char *
show(const DeskHours *hours, gint64 at)
{
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(shape, NULL);
    g_autoptr(DeskValues) values = desk_values_map();
    desk_values_set(values, "at", desk_field_parts(hours, at));
    return desk_template_render(tmpl, values, DESK_ESCAPE_NONE, NULL, NULL, NULL);
}

Test(fields, the_parts_of_a_moment_are_those_of_the_zone)
{
    static const struct {
        const char *zone;
        gint64 at;
        const char *shown;
    } rows[] = {
        { NULL, MONDAY, "2026|11|22|23|05|UTC|November|Sunday" },
        { "Europe/Berlin", MONDAY, "2026|11|23|00|05|CET|November|Monday" },
        { "Europe/Berlin", MONDAY + 120 * DESK_DAY, "2027|3|23|00|05|CET|March|" },
        { "Europe/Berlin", MONDAY + 8 * DESK_DAY, "2026|12|1|00|05|CET|||first" },
        { NULL, MONDAY + 8 * DESK_DAY, "2026|11|30|23|05|UTC|November|Monday" },
        { "America/Sao_Paulo", MONDAY, "2026|11|22|20|05|-03|November|Sunday" },
        { "Europe/Berlin", 0, "never" },
        { NULL, 0, "never" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskHours) hours = rows[i].zone ? in_zone(rows[i].zone) : NULL;
        g_autofree char *shown = show(hours, rows[i].at);
        cr_expect_str_eq(shown, rows[i].shown, "row %zu: %s, expected %s", i, shown, rows[i].shown);
    }
}
