#include "store/outbox.h"
#include "store/outbox-row.h"
#include "store/query.h"
#include "store/raw.h"
#include "store/rows.h"

#define BYTES_MAX ((size_t) 256 * 1024 * 1024)

/* The column due says when a row may be claimed, whatever its state; see the schema. */
#define COLUMNS DESK_OUTBOX_COLUMNS

static const DeskStatement SQL_OUTBOX_ADD = {
    "outbox-add",
    "INSERT INTO outbox (ticket, cause, contact, kind, state, message_id, date, envelope_from,"
    " recipient, recipient_name, from_name, from_address, reply_to, in_reply_to, reference_ids,"
    " language, verified, created, next_at, attempts, cuts, due, detail,"
    " thread_topic, subject, note_to)"
    " VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
    " $17, $18, 0, 0, $18, $19, $20, $21, $22)"
};
/* Chosen once, and apart: within the condition a planner may choose again for each row. */
static const DeskStatement SQL_OUTBOX_CLAIM = {
    "outbox-claim",
    "WITH chosen AS MATERIALIZED (SELECT o.id FROM outbox o WHERE o.due <= $3"
    " ORDER BY o.due, o.id LIMIT $4" DESK_SQL_SKIP_LOCKED ")"
    " UPDATE outbox SET state = 'leased', lease_owner = $1, lease_until = $2, due = $2"
    " WHERE id IN (SELECT chosen.id FROM chosen) RETURNING " COLUMNS
};
/* The owner of a lease gets one more lease time: if he lives he renews it before that. */
static const DeskStatement SQL_OUTBOX_BRING_IN = {
    "outbox-bring-in",
    "UPDATE outbox SET next_at = CASE state WHEN 'queued' THEN $1 ELSE next_at END,"
    " lease_until = CASE state WHEN 'leased' THEN CAST($2 AS BIGINT) END,"
    " due = CASE state WHEN 'leased' THEN $2 ELSE $1 END WHERE due > $3"
};
static const DeskStatement SQL_OUTBOX_RENEW = {
    "outbox-renew", "UPDATE outbox SET lease_until = $2, due = $2 WHERE lease_owner = $1"
};
static const DeskStatement SQL_OUTBOX_GIVE_BACK = {
    "outbox-give-back", "UPDATE outbox SET state = 'queued', due = next_at, lease_owner = NULL,"
                        " lease_until = NULL WHERE lease_owner = $1"
};
static const DeskStatement SQL_OUTBOX_KEEP = {
    "outbox-keep", "INSERT INTO outbox_bytes (outbox, packed) SELECT o.id, $3 FROM outbox o"
                   " WHERE o.id = $1 AND o.lease_owner = $2 ON CONFLICT (outbox) DO NOTHING"
};
static const DeskStatement SQL_OUTBOX_BYTES = {
    "outbox-bytes", "SELECT packed FROM outbox_bytes WHERE outbox = $1"
};
static const DeskStatement SQL_OUTBOX_SETTLE = {
    "outbox-settle",
    "UPDATE outbox SET state = $3, next_at = $4, due = CAST($5 AS BIGINT),"
    " attempts = attempts + 1, cuts = cuts + $6, settled = CAST($7 AS BIGINT),"
    " queue_id = CAST($8 AS TEXT), last_error = CAST($9 AS TEXT), lease_owner = NULL,"
    " lease_until = NULL WHERE id = $1 AND lease_owner = $2 RETURNING id, ticket, cause"
};
static const DeskStatement SQL_OUTBOX_GET = { "outbox-get",
                                              "SELECT " COLUMNS " FROM outbox WHERE id = $1" };
