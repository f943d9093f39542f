#pragma once
#include "desk/automatic.h"
#include "desk/filing.h"
#include "desk/report.h"
#include "policy/trust.h"
#include "store/store.h"
#include "ticket/ticket.h"
#include "ticket/verdict.h"

/* What is to become of a mail, and why. Nothing has been written yet. */
typedef struct {
    DeskVerdictKind kind;
    DeskOutcome outcome;
    DeskAssurance assurance;
    DeskLinkKind link;       /* the hint that won, or NONE */
    DeskTicket *ticket;      /* the ticket it joins; NULL: a new one, or none (kind EVENT) */
    gint64 linked;           /* NEW_LINKED: the ticket that agents are told of, else 0 */
    gint64 duplicate;        /* kind DUPLICATE: the message stored before, else 0 */
    gint64 duplicate_ticket; /* and its ticket */
    gint64 contact;          /* the sender's, 0 when never seen */
    DeskHealth health;       /* of his address */
    gint64 known_ids;        /* other mails stored under the same Message-ID */
    char *reason;            /* one English sentence: why this ticket */
    GPtrArray *plans;        /* DeskPlan: automatic mails that are due; NULL: none */
    DeskReport report;       /* empty when it is none */
} DeskDecision;

/* Looks up what the hints of a mail lead to. Reads only. */
bool desk_decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                 GError **error);

void desk_decision_clear(DeskDecision *decision);

/* What one hint would do for the sender, for those who want to know why it won or lost. */
typedef struct {
    DeskTicket *ticket; /* the one it leads to, over merges; NULL: there is none */
    bool member;        /* it was issued to the sender, or the sender is on the ticket */
    DeskOutcome outcome;
} DeskTrial;

/* The step that desk_decide takes for each hint. contact is the sender's, 0 when unknown. */
bool desk_decide_try(DeskStore *store, const DeskCandidate *candidate, gint64 contact,
                     DeskAssurance assurance, DeskTrial *trial, GError **error);

void desk_trial_clear(DeskTrial *trial);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskDecision, desk_decision_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskTrial, desk_trial_clear)
