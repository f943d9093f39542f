#include "scratch.h"
#include "store/timers.h"

static DeskStore *store;
static gint64 tickets[6];

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

TestSuite(timers, .init = open_store, .fini = close_store, .timeout = 60);

static void
expect_timer(const DeskTimer *found, const DeskTimer *expected, const char *says)
{
    const gint64 pairs[][2] = {
        { found->ticket, expected->ticket }, { found->kind, expected->kind },
        { found->state, expected->state },   { found->allowed, expected->allowed },
        { found->used, expected->used },     { found->since, expected->since },
        { found->due, expected->due },       { found->next_at, expected->next_at },
        { found->step, expected->step },     { found->breached, expected->breached },
        { found->set, expected->set },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        cr_expect_eq(pairs[i][0], pairs[i][1], "%s, field %zu: %d, expected %d", says, i,
                     (int) pairs[i][0], (int) pairs[i][1]);
}

Test(timers, come_back_as_they_were_set_last_in_the_order_of_their_kinds)
{
    const DeskTimer set[] = {
        { tickets[1], DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, 90, 5, 100, 185, 160, 0, 0, 100 },
        { tickets[1], DESK_TIMER_NEXT_RESPONSE, DESK_TIMER_PAUSED, 40, 7, 101, 0, 0, 1, 99, 101 },
        { tickets[1], DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING, 1, 2, 3, 4, 5, 6, 7, 8 },
        { tickets[1], DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_MET, 11, 12, 13, 0, 0, 2, 0, 18 },
        { tickets[1], DESK_TIMER_NEXT_RESPONSE, DESK_TIMER_RUNNING, 40, 7, G_MAXINT64, 9, 8, 2, 0,
          103 },
        { tickets[1], DESK_TIMER_CLOSE, DESK_TIMER_RUNNING, 0, 0, 1, 0, 2, 0, 0, 1 },
        { tickets[1], DESK_TIMER_REMIND, DESK_TIMER_RUNNING, 0, 0, 1, 0, 3, 0, 0, 1 },
    };
    static const size_t last[] = { 3, 4, 0, 6, 5 }; /* of each kind */
    g_autoptr(GArray) found = NULL;
    g_autoptr(GArray) none = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(set); i++)
        SCRATCH_OK(desk_store_timer_put(store, &set[i], &error));
    SCRATCH_OK(desk_store_timer_list(store, tickets[1], &found, &error));
    cr_assert_eq(found->len, G_N_ELEMENTS(last));
    for (guint i = 0; i < found->len; i++)
        expect_timer(&g_array_index(found, DeskTimer, i), &set[last[i]],
                     desk_timer_kind_name((DeskTimerKind) i));
    SCRATCH_OK(desk_store_timer_list(store, tickets[0], &none, &error));
    cr_expect_eq(none->len, 0);
}

Test(timers, of_no_ticket_are_refused)
{
    g_autoptr(GError) error = NULL;
    DeskTimer timer = { .ticket = tickets[5] + 1 };
    cr_expect_not(desk_store_timer_put(store, &timer, &error));
    cr_expect_not_null(error);
}

static void
set_timer(size_t ticket, DeskTimerKind kind, gint64 next_at, gint64 set)
{
    DeskTimer timer = {
        .ticket = tickets[ticket], .kind = kind, .next_at = next_at, .since = set, .set = set
    };
    SCRATCH_OK(desk_store_timer_put(store, &timer, &error));
}

