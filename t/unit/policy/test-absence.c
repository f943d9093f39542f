#include "base/clock.h"
#include "policy/absence.h"

#include <criterion/criterion.h>

/* 2026-11-22 16:00:00 UTC */
#define NOW (G_GINT64_CONSTANT(1795363200) * DESK_SECOND)

Test(absence, reads_the_times_that_people_write)
{
    static const struct {
        const char *text, *zone;
        gint64 after; /* now; -1: it is none */
    } cases[] = {
        { "90m", NULL, 90 * DESK_MINUTE },
        { "3d", NULL, 3 * DESK_DAY },
        { "2W", NULL, 14 * DESK_DAY },
        { "2026-11-23", NULL, 8 * DESK_HOUR },
        { "2026-11-23", "Europe/Berlin", 7 * DESK_HOUR },
        { "2026-11-22 18:30", NULL, 150 * DESK_MINUTE },
        { "2026-11-22T18:30", "Europe/Berlin", 90 * DESK_MINUTE },
        { "2026-11-22 18:30:30", NULL, 150 * DESK_MINUTE + 30 * DESK_SECOND },
        { "2026-11-22T18:30:00Z", "Europe/Berlin", 150 * DESK_MINUTE },
        { "2026-11-22T18:30:00+01:00", NULL, 90 * DESK_MINUTE },
        { "2026-06-01", "Europe/Berlin", -(15 * DESK_HOUR + 18 * DESK_MINUTE) },
        { "2026-02-30", NULL, -1 },
        { "2026-11-22 25:00", NULL, -1 },
        { "2026-11-22 18:30 or so", NULL, -1 },
        { "2026-1-2", NULL, -1 },
        { "2026-W48-1", NULL, -1 },
        { "tomorrow", NULL, -1 },
        { "", NULL, -1 },
        { "3", NULL, -1 },
        { "3dd", NULL, -1 },
        { "-3d", NULL, -1 },
        { "9999999d", NULL, -1 },
        { "999999w", NULL, -1 },
        { "9999-01-01", NULL, -1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 at = -7;
        bool ok = desk_absence_read_time(cases[i].text, cases[i].zone, NOW, &at, &error);
        if (g_str_equal(cases[i].text, "2026-06-01")) {
            cr_expect_eq(at, G_GINT64_CONSTANT(1780264800) * DESK_SECOND, "summer time");
            continue;
        }
        cr_expect_eq(ok, cases[i].after != -1, "%s: %s", cases[i].text, ok ? "read" : "refused");
        cr_expect_eq(ok, error == NULL, "%s", cases[i].text);
        cr_expect_eq(at, ok ? NOW + cases[i].after : -7, "%s: %" G_GINT64_FORMAT, cases[i].text,
                     at - NOW);
    }
}

Test(absence, times_are_told_in_the_zone_of_the_agent)
{
    static const struct {
        gint64 at;
        const char *zone, *shown;
    } cases[] = {
        { NOW + 8 * DESK_HOUR, NULL, "away until 2026-11-23" },
        { NOW, NULL, "away until 2026-11-22 16:00 UTC" },
        { NOW, "Europe/Berlin", "away until 2026-11-22 17:00 CET" },
        { NOW + 7 * DESK_HOUR, "Europe/Berlin", "away until 2026-11-23" },
        { G_MAXINT64, "Europe/Berlin", "away until further notice" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = desk_absence_show(cases[i].zone, cases[i].at);
        cr_expect_str_eq(shown, cases[i].shown, "%zu: %s", i, shown);
    }
}

Test(absence, reads_until_when)
{
    static const struct {
        const char *line;
        gint64 after; /* now; -1: until further notice; 0: it is an error */
        const char *rest;
    } cases[] = {
        { "", -1, "" },
        { "3d", 3 * DESK_DAY, "" },
        { "until 2026-11-23 08:00 on holiday", 16 * DESK_HOUR, "on holiday" },
        { "UNTIL 2026-11-23 ill", 8 * DESK_HOUR, "ill" },
        { "2h", 2 * DESK_HOUR, "" },
        { "2h  at sea", 2 * DESK_HOUR, "at sea" },
        { "until soon", 0, "until soon" },
        { "until", 0, "until" },
        { "until 2026-11-22", 0, "until 2026-11-22" },
        { "0d", 0, "0d" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        const char *line = cases[i].line;
        gint64 until = -7;
        bool ok = desk_absence_read_until(&line, NULL, NOW, &until, &error);
        gint64 wanted = cases[i].after < 0 ? G_MAXINT64 : NOW + cases[i].after;
        cr_expect_eq(ok, cases[i].after != 0, "%s", cases[i].line);
        cr_expect_eq(ok, error == NULL, "%s", cases[i].line);
        cr_expect_eq(until, ok ? wanted : -7, "%s: %" G_GINT64_FORMAT, cases[i].line, until);
        cr_expect_str_eq(line, cases[i].rest, "%s: %s", cases[i].line, line);
    }
}
