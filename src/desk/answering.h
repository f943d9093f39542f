#pragma once
#include "desk/decide.h"
#include "desk/history.h"

/*
 * What an agent's mail on a ticket is, or one that opens a ticket to write to its customer: an
 * answer to him, or, on any doubt, a note of which the agent is told (policy/answer.h). Completes
 * the decision; reads only.
 */
bool desk_answering_judge(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                          GError **error);

/* The text for the customer, as the ticket is that the mail has opened: its number stands in it.
 * NULL: that of the decision. The caller's. */
bool desk_answering_complete(DeskStore *store, const DeskFiling *filing,
                             const DeskDecision *decision, gint64 ticket, char **text,
                             GError **error);

/* The mails that desk_answering_record would queue: DeskPlan, in an array with a free function. Who
 * joins or leaves the ticket by a command of the same mail is not looked at. Reads only. */
bool desk_answering_plan(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                         GPtrArray **plans, GError **error);

/* Sends what was judged to be an answer, once its mail has been stored: moment names its ticket and
 * message. In the caller's WRITE transaction. */
bool desk_answering_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                           const DeskMoment *moment, GError **error);
