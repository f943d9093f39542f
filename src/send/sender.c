#include "send/sender.h"
#include "base/clock.h"
#include "base/log.h"
#include "send/maker.h"
#include "send/settle.h"

#include <pthread.h>

#define BATCH     64 /* rows claimed, rendered and kept in one go */
#define LOW_WATER 32
#define SLOW_MAX  1000 /* rows claimed for the scribe */
/* Bytes of mails in the memory of each of coordinator and scribe, but for the last one. */
#define HEAVY_MAX    ((gsize) 32 * 1024 * 1024)
#define POLL_TIME    (100 * 1000)
#define RECLAIM_TIME DESK_SECOND /* leases that ran out show only in a claim */
#define RENEW_TIME   (2 * DESK_SECOND)
#define PAUSE_MIN    DESK_SECOND
#define PAUSE_MAX    (5 * DESK_SECOND)
#define SEND_TIMEOUT DESK_MINUTE
/* While stopping, the longest wait before the dot, for the reply to it, and for the store. */
#define DATA_PATIENCE   (6 * DESK_SECOND)
#define REPLY_PATIENCE  (10 * DESK_SECOND)
#define SETTLE_PATIENCE (12 * DESK_SECOND)

/* Claimed rows on their way to the workers. */
typedef struct {
    GPtrArray *claimed;  /* DeskParcel: to be made */
    DeskParcel *current; /* being made */
    GPtrArray *ready;    /* had their bytes */
    GPtrArray *fresh;    /* have bytes that are to be kept */
    gsize bytes;         /* of both */
} Batch;

struct DeskSender {
    DeskConfSlot *slot;
    DeskLedger *ledger;
    GThread *coordinator;
    GThread *scribe;
    GPtrArray *workers; /* GThread */

    pthread_mutex_t lock;  /* for all that follows */
    pthread_cond_t work;   /* for workers and scribe: a parcel, room, or the end */
    pthread_cond_t change; /* for the coordinator: room, an idle worker, regroup, the end */
    GQueue waiting;        /* DeskParcel, ready to send */
    GQueue slow;           /* DeskParcel, without bytes: takes long to make */
    GHashTable *in_hand;   /* gint64 * id -> DeskParcel: in one of these, or being sent or made */
    guint busy;            /* workers and scribe, with a parcel */
    gsize heavy;           /* bytes of what the scribe has made and nobody has sent */
    bool regroup;          /* hand out nothing, let the busy ones end, give back what is left */
    bool relay_down;       /* the last try did not get through to the relay */
    bool reload;           /* for the coordinator */
    bool reload_slow;      /* for the scribe */
    bool stopping;
    gint64 stopping_since; /* steady clock */

    /* The coordinator's own. */
    DeskMaker *maker;
    const Batch *batch;  /* that is being made ready; NULL: none is */
    gint64 next_renewal; /* steady clock, as the next two */
    gint64 next_poll;    /* 0: the last claim left something */
    gint64 next_claim;
    gint64 pause;
    bool store_down;
};

static void
wait_until(DeskSender *s, gint64 steady)
{
    const struct timespec at = { .tv_sec = steady / DESK_SECOND,
                                 .tv_nsec = (steady % DESK_SECOND) * 1000 };
    pthread_cond_timedwait(&s->change, &s->lock, &at);
}

static bool
is_fresh(const DeskParcel *parcel)
{
    return desk_clock_steady() < parcel->fresh_until;
}

/* --- the workers --- */

typedef struct {
    DeskSender *sender;
    DeskParcel *parcel;
    DeskSmtp *smtp;
    char *relay; /* what smtp was made for */
    char *hostname;
} Worker;

static bool
is_stopping_for(DeskSender *s, gint64 patience)
{
    pthread_mutex_lock(&s->lock);
    bool late = s->stopping && desk_clock_steady() - s->stopping_since > patience;
    pthread_mutex_unlock(&s->lock);
    return late;
}

