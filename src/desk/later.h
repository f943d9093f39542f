#pragma once
#include "policy/policy.h"
#include "store/store.h"
#include "ticket/ticket.h"
#include "ticket/timer.h"

/*
 * What is to happen to a ticket at a moment, if nothing comes between: the timers that are no
 * clocks of an SLA. In the caller's WRITE transaction.
 */

/* at 0: not at all. Whatever was set of this kind before counts no longer. */
bool desk_later_set(DeskStore *store, gint64 ticket, DeskTimerKind kind, gint64 at, gint64 now,
                    GError **error);
/* When; 0: never. */
bool desk_later_get(DeskStore *store, gint64 ticket, DeskTimerKind kind, gint64 *at,
                    GError **error);

/*
 * Does what is due, each once. ticket is kept as it is in the store, and is as it is afterwards. A
 * timer that was set by a clock that was ahead of now is moved by as much.
 */
bool desk_later_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                    GError **error);
