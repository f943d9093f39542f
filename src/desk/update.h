#pragma once
#include "desk/filing.h"
#include "desk/life.h"

/*
 * The requester of a ticket is told how it goes on (policy/update.h): a mail of the kind "status"
 * waits in the outbox for lifecycle.update-after, and what comes within that time changes it or
 * takes it back; an answer that goes out by the same message says it along with its own words. What
 * is not told for a reason that an admin should know leaves an event "status-suppressed". In the
 * caller's WRITE transaction.
 */
bool desk_update_follow(DeskStore *store, const DeskLifeMove *move, GError **error);

/* The mail that would be queued when a mail moves the ticket so; nothing is added when none would.
 * plans: DeskPlan. Reads only. */
bool desk_update_plan(DeskStore *store, const DeskLifeMove *move, const DeskFiling *filing,
                      GPtrArray *plans, GError **error);

/* The facts of such a mail (ticket/facts.h) that a reader of the outbox needs. */
#define DESK_UPDATE_FACT   "update" /* a word of ticket/update.h */
#define DESK_UPDATE_REASON "reason"
#define DESK_UPDATE_UNTIL  "until"
#define DESK_UPDATE_CLOSES "closes"
#define DESK_UPDATE_INTO   "into"
