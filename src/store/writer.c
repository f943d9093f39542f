#include "store/writer.h"
#include "base/clock.h"

#include <pthread.h>

#define BATCH_JOBS 64
#define BATCH_TIME (DESK_SECOND / 20) /* a transaction takes no more jobs after this */
#define GATHER     (4 * 1000)         /* a batch waits so long for announced jobs */

/* Where writers run side by side. One commit for several jobs still costs less than one for each,
 * so beside a transaction that takes jobs in another one begins only for so many at once, or for
 * those that it has passed by for so long; and when all connections are in use so long, one more
 * is made. */
#define SHARE      8
#define LINGER     (4 * 1000)
#define OPEN_AFTER (DESK_SECOND / 20)
#define OPEN_PAUSE DESK_SECOND /* after one that was not to be had */

typedef enum { WAITING, RUNNING, DONE } WorkState;

/* One job on its way. Its caller and the writer each hold a reference. */
typedef struct {
    DeskStoreJob job;
    gpointer data;
    GDestroyNotify clear;
    gint64 since; /* steady clock */
    pthread_cond_t done;
    /* Below: only under the writer's mutex. */
    WorkState state;
    GError *error;
} Work;

/*
 * The thread that has the lead waits for work and takes the first job of a transaction; the others
 * stand behind it. So nobody is woken for nothing, and jobs gather in one place.
 */
struct DeskWriter {
    char *url;
    DeskWriterOpen open;
    GArray *threads; /* pthread_t */
    pthread_mutex_t mutex;
    /* Below: only under the mutex. */
    pthread_cond_t some; /* for who leads: work, a connection, or the end */
    pthread_cond_t lead; /* for the others: nobody leads */
    bool led;
    GQueue queue;       /* of Work in state WAITING */
    unsigned announced; /* jobs that will come soon */
    unsigned taking;    /* transactions that take jobs in */
    gint64 started;     /* steady clock: when the last one began to */
    GPtrArray *idle;    /* DeskStore that nobody uses; the last one is the next */
    unsigned opened;    /* connections, idle or in use; at least 1 */
    unsigned limit;     /* of opened */
    gint64 next_open;   /* steady clock; G_MAXINT64 while one is being made */
    bool ending;
    guint64 commits;
    guint64 jobs;
};

/* A batch on its way through its transactions, in the hands of one thread. */
typedef struct {
    DeskWriter *writer;
    DeskStore *store;
    GPtrArray *batch; /* Work in state RUNNING */
    bool begun;       /* has had its first transaction */
    bool taking;      /* is counted in writer->taking */
    bool again;       /* runs as it is */
    bool shut_out;    /* the last begin failed */
    gint failed;      /* place of the job that failed, or -1 */
    unsigned undone;  /* times */
    bool blamed;      /* a job had to go because everything was undone at it every time */
} Turn;

static struct timespec
deadline_of(gint64 steady)
{
    return (struct timespec){ .tv_sec = steady / DESK_SECOND,
                              .tv_nsec = steady % DESK_SECOND * 1000 };
}

static void
init_cond(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
}

static Work *
new_work(DeskStoreJob job, gpointer data, GDestroyNotify clear)
{
    Work *work = g_atomic_rc_box_new0(Work);
    work->job = job;
    work->data = data ? g_atomic_rc_box_acquire(data) : NULL;
    work->clear = clear;
    init_cond(&work->done);
    return work;
}

static void
clear_work(gpointer memory)
{
    Work *work = memory;
    pthread_cond_destroy(&work->done);
    g_clear_error(&work->error);
    if (work->data && work->clear)
        g_atomic_rc_box_release_full(work->data, work->clear);
    else if (work->data)
        g_atomic_rc_box_release(work->data);
}

