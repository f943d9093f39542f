#pragma once
#include "desk/life.h"

/*
 * Tickets that are put off until a time: on hold, or with any other status (snoozed). Their timer
 * is set by desk_amend_snooze. In the caller's WRITE transaction.
 */

/* Nothing wakes the ticket any more. */
bool desk_wake_end(DeskStore *store, gint64 ticket, GError **error);

/* The same, when the status that a ticket is about to have leaves nothing to wait for: it is over,
 * or not on hold any more. */
bool desk_wake_follow(DeskStore *store, const DeskLifeMove *move, GError **error);

/* It is time: what is on hold is open again, and whoever has the ticket is told. ticket is kept as
 * it is in the store, and is as it is afterwards. */
bool desk_wake_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                   GError **error);
