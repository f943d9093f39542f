#pragma once
#include "store/driver.h"

#include <libpq-fe.h>

/*
 * A connection to a PostgreSQL server in pipeline mode: statements are sent without waiting for
 * the answer to the one before; answers are read when somebody needs one. Statements are
 * prepared on first use and kept as long as the connection. One thread at a time.
 */
typedef struct DeskPgsql DeskPgsql;

/* Reads the address, and does not connect yet. */
DeskPgsql *desk_pgsql_new(const char *url, DeskStoreMode mode, GError **error);
void desk_pgsql_free(DeskPgsql *server);

/* What desk_pgsql_label says of it, for messages. */
const char *desk_pgsql_name(const DeskPgsql *server);

/* Connects when there is no connection, but not at once again after a failure: until then it
 * is UNAVAILABLE with the message of that failure. */
bool desk_pgsql_ready(DeskPgsql *server, GError **error);
/* False after any error that ended the connection. */
bool desk_pgsql_is_up(const DeskPgsql *server);

/* Sends a statement; nothing is waited for. What bind points at may go when this returns. */
bool desk_pgsql_send(DeskPgsql *server, const DeskStatement *statement, DeskBind bind,
                     GError **error);

/*
 * Waits for the answers to all that was sent, and reports the first error among them. *last gets
 * the rows of the last one, in binary format, for PQclear; may be NULL.
 */
bool desk_pgsql_answer(DeskPgsql *server, PGresult **last, GError **error);

/* Runs several statements without parameters or rows at once; nothing may be outstanding. */
bool desk_pgsql_script(DeskPgsql *server, const char *what, const char *sql, GError **error);

/* desk_store_server of such a store, and the check of its driver, which needs its connection. */
bool desk_pgsql_server(DeskStore *store, DeskServer **server, GError **error);
bool desk_pgsql_check(DeskStore *store, DeskPgsql *server, GString *report, GError **error);

/* A column of a binary row that is an integer of any size; 0 for NULL. */
gint64 desk_pgsql_int(const PGresult *result, int row, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPgsql, desk_pgsql_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PGresult, PQclear)
