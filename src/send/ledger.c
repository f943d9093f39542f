#include "send/ledger.h"
#include "base/clock.h"
#include "base/mac.h"
#include "store/raw.h"
#include "store/writer.h"

/* Longer waits make no sense: the leases would have run out. */
#define WRITE_TIMEOUT DESK_LEASE_TIME

struct DeskLedger {
    DeskWriter *writer;
    DeskStore *reader;
    DeskAftermath aftermath;
    char *owner;
};

/* The data of every job: a copy of all that it needs, for the writer may outlive the call. */
typedef struct {
    char *owner;
    gint64 id;
    gint64 limit;
    gint64 fresh_until;
    GPtrArray *rows;   /* DeskOutboxRow, claimed */
    GArray *ids;       /* gint64: rows whose bytes are kept ... */
    GPtrArray *packed; /* GBytes: ... and their bytes, packed */
    GPtrArray *kept;   /* GBytes or NULL: what the store has */
    DeskOutboxResult result;
    char *queue_id;
    char *error;
    DeskAftermath aftermath;
    bool mine;
} Job;

static void
clear_job(gpointer data)
{
    Job *job = data;
    g_free(job->owner);
    g_free(job->queue_id);
    g_free(job->error);
    g_clear_pointer(&job->rows, g_ptr_array_unref);
    g_clear_pointer(&job->ids, g_array_unref);
    g_clear_pointer(&job->packed, g_ptr_array_unref);
    g_clear_pointer(&job->kept, g_ptr_array_unref);
}

