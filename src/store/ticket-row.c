#include "store/ticket-row.h"

static gpointer
read_ticket(DeskCursor *cursor, GError **error)
{
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    if (!desk_cursor_word(cursor, 2, desk_status_parse, &ticket->status, error) ||
        !desk_cursor_word(cursor, 3, desk_priority_parse, &ticket->priority, error))
        return NULL;
    ticket->id = desk_cursor_int(cursor, 0);
    ticket->subject = desk_cursor_dup(cursor, 1);
    ticket->category = desk_cursor_dup(cursor, 4);
    ticket->team = desk_cursor_dup(cursor, 5);
    ticket->assignee = desk_cursor_dup(cursor, 6);
    ticket->mailbox = desk_cursor_dup(cursor, 7);
    ticket->language = desk_cursor_dup(cursor, 8);
    ticket->requester = desk_cursor_int(cursor, 9);
    ticket->created = desk_cursor_int(cursor, 10);
    ticket->updated = desk_cursor_int(cursor, 11);
    ticket->merged_into = desk_cursor_int(cursor, 12);
    ticket->ended = desk_cursor_int(cursor, 13);
    ticket->sla = desk_cursor_dup(cursor, 14);
    return g_steal_pointer(&ticket);
}

const DeskRowKind desk_ticket_row_kind = { read_ticket, (GDestroyNotify) desk_ticket_free };
