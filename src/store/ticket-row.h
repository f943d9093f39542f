#pragma once
#include "store/query.h"
#include "ticket/ticket.h"

/* How a row of a ticket is read: what a statement selects for it, and its kind. */
#define DESK_TICKET_COLUMNS                                                                        \
    "ticket.id, ticket.subject, ticket.status, ticket.priority, ticket.category, ticket.team,"     \
    " ticket.assignee, ticket.mailbox, ticket.language, ticket.requester, ticket.created,"         \
    " ticket.updated, ticket.merged_into, ticket.ended, ticket.sla"

extern const DeskRowKind desk_ticket_row_kind; /* DeskTicket */

/* Word for word as the indexes of the schema have them, or no engine sees that they are the same: a
 * ticket that has not ended, one that is to be worked on now, and which of those comes first. */
#define DESK_TICKET_ALIVE  "ticket.status NOT IN ('resolved', 'closed', 'merged', 'spam')"
#define DESK_TICKET_ACTIVE "ticket.status IN ('new', 'open', 'in-progress')"
#define DESK_TICKET_URGENCY                                                                        \
    "CASE ticket.priority WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3"   \
    " END"
