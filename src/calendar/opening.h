#pragma once
#include "calendar/hours.h"

/* A stretch of a day by its wall clock, in microseconds from midnight; until is outside. */
typedef struct {
    gint64 since;
    gint64 until;
} DeskOpening;

/*
 * The hours of one weekday, as "09:00-12:30, 13:30-17:30": DeskOpening by time, of which none
 * touches another. NULL and blanks: closed, an empty array. The caller's; NULL sets error.
 */
GArray *desk_opening_read(const char *day, GError **error);
