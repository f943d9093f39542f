#include "base/clock.h"
#include "scratch.h"
#include "store/outbox.h"
#include "store/writer.h"

#include <pthread.h>

TestSuite(writer, .init = scratch_make_store, .fini = scratch_remove, .timeout = 60);

/* What one caller wants: a contact of this address; and how its job is to end. */
typedef struct {
    char *address;
    bool fail;
    bool lazy;     /* takes its time */
    gint64 id;     /* result */
    gint *cleared; /* counts boxes that are gone */
    gint *began;   /* set when the job runs */
} Wish;

static void
clear_wish(gpointer memory)
{
    Wish *wish = memory;
    if (wish->cleared)
        g_atomic_int_inc(wish->cleared);
    g_free(wish->address);
}

static void
release_wish(Wish *wish)
{
    g_atomic_rc_box_release_full(wish, clear_wish);
}

static Wish *
new_wish(const char *address)
{
    Wish *wish = g_atomic_rc_box_new0(Wish);
    wish->address = g_strdup(address);
    return wish;
}

static bool
grant(DeskStore *store, gpointer data, GError **error)
{
    Wish *wish = data;
    if (wish->began)
        g_atomic_int_set(wish->began, 1);
    if (wish->lazy)
        g_usleep(300 * 1000);
    if (!desk_store_contact_put(store, wish->address, wish->address, "", 1, &wish->id, error))
        return false;
    if (!wish->fail)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_URL, "wished for");
    return false;
}

static DeskWriter *
open_writer(void)
{
    g_autoptr(GError) error = NULL;
    DeskWriter *writer = desk_writer_new(scratch_url, &error);
    cr_assert_not_null(writer, "%s", error ? error->message : "");
    return writer;
}

static gint64
count_contacts(void)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_READ);
    return scratch_count(store, "contacts");
}

Test(writer, a_job_is_in_the_store_when_its_caller_returns)
{
    g_autoptr(DeskWriter) writer = open_writer();
    guint64 commits = 0;
    guint64 jobs = 0;
    for (int i = 1; i <= 5; i++) {
        g_autofree char *address = g_strdup_printf("c%d@example.org", i);
        Wish *wish = new_wish(address);
        SCRATCH_OK(desk_writer_run(writer, grant, wish, clear_wish, DESK_SECOND * 10, &error));
        cr_expect_eq(wish->id, i);
        cr_expect_eq(count_contacts(), i);
        release_wish(wish);
    }
    desk_writer_counts(writer, &commits, &jobs);
    cr_expect_eq(commits, 5);
    cr_expect_eq(jobs, 5);
}

Test(writer, a_store_that_is_not_there_is_an_error)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = g_strconcat(scratch_url, ".other", NULL);
    cr_expect_null(desk_writer_new(url, &error));
    cr_assert_not_null(error);
    cr_expect_eq(error->code, DESK_STORE_ERROR_MISSING);
}

typedef struct {
    DeskWriter *writer;
    int number;
    int jobs;
    int good;
    int bad;
} Caller;

/* Every third job fails. */
static gpointer
run_caller(gpointer data)
{
    Caller *caller = data;
    for (int i = 0; i < caller->jobs; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *address = g_strdup_printf("c%d.%d@example.org", caller->number, i);
        Wish *wish = new_wish(address);
        wish->fail = i % 3 == 2;
        bool fail = wish->fail;
        bool ok =
            desk_writer_run(caller->writer, grant, wish, clear_wish, 30 * DESK_SECOND, &error);
        release_wish(wish);
        if (ok && !fail)
            caller->good++;
        if (!ok && fail && g_str_equal(error->message, "wished for"))
            caller->bad++;
    }
    return NULL;
}

Test(writer, many_callers_share_commits_and_a_failed_job_takes_only_itself_back)
{
    enum { CALLERS = 16, JOBS = 30 };
    g_autoptr(DeskWriter) writer = open_writer();
    Caller callers[CALLERS];
    GThread *threads[CALLERS];
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (Caller){ .writer = writer, .number = i, .jobs = JOBS };
        threads[i] = g_thread_new("caller", run_caller, &callers[i]);
    }
    for (int i = 0; i < CALLERS; i++) {
        g_thread_join(threads[i]);
        cr_expect_eq(callers[i].good, JOBS * 2 / 3, "caller %d", i);
        cr_expect_eq(callers[i].bad, JOBS / 3, "caller %d", i);
    }
    guint64 commits = 0;
    guint64 jobs = 0;
    desk_writer_counts(writer, &commits, &jobs);
    cr_expect_eq(jobs, CALLERS * JOBS);
    cr_expect_lt(commits, CALLERS * JOBS * 2 / 3, "no two jobs ever shared a commit");
    cr_expect_eq(count_contacts(), CALLERS * JOBS * 2 / 3);
}