/* "0 2": the places of those that are due. */
static char *
list_due(gint64 now, gint64 ahead, gint64 limit)
{
    g_autoptr(GArray) due = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    SCRATCH_OK(desk_store_begin(store, &error));
    SCRATCH_OK(desk_store_timer_due(store, now, ahead, limit, &due, &error));
    SCRATCH_OK(desk_store_commit(store, &error));
    for (guint i = 0; i < due->len; i++)
        for (size_t j = 0; j < G_N_ELEMENTS(tickets); j++)
            if (g_array_index(due, gint64, i) == tickets[j])
                g_string_append_printf(text, "%s%zu", text->len > 0 ? " " : "", j);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

Test(timers, i11_what_is_due_or_was_worked_out_ahead_of_time_is_found_once_a_ticket)
{
    static const struct {
        const char *says;
        gint64 now, ahead, limit;
        const char *due;
    } rows[] = {
        { "nothing is due", 9, 900, 9, "" },
        { "to the moment", 10, 900, 9, "3" },
        { "the oldest first", 50, 900, 9, "3 1 0" },
        { "once a ticket, by its first", 99, 900, 9, "3 1 0 2" },
        { "at most so many", 99, 900, 2, "3 1" },
        { "one with all its timers before the next", 99, 900, 3, "3 1 0" },
        { "worked out ahead", 9, 100, 9, "4" },
        { "up to that is not ahead", 9, 300, 9, "" },
        { "just ahead", 9, 299, 9, "4" },
        { "behind what is due", 10, 100, 9, "3 4" },
        { "not when what is due is enough", 99, 100, 4, "3 1 0 2" },
        { "both at once", 500, 100, 9, "3 1 0 2 4" },
    };
    set_timer(0, DESK_TIMER_RESOLUTION, 40, 5);
    set_timer(1, DESK_TIMER_FIRST_RESPONSE, 20, 5);
    set_timer(1, DESK_TIMER_NEXT_RESPONSE, 21, 5);
    set_timer(1, DESK_TIMER_RESOLUTION, 22, 5);
    set_timer(2, DESK_TIMER_RESOLUTION, 60, 5);
    set_timer(3, DESK_TIMER_RESOLUTION, 70, 5);
    set_timer(3, DESK_TIMER_FIRST_RESPONSE, 10, 5);
    set_timer(4, DESK_TIMER_RESOLUTION, 400, 300);
    set_timer(5, DESK_TIMER_RESOLUTION, 0, 5);
    set_timer(5, DESK_TIMER_FIRST_RESPONSE, 0, 999);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *due = list_due(rows[i].now, rows[i].ahead, rows[i].limit);
        cr_expect_str_eq(due, rows[i].due, "%s: '%s'", rows[i].says, due);
    }
}

Test(timers, the_next_step_of_all_is_known)
{
    static const struct {
        size_t ticket;
        DeskTimerKind kind;
        gint64 next_at, next;
    } rows[] = { { 0, DESK_TIMER_RESOLUTION, 0, 0 },      { 0, DESK_TIMER_FIRST_RESPONSE, 70, 70 },
                 { 1, DESK_TIMER_RESOLUTION, 90, 70 },    { 2, DESK_TIMER_NEXT_RESPONSE, 60, 60 },
                 { 2, DESK_TIMER_NEXT_RESPONSE, 80, 70 }, { 0, DESK_TIMER_FIRST_RESPONSE, 0, 80 } };
    gint64 next = -1;
    SCRATCH_OK(desk_store_timer_next(store, &next, &error));
    cr_expect_eq(next, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        set_timer(rows[i].ticket, rows[i].kind, rows[i].next_at, 5);
        SCRATCH_OK(desk_store_timer_next(store, &next, &error));
        cr_expect_eq(next, rows[i].next, "row %zu: %d", i, (int) next);
    }
}

Test(timers, what_is_due_is_put_off_and_nothing_else)
{
    gint64 next = 0;
    set_timer(0, DESK_TIMER_RESOLUTION, 40, 5);
    set_timer(0, DESK_TIMER_FIRST_RESPONSE, 50, 5);
    set_timer(0, DESK_TIMER_NEXT_RESPONSE, 0, 5);
    set_timer(1, DESK_TIMER_RESOLUTION, 45, 5);
    SCRATCH_OK(desk_store_timer_put_off(store, tickets[0], 40, 100, &error));
    SCRATCH_OK(desk_store_timer_next(store, &next, &error));
    cr_expect_eq(next, 45);
    static const struct {
        gint64 now;
        const char *due;
    } rows[] = { { 49, "1" }, { 50, "1 0" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *due = list_due(rows[i].now, 900, 9);
        cr_expect_str_eq(due, rows[i].due, "%d: '%s'", (int) rows[i].now, due);
    }
    g_autoptr(GArray) timers = NULL;
    SCRATCH_OK(desk_store_timer_list(store, tickets[0], &timers, &error));
    static const gint64 wanted[] = { 50, 0, 100 };
    for (guint i = 0; i < timers->len; i++)
        cr_expect_eq(g_array_index(timers, DeskTimer, i).next_at, wanted[i], "%u", i);
}

/* A ticket that is put off has one as any other, and it goes alone. */
Test(timers, one_that_wakes_is_due_and_is_taken_away)
{
    gint64 next = 0;
    set_timer(0, DESK_TIMER_WAKE, 30, 5);
    set_timer(0, DESK_TIMER_FIRST_RESPONSE, 60, 5);
    set_timer(1, DESK_TIMER_WAKE, 70, 5);
    g_autofree char *due = list_due(30, 900, 9);
    cr_expect_str_eq(due, "0");
    for (int i = 0; i < 2; i++)
        SCRATCH_OK(desk_store_timer_remove(store, tickets[0], DESK_TIMER_WAKE, &error));
    SCRATCH_OK(desk_store_timer_next(store, &next, &error));
    cr_expect_eq(next, 60);
    g_autoptr(GArray) left = NULL;
    SCRATCH_OK(desk_store_timer_list(store, tickets[0], &left, &error));
    cr_assert_eq(left->len, 1);
    cr_expect_eq(g_array_index(left, DeskTimer, 0).kind, DESK_TIMER_FIRST_RESPONSE);
}

Test(timers, are_counted_by_their_state)
{
    static const DeskTimerState states[] = { DESK_TIMER_RUNNING, DESK_TIMER_MET,
                                             DESK_TIMER_RUNNING };
    for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
        DeskTimer timer = { .ticket = tickets[i], .state = states[i] };
        SCRATCH_OK(desk_store_timer_put(store, &timer, &error));
    }
    cr_expect_eq(scratch_count(store, "timers.running"), 2);
    cr_expect_eq(scratch_count(store, "timers.paused"), 0);
    cr_expect_eq(scratch_count(store, "timers.met"), 1);
}