/* Behind the dot the reply is worth waiting for, even when the lease has gone. */
static bool
may_go_on(bool after_dot, gpointer data)
{
    Worker *w = data;
    if (after_dot)
        return !is_stopping_for(w->sender, REPLY_PATIENCE);
    pthread_mutex_lock(&w->sender->lock);
    bool fresh = is_fresh(w->parcel);
    pthread_mutex_unlock(&w->sender->lock);
    return fresh && !is_stopping_for(w->sender, DATA_PATIENCE);
}

static void
follow_conf(Worker *w, const DeskConf *conf)
{
    if (w->smtp && g_str_equal(w->relay, conf->relay) && g_str_equal(w->hostname, conf->hostname))
        return;
    g_free(w->relay);
    g_free(w->hostname);
    desk_smtp_free(w->smtp);
    w->relay = g_strdup(conf->relay);
    w->hostname = g_strdup(conf->hostname);
    w->smtp = desk_smtp_new(conf->relay, conf->hostname, SEND_TIMEOUT);
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

static bool
is_stopping(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    bool stopping = s->stopping;
    pthread_mutex_unlock(&s->lock);
    return stopping;
}

static void
regroup(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    s->regroup = true;
    pthread_mutex_unlock(&s->lock);
}

/*
 * A write whose end is not known may still come to pass, beside what is written after it. So
 * nothing is handed out any more, what is in hand is ended and given back, and this process goes on
 * under another name. False when the error is another.
 */
static bool
note_unsure(DeskSender *s, const GError *error)
{
    if (!g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNCERTAIN))
        return false;
    regroup(s);
    return true;
}

/*
 * After the relay's answer nothing is worth more than writing it down: as long as it is
 * not, the mail would go out again. The lease is renewed in the meantime. Asked a second time, a
 * settled row is nobody's, so that nothing is counted twice.
 */
static void
settle(DeskSender *s, const DeskOutboxRow *row, const DeskOutboxResult *result, gint64 begin)
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
        if (note_unsure(s, error))
            lost = "settled before or lost";
        if (is_stopping_for(s, SETTLE_PATIENCE))
            return;
        g_usleep(PAUSE_MIN / 4);
    }
}

static void
note_relay(DeskSender *s, bool down, const char *text)
{
    pthread_mutex_lock(&s->lock);
    bool news = s->relay_down != down;
    s->relay_down = down;
    s->regroup = s->regroup || down;
    pthread_mutex_unlock(&s->lock);
    if (news && down)
        desk_log(DESK_LOG_WARNING, "the relay cannot be reached, waiting for it", "reason", text,
                 NULL);
    else if (news)
        desk_log(DESK_LOG_NOTICE, "the relay answers again", NULL);
}

static void
hand_over(Worker *w)
{
    DeskSender *s = w->sender;
    const DeskOutboxRow *row = w->parcel->row;
    g_autoptr(DeskConf) conf = desk_conf_slot_get(s->slot);
    follow_conf(w, conf);

    gint64 begin = desk_clock_steady();
    const DeskSmtpMail mail = { row->envelope_from, row->recipient, w->parcel->bytes };
    g_auto(DeskSmtpResult) reply = desk_smtp_send(w->smtp, &mail, may_go_on, w);
    if (reply.outcome == DESK_SMTP_STOPPED) {
        regroup(s);
        return;
    }
    note_relay(s, reply.outcome == DESK_SMTP_UNREACHABLE, reply.text);
    if (reply.outcome == DESK_SMTP_UNREACHABLE)
        return;
    DeskOutboxResult result = desk_settle_decide(row, &reply, desk_clock_now(), conf->send_give_up);
    settle(s, row, &result, begin);
}

