#pragma once
#include "conf/slot.h"
#include "store/outbox.h"
#include "ticket/ticket.h"

/* A desk in a folder of its own: store, templates and configuration; gone with it. */
typedef struct {
    char *folder;
    char *url; /* of the store */
    DeskStore *store;
    DeskConfSlot *slot;
    gint64 ticket;
    gint64 contact;
} Scratch;

/* relay may be NULL for a test that has none; connections is send-connections. */
void scratch_init(Scratch *scratch, const char *relay, int connections);
void scratch_clear(Scratch *scratch);

/* Writes templates/en/<file>. */
void scratch_template(const Scratch *scratch, const char *file, const char *content);

/* Queues an ack, due now; returns its id. */
gint64 scratch_queue(Scratch *scratch, const char *recipient);

/* The same for a mail of any kind. */
gint64 scratch_queue_kind(Scratch *scratch, const char *kind, const char *recipient, gint64 cause);

/* A message of the ticket; packed: its raw mail, with one file, as it is stored. */
gint64 scratch_say(const Scratch *scratch, DeskDirection direction, const char *text,
                   GBytes *packed);

/* The row as it is. The caller's. */
DeskOutboxRow *scratch_row(const Scratch *scratch, gint64 id);

/* Waits until the row is in the state with so many attempts; fails the test after 20 s. */
DeskOutboxRow *scratch_wait(const Scratch *scratch, gint64 id, DeskOutboxState state,
                            gint64 attempts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scratch, scratch_clear)
