#include "store/rows.h"
#include "store/ticket-row.h"

/* What is asked of tickets that came long ago; nothing here is on the way of a mail. */

static const DeskStatement SQL_TICKET_SINCE = {
    "ticket-since", "SELECT " DESK_TICKET_COLUMNS " FROM ticket WHERE ticket.created >= $1"
                    " AND (ticket.created, ticket.id) < ($2, $3)"
                    " ORDER BY ticket.created DESC, ticket.id DESC LIMIT $4"
};
static const DeskStatement SQL_TICKET_MAILBOX_LIST = {
    "ticket-mailbox-list", "SELECT mailbox FROM ticket_mailbox WHERE ticket = $1 ORDER BY mailbox"
};

const DeskStatement *const desk_ticket_look_statements[] = { &SQL_TICKET_SINCE,
                                                             &SQL_TICKET_MAILBOX_LIST, NULL };

bool
desk_store_ticket_since(DeskStore *store, gint64 since, DeskTicketPlace *place, gint64 limit,
                        GPtrArray **tickets, GError **error)
{
    if (!desk_query_list(store, &SQL_TICKET_SINCE,
                         DESK_BIND(desk_int(since), desk_int(place->created), desk_int(place->id),
                                   desk_int(limit)),
                         &desk_ticket_row_kind, tickets, error))
        return false;
    if ((*tickets)->len > 0) {
        const DeskTicket *last = (*tickets)->pdata[(*tickets)->len - 1];
        *place = (DeskTicketPlace){ last->created, last->id };
    }
    return true;
}

bool
desk_store_ticket_mailbox_list(DeskStore *store, gint64 ticket, GPtrArray **mailboxes,
                               GError **error)
{
    return desk_query_list(store, &SQL_TICKET_MAILBOX_LIST, DESK_BIND(desk_int(ticket)),
                           &desk_text_kind, mailboxes, error);
}
