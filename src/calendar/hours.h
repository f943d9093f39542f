#pragma once
#include "base/clock.h"

/*
 * When a business is open: hours of each weekday in a time zone, without holidays. Time in here is
 * business time: it passes only while the business is open. Moments and spans are microseconds;
 * moments are UTC. Immutable, any thread.
 */
typedef struct DeskHours DeskHours;

#define DESK_HOURS_ERROR desk_hours_error_quark()
GQuark desk_hours_error_quark(void);
typedef enum {
    DESK_HOURS_ERROR_ZONE,    /* no time zone of the system */
    DESK_HOURS_ERROR_DAY,     /* no hours of a day */
    DESK_HOURS_ERROR_HOLIDAY, /* no date */
    DESK_HOURS_ERROR_FILE,    /* no readable iCalendar file, or too large */
    DESK_HOURS_ERROR_CLOSED,  /* it never opens */
} DeskHoursError;

#define DESK_HOURS_DAYS 7

/* As it is written in a configuration; all borrowed. */
typedef struct {
    const char *zone;                  /* "Europe/Berlin" */
    const char *days[DESK_HOURS_DAYS]; /* Monday first: "09:00-12:30, 13:30-17:30"; NULL: closed */
    const char *const *holidays;       /* "2026-12-24" once, "12-25" each year; or NULL */
    const char *holidays_file;         /* iCalendar (RFC 5545), or NULL */
} DeskHoursText;

DeskHours *desk_hours_new(const DeskHoursText *text, GError **error);
/* Open all the time. */
DeskHours *desk_hours_always(void);
void desk_hours_free(DeskHours *hours);

/* Whether a single setting is sound; each sets error to what was expected. */
bool desk_hours_check_zone(const char *zone, GError **error);
bool desk_hours_check_day(const char *day, GError **error);
bool desk_hours_check_holiday(const char *holiday, GError **error);

/* The business time between two moments; 0 when until is not later than since. */
gint64 desk_hours_between(const DeskHours *hours, gint64 since, gint64 until);

/* How far ahead is looked: twenty years. */
#define DESK_HOURS_AHEAD (7305 * DESK_DAY)

/* The moment at which so much business time has passed since a moment: the earliest one. When span
 * is 0 or less, since itself. Further ahead than DESK_HOURS_AHEAD: that far. */
gint64 desk_hours_after(const DeskHours *hours, gint64 since, gint64 span);

bool desk_hours_is_open(const DeskHours *hours, gint64 at);
/* at itself when it is open then, else the next moment at which it opens; as far as above. */
gint64 desk_hours_next_open(const DeskHours *hours, gint64 at);

/* What a clock on the wall and a calendar show. */
typedef struct {
    int year;
    int month;   /* from 1 */
    int day;     /* from 1 */
    int weekday; /* 1: Monday */
    int hour;
    int minute;
    char zone[16]; /* "CET"; what is longer is cut */
} DeskWallTime;
DeskWallTime desk_hours_wall(const DeskHours *hours, gint64 at);

/* A moment as people of that zone write it: "Mon 2026-11-23 09:00 CET". The caller's. */
char *desk_hours_show(const DeskHours *hours, gint64 at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskHours, desk_hours_free)
