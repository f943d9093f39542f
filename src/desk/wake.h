#pragma once
#include "desk/automatic.h"
#include "ticket/ticket.h"
#include "ticket/timer.h"

/*
 * Tickets that are put off until a time: on hold, or with any other status (snoozed). Their timer
 * is set by desk_amend_snooze. In the caller's WRITE transaction.
 */

/* Nothing wakes the ticket any more. */
bool desk_wake_end(DeskStore *store, gint64 ticket, GError **error);

/* The same, when the status that a ticket is about to have leaves nothing to wait for: it is over,
 * or not on hold any more. ticket has the one before. */
bool desk_wake_follow(DeskStore *store, const DeskTicket *ticket, DeskStatus after, GError **error);

/*
 * The timer of a ticket that is kept as it is: when it is due, what is on hold is open again, and
 * whoever has the ticket is told. One that was set by a clock that was ahead of now is moved by as
 * much. ticket is as it is afterwards.
 */
bool desk_wake_step(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket,
                    const DeskTimer *timer, gint64 now, GError **error);
