#pragma once
#include "conf/conf.h"

/* What a promise (sla) is written like. */

/* "critical=30m": sets the target of that priority, once and to more than nothing. */
bool desk_promise_target(const char *text, gint64 targets[DESK_PRIORITIES]);

/* "30m alarm-lead", "1h team operations". The step is the caller's to clear. */
bool desk_promise_step(const char *text, DeskEscalation *step);
void desk_promise_step_clear(DeskEscalation *step);

/* The steps in the order in which they are taken: by time, as written within one, and what is
 * repeated last. Element type DeskEscalation; the caller's. */
GArray *desk_promise_steps(const char *const *texts);
