#include "store/writer.h"
#include "base/clock.h"

#include <pthread.h>

#define BATCH_JOBS 64
#define BATCH_TIME (DESK_SECOND / 20) /* a transaction takes no more jobs after this */
#define GATHER     (4 * 1000)         /* a batch waits so long for announced jobs */

typedef enum { WAITING, RUNNING, DONE } WorkState;

/* One job on its way. Its caller and the writer each hold a reference. */
typedef struct {
    DeskWriterJob job;
    gpointer data;
    GDestroyNotify clear;
    pthread_cond_t done;
    /* Below: only under the writer's mutex. */
    WorkState state;
    GError *error;
} Work;

struct DeskWriter {
    DeskStore *store; /* the thread's alone */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t some; /* work, or the end */
    GQueue queue;        /* of Work in state WAITING */
    unsigned announced;  /* jobs that will come soon */
    bool ending;
    guint64 commits;
    guint64 jobs;
};

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
new_work(DeskWriterJob job, gpointer data, GDestroyNotify clear)
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

static Work *
take_work(DeskWriter *writer)
{
    pthread_mutex_lock(&writer->mutex);
    Work *work = g_queue_pop_head(&writer->queue);
    if (work)
        work->state = RUNNING;
    pthread_mutex_unlock(&writer->mutex);
    return work;
}

/* Under the mutex: gives those who are about to come a moment to share this commit. */
static void
gather(DeskWriter *writer)
{
    struct timespec limit = deadline_of(desk_clock_steady() + GATHER);
    int code = 0;
    while (code != ETIMEDOUT && !writer->ending && writer->announced > 0 &&
           writer->queue.length < BATCH_JOBS)
        code = pthread_cond_timedwait(&writer->some, &writer->mutex, &limit);
}

/* False when there is nothing left to do and the writer is to end. */
static bool
wait_for_work(DeskWriter *writer)
{
    pthread_mutex_lock(&writer->mutex);
    while (g_queue_is_empty(&writer->queue) && !writer->ending)
        pthread_cond_wait(&writer->some, &writer->mutex);
    bool some = !g_queue_is_empty(&writer->queue);
    if (some)
        gather(writer);
    pthread_mutex_unlock(&writer->mutex);
    return some;
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

/*
 * Runs the jobs of the batch from the first on, and takes in what comes meanwhile. Returns the
 * job that failed, out of the batch, or NULL. work->error is safe to touch here, because nobody
 * reads it before the state is DONE.
 */
static Work *
run_jobs(DeskWriter *writer, GPtrArray *batch)
{
    gint64 end = desk_clock_steady() + BATCH_TIME;
    for (guint i = 0; i < BATCH_JOBS; i++) {
        if (i == batch->len) {
            Work *next = i == 0 || desk_clock_steady() < end ? take_work(writer) : NULL;
            if (!next)
                return NULL;
            g_ptr_array_add(batch, next);
        }
        Work *work = g_ptr_array_index(batch, i);
        if (!work->job(writer->store, work->data, &work->error))
            return g_ptr_array_steal_index(batch, i);
    }
    return NULL;
}

/* The caller of a failed job learns of it alone. */
static void
finish_failed(DeskWriter *writer, Work *work)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func(release_work);
    g_ptr_array_add(alone, work);
    finish_work(writer, alone, NULL);
}

static bool
commit_jobs(DeskWriter *writer, GPtrArray *batch, GError **error)
{
    if (batch->len == 0) {
        desk_store_rollback(writer->store);
        return true;
    }
    if (!desk_store_commit(writer->store, error))
        return false;
    pthread_mutex_lock(&writer->mutex);
    writer->commits++;
    pthread_mutex_unlock(&writer->mutex);
    return true;
}

/*
 * When a job fails, everything is undone and the others run again without it. That is rare;
 * savepoints, which could undo one job, would cost every mail.
 */
static void
commit_batch(DeskWriter *writer)
{
    g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(release_work);
    g_autoptr(GError) error = NULL;

    for (Work *failed = NULL; desk_store_begin(writer->store, &error);) {
        failed = run_jobs(writer, batch);
        if (!failed) {
            commit_jobs(writer, batch, &error);
            finish_work(writer, batch, error);
            desk_store_tidy(writer->store);
            return;
        }
        desk_store_rollback(writer->store);
        finish_failed(writer, failed);
    }
    finish_work(writer, batch, error);
    refuse_waiting(writer, error);
}

static void *
run_thread(void *data)
{
    DeskWriter *writer = data;
    pthread_setname_np(pthread_self(), "desk-writer");
    while (wait_for_work(writer))
        commit_batch(writer);
    return NULL;
}

DeskWriter *
desk_writer_new(const char *url, GError **error)
{
    g_autoptr(DeskStore) store = desk_store_open(url, DESK_STORE_WRITE, error);
    if (!store)
        return NULL;
    DeskWriter *writer = g_new0(DeskWriter, 1);
    pthread_mutex_init(&writer->mutex, NULL);
    init_cond(&writer->some);
    g_queue_init(&writer->queue);
    writer->store = g_steal_pointer(&store);
    int code = pthread_create(&writer->thread, NULL, run_thread, writer);
    if (code == 0)
        return writer;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                "cannot start the writer's thread: %s", g_strerror(code));
    desk_store_close(writer->store);
    g_free(writer);
    return NULL;
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
    pthread_join(writer->thread, NULL);
    desk_store_close(writer->store);
    pthread_cond_destroy(&writer->some);
    pthread_mutex_destroy(&writer->mutex);
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
desk_writer_run(DeskWriter *writer, DeskWriterJob job, gpointer data, GDestroyNotify clear,
                gint64 timeout, GError **error)
{
    gint64 deadline = desk_clock_steady() + CLAMP(timeout, 0, DESK_DAY);
    g_autoptr(Work) work = new_work(job, data, clear);
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
