#pragma once
#include "store/store.h"
#include "ticket/ticket.h"
#include "ticket/timer.h"

/* Timers as rows; see ticket/timer.h. */

/* Writes a timer, whether there was one of the kind or not. */
bool desk_store_timer_put(DeskStore *store, const DeskTimer *timer, GError **error);
/* Those of a ticket in the order of their kinds; element type DeskTimer, in an array. */
bool desk_store_timer_list(DeskStore *store, gint64 ticket, GArray **timers, GError **error);

/*
 * Of those who work on timers one at a time: until the end of the transaction nobody else gets
 * past this. Then the tickets that have a timer with a step to be taken now, or with one to be
 * taken at all that was worked out later than ahead says, because the clock was ahead then: the
 * oldest first, at most limit; element type gint64. Others may change a ticket's timers meanwhile:
 * whoever takes its steps gets the ticket first (desk_store_ticket_get), then lists them.
 */
bool desk_store_timer_due(DeskStore *store, gint64 now, gint64 ahead, gint64 limit,
                          GArray **tickets, GError **error);
/* The steps of a ticket that are to be taken now are to be taken then. */
bool desk_store_timer_put_off(DeskStore *store, gint64 ticket, gint64 now, gint64 then,
                              GError **error);
/* Tickets of a status that have no timer of a kind. */
typedef struct {
    DeskTimerKind kind;
    DeskStatus status;
    gint64 after; /* those whose numbers are greater */
    gint64 limit; /* so many at most */
} DeskTimerLack;

/* By their numbers; element type gint64. */
bool desk_store_timer_lacking(DeskStore *store, const DeskTimerLack *lack, GArray **tickets,
                              GError **error);
/* Nothing is wrong when there is none of the kind. */
bool desk_store_timer_remove(DeskStore *store, gint64 ticket, DeskTimerKind kind, GError **error);
/* When the next step is to be taken; 0: never. */
bool desk_store_timer_next(DeskStore *store, gint64 *next_at, GError **error);
