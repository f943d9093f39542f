#pragma once
#include "base/base.h"

/*
 * What is to happen to a ticket at a time if nothing comes between. The clocks of its SLA are
 * timers: each allows so much business time, which passes only while it runs. At most one of a
 * kind on a ticket. Spans and moments are microseconds.
 */
typedef enum {
    DESK_TIMER_FIRST_RESPONSE, /* until the desk answers for the first time */
    DESK_TIMER_NEXT_RESPONSE,  /* until the desk answers what the customer wrote since */
    DESK_TIMER_RESOLUTION,     /* until the ticket is resolved */
    DESK_TIMER_WAKE,           /* until a ticket that was put off is to be looked at again: no clock
                                  of an SLA, it has next_at alone, as those that follow */
    DESK_TIMER_REMIND,         /* until the customer is reminded that the desk waits for him */
    DESK_TIMER_CLOSE,          /* until what has ended, or waits for nothing, is closed */
    DESK_TIMER_SURVEY,         /* until the customer is asked how it was */
} DeskTimerKind;
#define DESK_TIMER_CLOCKS (DESK_TIMER_RESOLUTION + 1)
#define DESK_TIMER_KINDS  (DESK_TIMER_SURVEY + 1)

typedef enum {
    DESK_TIMER_RUNNING,
    DESK_TIMER_PAUSED, /* the desk waits for somebody */
    DESK_TIMER_MET,    /* what it waited for has happened, in time or late */
} DeskTimerState;

/* The steps of a clock, in their order; from the last on they are those of its escalation. */
#define DESK_TIMER_STEP_WARN     0
#define DESK_TIMER_STEP_BREACH   1
#define DESK_TIMER_STEP_ESCALATE 2

typedef struct {
    gint64 ticket;
    DeskTimerKind kind;
    DeskTimerState state;
    gint64 allowed;  /* business time in all */
    gint64 used;     /* of it, up to since */
    gint64 since;    /* RUNNING: it counts from here on; else when it stopped */
    gint64 due;      /* RUNNING: when all of it is used up; else 0 */
    gint64 next_at;  /* when the next step is to be taken; 0: none is */
    gint64 step;     /* the next one */
    gint64 breached; /* when its end was noted as missed; 0: it was not */
    gint64 set;      /* when this was last worked out */
} DeskTimer;

/* "first-response" ..., "running" ... Static storage. */
const char *desk_timer_kind_name(DeskTimerKind kind);
const char *desk_timer_state_name(DeskTimerState state);
/* False when it is none, with the target unchanged. */
bool desk_timer_kind_parse(const char *word, DeskTimerKind *kind);
bool desk_timer_state_parse(const char *word, DeskTimerState *state);