static const DeskStatement SQL_OUTBOX_LIST = {
    "outbox-list", "SELECT " COLUMNS " FROM outbox WHERE id > 0 AND"
                   " (CAST($1 AS TEXT) IS NULL OR state = $1) ORDER BY id DESC LIMIT $2"
};
static const DeskStatement SQL_OUTBOX_LIST_TICKET = {
    "outbox-list-ticket", "SELECT " COLUMNS " FROM outbox WHERE ticket = $3 AND"
                          " (CAST($1 AS TEXT) IS NULL OR state = $1) ORDER BY id DESC LIMIT $2"
};
static const DeskStatement SQL_OUTBOX_RETRY = {
    "outbox-retry", "UPDATE outbox SET state = 'queued', next_at = $2, due = $2, settled = NULL,"
                    " attempts = CASE state WHEN 'failed' THEN 0 ELSE attempts END"
                    " WHERE id = $1 AND state IN ('queued', 'failed', 'uncertain') RETURNING id"
};
/* Whoever has once had it may have its bytes, which say what it was about. */
#define UNTOUCHED                                                                                  \
    " WHERE id = $1 AND state = 'queued' AND attempts = 0"                                         \
    " AND NOT EXISTS (SELECT 1 FROM outbox_bytes WHERE outbox = $1) RETURNING id"
static const DeskStatement SQL_OUTBOX_RESTATE = {
    "outbox-restate", "UPDATE outbox SET detail = CAST($2 AS TEXT)" UNTOUCHED
};
static const DeskStatement SQL_OUTBOX_WITHDRAW = {
    "outbox-withdraw", "UPDATE outbox SET state = 'failed', due = NULL, settled = $2,"
                       " last_error = CAST($3 AS TEXT)" UNTOUCHED
};
static const DeskStatement SQL_OUTBOX_COUNT = {
    "outbox-count", "SELECT COUNT(*) FROM outbox WHERE contact = $1 AND kind = $2 AND created "
                    "BETWEEN $3 AND $4" DESK_OUTBOX_SPENT
};
static const DeskStatement SQL_OUTBOX_NEXT = {
    "outbox-next", "SELECT due FROM outbox WHERE due IS NOT NULL AND state = 'queued'"
                   " ORDER BY due LIMIT 1"
};

const DeskStatement *const desk_outbox_statements[] = { &SQL_OUTBOX_ADD,
                                                        &SQL_OUTBOX_CLAIM,
                                                        &SQL_OUTBOX_RENEW,
                                                        &SQL_OUTBOX_GIVE_BACK,
                                                        &SQL_OUTBOX_KEEP,
                                                        &SQL_OUTBOX_BYTES,
                                                        &SQL_OUTBOX_SETTLE,
                                                        &SQL_OUTBOX_GET,
                                                        &SQL_OUTBOX_LIST,
                                                        &SQL_OUTBOX_RETRY,
                                                        &SQL_OUTBOX_LIST_TICKET,
                                                        &SQL_OUTBOX_COUNT,
                                                        &SQL_OUTBOX_NEXT,
                                                        &SQL_OUTBOX_BRING_IN,
                                                        &SQL_OUTBOX_RESTATE,
                                                        &SQL_OUTBOX_WITHDRAW,
                                                        NULL };

bool
desk_store_outbox_add(DeskStore *store, const DeskOutboxRow *row, GError **error)
{
    return desk_query_write(
        store, &SQL_OUTBOX_ADD,
        DESK_BIND(desk_id(row->ticket), desk_id(row->cause), desk_int(row->contact),
                  desk_string(row->kind), desk_string(row->message_id), desk_int(row->date),
                  desk_string(row->envelope_from), desk_string(row->recipient),
                  desk_string(row->recipient_name), desk_string(row->from_name),
                  desk_string(row->from_address), desk_string(row->reply_to),
                  desk_string(row->in_reply_to), desk_string(row->references),
                  desk_string(row->language), desk_int(row->verified), desk_int(row->created),
                  desk_int(row->next_at), desk_text(row->detail), desk_text(row->thread_topic),
                  desk_text(row->subject), desk_text(row->note_to)),
        NULL, error);
}

static gint
compare_rows(gconstpointer a, gconstpointer b)
{
    const DeskOutboxRow *first = *(DeskOutboxRow *const *) a;
    const DeskOutboxRow *second = *(DeskOutboxRow *const *) b;
    if (first->next_at != second->next_at)
        return first->next_at < second->next_at ? -1 : 1;
    return first->id < second->id ? -1 : first->id > second->id;
}

