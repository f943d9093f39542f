#include "store/query.h"
#include "store/raw.h"
#include "store/rows.h"

#define KEY_BYTES 32 /* of a content key and of a weak key */

#define COLUMNS                                                                                    \
    "id, ticket, sequence, direction, author, message_id, subject, text, date, received, held,"    \
    " unparsed, machine, reply_text, assurance"

/* The sequence is the counter of the ticket, so it has no gap: both commit or neither. */
static const DeskStatement SQL_MESSAGE_SEQUENCE = {
    "message-sequence", "UPDATE ticket SET messages = messages + 1"
                        " WHERE id = $1 AND merged_into IS NULL RETURNING messages"
};
static const DeskStatement SQL_MESSAGE_ADD = {
    "message-add", "INSERT INTO message (ticket, sequence, direction, author, message_id, subject,"
                   " text, date, received, held, unparsed, machine, content_key, weak_key,"
                   " reply_text, assurance)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
                   " $16)"
                   " RETURNING id"
};
static const DeskStatement SQL_RAW_ADD = {
    "raw-add", "INSERT INTO raw (message, size, packed) VALUES ($1, $2, $3)"
};
static const DeskStatement SQL_RAW_GET = { "raw-get",
                                           "SELECT size, packed FROM raw WHERE message = $1" };
static const DeskStatement SQL_MESSAGE_BY_KEY = {
    "message-by-key", "SELECT id, ticket FROM message WHERE content_key = $1"
};
static const DeskStatement SQL_MESSAGE_WEAK = {
    "message-weak",
    "SELECT id, ticket FROM message WHERE weak_key = $1 AND received BETWEEN $2 AND $3"
    " ORDER BY received DESC, id DESC LIMIT 1"
};
/* An empty Message-ID is no key; the condition also leads to the partial index. */
static const DeskStatement SQL_MESSAGE_BY_ID = {
    "message-by-id", "SELECT id, ticket FROM message WHERE message_id = $1 AND message_id <> ''"
                     " ORDER BY id DESC LIMIT 1"
};
/*
 * Anybody can use a Message-ID again. Whoever is on one of the tickets means that one, else the
 * first to have come counts; a bound keeps an id that was used a thousand times cheap.
 */
static const DeskStatement SQL_MESSAGE_THREAD = {
    "message-thread", "SELECT m.id, m.ticket FROM (SELECT id, ticket FROM message"
                      " WHERE message_id = $1 AND message_id <> '' AND ticket IS NOT NULL"
                      " ORDER BY id LIMIT 100) AS m"
                      " LEFT JOIN participant AS p ON p.ticket = m.ticket AND p.contact = $2"
                      " ORDER BY p.contact IS NULL, m.id LIMIT 1"
};
static const DeskStatement SQL_MESSAGE_ID_COUNT = {
    "message-id-count", "SELECT COUNT(*) FROM message WHERE message_id = $1 AND message_id <> ''"
};
static const DeskStatement SQL_MESSAGE_LIST = {
    "message-list", "SELECT " COLUMNS " FROM message WHERE ticket = $1 ORDER BY sequence"
};
static const DeskStatement SQL_MESSAGE_AT = { "message-at",
                                              "SELECT " COLUMNS
                                              " FROM message WHERE ticket = $1 AND sequence = $2" };
static const DeskStatement SQL_MESSAGE_GET = { "message-get",
                                               "SELECT " COLUMNS " FROM message WHERE id = $1" };
static const DeskStatement SQL_MESSAGE_BEFORE = {
    "message-before", "SELECT " COLUMNS " FROM message WHERE ticket = $1 AND sequence < $2"
                      " ORDER BY sequence DESC LIMIT $3"
};
/* Nothing behind a text is read: SQLite would walk through all of a long one for it. */
#define HEAD                                                                                       \
    "SELECT id, ticket, sequence, direction, author, message_id, subject, NULL, date, received,"   \
    " held, unparsed, machine, NULL, 'none' FROM message WHERE ticket = $1"
