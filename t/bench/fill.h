#pragma once
#include "store/rows.h"

/* Rows for the benches, like those of an intake: see t/bench/store-intake.c and grow.c. */

/* Ends the program with a message when a call of the store has failed. */
void fill_must(bool ok, const GError *error);

/* Processor time of this process in microseconds. */
gint64 fill_processor_time(void);

/* The text of mail number n, about 4 KB that compress as people's mail does. The caller's. */
char *fill_mail(int number, gsize *size);

/* A ticket of the contact, with its mailbox and requester. */
bool fill_ticket(DeskStore *store, gint64 contact, gint64 *id, GError **error);

typedef struct {
    gint64 ticket;
    gint64 author; /* contact */
    DeskDirection direction;
    const char *message_id;
    const guint8 *key; /* 32 bytes */
    GBytes *packed;    /* NULL: no raw mail */
} FillMessage;
bool fill_message(DeskStore *store, const FillMessage *message, gint64 *id, GError **error);

/* An acknowledgement to the contact, queued. */
bool fill_outbox(DeskStore *store, gint64 ticket, gint64 contact, const char *address,
                 const char *message_id, GError **error);

/* The event and the verdict of a message that came in. */
bool fill_traces(DeskStore *store, gint64 ticket, gint64 message, const char *message_id,
                 GError **error);
