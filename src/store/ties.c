#include "store/query.h"
#include "store/rows.h"

/* What binds tickets to each other, and to what lies outside the desk. */

/* A pair is the same pair from either side. */
static const DeskStatement SQL_TIE_ADD = {
    "tie-add",
    "INSERT INTO ticket_tie (ticket, other, kind, created)"
    " SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT)"
    " WHERE NOT EXISTS (SELECT 1 FROM ticket_tie t WHERE t.ticket = $2 AND t.other = $1)"
    " ON CONFLICT (ticket, other) DO NOTHING"
};
static const DeskStatement SQL_TIE_LIST = {
    "tie-list", "SELECT ticket, other, kind, created FROM ticket_tie WHERE ticket = $1 UNION ALL"
                " SELECT ticket, other, kind, created FROM ticket_tie WHERE other = $1"
                " ORDER BY created, ticket, other"
};
static const DeskStatement SQL_CORRELATION_FIND = {
    "correlation-find", "SELECT ticket FROM correlation WHERE monitor = $1 AND key = $2"
};
static const DeskStatement SQL_CORRELATION_PUT = {
    "correlation-put", "INSERT INTO correlation (monitor, key, ticket) VALUES ($1, $2, $3)"
                       " ON CONFLICT (monitor, key) DO UPDATE SET ticket = excluded.ticket"
};

const DeskStatement *const desk_tie_statements[] = { &SQL_TIE_ADD, &SQL_TIE_LIST,
                                                     &SQL_CORRELATION_FIND, &SQL_CORRELATION_PUT,
                                                     NULL };

bool
desk_store_tie_add(DeskStore *store, gint64 ticket, gint64 other, DeskTie kind, gint64 now,
                   GError **error)
{
    return desk_query_write(
        store, &SQL_TIE_ADD,
        DESK_BIND(desk_int(ticket), desk_int(other), desk_text(desk_tie_name(kind)), desk_int(now)),
        NULL, error);
}

static gpointer
read_tie(DeskCursor *cursor, GError **error)
{
    DeskTieRow tie = { .ticket = desk_cursor_int(cursor, 0),
                       .other = desk_cursor_int(cursor, 1),
                       .created = desk_cursor_int(cursor, 3) };
    if (!desk_cursor_word(cursor, 2, desk_tie_parse, &tie.kind, error))
        return NULL;
    return g_memdup2(&tie, sizeof tie);
}

bool
desk_store_tie_list(DeskStore *store, gint64 ticket, GPtrArray **ties, GError **error)
{
    static const DeskRowKind kind = { read_tie, g_free };
    return desk_query_list(store, &SQL_TIE_LIST, DESK_BIND(desk_int(ticket)), &kind, ties, error);
}

bool
desk_store_correlation_find(DeskStore *store, const char *monitor, const char *key, gint64 *ticket,
                            GError **error)
{
    return desk_query_ints(store, &SQL_CORRELATION_FIND,
                           DESK_BIND(desk_text(monitor), desk_text(key)), ticket, 1, error);
}

bool
desk_store_correlation_put(DeskStore *store, const char *monitor, const char *key, gint64 ticket,
                           GError **error)
{
    return desk_query_write(store, &SQL_CORRELATION_PUT,
                            DESK_BIND(desk_text(monitor), desk_text(key), desk_int(ticket)), NULL,
                            error);
}
