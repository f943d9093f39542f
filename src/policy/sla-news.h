#pragma once
#include "conf/conf.h"
#include "ticket/timer.h"

/* What an alarm tells an agent of the clocks of a ticket. Pure. */

/* One clock that asked for something. */
typedef struct {
    DeskTimerKind kind;
    bool missed;    /* else it will be soon */
    gint64 due;     /* the moment */
    gint64 allowed; /* business time */
    gint64 spent;   /* of it, so far */
} DeskSlaAlert;

/*
 * What one clock asks for, as a sentence without its full stop. The moment is shown in the zone of
 * hours; NULL: UTC. The caller's.
 */
char *desk_sla_alert_tell(const DeskSlaAlert *alert, const char *sla, const DeskHours *hours);

/* All borrowed. */
typedef struct {
    const char *sla;
    const GArray *alerts;  /* DeskSlaAlert, at least one */
    const GPtrArray *done; /* sentences on what was done, without their full stops */
} DeskSlaNews;

/*
 * The detail of an alarm (DeskOutboxRow): a headline as "First response overdue", then one
 * sentence a line: what is due and when, what was done, and what stops the clock. Moments are
 * shown in the zone of hours; NULL: UTC. The caller's.
 */
char *desk_sla_news(const DeskSlaNews *news, const DeskHours *hours);
