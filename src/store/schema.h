#pragma once
#include "store/store.h"

/* The schema as a series of scripts: number n brings a store of version n - 1 to version n. */

/* The version this program works with; the highest script. */
gint64 desk_schema_version(void);

/* SQL of one script for each engine, 1 <= version <= desk_schema_version(). Static storage. */
const char *desk_schema_sqlite(gint64 version);
const char *desk_schema_pgsql(gint64 version);

/* Whether it is one that the scripts bring up to date. */
bool desk_schema_is_old(gint64 version);

/* A backup has its version with this added, so that no program takes it for a desk. */
#define DESK_SCHEMA_BACKUP G_GINT64_CONSTANT(1000000)

/*
 * Whether a store of this version may be used in this mode; place names it in the message. An
 * unfinished copy has its version with a minus, so that nobody takes it for a desk.
 */
bool desk_schema_check(const char *place, gint64 version, DeskStoreMode mode, GError **error);
