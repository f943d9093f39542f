#pragma once
#include "conf/conf.h"
#include "desk/history.h"
#include "policy/assign.h"
#include "store/store.h"
#include "ticket/ticket.h"

/* Who gets a ticket of this team, category and language. Reads only, but in a WRITE transaction
 * nobody else assigns tickets of the team until its end. named: whom a rule names, or NULL. */
bool desk_assign_ask(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket,
                     const char *named, gint64 now, DeskAssignment *assignment, GError **error);

/* The agent has had his turn in the team of the ticket; an event "assigned" says why he. */
bool desk_assign_note(DeskStore *store, const DeskTicket *ticket, const DeskAssignment *assignment,
                      const DeskMoment *moment, GError **error);

/*
 * What deskpost does for each team that assigns by itself: tickets whose assignee is no agent of
 * the configuration any more go to another one, and those that nobody has to whoever can take them
 * now. At most limit tickets of each team, in the caller's WRITE transaction. *count: how many
 * tickets were given to somebody.
 */
bool desk_assign_sweep(DeskStore *store, const DeskConf *conf, gint64 now, gint64 limit,
                       gint64 *count, GError **error);
