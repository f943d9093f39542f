#include "scratch.h"
#include "store/watchers.h"

static DeskStore *store;
static gint64 tickets[3];

static void
open_store(void)
{
    store = scratch_begin();
    scratch_tickets(store, tickets, G_N_ELEMENTS(tickets));
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(watchers, .init = open_store, .fini = close_store, .timeout = 60);

static bool
watch(size_t ticket, const char *agent)
{
    bool done = false;
    SCRATCH_OK(desk_store_watcher_add(store, tickets[ticket], agent, 5, &done, &error));
    return done;
}

static bool
unwatch(size_t ticket, const char *agent)
{
    bool done = false;
    SCRATCH_OK(desk_store_watcher_remove(store, tickets[ticket], agent, &done, &error));
    return done;
}

static void
expect_watchers(const char *says, size_t ticket, const char *expected)
{
    g_autoptr(GPtrArray) agents = NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    SCRATCH_OK(desk_store_watcher_list(store, tickets[ticket], &agents, &error));
    for (guint i = 0; i < agents->len; i++)
        g_string_append_printf(names, "%s%s", i ? " " : "", (const char *) agents->pdata[i]);
    cr_expect_str_eq(names->str, expected, "%s: %s", says, names->str);
}

Test(watchers, are_on_a_ticket_once)
{
    cr_expect(watch(0, "carol"));
    cr_expect(watch(0, "Bob"));
    cr_expect(watch(0, "bob"));
    cr_expect_not(watch(0, "carol"), "a second time");
    cr_expect(watch(1, "carol"), "of another ticket");
    expect_watchers("by the bytes of their names", 0, "Bob bob carol");
    cr_expect_not(unwatch(0, "alice"), "who does not watch");
    cr_expect(unwatch(0, "carol"));
    cr_expect_not(unwatch(0, "carol"), "a second time");
    expect_watchers("those left", 0, "Bob bob");
    expect_watchers("of the other", 1, "carol");
    expect_watchers("of a third", 2, "");
}

Test(watchers, of_no_ticket_are_refused)
{
    g_autoptr(GError) error = NULL;
    bool done = false;
    cr_expect_not(desk_store_watcher_add(store, 4711, "carol", 5, &done, &error));
    cr_expect_not_null(error);
}

Test(watchers, go_with_a_ticket_to_another)
{
    watch(0, "carol");
    watch(0, "bob");
    watch(1, "bob");
    watch(1, "alice");
    watch(2, "dave");
    for (int i = 0; i < 2; i++) {
        SCRATCH_OK(desk_store_watcher_copy(store, tickets[0], tickets[1], 9, &error));
        expect_watchers("where they went", 1, "alice bob carol");
        expect_watchers("where they were", 0, "bob carol");
    }
    SCRATCH_OK(desk_store_watcher_copy(store, tickets[2], tickets[1], 9, &error));
    expect_watchers("of another", 1, "alice bob carol dave");
}

Test(watchers, a_wish_is_the_last_that_was_said)
{
    static const DeskWish said[] = {
        { (char *) "ann", (char *) "digest", 77 },
        { (char *) "bob", NULL, 0 },
        { (char *) "ann", (char *) "none", 0 },
        { (char *) "ann", NULL, 99 },
    };
    g_autoptr(DeskWish) none = NULL;
    SCRATCH_OK(desk_store_wish_get(store, "ann", &none, &error));
    cr_expect_null(none);
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++) {
        g_autoptr(DeskWish) found = NULL;
        SCRATCH_OK(desk_store_wish_put(store, &said[i], &error));
        SCRATCH_OK(desk_store_wish_get(store, said[i].agent, &found, &error));
        cr_assert_not_null(found, "wish %zu", i);
        cr_expect_str_eq(found->agent, said[i].agent);
        cr_expect_eq(g_strcmp0(found->notify, said[i].notify), 0, "wish %zu: %s", i, found->notify);
        cr_expect_eq(found->next_digest, said[i].next_digest, "wish %zu", i);
    }
    SCRATCH_OK(desk_store_wish_get(store, "Ann", &none, &error));
    cr_expect_null(none, "another agent");
}

#define AGENTS 20
#define DAYS   3

typedef struct {
    DeskStore *store;
    char *agent;
    gint64 day; /* in this transaction */
    gint64 sent;
} Sender;

/* A digest as each of several deskposts would queue it, from the first day on: whoever comes second
 * finds it done. */
static bool
send_digest(DeskStore *own, gpointer data, GError **error)
{
    Sender *sender = data;
    g_autoptr(DeskWish) wish = NULL;
    if (!desk_store_wish_get(own, sender->agent, &wish, error))
        return false;
    DeskWish next = { sender->agent, NULL, wish ? wish->next_digest + 1 : 1 };
    sender->day = next.next_digest;
    return desk_store_wish_put(own, &next, error);
}

static gpointer
send_all(gpointer data)
{
    Sender *sender = data;
    for (int i = 0; i < AGENTS * DAYS; i++) {
        g_autofree char *agent = g_strdup_printf("agent %d", i / DAYS);
        sender->agent = agent;
        SCRATCH_OK(desk_store_run(sender->store, send_digest, sender, &error));
        sender->sent += sender->day;
    }
    return NULL;
}

Test(watchers, a_wish_that_was_read_to_be_changed_stays_as_it_is)
{
    Sender senders[2] = { { .store = scratch_open(DESK_STORE_WRITE) },
                          { .store = scratch_open(DESK_STORE_WRITE) } };
    GThread *threads[2];
    gint64 sent = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(senders); i++)
        threads[i] = g_thread_new("sender", send_all, &senders[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_thread_join(threads[i]);
        desk_store_close(senders[i].store);
        sent += senders[i].sent;
    }
    cr_expect_eq(sent, AGENTS * DAYS * (2 * DAYS + 1), "each day once: %d", (int) sent);
}
