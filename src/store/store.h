#pragma once
#include "base/base.h"

/*
 * One connection to the store: "sqlite:/path/desk.db" (later also "postgresql://..."). A
 * connection belongs to one thread at a time. Everything below that reads or writes rows
 * runs inside a transaction of the caller, or on its own when there is none.
 */
typedef struct DeskStore DeskStore;

#define DESK_STORE_ERROR desk_store_error_quark()
GQuark desk_store_error_quark(void);
typedef enum {
    DESK_STORE_ERROR_URL,         /* not an address of a store */
    DESK_STORE_ERROR_MISSING,     /* no such store: deskctl init makes one */
    DESK_STORE_ERROR_EXISTS,      /* init found one already */
    DESK_STORE_ERROR_UNSAFE,      /* mode or owner of file or folder */
    DESK_STORE_ERROR_VERSION,     /* made by a newer program */
    DESK_STORE_ERROR_BUSY,        /* locked by somebody for too long */
    DESK_STORE_ERROR_FULL,        /* no room left */
    DESK_STORE_ERROR_CORRUPT,     /* the file is damaged or no store */
    DESK_STORE_ERROR_UNAVAILABLE, /* any other failure of the engine; try again */
    DESK_STORE_ERROR_UNCERTAIN,   /* it is not known whether the commit took place */
} DeskStoreError;

/* Whether the same may succeed later without anybody's help; other domains: false. */
bool desk_store_error_is_temporary(const GError *error);

typedef enum {
    DESK_STORE_READ,  /* sees one state at a time, never blocks a writer */
    DESK_STORE_WRITE, /* takes the store's lock file round each transaction */
} DeskStoreMode;

/* Makes a new store with schema and install identity; file 0600, its folder must exist. */
bool desk_store_create(const char *url, GError **error);

/* Opens an existing one. WRITE brings an older schema up to date first, in one transaction. */
DeskStore *desk_store_open(const char *url, DeskStoreMode mode, GError **error);
void desk_store_close(DeskStore *store);

/* READ: a consistent view until the end; WRITE: waits for the lock, at most the busy limit. */
bool desk_store_begin(DeskStore *store, GError **error);
/* After an error the transaction is rolled back, except UNCERTAIN: then nobody knows. */
bool desk_store_commit(DeskStore *store, GError **error);
void desk_store_rollback(DeskStore *store);

/* Housekeeping when nobody waits: moves the write-ahead log into the database (SQLite). */
void desk_store_tidy(DeskStore *store);

/* Reads every page and constraint. *sound false with one line a problem in report. */
bool desk_store_check(DeskStore *store, bool *sound, char **report, GError **error);

/* The random epochs that tokens are bound to, oldest first; the last one signs. The caller's. */
char **desk_store_epochs(DeskStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskStore, desk_store_close)
