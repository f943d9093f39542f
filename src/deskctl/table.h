#pragma once
#include "base/base.h"

/* Columns for people: as wide as needed, cells cut at 60 characters, the last one as it is. */
typedef struct DeskTable DeskTable;

/* heads: the titles, NULL-ended. */
DeskTable *desk_table_new(const char *const *heads);
void desk_table_free(DeskTable *table);

/* One cell a column; NULL is an empty one. Control bytes and line breaks are taken out. */
void desk_table_add(DeskTable *table, const char *const *cells);

/* Prints on out, or "none" when there are no rows. */
void desk_table_print(const DeskTable *table, FILE *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTable, desk_table_free)
