#include "store/query.h"
#include "store/rows.h"

#define COLUMNS                                                                                    \
    "id, at, kind, ticket, message, queue_id, message_id, sender, recipients, reason, duration"

static const DeskStatement SQL_VERDICT_ADD = {
    "verdict-add", "INSERT INTO verdict (at, kind, ticket, message, queue_id, message_id, sender,"
                   " recipients, reason, duration)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
};
static const DeskStatement SQL_VERDICT_TRACE = {
    "verdict-trace",
    "SELECT " COLUMNS " FROM verdict WHERE queue_id = $1 AND queue_id <> '' UNION "
    "SELECT " COLUMNS " FROM verdict WHERE message_id = $1 AND message_id <> '' ORDER BY id"
};

const DeskStatement *const desk_verdict_statements[] = { &SQL_VERDICT_ADD, &SQL_VERDICT_TRACE,
                                                         NULL };

bool
desk_store_verdict_add(DeskStore *store, const DeskVerdict *verdict, GError **error)
{
    return desk_query_write(
        store, &SQL_VERDICT_ADD,
        DESK_BIND(desk_int(verdict->at), desk_text(desk_verdict_name(verdict->kind)),
                  desk_id(verdict->ticket), desk_id(verdict->message),
                  desk_string(verdict->queue_id), desk_string(verdict->message_id),
                  desk_string(verdict->sender), desk_string(verdict->recipients),
                  desk_string(verdict->reason), desk_int(verdict->duration)),
        NULL, error);
}

static gpointer
read_verdict(DeskCursor *cursor, GError **error)
{
    g_autoptr(DeskVerdict) verdict = g_new0(DeskVerdict, 1);
    if (!desk_cursor_word(cursor, 2, desk_verdict_parse, &verdict->kind, error))
        return NULL;
    verdict->id = desk_cursor_int(cursor, 0);
    verdict->at = desk_cursor_int(cursor, 1);
    verdict->ticket = desk_cursor_int(cursor, 3);
    verdict->message = desk_cursor_int(cursor, 4);
    verdict->queue_id = desk_cursor_dup(cursor, 5);
    verdict->message_id = desk_cursor_dup(cursor, 6);
    verdict->sender = desk_cursor_dup(cursor, 7);
    verdict->recipients = desk_cursor_dup(cursor, 8);
    verdict->reason = desk_cursor_dup(cursor, 9);
    verdict->duration = desk_cursor_int(cursor, 10);
    return g_steal_pointer(&verdict);
}

bool
desk_store_verdict_trace(DeskStore *store, const char *id, GPtrArray **verdicts, GError **error)
{
    static const DeskRowKind kind = { read_verdict, (GDestroyNotify) desk_verdict_free };
    return desk_query_list(store, &SQL_VERDICT_TRACE, DESK_BIND(desk_text(id)), &kind, verdicts,
                           error);
}