static void
release_work(gpointer work)
{
    g_atomic_rc_box_release_full(work, clear_work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, release_work)

/* Tells the callers, with a copy of the error or NULL; takes the references. */
static void
finish_work(DeskWriter *writer, GPtrArray *batch, const GError *error)
{
    pthread_mutex_lock(&writer->mutex);
    for (guint i = 0; i < batch->len; i++) {
        Work *work = g_ptr_array_index(batch, i);
        if (error && !work->error)
            work->error = g_error_copy(error);
        work->state = DONE;
        pthread_cond_signal(&work->done);
    }
    writer->jobs += batch->len;
    pthread_mutex_unlock(&writer->mutex);
    g_ptr_array_set_size(batch, 0);
}

/* Under the mutex. */
static Work *
pop_work(DeskWriter *writer)
{
    Work *work = g_queue_pop_head(&writer->queue);
    if (work)
        work->state = RUNNING;
    return work;
}

static Work *
take_work(DeskWriter *writer)
{
    pthread_mutex_lock(&writer->mutex);
    Work *work = pop_work(writer);
    pthread_mutex_unlock(&writer->mutex);
    return work;
}

/* Under the mutex: gives those who are about to come a moment to share this commit. */
static void
gather(DeskWriter *writer)
{
    struct timespec limit = deadline_of(desk_clock_steady() + GATHER);
    guint enough = writer->limit > 1 ? SHARE : BATCH_JOBS;
    int code = 0;
    while (code != ETIMEDOUT && !writer->ending && writer->announced > 0 &&
           writer->queue.length < enough)
        code = pthread_cond_timedwait(&writer->some, &writer->mutex, &limit);
}

typedef enum { REST, WRITE, OPEN, END } Step;

/* Under the mutex: what to do now; at REST, until when if nothing happens. */
static Step
find_step(DeskWriter *writer, gint64 *until)
{
    const Work *oldest = g_queue_peek_head(&writer->queue);
    *until = G_MAXINT64;
    if (!oldest)
        return writer->ending ? END : REST;
    bool idle = writer->idle->len > 0;
    bool many = writer->queue.length >= SHARE;
    if (idle)
        *until = writer->taking == 0 || many ? 0 : MAX(oldest->since, writer->started) + LINGER;
    else if (writer->opened < writer->limit && !writer->ending)
        *until = MAX(many ? 0 : oldest->since + OPEN_AFTER, writer->next_open);
    if (desk_clock_steady() < *until)
        return REST;
    return idle ? WRITE : OPEN;
}

/* Under the mutex. */
static Step
wait_for_work(DeskWriter *writer)
{
    gint64 until = 0;
    Step step = REST;
    while ((step = find_step(writer, &until)) == REST) {
        struct timespec limit = deadline_of(until);
        if (until == G_MAXINT64)
            pthread_cond_wait(&writer->some, &writer->mutex);
        else
            pthread_cond_timedwait(&writer->some, &writer->mutex, &limit);
    }
    return step;
}

/* Under the mutex. */
static void
pass_lead(DeskWriter *writer)
{
    writer->led = false;
    pthread_cond_signal(&writer->lead);
}

/* Waits for the lead and for something to do. At WRITE the lead stays with the caller, and the
 * connection is his. */
static Step
take_lead(DeskWriter *writer, DeskStore **store)
{
    pthread_mutex_lock(&writer->mutex);
    while (writer->led)
        pthread_cond_wait(&writer->lead, &writer->mutex);
    writer->led = true;
    Step step = wait_for_work(writer);
    if (step == WRITE) {
        *store = g_ptr_array_steal_index(writer->idle, writer->idle->len - 1);
        if (writer->taking == 0)
            gather(writer);
    } else {
        if (step == OPEN)
            writer->next_open = G_MAXINT64;
        pass_lead(writer);
    }
    pthread_mutex_unlock(&writer->mutex);
    return step;
}

/* Nobody waits for the connection that is made here: those there are go on meanwhile. */
static void
open_another(DeskWriter *writer)
{
    DeskStore *store = writer->open(writer->url, DESK_STORE_WRITE, NULL);
    pthread_mutex_lock(&writer->mutex);
    writer->next_open = store ? 0 : desk_clock_steady() + OPEN_PAUSE;
    if (store) {
        writer->opened++;
        g_ptr_array_add(writer->idle, store);
    }
    pthread_cond_signal(&writer->some);
    pthread_mutex_unlock(&writer->mutex);
}

/* All who wait now: they have waited through a begin that failed. */
static void
refuse_waiting(DeskWriter *writer, const GError *error)
{
    g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(release_work);
    for (Work *work = take_work(writer); work; work = take_work(writer))
        g_ptr_array_add(batch, work);
    finish_work(writer, batch, error);
}

/* After the first begin, for until then a job may have gone: takes one, and the lead is free. */
static void
start_turn(Turn *turn)
{
    DeskWriter *writer = turn->writer;
    turn->begun = true;
    turn->taking = true;
    pthread_mutex_lock(&writer->mutex);
    Work *first = pop_work(writer);
    writer->taking++;
    writer->started = desk_clock_steady();
    pass_lead(writer);
    pthread_mutex_unlock(&writer->mutex);
    if (first)
        g_ptr_array_add(turn->batch, first);
}

static void
stop_taking(Turn *turn)
{
    if (!turn->taking)
        return;
    turn->taking = false;
    pthread_mutex_lock(&turn->writer->mutex);
    turn->writer->taking--;
    pthread_cond_signal(&turn->writer->some);
    pthread_mutex_unlock(&turn->writer->mutex);
}

/* One more job, if there is one and time for it. What runs again keeps others from their turn, so
 * it stays as it is. */
static bool
take_in(Turn *turn, gint64 end)
{
    Work *next = !turn->again && desk_clock_steady() < end ? take_work(turn->writer) : NULL;
    if (next)
        g_ptr_array_add(turn->batch, next);
    return next != NULL;
}

/* Runs the jobs of the batch from the first on, and takes in what comes meanwhile. */
static bool
run_jobs(Turn *turn, GError **error)
{
    gint64 end = desk_clock_steady() + BATCH_TIME;
    for (guint i = 0; i < BATCH_JOBS && (i < turn->batch->len || take_in(turn, end)); i++) {
        Work *work = g_ptr_array_index(turn->batch, i);
        if (work->job(turn->store, work->data, error) && desk_store_flush(turn->store, error))
            continue;
        turn->failed = (gint) i;
        return false;
    }
    return true;
}

static bool
commit_jobs(Turn *turn, GError **error)
{
    if (turn->batch->len == 0) {
        desk_store_rollback(turn->store);
        return true;
    }
    if (!desk_store_commit(turn->store, error))
        return false;
    pthread_mutex_lock(&turn->writer->mutex);
    turn->writer->commits++;
    pthread_mutex_unlock(&turn->writer->mutex);
    return true;
}

/* One transaction. */
static bool
run_batch(Turn *turn, GError **error)
{
    turn->failed = -1;
    turn->shut_out = !desk_store_begin(turn->store, error);
    if (turn->shut_out)
        return false;
    if (!turn->begun)
        start_turn(turn);
    if (!run_jobs(turn, error)) {
        desk_store_rollback(turn->store);
        return false;
    }
    stop_taking(turn);
    return commit_jobs(turn, error);
}

/* The caller of a failed job learns of it alone. Takes the error. */
static void
drop_failed(Turn *turn, GError **error)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func(release_work);
    Work *work = g_ptr_array_steal_index(turn->batch, (guint) turn->failed);
    work->error = g_steal_pointer(error); /* nobody looks before it is DONE */
    g_ptr_array_add(alone, work);
    finish_work(turn->writer, alone, NULL);
}

