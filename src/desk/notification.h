#pragma once
#include "desk/automatic.h"
#include "ticket/ticket.h"

/*
 * Agents hear of their tickets: the assignee, else the team, and whoever watches it; not who did it
 * himself, not who wants a digest or nothing, of a team not who is away. One outbox row each,
 * through the choke point. In the caller's WRITE transaction.
 */
typedef enum {
    DESK_NOTIFICATION_NEW,      /* a ticket; kind agent-new, as the next one */
    DESK_NOTIFICATION_ASSIGNED, /* to the assignee alone */
    DESK_NOTIFICATION_ASKED,    /* the customer wrote; kind agent-update, as all below */
    DESK_NOTIFICATION_HELD,     /* a message waits to be approved */
    DESK_NOTIFICATION_NOTE,     /* somebody left a note */
    DESK_NOTIFICATION_ANSWERED, /* an agent answered the customer */
    DESK_NOTIFICATION_CHANGED,  /* it was merged or split */
    DESK_NOTIFICATION_WOKE,     /* the time for which it was put off is over */
} DeskNotificationKind;

typedef struct {
    DeskNotificationKind kind;
    const DeskTicket *ticket;
    const DeskAgent *by; /* whose doing it is, who is not told; NULL: no agent's */
    const char *author;  /* whose words it brings, as he calls himself; NULL: by's, or nobody's */
    const char *detail;  /* one sentence: what has happened */
    bool has_passed;     /* the assignee has just got it: to him it is a new one */
    const GArray *recipients; /* DeskRecipient: where the mail came to that opens it; or NULL */
} DeskNotification;

/* The mails that are due, DeskPlan, the caller's, for desk_automatic_ask; a ticket that is being
 * opened has id 0. Reads only. */
bool desk_notification_plan(DeskStore *store, const DeskOccasion *why,
                            const DeskNotification *notification, GPtrArray *plans, GError **error);

/* These sent at once. */
bool desk_notification_send(DeskStore *store, const DeskOccasion *why,
                            const DeskNotification *notification, GError **error);

/*
 * The agent gets a mail of the kind command-result: detail is a headline and a sentence a line, or
 * what is to be found when it is sent ("queue", "search WORDS", "report"; letter/letter.h). ticket
 * 0: about none.
 */
bool desk_notification_result(DeskStore *store, const DeskOccasion *why, const DeskAgent *agent,
                              gint64 ticket, const char *detail, GError **error);

/* The occasion on which the desk writes of a ticket by itself: from the mailbox that it came in by,
 * while there is one. */
DeskOccasion desk_notification_occasion(const DeskPolicy *policy, const DeskTicket *ticket,
                                        gint64 message, gint64 now);
