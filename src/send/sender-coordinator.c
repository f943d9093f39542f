#include "base/clock.h"
#include "base/log.h"
#include "send/sender-parts.h"

#define BATCH        64   /* rows claimed, rendered and kept in one go */
#define SLOW_MAX     1000 /* rows claimed for the scribe */
#define POLL_TIME    (100 * 1000)
#define RECLAIM_TIME DESK_SECOND /* leases that ran out show only in a claim */
#define RENEW_TIME   (2 * DESK_SECOND)
#define PAUSE_MAX    (5 * DESK_SECOND)

/* Claimed rows on their way to the workers. */
struct DeskBatch {
    GPtrArray *claimed;  /* DeskParcel: to be made */
    DeskParcel *current; /* being made */
    GPtrArray *ready;    /* had their bytes */
    GPtrArray *fresh;    /* have bytes that are to be kept */
    gsize bytes;         /* of both */
};

static void
wait_until(DeskSender *s, gint64 steady)
{
    const struct timespec at = { .tv_sec = steady / DESK_SECOND,
                                 .tv_nsec = (steady % DESK_SECOND) * 1000 };
    pthread_cond_timedwait(&s->change, &s->lock, &at);
}

static void
note_store(DeskSender *s, const GError *error)
{
    if (error && !s->store_down)
        desk_log_failure("the store does not answer, waiting for it", error);
    if (!error && s->store_down)
        desk_log(DESK_LOG_NOTICE, "the store answers again", NULL);
    s->store_down = error != NULL;
}

/*
 * A lease is prolonged only for a parcel that was fresh until after the commit: one that
 * ran out in between, while this process slept, may belong to somebody else by now.
 */
static void
prolong(DeskParcel *parcel, gint64 fresh_until)
{
    if (desk_sender_is_fresh(parcel))
        parcel->fresh_until = fresh_until;
}

static void
prolong_all(const GPtrArray *parcels, gint64 fresh_until)
{
    for (guint i = 0; i < parcels->len; i++)
        prolong(parcels->pdata[i], fresh_until);
}

static bool
has_leases(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    bool any = s->batch || g_hash_table_size(s->in_hand) > 0;
    pthread_mutex_unlock(&s->lock);
    return any;
}

static void
note_renewal(DeskSender *s, gint64 fresh_until)
{
    GHashTableIter iter;
    gpointer value;
    pthread_mutex_lock(&s->lock);
    g_hash_table_iter_init(&iter, s->in_hand);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        prolong(value, fresh_until);
    pthread_mutex_unlock(&s->lock);
    if (!s->batch)
        return;
    prolong_all(s->batch->claimed, fresh_until);
    prolong_all(s->batch->ready, fresh_until);
    prolong_all(s->batch->fresh, fresh_until);
    if (s->batch->current)
        prolong(s->batch->current, fresh_until);
}

static void
renew(DeskSender *s)
{
    gint64 fresh_until = 0;
    g_autoptr(GError) error = NULL;
    if (!has_leases(s) || desk_clock_steady() < s->next_renewal)
        return;

    s->next_renewal = desk_clock_steady() + RENEW_TIME;
    if (desk_ledger_renew(s->ledger, &fresh_until, &error)) {
        note_renewal(s, fresh_until);
        return;
    }
    note_store(s, error);
    desk_sender_note_unsure(s, error);
}

/* A mail with large files takes its time, and more so a batch of them. */
static void
renew_while_making(gpointer data)
{
    renew(data);
}

static void
follow_reload(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    bool anew = s->reload;
    s->reload = false;
    pthread_mutex_unlock(&s->lock);
    if (anew)
        desk_maker_reload(s->maker);
}

static bool
is_in_hand(DeskSender *s, gint64 id)
{
    pthread_mutex_lock(&s->lock);
    bool known = g_hash_table_contains(s->in_hand, &id);
    pthread_mutex_unlock(&s->lock);
    return known;
}

static void
enqueue(DeskSender *s, GPtrArray *parcels)
{
    pthread_mutex_lock(&s->lock);
    while (parcels->len > 0) {
        DeskParcel *parcel = g_ptr_array_steal_index(parcels, 0);
        if (!parcel->bytes) {
            s->regroup = true; /* the lease has gone */
            desk_parcel_free(parcel);
            continue;
        }
        g_hash_table_insert(s->in_hand, &parcel->row->id, parcel);
        g_queue_push_tail(&s->waiting, parcel);
    }
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
}

static void
leave_to_scribe(DeskSender *s, DeskParcel *parcel)
{
    pthread_mutex_lock(&s->lock);
    g_hash_table_insert(s->in_hand, &parcel->row->id, parcel);
    g_queue_push_tail(&s->slow, parcel);
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
}

/* Large ones that have been kept before fill the memory as well. */
static bool
make_one(DeskSender *s, DeskBatch *batch, DeskMaking *making, GError **error)
{
    const DeskHand hand = { s->maker, desk_ledger_reader(s->ledger) };
    *making = DESK_MAKING_SLOW;
    if (batch->bytes >= DESK_SENDER_HEAVY_MAX)
        return true;
    if (!desk_sender_make(s, &hand, batch->current, making, error))
        return false;
    batch->bytes += batch->current->bytes ? g_bytes_get_size(batch->current->bytes) : 0;
    return true;
}

static void
put_aside(DeskSender *s, DeskBatch *batch, DeskMaking making)
{
    DeskParcel *parcel = g_steal_pointer(&batch->current);
    switch (making) {
    case DESK_MAKING_KEPT:
        g_ptr_array_add(batch->ready, parcel);
        return;
    case DESK_MAKING_FRESH:
        g_ptr_array_add(batch->fresh, parcel);
        return;
    case DESK_MAKING_SLOW:
        leave_to_scribe(s, parcel);
        return;
    case DESK_MAKING_NONE:
        break;
    }
    desk_parcel_free(parcel);
}

