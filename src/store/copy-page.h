#pragma once
#include "store/copy-tables.h"
#include "store/query.h"

/*
 * Reading a table in pages, in the order of its key: at most 1,000 rows, and at most 4 MB of what
 * may be large unless one row alone has more.
 */

/* Where a page begins or ends. The second column of a key is a number or a text. */
typedef struct {
    gint64 numbers[DESK_COPY_KEYS];
    char *text;
} DeskCopyKey;

#define DESK_COPY_FIRST_KEY ((DeskCopyKey){ .numbers = { G_MININT64, G_MININT64 } })

void desk_copy_key_clear(DeskCopyKey *key);
void desk_copy_key_read(const DeskCopyTable *table, DeskCursor *row, DeskCopyKey *key);
/* Like strcmp, in the order of the pages. */
int desk_copy_key_compare(const DeskCopyKey *a, const DeskCopyKey *b);
/* "ticket 5, tag vip", printable. The caller's. */
char *desk_copy_key_print(const DeskCopyTable *table, const DeskCopyKey *key);

/* One value of a row, by its letter in the types of the table; borrowed as from a cursor. */
DeskValue desk_copy_value(DeskCursor *row, int column, char type);

/* Takes the rows of a page one by one; table, visit and data are the caller's to set. */
typedef struct DeskCopyWalk DeskCopyWalk;
struct DeskCopyWalk {
    const DeskCopyTable *table;
    bool (*visit)(DeskCopyWalk *walk, DeskCursor *row, GError **error);
    gpointer data;
    DeskCopyKey last;
    gint64 rows; /* that were visited */
};

/* The page above the key, which moves on to the last of its rows. No rows: there are no more. */
bool desk_copy_walk(DeskStore *store, DeskCopyKey *after, DeskCopyWalk *walk, GError **error);

/* The highest key that is there; without rows, the one before all keys. */
bool desk_copy_last(DeskStore *store, const DeskCopyTable *table, DeskCopyKey *key, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskCopyKey, desk_copy_key_clear)
