#pragma once
#include "store/store.h"

#include <libpq-fe.h>

/* The address of a database in the form of libpq, and the way there. */

/* URL with what is wrong when it cannot be read, names no database, or seems to have a part of
 * the password where the host or the database belongs. */
bool desk_pgsql_check_address(const char *url, GError **error);

/* The address without user and password, for messages. The caller's. */
char *desk_pgsql_label(const char *url);

/* A connection or a failed one, for PQfinish. To write, the first of several hosts that can be
 * written to. Each host gets five seconds unless the address says otherwise. */
PGconn *desk_pgsql_connect(const char *url, DeskStoreMode mode);

/* A message of libpq, which is lines, as one, without the guesses in those that begin with a tab.
 * The caller's. */
char *desk_pgsql_one_line(const char *message);
