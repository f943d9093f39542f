#pragma once
#include "store/store.h"

/* A store that is not a file but lives on a server: what that server says about itself. */
typedef struct {
    char *version;  /* "15.14" */
    gint64 ahead;   /* its wall clock minus ours, microseconds ... */
    gint64 doubt;   /* ... give or take so much */
    gint64 free;    /* connections that the desk may still open */
    bool syncs;     /* fsync: what is committed reaches the disk */
    bool whole;     /* full_page_writes: a page torn by a crash is mended */
    bool waits;     /* synchronous_commit, for who does not ask for it: not off */
    bool replica;   /* nothing can be written */
    bool local;     /* no network between it and us */
    bool encrypted; /* TLS */
} DeskServer;

void desk_server_free(DeskServer *server);

/* *server is NULL for a store that is a file. Outside of a transaction. The caller's. */
bool desk_store_server(DeskStore *store, DeskServer **server, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskServer, desk_server_free)
