#include "backend.h"
#include "base/clock.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/staff.h"
#include "store/timers.h"

#include <sys/wait.h>

TestSuite(pgsql, .init = backend_make_store, .fini = backend_remove, .timeout = 60);

static gint64
new_ticket(DeskStore *store)
{
    gint64 id = 0;
    SCRATCH_OK(desk_store_begin(store, &error));
    id = scratch_ticket(store, scratch_contact(store, "jane@example.net"));
    SCRATCH_OK(desk_store_commit(store, &error));
    return id;
}

static DeskStatus
status_of(DeskStore *store, gint64 id)
{
    g_autoptr(DeskTicket) ticket = NULL;
    SCRATCH_OK(desk_store_ticket_get(store, id, &ticket, &error));
    cr_assert_not_null(ticket);
    return ticket->status;
}

/* One thing that another writer does in a thread of its own: begin, this, commit. */
typedef struct {
    DeskStore *store;
    bool (*act)(DeskStore *store, gint64 number, GError **error);
    gint64 number;
    gint64 took; /* result, as the next one */
    GError *error;
} Rival;

static gpointer
run_rival(gpointer data)
{
    Rival *rival = data;
    gint64 start = desk_clock_steady();
    g_clear_error(&rival->error);
    if (desk_store_begin(rival->store, &rival->error) &&
        rival->act(rival->store, rival->number, &rival->error))
        desk_store_commit(rival->store, &rival->error);
    desk_store_rollback(rival->store);
    rival->took = desk_clock_steady() - start;
    return NULL;
}

static bool
solve(DeskStore *store, gint64 ticket, GError **error)
{
    return desk_store_ticket_touch(store, ticket, DESK_STATUS_CLOSED, 2, error);
}

static bool
read_and_solve(DeskStore *store, gint64 id, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    return desk_store_ticket_get(store, id, &ticket, error) && solve(store, id, error);
}

Test(pgsql, a_row_read_to_be_changed_stays_as_it_is)
{
    bool (*const ways[])(DeskStore *, gint64, GError **) = { solve, read_and_solve };
    g_autoptr(DeskStore) first = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) second = scratch_open(DESK_STORE_WRITE);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        gint64 id = new_ticket(first);
        Rival rival = { .store = second, .act = ways[i], .number = id };
        SCRATCH_OK(desk_store_begin(first, &error));
        cr_assert_eq(status_of(first, id), DESK_STATUS_NEW);
        run_rival(&rival);
        backend_expect(rival.error, DESK_STORE_ERROR_UNDONE, "55P03");
        cr_expect_eq(status_of(first, id), DESK_STATUS_NEW, "way %zu", i);
        SCRATCH_OK(desk_store_commit(first, &error));
        run_rival(&rival);
        cr_expect_null(rival.error, "way %zu: %s", i, rival.error ? rival.error->message : "");
        cr_expect_eq(status_of(first, id), DESK_STATUS_CLOSED, "way %zu", i);
    }
}

Test(pgsql, a_reader_sees_one_state_and_stands_in_nobodys_way)
{
    g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
    g_autoptr(DeskStore) writer = scratch_open(DESK_STORE_WRITE);
    gint64 id = new_ticket(writer);
    Rival rival = { .store = writer, .act = solve, .number = id };

    SCRATCH_OK(desk_store_begin(reader, &error));
    cr_expect_eq(status_of(reader, id), DESK_STATUS_NEW);
    SCRATCH_OK(desk_store_hold(reader, 1, &error));
    run_rival(&rival);
    cr_expect_null(rival.error, "%s", rival.error ? rival.error->message : "");
    cr_expect_eq(status_of(reader, id), DESK_STATUS_NEW, "the state of the reader has changed");
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM pg_locks WHERE database = (SELECT oid"
                                " FROM pg_database WHERE datname = current_database())"
                                " AND (locktype = 'advisory'"
                                " OR mode LIKE 'Row%')"),
                 0, "a reader holds a lock");
    SCRATCH_OK(desk_store_commit(reader, &error));
    cr_expect_eq(status_of(reader, id), DESK_STATUS_CLOSED);
}

Test(pgsql, a_reader_does_not_wait_for_a_writer)
{
    g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
    g_autoptr(DeskStore) writer = scratch_open(DESK_STORE_WRITE);
    gint64 id = new_ticket(writer);
    SCRATCH_OK(desk_store_begin(writer, &error));
    SCRATCH_OK(solve(writer, id, &error));
    SCRATCH_OK(desk_store_flush(writer, &error));
    cr_expect_eq(status_of(reader, id), DESK_STATUS_NEW);
    SCRATCH_OK(desk_store_commit(writer, &error));
    cr_expect_eq(status_of(reader, id), DESK_STATUS_CLOSED);
}

