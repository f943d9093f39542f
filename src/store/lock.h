#pragma once
#include "store/store.h"

/*
 * The lock file that writers of all processes take round each write transaction: a line of
 * places before the store. Everybody enters at the far end and steps forward when the
 * place in front is free, so nobody overtakes and nobody starves. It ends with the process.
 */
typedef struct DeskLock DeskLock;

/* Makes the file when missing, mode 0600, with the owner of the database it guards. */
DeskLock *desk_lock_open(const char *path, const struct stat *database, GError **error);
void desk_lock_close(DeskLock *lock);

/* Waits until the deadline of the steady clock; then BUSY. UNAVAILABLE when the file is gone and
 * cannot be made again. */
bool desk_lock_take(DeskLock *lock, gint64 deadline, GError **error);
void desk_lock_release(DeskLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskLock, desk_lock_close)