static const DeskStatement SQL_MESSAGE_HEADS = {
    "message-heads", HEAD " AND sequence <= $2 UNION ALL " HEAD " AND sequence > $2 AND sequence >"
                          " (SELECT messages FROM ticket WHERE id = $1) - $2 ORDER BY sequence"
};
static const DeskStatement SQL_MESSAGE_FIRST = {
    "message-first", "SELECT " COLUMNS " FROM message WHERE ticket = $1 AND direction = 'in'"
                     " ORDER BY sequence LIMIT 1"
};
static const DeskStatement SQL_MESSAGE_LAST_SUBJECT = {
    "message-last-subject", "SELECT subject FROM message WHERE ticket = $1 AND held = 0"
                            " AND machine IN ('human', 'list') ORDER BY sequence DESC LIMIT 1"
};
static const DeskStatement SQL_ATTACHMENT_ADD = {
    "attachment-add", "INSERT INTO attachment (message, number, name, type, size, sha256, inline,"
                      " content_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
};
static const DeskStatement SQL_ATTACHMENT_LIST = {
    "attachment-list", "SELECT name, type, size, sha256, inline, content_id FROM attachment"
                       " WHERE message = $1 ORDER BY number"
};

const DeskStatement *const desk_message_statements[] = { &SQL_MESSAGE_SEQUENCE,
                                                         &SQL_MESSAGE_ADD,
                                                         &SQL_RAW_ADD,
                                                         &SQL_RAW_GET,
                                                         &SQL_MESSAGE_BY_KEY,
                                                         &SQL_MESSAGE_WEAK,
                                                         &SQL_MESSAGE_BY_ID,
                                                         &SQL_MESSAGE_THREAD,
                                                         &SQL_MESSAGE_ID_COUNT,
                                                         &SQL_MESSAGE_LIST,
                                                         &SQL_MESSAGE_AT,
                                                         &SQL_MESSAGE_LAST_SUBJECT,
                                                         &SQL_ATTACHMENT_ADD,
                                                         &SQL_ATTACHMENT_LIST,
                                                         &SQL_MESSAGE_FIRST,
                                                         &SQL_MESSAGE_GET,
                                                         &SQL_MESSAGE_BEFORE,
                                                         &SQL_MESSAGE_HEADS,
                                                         NULL };

static bool
insert_message(DeskStore *store, DeskMessage *message, const DeskRawMail *raw, GError **error)
{
    return desk_query_write(
        store, &SQL_MESSAGE_ADD,
        DESK_BIND(desk_id(message->ticket), desk_int(message->sequence),
                  desk_text(desk_direction_name(message->direction)), desk_id(message->author),
                  desk_string(message->message_id), desk_string(message->subject),
                  desk_string(message->text), desk_int(message->date), desk_int(message->received),
                  desk_int(message->held), desk_int(message->unparsed),
                  desk_string(message->machine),
                  desk_blob(raw ? raw->content_key : NULL, KEY_BYTES),
                  desk_blob(raw ? raw->weak_key : NULL, KEY_BYTES), desk_text(message->reply_text),
                  desk_text(desk_assurance_name(message->assurance))),
        &message->id, error);
}

static bool
insert_raw(DeskStore *store, gint64 message, const DeskRawMail *raw, GError **error)
{
    if (!raw || !raw->raw)
        return true;
    gsize size = 0;
    const void *packed = g_bytes_get_data(raw->raw, &size);
    return desk_query_write(
        store, &SQL_RAW_ADD,
        DESK_BIND(desk_int(message), desk_int(raw->raw_size), desk_blob(packed, size)), NULL,
        error);
}

static bool
take_sequence(DeskStore *store, DeskMessage *message, GError **error)
{
    message->sequence = 0;
    if (message->ticket == 0)
        return true;
    if (!desk_query_write(store, &SQL_MESSAGE_SEQUENCE, DESK_BIND(desk_int(message->ticket)),
                          &message->sequence, error))
        return false;
    if (message->sequence > 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE,
                "message-add: ticket %" G_GINT64_FORMAT " is not there, or was merged meanwhile",
                message->ticket);
    return false;
}

