#pragma once
#include "policy/policy.h"
#include "store/store.h"
#include "ticket/ticket.h"

/*
 * What follows when a ticket goes on in its life: what was put off, what is to happen later, what
 * its customer is told. To be called in the transaction of every change of status or assignee,
 * before it is written.
 */

/* By whom. */
typedef enum {
    DESK_LIFE_STAFF, /* agents, and whoever runs deskctl */
    DESK_LIFE_CUSTOMER,
    DESK_LIFE_PROGRAM, /* a monitor, a rule, the method of a team */
    DESK_LIFE_TIME,    /* a timer */
} DeskLifeCause;

/* All borrowed. */
typedef struct {
    const DeskPolicy *policy;
    const DeskTicket *ticket; /* as it was */
    DeskStatus status;        /* that it has now */
    const char *assignee;     /* likewise; NULL: nobody */
    DeskLifeCause cause;
    gint64 message;     /* that has caused it, or 0 */
    bool is_answer;     /* the customer is answered by it */
    const char *reason; /* for the customer: why it is on hold; or NULL */
    gint64 until;       /* until when; or 0 */
    gint64 into;        /* the ticket that it is merged into; or 0 */
    bool is_mailed;     /* he is answered, or gets another mail by the same message */
    gint64 now;
} DeskLifeMove;

bool desk_life_follow(DeskStore *store, const DeskLifeMove *move, GError **error);
