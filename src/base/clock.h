#pragma once
#include "base/base.h"

#define DESK_SECOND G_GINT64_CONSTANT(1000000)
#define DESK_MINUTE (60 * DESK_SECOND)
#define DESK_HOUR   (60 * DESK_MINUTE)
#define DESK_DAY    (24 * DESK_HOUR)

/* Wall clock in microseconds since 1970-01-01 UTC; for what is stored or shown. */
gint64 desk_clock_now(void);

/* A stretch of the wall clock; both ends belong to it. */
typedef struct {
    gint64 since;
    gint64 until;
} DeskPeriod;

/*
 * The time so long before now. A little of what is to come belongs to it, for the clocks of several
 * hosts; what is dated further ahead was stored before the clock was set back, and must not count
 * until its time comes again (RULES I11).
 */
DeskPeriod desk_clock_last(gint64 now, gint64 length);
#define DESK_CLOCK_AHEAD DESK_HOUR

/* Steady clock in microseconds since an unknown start; for measuring durations. */
gint64 desk_clock_steady(void);

/* Processor time of the calling thread in microseconds; for what it may cost. */
gint64 desk_clock_processor(void);

/* RFC 3339 in UTC with seconds ("2026-03-01T12:00:00Z"). The caller's; NULL for 0. */
char *desk_clock_rfc3339(gint64 micros);

/* RFC 5322 section 3.3 date-time in UTC ("Sun, 01 Mar 2026 12:00:00 +0000"). The caller's. */
char *desk_clock_rfc5322(gint64 micros);

/* A span as people say it, by its two greatest units: "2 h 5 min", "45 min", "8 s"; hours are the
 * greatest, since a day of business has as many as it likes. The caller's. */
char *desk_clock_span(gint64 micros);

/* The time zone of that name. NULL, and a name that the system does not know, are UTC: the
 * configuration has complained of the latter. The caller's. */
GTimeZone *desk_clock_zone(const char *name);
