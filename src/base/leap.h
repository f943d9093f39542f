#pragma once
#include "base/base.h"

/*
 * Whether the wall clock can be believed. One that was set to another time may be wrong, and what
 * is done by it cannot be taken back: it is believed when it has stayed so for a while of the
 * steady clock (RULES I11). For whoever looks again and again; one thread. Starts as all zeros, and
 * believes the first look.
 */
typedef struct {
    bool begun;
    gint64 offset;  /* of the wall clock from the steady one, as far as it is believed */
    gint64 claimed; /* the one that is not believed yet */
    gint64 since;   /* steady clock: it has been claimed since then; 0: none is */
} DeskLeap;

typedef enum {
    DESK_LEAP_NONE,
    DESK_LEAP_SEEN,     /* just now: from now on it is not believed */
    DESK_LEAP_DOUBTED,  /* still not */
    DESK_LEAP_BELIEVED, /* just now: it has stayed so, or it is back where it was */
} DeskLeapState;

/* What is less is no leap; and so long a leap is doubted. Microseconds. */
#define DESK_LEAP_MIN   G_GINT64_CONSTANT(3600000000)
#define DESK_LEAP_DOUBT G_GINT64_CONSTANT(600000000)

DeskLeapState desk_leap_look(DeskLeap *leap, gint64 wall, gint64 steady);
