#pragma once
#include "server.h"

/*
 * For tests of the connection to a server: the process of the server behind a store, and a view of
 * the database from beside. Skipped where DESK_TEST_PGSQL names no server; only by a unix socket.
 */
extern char *backend_socket; /* the server's */

void backend_make_database(void);
void backend_make_store(void); /* that, and a store in it: scratch_url, scratch_open */
void backend_remove(void);

/* Runs SQL beside the store. Returns the first value as text, or NULL; the caller's. */
char *backend_sql(const char *sql);
/* The same when it is an integer; -1 when there is none. */
gint64 backend_number(const char *sql);

/* The process of the server that serves this store. */
pid_t backend_of(DeskStore *store);
/* Ends it, and waits until it is gone. */
void backend_terminate(pid_t backend);

/* The call must fail with this code; a part of the message, or NULL. */
#define BACKEND_FAILS(wanted, part, call)                                                          \
    do {                                                                                           \
        g_autoptr(GError) error = NULL;                                                            \
        bool backend_ok = (call);                                                                  \
        cr_assert_not(backend_ok, "%s: did not fail", #call);                                      \
        backend_expect(error, DESK_STORE_ERROR_##wanted, part);                                    \
    } while (0)
void backend_expect(const GError *error, DeskStoreError code, const char *part);
