#include "store/query.h"
#include "store/rows.h"

/* What has been written on a ticket, as a look at an agent's mail needs it. */

#define PAGE 8 /* messages read at once: each may be as long as all are together */

/* $1 ticket, $2 before, $3 characters. Notes, and what is held, have indexes of their own, so that
 * nobody looks for them in all that was spoken. */
#define CUT    ", 1, CAST(CAST($3 AS BIGINT) AS INTEGER))"
#define ON     " WHERE m.ticket = $1 AND m.sequence < $2 AND "
#define NEWEST " ORDER BY m.sequence DESC LIMIT " G_STRINGIFY(PAGE)
static const DeskStatement SQL_MESSAGE_TEXTS = {
    "message-texts",
    "SELECT m.sequence, substr(CASE m.direction WHEN 'out' THEN COALESCE(m.reply_text, m.text)"
    " ELSE m.text END" CUT " FROM message m" ON "m.direction <> 'note' AND m.held = 0" NEWEST
};
#define INTERNAL                                                                                   \
    "SELECT m.sequence, substr(m.text" CUT ", substr(m.reply_text" CUT ", m.subject,"              \
    " COALESCE(c.address, ''), CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.message = m.id"     \
    " AND e.kind = 'answer-doubt') THEN 1 ELSE 0 END"                                              \
    " FROM message m LEFT JOIN contact c ON c.id = m.author" ON
static const DeskStatement SQL_MESSAGE_TEXTS_NOTED = { "message-texts-noted",
                                                       INTERNAL "m.direction = 'note'" NEWEST };
static const DeskStatement SQL_MESSAGE_TEXTS_HELD = {
    "message-texts-held", INTERNAL "m.direction <> 'note' AND m.held <> 0" NEWEST
};
/* What was merged into a ticket is known to its customer when it was his. */
static const DeskStatement SQL_MESSAGE_TEXT_TICKETS = {
    "message-text-tickets",
    "SELECT f.id, CASE WHEN f.requester = t.requester THEN 1 ELSE 0 END FROM ticket t"
    " JOIN ticket f ON f.merged_into = t.id WHERE t.id = $1 ORDER BY f.id DESC"
};

/* Somebody who wrote on a ticket, and of whom nothing there was written by a person. A mail that
 * came by way of a list was, but its From may be that of the list, where everybody reads. What is
 * held may be anybody's. */
#define WROTE "SELECT 1 FROM message WHERE ticket = $1 AND author = $2 AND direction = 'in'"
static const DeskStatement SQL_MESSAGE_MECHANICAL = {
    "message-mechanical", "SELECT CASE WHEN EXISTS (" WROTE ") AND NOT EXISTS (" WROTE
                          " AND held = 0 AND machine = 'human') THEN 1 ELSE 0 END"
};

const DeskStatement *const desk_message_look_statements[] = {
    &SQL_MESSAGE_TEXTS,        &SQL_MESSAGE_TEXTS_NOTED, &SQL_MESSAGE_TEXTS_HELD,
    &SQL_MESSAGE_TEXT_TICKETS, &SQL_MESSAGE_MECHANICAL,  NULL
};

bool
desk_store_message_mechanical(DeskStore *store, gint64 ticket, gint64 author, bool *is_so,
                              GError **error)
{
    gint64 found = 0;
    if (!desk_query_ints(store, &SQL_MESSAGE_MECHANICAL,
                         DESK_BIND(desk_int(ticket), desk_int(author)), &found, 1, error))
        return false;
    *is_so = found != 0;
    return true;
}

/* Each has its own bounds, so that nobody outside can write so much that a note is not seen. */
typedef enum { SPOKEN, NOTED, HELD, TONGUES } Tongue;
static const DeskStatement *const statements[TONGUES] = { [SPOKEN] = &SQL_MESSAGE_TEXTS,
                                                          [NOTED] = &SQL_MESSAGE_TEXTS_NOTED,
                                                          [HELD] = &SQL_MESSAGE_TEXTS_HELD };