bool
desk_store_message_add(DeskStore *store, DeskMessage *message, const DeskRawMail *raw,
                       GError **error)
{
    bool own = false;
    if (!desk_query_enter(store, &own, error))
        return false;
    bool ok = take_sequence(store, message, error) && insert_message(store, message, raw, error) &&
              insert_raw(store, message->id, raw, error);
    return desk_query_leave(store, own, ok, error);
}

static bool
find_message(DeskStore *store, const DeskStatement *statement, DeskBind bind, gint64 *message,
             gint64 *ticket, GError **error)
{
    gint64 found[2];
    if (!desk_query_ints(store, statement, bind, found, 2, error))
        return false;
    *message = found[0];
    *ticket = found[1];
    return true;
}

bool
desk_store_message_by_key(DeskStore *store, const guint8 *content_key, gint64 *message,
                          gint64 *ticket, GError **error)
{
    return find_message(store, &SQL_MESSAGE_BY_KEY, DESK_BIND(desk_blob(content_key, KEY_BYTES)),
                        message, ticket, error);
}

bool
desk_store_message_weak(DeskStore *store, const guint8 *weak_key, DeskPeriod period,
                        gint64 *message, gint64 *ticket, GError **error)
{
    return find_message(
        store, &SQL_MESSAGE_WEAK,
        DESK_BIND(desk_blob(weak_key, KEY_BYTES), desk_int(period.since), desk_int(period.until)),
        message, ticket, error);
}

bool
desk_store_message_by_id(DeskStore *store, const char *message_id, gint64 *message, gint64 *ticket,
                         GError **error)
{
    return find_message(store, &SQL_MESSAGE_BY_ID, DESK_BIND(desk_text(message_id)), message,
                        ticket, error);
}

bool
desk_store_message_thread(DeskStore *store, const char *message_id, gint64 contact, gint64 *message,
                          gint64 *ticket, GError **error)
{
    return find_message(store, &SQL_MESSAGE_THREAD,
                        DESK_BIND(desk_text(message_id), desk_int(contact)), message, ticket,
                        error);
}

bool
desk_store_message_id_count(DeskStore *store, const char *message_id, gint64 *count, GError **error)
{
    return desk_query_ints(store, &SQL_MESSAGE_ID_COUNT, DESK_BIND(desk_text(message_id)), count, 1,
                           error);
}

static gpointer
read_message(DeskCursor *cursor, GError **error)
{
    g_autoptr(DeskMessage) message = g_new0(DeskMessage, 1);
    if (!desk_cursor_word(cursor, 3, desk_direction_parse, &message->direction, error) ||
        !desk_cursor_word(cursor, 14, desk_assurance_parse, &message->assurance, error))
        return NULL;
    message->id = desk_cursor_int(cursor, 0);
    message->ticket = desk_cursor_int(cursor, 1);
    message->sequence = desk_cursor_int(cursor, 2);
    message->author = desk_cursor_int(cursor, 4);
    message->message_id = desk_cursor_dup(cursor, 5);
    message->subject = desk_cursor_dup(cursor, 6);
    message->text = desk_cursor_dup(cursor, 7);
    message->date = desk_cursor_int(cursor, 8);
    message->received = desk_cursor_int(cursor, 9);
    message->held = desk_cursor_int(cursor, 10) != 0;
    message->unparsed = desk_cursor_int(cursor, 11) != 0;
    message->machine = g_intern_string(desk_cursor_string(cursor, 12));
    message->reply_text = desk_cursor_dup(cursor, 13);
    return g_steal_pointer(&message);
}

static const DeskRowKind message_kind = { read_message, (GDestroyNotify) desk_message_free };

bool
desk_store_message_list(DeskStore *store, gint64 ticket, GPtrArray **messages, GError **error)
{
    return desk_query_list(store, &SQL_MESSAGE_LIST, DESK_BIND(desk_int(ticket)), &message_kind,
                           messages, error);
}

bool
desk_store_message_at(DeskStore *store, gint64 ticket, gint64 sequence, DeskMessage **message,
                      GError **error)
{
    return desk_query_one(store, &SQL_MESSAGE_AT, DESK_BIND(desk_int(ticket), desk_int(sequence)),
                          &message_kind, (gpointer *) message, error);
}

