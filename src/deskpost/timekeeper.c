#include "deskpost/timekeeper.h"
#include "base/clock.h"
#include "base/leap.h"
#include "base/log.h"
#include "desk/assign.h"
#include "desk/digest.h"
#include "desk/escalate.h"
#include "desk/lapse.h"
#include "desk/notification.h"
#include "policy/policy.h"
#include "store/timers.h"

#include <pthread.h>

#define BATCH        50 /* tickets of one transaction */
#define PAUSE        (DESK_SECOND / 10)
#define LOOK_TIME    DESK_SECOND /* a timer may be made that is due before those that are known */
#define IDLE_TIME    (10 * DESK_SECOND) /* nothing is promised */
#define ROUND_TIME   DESK_MINUTE
#define LAPSES       10        /* tickets of a minute that are given what they lack */
#define LAPSE_TIME   DESK_HOUR /* from the end of one walk over them to the next */
#define TROUBLE_TIME (5 * DESK_SECOND)

struct DeskTimekeeper {
    DeskConfSlot *slot;
    DeskStore *store;
    GThread *thread;

    pthread_mutex_t lock; /* for the next two */
    pthread_cond_t end;
    bool stopping;

    /* The thread's own. */
    DeskPolicy *policy;
    DeskLeap leap;
    gint64 next_round; /* steady clock */
    DeskLapseSweep lapses;
    gint64 next_lapse; /* steady clock; or 0 */
    bool store_down;
    bool sweep_down;
    bool digest_down;
    bool lapse_down;
};

/* ---- the clock ---- */

/* A wrong clock would let every deadline of a month pass at once, and nothing of that could be
 * taken back. */
static bool
believes_clock(DeskTimekeeper *k, gint64 now)
{
    switch (desk_leap_look(&k->leap, now, desk_clock_steady())) {
    case DESK_LEAP_NONE:
        return true;
    case DESK_LEAP_SEEN:
        desk_log(DESK_LOG_WARNING, "the clock has leapt, timers wait until it has stayed so", NULL);
        return false;
    case DESK_LEAP_DOUBTED:
        return false;
    case DESK_LEAP_BELIEVED:
        desk_log(DESK_LOG_NOTICE, "the clock is believed again", NULL);
        k->next_round = 0;
        return true;
    }
    return true;
}

/* ---- the store ---- */

static void
note_store(DeskTimekeeper *k, const GError *error)
{
    if (error && !k->store_down)
        desk_log_failure("timers cannot be looked at, trying on", error);
    if (!error && k->store_down)
        desk_log(DESK_LOG_NOTICE, "timers can be looked at again", NULL);
    k->store_down = error != NULL;
}

static bool
refresh_policy(DeskTimekeeper *k, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(k->slot);
    if (k->policy && desk_policy_conf(k->policy) == conf)
        return true;
    g_autoptr(GPtrArray) epochs = desk_store_epochs(k->store, error);
    if (!epochs)
        return false;
    desk_policy_unref(k->policy);
    k->policy = desk_policy_new(conf, epochs);
    k->next_round = 0;
    k->next_lapse = 0;
    return true;
}

static bool
is_ending(DeskTimekeeper *k)
{
    pthread_mutex_lock(&k->lock);
    bool stopping = k->stopping;
    pthread_mutex_unlock(&k->lock);
    return stopping;
}

/* One transaction; it may run again. */
typedef struct {
    DeskTimekeeper *keeper;
    const DeskPolicy *policy;
    DeskEscalateBatch tickets;
    gint64 next_digest; /* or 0 */
    DeskLapseSweep lapses;
} Batch;

static bool
escalate(DeskStore *store, gpointer data, GError **error)
{
    Batch *batch = data;
    return is_ending(batch->keeper) ||
           desk_escalate_run(store, batch->policy, &batch->tickets, error);
}

static bool
set_aside(DeskStore *store, gpointer data, GError **error)
{
    const Batch *batch = data;
    return desk_escalate_set_aside(store, &batch->tickets, error);
}

static bool
sweep(DeskStore *store, gpointer data, GError **error)
{
    Batch *batch = data;
    return is_ending(batch->keeper) || desk_assign_sweep(store, batch->policy, batch->tickets.now,
                                                         BATCH, &batch->tickets.count, error);
}

