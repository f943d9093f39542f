#include "ticket/outbox.h"
#include "ticket/words.h"

static const char *const states[] = { "queued", "leased", "sent", "failed", "uncertain" };

static const char *const deliveries[] = { "unknown",   "delayed", "relayed",
                                          "delivered", "failed",  "complained" };

const char *
desk_delivery_name(DeskDelivery delivery)
{
    return deliveries[delivery];
}

bool
desk_delivery_parse(const char *word, DeskDelivery *delivery)
{
    int i = desk_word_index(deliveries, G_N_ELEMENTS(deliveries), word);
    if (i >= 0)
        *delivery = (DeskDelivery) i;
    return i >= 0;
}

const char *
desk_outbox_state_name(DeskOutboxState state)
{
    return states[state];
}

bool
desk_outbox_state_parse(const char *word, DeskOutboxState *state)
{
    int i = desk_word_index(states, G_N_ELEMENTS(states), word);
    if (i >= 0)
        *state = (DeskOutboxState) i;
    return i >= 0;
}

void
desk_outbox_row_free(DeskOutboxRow *row)
{
    if (!row)
        return;
    char **const owned[] = {
        &row->kind,         &row->message_id,      &row->envelope_from,
        &row->recipient,    &row->from_name,       &row->recipient_name,
        &row->from_address, &row->reply_to,        &row->in_reply_to,
        &row->references,   &row->language,        &row->lease_owner,
        &row->queue_id,     &row->last_error,      &row->detail,
        &row->thread_topic, &row->delivery_detail, &row->subject,
        &row->note_to,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(*owned[i]);
    g_free(row);
}
