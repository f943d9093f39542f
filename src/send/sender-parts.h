#pragma once
#include "send/maker.h"
#include "send/sender.h"

#include <pthread.h>

/*
 * What the threads of a sender share: workers (sender-worker.c), the coordinator and the scribe
 * (sender-making.c). A function takes the lock itself unless it says otherwise.
 */

/* Bytes of mails in the memory of each of coordinator and scribe, but for the last one. */
#define DESK_SENDER_HEAVY_MAX ((gsize) 32 * 1024 * 1024)
#define DESK_SENDER_LOW_WATER 32 /* parcels that wait: with fewer more are claimed */
#define DESK_SENDER_TIMEOUT   DESK_MINUTE
#define DESK_SENDER_PAUSE_MIN DESK_SECOND

typedef struct DeskBatch DeskBatch;

struct DeskSender {
    DeskConfSlot *slot;
    DeskLedger *ledger;
    GThread *coordinator;
    GThread *scribe;
    GPtrArray *workers; /* GThread */

    pthread_mutex_t lock;  /* for all that follows */
    pthread_cond_t work;   /* for workers and scribe: a parcel, room, or the end */
    pthread_cond_t change; /* for the coordinator: room, an idle worker, regroup, the end */
    GQueue waiting;        /* DeskParcel, ready to send */
    GQueue slow;           /* DeskParcel, without bytes: takes long to make */
    GHashTable *in_hand;   /* gint64 * id -> DeskParcel: in one of these, or being sent or made */
    guint busy;            /* workers and scribe, with a parcel */
    gsize heavy;           /* bytes of what the scribe has made and nobody has sent */
    bool regroup;          /* hand out nothing, let the busy ones end, give back what is left */
    bool relay_down;       /* the last try did not get through to the relay */
    bool reload;           /* for the coordinator */
    bool reload_slow;      /* for the scribe */
    bool stopping;
    gint64 stopping_since; /* steady clock */

    /* The coordinator's own. */
    DeskMaker *maker;
    const DeskBatch *batch; /* that is being made ready; NULL: none is */
    gint64 next_renewal;    /* steady clock, as the next two */
    gint64 next_poll;       /* 0: the last claim left something */
    gint64 next_claim;
    gint64 pause;
    bool store_down;
};

/* The threads; data is the sender. */
gpointer desk_sender_work(gpointer data);       /* hands mails over, one of several */
gpointer desk_sender_coordinate(gpointer data); /* claims, makes, keeps and gives back */
gpointer desk_sender_scribe(gpointer data);     /* makes what takes long */

bool desk_sender_is_stopping(DeskSender *sender);

/* It has been stopping for longer than that. */
bool desk_sender_is_late(DeskSender *sender, gint64 patience);

/* Nothing is handed out any more until what is in hand has come to an end or been given back. */
void desk_sender_regroup(DeskSender *sender);

/*
 * A write whose end is not known may still come to pass, beside what is written after it: the
 * sender regroups, and goes on under another name. False when the error is another.
 */
bool desk_sender_note_unsure(DeskSender *sender, const GError *error);

/*
 * Writes down what became of a row, and logs it; begin is on the steady clock. Tries on while the
 * store does not answer, and ends without it only when the sender has been stopping for long.
 */
void desk_sender_settle(DeskSender *sender, const DeskOutboxRow *row,
                        const DeskOutboxResult *result, gint64 begin);

/* Its lease is still ours. With the lock where the coordinator may prolong it meanwhile. */
bool desk_sender_is_fresh(const DeskParcel *parcel);

/* The parcel is in nobody's hand any more. With the lock. */
void desk_sender_let_go(DeskSender *sender, DeskParcel *parcel);

/* A busy thread is done with a parcel. Takes it. */
void desk_sender_put_away(DeskSender *sender, DeskParcel *parcel);

/* What becomes of a parcel that is to get its bytes. */
typedef enum {
    DESK_MAKING_KEPT,  /* the store has had them */
    DESK_MAKING_FRESH, /* they are to be kept */
    DESK_MAKING_SLOW,  /* the scribe makes them */
    DESK_MAKING_NONE,  /* the row came to an end without */
} DeskMaking;

/* Who makes mails, and reads the store for that. */
typedef struct {
    DeskMaker *maker;
    DeskStore *store;
} DeskHand;

/*
 * Gives a parcel its bytes: those that the store has, else new ones. False when the store does not
 * answer, which concerns all rows; any other trouble is that of this row, which is settled then.
 */
bool desk_sender_make(DeskSender *sender, const DeskHand *hand, DeskParcel *parcel,
                      DeskMaking *making, GError **error);
