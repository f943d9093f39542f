#pragma once
#include "calendar/hours.h"

/* Dates as the number of days since 1970-01-01, by the calendar on the wall: no zone. */

/* The years whose holidays are known; the second one is outside. */
#define DESK_HOLIDAYS_YEAR     1970
#define DESK_HOLIDAYS_YEAR_END 2150

gint64 desk_holidays_day(int year, int month, int day);

/* Adds a date as it is written in a configuration to gint64 days; "12-25" stands for one in each
 * year, "02-29" for one in leap years. */
bool desk_holidays_add(GArray *days, const char *text, GError **error);

/* Adds the days from since up to and without until, as far as their years are known. */
void desk_holidays_add_days(GArray *days, gint64 since, gint64 until);

/* By time, each once. */
void desk_holidays_sort(GArray *days);
