#pragma once
#include "desk/amend.h"
#include "policy/sla.h"
#include "store/rows.h"

/* What the use cases of desk/amend.h share. */

/* The configuration under which it is changed; the amender's. */
const DeskConf *desk_amending_conf(const DeskAmender *amender);

/* Sets error. Returns false. */
bool desk_amending_refuse(GError **error, DeskAmendError code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The ticket, kept as it is until the end of the transaction; an error when it is missing or
 * merged. */
bool desk_amending_open(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error);

/* The same for two different tickets, always in one order, so that nobody waits for somebody who
 * waits for him. Either may be merged. */
bool desk_amending_open_both(DeskStore *store, gint64 id, gint64 other, DeskTicket **ticket,
                             DeskTicket **other_ticket, GError **error);

/* Where a ticket leads to, over merges; an error when there is none. */
bool desk_amending_follow(DeskStore *store, gint64 id, gint64 *final, GError **error);

/* The error for a ticket that was merged. Returns false. */
bool desk_amending_refuse_merged(DeskStore *store, const DeskTicket *ticket, GError **error);

/* What an event is about. */
typedef struct {
    gint64 ticket;
    gint64 message; /* or 0 */
    const char *kind;
} DeskAmendEvent;

bool desk_amending_note(DeskStore *store, const DeskAmender *amender, DeskAmendEvent about,
                        GError **error, const char *format, ...) G_GNUC_PRINTF(5, 6);

/* The clocks of a ticket, whose status is this one from now on, follow what has happened to it. */
bool desk_amending_tell_clocks(DeskStore *store, const DeskAmender *amender,
                               const DeskTicket *ticket, DeskStatus status, DeskSlaEvent event,
                               GError **error);

/* What becomes of a ticket. */
typedef struct {
    const DeskTicket *ticket; /* status and assignee as they were, the rest as it is now */
    DeskStatus status;        /* from now on, as the next one */
    const char *assignee;     /* or NULL */
    const char *why;          /* for the event: ", because ..."; or NULL */
    const char *reason;       /* why it is on hold, for its customer; or NULL */
    gint64 until;             /* until when; or 0 */
    gint64 into;              /* that it is merged into; or 0 */
} DeskAmendMove;

/* What follows from it (desk/life.h). */
bool desk_amending_follow_up(DeskStore *store, const DeskAmender *amender,
                             const DeskAmendMove *move, GError **error);

/* The same, and writes status and time; the clocks follow what else has changed as well. An event
 * when the status is another one, or there is a reason. */
bool desk_amending_move(DeskStore *store, const DeskAmender *amender, const DeskAmendMove *move,
                        GError **error);

/* A move of the status alone. */
bool desk_amending_set_status(DeskStore *store, const DeskAmender *amender,
                              const DeskTicket *ticket, DeskStatus status, const char *why,
                              GError **error);

/* The subject as it can stand on a ticket; the caller's. */
char *desk_amending_subject(const char *text);

/* How many others than the requester get mail of the ticket. */
bool desk_amending_count_cc(DeskStore *store, gint64 ticket, gint64 *count, GError **error);

/* Whether mail to this address comes back to the desk. */
bool desk_amending_is_ours(const DeskConf *conf, const char *address);
