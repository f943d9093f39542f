#pragma once
#include "conf/slot.h"

/*
 * What deskpost does by the clock: a thread with a connection to the store of its own takes the
 * steps of the timers that are due, and lets teams hand out what nobody has. Any number of
 * deskposts may do so on one store: each step is taken once, in the transaction that claims it.
 */
typedef struct DeskTimekeeper DeskTimekeeper;

/* Goes by the configuration that is in the slot; a reload needs no call. */
DeskTimekeeper *desk_timekeeper_new(DeskConfSlot *slot, GError **error);

/* Asks it to end, and does not wait for that: what else has to end may do so meanwhile. */
void desk_timekeeper_end(DeskTimekeeper *keeper);

/* Ends after the transaction in hand; what waits for the store is not begun. NULL is fine. */
void desk_timekeeper_free(DeskTimekeeper *keeper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTimekeeper, desk_timekeeper_free)
