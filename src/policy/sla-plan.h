#pragma once
#include "conf/conf.h"
#include "ticket/timer.h"

/* When the steps of a clock are due, for policy/sla.h. Pure. */

/* What a clock goes by. */
typedef struct {
    const DeskSla *sla;     /* NULL: there is none, and the clock sleeps */
    bool is_lost;           /* the ticket has one that the configuration does not know */
    const DeskHours *hours; /* NULL: always open */
} DeskSlaTerms;

DeskSlaTerms desk_sla_terms(const DeskConf *conf, const DeskTicket *ticket);

/* A step and the business time that is used up when it is to be taken. */
typedef struct {
    gint64 used;
    const DeskEscalation *escalation; /* NULL: it warns, or the end is missed */
} DeskSlaMark;

/* So often a step is repeated. */
#define DESK_SLA_REPEATS 10

/* The steps of a clock by their numbers; element type DeskSlaMark, the caller's. */
GArray *desk_sla_marks(const DeskSla *sla, gint64 allowed);

/* The business time that is used up at a moment. */
gint64 desk_sla_used(const DeskSlaTerms *terms, const DeskTimer *timer, gint64 now);

/* Sets due and next_at by the rest of the timer. One whose SLA is lost is looked at again later: it
 * may be back then. */
void desk_sla_plan(const DeskSlaTerms *terms, DeskTimer *timer, gint64 now);
