#pragma once
#include "policy/command.h"

/* Texts from files that an agent has put into his answer by #canned and #kb. */

/* What their fields show. All borrowed. */
typedef struct {
    const DeskConf *conf;
    const DeskAgent *agent;
    const DeskTicket *ticket;
    const DeskMailbox *mailbox;
    const char *customer; /* name of the customer, or "" */
} DeskCannedFacts;

/* The text, that of #canned with its fields filled in, without blank lines at its ends; the
 * caller's. NULL: *problem says why there is none, the caller's. */
char *desk_canned_read(const DeskCannedFacts *facts, const DeskCommand *command, char **problem);