/*
 * Whether the batch is to run again; takes the error then. When a job fails, everything is undone
 * and the others run without it. That is rare; savepoints, which could undo one job, would cost
 * every mail. Nor may a mail at which the server falls over each time take the others with it; but
 * when it is gone and they fare no better, it was not the mail.
 */
static bool
is_worth_a_rerun(Turn *turn, GError **error)
{
    bool undone = g_error_matches(*error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE);
    if (undone && turn->undone < DESK_STORE_RERUNS) {
        turn->undone++;
        turn->again = turn->begun;
        g_clear_error(error);
        return true;
    }
    if (turn->failed < 0 || (undone && turn->blamed))
        return false;
    drop_failed(turn, error);
    turn->again = undone;
    turn->blamed = turn->blamed || undone;
    turn->undone = 0;
    return turn->batch->len > 0;
}

/* A connection that cannot begin leaves what waits to the others, and goes when it is broken; when
 * there is no other, the store is away. */
static bool
has_others(DeskWriter *writer, bool broken)
{
    pthread_mutex_lock(&writer->mutex);
    bool others = writer->opened > 1;
    if (others && broken) {
        writer->opened--;
        writer->next_open = MAX(writer->next_open, desk_clock_steady() + OPEN_PAUSE);
    }
    pthread_mutex_unlock(&writer->mutex);
    return others;
}

static void
end_turn(Turn *turn, const GError *error)
{
    DeskWriter *writer = turn->writer;
    bool broken = g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE);
    stop_taking(turn);
    finish_work(writer, turn->batch, error);
    if (!turn->shut_out)
        desk_store_tidy(turn->store);
    else if (!has_others(writer, broken))
        refuse_waiting(writer, error);
    else if (broken)
        g_clear_pointer(&turn->store, desk_store_close);

    pthread_mutex_lock(&writer->mutex);
    if (turn->store)
        g_ptr_array_add(writer->idle, turn->store);
    pthread_cond_signal(&writer->some);
    if (!turn->begun)
        pass_lead(writer);
    pthread_mutex_unlock(&writer->mutex);
}

static void
write_batch(DeskWriter *writer, DeskStore *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(release_work);
    Turn turn = { .writer = writer, .store = store, .batch = batch };
    while (!run_batch(&turn, &error) && is_worth_a_rerun(&turn, &error))
        continue;
    end_turn(&turn, error);
}

static void *
run_thread(void *data)
{
    DeskWriter *writer = data;
    DeskStore *store = NULL;
    pthread_setname_np(pthread_self(), "desk-writer");
    for (Step step = REST; (step = take_lead(writer, &store)) != END;) {
        if (step == OPEN)
            open_another(writer);
        else
            write_batch(writer, store);
    }
    return NULL;
}

