#pragma once
#include "desk/filing.h"
#include "desk/history.h"
#include "store/store.h"
#include "ticket/ticket.h"

/* Where a ticket belongs by what its mail says (policy/triage.h). */
typedef struct {
    char *category; /* or NULL, as the next two */
    char *team;
    char *sla;
    DeskPriority priority;
    const char *named; /* the agent whom a rule names, or NULL */
    char *detail;      /* of the event "triage", one sentence after the other; NULL: none */
} DeskRoute;
void desk_route_clear(DeskRoute *route);

/*
 * That of a new ticket. followed: the one that it goes on with, or 0; a mail that says nothing by
 * itself has its category and team, and its SLA unless the customer's is another one. Reads only.
 */
bool desk_route_open(DeskStore *store, const DeskFiling *filing, gint64 followed, DeskRoute *route,
                     GError **error);

/*
 * What an answer makes other about a ticket, as far as the configuration has answers weighed:
 * category, team and SLA when a rule or category says so, the priority only upwards. Changes
 * ticket, which is not written. detail: of the event, the caller's; NULL when nothing is other.
 */
char *desk_route_again(const DeskFiling *filing, DeskTicket *ticket);

/* Adds the tags of the mail to a ticket, and the event. detail may be NULL. */
bool desk_route_note(DeskStore *store, const DeskFiling *filing, const DeskMoment *moment,
                     const char *detail, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskRoute, desk_route_clear)
