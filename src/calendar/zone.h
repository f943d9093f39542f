#pragma once
#include "calendar/hours.h"

/* A time zone as a table of the stretches in which its clock does not jump. Immutable. */
typedef struct DeskZone DeskZone;

/* Moments beyond these are taken for these: some thirty thousand years each way. */
#define DESK_MOMENT_MAX ((gint64) 1 << 60)
#define DESK_MOMENT_MIN (-DESK_MOMENT_MAX)

typedef struct {
    gint64 since;  /* a moment; the stretch lasts until the next one begins */
    gint64 offset; /* microseconds by which the wall clock is ahead of UTC */
} DeskStretch;

/* "Europe/Berlin", by the tables of the system. NULL sets error. */
DeskZone *desk_zone_new(const char *name, GError **error);
DeskZone *desk_zone_utc(void);
void desk_zone_free(DeskZone *zone);

/* The stretches by time, without a gap from DESK_MOMENT_MIN to DESK_MOMENT_MAX; borrowed. */
const DeskStretch *desk_zone_stretches(const DeskZone *zone, guint *count);
/* The index of the one that a moment lies in. */
guint desk_zone_find(const DeskZone *zone, gint64 at);

/* What the wall clock shows at a moment, in microseconds since its 1970-01-01 00:00. */
gint64 desk_zone_wall(const DeskZone *zone, gint64 at);
/* The moment at which the wall clock shows that: the first one where it does so twice, and the end
 * of the jump where it never does. */
gint64 desk_zone_moment(const DeskZone *zone, gint64 wall);

/* The same in parts. */
DeskWallTime desk_zone_read(const DeskZone *zone, gint64 at);
/* "Mon 2026-11-23 09:00 CET". The caller's. */
char *desk_zone_show(const DeskZone *zone, gint64 at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskZone, desk_zone_free)
