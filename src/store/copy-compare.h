#pragma once
#include "store/copy.h"
#include "store/driver.h"

/* Two stores that should be the same, each within a transaction. */
typedef struct {
    DeskStore *from;
    DeskStore *to;
    /* After each page; false with error ends it all. */
    bool (*report)(const char *table, gint64 rows, gpointer data, GError **error);
    gpointer data;
} DeskCopyPair;

/* DIFFERS with the tables and the first key of each. results: one for each table, if it is true;
 * element type DeskCopyResult. */
bool desk_copy_compare(const DeskCopyPair *pair, GArray *results, GError **error);
