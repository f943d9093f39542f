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

Test(absence, c1_a_line_at_the_top_says_who_is_away)
{
    static const struct {
        const char *text, *subject;
        DeskAbsenceVerb verb;
        gint64 after; /* AWAY: now; -1: until further notice, or nothing */
        const char *reason;
        bool wrong;
    } cases[] = {
        { "#away 3d\n", "x", DESK_ABSENCE_AWAY, 3 * DESK_DAY, "", false },
        { "\n \r\n#Away until 2026-11-23 08:00 on holiday\nmore", "x", DESK_ABSENCE_AWAY,
          16 * DESK_HOUR, "on holiday", false },
        { "#away UNTIL 2026-11-23 ill", "x", DESK_ABSENCE_AWAY, 8 * DESK_HOUR, "ill", false },
        { "#away 2h", "x", DESK_ABSENCE_AWAY, 2 * DESK_HOUR, "", false },
        { "#away", "x", DESK_ABSENCE_AWAY, -1, "", false },
        { "#back", "x", DESK_ABSENCE_BACK, -1, "", false },
        { "", "#back", DESK_ABSENCE_BACK, -1, "", false },
        { " \n\n", "#away 1d", DESK_ABSENCE_AWAY, DESK_DAY, "", false },
        { "Hello", "#back", DESK_ABSENCE_NONE, -1, "", false },
        { "Hello\n#back", "x", DESK_ABSENCE_NONE, -1, "", false },
        { "##away 3d", "x", DESK_ABSENCE_NONE, -1, "", false },
        { "#awayday", "x", DESK_ABSENCE_NONE, -1, "", false },
        { "# away 3d", "x", DESK_ABSENCE_NONE, -1, "", false },
        { "> #away 3d", "x", DESK_ABSENCE_NONE, -1, "", false },
        { "", "", DESK_ABSENCE_NONE, -1, "", false },
        { "\u200b#away\u00a03d\u00a0 at\u2003sea", "x", DESK_ABSENCE_AWAY, 3 * DESK_DAY, "at sea",
          false },
        { "#back\u00a0\n", "x", DESK_ABSENCE_BACK, -1, "", false },
        { "#back\n\n##1 is done", "x", DESK_ABSENCE_BACK, -1, "", false },
        { "#away 3d\n\n #assign bob\n", "x", DESK_ABSENCE_AWAY, 0, "", true },
        { "#back\n#away 3d", "x", DESK_ABSENCE_BACK, 0, "", true },
        { "#away until soon", "x", DESK_ABSENCE_AWAY, 0, "", true },
        { "#away until", "x", DESK_ABSENCE_AWAY, 0, "", true },
        { "#away until 2026-11-22", "x", DESK_ABSENCE_AWAY, 0, "", true },
        { "#away 0d", "x", DESK_ABSENCE_AWAY, 0, "", true },
        { "#back tomorrow", "x", DESK_ABSENCE_BACK, 0, "", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskAbsenceCommand) command = { 0 };
        desk_absence_read(cases[i].text, cases[i].subject, NULL, NOW, &command);
        cr_expect_eq(command.verb, cases[i].verb, "%s: verb %d", cases[i].text, command.verb);
        cr_expect_eq(command.problem != NULL, cases[i].wrong, "%s: %s", cases[i].text,
                     command.problem ? command.problem : "sound");
        if (cases[i].verb != DESK_ABSENCE_AWAY || cases[i].wrong)
            continue;
        gint64 until = cases[i].after < 0 ? G_MAXINT64 : NOW + cases[i].after;
        cr_expect_eq(command.until, until, "%s: %" G_GINT64_FORMAT, cases[i].text, command.until);
        cr_expect_str_eq(command.reason, cases[i].reason, "%s: %s", cases[i].text, command.reason);
    }
}

Test(absence, c2_a_wrong_line_is_told_with_what_was_expected)
{
    g_auto(DeskAbsenceCommand) command = { 0 };
    desk_absence_read("#away until next week", "x", NULL, NOW, &command);
    cr_assert_not_null(command.problem);
    cr_expect_str_eq(command.line, "#away until next week");
    cr_expect_not_null(strstr(command.problem, "\"next\" is no time: expected 2026-12-01"), "%s",
                       command.problem);
}

Test(absence, c2_all_or_nothing_also_for_a_second_command)
{
    g_auto(DeskAbsenceCommand) command = { 0 };
    desk_absence_read("#away 3d\n\n#assign carol\n", "x", NULL, NOW, &command);
    cr_expect_str_eq(command.line, "#assign carol");
    cr_assert_not_null(command.problem);
}

Test(absence, says_whether_anything_else_stands_in_the_mail)
{
    static const struct {
        const char *text, *subject;
        bool is_alone;
    } cases[] = {
        { "#away 3d\n \n\n", "x", true },
        { "", "#back", true },
        { "#away 3d\n\nPlease call the customer.", "x", false },
        { "#back\n##1", "x", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskAbsenceCommand) command = { 0 };
        desk_absence_read(cases[i].text, cases[i].subject, NULL, NOW, &command);
        cr_expect_eq(command.is_alone, cases[i].is_alone, "%s", cases[i].text);
    }
}

Test(absence, a_line_without_end_stays_small)
{
    g_auto(DeskAbsenceCommand) command = { 0 };
    g_autofree char *many = g_strnfill(1000 * 1000, 'x');
    g_autofree char *reason = g_strconcat("#away 3d ", many, NULL);
    g_autofree char *time = g_strconcat("#away ", many, NULL);
    desk_absence_read(reason, "x", NULL, NOW, &command);
    cr_expect_eq(strlen(command.reason), 200);
    desk_absence_command_clear(&command);
    desk_absence_read(time, "x", NULL, NOW, &command);
    cr_expect_lt(strlen(command.line) + strlen(command.problem), 600);
}
