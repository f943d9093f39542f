#pragma once
#include "conf/slot.h"
#include "send/ledger.h"

/*
 * Empties the outbox: a coordinator claims, renders and keeps; send-connections threads
 * hand over and settle. Runs until it is freed. Logs one line per hand-over.
 */
typedef struct DeskSender DeskSender;

/*
 * Opens the store (errors DESK_STORE_ERROR) and starts the threads. The slot must outlive it, and
 * what aftermath points to as well; NULL: nothing more happens when a mail has failed.
 */
DeskSender *desk_sender_new(DeskConfSlot *slot, const DeskAftermath *aftermath, GError **error);

/* Templates are read anew; the rest of the configuration is asked of the slot each time. */
void desk_sender_reload(DeskSender *sender);

/* Drains: finishes the mails being handed over, gives the others back, ends the threads. */
void desk_sender_free(DeskSender *sender);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSender, desk_sender_free)
