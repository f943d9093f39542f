#pragma once
#include "policy/thread.h"
#include "ticket/ticket.h"

/* What a link does for a sender. */
typedef enum {
    DESK_OUTCOME_APPEND,
    DESK_OUTCOME_HELD,       /* appended, but only agents see it, and nothing happens */
    DESK_OUTCOME_NEW_LINKED, /* a ticket of its own; agents see the other one named */
    DESK_OUTCOME_NEW,
} DeskOutcome;

/*
 * The table of link strength and sender. member: the link was issued to the sender, or the
 * sender is on the ticket.
 */
DeskOutcome desk_trust_outcome(DeskLinkKind link, bool member, DeskAssurance assurance);