typedef struct {
    GPtrArray *texts; /* char * of what was spoken, else DeskInternal */
    Tongue tongue;
    gint64 most;  /* texts that there is still room for */
    gint64 bytes; /* likewise */
    gint64 before;
    gint64 read; /* messages of the page */
} Texts;

static bool
has_room(const Texts *texts)
{
    return texts->most > 0 && texts->bytes > 0;
}

/* So many bytes of it at most, and whole characters. */
static char *
cut(const char *text, gint64 bytes)
{
    size_t size = strlen(text);
    if ((gint64) size <= bytes)
        return g_strndup(text, size);
    const char *end = text + bytes;
    while (end > text && ((guchar) *end & 0xc0) == 0x80)
        end--;
    return g_strndup(text, (size_t) (end - text));
}

static DeskInternal *
read_internal(DeskCursor *row, gint64 bytes)
{
    DeskInternal *internal = g_new0(DeskInternal, 1);
    char *own = desk_cursor_dup(row, 2);
    internal->text = cut(desk_cursor_string(row, 1), bytes);
    internal->own = own ? cut(own, bytes) : NULL;
    internal->subject = g_strdup(desk_cursor_string(row, 3));
    internal->author = g_strdup(desk_cursor_string(row, 4));
    internal->is_doubted = desk_cursor_int(row, 5) != 0;
    g_free(own);
    return internal;
}

static bool
add_text(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    Texts *texts = data;
    const char *text = desk_cursor_string(row, 1);
    texts->before = desk_cursor_int(row, 0);
    texts->read++;
    if (!has_room(texts) || *text == '\0')
        return true;
    g_ptr_array_add(texts->texts, texts->tongue == SPOKEN
                                      ? (gpointer) cut(text, texts->bytes)
                                      : (gpointer) read_internal(row, texts->bytes));
    texts->most--;
    texts->bytes -= (gint64) strlen(text); /* below 0: what was cut was the last */
    return true;
}

static bool
add_ticket(DeskStore *store, gint64 ticket, Texts *texts, GError **error)
{
    texts->before = G_MAXINT64;
    texts->read = PAGE;
    while (texts->read == PAGE && has_room(texts)) {
        texts->read = 0;
        if (!desk_query_each(
                store, statements[texts->tongue],
                DESK_BIND(desk_int(ticket), desk_int(texts->before), desk_int(DESK_TEXTS_BYTES)),
                add_text, texts, error))
            return false;
    }
    return true;
}

typedef struct {
    gint64 id;
    bool known; /* to the customer: it was his, too */
} Origin;

static bool
add_origin(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    Origin origin = { desk_cursor_int(row, 0), desk_cursor_int(row, 1) != 0 };
    g_array_append_val((GArray *) data, origin);
    return true;
}

static bool
collect(DeskStore *store, const GArray *origins, Texts *texts, GError **error)
{
    for (guint i = 0; i < origins->len && has_room(texts); i++) {
        const Origin *origin = &g_array_index(origins, Origin, i);
        if ((origin->known || texts->tongue != SPOKEN) &&
            !add_ticket(store, origin->id, texts, error))
            return false;
    }
    return true;
}

static void
free_internal(gpointer internal)
{
    desk_internal_free(internal);
}

bool
desk_store_message_texts(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **spoken,
                         GPtrArray **internal, GError **error)
{
    g_autoptr(GPtrArray) outside = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inside = g_ptr_array_new_with_free_func(free_internal);
    g_autoptr(GArray) origins = g_array_new(FALSE, FALSE, sizeof(Origin));
    Origin self = { ticket, true };
    g_array_append_val(origins, self);
    if (!desk_query_each(store, &SQL_MESSAGE_TEXT_TICKETS, DESK_BIND(desk_int(ticket)), add_origin,
                         origins, error))
        return false;
    for (int tongue = SPOKEN; tongue < TONGUES; tongue++) {
        Texts texts = { .texts = tongue == SPOKEN ? outside : inside,
                        .tongue = (Tongue) tongue,
                        .most = most,
                        .bytes = DESK_TEXTS_BYTES };
        if (!collect(store, origins, &texts, error))
            return false;
    }
    *spoken = g_steal_pointer(&outside);
    *internal = g_steal_pointer(&inside);
    return true;
}