static bool
send_digests(DeskStore *store, gpointer data, GError **error)
{
    Batch *batch = data;
    const DeskOccasion why = desk_notification_occasion(batch->policy, NULL, 0, batch->tickets.now);
    return is_ending(batch->keeper) || desk_digest_run(store, &why, &batch->next_digest, error);
}

static bool
give_timers(DeskStore *store, gpointer data, GError **error)
{
    Batch *batch = data;
    batch->lapses = batch->keeper->lapses;
    batch->lapses.now = batch->tickets.now;
    batch->lapses.limit = LAPSES;
    return is_ending(batch->keeper) ||
           desk_lapse_sweep(store, batch->policy, &batch->lapses, error);
}

/* A ticket that cannot be read, or not be written, holds up no other one. */
static bool
run_batch(DeskTimekeeper *k, Batch *batch, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (desk_store_run(k->store, escalate, batch, &cause))
        return true;
    if (batch->tickets.failed == 0 || desk_store_error_is_temporary(cause)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (!desk_store_run(k->store, set_aside, batch, error))
        return false;
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, batch->tickets.failed);
    desk_log(DESK_LOG_ERROR, "timers of a ticket set aside for an hour", "ticket", ticket, "error",
             cause->message, NULL);
    return true;
}

static bool
any_assigns(const DeskConf *conf)
{
    for (guint i = 0; i < conf->teams->len; i++)
        if (((const DeskTeam *) conf->teams->pdata[i])->assign != DESK_ASSIGN_MANUAL)
            return true;
    return false;
}

/* Takes what is due; *rest is how long nobody need look. A look at the next timer is cheap, but
 * does not see those that a clock has set that was ahead: the round does. */
static bool
take_steps(DeskTimekeeper *k, Batch *batch, bool is_round, gint64 *rest, GError **error)
{
    bool promises = desk_policy_conf(k->policy)->slas->len > 0;
    gint64 next = 0;
    *rest = promises ? LOOK_TIME : IDLE_TIME;
    if (!desk_store_timer_next(k->store, &next, error))
        return false;
    gint64 now = batch->tickets.now;
    bool is_due = next > 0 && next <= now;
    if (next > now)
        *rest = MIN(*rest, next - now);
    if (!is_due && !is_round)
        return true;
    if (!run_batch(k, batch, error))
        return false;
    if (batch->tickets.count > 0)
        *rest = PAUSE;
    return true;
}

/* One of the things that a round does beside the timers, which do not wait for it. */
typedef struct {
    DeskStoreJob work;
    const char *fails; /* log lines */
    const char *mends;
} Chore;