bool
desk_store_outbox_claim(DeskStore *store, const char *owner, gint64 now, gint64 lease_until,
                        gint64 limit, GPtrArray **rows, GError **error)
{
    g_autoptr(GPtrArray) claimed = NULL;
    bool own = false;
    if (!desk_query_enter(store, &own, error))
        return false;
    bool ok = desk_query_write(store, &SQL_OUTBOX_BRING_IN,
                               DESK_BIND(desk_int(now), desk_int(lease_until),
                                         desk_int(now + DESK_OUTBOX_HORIZON)),
                               NULL, error) &&
              desk_query_list(store, &SQL_OUTBOX_CLAIM,
                              DESK_BIND(desk_text(owner), desk_int(lease_until), desk_int(now),
                                        desk_int(limit)),
                              &desk_outbox_row_kind, &claimed, error);
    if (!desk_query_leave(store, own, ok, error))
        return false;
    g_ptr_array_sort(claimed, compare_rows); /* RETURNING promises no order */
    *rows = g_steal_pointer(&claimed);
    return true;
}

bool
desk_store_outbox_renew(DeskStore *store, const char *owner, gint64 lease_until, GError **error)
{
    return desk_query_write(store, &SQL_OUTBOX_RENEW,
                            DESK_BIND(desk_text(owner), desk_int(lease_until)), NULL, error);
}

bool
desk_store_outbox_give_back(DeskStore *store, const char *owner, GError **error)
{
    return desk_query_write(store, &SQL_OUTBOX_GIVE_BACK, DESK_BIND(desk_text(owner)), NULL, error);
}

bool
desk_store_outbox_keep(DeskStore *store, gint64 id, const char *owner, GBytes *packed,
                       GError **error)
{
    gsize size = 0;
    const void *bytes = g_bytes_get_data(packed, &size);
    return desk_query_write(store, &SQL_OUTBOX_KEEP,
                            DESK_BIND(desk_int(id), desk_text(owner), desk_blob(bytes, size)), NULL,
                            error);
}

static gpointer
read_bytes(DeskCursor *cursor, GError **error)
{
    DeskBytes packed = desk_cursor_blob(cursor, 0);
    GBytes *bytes = desk_raw_unpack(packed.data, packed.size, BYTES_MAX);
    if (!bytes)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_CORRUPT,
                    "outbox-bytes: a stored mail cannot be unpacked");
    return bytes;
}

bool
desk_store_outbox_bytes(DeskStore *store, gint64 id, GBytes **bytes, GError **error)
{
    static const DeskRowKind kind = { read_bytes, (GDestroyNotify) g_bytes_unref };
    return desk_query_one(store, &SQL_OUTBOX_BYTES, DESK_BIND(desk_int(id)), &kind,
                          (gpointer *) bytes, error);
}

typedef struct {
    gint64 id; /* 0: the row is another's */
    gint64 ticket;
    gint64 cause;
} Settled;

/* What an agent should know: the customer has no answer, or perhaps none. What was about no ticket
 * is noted for the mail that asked for it. */
static bool
note_end(DeskStore *store, const Settled *row, gint64 now, const DeskOutboxResult *result,
         GError **error)
{
    bool failed = result->state == DESK_OUTBOX_FAILED;
    g_autofree char *detail =
        g_strdup_printf("The mail in outbox row %" G_GINT64_FORMAT " %s: %s", row->id,
                        failed ? "could not be sent" : "may have been sent or not",
                        result->error ? result->error : "no reason was given");
    DeskEvent event = { .ticket = row->ticket,
                        .message = row->ticket == 0 ? row->cause : 0,
                        .at = now,
                        .actor = (char *) "desk",
                        .kind = (char *) (failed ? "outbox-failed" : "outbox-uncertain"),
                        .detail = detail };
    return desk_store_event_add(store, &event, error);
}

