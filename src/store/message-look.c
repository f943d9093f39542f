#include "store/query.h"
#include "store/rows.h"

/* What has been written on a ticket, as a look at an agent's mail needs it. */

#define PAGE 8 /* messages read at once: each may be as long as all are together */

/* $1 ticket, $2 before, $3 characters. */
static const DeskStatement SQL_MESSAGE_TEXTS = {
    "message-texts",
    "SELECT sequence, CASE WHEN direction = 'note' OR held <> 0 THEN 1 ELSE 0 END,"
    " substr(CASE direction WHEN 'out' THEN COALESCE(reply_text, text) ELSE text END, 1,"
    " CAST(CAST($3 AS BIGINT) AS INTEGER)) FROM message WHERE ticket = $1 AND sequence < $2"
    " ORDER BY sequence DESC LIMIT " G_STRINGIFY(PAGE)
};
/* What was merged into a ticket is known to its customer when it was his. */
static const DeskStatement SQL_MESSAGE_TEXT_TICKETS = {
    "message-text-tickets",
    "SELECT f.id, CASE WHEN f.requester = t.requester THEN 1 ELSE 0 END FROM ticket t"
    " JOIN ticket f ON f.merged_into = t.id WHERE t.id = $1 ORDER BY f.id DESC"
};

const DeskStatement *const desk_message_look_statements[] = { &SQL_MESSAGE_TEXTS,
                                                              &SQL_MESSAGE_TEXT_TICKETS, NULL };

typedef struct {
    GPtrArray *spoken;
    GPtrArray *internal;
    gint64 most;  /* texts that there is still room for */
    gint64 bytes; /* likewise */
    bool known;   /* the ticket is the customer's own */
    gint64 before;
    gint64 read; /* messages of the page */
} Texts;

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

static bool
add_text(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    Texts *texts = data;
    const char *text = desk_cursor_string(row, 2);
    bool internal = desk_cursor_int(row, 1) != 0;
    texts->before = desk_cursor_int(row, 0);
    texts->read++;
    if (texts->most <= 0 || texts->bytes <= 0 || *text == '\0' || (!internal && !texts->known))
        return true;
    char *kept = cut(text, texts->bytes);
    texts->most--;
    texts->bytes -= (gint64) strlen(kept);
    g_ptr_array_add(internal ? texts->internal : texts->spoken, kept);
    return true;
}

static bool
add_ticket(DeskStore *store, gint64 ticket, Texts *texts, GError **error)
{
    texts->before = G_MAXINT64;
    do {
        texts->read = 0;
        if (!desk_query_each(
                store, &SQL_MESSAGE_TEXTS,
                DESK_BIND(desk_int(ticket), desk_int(texts->before), desk_int(DESK_TEXTS_BYTES)),
                add_text, texts, error))
            return false;
    } while (texts->read == PAGE && texts->most > 0 && texts->bytes > 0);
    return true;
}

typedef struct {
    gint64 id;
    bool known;
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
add_merged(DeskStore *store, gint64 ticket, Texts *texts, GError **error)
{
    g_autoptr(GArray) origins = g_array_new(FALSE, FALSE, sizeof(Origin));
    if (!desk_query_each(store, &SQL_MESSAGE_TEXT_TICKETS, DESK_BIND(desk_int(ticket)), add_origin,
                         origins, error))
        return false;
    for (guint i = 0; i < origins->len && texts->most > 0 && texts->bytes > 0; i++) {
        const Origin *origin = &g_array_index(origins, Origin, i);
        texts->known = origin->known;
        if (!add_ticket(store, origin->id, texts, error))
            return false;
    }
    return true;
}

bool
desk_store_message_texts(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **spoken,
                         GPtrArray **internal, GError **error)
{
    g_autoptr(GPtrArray) outside = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inside = g_ptr_array_new_with_free_func(g_free);
    Texts texts = { .spoken = outside,
                    .internal = inside,
                    .most = most,
                    .bytes = DESK_TEXTS_BYTES,
                    .known = true };
    if (!add_ticket(store, ticket, &texts, error) || !add_merged(store, ticket, &texts, error))
        return false;
    *spoken = g_steal_pointer(&outside);
    *internal = g_steal_pointer(&inside);
    return true;
}
