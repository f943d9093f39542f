#pragma once
#include "desk/life.h"

/*
 * Customers are asked how it was, once for each end of a ticket (policy/survey.h says who is): a
 * timer runs from the end, and goes when the ticket lives again. In the caller's WRITE transaction.
 */
bool desk_survey_follow(DeskStore *store, const DeskLifeMove *move, GError **error);

/* It is time: the mail is queued and what he was asked is written down, or an event
 * "survey-suppressed" says why not. ticket is kept as it is in the store. */
bool desk_survey_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                     GError **error);
