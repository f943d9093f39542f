#include "base/clock.h"
#include "fake.h"
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
    g_autofree char *url = scratch_elsewhere();
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

/* --- writers side by side, on a server that makes trouble --- */

TestSuite(writers, .init = fake_reset, .timeout = 60);

/* A caller in a thread of its own, who wants one mark in the store. */
typedef struct {
    DeskWriter *writer;
    const char *name;
    gint64 timeout;
    GThread *thread;
    GError *error;
} Guest;

static DeskWriter *
open_writers(unsigned count)
{
    g_autoptr(GError) error = NULL;
    DeskWriter *writer = desk_writer_new_with("fake:", fake_open, count, &error);
    cr_assert_not_null(writer, "%s", error ? error->message : "");
    return writer;
}

static bool
mark(DeskStore *store, gpointer data, GError **error)
{
    return fake_mark(store, data, error);
}

static gpointer
be_guest(gpointer data)
{
    Guest *guest = data;
    char *box = g_atomic_rc_box_dup(strlen(guest->name) + 1, (char *) guest->name);
    gint64 timeout = guest->timeout ? guest->timeout : 30 * DESK_SECOND;
    bool ok = desk_writer_run(guest->writer, mark, box, NULL, timeout, &guest->error);
    g_assert(ok == !guest->error);
    g_atomic_rc_box_release(box);
    return NULL;
}

static void
invite(Guest *guest, DeskWriter *writer, const char *name)
{
    guest->writer = writer;
    guest->name = name;
    guest->thread = g_thread_new("guest", be_guest, guest);
}

static void
wait_for_queue(DeskWriter *writer, unsigned length)
{
    while (desk_writer_waiting(writer) != length)
        g_usleep(1000);
}

/* Invites all, and lets them in when they stand at the door of one transaction. */
static void
invite_together(Guest *guests, guint count, DeskWriter *writer, const char *const *names)
{
    fake_shut(FAKE_BEGIN, true);
    for (guint i = 0; i < count; i++)
        invite(&guests[i], writer, names[i]);
    wait_for_queue(writer, count);
    cr_assert(fake_wait_for(1));
    fake_shut(FAKE_BEGIN, false);
}

/* Code 0: no error. */
static void
expect_guest(Guest *guest, int code, const char *says)
{
    g_thread_join(g_steal_pointer(&guest->thread));
    cr_expect_eq(guest->error ? guest->error->code : 0, code, "%s: %s: %s", says, guest->name,
                 guest->error ? guest->error->message : "no error");
    g_clear_error(&guest->error);
}

/* Brings as many transactions as there are guests to their commits, and leaves them there. */
static void
fill_commits(Guest *guests, guint count, DeskWriter *writer)
{
    static const char *const names[] = { "w0", "w1", "w2", "w3" };
    g_assert(count <= G_N_ELEMENTS(names));
    fake_shut(FAKE_COMMIT, true);
    for (guint i = 0; i < count; i++) {
        invite(&guests[i], writer, names[i]);
        cr_assert(fake_wait_for(i + 1), "%u transactions do not run side by side", i + 1);
    }
}

Test(writers, what_was_undone_runs_again_for_all_a_few_times)
{
    static const char *const names[] = { "a", "b", "c", "d", "e" };
    static const struct {
        const char *says;
        FakePoint point;
        guint good, times;
        int code;
        guint begun;
    } rows[] = {
        { "once at commit", FAKE_COMMIT, 0, 1, 0, 2 },
        { "twice at commit", FAKE_COMMIT, 0, 2, 0, 3 },
        { "for ever at commit", FAKE_COMMIT, 0, 99, DESK_STORE_ERROR_UNDONE, 4 },
        { "once at a job, the rest after", FAKE_MARK, 2, 1, 0, 3 },
        { "twice at a job", FAKE_MARK, 4, 2, 0, 3 },
        { "once at the answer to a job", FAKE_FLUSH, 4, 1, 0, 2 },
        { "for ever at a job", FAKE_MARK, 4, 99, DESK_STORE_ERROR_UNDONE, 8 },
        { "once at begin", FAKE_BEGIN, 0, 1, 0, 2 },
        { "for ever at begin", FAKE_BEGIN, 0, 4, DESK_STORE_ERROR_UNDONE, 4 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        fake_reset();
        g_autoptr(DeskWriter) writer = open_writers(1);
        Guest guests[G_N_ELEMENTS(names)] = { 0 };
        fake_fail(rows[i].point, rows[i].good, rows[i].times, DESK_STORE_ERROR_UNDONE);
        invite_together(guests, G_N_ELEMENTS(names), writer, names);
        for (size_t j = 0; j < G_N_ELEMENTS(names); j++) {
            expect_guest(&guests[j], rows[i].code, rows[i].says);
            cr_expect_eq(fake_marks(names[j]), rows[i].code == 0, "%s", rows[i].says);
        }
        cr_expect_eq(fake_calls(FAKE_BEGIN), rows[i].begun, "%s: %u", rows[i].says,
                     fake_calls(FAKE_BEGIN));
    }
}

Test(writers, a_job_that_fails_is_told_so_while_others_are_undone)
{
    static const char *const names[] = { "a", "bad", "b", "late", "c", "cursed", "d" };
    static const int codes[] = { 0, DESK_STORE_ERROR_UNAVAILABLE, 0, DESK_STORE_ERROR_UNAVAILABLE,
                                 0, DESK_STORE_ERROR_UNDONE,      0 };
    g_autoptr(DeskWriter) writer = open_writers(4);
    Guest guests[G_N_ELEMENTS(names)] = { 0 };
    guint64 commits = 0;
    guint64 jobs = 0;
    fake_fail(FAKE_COMMIT, 0, 2, DESK_STORE_ERROR_UNDONE);
    invite_together(guests, G_N_ELEMENTS(names), writer, names);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        expect_guest(&guests[i], codes[i], "mixed");
        cr_expect_eq(fake_marks(names[i]), codes[i] == 0, "%s", names[i]);
    }
    desk_writer_counts(writer, &commits, &jobs);
    cr_expect_eq(jobs, G_N_ELEMENTS(names));
    cr_expect_geq(commits, 1);
    cr_expect_leq(commits, 4);
}

