#include "store/schema.h"

/* Made from schema-sqlite-NNN.sql and schema-pgsql-NNN.sql by the build. */
static const char *const sqlite_scripts[] = {
#include "store/schema-sqlite-001.inc"
};
static const char *const pgsql_scripts[] = {
#include "store/schema-pgsql-001.inc"
};
_Static_assert(G_N_ELEMENTS(sqlite_scripts) == G_N_ELEMENTS(pgsql_scripts),
               "each version has a script for each engine");

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

const char *
desk_schema_pgsql(gint64 version)
{
    g_assert(version >= 1 && version <= desk_schema_version());
    return pgsql_scripts[version - 1];
}