static bool
hold(DeskStore *store, gint64 name, GError **error)
{
    return desk_store_hold(store, name, error);
}

Test(pgsql, a_name_has_one_holder)
{
    g_autoptr(DeskStore) first = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) second = scratch_open(DESK_STORE_WRITE);
    Rival rival = { .store = second, .act = hold, .number = -7 };
    Rival other = { .store = second, .act = hold, .number = -8 };
    SCRATCH_OK(desk_store_begin(first, &error));
    SCRATCH_OK(desk_store_hold(first, -7, &error));
    run_rival(&other);
    cr_expect_null(other.error, "another name is free");

    run_rival(&rival);
    backend_expect(rival.error, DESK_STORE_ERROR_UNDONE, "hold");
    cr_expect_gt(rival.took, DESK_SECOND / 5, "did not wait for its turn");

    /* Whoever has lost waits longer the next time. */
    GThread *thread = g_thread_new("rival", run_rival, &rival);
    g_usleep(DESK_SECOND / 2);
    SCRATCH_OK(desk_store_commit(first, &error));
    g_thread_join(thread);
    cr_expect_null(rival.error, "%s", rival.error ? rival.error->message : "");
    cr_expect_gt(rival.took, DESK_SECOND * 2 / 5, "did not wait");
}

static gint64 rival_found; /* tickets that were due for the rival */

static bool
keep_time(DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GArray) due = NULL;
    DeskTimer taken = { .ticket = ticket };
    if (!desk_store_timer_due(store, 9, 9, 9, &due, error))
        return false;
    rival_found = due->len;
    return due->len == 0 || desk_store_timer_put(store, &taken, error);
}

static bool
hold_staff(DeskStore *store, gint64 number, GError **error)
{
    (void) number;
    return desk_store_staff_hold(store, error);
}

/* Whoever comes second waits, and then finds what the first has done. */
Test(pgsql, i11_time_is_kept_and_tickets_are_assigned_by_one_at_a_time)
{
    g_autoptr(DeskStore) first = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) second = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) third = scratch_open(DESK_STORE_WRITE);
    gint64 id = new_ticket(first);
    DeskTimer timer = { .ticket = id, .next_at = 5, .set = 1 };
    Rival keeper = { .store = second, .act = keep_time, .number = id };
    Rival assigner = { .store = third, .act = hold_staff };
    SCRATCH_OK(desk_store_timer_put(first, &timer, &error));
    SCRATCH_OK(desk_store_begin(first, &error));
    SCRATCH_OK(keep_time(first, id, &error));
    cr_expect_eq(rival_found, 1);
    run_rival(&assigner);
    cr_expect_null(assigner.error, "whoever keeps time holds no agents");
    SCRATCH_OK(desk_store_staff_hold(first, &error));
    SCRATCH_OK(desk_store_flush(first, &error));
    run_rival(&assigner);
    backend_expect(assigner.error, DESK_STORE_ERROR_UNDONE, "hold");
    run_rival(&keeper);
    backend_expect(keeper.error, DESK_STORE_ERROR_UNDONE, "hold");
    cr_expect_gt(keeper.took, DESK_SECOND / 5, "did not wait for its turn");

    GThread *thread = g_thread_new("rival", run_rival, &keeper);
    g_usleep(DESK_SECOND / 10);
    SCRATCH_OK(desk_store_commit(first, &error));
    g_thread_join(thread);
    cr_expect_null(keeper.error, "%s", keeper.error ? keeper.error->message : "");
    cr_expect_eq(rival_found, 0, "a step that the first had taken was seen again");
}

/* The two tickets that both want, and where they meet. */
static gint64 pair[2];
static GMutex pair_mutex;
static GCond pair_cond;
static int pair_ready;

static void
meet(void)
{
    gint64 limit = g_get_monotonic_time() + DESK_SECOND;
    g_mutex_lock(&pair_mutex);
    pair_ready++;
    g_cond_broadcast(&pair_cond);
    while (pair_ready < 2 && g_cond_wait_until(&pair_cond, &pair_mutex, limit))
        ;
    g_mutex_unlock(&pair_mutex);
}

static bool
solve_both(DeskStore *store, gint64 first, GError **error)
{
    if (!read_and_solve(store, pair[first], error))
        return false;
    meet();
    return read_and_solve(store, pair[1 - first], error);
}