/* A row in hand that the claim brings again (the wall clock stepped) is passed over. */
static bool
make_batch(DeskSender *s, DeskBatch *batch, GError **error)
{
    bool good = true;
    while (good && batch->claimed->len > 0) {
        DeskMaking making = DESK_MAKING_NONE;
        batch->current = g_ptr_array_steal_index(batch->claimed, 0);
        if (!is_in_hand(s, batch->current->row->id))
            good = make_one(s, batch, &making, error);
        put_aside(s, batch, good ? making : DESK_MAKING_NONE);
    }
    return good;
}

/*
 * Claims and makes ready up to limit parcels. The bytes are committed before anything is
 * handed over, so that every try sends the same (RULES I7).
 */
static bool
refill(DeskSender *s, gint64 limit, GError **error)
{
    g_autoptr(GPtrArray) claimed = NULL;
    if (!has_leases(s))
        s->next_renewal = desk_clock_steady() + RENEW_TIME;
    if (!desk_ledger_claim(s->ledger, limit, &claimed, error))
        return false;
    s->next_poll = claimed->len >= limit ? 0 : desk_clock_steady() + POLL_TIME;

    GDestroyNotify free_one = (GDestroyNotify) desk_parcel_free;
    g_autoptr(GPtrArray) ready = g_ptr_array_new_with_free_func(free_one);
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(free_one);
    DeskBatch batch = { .claimed = claimed, .ready = ready, .fresh = fresh };
    s->batch = &batch;
    bool good = make_batch(s, &batch, error);
    s->batch = NULL;
    if (!good)
        return false;
    enqueue(s, ready);
    if (fresh->len > 0 && !desk_ledger_keep(s->ledger, fresh, error))
        return false;
    enqueue(s, fresh);
    return true;
}

/* A look on the reading connection is cheap, a claim is a write transaction. */
static bool
refill_when_due(DeskSender *s, gint64 limit, GError **error)
{
    gint64 now = desk_clock_steady();
    bool due = now >= s->next_claim;
    if (!due && !desk_ledger_is_due(s->ledger, &due, error))
        return false;
    s->next_poll = now + POLL_TIME;
    if (!due)
        return true;
    s->next_claim = now + RECLAIM_TIME;
    follow_reload(s);
    bool good = refill(s, limit, error);
    if (good)
        note_store(s, NULL);
    return good;
}

/* With the lock. */
static void
drop_all(DeskSender *s, GQueue *queue)
{
    for (DeskParcel *parcel; (parcel = g_queue_pop_head(queue));) {
        desk_sender_let_go(s, parcel);
        desk_parcel_free(parcel);
    }
}

/* Everything not yet with the relay goes back, and this process begins anew. */
static void
give_back(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->busy > 0) {
        wait_until(s, desk_clock_steady() + POLL_TIME);
        pthread_mutex_unlock(&s->lock);
        renew(s);
        pthread_mutex_lock(&s->lock);
    }
    drop_all(s, &s->waiting);
    drop_all(s, &s->slow);
    pthread_mutex_unlock(&s->lock);

    g_autoptr(GError) error = NULL;
    bool good = desk_ledger_give_back(s->ledger, &error);
    if (!good)
        note_store(s, error);
    pthread_mutex_lock(&s->lock);
    s->regroup = !good;
    bool rest = !good || s->relay_down;
    s->pause = rest ? CLAMP(s->pause * 2, DESK_SENDER_PAUSE_MIN, PAUSE_MAX) : 0;
    gint64 until = desk_clock_steady() + s->pause;
    while (rest && !s->stopping && desk_clock_steady() < until)
        wait_until(s, until);
    pthread_mutex_unlock(&s->lock);
}

/* How many rows may be claimed now. While the relay is down one row tells whether it is back. */
static gint64
find_room(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    guint waiting = g_queue_get_length(&s->waiting);
    guint slow = g_queue_get_length(&s->slow);
    gint64 room = waiting < DESK_SENDER_LOW_WATER && slow < SLOW_MAX ? BATCH : 0;
    if (s->relay_down)
        room = waiting + slow + s->busy == 0 ? 1 : 0;
    else
        s->pause = 0;
    pthread_mutex_unlock(&s->lock);
    return room;
}

static bool
must_regroup(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    bool must = s->regroup;
    pthread_mutex_unlock(&s->lock);
    return must;
}

static void
coordinate_once(DeskSender *s)
{
    if (must_regroup(s)) {
        give_back(s);
        return;
    }
    renew(s);
    gint64 room = find_room(s);
    g_autoptr(GError) error = NULL;
    if (room > 0 && desk_clock_steady() >= s->next_poll && !refill_when_due(s, room, &error)) {
        note_store(s, error);
        desk_sender_regroup(s);
        s->next_poll = desk_clock_steady() + DESK_SENDER_PAUSE_MIN;
    }
    pthread_mutex_lock(&s->lock);
    bool more = s->next_poll == 0 && g_queue_get_length(&s->waiting) < DESK_SENDER_LOW_WATER;
    if (!more && !s->regroup && !s->stopping)
        wait_until(s, desk_clock_steady() + POLL_TIME);
    pthread_mutex_unlock(&s->lock);
}

gpointer
desk_sender_coordinate(gpointer data)
{
    DeskSender *s = data;
    s->maker = desk_maker_new(s->slot, renew_while_making, s);
    desk_maker_hurry(s->maker);
    while (!desk_sender_is_stopping(s))
        coordinate_once(s);
    give_back(s);
    desk_maker_free(s->maker);
    return NULL;
}
