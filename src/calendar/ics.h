#pragma once
#include "calendar/zone.h"

#define DESK_ICS_MAX       ((size_t) 1024 * 1024) /* bytes of a file */
#define DESK_ICS_DATES_MAX 50000 /* dates that a file may name, each time it does */

/*
 * Adds the days that the events of an iCalendar file (RFC 5545) take whole, as they are on the wall
 * of a zone, to gint64 days (calendar/holidays.h): events of days, events from midnight to
 * midnight, and all their recurrences. Cancelled ones take none. The error says what was expected.
 */
bool desk_ics_read(DeskBytes file, const DeskZone *zone, GArray *days, GError **error);
