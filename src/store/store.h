#pragma once
#include "base/base.h"
#include "ticket/epoch.h"

/*
 * One connection to the store: "sqlite:/path/desk.db", or "postgresql://user@host/database" in
 * the form of libpq. A connection belongs to one thread at a time. Everything below that reads
 * or writes rows runs inside a transaction of the caller, or on its own when there is none.
 */
typedef struct DeskStore DeskStore;

#define DESK_STORE_ERROR desk_store_error_quark()
GQuark desk_store_error_quark(void);
typedef enum {
    DESK_STORE_ERROR_URL,         /* not an address of a store */
    DESK_STORE_ERROR_MISSING,     /* no such store: deskctl init makes one */
    DESK_STORE_ERROR_EXISTS,      /* init found one already */
    DESK_STORE_ERROR_UNSAFE,      /* mode or owner of file or folder, or no right to the tables */
    DESK_STORE_ERROR_VERSION,     /* made by a newer program, an unfinished copy, an old server */
    DESK_STORE_ERROR_BUSY,        /* locked by somebody for too long */
    DESK_STORE_ERROR_FULL,        /* no room left */
    DESK_STORE_ERROR_CORRUPT,     /* the file is damaged or no store */
    DESK_STORE_ERROR_UNAVAILABLE, /* any other failure of the engine; try again */
    DESK_STORE_ERROR_UNCERTAIN,   /* it is not known whether the commit took place */
    DESK_STORE_ERROR_UNDONE,      /* by another writer or a lost connection: run the same again */
    DESK_STORE_ERROR_DIFFERS,     /* a copy is not the same as what it was made from */
} DeskStoreError;

/* Whether the same may succeed later without anybody's help; other domains: false. */
bool desk_store_error_is_temporary(const GError *error);

typedef enum {
    DESK_STORE_READ,   /* sees one state at a time, never blocks a writer */
    DESK_STORE_WRITE,  /* what a transaction has read to change it stays so until its end */
    DESK_STORE_COPY,   /* as WRITE, for an unfinished copy, which opens in no other way */
    DESK_STORE_DRAFT,  /* as COPY, for a file that is worth nothing until it is finished: not synced
                        */
    DESK_STORE_BACKUP, /* as READ, for a backup; one of an older schema is seen brought up to date
                        */
} DeskStoreMode;

/* The address without a password, for messages and logs. The caller's. */
char *desk_store_label(const char *url);

/* How many transactions that write are worth having at once. At least 1. */
unsigned desk_store_writers(const char *url);

/* Makes a new store with schema and install identity: a file 0600 in a folder that exists, or
 * tables in a database that exists. All of it or none; a file without any table counts as none. */
bool desk_store_create(const char *url, GError **error);

/* The same without an identity, for COPY alone; desk_store_finish, in the last transaction of the
 * copy, makes it a store like any other. */
bool desk_store_create_unfinished(const char *url, GError **error);
bool desk_store_finish(DeskStore *store, GError **error);
bool desk_store_is_finished(DeskStore *store, bool *finished, GError **error);

/* Opens an existing one. WRITE brings an older schema up to date first, in one transaction. */
DeskStore *desk_store_open(const char *url, DeskStoreMode mode, GError **error);
void desk_store_close(DeskStore *store);

/* READ: a consistent view until the end; WRITE: waits for the lock, at most the busy limit. */
bool desk_store_begin(DeskStore *store, GError **error);
/* After an error the transaction is rolled back, except UNCERTAIN: then nobody knows. */
bool desk_store_commit(DeskStore *store, GError **error);
void desk_store_rollback(DeskStore *store);

/*
 * What is to be done in one transaction, which it neither begins nor ends. It may run again: what
 * it leaves in data counts only after its last run.
 */
typedef bool (*DeskStoreJob)(DeskStore *store, gpointer data, GError **error);

/* So often a transaction that was UNDONE is run again before that is the answer. */
#define DESK_STORE_RERUNS 3

/* Runs a job in a transaction of its own, again while it is UNDONE. True: it is committed. */
bool desk_store_run(DeskStore *store, DeskStoreJob job, gpointer data, GError **error);

/*
 * Until the end of a WRITE transaction nobody else holds the same name; waits for its turn. For
 * what no row stands for yet, so that "is there such a one already?" is asked by one at a time.
 * READ holds nothing.
 */
bool desk_store_hold(DeskStore *store, gint64 name, GError **error);

/* Reports errors of changes that the engine has not answered yet, so that they are not taken for
 * those of whoever comes next in the same transaction. */
bool desk_store_flush(DeskStore *store, GError **error);

/* Housekeeping when nobody waits: moves the write-ahead log into the database (SQLite). */
void desk_store_tidy(DeskStore *store);

/* Reads every page and constraint. *sound false with one line a problem in report. */
bool desk_store_check(DeskStore *store, bool *sound, char **report, GError **error);

/* The epochs that tokens are bound to, oldest first; the last one signs. DeskEpoch, the caller's;
 * NULL on error. */
GPtrArray *desk_store_epochs(DeskStore *store, GError **error);

/* Begins a new epoch, as a store that was restored must: the one before it may name nothing above
 * the highest ids that were ever given, and those to come lie above these by gap (those of
 * messages, which nothing outside names, on PostgreSQL only). While no other program writes. */
bool desk_store_epoch_begin(DeskStore *store, gint64 gap, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskStore, desk_store_close)
