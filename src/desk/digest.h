#pragma once
#include "desk/automatic.h"

/*
 * One mail a day of what happened, for agents who want that instead of single mails, and for all
 * others when single mails were held back by a budget. In the caller's WRITE transaction.
 */

/* How an agent hears of his tickets: what he has said, else the configuration. wishes: DeskWish of
 * all agents. */
DeskNotify desk_digest_wish(const GPtrArray *wishes, const DeskAgent *agent);

/* The agent's next digest comes although he did not ask for one. */
bool desk_digest_owe(DeskStore *store, const DeskConf *conf, const DeskAgent *agent, gint64 now,
                     GError **error);

/*
 * Queues those that are due at the moment of the occasion, each once a day and agent whoever else
 * does the same; none to whom nothing has happened. What one is about is its detail: "digest SINCE
 * UNTIL" in microseconds. *next: when the next one is due, 0: never.
 */
bool desk_digest_run(DeskStore *store, const DeskOccasion *why, gint64 *next, GError **error);
