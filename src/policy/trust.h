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
    DESK_OUTCOME_NOTE,      /* appended for agents alone: an agent's note, a third party's mail */
    DESK_OUTCOME_ANSWER,    /* an agent's answer to the customer, unless its words leave a doubt */
} DeskOutcome;

/* What a sender is to the ticket that a hint leads to. */
typedef struct {
    bool issued;      /* the hint was issued to the sender */
    bool participant; /* the sender is on the ticket in any role */
    bool requester;   /* it is the sender's own */
    bool third_party; /* an agent has forwarded the ticket to the sender */
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

/* What an agent's mail has in its favour. */
typedef struct {
    bool has_powers; /* it is proved to be his (policy/identity.h) */
    bool answers;    /* the link was issued to an agent, and the mail answers that very mail */
} DeskAgentStanding;

/*
 * The same for a mail in an agent's name: with an agent's powers his answer when it answers a mail
 * of ours to an agent, else his note. Without them a strong link has it held, and a weak one is a
 * stranger's, or whoever can count would put mails onto any ticket. An agent's own ticket is his as
 * anybody's.
 */
DeskOutcome desk_trust_agent_outcome(DeskLinkKind link, const DeskAgentStanding *standing);

/*
 * The same for whom an agent has forwarded the ticket to: agents alone see what he answers to that
 * mail. By any other hint he is a stranger.
 */
DeskOutcome desk_trust_third_outcome(DeskLinkKind link, bool issued, DeskAssurance assurance);

/* One English clause: what keeps such a sender off the ticket. Static. */
const char *desk_trust_obstacle(DeskLinkKind link, const DeskStanding *standing,
                                DeskAssurance assurance);
