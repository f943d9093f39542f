#pragma once
#include "conf/conf.h"

/* Times as agents write them and read them, in the zone of their calendar. Moments are microseconds
 * UTC. Pure. */

#define DESK_ABSENCE_ERROR desk_absence_error_quark()
GQuark desk_absence_error_quark(void);
typedef enum {
    DESK_ABSENCE_ERROR_TIME, /* no time, or one that makes no sense */
} DeskAbsenceError;

/*
 * Reads "2026-12-01" (its first moment), "2026-12-01 09:00" or with "T", both in the time zone
 * (NULL: UTC), a date-time of RFC 3339 with its own, or a span from now on: "90m", "4h", "3d",
 * "2w".
 */
bool desk_absence_read_time(const char *text, const char *zone, gint64 now, gint64 *at,
                            GError **error);

/* The time zone that times are told to an agent in; NULL: UTC. */
const char *desk_absence_zone(const DeskConf *conf, const DeskAgent *agent);

/* "2026-12-01" for the beginning of a day, else "2026-12-01 09:00 CET". The caller's. */
char *desk_absence_show_time(const char *zone, gint64 at);

/* "away until 2026-12-01", "away until further notice". The caller's. */
char *desk_absence_show(const char *zone, gint64 until);

/*
 * Reads "[until] TIME" at the beginning of a line and moves on behind it. An empty line is until
 * further notice, G_MAXINT64; a moment that is over is an error.
 */
bool desk_absence_read_until(const char **line, const char *zone, gint64 now, gint64 *until,
                             GError **error);
