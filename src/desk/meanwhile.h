#pragma once
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/ticket.h"

/*
 * What others have done on a ticket since the mail that an agent answers was written to him: by
 * the Message-ID that he names, else since the newest mail of the ticket that had been sent to him
 * when he wrote (RULES C7). A headline and a sentence a line, the caller's; NULL: nothing, or he
 * never had a mail of it.
 */
bool desk_meanwhile_find(DeskStore *store, const DeskFiling *filing, const DeskTicket *ticket,
                         char **detail, GError **error);

/* The mail of the desk that an agent's mail answers, found likewise. */
typedef struct {
    gint64 at;    /* 0: he never had one of the ticket */
    gint64 cause; /* id of the message that it brought, or 0 */
} DeskAnswered;
bool desk_meanwhile_answered(DeskStore *store, const DeskFiling *filing, gint64 ticket,
                             DeskAnswered *answered, GError **error);
