#pragma once
#include "policy/policy.h"
#include "store/store.h"

/* The tickets of one transaction. */
typedef struct {
    gint64 now;
    gint64 limit;  /* of tickets */
    gint64 count;  /* that were looked at; as many as limit means that there may be more */
    gint64 failed; /* the one at which it failed; 0: it was not for a ticket */
} DeskEscalateBatch;

/*
 * Takes the steps of the timers that are due in the caller's WRITE transaction: each once, whoever
 * else does the same at the same time.
 */
bool desk_escalate_run(DeskStore *store, const DeskPolicy *policy, DeskEscalateBatch *batch,
                       GError **error);

/*
 * Lets others go on without the ticket that failed, when that will not mend by itself: its steps
 * are to be taken an hour later, and none of them is lost. In another transaction.
 */
bool desk_escalate_set_aside(DeskStore *store, const DeskEscalateBatch *batch, GError **error);
