#include "store/schema.h"

/* Made from schema-sqlite-NNN.sql and schema-pgsql-NNN.sql by the build. */
static const char *const sqlite_scripts[] = {
#include "store/schema-sqlite-001.inc"
#include "store/schema-sqlite-002.inc"
#include "store/schema-sqlite-003.inc"
#include "store/schema-sqlite-004.inc"
#include "store/schema-sqlite-005.inc"
#include "store/schema-sqlite-006.inc"
};
static const char *const pgsql_scripts[] = {
#include "store/schema-pgsql-001.inc"
#include "store/schema-pgsql-002.inc"
#include "store/schema-pgsql-003.inc"
#include "store/schema-pgsql-004.inc"
#include "store/schema-pgsql-005.inc"
#include "store/schema-pgsql-006.inc"
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

bool
desk_schema_is_old(gint64 version)
{
    return version >= 0 && version < desk_schema_version();
}

static bool
refuse_backup(const char *place, GError **error)
{
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                "%s: is a backup and no desk: 'deskctl restore' makes a desk of it", place);
    return false;
}

static bool
check_backup(const char *place, gint64 version, GError **error)
{
    gint64 known = desk_schema_version();
    if (version > DESK_SCHEMA_BACKUP && version <= DESK_SCHEMA_BACKUP + known)
        return true;
    if (version > DESK_SCHEMA_BACKUP)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: was made by a newer program, with schema version %" G_GINT64_FORMAT
                    "; this one knows versions up to %" G_GINT64_FORMAT ": restore it by that one",
                    place, version - DESK_SCHEMA_BACKUP, known);
    else
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: is no backup%s: 'deskctl backup' makes one", place,
                    version < 0 ? " that was finished" : "");
    return false;
}

static bool
check_unfinished(const char *place, gint64 version, GError **error)
{
    if (version == -desk_schema_version())
        return true;
    if (version > DESK_SCHEMA_BACKUP)
        return refuse_backup(place, error);
    if (version >= 0)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS,
                    "%s: holds a desk already, expected an empty place or an unfinished copy",
                    place);
    else
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: holds an unfinished copy by another version of this program: remove it",
                    place);
    return false;
}

bool
desk_schema_check(const char *place, gint64 version, DeskStoreMode mode, GError **error)
{
    gint64 known = desk_schema_version();
    if (mode == DESK_STORE_BACKUP)
        return check_backup(place, version, error);
    if (mode == DESK_STORE_COPY || mode == DESK_STORE_DRAFT)
        return check_unfinished(place, version, error);
    if (version == known)
        return true;
    if (version > DESK_SCHEMA_BACKUP)
        return refuse_backup(place, error);
    if (version < 0)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: holds an unfinished copy: run 'deskctl store copy' again, or 'deskctl "
                    "restore' if that made it",
                    place);
    else
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_VERSION,
                    "%s: has schema version %" G_GINT64_FORMAT
                    ", this program needs %" G_GINT64_FORMAT ": %s",
                    place, version, known,
                    version > known ? "use the newer program"
                                    : "start deskmilter, which brings it up to date");
    return false;
}
