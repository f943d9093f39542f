#pragma once
#include "store/copy.h"

/*
 * A backup is a copy of a running desk in one file of SQLite, whatever engine the desk is on: all
 * of it as it was at one moment. It opens as a backup alone, so nobody takes it for a desk. Signing
 * keys are no part of it. Blocking; one thread.
 */

/*
 * Writes one to a path that must be free (EXISTS); the file, mode 0600, is there when it is
 * complete and synced. Its unfinished draft is PATH.unfinished. Blocks nobody who works on the
 * desk. results: see desk_store_copy.
 */
bool desk_store_backup(const char *from, const char *path, const DeskCopyWatch *watch,
                       GArray **results, GError **error);

/* How a desk that came back from the past begins. */
typedef struct {
    gint64 gap;       /* numbers to leave out, see desk_store_epoch_begin */
    gint64 now;       /* epoch microseconds */
    gint64 uncertain; /* set: mails that waited when the backup was taken, see below */
} DeskRestore;

/*
 * Makes a desk of a backup, in a place that is empty or holds what an earlier run has begun of the
 * same. Until it is whole it opens for nobody. Nothing that was issued after the backup is known in
 * it (RULES T2): it begins a new epoch. Mails that were waiting in its outbox may have been sent
 * since; they become uncertain, with an event, and go out when somebody says so. A backup by an
 * older program is brought up to date, itself unchanged.
 */
bool desk_store_restore(const char *path, const char *to, DeskRestore *restore,
                        const DeskCopyWatch *watch, GArray **results, GError **error);

/* The same for a store that came back by other means: by what the engine has for it. It must be
 * open for WRITE, and nobody else work on it. */
bool desk_store_begin_again(DeskStore *store, DeskRestore *restore, GError **error);
