#pragma once
#include "base/clock.h"
#include "policy/policy.h"
#include "store/store.h"

/* Agents who are away get no tickets (policy/assign.h). Every change leaves an event without a
 * ticket. In the caller's WRITE transaction. */

/* Whose absence, and who says so. All borrowed. */
typedef struct {
    const DeskConf *conf;
    const DeskPolicy *policy; /* for desk_absence_hand_over alone: with it others are told */
    const DeskAgent *agent;
    const char *actor; /* as it stands in the event */
    gint64 message;    /* that says so, or 0 */
    gint64 now;
} DeskAbsentee;

/* When an agent who is away at this moment is back, 0: he is not away. Reads only. */
bool desk_absence_until(DeskStore *store, const char *agent, gint64 now, gint64 *until,
                        GError **error);

/* In place of any earlier absence. until G_MAXINT64: until further notice. */
bool desk_absence_begin(DeskStore *store, const DeskAbsentee *who, DeskPeriod when,
                        const char *reason, GError **error);

/* *done false: there was no absence, and nothing is noted. */
bool desk_absence_end(DeskStore *store, const DeskAbsentee *who, bool *done, GError **error);

/*
 * His tickets that wait for nobody else (new, open, in progress) go to others of their teams, each
 * by its team's method; what nobody else can take now stays with him. The oldest first, at most
 * limit. *given: how many went.
 */
bool desk_absence_hand_over(DeskStore *store, const DeskAbsentee *who, gint64 limit, gint64 *given,
                            GError **error);