Test(writers, an_uncertain_commit_is_told_to_all_and_never_repeated)
{
    static const char *const names[] = { "a", "b", "c", "d", "e" };
    g_autoptr(DeskWriter) writer = open_writers(4);
    Guest guests[G_N_ELEMENTS(names)] = { 0 };
    fake_fail(FAKE_COMMIT, 0, 9, DESK_STORE_ERROR_UNCERTAIN);
    invite_together(guests, G_N_ELEMENTS(names), writer, names);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        expect_guest(&guests[i], DESK_STORE_ERROR_UNCERTAIN, "uncertain");
        cr_expect_eq(fake_marks(names[i]), 1, "%s", names[i]);
    }
    cr_expect_eq(fake_calls(FAKE_MARK), G_N_ELEMENTS(names));
}

Test(writers, transactions_run_at_the_same_time_up_to_the_limit)
{
    g_autoptr(DeskWriter) writer = open_writers(4);
    Guest guests[6] = { 0 };
    fill_commits(guests, 4, writer);
    cr_expect_eq(fake_connections(NULL), 4);

    /* What waits behind them can still leave; what is under way cannot. */
    guests[4].timeout = DESK_SECOND / 20;
    invite(&guests[4], writer, "left");
    expect_guest(&guests[4], DESK_STORE_ERROR_BUSY, "behind all");
    invite(&guests[5], writer, "stayed");
    wait_for_queue(writer, 1);
    fake_shut(FAKE_COMMIT, false);
    for (size_t i = 0; i < G_N_ELEMENTS(guests); i++)
        if (guests[i].thread)
            expect_guest(&guests[i], 0, "side by side");
    cr_expect_eq(fake_marks("left"), 0);
    cr_expect_eq(fake_marks(NULL), 5);
    g_clear_pointer(&writer, desk_writer_free);
    cr_expect_eq(fake_connections(NULL), 0);
}

Test(writers, a_few_jobs_share_one_commit_although_all_threads_are_idle)
{
    static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
    g_autoptr(DeskWriter) writer = open_writers(4);
    Guest guests[G_N_ELEMENTS(names)] = { 0 };
    fill_commits(guests, 4, writer);
    fake_shut(FAKE_COMMIT, false);
    for (size_t i = 0; i < 4; i++)
        expect_guest(&guests[i], 0, "before");

    /* A slow machine may make it two now and then. */
    enum { ROUNDS = 40 };
    guint before = fake_calls(FAKE_BEGIN);
    for (int round = 0; round < ROUNDS; round++) {
        invite_together(guests, G_N_ELEMENTS(names), writer, names);
        for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
            expect_guest(&guests[i], 0, "together");
    }
    guint begun = fake_calls(FAKE_BEGIN) - before;
    cr_expect_lt(begun, ROUNDS * 3 / 2, "%u transactions for %d rounds", begun, ROUNDS);
}

Test(writers, one_connection_does_for_one_caller_at_a_time)
{
    guint most = 0;
    g_autoptr(DeskWriter) writer = open_writers(4);
    for (int i = 0; i < 200; i++) {
        Guest guest = { .writer = writer, .name = "again" };
        be_guest(&guest);
        cr_assert_null(guest.error);
    }
    cr_expect_eq(fake_marks("again"), 200);
    fake_connections(&most);
    cr_expect_eq(most, 1);
}

