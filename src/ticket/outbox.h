#pragma once
#include "base/base.h"

/*
 * One mail to one recipient, on its way out. What identifies it (Message-ID, Date,
 * envelope) is fixed when it is queued; its bytes when it is first rendered.
 */
typedef enum {
    DESK_OUTBOX_QUEUED,    /* waits for its time */
    DESK_OUTBOX_LEASED,    /* a deskpost has it until lease_until */
    DESK_OUTBOX_SENT,      /* Postfix took it */
    DESK_OUTBOX_FAILED,    /* refused for good, or given up */
    DESK_OUTBOX_UNCERTAIN, /* cut after the dot, twice: may or may not have been taken */
} DeskOutboxState;

/* What a report has said of a mail since it was sent (RFC 3464 section 2.3.3, RFC 5965), from the
 * least to the most that can be known. */
typedef enum {
    DESK_DELIVERY_UNKNOWN,
    DESK_DELIVERY_DELAYED,
    DESK_DELIVERY_RELAYED,
    DESK_DELIVERY_DELIVERED,
    DESK_DELIVERY_FAILED,
    DESK_DELIVERY_COMPLAINED, /* delivered, and its recipient calls it unwanted */
} DeskDelivery;

typedef struct {
    gint64 id;
    gint64 ticket;
    gint64 cause;   /* id of the inbound message it answers, or 0 */
    gint64 contact; /* who gets it */
    char *kind;     /* "ack" ... */
    DeskOutboxState state;
    char *message_id; /* of ours, without <> */
    gint64 date;
    char *envelope_from; /* "" is the null sender */
    char *recipient;     /* address */
    char *recipient_name;
    char *from_name;
    char *from_address;
    char *reply_to;
    char *in_reply_to; /* id without <>, or "" */
    char *references;  /* ids without <>, blank between them, oldest first */
    char *language;
    bool verified; /* the recipient's identity was proved when it was queued (L8) */
    gint64 created;
    gint64 next_at;    /* not before */
    gint64 attempts;   /* hand-overs tried */
    gint64 cuts;       /* of these, cut after the dot */
    char *lease_owner; /* or NULL */
    gint64 lease_until;
    gint64 settled;     /* when it came to rest in sent, failed or uncertain; or 0 */
    char *queue_id;     /* Postfix's, once sent; or NULL */
    char *last_error;   /* or NULL */
    char *detail;       /* what it is about: an English sentence, or a headline and a sentence a
                           line; or NULL */
    char *thread_topic; /* Thread-Topic of the mail it answers; or NULL */
    char *subject;      /* of the mail that it answers; NULL: that of the ticket */
    char *note_to;      /* where its recipient may send a note; or NULL */
    DeskDelivery delivery;
    gint64 delivery_at;    /* or 0 */
    char *delivery_detail; /* what the report said, one line; or NULL */
} DeskOutboxRow;

void desk_outbox_row_free(DeskOutboxRow *row);

const char *desk_outbox_state_name(DeskOutboxState state);
bool desk_outbox_state_parse(const char *word, DeskOutboxState *state);
/* "unknown", "delayed", "relayed", "delivered", "failed", "complained" */
const char *desk_delivery_name(DeskDelivery delivery);
bool desk_delivery_parse(const char *word, DeskDelivery *delivery);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskOutboxRow, desk_outbox_row_free)
