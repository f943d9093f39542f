#pragma once
#include "base/base.h"

/* What is said of an agent's absence: times as people write them, and the lines by which he says it
 * by mail. Moments are microseconds UTC. Pure. */

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

/* "2026-12-01" for the beginning of a day, else "2026-12-01 09:00 CET". The caller's. */
char *desk_absence_show_time(const char *zone, gint64 at);

/* "away until 2026-12-01", "away until further notice". The caller's. */
char *desk_absence_show(const char *zone, gint64 until);

typedef enum {
    DESK_ABSENCE_NONE, /* the mail is like any other */
    DESK_ABSENCE_AWAY,
    DESK_ABSENCE_BACK,
} DeskAbsenceVerb;

/* What a mail says of its author's absence. */
typedef struct {
    DeskAbsenceVerb verb;
    char *line;    /* that says so, as it was written, one line */
    gint64 until;  /* AWAY; G_MAXINT64: until further notice */
    char *reason;  /* AWAY; or "", at most 200 bytes */
    char *problem; /* what is wrong with the line, and what was expected; NULL: nothing is */
    bool is_alone; /* nothing else stands in the mail */
} DeskAbsenceCommand;

/*
 * Looks at the first line of what is new in a mail, or at its subject when nothing is: "#away",
 * "#away [until] TIME [REASON]", "#back" (RULES C1). Another command below is a problem.
 */
void desk_absence_read(const char *text, const char *subject, const char *zone, gint64 now,
                       DeskAbsenceCommand *command);
void desk_absence_command_clear(DeskAbsenceCommand *command);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskAbsenceCommand, desk_absence_command_clear)
