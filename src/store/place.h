#pragma once
#include "store/store.h"

/* The files of an embedded store: the database, its write-ahead log, and the index of that. */

/* Numbers of removed files are given to new ones at once, so the time of birth belongs to it. */
typedef struct {
    guint64 device;
    guint64 inode; /* 0: there is no such file */
    gint64 birth;  /* nanoseconds; 0 where the file system keeps none */
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

bool desk_place_same(DeskFileIdentity a, DeskFileIdentity b);

/* Removes all of them, and the lock file. */
void desk_place_remove(const char *path);