bool
desk_store_message_get(DeskStore *store, gint64 id, DeskMessage **message, GError **error)
{
    return desk_query_one(store, &SQL_MESSAGE_GET, DESK_BIND(desk_int(id)), &message_kind,
                          (gpointer *) message, error);
}

bool
desk_store_message_before(DeskStore *store, gint64 ticket, gint64 sequence, gint64 limit,
                          GPtrArray **messages, GError **error)
{
    return desk_query_list(store, &SQL_MESSAGE_BEFORE,
                           DESK_BIND(desk_int(ticket), desk_int(sequence), desk_int(limit)),
                           &message_kind, messages, error);
}

bool
desk_store_message_heads(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **heads,
                         GError **error)
{
    return desk_query_list(store, &SQL_MESSAGE_HEADS, DESK_BIND(desk_int(ticket), desk_int(most)),
                           &message_kind, heads, error);
}

bool
desk_store_message_first(DeskStore *store, gint64 ticket, DeskMessage **message, GError **error)
{
    return desk_query_one(store, &SQL_MESSAGE_FIRST, DESK_BIND(desk_int(ticket)), &message_kind,
                          (gpointer *) message, error);
}

bool
desk_store_message_last_subject(DeskStore *store, gint64 ticket, char **subject, GError **error)
{
    return desk_query_one(store, &SQL_MESSAGE_LAST_SUBJECT, DESK_BIND(desk_int(ticket)),
                          &desk_text_kind, (gpointer *) subject, error);
}

static gpointer
read_raw(DeskCursor *cursor, GError **error)
{
    gint64 size = desk_cursor_int(cursor, 0);
    DeskBytes packed = desk_cursor_blob(cursor, 1);
    GBytes *raw = size >= 0 ? desk_raw_unpack(packed.data, packed.size, (size_t) size) : NULL;
    if (!raw)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_CORRUPT,
                    "raw-get: a stored mail cannot be unpacked");
    return raw;
}

bool
desk_store_message_raw(DeskStore *store, gint64 message, GBytes **raw, GError **error)
{
    static const DeskRowKind kind = { read_raw, (GDestroyNotify) g_bytes_unref };
    return desk_query_one(store, &SQL_RAW_GET, DESK_BIND(desk_int(message)), &kind,
                          (gpointer *) raw, error);
}

void
desk_stored_attachment_free(DeskStoredAttachment *attachment)
{
    if (!attachment)
        return;
    g_free(attachment->name);
    g_free(attachment->type);
    g_free(attachment->sha256);
    g_free(attachment->content_id);
    g_free(attachment);
}

bool
desk_store_attachment_add(DeskStore *store, gint64 message, gint64 number,
                          const DeskStoredAttachment *attachment, GError **error)
{
    return desk_query_write(store, &SQL_ATTACHMENT_ADD,
                            DESK_BIND(desk_int(message), desk_int(number),
                                      desk_string(attachment->name), desk_string(attachment->type),
                                      desk_int(attachment->size), desk_string(attachment->sha256),
                                      desk_int(attachment->is_inline),
                                      desk_string(attachment->content_id)),
                            NULL, error);
}

static gpointer
read_attachment(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskStoredAttachment *attachment = g_new0(DeskStoredAttachment, 1);
    attachment->name = desk_cursor_dup(cursor, 0);
    attachment->type = desk_cursor_dup(cursor, 1);
    attachment->size = desk_cursor_int(cursor, 2);
    attachment->sha256 = desk_cursor_dup(cursor, 3);
    attachment->is_inline = desk_cursor_int(cursor, 4) != 0;
    attachment->content_id = desk_cursor_dup(cursor, 5);
    return attachment;
}

bool
desk_store_attachment_list(DeskStore *store, gint64 message, GPtrArray **attachments,
                           GError **error)
{
    static const DeskRowKind kind = { read_attachment,
                                      (GDestroyNotify) desk_stored_attachment_free };
    return desk_query_list(store, &SQL_ATTACHMENT_LIST, DESK_BIND(desk_int(message)), &kind,
                           attachments, error);
}
