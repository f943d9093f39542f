#pragma once
#include "desk/decide.h"

/*
 * What follows from where a mail lands: whether its sender has opened too many tickets, what
 * becomes of the ticket's status, which automatic mails are due, and what an admin should be told
 * (RULES L2, L4, L5, T10). Completes the decision; reads only.
 */
bool desk_effect_judge(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                       GError **error);
