#pragma once
#include "desk/life.h"

/*
 * Tickets that close by themselves: those that are resolved, and those that wait for a customer
 * who is reminded before. Their timers are CLOSE and REMIND; each counts as it was set, whatever
 * the configuration says later. In the caller's WRITE transaction.
 */

/* Sets both when a status begins, and when a customer is answered for whom the ticket waits
 * already; no other mail moves them. */
bool desk_lapse_follow(DeskStore *store, const DeskLifeMove *move, GError **error);

/* It is time: what is still resolved or waiting is closed, but for what waits while a message of
 * it is held: that may be the answer. ticket is kept as it is in the store, and is as it is
 * afterwards. */
bool desk_lapse_close(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                      GError **error);

/* It is time: the requester of what still waits is reminded, and has remind-before from now on. */
bool desk_lapse_remind(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                       GError **error);

/* A walk over the tickets that have no timer. To begin with, all is 0 but now and limit. */
typedef struct {
    gint64 now;
    gint64 limit; /* of tickets in one transaction */
    gint64 after; /* the last one that was looked at */
    bool waiting; /* those that are resolved are done */
    bool is_over; /* and these, too */
} DeskLapseSweep;

/*
 * Gives their timers to tickets that came to their status when nothing of it was configured. As
 * few at a time as these are, they do not close all at once.
 */
bool desk_lapse_sweep(DeskStore *store, const DeskPolicy *policy, DeskLapseSweep *sweep,
                      GError **error);