Test(writers, no_job_is_lost_when_there_is_no_further_connection)
{
    static const char *const names[] = { "a", "b", "c", "d" };
    g_autoptr(DeskWriter) writer = open_writers(4);
    Guest guests[1 + G_N_ELEMENTS(names)] = { 0 };
    fake_fail(FAKE_OPEN, 0, 99, DESK_STORE_ERROR_UNAVAILABLE);
    fill_commits(guests, 1, writer);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        invite(&guests[1 + i], writer, names[i]);
    while (fake_calls(FAKE_OPEN) < 2)
        g_usleep(1000);
    wait_for_queue(writer, G_N_ELEMENTS(names));
    fake_shut(FAKE_COMMIT, false);
    for (size_t i = 0; i < G_N_ELEMENTS(guests); i++)
        expect_guest(&guests[i], 0, "one connection");
    cr_expect_eq(fake_marks(NULL), G_N_ELEMENTS(guests));
    cr_expect_eq(fake_connections(NULL), 1);
}

/* While the server hangs, whoever has a connection goes on. */
Test(writers, nobody_waits_for_a_connection_that_is_slow_to_come)
{
    g_autoptr(DeskWriter) writer = open_writers(4);
    Guest guests[3] = { 0 };
    fake_shut(FAKE_OPEN, true);
    fill_commits(guests, 1, writer);
    invite(&guests[1], writer, "a");
    cr_assert(fake_wait_for(2));
    fake_shut(FAKE_COMMIT, false);
    expect_guest(&guests[0], 0, "at commit");
    expect_guest(&guests[1], 0, "behind it");
    invite(&guests[2], writer, "b");
    expect_guest(&guests[2], 0, "later");
    fake_shut(FAKE_OPEN, false);
}

Test(writers, a_connection_that_fails_leaves_the_work_to_the_others)
{
    g_autoptr(DeskWriter) writer = open_writers(2);
    Guest guests[2] = { 0 };
    fill_commits(guests, 2, writer);
    fake_shut(FAKE_COMMIT, false);
    expect_guest(&guests[0], 0, "before");
    expect_guest(&guests[1], 0, "before");
    cr_expect_eq(fake_connections(NULL), 2);

    fake_fail(FAKE_BEGIN, 0, 1, DESK_STORE_ERROR_UNAVAILABLE);
    invite(&guests[0], writer, "saved");
    expect_guest(&guests[0], 0, "by the other");
    cr_expect_eq(fake_connections(NULL), 1);
    fake_fail(FAKE_BEGIN, 0, 1, DESK_STORE_ERROR_UNAVAILABLE);
    invite(&guests[0], writer, "refused");
    expect_guest(&guests[0], DESK_STORE_ERROR_UNAVAILABLE, "by the last");
    invite(&guests[0], writer, "after");
    expect_guest(&guests[0], 0, "after");
    cr_expect_eq(fake_connections(NULL), 1);
}

static gpointer
end_writer(gpointer writer)
{
    desk_writer_free(writer);
    return NULL;
}

Test(writers, the_end_waits_for_the_jobs_of_all_threads_and_those_behind_them)
{
    static const char *const names[] = { "a", "b", "c" };
    DeskWriter *writer = open_writers(4);
    Guest guests[4 + G_N_ELEMENTS(names)] = { 0 };
    fill_commits(guests, 4, writer);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        invite(&guests[4 + i], writer, names[i]);
    wait_for_queue(writer, G_N_ELEMENTS(names));
    GThread *end = g_thread_new("end", end_writer, writer);
    g_usleep(20 * 1000); /* it makes no difference, but for what is tested */
    cr_expect_eq(fake_connections(NULL), 4);
    fake_shut(FAKE_COMMIT, false);
    g_thread_join(end);
    for (size_t i = 0; i < G_N_ELEMENTS(guests); i++)
        expect_guest(&guests[i], 0, "at the end");
    cr_expect_eq(fake_marks(NULL), G_N_ELEMENTS(guests));
    cr_expect_eq(fake_connections(NULL), 0);
}

Test(writers, the_first_connection_must_be_there)
{
    g_autoptr(GError) error = NULL;
    fake_fail(FAKE_OPEN, 0, 1, DESK_STORE_ERROR_MISSING);
    cr_expect_null(desk_writer_new_with("fake:", fake_open, 4, &error));
    cr_assert_not_null(error);
    cr_expect_eq(error->code, DESK_STORE_ERROR_MISSING);
}
