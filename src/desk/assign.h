#pragma once
#include "desk/history.h"
#include "policy/assign.h"
#include "policy/policy.h"
#include "store/store.h"
#include "ticket/ticket.h"

/* Who gets a ticket of this team, category and language. Reads only, but in a WRITE transaction
 * nobody else assigns tickets until its end. named: whom a rule names, or NULL. */
bool desk_assign_ask(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket,
                     const char *named, gint64 now, DeskAssignment *assignment, GError **error);

/* The agent has had his turn in the team of the ticket; an event "assigned" says why he, or one
 * "unassigned" why nobody, when somebody was looked for. */
bool desk_assign_note(DeskStore *store, const DeskTicket *ticket, const DeskAssignment *assignment,
                      const DeskMoment *moment, GError **error);

/* Whether the assignee can keep a ticket: an agent of the configuration, and, when team is not
 * NULL, a member of it. True when nobody has it. why: if he cannot, the beginning of a sentence,
 * the caller's. */
bool desk_assign_stays(const DeskConf *conf, const char *assignee, const char *team, char **why);

/* Whether the customer of a ticket would wait too long for its assignee, who is away for more than
 * another day, in a team that assigns by itself. why: if so, the beginning of a sentence, the
 * caller's; else NULL. */
bool desk_assign_absent(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket,
                        gint64 now, char **why, GError **error);

/* Gives a stored ticket to whom the assignment says, or to nobody; the agent has had his turn, a
 * ticket that was new is open. Event "reassigned" with the reason. ticket is as it is afterwards.
 */
bool desk_assign_give(DeskStore *store, DeskTicket *ticket, const DeskAssignment *assignment,
                      gint64 now, GError **error);

/* What follows an agent's loss of a ticket: "bob is away; carol: the fewest ..." */
void desk_assign_because(DeskAssignment *assignment, const char *why);

/*
 * Gives a ticket that somebody has, and why he does not keep it ("bob is no agent of the
 * configuration any more"), to another one by its team's method, or to nobody. Event "reassigned".
 * is_gone false: when nobody else can take it, it stays with him. ticket is as it is afterwards.
 * Whoever gets it is told. In the caller's WRITE transaction, in which it was read.
 */
typedef struct {
    const char *why;
    bool is_gone;
} DeskHandOver;
bool desk_assign_hand_over(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket,
                           const DeskHandOver *reason, gint64 now, GError **error);

/*
 * What deskpost does for each team that assigns by itself: tickets whose assignee is no agent of
 * the configuration any more go to another one, and those that nobody has to whoever can take them
 * now; whoever gets one is told. At most limit tickets of each agent and team, in the caller's
 * WRITE transaction. *count: how many tickets were given to somebody.
 */
bool desk_assign_sweep(DeskStore *store, const DeskPolicy *policy, gint64 now, gint64 limit,
                       gint64 *count, GError **error);

/* How a ticket came to its assignee. */
typedef struct {
    const DeskAgent *by; /* NULL: no agent gave it to him */
    const char *detail;  /* one sentence */
    gint64 message;      /* that caused it, or 0 */
    gint64 now;
} DeskAssignNews;

/* The agent is told that a stored ticket, which is as it is now, has become his; unless he has
 * given it to himself. */
bool desk_assign_tell(DeskStore *store, const DeskPolicy *policy, const DeskTicket *ticket,
                      const DeskAssignNews *news, GError **error);
