#include "backend.h"
#include "base/clock.h"
#include "relay.h"
#include "store/query.h"

#include <signal.h>

static char *relay_url; /* of the store, by way of the relay */

static void
make_relay(void)
{
    backend_make_store();
    relay_start(backend_socket);
    relay_url = g_strdup_printf("%s&host=%s&port=5432", scratch_url, relay_folder);
}

static void
remove_relay(void)
{
    relay_remove();
    g_clear_pointer(&relay_url, g_free);
    backend_remove();
}

TestSuite(lost, .init = make_relay, .fini = remove_relay, .timeout = 60);

static DeskStore *
open_by_relay(DeskStoreMode mode)
{
    g_autoptr(GError) error = NULL;
    DeskStore *store = desk_store_open(relay_url, mode, &error);
    cr_assert_not_null(store, "%s", error ? error->message : "no error");
    return store;
}

static bool
ask(DeskStore *store, GError **error)
{
    gint64 found = 0;
    return desk_store_ticket_follow(store, 1, &found, error);
}

static gint64
count_contacts(void)
{
    return backend_number("SELECT COUNT(*) FROM contact");
}

Test(lost, while_it_is_idle_nobody_notices)
{
    static const DeskStoreMode modes[] = { DESK_STORE_READ, DESK_STORE_WRITE };
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_autoptr(DeskStore) store = scratch_open(modes[i]);
        SCRATCH_OK(ask(store, &error));
        backend_terminate(backend_of(store));
        SCRATCH_OK(ask(store, &error));
        backend_terminate(backend_of(store));
        SCRATCH_OK(desk_store_begin(store, &error));
        SCRATCH_OK(ask(store, &error));
        SCRATCH_OK(desk_store_commit(store, &error));
    }
}

/* What finds out within a transaction that the connection is gone. */
static bool
change(DeskStore *store, GError **error)
{
    gint64 id = 0;
    return desk_store_contact_put(store, "b", "b@example.org", "", 1, &id, error);
}

static bool
hold(DeskStore *store, GError **error)
{
    return desk_store_hold(store, 1, error);
}

Test(lost, in_a_transaction_undoes_it)
{
    bool (*const acts[])(DeskStore *, GError **) = { ask, change, hold, desk_store_commit };
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        SCRATCH_OK(desk_store_begin(store, &error));
        scratch_contact(store, "a@example.org");
        backend_terminate(backend_of(store));
        if (acts[i] == desk_store_commit) {
            /* Only the COMMIT itself is uncertain: this one never got there, but who knows? */
            BACKEND_FAILS(UNCERTAIN, "commit", desk_store_commit(store, &error));
        } else {
            BACKEND_FAILS(UNDONE, NULL, acts[i](store, &error));
            BACKEND_FAILS(UNDONE, NULL, ask(store, &error));
            BACKEND_FAILS(UNDONE, NULL, desk_store_commit(store, &error));
        }
        cr_expect_eq(count_contacts(), 0, "act %zu", i);
    }
    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "a@example.org");
    SCRATCH_OK(desk_store_commit(store, &error));
    cr_expect_eq(count_contacts(), 1);
}

Test(lost, with_changes_under_way_undoes_them)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(store, &error));
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "a@example.org"));
    pid_t backend = backend_of(store);
    SCRATCH_OK(desk_store_tag_add(store, ticket, "red", &error));
    backend_terminate(backend);
    BACKEND_FAILS(UNDONE, NULL, desk_store_commit(store, &error));
    cr_expect_eq(count_contacts(), 0);
}

Test(lost, with_the_commit_is_uncertain)
{
    static const struct {
        RelayMode mode;
        gint64 stored;
    } rows[] = { { RELAY_LOSE_COMMIT, 0 }, { RELAY_LOSE_ANSWER, 1 } };
    g_autoptr(DeskStore) store = open_by_relay(DESK_STORE_WRITE);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SCRATCH_OK(desk_store_begin(store, &error));
        scratch_contact(store, "a@example.org");
        relay_set(rows[i].mode);
        BACKEND_FAILS(UNCERTAIN, "commit", desk_store_commit(store, &error));
        relay_set(RELAY_PASS);
        SCRATCH_OK(ask(store, &error));
        cr_expect_eq(count_contacts(), rows[i].stored, "row %zu", i);
    }
}

Test(lost, a_server_that_is_away_is_not_asked_again_at_once)
{
    g_autoptr(DeskStore) store = open_by_relay(DESK_STORE_WRITE);
    relay_stop();
    BACKEND_FAILS(UNAVAILABLE, relay_folder, desk_store_begin(store, &error));
    gint64 start = desk_clock_steady();
    for (int i = 0; i < 1000; i++)
        BACKEND_FAILS(UNAVAILABLE, relay_folder, desk_store_begin(store, &error));
    cr_expect_lt(desk_clock_steady() - start, DESK_SECOND);

    /* Asked less and less often, but it is found soon when it is back. */
    for (gint64 end = start + 5 * DESK_SECOND; desk_clock_steady() < end; g_usleep(50 * 1000))
        BACKEND_FAILS(UNAVAILABLE, NULL, ask(store, &error));
    relay_start(backend_socket);
    start = desk_clock_steady();
    while (!desk_store_begin(store, NULL))
        g_usleep(10 * 1000);
    cr_expect_lt(desk_clock_steady() - start, 5 * DESK_SECOND / 2);
    scratch_contact(store, "a@example.org");
    SCRATCH_OK(desk_store_commit(store, &error));
}