Test(pgsql, two_that_wait_for_each_other_are_told_apart_soon)
{
    Rival rivals[2];
    GThread *threads[2];
    for (int i = 0; i < 2; i++)
        rivals[i] = (Rival){ scratch_open(DESK_STORE_WRITE), solve_both, i, 0, NULL };
    for (int i = 0; i < 2; i++)
        pair[i] = new_ticket(rivals[0].store);
    for (int i = 0; i < 2; i++)
        threads[i] = g_thread_new("rival", run_rival, &rivals[i]);
    for (int i = 0; i < 2; i++) {
        g_thread_join(threads[i]);
        cr_expect_lt(rivals[i].took, DESK_SECOND, "took %" G_GINT64_FORMAT " us", rivals[i].took);
    }
    cr_assert(rivals[0].error || rivals[1].error, "they did not meet");
    for (int i = 0; i < 2; i++) {
        if (rivals[i].error) {
            backend_expect(rivals[i].error, DESK_STORE_ERROR_UNDONE, NULL);
            run_rival(&rivals[i]);
            cr_expect_null(rivals[i].error, "%d: the second run is alone", i);
        }
        desk_store_close(rivals[i].store);
    }
}

static void
queue_row(DeskStore *store, gint64 due)
{
    gint64 contact = scratch_contact(store, "ann@example.org");
    g_autofree char *id = g_strdup_printf("r%" G_GINT64_FORMAT "@mx.example.com", due);
    const DeskOutboxRow row = { .ticket = scratch_ticket(store, contact),
                                .contact = contact,
                                .kind = (char *) "ack",
                                .message_id = id,
                                .envelope_from = (char *) "",
                                .recipient = (char *) "ann@example.org",
                                .recipient_name = (char *) "Ann",
                                .from_name = (char *) "Support",
                                .from_address = (char *) "support@example.com",
                                .language = (char *) "en",
                                .next_at = due };
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
}

/* One row that is due, for the claimer that the number names; *claimed is its due time. */
static gint64 claimed[2];

static bool
claim_one(DeskStore *store, gint64 claimer, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!desk_store_outbox_claim(store, claimer == 0 ? "a" : "b", 50, 1000, 1, &rows, error))
        return false;
    claimed[claimer] = rows->len == 1 ? ((const DeskOutboxRow *) rows->pdata[0])->next_at : 0;
    return true;
}

Test(pgsql, a_row_that_is_being_claimed_is_passed_over)
{
    g_autoptr(DeskStore) first = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) second = scratch_open(DESK_STORE_WRITE);
    queue_row(first, 10);
    queue_row(first, 20);

    Rival rival = { .store = second, .act = claim_one, .number = 1 };
    SCRATCH_OK(desk_store_begin(first, &error));
    SCRATCH_OK(claim_one(first, 0, &error));
    run_rival(&rival);
    cr_expect_null(rival.error, "%s", rival.error ? rival.error->message : "");
    SCRATCH_OK(desk_store_commit(first, &error));
    cr_expect_eq(claimed[0], 10);
    cr_expect_eq(claimed[1], 20);
}

static bool
add_message(DeskStore *store, gint64 ticket, GError **error)
{
    DeskMessage message = { .ticket = ticket,
                            .direction = DESK_DIRECTION_IN,
                            .message_id = (char *) "a@example.org",
                            .subject = (char *) "help",
                            .text = (char *) "please",
                            .machine = "human" };
    DeskRawMail raw = { .content_key = scratch_key(1) };
    return desk_store_message_add(store, &message, &raw, error);
}

Test(pgsql, a_content_key_is_there_once)
{
    g_autoptr(DeskStore) first = scratch_open(DESK_STORE_WRITE);
    g_autoptr(DeskStore) second = scratch_open(DESK_STORE_WRITE);
    gint64 ids[2] = { new_ticket(first), new_ticket(first) };
    Rival rival = { .store = second, .act = add_message, .number = ids[1] };
    SCRATCH_OK(desk_store_begin(first, &error));
    SCRATCH_OK(add_message(first, ids[0], &error));
    SCRATCH_OK(desk_store_flush(first, &error));
    GThread *thread = g_thread_new("rival", run_rival, &rival);
    g_usleep(DESK_SECOND / 10);
    SCRATCH_OK(desk_store_commit(first, &error));
    g_thread_join(thread);
    backend_expect(rival.error, DESK_STORE_ERROR_UNDONE, "23505");
    cr_expect_gt(rival.took, DESK_SECOND / 20, "did not wait for the end of the first");

    gint64 message = 0;
    gint64 ticket = 0;
    SCRATCH_OK(desk_store_begin(second, &error));
    SCRATCH_OK(desk_store_message_by_key(second, scratch_key(1), &message, &ticket, &error));
    cr_expect_eq(ticket, ids[0]);
    SCRATCH_OK(desk_store_commit(second, &error));
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM message"), 1);
    cr_expect_eq(backend_number("SELECT SUM(messages) FROM ticket"), 1, "a sequence has a gap");
    g_clear_error(&rival.error);
}