#define STEPS 20 /* of each timer */

typedef struct {
    DeskStore *store;
    gint64 taken; /* in this transaction */
    gint64 all;
} Keeper;

/* Takes one step of the ticket that is due first. */
static bool
take_step(DeskStore *own, gpointer data, GError **error)
{
    Keeper *keeper = data;
    g_autoptr(GArray) due = NULL;
    g_autoptr(GArray) timers = NULL;
    keeper->taken = 0;
    if (!desk_store_timer_due(own, 100, 900, 1, &due, error))
        return false;
    if (due->len == 0)
        return true;
    if (!desk_store_timer_list(own, g_array_index(due, gint64, 0), &timers, error))
        return false;
    DeskTimer *timer = &g_array_index(timers, DeskTimer, 0);
    timer->step++;
    timer->next_at = timer->step < STEPS ? timer->next_at + 1 : 0;
    keeper->taken = 1;
    return desk_store_timer_put(own, timer, error);
}

static gpointer
take_all(gpointer data)
{
    Keeper *keeper = data;
    do {
        SCRATCH_OK(desk_store_run(keeper->store, take_step, keeper, &error));
        keeper->all += keeper->taken;
    } while (keeper->taken > 0);
    return NULL;
}

Test(timers, i11_two_keepers_of_time_take_each_step_once)
{
    Keeper keepers[2] = { { .store = scratch_open(DESK_STORE_WRITE) },
                          { .store = scratch_open(DESK_STORE_WRITE) } };
    GThread *threads[2];
    gint64 steps = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++)
        set_timer(i, DESK_TIMER_RESOLUTION, 1 + (gint64) i, 5);
    for (size_t i = 0; i < G_N_ELEMENTS(keepers); i++)
        threads[i] = g_thread_new("keeper", take_all, &keepers[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(keepers); i++) {
        g_thread_join(threads[i]);
        desk_store_close(keepers[i].store);
        steps += keepers[i].all;
    }
    cr_expect_eq(steps, STEPS * (gint64) G_N_ELEMENTS(tickets), "%d steps", (int) steps);
}

static void
expect_lacking(gint64 after, gint64 limit, const gint64 *wanted, guint count, const char *says)
{
    const DeskTimerLack lack = { DESK_TIMER_CLOSE, DESK_STATUS_RESOLVED, after, limit };
    g_autoptr(GArray) found = NULL;
    SCRATCH_OK(desk_store_timer_lacking(store, &lack, &found, &error));
    cr_assert_eq(found->len, count, "%s: %u", says, found->len);
    for (guint i = 0; i < count; i++)
        cr_expect_eq(g_array_index(found, gint64, i), wanted[i], "%s, %u", says, i);
}

Test(timers, tickets_of_a_status_without_one_are_found_by_their_numbers)
{
    static const DeskStatus statuses[] = { DESK_STATUS_RESOLVED, DESK_STATUS_OPEN,
                                           DESK_STATUS_RESOLVED, DESK_STATUS_RESOLVED,
                                           DESK_STATUS_CLOSED,   DESK_STATUS_RESOLVED };
    const DeskTimer has = { .ticket = tickets[2], .kind = DESK_TIMER_CLOSE, .next_at = 9 };
    const DeskTimer other = { .ticket = tickets[3], .kind = DESK_TIMER_SURVEY, .next_at = 9 };
    const gint64 all[] = { tickets[0], tickets[3], tickets[5] };
    for (guint i = 0; i < G_N_ELEMENTS(tickets); i++)
        SCRATCH_OK(desk_store_ticket_touch(store, tickets[i], statuses[i], 5, &error));
    SCRATCH_OK(desk_store_timer_put(store, &has, &error));
    SCRATCH_OK(desk_store_timer_put(store, &other, &error));
    expect_lacking(0, 10, all, 3, "all");
    expect_lacking(0, 2, all, 2, "a few");
    expect_lacking(tickets[0], 10, all + 1, 2, "after the first");
    expect_lacking(tickets[5], 10, NULL, 0, "after the last");
}
