#pragma once
#include "base/clock.h"
#include "store/store.h"
#include "ticket/outbox.h"

/* The outbox as rows: see ticket/outbox.h for the life of one. Ticket 0 stands for mails that are
 * about none: what an agent has asked for, and digests. */

/* Queues: state queued, no attempts; the id is given by the store. */
bool desk_store_outbox_add(DeskStore *store, const DeskOutboxRow *row, GError **error);

/*
 * No row waits longer than this, neither for its next try (at most an hour) nor for the end
 * of a lease. One that seems to was written before the wall clock was set back. Microseconds.
 */
#define DESK_OUTBOX_HORIZON (2 * G_GINT64_CONSTANT(3600000000))

/*
 * Leases up to limit due rows (queued and due, or with a lease run out), oldest first, to
 * owner until the given time; element type DeskOutboxRow. Two claimers never get one row.
 * Before that, rows beyond the horizon are brought in: a queued one is due now, a lease ends at
 * lease_until unless its owner renews it (RULES I11).
 */
bool desk_store_outbox_claim(DeskStore *store, const char *owner, gint64 now, gint64 lease_until,
                             gint64 limit, GPtrArray **rows, GError **error);

/* Prolongs all leases of the owner. */
bool desk_store_outbox_renew(DeskStore *store, const char *owner, gint64 lease_until,
                             GError **error);

/* Gives rows back untried: queued again, due at once. */
bool desk_store_outbox_give_back(DeskStore *store, const char *owner, GError **error);

/* Keeps the bytes to be sent (packed by desk_raw_pack), once: later calls change nothing. */
bool desk_store_outbox_keep(DeskStore *store, gint64 id, const char *owner, GBytes *packed,
                            GError **error);
/* The kept bytes, unpacked; NULL when not rendered yet. */
bool desk_store_outbox_bytes(DeskStore *store, gint64 id, GBytes **bytes, GError **error);

/* How one hand-over ended. */
typedef struct {
    DeskOutboxState state; /* sent, failed, uncertain; or queued: try again at next_at */
    gint64 next_at;
    bool cut;             /* the connection broke after the dot */
    const char *queue_id; /* or NULL */
    const char *error;    /* or NULL */
} DeskOutboxResult;

/*
 * Writes down a result and ends the lease. *mine is false, and nothing is changed, when the lease
 * has gone to another owner. A failed or uncertain row leaves an event on its ticket; if it is
 * about none, one of the message that caused it.
 */
bool desk_store_outbox_settle(DeskStore *store, gint64 id, const char *owner, gint64 now,
                              const DeskOutboxResult *result, bool *mine, GError **error);

bool desk_store_outbox_get(DeskStore *store, gint64 id, DeskOutboxRow **row, GError **error);
/* state NULL: all; ticket 0: of all and of none; newest first; element type DeskOutboxRow. */
bool desk_store_outbox_list(DeskStore *store, const char *state, gint64 ticket, gint64 limit,
                            GPtrArray **rows, GError **error);

/* For deskctl: failed, uncertain and waiting rows become due at once; for a failed one the
 * attempts begin anew. *done false: it was sent or is leased. */
bool desk_store_outbox_retry(DeskStore *store, gint64 id, gint64 now, bool *done, GError **error);

/* What a mail is about is another thing now. *done false: it has been looked at already by whoever
 * sends it, or is none. */
bool desk_store_outbox_restate(DeskStore *store, gint64 id, const char *detail, bool *done,
                               GError **error);
/* It is not sent any more: failed, with this reason; no event. *done as above. */
bool desk_store_outbox_withdraw(DeskStore *store, gint64 id, gint64 now, const char *reason,
                                bool *done, GError **error);

/* Whose mails on which ticket. */
typedef struct {
    gint64 ticket; /* 0: those about none */
    gint64 contact;
} DeskAddressee;

/* Mails of any kind queued for him in a period, but for those that were withdrawn. */
bool desk_store_outbox_sent(DeskStore *store, DeskAddressee to, DeskPeriod period, gint64 *count,
                            GError **error);
/* Mails of any kind queued for a contact in a period; more than so many are not counted. */
bool desk_store_outbox_any(DeskStore *store, gint64 contact, DeskPeriod period, gint64 most,
                           gint64 *count, GError **error);
/* When the mail that stands limit places before the newest of all was queued (0: the newest
 * itself); 0: there are not so many. It tells whether the install has queued limit mails since that
 * one, and counts nothing; mails of undone transactions may count for sent. */
bool desk_store_outbox_back(DeskStore *store, gint64 limit, gint64 *created, GError **error);
/* The subjects of the tickets that a contact got mails of this kind for in a period; char *.
 */
bool desk_store_outbox_subjects(DeskStore *store, gint64 contact, const char *kind,
                                DeskPeriod period, GPtrArray **subjects, GError **error);
/* The ticket of the newest mail about one to a contact since then, of any kind; 0: none. */
bool desk_store_outbox_latest(DeskStore *store, gint64 contact, gint64 since, gint64 *ticket,
                              GError **error);
/* The Message-IDs of the first mail that he wrote, and of the first one and of the last so many
 * that he was sent, oldest first, but for those that were never sent; char *. What is about no
 * ticket goes on with nothing: none of ticket 0. */
bool desk_store_outbox_ids(DeskStore *store, DeskAddressee to, gint64 most, GPtrArray **ids,
                           GError **error);
/* The last so many mails, newest first; DeskOutboxRow. None of ticket 0. */
bool desk_store_outbox_had(DeskStore *store, DeskAddressee to, gint64 most, GPtrArray **rows,
                           GError **error);
/* His mail with this Message-ID; of ticket 0 anybody's. NULL: none. */
bool desk_store_outbox_by_id(DeskStore *store, DeskAddressee to, const char *message_id,
                             DeskOutboxRow **row, GError **error);
/* The row of a ticket with this envelope sender in any case; NULL: none. */
bool desk_store_outbox_by_sender(DeskStore *store, gint64 ticket, const char *envelope_from,
                                 DeskOutboxRow **row, GError **error);
/* Notes what a report said of a mail. Nothing is taken back by what comes earlier in DeskDelivery:
 * no failure by a later delay or delivery, no delivery by a delay. */
bool desk_store_outbox_delivery(DeskStore *store, gint64 id, DeskDelivery delivery, gint64 at,
                                const char *detail, GError **error);

/* Mails of a kind queued for a contact in a period, but for those that were withdrawn. */
bool desk_store_outbox_count(DeskStore *store, gint64 contact, const char *kind, DeskPeriod period,
                             gint64 *count, GError **error);
/* When the next queued row is due; 0 when none waits. */
bool desk_store_outbox_next(DeskStore *store, gint64 *next_at, GError **error);
