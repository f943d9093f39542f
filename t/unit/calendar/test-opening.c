#include "base/clock.h"
#include "calendar/opening.h"

#include <criterion/criterion.h>

static char *
written(const GArray *openings)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < openings->len; i++) {
        const DeskOpening *o = &g_array_index(openings, DeskOpening, i);
        int since = (int) (o->since / DESK_MINUTE), until = (int) (o->until / DESK_MINUTE);
        g_string_append_printf(text, "%s%02d:%02d-%02d:%02d", i > 0 ? " " : "", since / 60,
                               since % 60, until / 60, until % 60);
    }
    return g_string_free(text, FALSE);
}

Test(opening, reads_hours_of_a_day)
{
    static const struct {
        const char *day, *expected;
    } rows[] = {
        { NULL, "" },
        { "", "" },
        { " \t", "" },
        { "09:00-17:30", "09:00-17:30" },
        { "9:00-17:30", "09:00-17:30" },
        { " 09:00 - 12:30 ,13:30-17:30 ", "09:00-12:30 13:30-17:30" },
        { "13:30-17:30,09:00-12:30", "09:00-12:30 13:30-17:30" },
        { "00:00-24:00", "00:00-24:00" },
        { "22:00-24:00,00:00-06:00", "00:00-06:00 22:00-24:00" },
        { "09:00-12:00,12:00-13:00,13:00-14:00", "09:00-14:00" },
        { "12:00-13:00,08:00-09:00,11:00-12:00", "08:00-09:00 11:00-13:00" },
        { "23:59-24:00", "23:59-24:00" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) openings = desk_opening_read(rows[i].day, &error);
        cr_assert(openings, "%s: %s", rows[i].day, error ? error->message : "");
        g_autofree char *found = written(openings);
        cr_expect_str_eq(found, rows[i].expected, "%s: %s", rows[i].day, found);
    }
}

Test(opening, says_what_is_wrong_with_a_day)
{
    static const struct {
        const char *day, *expected;
    } rows[] = {
        { "closed", "expected hours as" },
        { "09:00", "expected hours as" },
        { "09:00-", "expected hours as" },
        { "9-17", "expected hours as" },
        { "09:00-17:60", "expected hours as" },
        { "09:00-24:01", "expected hours as" },
        { "-1:00-17:00", "expected hours as" },
        { "009:00-17:00", "expected hours as" },
        { "09:0-17:00", "expected hours as" },
        { "09:00-17:000", "expected hours as" },
        { "09:00-12:00;13:00-17:00", "expected hours as" },
        { "09:00-12:00 13:00-17:00", "expected hours as" },
        { "09:00-12:00,", "expected hours as" },
        { ",", "expected hours as" },
        { "\xff", "\\xff" },
        { "22:00-06:00", "hours over midnight are written as" },
        { "22:00-00:00", "hours over midnight are written as" },
        { "09:00-09:00", "expected an end after the beginning" },
        { "24:00-24:00", "expected an end after the beginning" },
        { "09:00-12:30,12:00-17:30", "that do not overlap" },
        { "09:00-17:00,10:00-11:00", "that do not overlap" },
        { "09:00-17:00,09:00-17:00", "that do not overlap" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) openings = desk_opening_read(rows[i].day, &error);
        cr_assert(!openings, "%s", rows[i].day);
        cr_expect(g_error_matches(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_DAY), "%s",
                  rows[i].day);
        cr_expect(strstr(error->message, rows[i].expected), "%s: %s", rows[i].day, error->message);
        cr_expect(!desk_hours_check_day(rows[i].day, NULL), "%s", rows[i].day);
    }
}
