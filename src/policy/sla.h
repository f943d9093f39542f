#pragma once
#include "conf/conf.h"
#include "ticket/ticket.h"
#include "ticket/timer.h"

/* How the clocks of an SLA go on (ticket/timer.h). Pure. */

/* What has happened to a ticket. */
typedef enum {
    DESK_SLA_OPENED,   /* it is new */
    DESK_SLA_ASKED,    /* a customer wrote what wants an answer */
    DESK_SLA_ANSWERED, /* the desk answered the customer */
    DESK_SLA_CHANGED,  /* status, priority or SLA are other ones */
    DESK_SLA_REOPENED, /* it had ended, and goes on */
} DeskSlaEvent;

/* One clock that is other than it was, and why. */
typedef struct {
    DeskTimer timer;
    const char *kind; /* of the event to note: "sla-met", "sla-missed"; NULL: nothing to tell */
    char *detail;     /* one sentence; NULL likewise */
} DeskSlaChange;

/*
 * What becomes of the clocks of a ticket, as it is after the event. timers: DeskTimer, those that
 * it has. The result: DeskSlaChange for each that is another one now; the caller's.
 *
 * A clock runs while the desk is to act: not in waiting, on-hold or spam, and not when the ticket
 * has ended. Another priority or SLA allows another time, of which the time used so far is taken,
 * unless it has been missed by then; a step that was taken is never taken again. After an end
 * resolution begins anew; what was taken for spam goes on where it stopped. A clock sleeps when the
 * SLA has no target for the priority, and when the ticket has no SLA any more.
 */
GArray *desk_sla_follow(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers,
                        DeskSlaEvent event, gint64 now);

/*
 * Counts what is used of the clocks by the hours of the SLA that the ticket has: to be called
 * before it gets another one, with other hours. The result as above.
 */
GArray *desk_sla_settle(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers,
                        gint64 now);

/* The business time of a clock that is used up at a moment. */
gint64 desk_sla_spent(const DeskConf *conf, const DeskTicket *ticket, const DeskTimer *timer,
                      gint64 now);

/* What a clock asks for at a moment. Several steps may be due at once, after a time in which
 * nobody looked: each is taken once, and one alarm tells of them all. */
typedef struct {
    bool warns;       /* it will be missed soon; not when it is missed by now */
    bool breaches;    /* it has been missed */
    int raises;       /* so often the priority, by one step */
    const char *team; /* that gets the ticket; NULL: stays */
    bool to_lead;     /* the lead of its team gets the ticket */
    bool alarms;      /* assignee, else the team */
    bool alarms_lead; /* of the team */
} DeskSlaStep;

/* "first response" ... Static storage. */
const char *desk_sla_clock_name(DeskTimerKind kind);

/* Takes all steps that are due; timer is as it is afterwards. False: none was, and timer is only
 * worked out anew: the clock was set back since, or the SLA is unknown and may be back later. */
bool desk_sla_step(const DeskConf *conf, const DeskTicket *ticket, gint64 now, DeskTimer *timer,
                   DeskSlaStep *step);
