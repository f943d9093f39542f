#pragma once
#include "desk/filing.h"
#include "store/store.h"

/*
 * Notes the others of To and Cc on a ticket, so that their answers thread; at most ten on a ticket
 * in all (RULES S4). Addresses of the desk and of its agents are never noted. is_proved: the mail
 * is the requester's own, and proved to be: then they are confirmed and get what he gets, if the
 * configuration says so.
 */
bool desk_people_note(DeskStore *store, const DeskFiling *filing, gint64 ticket, bool is_proved,
                      GError **error);

/* The agent whose address a contact has; *agent NULL: none has it, or contact is 0. */
bool desk_people_agent(DeskStore *store, const DeskConf *conf, gint64 contact,
                       const DeskAgent **agent, GError **error);

/* Whom the followed Reply-To of the mail names, if there is one, is on the ticket from now on and
 * confirmed: the answers go there (RULES S2). */
bool desk_people_answer_to(DeskStore *store, const DeskFiling *filing, gint64 ticket,
                           GError **error);