/* Where the error of a change that fails late must come out. */
typedef bool (*Outlet)(DeskStore *store, gint64 ticket, GError **error);

static bool
ask(DeskStore *store, gint64 ticket, GError **error)
{
    gint64 found = 0;
    return desk_store_ticket_follow(store, ticket, &found, error);
}

static bool
flush(DeskStore *store, gint64 ticket, GError **error)
{
    (void) ticket;
    return desk_store_flush(store, error);
}

static bool
commit(DeskStore *store, gint64 ticket, GError **error)
{
    (void) ticket;
    return desk_store_commit(store, error);
}

static bool
change_often(DeskStore *store, gint64 ticket, GError **error)
{
    for (int i = 0; i < 1000; i++)
        if (!solve(store, ticket, error))
            return false;
    return true;
}

Test(pgsql, a_change_that_fails_late_is_reported_and_undoes_all)
{
    const Outlet outlets[] = { ask, hold, flush, change_often, commit };
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 id = new_ticket(store);
    for (size_t i = 0; i < G_N_ELEMENTS(outlets); i++) {
        g_autoptr(GError) cause = NULL;
        SCRATCH_OK(desk_store_begin(store, &error));
        SCRATCH_OK(desk_store_tag_add(store, id, "before", &error));
        SCRATCH_OK(desk_store_tag_add(store, id + 999, "of-no-ticket", &error));
        SCRATCH_OK(desk_store_tag_add(store, id, "after", &error));
        cr_assert_not(outlets[i](store, id, &cause), "outlet %zu has swallowed it", i);
        backend_expect(cause, DESK_STORE_ERROR_UNAVAILABLE, "tag-add");
        /* A caller that does not mind gets no commit. */
        if (store->inside)
            BACKEND_FAILS(UNAVAILABLE, "commit", desk_store_commit(store, &error));
        cr_expect_eq(backend_number("SELECT COUNT(*) FROM ticket_tag"), 0, "outlet %zu", i);
    }
    SCRATCH_OK(desk_store_tag_add(store, id, "later", &error));
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM ticket_tag"), 1, "the store is of use again");
}

Test(pgsql, a_thousand_changes_are_on_their_way_at_once)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 id = new_ticket(store);
    SCRATCH_OK(desk_store_begin(store, &error));
    for (int i = 0; i < 1000; i++) {
        g_autofree char *tag = g_strdup_printf("tag%d", i);
        SCRATCH_OK(desk_store_tag_add(store, id, tag, &error));
    }
    SCRATCH_OK(desk_store_commit(store, &error));
    cr_expect_eq(backend_number("SELECT COUNT(DISTINCT tag) FROM ticket_tag"), 1000);
}

static const DeskStatement VALUE_ADD = { "value-add", "INSERT INTO value VALUES ($1, $2, $3, $4)" };
static const DeskStatement VALUE_GET = { "value-get",
                                         "SELECT number, words, bytes FROM value WHERE id = $1" };

typedef struct {
    gint64 number;
    char *words;
    DeskBytes bytes;
    gpointer memory;
} Value;

static gpointer
read_value(DeskCursor *cursor, GError **error)
{
    (void) error;
    Value *value = g_new0(Value, 1);
    DeskBytes bytes = desk_cursor_blob(cursor, 2);
    value->number = desk_cursor_int(cursor, 0);
    value->words = desk_cursor_dup(cursor, 1);
    value->memory = bytes.data ? g_memdup2(bytes.data, bytes.size + 1) : NULL;
    value->bytes = (DeskBytes){ value->memory, bytes.size };
    return value;
}

static void
free_value(gpointer memory)
{
    Value *value = memory;
    g_free(value->words);
    g_free(value->memory);
    g_free(value);
}

