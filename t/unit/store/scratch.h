#pragma once
#include "store/rows.h"
#include "store/store.h"

#include <criterion/criterion.h>

/*
 * A folder of its own for each test, with a new store in it, removed afterwards. In a run with
 * DESK_TEST_PGSQL the store is a database of its own on that server, and there is no folder.
 */
extern char *scratch_folder;
extern char *scratch_path; /* of the database */
extern char *scratch_url;

void scratch_make_folder(void);
void scratch_make_store(void);
void scratch_remove(void);

DeskStore *scratch_open(DeskStoreMode mode);

/* All that most tests need: a new store, opened to write; and the end of both. */
DeskStore *scratch_begin(void);
void scratch_end(DeskStore *store);

/* The address of a store that is not there. The caller's. */
char *scratch_elsewhere(void);

/* A file beside the database: "-wal" ... The caller's. */
char *scratch_name(const char *suffix);

/* Opens a store that must not open, and compares the code and a part of the message. */
void scratch_expect_refused(DeskStoreMode mode, DeskStoreError code, const char *part);

/* Runs SQL with an engine of its own, outside the store's rules. */
void scratch_sql(const char *sql);

/* Bytes, given in hexadecimal, as that engine writes them in a statement. The caller's. */
char *scratch_blob(const char *hex);

/* fork that fails the test instead of returning -1; the child must end with _exit. */
pid_t scratch_fork(void);
/* Kills such a child and waits for its end. */
void scratch_kill(pid_t child);

/* cr_assert for a call with a GError: SCRATCH_OK(f(store, &error)). */
#define SCRATCH_OK(call)                                                                           \
    do {                                                                                           \
        g_autoptr(GError) error = NULL;                                                            \
        bool scratch_ok = (call);                                                                  \
        cr_assert(scratch_ok, "%s: %s", #call, error ? error->message : "false without error");    \
        cr_assert_null(error);                                                                     \
    } while (0)

/* One row of each, with the least that must be set. */
gint64 scratch_contact(DeskStore *store, const char *address);
gint64 scratch_ticket(DeskStore *store, gint64 requester);
/* Several of one customer. */
void scratch_tickets(DeskStore *store, gint64 *tickets, size_t count);
/* key: what makes its content key its own. */
gint64 scratch_message(DeskStore *store, gint64 ticket, guint32 key);
/* The content key that goes with it: 32 bytes, good until the next call in this thread. */
const guint8 *scratch_key(guint32 key);

gint64 scratch_count(DeskStore *store, const char *stat);
