#include "base/clock.h"
#include "base/log.h"
#include "send/sender-parts.h"
#include "send/smtp.h"

#define SETTLE_PATIENCE (12 * DESK_SECOND) /* while stopping, the longest wait for the store */

bool
desk_sender_is_fresh(const DeskParcel *parcel)
{
    return desk_clock_steady() < parcel->fresh_until;
}

bool
desk_sender_is_stopping(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    bool stopping = s->stopping;
    pthread_mutex_unlock(&s->lock);
    return stopping;
}

bool
desk_sender_is_late(DeskSender *s, gint64 patience)
{
    pthread_mutex_lock(&s->lock);
    bool late = s->stopping && desk_clock_steady() - s->stopping_since > patience;
    pthread_mutex_unlock(&s->lock);
    return late;
}

void
desk_sender_regroup(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    s->regroup = true;
    pthread_mutex_unlock(&s->lock);
}

bool
desk_sender_note_unsure(DeskSender *s, const GError *error)
{
    if (!g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNCERTAIN))
        return false;
    desk_sender_regroup(s);
    return true;
}

static const char *
word_for(const DeskOutboxResult *result)
{
    switch (result->state) {
    case DESK_OUTBOX_SENT:
        return "mail sent";
    case DESK_OUTBOX_FAILED:
        return "mail failed";
    case DESK_OUTBOX_UNCERTAIN:
        return "mail uncertain";
    case DESK_OUTBOX_QUEUED:
    case DESK_OUTBOX_LEASED:
        break;
    }
    return "mail deferred";
}

/* lease: what is wrong with it, or NULL. */
static void
log_result(const DeskOutboxRow *row, const DeskOutboxResult *result, gint64 took, const char *lease)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, row->ticket);
    g_autofree char *attempts = g_strdup_printf("%" G_GINT64_FORMAT, row->attempts + 1);
    g_autofree char *ms = g_strdup_printf("%" G_GINT64_FORMAT, took / 1000);
    bool good = result->state == DESK_OUTBOX_SENT && !lease;
    desk_log(good ? DESK_LOG_INFO : DESK_LOG_WARNING, word_for(result), "outbox", id, "ticket",
             ticket, "kind", row->kind, "recipient", row->recipient, "queue_id", result->queue_id,
             "attempts", attempts, "ms", ms, "reason", result->error, "lease", lease, NULL);
}

/*
 * After the relay's answer nothing is worth more than writing it down: as long as it is
 * not, the mail would go out again. The lease is renewed in the meantime. Asked a second time, a
 * settled row is nobody's, so that nothing is counted twice.
 */
void
desk_sender_settle(DeskSender *s, const DeskOutboxRow *row, const DeskOutboxResult *result,
                   gint64 begin)
{
    gint64 answered = desk_clock_steady();
    const char *lost = "lost";
    for (bool told = false;; told = true) {
        bool mine = false;
        g_autoptr(GError) error = NULL;
        if (desk_ledger_settle(s->ledger, row->id, result, &mine, &error)) {
            log_result(row, result, answered - begin, mine ? NULL : lost);
            return;
        }
        if (!told)
            desk_log_failure("cannot write down the result of a hand-over, trying on", error);
        if (desk_sender_note_unsure(s, error))
            lost = "settled before or lost";
        if (desk_sender_is_late(s, SETTLE_PATIENCE))
            return;
        g_usleep(DESK_SENDER_PAUSE_MIN / 4);
    }
}

void
desk_sender_let_go(DeskSender *s, DeskParcel *parcel)
{
    g_hash_table_remove(s->in_hand, &parcel->row->id);
    s->heavy -= parcel->heavy;
    if (parcel->heavy > 0)
        pthread_cond_broadcast(&s->work);
}

void
desk_sender_put_away(DeskSender *s, DeskParcel *parcel)
{
    pthread_mutex_lock(&s->lock);
    s->busy--;
    desk_sender_let_go(s, parcel);
    if (s->busy == 0 || s->regroup || g_queue_get_length(&s->waiting) < DESK_SENDER_LOW_WATER)
        pthread_cond_signal(&s->change);
    pthread_mutex_unlock(&s->lock);
    desk_parcel_free(parcel);
}

static void
init_sync(DeskSender *s)
{
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&s->change, &steady);
    pthread_condattr_destroy(&steady);
    pthread_cond_init(&s->work, NULL);
    pthread_mutex_init(&s->lock, NULL);
}

DeskSender *
desk_sender_new(DeskConfSlot *slot, const DeskAftermath *aftermath, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(slot);
    g_autoptr(DeskLedger) ledger = desk_ledger_new(conf->store, aftermath, error);
    if (!ledger)
        return NULL;

    /* libcurl wants its first handle made while there is one thread. */
    desk_smtp_free(desk_smtp_new(conf->relay, conf->hostname, DESK_SENDER_TIMEOUT));
    DeskSender *s = g_new0(DeskSender, 1);
    s->slot = slot;
    s->ledger = g_steal_pointer(&ledger);
    s->in_hand = g_hash_table_new(g_int64_hash, g_int64_equal);
    s->workers = g_ptr_array_new();
    g_queue_init(&s->waiting);
    g_queue_init(&s->slow);
    init_sync(s);
    for (gint64 i = 0; i < MAX(conf->send_connections, 1); i++)
        g_ptr_array_add(s->workers, g_thread_new("sender", desk_sender_work, s));
    s->scribe = g_thread_new("scribe", desk_sender_scribe, s);
    s->coordinator = g_thread_new("coordinator", desk_sender_coordinate, s);
    return s;
}

void
desk_sender_reload(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    s->reload = s->reload_slow = true;
    pthread_mutex_unlock(&s->lock);
}

void
desk_sender_free(DeskSender *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    s->stopping_since = desk_clock_steady();
    pthread_cond_broadcast(&s->work);
    pthread_cond_signal(&s->change);
    pthread_mutex_unlock(&s->lock);
    for (guint i = 0; i < s->workers->len; i++)
        g_thread_join(g_ptr_array_index(s->workers, i));
    g_thread_join(s->scribe);
    g_thread_join(s->coordinator);

    g_ptr_array_unref(s->workers);
    g_hash_table_unref(s->in_hand);
    desk_ledger_free(s->ledger);
    pthread_cond_destroy(&s->change);
    pthread_cond_destroy(&s->work);
    pthread_mutex_destroy(&s->lock);
    g_free(s);
}
