#pragma once
#include "desk/filing.h"
#include "policy/trust.h"
#include "store/store.h"
#include "ticket/ticket.h"

/* What one hint would do for the sender of a mail, by itself. */
typedef struct {
    DeskTicket *ticket; /* the one it leads to, over merges; NULL: there is none */
    DeskStanding standing;
    DeskAgentStanding agent; /* of a mail in an agent's name */
    DeskOutcome outcome;
    const char
        *obstacle; /* what keeps the sender off the ticket, a clause; NULL: nothing. Static */
} DeskTrial;

/* contact is the sender's, 0 when unknown. Reads only. */
bool desk_trial_run(DeskStore *store, const DeskFiling *filing, const DeskCandidate *candidate,
                    gint64 contact, DeskTrial *trial, GError **error);

void desk_trial_clear(DeskTrial *trial);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskTrial, desk_trial_clear)
