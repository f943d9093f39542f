#pragma once
#include "template/shelf.h"
#include "ticket/outbox.h"
#include "ticket/ticket.h"

/*
 * Makes the mail of an outbox row: values for its template, the template, the bytes. What
 * an unverified recipient wrote, his name and topic included, is kept out of it (RULES L8). Errors:
 * DESK_TEMPLATE_ERROR can be mended by the admin, any other is for good. Any thread.
 */
GBytes *desk_send_render(DeskShelf *shelf, const DeskOutboxRow *row, const DeskTicket *ticket,
                         GError **error);
