#include "store/schema.h"

/* Made from schema-sqlite-NNN.sql by the build. */
static const char *const sqlite_scripts[] = {
#include "store/schema-sqlite-001.inc"
};

gint64
desk_schema_version(void)
{
    return G_N_ELEMENTS(sqlite_scripts);
}

const char *
desk_schema_sqlite(gint64 version)
{
    g_assert(version >= 1 && version <= desk_schema_version());
    return sqlite_scripts[version - 1];
}
