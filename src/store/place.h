#pragma once
#include "store/store.h"

/* The files of an embedded store: the database, its write-ahead log, and the index of that. */

typedef struct {
    dev_t device;
    ino_t inode; /* 0: there is no such file */
} DeskFileIdentity;

typedef struct {
    DeskFileIdentity database;
    DeskFileIdentity log;
    DeskFileIdentity index;
} DeskPlace;

/*
 * The database must be a regular file of mode 0600 or less that is ours, in a folder that
 * nobody else may write; root may open that of another user. MISSING, UNSAFE, or
 * UNAVAILABLE when it cannot be written although mode is WRITE. found may be NULL.
 */
bool desk_place_check(const char *path, DeskStoreMode mode, struct stat *found, GError **error);

/* The folder alone, before a store is made in it. */
bool desk_place_check_folder(const char *path, DeskStoreMode mode, GError **error);

/* Which files are under the names now. */
DeskPlace desk_place_look(const char *path);

/* Removes all of them, and the lock file. */
void desk_place_remove(const char *path);
