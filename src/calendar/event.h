#pragma once
#include "calendar/ics.h"

#include <libical/ical.h>

/* The events of a file on their way to days. One thread. */
typedef struct {
    const DeskZone *zone; /* of the calendar */
    GArray *days;         /* gint64 */
    guint left;           /* dates that may still be named */
    gint64 end;           /* of what the thread may take of the processor's time */
    GHashTable *zones;    /* name to DeskZone, or to NULL when there is none of that name */
    GHashTable *replaced; /* UID to the set of days whose recurrences desk_event_note has seen */
} DeskEventReading;

void desk_event_reading_init(DeskEventReading *reading, const DeskZone *zone, GArray *days);
void desk_event_reading_clear(DeskEventReading *reading);

/* Notes which recurrence of another event this one replaces; of all events before any is read. */
void desk_event_note(DeskEventReading *reading, icalcomponent *event);

/* Adds the days of an event. The error says what was expected, not of which event. */
bool desk_event_read(DeskEventReading *reading, icalcomponent *event, GError **error);