/* The first thread must run; each further one only adds to the pace. */
static bool
start_threads(DeskWriter *writer, unsigned count, GError **error)
{
    int code = 0;
    pthread_mutex_lock(&writer->mutex);
    while (code == 0 && writer->threads->len < count) {
        pthread_t thread;
        code = pthread_create(&thread, NULL, run_thread, writer);
        if (code == 0)
            g_array_append_val(writer->threads, thread);
    }
    writer->limit = writer->threads->len;
    pthread_mutex_unlock(&writer->mutex);
    if (writer->limit > 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                "cannot start the writer's thread: %s", g_strerror(code));
    return false;
}

static void
close_store(gpointer store)
{
    desk_store_close(store);
}

DeskWriter *
desk_writer_new_with(const char *url, DeskWriterOpen open, unsigned writers, GError **error)
{
    DeskStore *store = open(url, DESK_STORE_WRITE, error);
    if (!store)
        return NULL;
    g_autoptr(DeskWriter) writer = g_new0(DeskWriter, 1);
    writer->url = g_strdup(url);
    writer->open = open;
    writer->threads = g_array_new(FALSE, FALSE, sizeof(pthread_t));
    writer->idle = g_ptr_array_new_with_free_func(close_store);
    g_ptr_array_add(writer->idle, store);
    writer->opened = 1;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->lead, NULL);
    init_cond(&writer->some);
    g_queue_init(&writer->queue);
    return start_threads(writer, writers, error) ? g_steal_pointer(&writer) : NULL;
}

DeskWriter *
desk_writer_new(const char *url, GError **error)
{
    return desk_writer_new_with(url, desk_store_open, desk_store_writers(url), error);
}

void
desk_writer_free(DeskWriter *writer)
{
    if (!writer)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->ending = true;
    pthread_cond_signal(&writer->some);
    pthread_mutex_unlock(&writer->mutex);
    for (guint i = 0; i < writer->threads->len; i++)
        pthread_join(g_array_index(writer->threads, pthread_t, i), NULL);
    g_array_unref(writer->threads);
    g_ptr_array_unref(writer->idle);
    pthread_cond_destroy(&writer->some);
    pthread_cond_destroy(&writer->lead);
    pthread_mutex_destroy(&writer->mutex);
    g_free(writer->url);
    g_free(writer);
}

/* Under the mutex. False when the deadline has passed before the job was done. */
static bool
wait_until_done(DeskWriter *writer, Work *work, gint64 deadline)
{
    struct timespec limit = deadline_of(deadline);
    int code = 0;
    while (work->state != DONE && code != ETIMEDOUT)
        code = pthread_cond_timedwait(&work->done, &writer->mutex, &limit);
    return work->state == DONE;
}

static bool
hand_over(DeskWriter *writer, Work *work, gint64 deadline, GError **error)
{
    if (writer->ending) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                    "the writer is shutting down");
        return false;
    }
    g_queue_push_tail(&writer->queue, g_atomic_rc_box_acquire(work));
    pthread_cond_signal(&writer->some);
    if (wait_until_done(writer, work, deadline)) {
        if (work->error)
            g_propagate_error(error, g_steal_pointer(&work->error));
        else
            return true;
    } else if (work->state == WAITING) {
        g_queue_remove(&writer->queue, work);
        release_work(work);
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_BUSY,
                    "the store had no time for the job");
    } else {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNCERTAIN,
                    "the job was begun, but its commit takes too long");
    }
    return false;
}

bool
desk_writer_run(DeskWriter *writer, DeskStoreJob job, gpointer data, GDestroyNotify clear,
                gint64 timeout, GError **error)
{
    g_autoptr(Work) work = new_work(job, data, clear);
    work->since = desk_clock_steady();
    gint64 deadline = work->since + CLAMP(timeout, 0, DESK_DAY);
    pthread_mutex_lock(&writer->mutex);
    bool ok = hand_over(writer, work, deadline, error);
    pthread_mutex_unlock(&writer->mutex);
    return ok;
}

void
desk_writer_announce(DeskWriter *writer, int change)
{
    pthread_mutex_lock(&writer->mutex);
    writer->announced = (unsigned) ((int) writer->announced + change);
    if (change < 0 && !g_queue_is_empty(&writer->queue))
        pthread_cond_signal(&writer->some);
    pthread_mutex_unlock(&writer->mutex);
}

void
desk_writer_counts(DeskWriter *writer, guint64 *commits, guint64 *jobs)
{
    pthread_mutex_lock(&writer->mutex);
    *commits = writer->commits;
    *jobs = writer->jobs;
    pthread_mutex_unlock(&writer->mutex);
}

unsigned
desk_writer_waiting(DeskWriter *writer)
{
    pthread_mutex_lock(&writer->mutex);
    unsigned waiting = writer->queue.length;
    pthread_mutex_unlock(&writer->mutex);
    return waiting;
}