/* The next parcel; NULL at the end. */
static DeskParcel *
take(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->stopping && (s->regroup || g_queue_is_empty(&s->waiting)))
        pthread_cond_wait(&s->work, &s->lock);
    DeskParcel *parcel = s->stopping ? NULL : g_queue_pop_head(&s->waiting);
    if (parcel)
        s->busy++;
    pthread_mutex_unlock(&s->lock);
    return parcel;
}

/* With the lock. */
static void
let_go(DeskSender *s, DeskParcel *parcel)
{
    g_hash_table_remove(s->in_hand, &parcel->row->id);
    s->heavy -= parcel->heavy;
    if (parcel->heavy > 0)
        pthread_cond_broadcast(&s->work);
}

static void
put_away(DeskSender *s, DeskParcel *parcel)
{
    pthread_mutex_lock(&s->lock);
    s->busy--;
    let_go(s, parcel);
    if (s->busy == 0 || s->regroup || g_queue_get_length(&s->waiting) < LOW_WATER)
        pthread_cond_signal(&s->change);
    pthread_mutex_unlock(&s->lock);
    desk_parcel_free(parcel);
}

static gpointer
work(gpointer data)
{
    Worker w = { .sender = data };
    while ((w.parcel = take(w.sender))) {
        hand_over(&w);
        put_away(w.sender, w.parcel);
    }
    desk_smtp_free(w.smtp);
    g_free(w.relay);
    g_free(w.hostname);
    return NULL;
}

/* --- the coordinator --- */

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
    if (is_fresh(parcel))
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
    note_unsure(s, error);
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

/* A mail that cannot be made: what somebody can mend is tried again, all else is for good. */
static void
settle_unmade(DeskSender *s, const DeskOutboxRow *row, const GError *trouble)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(s->slot);
    bool mendable = desk_maker_error_is_mendable(trouble);
    g_auto(DeskSmtpResult) reply = { .outcome = mendable ? DESK_SMTP_RETRY : DESK_SMTP_FAILED,
                                     .text = g_strdup(trouble->message) };
    DeskOutboxResult result = desk_settle_decide(row, &reply, desk_clock_now(), conf->send_give_up);
    settle(s, row, &result, desk_clock_steady());
}

/* What becomes of a parcel that is to get its bytes. */
typedef enum {
    MAKING_KEPT,  /* the store has had them */
    MAKING_FRESH, /* they are to be kept */
    MAKING_SLOW,  /* the scribe makes them */
    MAKING_NONE,  /* the row came to an end without */
} Making;

/* Who makes mails, and reads the store for that. */
typedef struct {
    DeskMaker *maker;
    DeskStore *store;
} Hand;

/* A store that does not answer concerns all rows, any other trouble this one. */
static bool
make_bytes(DeskSender *s, const Hand *hand, DeskParcel *parcel, Making *making, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    *making = MAKING_KEPT;
    if (!desk_store_outbox_bytes(hand->store, parcel->row->id, &parcel->bytes, error))
        return false;
    if (parcel->bytes)
        return true;
    *making = MAKING_FRESH;
    parcel->bytes = desk_maker_make(hand->maker, hand->store, parcel->row, &trouble);
    if (parcel->bytes)
        return true;
    if (desk_store_error_is_temporary(trouble)) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return false;
    }
    *making = desk_maker_error_is_slow(trouble) ? MAKING_SLOW : MAKING_NONE;
    if (*making == MAKING_NONE)
        settle_unmade(s, parcel->row, trouble);
    return true;
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
make_one(DeskSender *s, Batch *batch, Making *making, GError **error)
{
    const Hand hand = { s->maker, desk_ledger_reader(s->ledger) };
    *making = MAKING_SLOW;
    if (batch->bytes >= HEAVY_MAX)
        return true;
    if (!make_bytes(s, &hand, batch->current, making, error))
        return false;
    batch->bytes += batch->current->bytes ? g_bytes_get_size(batch->current->bytes) : 0;
    return true;
}

