#include "calendar/holidays.h"

#include <criterion/criterion.h>

static GArray *
days_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(gint64));
}

Test(holidays, counts_days_from_the_epoch)
{
    static const struct {
        int year, month, day;
        gint64 expected;
    } rows[] = {
        { 1970, 1, 1, 0 },     { 1969, 12, 31, -1 },  { 1970, 12, 31, 364 },
        { 1972, 2, 29, 789 },  { 2000, 3, 1, 11017 }, { 2026, 12, 24, 20811 },
        { 2100, 3, 1, 47541 }, { 1, 1, 1, -719162 },  { 9999, 12, 31, 2932896 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_holidays_day(rows[i].year, rows[i].month, rows[i].day), rows[i].expected,
                     "%04d-%02d-%02d: %" G_GINT64_FORMAT, rows[i].year, rows[i].month, rows[i].day,
                     desk_holidays_day(rows[i].year, rows[i].month, rows[i].day));
}

Test(holidays, a_date_counts_once_and_one_without_a_year_each_year)
{
    static const struct {
        const char *text;
        guint count;
        gint64 first;
    } rows[] = {
        { "2026-12-24", 1, 20811 }, { "1970-01-01", 1, 0 },
        { "2024-02-29", 1, 19782 }, { "01-01", 180, 0 },
        { "12-25", 180, 358 },      { "02-29", 44, 789 }, /* 2100 is no leap year */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) days = days_new();
        g_autoptr(GError) error = NULL;
        cr_assert(desk_holidays_add(days, rows[i].text, &error), "%s", rows[i].text);
        cr_expect_eq(days->len, rows[i].count, "%s: %u", rows[i].text, days->len);
        cr_expect_eq(g_array_index(days, gint64, 0), rows[i].first, "%s", rows[i].text);
    }
}

Test(holidays, says_what_is_no_date)
{
    static const char *const rows[] = {
        "",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-12-32",
        "02-30",
        "13-01",
        "12-00",
        "1-1",
        "2026-1-1",
        "26-12-24",
        "24.12.2026",
        "2026/12/24",
        "1969-12-31",
        "2150-01-01",
        "2026-12-2x",
        "xx-yy",
        "12-25 ",
        "2026-12-24T",
        "20261224",
        "-12-24-012",
        "\xff\xff-\xff\xff",
        NULL,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) days = days_new();
        g_autoptr(GError) error = NULL;
        cr_expect(!desk_holidays_add(days, rows[i], &error), "%s", rows[i]);
        cr_assert(g_error_matches(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_HOLIDAY), "%s",
                  rows[i]);
        cr_expect(strstr(error->message, "expected a date"), "%s", error->message);
        cr_expect(!desk_hours_check_holiday(rows[i], NULL), "%s", rows[i]);
        cr_expect_eq(days->len, 0, "%s", rows[i]);
    }
}

Test(holidays, are_sorted_and_each_stands_once)
{
    static const char *const texts[] = { "2026-12-25", "2026-01-01", "2026-12-25", "2026-05-01" };
    g_autoptr(GArray) days = days_new();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        cr_assert(desk_holidays_add(days, texts[i], NULL));
    desk_holidays_sort(days);
    cr_assert_eq(days->len, 3);
    for (guint i = 1; i < days->len; i++)
        cr_expect_lt(g_array_index(days, gint64, i - 1), g_array_index(days, gint64, i));
}
