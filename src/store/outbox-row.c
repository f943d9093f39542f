#include "store/outbox-row.h"

static gpointer
read_row(DeskCursor *cursor, GError **error)
{
    g_autoptr(DeskOutboxRow) row = g_new0(DeskOutboxRow, 1);
    if (!desk_cursor_word(cursor, 5, desk_outbox_state_parse, &row->state, error))
        return NULL;
    if (!desk_cursor_is_null(cursor, 29) &&
        !desk_cursor_word(cursor, 29, desk_delivery_parse, &row->delivery, error))
        return NULL;
    gint64 *const numbers[] = { &row->id, &row->ticket, &row->cause, &row->contact };
    char **const texts[] = { &row->envelope_from, &row->recipient,    &row->recipient_name,
                             &row->from_name,     &row->from_address, &row->reply_to,
                             &row->in_reply_to,   &row->references,   &row->language };
    for (int i = 0; i < (int) G_N_ELEMENTS(numbers); i++)
        *numbers[i] = desk_cursor_int(cursor, i);
    row->kind = desk_cursor_dup(cursor, 4);
    row->message_id = desk_cursor_dup(cursor, 6);
    row->date = desk_cursor_int(cursor, 7);
    for (int i = 0; i < (int) G_N_ELEMENTS(texts); i++)
        *texts[i] = desk_cursor_dup(cursor, 8 + i);
    row->verified = desk_cursor_int(cursor, 17) != 0;
    row->created = desk_cursor_int(cursor, 18);
    row->next_at = desk_cursor_int(cursor, 19);
    row->attempts = desk_cursor_int(cursor, 20);
    row->cuts = desk_cursor_int(cursor, 21);
    row->lease_owner = desk_cursor_dup(cursor, 22);
    row->lease_until = desk_cursor_int(cursor, 23);
    row->settled = desk_cursor_int(cursor, 24);
    row->queue_id = desk_cursor_dup(cursor, 25);
    row->last_error = desk_cursor_dup(cursor, 26);
    row->detail = desk_cursor_dup(cursor, 27);
    row->thread_topic = desk_cursor_dup(cursor, 28);
    row->delivery_at = desk_cursor_int(cursor, 30);
    row->delivery_detail = desk_cursor_dup(cursor, 31);
    row->subject = desk_cursor_dup(cursor, 32);
    row->note_to = desk_cursor_dup(cursor, 33);
    return g_steal_pointer(&row);
}

const DeskRowKind desk_outbox_row_kind = { read_row, (GDestroyNotify) desk_outbox_row_free };
