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
    DESK_NOTIFICATION_WOKE,     /* the time for which it was put off is over */
} DeskNotificationKind;

typedef struct {
    DeskNotificationKind kind;
    const DeskTicket *ticket;
    const DeskAgent *by; /* whose doing it is; NULL: no agent's */
    const char *detail;  /* one sentence: what has happened */
} DeskNotification;

bool desk_notification_send(DeskStore *store, const DeskOccasion *why,
                            const DeskNotification *notification, GError **error);

/*
 * The agent gets a mail of the kind command-result: detail is a headline and a sentence a line, or
 * what is to be found when it is sent ("queue", "search WORDS", "report"; letter/letter.h). ticket
 * 0: about none.
 */
bool desk_notification_result(DeskStore *store, const DeskOccasion *why, const DeskAgent *agent,
                              gint64 ticket, const char *detail, GError **error);

/* Queues the digests that are due at the moment of the occasion, each once a day and agent whoever
 * else does the same. *next: when the next one is, 0: never. */
bool desk_notification_digests(DeskStore *store, const DeskOccasion *why, gint64 *next,
                               GError **error);
