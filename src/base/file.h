#pragma once
#include "base/base.h"

#define DESK_FILE_ERROR desk_file_error_quark()
GQuark desk_file_error_quark(void);

typedef enum {
    DESK_FILE_ERROR_SYSTEM, /* the system call said no; the message says why */
    DESK_FILE_ERROR_UNSAFE, /* mode or owner would let others read or change it */
    DESK_FILE_ERROR_TOO_LARGE,
    DESK_FILE_ERROR_LOCKED, /* somebody else holds it */
} DeskFileError;

/* Reads a whole file of at most max bytes, NUL added. The caller's. */
char *desk_file_read(const char *path, size_t max, size_t *size, GError **error);

/* The same for what a daemon reads: a regular file, since others may keep it waiting for ever. */
char *desk_file_read_regular(const char *path, size_t max, size_t *size, GError **error);

/*
 * The same for a secret: a regular file, no bit for others and none that lets the group
 * write, owned by root or by the user who asks.
 */
char *desk_file_read_secret(const char *path, size_t max, size_t *size, GError **error);

/* Writes a file that must not exist yet, mode as given whatever the umask, and syncs it and
 * its folder. Removes it again when a write fails. */
bool desk_file_create(const char *path, mode_t mode, const void *bytes, size_t size,
                      GError **error);

/*
 * Puts a new file in the place of one that is there, with its owner, group and mode: readers have
 * the one or the other, also after a crash. What a killed writer has left beside it as
 * "PATH.new" is written over, so two writers need a lock between them.
 */
bool desk_file_replace(const char *path, const void *bytes, size_t size, GError **error);

/* Takes an exclusive lock on the folder that the file is in, for as long as the descriptor
 * lives; waits for it. -1: error. */
int desk_file_lock_folder(const char *path, GError **error);

/*
 * Takes an exclusive lock on a file, made with mode 0600 when missing, for as long as the
 * descriptor lives; the process number is written into it. -1 with LOCKED when another
 * process holds it: the message names that process.
 */
int desk_file_lock(const char *path, GError **error);

/* Whether nobody holds it; makes and writes nothing. False with LOCKED as above. */
bool desk_file_lock_is_free(const char *path, GError **error);

/* Writes the number of this process into a lock file that is held, as after a fork. */
bool desk_file_lock_sign(int fd);