static void
job_release(Job *job)
{
    if (job)
        g_atomic_rc_box_release_full(job, clear_job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_release)

static Job *
job_new(const DeskLedger *ledger)
{
    Job *job = g_atomic_rc_box_new0(Job);
    job->owner = g_strdup(ledger->owner);
    return job;
}

static bool
run(const DeskLedger *ledger, DeskStoreJob work, Job *job, GError **error)
{
    return desk_writer_run(ledger->writer, work, job, clear_job, WRITE_TIMEOUT, error);
}

void
desk_parcel_free(DeskParcel *parcel)
{
    if (!parcel)
        return;
    desk_outbox_row_free(parcel->row);
    g_clear_pointer(&parcel->bytes, g_bytes_unref);
    g_free(parcel);
}

static void
free_parcel(gpointer parcel)
{
    desk_parcel_free(parcel);
}

/* The host for the reader of a list, the random part for uniqueness. */
static char *
make_owner(void)
{
    guint8 bytes[10];
    desk_random(bytes, sizeof bytes);
    g_autofree char *random = desk_base32(bytes, sizeof bytes);
    return g_strdup_printf("%s:%d:%s", g_get_host_name(), getpid(), random);
}

DeskLedger *
desk_ledger_new(const char *store, const DeskAftermath *aftermath, GError **error)
{
    g_autoptr(DeskWriter) writer = desk_writer_new(store, error);
    if (!writer)
        return NULL;
    g_autoptr(DeskStore) reader = desk_store_open(store, DESK_STORE_READ, error);
    if (!reader)
        return NULL;
    DeskLedger *ledger = g_new0(DeskLedger, 1);
    ledger->writer = g_steal_pointer(&writer);
    ledger->reader = g_steal_pointer(&reader);
    if (aftermath)
        ledger->aftermath = *aftermath;
    ledger->owner = make_owner();
    return ledger;
}

void
desk_ledger_free(DeskLedger *ledger)
{
    if (!ledger)
        return;
    desk_writer_free(ledger->writer);
    desk_store_close(ledger->reader);
    g_free(ledger->owner);
    g_free(ledger);
}

bool
desk_ledger_is_due(DeskLedger *ledger, bool *due, GError **error)
{
    gint64 next = 0;
    if (!desk_store_outbox_next(ledger->reader, &next, error))
        return false;
    *due = next != 0 && next <= desk_clock_now();
    return true;
}

DeskStore *
desk_ledger_reader(DeskLedger *ledger)
{
    return ledger->reader;
}

/* The steady clock is read first: whatever happens in between makes the lease end earlier. */
static gint64
start_lease(Job *job)
{
    job->fresh_until = desk_clock_steady() + DESK_LEASE_TIME;
    return desk_clock_now();
}

static bool
claim(DeskStore *store, gpointer data, GError **error)
{
    Job *job = data;
    gint64 now = start_lease(job);
    g_clear_pointer(&job->rows, g_ptr_array_unref);
    return desk_store_outbox_claim(store, job->owner, now, now + DESK_LEASE_TIME, job->limit,
                                   &job->rows, error);
}

bool
desk_ledger_claim(DeskLedger *ledger, gint64 limit, GPtrArray **parcels, GError **error)
{
    g_autoptr(Job) job = job_new(ledger);
    job->limit = limit;
    if (!run(ledger, claim, job, error))
        return false;

    *parcels = g_ptr_array_new_with_free_func(free_parcel);
    while (job->rows && job->rows->len > 0) {
        DeskParcel *parcel = g_new0(DeskParcel, 1);
        parcel->row = g_ptr_array_steal_index(job->rows, 0);
        parcel->fresh_until = job->fresh_until;
        g_ptr_array_add(*parcels, parcel);
    }
    return true;
}

static bool
renew(DeskStore *store, gpointer data, GError **error)
{
    Job *job = data;
    gint64 now = start_lease(job);
    return desk_store_outbox_renew(store, job->owner, now + DESK_LEASE_TIME, error);
}

bool
desk_ledger_renew(DeskLedger *ledger, gint64 *fresh_until, GError **error)
{
    g_autoptr(Job) job = job_new(ledger);
    if (!run(ledger, renew, job, error))
        return false;
    *fresh_until = job->fresh_until;
    return true;
}

static bool
give_back(DeskStore *store, gpointer data, GError **error)
{
    const Job *job = data;
    return desk_store_outbox_give_back(store, job->owner, error);
}

bool
desk_ledger_give_back(DeskLedger *ledger, GError **error)
{
    g_autoptr(Job) job = job_new(ledger);
    if (!run(ledger, give_back, job, error))
        return false;
    g_free(ledger->owner);
    ledger->owner = make_owner();
    return true;
}

static void
unref_bytes(gpointer bytes)
{
    if (bytes)
        g_bytes_unref(bytes);
}

/* Reads back what is there: it may have been kept before, by an owner who then vanished. */
static bool
keep(DeskStore *store, gpointer data, GError **error)
{
    Job *job = data;
    g_ptr_array_set_size(job->kept, 0);
    for (guint i = 0; i < job->ids->len; i++) {
        gint64 id = g_array_index(job->ids, gint64, i);
        GBytes *kept = NULL;
        if (!desk_store_outbox_keep(store, id, job->owner, g_ptr_array_index(job->packed, i),
                                    error) ||
            !desk_store_outbox_bytes(store, id, &kept, error))
            return false;
        g_ptr_array_add(job->kept, kept);
    }
    return true;
}

bool
desk_ledger_keep(DeskLedger *ledger, GPtrArray *parcels, GError **error)
{
    g_autoptr(Job) job = job_new(ledger);
    job->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    job->packed = g_ptr_array_new_with_free_func(unref_bytes);
    job->kept = g_ptr_array_new_with_free_func(unref_bytes);
    for (guint i = 0; i < parcels->len; i++) {
        const DeskParcel *parcel = g_ptr_array_index(parcels, i);
        DeskBytes raw = { NULL, 0 };
        raw.data = g_bytes_get_data(parcel->bytes, &raw.size);
        g_array_append_val(job->ids, parcel->row->id);
        g_ptr_array_add(job->packed, desk_raw_pack(raw));
    }
    if (!run(ledger, keep, job, error))
        return false;

    for (guint i = 0; i < parcels->len; i++) {
        DeskParcel *parcel = g_ptr_array_index(parcels, i);
        g_bytes_unref(parcel->bytes);
        parcel->bytes = g_steal_pointer(&job->kept->pdata[i]);
    }
    return true;
}

static bool
clear_up(DeskStore *store, const Job *job, GError **error)
{
    g_autoptr(DeskOutboxRow) row = NULL;
    return desk_store_outbox_get(store, job->id, &row, error) &&
           (!row || job->aftermath.run(store, row, &job->result, job->aftermath.data, error));
}

static bool
settle(DeskStore *store, gpointer data, GError **error)
{
    Job *job = data;
    if (!desk_store_outbox_settle(store, job->id, job->owner, desk_clock_now(), &job->result,
                                  &job->mine, error))
        return false;
    bool lost = job->mine && job->result.state == DESK_OUTBOX_FAILED;
    return !lost || !job->aftermath.run || clear_up(store, job, error);
}

bool
desk_ledger_settle(DeskLedger *ledger, gint64 id, const DeskOutboxResult *result, bool *mine,
                   GError **error)
{
    g_autoptr(Job) job = job_new(ledger);
    job->id = id;
    job->queue_id = g_strdup(result->queue_id);
    job->error = g_strdup(result->error);
    job->result = *result;
    job->aftermath = ledger->aftermath;
    job->result.queue_id = job->queue_id;
    job->result.error = job->error;
    if (!run(ledger, settle, job, error))
        return false;
    *mine = job->mine;
    return true;
}