Test(lost, a_server_that_is_away_at_the_start)
{
    relay_stop();
    BACKEND_FAILS(UNAVAILABLE, relay_folder,
                  desk_store_open(relay_url, DESK_STORE_WRITE, &error) != NULL);
    BACKEND_FAILS(UNAVAILABLE, relay_folder, desk_store_create(relay_url, &error));
}

Test(lost, a_database_that_cannot_hold_every_letter_is_refused)
{
    g_free(backend_sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'"));
    g_autofree char *url = g_strconcat(scratch_url, "&dbname=latin", NULL);
    BACKEND_FAILS(VERSION, "LATIN1, expected UTF8", desk_store_create(url, &error));
    g_free(backend_sql("DROP DATABASE latin"));
}

Test(lost, a_server_that_is_too_old_is_refused)
{
    relay_set(RELAY_OLD_SERVER);
    BACKEND_FAILS(VERSION, "PostgreSQL 9.6",
                  desk_store_open(relay_url, DESK_STORE_WRITE, &error) != NULL);
    BACKEND_FAILS(VERSION, "expected 12", desk_store_create(relay_url, &error));
}

/* The longest that a writer is held up by one answer that does not come, and a bit. */
#define PATIENCE (20 * DESK_SECOND)

Test(lost, a_large_mail_on_a_slow_line_is_no_lost_connection)
{
    enum { SIZE = 20 * 1024 * 1024 };
    static const DeskStatement measure = { "measure", "SELECT octet_length(CAST($1 AS BYTEA))" };
    g_autofree char *bytes = g_malloc0(SIZE);
    gint64 size = 0;
    g_autoptr(DeskStore) store = open_by_relay(DESK_STORE_WRITE);
    gint64 start = desk_clock_steady();
    SCRATCH_OK(desk_store_begin(store, &error));
    /* The first time the preparation goes before it, and the server takes notice. */
    SCRATCH_OK(desk_query_ints(store, &measure, DESK_BIND(desk_blob(bytes, 1)), &size, 1, &error));
    relay_set(RELAY_SLOW);
    SCRATCH_OK(
        desk_query_ints(store, &measure, DESK_BIND(desk_blob(bytes, SIZE)), &size, 1, &error));
    cr_expect_eq(size, SIZE);
    cr_expect_gt(desk_clock_steady() - start, 16 * DESK_SECOND, "the line was not slow");
    SCRATCH_OK(desk_store_commit(store, &error));
}

Test(lost, a_server_that_says_nothing_in_a_transaction)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "a@example.org");
    pid_t backend = backend_of(store);
    gint64 start = desk_clock_steady();
    cr_assert_eq(kill(backend, SIGSTOP), 0);
    BACKEND_FAILS(UNDONE, "no answer in time", ask(store, &error));
    cr_expect_lt(desk_clock_steady() - start, PATIENCE);
    desk_store_rollback(store);
    SCRATCH_OK(desk_store_begin(store, &error));
    cr_expect_eq(kill(backend, SIGCONT), 0);
    scratch_contact(store, "b@example.org");
    SCRATCH_OK(desk_store_commit(store, &error));
    cr_expect_eq(count_contacts(), 1, "what was cut off came back");
}

Test(lost, a_server_that_says_nothing_to_the_commit)
{
    g_autoptr(DeskStore) store = open_by_relay(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(store, &error));
    scratch_contact(store, "a@example.org");
    gint64 start = desk_clock_steady();
    relay_set(RELAY_STALL);
    BACKEND_FAILS(UNCERTAIN, "commit", desk_store_commit(store, &error));
    cr_expect_lt(desk_clock_steady() - start, PATIENCE);
}

Test(lost, a_server_that_says_nothing_to_a_new_session)
{
    relay_set(RELAY_STALL_SETUP);
    gint64 start = desk_clock_steady();
    BACKEND_FAILS(UNAVAILABLE, "no answer in time",
                  desk_store_open(relay_url, DESK_STORE_WRITE, &error) != NULL);
    cr_expect_lt(desk_clock_steady() - start, PATIENCE);
}

Test(lost, a_server_that_does_not_even_greet)
{
    relay_set(RELAY_STALL);
    gint64 start = desk_clock_steady();
    BACKEND_FAILS(UNAVAILABLE, "timeout expired",
                  desk_store_open(relay_url, DESK_STORE_WRITE, &error) != NULL);
    cr_expect_lt(desk_clock_steady() - start, 10 * DESK_SECOND);
}
