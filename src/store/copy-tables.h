#pragma once
#include "store/driver.h"

/*
 * What a copy of a store consists of: each table with its columns and the statements that read
 * it in the order of its key and write it. A column that is not named here would be lost.
 */

#define DESK_COPY_KEYS 2 /* columns of a key at most; the first is an integer */

typedef struct {
    const char *name;
    const char *columns; /* "id, key ...": as page returns them, the key's first */
    const char *types;   /* of each column: i integer, t text, b blob */
    int keys;            /* columns of the key */
    int late;            /* columns at the end that insert leaves out: see desk_copy_merge */
    bool numbered;       /* the key is an id that the engine gives */
    DeskStatement count;
    DeskStatement last;   /* like page: the highest key first */
    DeskStatement sizes;  /* like page: the length of what may be large; no sql: nothing is */
    DeskStatement page;   /* rows above a key, at most the last parameter */
    DeskStatement insert; /* its parameters are the columns */
} DeskCopyTable;

/* In an order in which rows refer only to what is there already; closed by one without a name. */
extern const DeskCopyTable desk_copy_tables[];

/* A ticket may be merged into a later one, so this comes when all are there. */
extern const DeskStatement desk_copy_merges; /* ticket and merged_into above $1, at most $2 */
extern const DeskStatement desk_copy_merge;  /* ticket $1 into $2 */
