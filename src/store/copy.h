#pragma once
#include "store/store.h"

/*
 * Moves a desk from one store to another, of either engine. Rows go page by page, each page one
 * transaction, and what the destination holds is the progress: a copy that was ended goes on
 * where it was. Until both sides have been compared row by row and are found to be the same, the
 * destination opens for nobody else. Blocking; one thread.
 */

typedef struct {
    const char *table; /* that is at work; static storage */
    bool comparing;    /* all is copied */
    gint64 done;       /* rows, over all tables, also those of earlier runs */
    gint64 total;
} DeskCopyProgress;

typedef struct {
    /* After each page; false ends the copy there, with UNDONE. */
    bool (*report)(const DeskCopyProgress *progress, gpointer data);
    gpointer data;
} DeskCopyWatch;

/*
 * What both sides hold of a table. The digest is a SHA-256 over those of its rows in the order
 * of the key; a row's is over its values: one letter of type, eight bytes of length, the bytes
 * (an integer has eight, the highest first; NULL has none).
 */
typedef struct {
    const char *table; /* static storage */
    gint64 rows;
    char sha256[65];
} DeskCopyResult;

/*
 * Makes the destination if there is none. DIFFERS: it is the unfinished copy of another desk, or
 * the rows are not the same, and the message names the table and the first key; EXISTS: it holds
 * a desk. results: of all tables, the caller's; element type DeskCopyResult.
 */
bool desk_store_copy(const char *from, const char *to, const DeskCopyWatch *watch, GArray **results,
                     GError **error);

/*
 * What store/backup.c makes of it: the same between two open stores. A transaction of from that
 * the caller has begun is kept to the end, so that the copy is of one state; else each page has one
 * of its own. finish ends the last transaction of to, in which both sides have been found the same.
 */
typedef struct {
    DeskStore *from;
    DeskStore *to; /* COPY or DRAFT */
    bool (*finish)(DeskStore *to, gpointer data, GError **error);
    gpointer data;
    const DeskCopyWatch *watch; /* or NULL */
} DeskCopyPlan;

bool desk_copy_run(const DeskCopyPlan *plan, GArray **results, GError **error);

/* The unfinished copy that is there, or a new one; EXISTS: a desk is. */
DeskStore *desk_copy_open(const char *url, GError **error);
