#include "reader/reader.h"
#include "mail/guard.h"
#include "mail/wire.h"
#include "parse/salvage.h"
#include "reader/worker.h"

#include <pthread.h>

/* A worker's heap frays with time; a fresh one costs a few milliseconds. */
#define MAILS_PER_WORKER 10000
#define WORKERS_MAX      256

/* Idle workers lie on a stack, so that the one with the warmest caches works next. */
struct DeskReader {
    char *program;
    pthread_mutex_t lock;
    pthread_cond_t returned;
    unsigned max;
    unsigned out;  /* workers lent, or being started by whoever will use them */
    unsigned idle; /* workers on the stack */
    DeskWorker *stack[WORKERS_MAX];
};

static unsigned
choose_max(unsigned workers)
{
    if (workers == 0)
        workers = g_get_num_processors();
    return CLAMP(workers, 1, WORKERS_MAX);
}

DeskReader *
desk_reader_new(const char *program, unsigned workers, GError **error)
{
    DeskWorker *first = desk_worker_start(program, error);
    if (!first)
        return NULL;
    DeskReader *reader = g_new0(DeskReader, 1);
    reader->program = g_strdup(program);
    reader->max = choose_max(workers);
    pthread_mutex_init(&reader->lock, NULL);
    pthread_cond_init(&reader->returned, NULL);
    reader->stack[reader->idle++] = first;
    return reader;
}

void
desk_reader_free(DeskReader *reader)
{
    if (!reader)
        return;
    while (reader->idle > 0)
        desk_worker_end(reader->stack[--reader->idle]);
    pthread_cond_destroy(&reader->returned);
    pthread_mutex_destroy(&reader->lock);
    g_free(reader->program);
    g_free(reader);
}

/* An idle worker, or NULL with the right to start one; waits for either. */
static DeskWorker *
borrow(DeskReader *reader)
{
    pthread_mutex_lock(&reader->lock);
    while (reader->out >= reader->max)
        pthread_cond_wait(&reader->returned, &reader->lock);
    reader->out++;
    DeskWorker *worker = reader->idle > 0 ? reader->stack[--reader->idle] : NULL;
    pthread_mutex_unlock(&reader->lock);
    return worker;
}

/* worker is NULL when the one borrowed has failed. */
static void
give_back(DeskReader *reader, DeskWorker *worker)
{
    if (worker && desk_worker_asked(worker) >= MAILS_PER_WORKER) {
        desk_worker_end(worker);
        worker = NULL;
    }
    pthread_mutex_lock(&reader->lock);
    reader->out--;
    if (worker)
        reader->stack[reader->idle++] = worker;
    pthread_cond_signal(&reader->returned);
    pthread_mutex_unlock(&reader->lock);
}

/*
 * Asks, and once more on a fresh worker when the first was dead before it began. Who has failed
 * takes no more mails.
 */
static bool
ask(DeskReader *reader, DeskWorker **worker, DeskErrand *errand, GError **error)
{
    for (unsigned tries = 0; tries < 2; tries++) {
        if (!*worker)
            *worker = desk_worker_start(reader->program, error);
        if (!*worker)
            return false;
        DeskWorkerResult result = desk_worker_ask(*worker, errand);
        if (result == DESK_WORKER_ANSWERED)
            return true;
        g_clear_pointer(worker, desk_worker_end);
        if (result == DESK_WORKER_FAILED)
            return true;
    }
    g_set_error(error, DESK_READER_ERROR, DESK_READER_ERROR_START,
                "\"%s\" ends as soon as it has greeted", reader->program);
    return false;
}

static DeskMail *
read_by_worker(DeskReader *reader, DeskWorker **worker, DeskBytes raw, GError **error)
{
    DeskErrand errand = { .raw = raw };
    bool asked = ask(reader, worker, &errand, error);
    DeskMail *mail = errand.answer ? desk_wire_read(errand.answer) : NULL;

    /* Who has lied takes no more mails either. */
    if (!mail)
        g_clear_pointer(worker, desk_worker_end);
    if (asked && !mail)
        mail = desk_salvage(raw, errand.why ? errand.why : "reader: worker broke the protocol");
    g_clear_pointer(&errand.answer, g_bytes_unref);
    g_free(errand.why);
    return mail;
}

static DeskMail *
guard_and_read(DeskReader *reader, DeskWorker **worker, DeskBytes raw, GError **error)
{
    const char *why;
    if (!desk_guard_pass(raw, &why)) {
        g_autofree char *defect = g_strconcat("guard: ", why, NULL);
        return desk_salvage(raw, defect);
    }
    return read_by_worker(reader, worker, raw, error);
}

/* The mail is first touched when its turn has come: large ones lie in files until then. */
DeskMail *
desk_reader_read(DeskReader *reader, DeskBytes raw, GError **error)
{
    DeskWorker *worker = borrow(reader);
    DeskMail *mail = guard_and_read(reader, &worker, raw, error);
    give_back(reader, worker);
    return mail;
}

static void
bytes_free(gpointer bytes)
{
    if (bytes)
        g_bytes_unref(bytes);
}

static GPtrArray *
new_files(guint count)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(bytes_free);
    g_ptr_array_set_size(files, (gint) count);
    return files;
}

/* Half of what was asked for is no answer. */
static bool
extract_by_worker(DeskReader *reader, DeskWorker **worker, DeskErrand *errand, GError **error)
{
    const char *why;
    if (errand->numbers->len == 0 || !desk_guard_pass(errand->raw, &why))
        return true;
    if (!ask(reader, worker, errand, error))
        return false;
    if (errand->why) {
        g_ptr_array_unref(errand->files);
        errand->files = new_files(errand->numbers->len);
    }
    g_free(errand->why);
    return true;
}

GPtrArray *
desk_reader_extract_all(DeskReader *reader, DeskBytes raw, const GArray *numbers, GError **error)
{
    DeskErrand errand = { .raw = raw, .numbers = numbers, .files = new_files(numbers->len) };
    DeskWorker *worker = borrow(reader);
    bool asked = extract_by_worker(reader, &worker, &errand, error);
    give_back(reader, worker);
    if (!asked)
        g_clear_pointer(&errand.files, g_ptr_array_unref);
    return errand.files;
}

GBytes *
desk_reader_extract(DeskReader *reader, DeskBytes raw, guint number, GError **error)
{
    guint32 wanted = number;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof wanted);
    if (number > 0)
        g_array_append_val(numbers, wanted);
    g_autoptr(GPtrArray) files = desk_reader_extract_all(reader, raw, numbers, error);
    return files && files->len > 0 ? g_steal_pointer(&files->pdata[0]) : NULL;
}
