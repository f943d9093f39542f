#pragma once
#include "base/base.h"

/* The milter socket: made safely, or not at all. */

#define DESK_LISTEN_ERROR desk_listen_error_quark()
GQuark desk_listen_error_quark(void);
typedef enum {
    DESK_LISTEN_ERROR_RUNNING, /* another deskmilter has this socket */
    DESK_LISTEN_ERROR_UNSAFE,  /* the path belongs to somebody else, or its folder is open */
    DESK_LISTEN_ERROR_FAILED,  /* libmilter cannot listen there */
} DeskListenError;

/*
 * Takes the lock file beside a unix socket ("unix:/path" or "/path"), sees that nobody else
 * serves the path and that it is no other kind of file, removes a stale socket and listens,
 * mode 0660. Other kinds ("inet:8891@127.0.0.1") are passed to libmilter. *lock keeps the
 * lock while it is open; -1 without one.
 */
bool desk_listen_open(const char *address, int *lock, GError **error);
