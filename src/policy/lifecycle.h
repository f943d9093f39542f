#pragma once
#include "conf/conf.h"
#include "policy/voice.h"
#include "ticket/ticket.h"

/* The life of a ticket as far as incoming mail moves it. Pure. */

/* Resolved or closed. */
bool desk_lifecycle_has_ended(DeskStatus status);

/* Somebody works on it, or waits for something. */
bool desk_lifecycle_is_alive(DeskStatus status);

/* It ended longer ago than reopen_within (microseconds): an answer opens a follow-up (RULES T8). */
bool desk_lifecycle_is_over(const DeskTicket *ticket, gint64 now, gint64 reopen_within);

/*
 * The status of a ticket after a mail has joined it: a person's answer opens what waited, what was
 * on hold and what had ended; what may be a machine's only the former two; a program's nothing
 * (RULES L2, L3).
 */
DeskStatus desk_lifecycle_answered(DeskStatus status, DeskVoice voice);

/* When a ticket closes by itself, and when its customer is reminded of that; 0: never. */
typedef struct {
    gint64 close;
    gint64 remind; /* before that */
} DeskLapse;

/* Of one that has had its status since then; nothing of it lies before now. */
DeskLapse desk_lifecycle_lapse(const DeskLifecycle *settings, DeskStatus status, gint64 since,
                               gint64 now);

/* Whether that counts from now on: the status begins, or the customer is answered once more for
 * whom the ticket waits. */
bool desk_lifecycle_begins(DeskStatus before, DeskStatus after, bool is_answer);
