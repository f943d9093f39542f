#pragma once
#include "policy/policy.h"
#include "store/store.h"

/*
 * Takes the steps of the timers that are due, at most limit tickets, in the caller's WRITE
 * transaction: each once, whoever else does the same at the same time. *count: how many tickets
 * were looked at; as many as limit means that there may be more.
 */
bool desk_escalate_run(DeskStore *store, const DeskPolicy *policy, gint64 now, gint64 limit,
                       gint64 *count, GError **error);
