#pragma once
#include "desk/decide.h"

/*
 * What an agent's mail is that answers one of the desk's: an answer to the customer, or, on any
 * doubt, a note of which he is told (policy/answer.h). Completes a decision with the outcome
 * ANSWER; reads only.
 */
bool desk_answering_judge(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                          GError **error);

/* Sends what was judged to be an answer, once its mail has been stored as message. ticket is as the
 * mail has left it. In the caller's WRITE transaction. */
bool desk_answering_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                           gint64 message, GError **error);