static bool
do_chore(DeskTimekeeper *k, Batch *batch, const Chore *chore, bool *is_down, GError **error)
{
    g_autoptr(GError) cause = NULL;
    bool ok = desk_store_run(k->store, chore->work, batch, &cause);
    if (!ok && desk_store_error_is_temporary(cause)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (!ok && !*is_down)
        desk_log_failure(chore->fails, cause);
    if (ok && *is_down)
        desk_log(DESK_LOG_NOTICE, chore->mends, NULL);
    *is_down = !ok;
    return true;
}

static bool
hand_out(DeskTimekeeper *k, Batch *batch, GError **error)
{
    static const Chore chore = { sweep, "tickets cannot be handed out, trying on",
                                 "tickets can be handed out again" };
    return !any_assigns(desk_policy_conf(k->policy)) ||
           do_chore(k, batch, &chore, &k->sweep_down, error);
}

static bool
tell_the_day(DeskTimekeeper *k, Batch *batch, GError **error)
{
    static const Chore chore = { send_digests, "digests cannot be queued, trying on",
                                 "digests can be queued again" };
    return desk_policy_conf(k->policy)->agents->len == 0 ||
           do_chore(k, batch, &chore, &k->digest_down, error);
}

/* What came to its status under another configuration closes, too, a few tickets at a time. */
static bool
let_lapse(DeskTimekeeper *k, Batch *batch, GError **error)
{
    static const Chore chore = { give_timers, "tickets cannot be given their timers, trying on",
                                 "tickets can be given their timers again" };
    if (desk_clock_steady() < k->next_lapse)
        return true;
    if (!do_chore(k, batch, &chore, &k->lapse_down, error))
        return false;
    if (!k->lapse_down)
        k->lapses = batch->lapses;
    k->next_lapse = desk_clock_steady() + (k->lapses.is_over ? LAPSE_TIME : ROUND_TIME);
    if (k->lapses.is_over)
        k->lapses = (DeskLapseSweep){ 0 };
    return true;
}

/* A digest is not kept waiting for the next round. */
static gint64
span_of_round(const Batch *batch)
{
    gint64 span = batch->next_digest - batch->tickets.now;
    return batch->next_digest > 0 ? CLAMP(span, PAUSE, ROUND_TIME) : ROUND_TIME;
}

static bool
serve(DeskTimekeeper *k, gint64 now, gint64 *rest, GError **error)
{
    bool is_round = desk_clock_steady() >= k->next_round;
    Batch batch = { .keeper = k, .policy = k->policy, .tickets = { .now = now, .limit = BATCH } };
    if (!take_steps(k, &batch, is_round, rest, error) ||
        (is_round && (!hand_out(k, &batch, error) || !tell_the_day(k, &batch, error) ||
                      !let_lapse(k, &batch, error))))
        return false;
    if (!is_round)
        return true;
    bool may_be_more = batch.tickets.count >= BATCH;
    k->next_round = desk_clock_steady() + (may_be_more ? PAUSE : span_of_round(&batch));
    *rest = may_be_more ? PAUSE : MIN(*rest, span_of_round(&batch));
    return true;
}

/* Returns how long to wait. */
static gint64
look(DeskTimekeeper *k)
{
    gint64 now = desk_clock_now(), rest = LOOK_TIME;
    g_autoptr(GError) error = NULL;
    if (!believes_clock(k, now))
        return LOOK_TIME;
    bool good = refresh_policy(k, &error) && serve(k, now, &rest, &error);
    note_store(k, error);
    return good ? rest : TROUBLE_TIME;
}

/* ---- the thread ---- */

/* True: it is the end. */
static bool
rest(DeskTimekeeper *k, gint64 span)
{
    gint64 until = desk_clock_steady() + span;
    const struct timespec at = { .tv_sec = until / DESK_SECOND,
                                 .tv_nsec = (until % DESK_SECOND) * 1000 };
    pthread_mutex_lock(&k->lock);
    while (!k->stopping && desk_clock_steady() < until)
        pthread_cond_timedwait(&k->end, &k->lock, &at);
    bool stopping = k->stopping;
    pthread_mutex_unlock(&k->lock);
    return stopping;
}

static gpointer
keep_time(gpointer data)
{
    DeskTimekeeper *k = data;
    while (!rest(k, look(k)))
        continue;
    return NULL;
}

DeskTimekeeper *
desk_timekeeper_new(DeskConfSlot *slot, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(slot);
    g_autoptr(DeskStore) store = desk_store_open(conf->store, DESK_STORE_WRITE, error);
    if (!store)
        return NULL;
    DeskTimekeeper *k = g_new0(DeskTimekeeper, 1);
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&k->end, &steady);
    pthread_condattr_destroy(&steady);
    pthread_mutex_init(&k->lock, NULL);
    k->slot = slot;
    k->store = g_steal_pointer(&store);
    k->thread = g_thread_new("timekeeper", keep_time, k);
    return k;
}

void
desk_timekeeper_end(DeskTimekeeper *k)
{
    pthread_mutex_lock(&k->lock);
    k->stopping = true;
    pthread_cond_signal(&k->end);
    pthread_mutex_unlock(&k->lock);
}

void
desk_timekeeper_free(DeskTimekeeper *k)
{
    if (!k)
        return;
    desk_timekeeper_end(k);
    g_thread_join(k->thread);
    desk_policy_unref(k->policy);
    desk_store_close(k->store);
    pthread_cond_destroy(&k->end);
    pthread_mutex_destroy(&k->lock);
    g_free(k);
}
