#pragma once
#include "desk/automatic.h"
#include "desk/filing.h"
#include "desk/report.h"
#include "desk/route.h"
#include "desk/vote.h"
#include "policy/answer.h"
#include "policy/assign.h"
#include "policy/language.h"
#include "policy/monitor.h"
#include "policy/trust.h"
#include "store/store.h"
#include "ticket/ticket.h"
#include "ticket/verdict.h"

/* One thing more that an admin should find on a ticket. */
typedef struct {
    const char *kind; /* of the event; static */
    char *detail;     /* one English sentence */
} DeskRemark;

/* What is to become of a mail, and why. Nothing has been written yet. */
typedef struct {
    DeskVerdictKind kind;
    DeskOutcome outcome;
    DeskAssurance assurance;
    DeskLinkKind link;       /* the hint that won, or NONE */
    DeskTicket *ticket;      /* the ticket it joins; NULL: a new one, or none (kind EVENT) */
    DeskStatus status;       /* what that ticket has afterwards */
    gint64 linked;           /* NEW_LINKED: the ticket that agents are told of; FOLLOW_UP: the one
                                that it goes on with; else 0 */
    gint64 duplicate;        /* kind DUPLICATE: the message stored before, else 0 */
    gint64 duplicate_ticket; /* and its ticket */
    gint64 contact;          /* the sender's, 0 when never seen */
    DeskHealth health;       /* of his address */
    bool is_ours;            /* our own mail come back: whoever sent it is not its author */
    bool is_requester;       /* kind APPEND: the ticket is the sender's own */
    bool is_issued;          /* likewise: what ties it to the ticket was issued to the sender */
    gint64 known_ids;        /* other mails stored under the same Message-ID */
    DeskMatter matter;       /* what a monitor's mail is about */
    const char *tag;         /* for the ticket; static, or NULL */
    char *reason;            /* one English sentence: why this ticket */
    GPtrArray *remarks;      /* DeskRemark, in the order of their events */
    GPtrArray *plans;        /* DeskPlan: automatic mails that are due */
    DeskReport report;       /* empty when it is none */
    DeskVote vote;           /* likewise */

    bool is_thanks;  /* kind APPEND: it says thanks and asks for nothing (policy/thanks.h) */
    bool is_weighed; /* kind APPEND: its words count for the ticket, which is as they make it */
    DeskRoute route; /* kind NEW: where it belongs; weighed: detail, and team if it is another */

    DeskDirection direction;    /* that its message has */
    const DeskFiling *customer; /* kind NEW: an agent opens it, for whom this speaks; or NULL */
    DeskAnswer answer;          /* of an agent: what the customer gets, or would have got */
    char *below;                /* what of answer is the agent's, below texts of files; or NULL */
    const char *third;          /* outcome NOTE: the address that this goes to instead, or NULL */

    gint64 proved; /* since when the sender is known to read mail at his address, or 0 */
    char chosen[DESK_LANGTAG_MAX + 1]; /* the language that he has chosen, or "" */
    DeskLanguageChoice language;       /* kind NEW: in which its customer is answered */

    DeskAssignment assignment; /* kind NEW: who gets it; else who does when passes is true */
    bool passes;               /* the ticket that it joins goes from its assignee to another one */

    const DeskCommands *commands; /* the filing's, to be carried out; or NULL */
    char *objection; /* to its commands: commands is NULL, and the mail a note if it is on a ticket;
                        or NULL */
    const char *obstacle; /* likewise, in a word that a customer is told it by (ticket/facts.h);
                             static, or NULL */
    guint objected;       /* the number of the line that it is about */
    bool is_refused;      /* because of that: nothing of the mail is stored */
} DeskDecision;

/* Looks up what the hints of a mail lead to. Reads only. decision is the caller's to clear, also
 * after an error. */
bool desk_decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                 GError **error);

/* The mail is one that has been stored as message: nothing is to be done for it. */
void desk_decision_repeat(DeskDecision *decision, gint64 message, gint64 ticket);

/* A person has written on the ticket that the mail joins what wants an answer. */
bool desk_decision_asks(const DeskDecision *decision, const DeskFiling *filing);

/* Takes detail. */
void desk_decision_remark(DeskDecision *decision, const char *kind, char *detail);

void desk_decision_clear(DeskDecision *decision);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskDecision, desk_decision_clear)