/* Runs one wish in a thread of its own, so that the writer is busy meanwhile. */
typedef struct {
    DeskWriter *writer;
    Wish *wish;
    bool ok;
} Errand;

static gpointer
run_errand(gpointer data)
{
    Errand *errand = data;
    errand->ok =
        desk_writer_run(errand->writer, grant, errand->wish, clear_wish, 30 * DESK_SECOND, NULL);
    return NULL;
}

Test(writer, a_caller_may_leave_before_or_after_its_job_has_begun)
{
    gint cleared = 0;
    gint began = 0;
    g_autoptr(DeskWriter) writer = open_writer();
    Errand errand = { .writer = writer, .wish = new_wish("slow@example.org") };
    errand.wish->lazy = true;
    errand.wish->began = &began;
    GThread *thread = g_thread_new("errand", run_errand, &errand);
    while (!g_atomic_int_get(&began))
        g_usleep(1000);

    /* Waits behind the slow one and leaves: must never run. */
    g_autoptr(GError) busy = NULL;
    Wish *late = new_wish("late@example.org");
    late->cleared = &cleared;
    cr_expect_not(desk_writer_run(writer, grant, late, clear_wish, DESK_SECOND / 50, &busy));
    cr_assert_not_null(busy);
    cr_expect_eq(busy->code, DESK_STORE_ERROR_BUSY);
    release_wish(late);
    cr_expect_eq(g_atomic_int_get(&cleared), 1);
    g_thread_join(thread);
    cr_expect(errand.ok);
    release_wish(errand.wish);

    /* Leaves while its own job runs: nobody knows, but its data stays good. */
    g_autoptr(GError) uncertain = NULL;
    Wish *slow = new_wish("gone@example.org");
    slow->lazy = true;
    slow->cleared = &cleared;
    cr_expect_not(desk_writer_run(writer, grant, slow, clear_wish, DESK_SECOND / 10, &uncertain));
    cr_assert_not_null(uncertain);
    cr_expect_eq(uncertain->code, DESK_STORE_ERROR_UNCERTAIN);
    release_wish(slow);
    cr_expect_eq(g_atomic_int_get(&cleared), 1);

    desk_writer_free(g_steal_pointer(&writer));
    cr_expect_eq(g_atomic_int_get(&cleared), 2);
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_READ);
    static const struct {
        const char *address;
        bool there;
    } rows[] = { { "slow@example.org", true },
                 { "late@example.org", false },
                 { "gone@example.org", true } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = 0;
        SCRATCH_OK(desk_store_contact_find(store, rows[i].address, &id, &error));
        cr_expect_eq(id != 0, rows[i].there, "%s", rows[i].address);
    }
}

/* Changes the store, then breaks a constraint: an error of the engine within a batch. */
static bool
break_reference(DeskStore *store, gpointer data, GError **error)
{
    gint64 id = 0;
    (void) data;
    return desk_store_contact_put(store, "half@example.org", "half", "", 1, &id, error) &&
           desk_store_participant_add(store, 4711, id, DESK_ROLE_CC, false, 1, error);
}

Test(writer, an_error_of_the_engine_undoes_the_job_and_the_writer_goes_on)
{
    g_autoptr(DeskWriter) writer = open_writer();
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) failure = NULL;
        cr_expect_not(
            desk_writer_run(writer, break_reference, NULL, NULL, 10 * DESK_SECOND, &failure));
        cr_assert_not_null(failure);
        Wish *wish = new_wish("ann@example.org");
        SCRATCH_OK(desk_writer_run(writer, grant, wish, clear_wish, 10 * DESK_SECOND, &error));
        release_wish(wish);
    }
    cr_expect_eq(count_contacts(), 1);
}

static gpointer
add_messages(gpointer data)
{
    gint64 *ticket = data;
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    const guint32 base = 1000;
    for (guint32 i = 0; i < 300; i++) {
        SCRATCH_OK(desk_store_begin(store, &error));
        scratch_message(store, *ticket, base + i);
        SCRATCH_OK(desk_store_commit(store, &error));
    }
    return NULL;
}

Test(writer, two_connections_never_meet_a_busy_store_and_count_exactly)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    GThread *other = g_thread_new("other", add_messages, &ticket);
    for (guint32 i = 0; i < 300; i++) {
        SCRATCH_OK(desk_store_begin(store, &error));
        scratch_message(store, ticket, i);
        SCRATCH_OK(desk_store_commit(store, &error));
        if (i % 50 == 0)
            desk_store_tidy(store);
    }
    g_thread_join(other);
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_message_list(store, ticket, &list, &error));
    cr_assert_eq(list->len, 600);
    for (guint i = 0; i < list->len; i++)
        cr_expect_eq(((DeskMessage *) g_ptr_array_index(list, i))->sequence, i + 1);
}
