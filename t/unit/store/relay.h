#pragma once
#include "base/base.h"

/*
 * Stands between libpq and a PostgreSQL server, both on unix sockets, and does to the connection
 * what a network, a failing server or a crash would do. Threads of its own; one for a test.
 */
typedef enum {
    RELAY_PASS,
    RELAY_LOSE_COMMIT, /* cuts the connection instead of handing COMMIT on */
    RELAY_LOSE_ANSWER, /* hands COMMIT on, and cuts the connection when it has been answered */
    RELAY_STALL,       /* takes everything and hands nothing on */
    RELAY_STALL_SETUP, /* the same from the first statement of a session on */
    RELAY_SLOW,        /* about a megabyte a second to the server */
    RELAY_OLD_SERVER,  /* the server says that it is PostgreSQL 9.6 */
} RelayMode;

/* Clients connect with host=relay_folder and port=5432; target: the socket of the server. */
extern char *relay_folder;
void relay_start(const char *target);
/* For everything that is sent from now on. */
void relay_set(RelayMode mode);
/* Nobody listens any more, and all connections are cut; relay_start has it up again. */
void relay_stop(void);
void relay_remove(void);
