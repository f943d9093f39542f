#pragma once
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/ticket.h"

/*
 * What others have done on a ticket since the mail that an agent answers was written to him: by
 * the Message-ID that he names, else since the newest mail of the ticket to him (RULES C7). A
 * headline and a sentence a line, the caller's; NULL: nothing, or he never had a mail of it.
 */
bool desk_meanwhile_find(DeskStore *store, const DeskFiling *filing, const DeskTicket *ticket,
                         char **detail, GError **error);
