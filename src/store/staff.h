#pragma once
#include "store/store.h"
#include "ticket/ticket.h"

/* What is known of agents besides the configuration: who is away, who has how much to do, whose
 * turn it is. Agents and teams by their names there. */

typedef struct {
    char *agent;
    gint64 since;
    gint64 until; /* first moment of being back; G_MAXINT64: until further notice */
    char *reason; /* or "" */
    char *actor;  /* who said so */
    gint64 created;
} DeskAbsence;
void desk_absence_free(DeskAbsence *absence);

/* One at a time for each agent: a new one takes the place of the old. */
bool desk_store_absence_put(DeskStore *store, const DeskAbsence *absence, GError **error);
/* *done false: there was none. */
bool desk_store_absence_remove(DeskStore *store, const char *agent, bool *done, GError **error);
/* All that have not ended by then, by agent; element type DeskAbsence. */
bool desk_store_absence_list(DeskStore *store, gint64 now, GPtrArray **absences, GError **error);

/* How many tickets an agent has that are neither on hold nor ended, counted up to most: as many as
 * people may want to see, or, while a mail waits for the answer for each agent, as many as matter
 * for who gets it. */
#define DESK_LOAD_MAX      10000
#define DESK_LOAD_COMPARED 200
bool desk_store_agent_load(DeskStore *store, const char *agent, gint64 most, gint64 *load,
                           GError **error);

/* Until the end of the transaction nobody else assigns tickets: an agent may be in several teams,
 * and the tickets of all of them are his load. */
bool desk_store_staff_hold(DeskStore *store, GError **error);
/* Whose turn it was: agent (char *) -> the number of his last one in a team (gint64 *); who had
 * none yet is not in it. Also of agents who are no members any more. */
bool desk_store_turn_list(DeskStore *store, const char *team, GHashTable **turns, GError **error);
/* The agent has had his turn: his is the highest number of the team from now on. */
bool desk_store_turn_take(DeskStore *store, const char *team, const char *agent, GError **error);

/* Tickets of a team that nobody has, new, open or in progress, the most urgent first, of those the
 * oldest; DeskTicket. They are not kept as they are, nor those below: whoever changes one gets it
 * again. */
bool desk_store_team_queue(DeskStore *store, const char *team, gint64 limit, GPtrArray **tickets,
                           GError **error);
/* Whoever has a ticket that has not ended, once each, sorted; char *. */
bool desk_store_assignees(DeskStore *store, GPtrArray **agents, GError **error);
/* The tickets of an agent that have not ended, oldest first; DeskTicket. */
bool desk_store_agent_tickets(DeskStore *store, const char *agent, gint64 limit,
                              GPtrArray **tickets, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAbsence, desk_absence_free)
