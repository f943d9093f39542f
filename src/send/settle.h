#pragma once
#include "send/smtp.h"
#include "store/outbox.h"

/*
 * What becomes of a row after a hand-over. Pure.
 */

/* How long a row waits after so many tries: 1 min, doubling to 1 h. Microseconds. */
gint64 desk_settle_backoff(gint64 attempts);

/*
 * row->attempts and row->cuts count the earlier hand-overs. A row is given up when the
 * waits behind it add up to give_up: they are counted, not read off the wall clock, so
 * that no step of that clock ends a row early. Strings of the result are borrowed from
 * reply. Only for outcomes that are about the mail: not UNREACHABLE, not STOPPED.
 */
DeskOutboxResult desk_settle_decide(const DeskOutboxRow *row, const DeskSmtpResult *reply,
                                    gint64 now, gint64 give_up);
