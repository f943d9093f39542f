#pragma once
#include "policy/policy.h"
#include "store/store.h"
#include "ticket/outbox.h"
#include "ticket/ticket.h"

/* What agents are to hear of a ticket. */
typedef struct {
    const DeskPolicy *policy;
    const DeskTicket *ticket;
    gint64 message; /* that caused it, or 0 */
    gint64 now;
    const char *detail; /* one sentence, or a few */
} DeskNews;

/* Tells each of the agents (DeskAgent), through the choke point; an event when there are none. */
bool desk_alarm_tell(DeskStore *store, const DeskNews *news, const GPtrArray *agents,
                     GError **error);

/* A mail that did not reach the person it was for. */
typedef struct {
    const DeskPolicy *policy;
    const DeskOutboxRow *row;
    const DeskTicket *ticket; /* of the row, over merges */
    gint64 message;           /* the report that says so, or 0 */
    gint64 now;
    const char *detail; /* what happened, one sentence */
} DeskLoss;

/*
 * Flags the ticket of an agent's answer that was lost, and tells its agents (RULES B3). Of mails
 * that the desk wrote by itself nobody is told: alarms about alarms would have no end.
 */
bool desk_alarm_raise(DeskStore *store, const DeskLoss *loss, GError **error);

/* The same for a mail that the relay would not take; why is its answer, or NULL. */
bool desk_alarm_unsent(DeskStore *store, DeskConf *conf, const DeskOutboxRow *row, const char *why,
                       GError **error);
