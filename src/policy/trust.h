#pragma once
#include "policy/thread.h"
#include "ticket/ticket.h"

/* What a link does for a sender. */
typedef enum {
    DESK_OUTCOME_APPEND,
    DESK_OUTCOME_HELD,       /* appended, but only agents see it, and nothing happens */
    DESK_OUTCOME_NEW_LINKED, /* a ticket of its own; agents see the other one named */
    DESK_OUTCOME_NEW,
    DESK_OUTCOME_FOLLOW_UP, /* a ticket of its own that goes on with one that is long over */
    DESK_OUTCOME_NOTE,      /* appended as an agent's internal note */
} DeskOutcome;

/* What a sender is to the ticket that a hint leads to. */
typedef struct {
    bool issued;      /* the hint was issued to the sender */
    bool participant; /* the sender is on the ticket in any role */
    bool requester;   /* it is the sender's own */
    bool service;     /* a service writes from that address (policy/robots.h) */
    bool stand_in;    /* an envelope sender, since From names nobody */
} DeskStanding;

/* A service is a member of nothing but what it opened itself (RULES S5); an envelope sender of
 * nothing, since no policy of his domain is asked for him (S1). */
bool desk_trust_is_member(const DeskStanding *standing);

/*
 * The table of link strength and sender. member: the link was issued to the sender, or the
 * sender is on the ticket.
 */
DeskOutcome desk_trust_outcome(DeskLinkKind link, bool member, DeskAssurance assurance);

/*
 * The same for a mail in an agent's name: his note when he has an agent's powers. Else a strong
 * link has it held, and a weak one is a stranger's, or whoever can count would put mails onto any
 * ticket. An agent's own ticket is his as anybody's.
 */
DeskOutcome desk_trust_agent_outcome(DeskLinkKind link, bool has_powers);

/* One English clause: what keeps such a sender off the ticket. Static. */
const char *desk_trust_obstacle(DeskLinkKind link, const DeskStanding *standing,
                                DeskAssurance assurance);
