#pragma once
#include "store/query.h"
#include "ticket/outbox.h"

/* How a row of the outbox is read: what a statement selects for it, and its kind. */
#define DESK_OUTBOX_COLUMNS                                                                        \
    "id, ticket, cause, contact, kind, state, message_id, date, envelope_from, recipient,"         \
    " recipient_name, from_name, from_address, reply_to, in_reply_to, reference_ids, language,"    \
    " verified, created, next_at, attempts, cuts, lease_owner, lease_until, settled, queue_id,"    \
    " last_error, detail, thread_topic, delivery, delivery_at, delivery_detail, subject,"          \
    " note_to"

/* Of a budget nothing is spent by what was taken back before anybody tried to send it. */
#define DESK_OUTBOX_SPENT " AND (state <> 'failed' OR attempts > 0)"

extern const DeskRowKind desk_outbox_row_kind; /* DeskOutboxRow */