static void
put_aside(DeskSender *s, Batch *batch, Making making)
{
    DeskParcel *parcel = g_steal_pointer(&batch->current);
    switch (making) {
    case MAKING_KEPT:
        g_ptr_array_add(batch->ready, parcel);
        return;
    case MAKING_FRESH:
        g_ptr_array_add(batch->fresh, parcel);
        return;
    case MAKING_SLOW:
        leave_to_scribe(s, parcel);
        return;
    case MAKING_NONE:
        break;
    }
    desk_parcel_free(parcel);
}

/* A row in hand that the claim brings again (the wall clock stepped) is passed over. */
static bool
make_batch(DeskSender *s, Batch *batch, GError **error)
{
    bool good = true;
    while (good && batch->claimed->len > 0) {
        Making making = MAKING_NONE;
        batch->current = g_ptr_array_steal_index(batch->claimed, 0);
        if (!is_in_hand(s, batch->current->row->id))
            good = make_one(s, batch, &making, error);
        put_aside(s, batch, good ? making : MAKING_NONE);
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
    Batch batch = { .claimed = claimed, .ready = ready, .fresh = fresh };
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
        let_go(s, parcel);
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
    s->pause = rest ? CLAMP(s->pause * 2, PAUSE_MIN, PAUSE_MAX) : 0;
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
    gint64 room = waiting < LOW_WATER && slow < SLOW_MAX ? BATCH : 0;
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
        regroup(s);
        s->next_poll = desk_clock_steady() + PAUSE_MIN;
    }
    pthread_mutex_lock(&s->lock);
    bool more = s->next_poll == 0 && g_queue_get_length(&s->waiting) < LOW_WATER;
    if (!more && !s->regroup && !s->stopping)
        wait_until(s, desk_clock_steady() + POLL_TIME);
    pthread_mutex_unlock(&s->lock);
}

static gpointer
coordinate(gpointer data)
{
    DeskSender *s = data;
    while (!is_stopping(s))
        coordinate_once(s);
    give_back(s);
    return NULL;
}

/* --- the scribe --- */

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
    while (!s->stopping && (s->regroup || g_queue_is_empty(&s->slow) || s->heavy >= HEAVY_MAX))
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
    Making making = MAKING_NONE;
    if (!open_store(w, error))
        return false;
    const Hand hand = { w->maker, w->store };
    if (!make_bytes(w->sender, &hand, parcel, &making, error))
        return false;
    if (making != MAKING_FRESH)
        return true;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, parcel);
    if (!desk_ledger_keep(w->sender->ledger, one, error))
        return false;
    if (!parcel->bytes)
        regroup(w->sender);
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

static gpointer
make_slow(gpointer data)
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
            regroup(w.sender);
            g_clear_pointer(&w.store, desk_store_close);
        }
        put_away(w.sender, parcel);
    }
    desk_maker_free(w.maker);
    desk_store_close(w.store);
    return NULL;
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
    desk_smtp_free(desk_smtp_new(conf->relay, conf->hostname, SEND_TIMEOUT));
    DeskSender *s = g_new0(DeskSender, 1);
    s->slot = slot;
    s->ledger = g_steal_pointer(&ledger);
    s->in_hand = g_hash_table_new(g_int64_hash, g_int64_equal);
    s->maker = desk_maker_new(slot, renew_while_making, s);
    desk_maker_hurry(s->maker);
    s->workers = g_ptr_array_new();
    g_queue_init(&s->waiting);
    g_queue_init(&s->slow);
    init_sync(s);
    for (gint64 i = 0; i < MAX(conf->send_connections, 1); i++)
        g_ptr_array_add(s->workers, g_thread_new("sender", work, s));
    s->scribe = g_thread_new("scribe", make_slow, s);
    s->coordinator = g_thread_new("coordinator", coordinate, s);
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
    desk_maker_free(s->maker);
    pthread_cond_destroy(&s->change);
    pthread_cond_destroy(&s->work);
    pthread_mutex_destroy(&s->lock);
    g_free(s);
}
