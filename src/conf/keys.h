#pragma once
#include "base/mac.h"

#define DESK_KEYS_MAX 16

/*
 * The signing keys of an install. The file holds one key a line, 64 hexadecimal digits;
 * blank lines and lines that begin with # are passed over. The last key signs, all verify.
 */
typedef struct {
    unsigned count; /* 1 to DESK_KEYS_MAX; the newest is the last */
    guint8 key[DESK_KEYS_MAX][DESK_KEY_SIZE];
} DeskKeys;

/* Reads a key file with the checks of desk_file_read_secret. No key ever stands in a message. */
DeskKeys *desk_keys_load(const char *path, GError **error);

/* Makes a key file of mode 0600 with one fresh key; it must not exist. */
bool desk_keys_create(const char *path, GError **error);

/*
 * Adds a fresh key, which signs from now on; all else in the file stays. When it is full:
 * TOO_LARGE, unless drop_oldest, and then the first key goes. The keys as they are now: the
 * caller's; NULL on error, and the file is as it was.
 */
DeskKeys *desk_keys_rotate(const char *path, bool drop_oldest, GError **error);

/* By which people tell keys apart and compare those of two hosts; tells nothing of the key. */
#define DESK_KEY_PRINT 10
void desk_keys_print(const guint8 key[DESK_KEY_SIZE], char out[DESK_KEY_PRINT + 1]);

/* Wipes and frees. */
void desk_keys_free(DeskKeys *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskKeys, desk_keys_free)
