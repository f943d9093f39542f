#pragma once
#include "store/outbox.h"
#include "ticket/ticket.h"

/*
 * What deskpost reads from and writes to the store, as one owner of leases. Writes go
 * through the group-commit writer and return after the commit.
 */
typedef struct DeskLedger DeskLedger;

#define DESK_LEASE_TIME (6 * G_GINT64_CONSTANT(1000000)) /* microseconds */

/* One mail in the hands of this process. */
typedef struct {
    DeskOutboxRow *row;
    GBytes *bytes;      /* as kept in the store; NULL before */
    gint64 fresh_until; /* steady clock: nobody else can have the lease before that */
    gsize heavy;        /* bytes that the sender has counted against its bound */
} DeskParcel;

void desk_parcel_free(DeskParcel *parcel);

/*
 * What else is to be written when a mail has failed for good, in the transaction that settles it:
 * as a DeskStoreJob, it may run again. row is as it stands then.
 */
typedef struct {
    bool (*run)(DeskStore *store, const DeskOutboxRow *row, const DeskOutboxResult *result,
                gpointer data, GError **error);
    gpointer data; /* used by any thread, and outlives the ledger */
} DeskAftermath;

/* aftermath is copied; NULL: nothing more. */
DeskLedger *desk_ledger_new(const char *store, const DeskAftermath *aftermath, GError **error);
void desk_ledger_free(DeskLedger *ledger);

/* The next two use the reading connection: one thread only. */

/* *due: a queued row has its time. Leases that ran out show only in a claim. */
bool desk_ledger_is_due(DeskLedger *ledger, bool *due, GError **error);

/* That connection, for what is read beside. Borrowed. */
DeskStore *desk_ledger_reader(DeskLedger *ledger);

/* Any thread from here on. */

/* Element type DeskParcel, with a free function; without bytes. */
bool desk_ledger_claim(DeskLedger *ledger, gint64 limit, GPtrArray **parcels, GError **error);

/* Prolongs all leases; *fresh_until as in DeskParcel, for those that were fresh all the time. */
bool desk_ledger_renew(DeskLedger *ledger, gint64 *fresh_until, GError **error);

/*
 * Gives back everything that is not settled, and goes on under another name: a claim whose end
 * nobody knows may still come to pass, and its leases then run out by themselves. No other call at
 * the same time.
 */
bool desk_ledger_give_back(DeskLedger *ledger, GError **error);

/*
 * Keeps the bytes of several parcels in one commit, and puts what the store then has into
 * the parcels: NULL where the lease has gone.
 */
bool desk_ledger_keep(DeskLedger *ledger, GPtrArray *parcels, GError **error);

bool desk_ledger_settle(DeskLedger *ledger, gint64 id, const DeskOutboxResult *result, bool *mine,
                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskParcel, desk_parcel_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskLedger, desk_ledger_free)
