#pragma once
#include "policy/thread.h"

/* How sure we are that the header From is who wrote it, from the surest down. */
typedef enum {
    DESK_ASSURANCE_SASL,
    DESK_ASSURANCE_ALIGNED,
    DESK_ASSURANCE_NONE,
    DESK_ASSURANCE_FAILED,
} DeskAssurance;

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

const char *desk_assurance_name(DeskAssurance assurance);
