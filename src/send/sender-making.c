#include "base/clock.h"
#include "base/log.h"
#include "send/sender-parts.h"
#include "send/settle.h"

/* A mail that cannot be made: what somebody can mend is tried again, all else is for good. */
static void
settle_unmade(DeskSender *s, const DeskOutboxRow *row, const GError *trouble)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(s->slot);
    bool mendable = desk_maker_error_is_mendable(trouble);
    g_auto(DeskSmtpResult) reply = { .outcome = mendable ? DESK_SMTP_RETRY : DESK_SMTP_FAILED,
                                     .text = g_strdup(trouble->message) };
    DeskOutboxResult result = desk_settle_decide(row, &reply, desk_clock_now(), conf->send_give_up);
    desk_sender_settle(s, row, &result, desk_clock_steady());
}

bool
desk_sender_make(DeskSender *s, const DeskHand *hand, DeskParcel *parcel, DeskMaking *making,
                 GError **error)
{
    g_autoptr(GError) trouble = NULL;
    *making = DESK_MAKING_KEPT;
    if (!desk_store_outbox_bytes(hand->store, parcel->row->id, &parcel->bytes, error))
        return false;
    if (parcel->bytes)
        return true;
    *making = DESK_MAKING_FRESH;
    parcel->bytes = desk_maker_make(hand->maker, hand->store, parcel->row, &trouble);
    if (parcel->bytes)
        return true;
    if (desk_store_error_is_temporary(trouble)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return false;
    }
    *making = desk_maker_error_is_slow(trouble) ? DESK_MAKING_SLOW : DESK_MAKING_NONE;
    if (*making == DESK_MAKING_NONE)
        settle_unmade(s, parcel->row, trouble);
    return true;
}

/* Makes what takes long, one after the other, so that nothing else waits for it. */
typedef struct {
    DeskSender *sender;
    DeskMaker *maker;
    DeskStore *store; /* NULL: to be opened */
} Scribe;

/* The next parcel; NULL at the end. While much has been made and not been sent, none. */
static DeskParcel *
take_slow(Scribe *w)
{
    DeskSender *s = w->sender;
    pthread_mutex_lock(&s->lock);
    while (!s->stopping &&
           (s->regroup || g_queue_is_empty(&s->slow) || s->heavy >= DESK_SENDER_HEAVY_MAX))
        pthread_cond_wait(&s->work, &s->lock);
    DeskParcel *parcel = s->stopping ? NULL : g_queue_pop_head(&s->slow);
    bool anew = s->reload_slow;
    s->reload_slow = false;
    if (parcel)
        s->busy++;
    pthread_mutex_unlock(&s->lock);
    if (anew)
        desk_maker_reload(w->maker);
    return parcel;
}

static bool
open_store(Scribe *w, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(w->sender->slot);
    if (!w->store)
        w->store = desk_store_open(conf->store, DESK_STORE_READ, error);
    return w->store != NULL;
}

/* Its bytes stay NULL when the row came to an end without, or its lease has gone. */
static bool
write_parcel(Scribe *w, DeskParcel *parcel, GError **error)
{
    DeskMaking making = DESK_MAKING_NONE;
    if (!open_store(w, error))
        return false;
    const DeskHand hand = { w->maker, w->store };
    if (!desk_sender_make(w->sender, &hand, parcel, &making, error))
        return false;
    if (making != DESK_MAKING_FRESH)
        return true;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, parcel);
    if (!desk_ledger_keep(w->sender->ledger, one, error))
        return false;
    if (!parcel->bytes)
        desk_sender_regroup(w->sender);
    return true;
}

static void
hand_on(DeskSender *s, DeskParcel *parcel)
{
    pthread_mutex_lock(&s->lock);
    s->busy--;
    parcel->heavy = g_bytes_get_size(parcel->bytes);
    s->heavy += parcel->heavy;
    g_queue_push_tail(&s->waiting, parcel);
    pthread_cond_broadcast(&s->work);
    pthread_cond_signal(&s->change);
    pthread_mutex_unlock(&s->lock);
}

gpointer
desk_sender_scribe(gpointer data)
{
    Scribe w = { .sender = data };
    w.maker = desk_maker_new(w.sender->slot, NULL, NULL);
    for (DeskParcel *parcel; (parcel = take_slow(&w));) {
        g_autoptr(GError) error = NULL;
        if (write_parcel(&w, parcel, &error) && parcel->bytes) {
            hand_on(w.sender, parcel);
            continue;
        }
        if (error) {
            desk_log_failure("a mail that takes long cannot be made now", error);
            desk_sender_regroup(w.sender);
            g_clear_pointer(&w.store, desk_store_close);
        }
        desk_sender_put_away(w.sender, parcel);
    }
    desk_maker_free(w.maker);
    desk_store_close(w.store);
    return NULL;
}