static void
expect_value(DeskStore *store, gint64 id, gint64 number, const char *words, DeskBytes bytes)
{
    static const DeskRowKind kind = { read_value, free_value };
    gpointer found = NULL;
    SCRATCH_OK(desk_query_one(store, &VALUE_GET, DESK_BIND(desk_int(id)), &kind, &found, &error));
    const Value *value = found;
    cr_assert_not_null(value, "row %" G_GINT64_FORMAT, id);
    cr_expect_eq(value->number, number, "row %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT, id,
                 value->number);
    cr_expect(g_strcmp0(value->words, words) == 0, "row %" G_GINT64_FORMAT, id);
    cr_expect_eq(value->bytes.size, bytes.size, "row %" G_GINT64_FORMAT, id);
    cr_expect_eq(value->bytes.data == NULL, bytes.data == NULL, "row %" G_GINT64_FORMAT, id);
    cr_expect(bytes.size == 0 || memcmp(value->bytes.data, bytes.data, bytes.size) == 0,
              "row %" G_GINT64_FORMAT, id);
    free_value(found);
}

static void
add_value(DeskStore *store, gint64 id, DeskValue number, DeskValue words, DeskValue bytes)
{
    SCRATCH_OK(desk_query_write(store, &VALUE_ADD, DESK_BIND(desk_int(id), number, words, bytes),
                                NULL, &error));
}

static void
make_values(void)
{
    g_free(backend_sql("CREATE TABLE value (id BIGINT, number BIGINT, words TEXT, bytes BYTEA)"));
}

Test(pgsql, values_come_back_as_they_were)
{
    static const gint64 numbers[] = { 0, 1, -1, 255, -256, 1 << 30, G_MAXINT64, G_MININT64 };
    static const char *const words[] = { "", "'; DROP TABLE value; --", "\\x00 %s $1",
                                         "\xf0\x9f\x98\x80 \xc2\xa0 \xef\xbf\xbf", "\x01\x7f\r\n" };
    guint8 all[512];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (guint8) i;
    make_values();
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    add_value(store, 1, desk_id(0), desk_text(NULL), desk_blob(NULL, 0));
    expect_value(store, 1, 0, NULL, (DeskBytes){ NULL, 0 });
    add_value(store, 2, desk_int(0), desk_string(NULL), desk_blob(all, 0));
    expect_value(store, 2, 0, "", (DeskBytes){ (const char *) all, 0 });
    add_value(store, 3, desk_int(5), desk_text("x"), desk_blob(all, sizeof all));
    expect_value(store, 3, 5, "x", (DeskBytes){ (const char *) all, sizeof all });
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        add_value(store, 100 + (gint64) i, desk_int(numbers[i]), desk_text(NULL),
                  desk_blob(NULL, 0));
        expect_value(store, 100 + (gint64) i, numbers[i], NULL, (DeskBytes){ NULL, 0 });
    }
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        add_value(store, 200 + (gint64) i, desk_id(0), desk_text(words[i]), desk_blob(NULL, 0));
        expect_value(store, 200 + (gint64) i, 0, words[i], (DeskBytes){ NULL, 0 });
    }
}

Test(pgsql, large_values_pass_in_both_directions)
{
    enum { SIZE = 20 * 1024 * 1024 };
    g_autofree char *bytes = g_malloc(SIZE);
    g_autofree char *words = g_malloc(SIZE + 1);
    for (gsize i = 0; i < SIZE; i++) {
        bytes[i] = (char) (i * 2654435761u >> 24);
        words[i] = (char) ('a' + bytes[i] % 16);
    }
    words[SIZE] = '\0';
    make_values();
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(store, &error));
    for (int i = 1; i <= 2; i++)
        add_value(store, i, desk_int(i), desk_text(words), desk_blob(bytes, SIZE));
    for (int i = 1; i <= 2; i++)
        expect_value(store, i, i, words, (DeskBytes){ bytes, SIZE });
    SCRATCH_OK(desk_store_commit(store, &error));
    expect_value(store, 1, 1, words, (DeskBytes){ bytes, SIZE });
}

Test(pgsql, what_is_committed_is_on_disk_whatever_the_server_is_set_to)
{
    static const DeskStatement setting = {
        "setting", "SELECT CASE current_setting('synchronous_commit') WHEN 'off' THEN 0"
                   " WHEN 'on' THEN 1 WHEN 'remote_apply' THEN 2 ELSE 3 END"
    };
    static const struct {
        const char *value;
        gint64 expected;
    } rows[] = { { "off", 1 }, { "on", 1 }, { "remote_apply", 2 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *sql = g_strdup_printf("DO $$ BEGIN EXECUTE 'ALTER DATABASE ' ||"
                                               " current_database() ||"
                                               " ' SET synchronous_commit = %s'; END $$",
                                               rows[i].value);
        gint64 found = 0;
        g_free(backend_sql(sql));
        g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
        SCRATCH_OK(desk_query_ints(store, &setting, DESK_BIND_NOTHING, &found, 1, &error));
        cr_expect_eq(found, rows[i].expected, "%s: %d", rows[i].value, (int) found);
    }
}