static bool
settle(DeskStore *store, gint64 id, const char *owner, gint64 now, const DeskOutboxResult *result,
       bool *mine, GError **error)
{
    bool again = result->state == DESK_OUTBOX_QUEUED;
    gint64 found[3];
    if (!desk_query_ints(store, &SQL_OUTBOX_SETTLE,
                         DESK_BIND(desk_int(id), desk_text(owner),
                                   desk_text(desk_outbox_state_name(result->state)),
                                   desk_int(result->next_at), desk_id(again ? result->next_at : 0),
                                   desk_int(result->cut), desk_id(again ? 0 : now),
                                   desk_text(result->queue_id), desk_text(result->error)),
                         found, 3, error))
        return false;
    const Settled row = { found[0], found[1], found[2] };
    *mine = row.id != 0;
    if (!*mine || again || result->state == DESK_OUTBOX_SENT)
        return true;
    return note_end(store, &row, now, result, error);
}

bool
desk_store_outbox_settle(DeskStore *store, gint64 id, const char *owner, gint64 now,
                         const DeskOutboxResult *result, bool *mine, GError **error)
{
    bool own = false;
    g_assert(result->state != DESK_OUTBOX_LEASED);
    return desk_query_enter(store, &own, error) &&
           desk_query_leave(store, own, settle(store, id, owner, now, result, mine, error), error);
}

bool
desk_store_outbox_get(DeskStore *store, gint64 id, DeskOutboxRow **row, GError **error)
{
    return desk_query_one(store, &SQL_OUTBOX_GET, DESK_BIND(desk_int(id)), &desk_outbox_row_kind,
                          (gpointer *) row, error);
}

bool
desk_store_outbox_list(DeskStore *store, const char *state, gint64 ticket, gint64 limit,
                       GPtrArray **rows, GError **error)
{
    if (ticket != 0)
        return desk_query_list(store, &SQL_OUTBOX_LIST_TICKET,
                               DESK_BIND(desk_text(state), desk_int(limit), desk_int(ticket)),
                               &desk_outbox_row_kind, rows, error);
    return desk_query_list(store, &SQL_OUTBOX_LIST, DESK_BIND(desk_text(state), desk_int(limit)),
                           &desk_outbox_row_kind, rows, error);
}

bool
desk_store_outbox_retry(DeskStore *store, gint64 id, gint64 now, bool *done, GError **error)
{
    gint64 found = 0;
    if (!desk_query_write(store, &SQL_OUTBOX_RETRY, DESK_BIND(desk_int(id), desk_int(now)), &found,
                          error))
        return false;
    *done = found != 0;
    return true;
}

bool
desk_store_outbox_restate(DeskStore *store, gint64 id, const char *detail, bool *done,
                          GError **error)
{
    gint64 found = 0;
    if (!desk_query_write(store, &SQL_OUTBOX_RESTATE, DESK_BIND(desk_int(id), desk_text(detail)),
                          &found, error))
        return false;
    *done = found != 0;
    return true;
}

bool
desk_store_outbox_withdraw(DeskStore *store, gint64 id, gint64 now, const char *reason, bool *done,
                           GError **error)
{
    gint64 found = 0;
    if (!desk_query_write(store, &SQL_OUTBOX_WITHDRAW,
                          DESK_BIND(desk_int(id), desk_int(now), desk_text(reason)), &found, error))
        return false;
    *done = found != 0;
    return true;
}

bool
desk_store_outbox_count(DeskStore *store, gint64 contact, const char *kind, DeskPeriod period,
                        gint64 *count, GError **error)
{
    return desk_query_ints(store, &SQL_OUTBOX_COUNT,
                           DESK_BIND(desk_int(contact), desk_text(kind), desk_int(period.since),
                                     desk_int(period.until)),
                           count, 1, error);
}

bool
desk_store_outbox_next(DeskStore *store, gint64 *next_at, GError **error)
{
    return desk_query_ints(store, &SQL_OUTBOX_NEXT, DESK_BIND_NOTHING, next_at, 1, error);
}
