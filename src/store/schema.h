#pragma once
#include "base/base.h"

/* The schema as a series of scripts: number n brings a store of version n - 1 to version n. */

/* The version this program works with; the highest script. */
gint64 desk_schema_version(void);

/* SQL of one script for each engine, 1 <= version <= desk_schema_version(). Static storage. */
const char *desk_schema_sqlite(gint64 version);
const char *desk_schema_pgsql(gint64 version);
