#include "scratch.h"
#include "store/staff.h"

static DeskStore *store;
static gint64 ann;

static void
open_store(void)
{
    store = scratch_begin();
    ann = scratch_contact(store, "ann@example.org");
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(staff, .init = open_store, .fini = close_store, .timeout = 60);

/* "bob 5-20 ill by ann at 4, ..." */
static char *
list_absences(gint64 now)
{
    g_autoptr(GPtrArray) absences = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    SCRATCH_OK(desk_store_absence_list(store, now, &absences, &error));
    for (guint i = 0; i < absences->len; i++) {
        const DeskAbsence *absence = absences->pdata[i];
        g_string_append_printf(text, "%s%s %d-", i > 0 ? ", " : "", absence->agent,
                               (int) absence->since);
        if (absence->until != G_MAXINT64)
            g_string_append_printf(text, "%d", (int) absence->until);
        g_string_append_printf(text, " %s by %s at %d", absence->reason, absence->actor,
                               (int) absence->created);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
put_absence(const char *agent, gint64 since, gint64 until, const char *reason)
{
    DeskAbsence absence = { .agent = (char *) agent,
                            .since = since,
                            .until = until,
                            .reason = (char *) reason,
                            .actor = (char *) "eve",
                            .created = since - 1 };
    SCRATCH_OK(desk_store_absence_put(store, &absence, &error));
}

Test(staff, an_agent_has_one_absence_until_it_ends)
{
    put_absence("jim", 5, 20, "ill");
    put_absence("bob", 7, G_MAXINT64, NULL);
    put_absence("Zoe", 9, 30, "''; DROP TABLE absence; --");
    put_absence("jim", 6, 25, "still ill");
    static const struct {
        gint64 now;
        const char *list;
    } rows[] = {
        { 0, "Zoe 9-30 ''; DROP TABLE absence; -- by eve at 8, bob 7-  by eve at 6,"
             " jim 6-25 still ill by eve at 5" },
        { 24, "Zoe 9-30 ''; DROP TABLE absence; -- by eve at 8, bob 7-  by eve at 6,"
              " jim 6-25 still ill by eve at 5" },
        { 25, "Zoe 9-30 ''; DROP TABLE absence; -- by eve at 8, bob 7-  by eve at 6" },
        { 30, "bob 7-  by eve at 6" },
        { G_MAXINT64 - 1, "bob 7-  by eve at 6" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *list = list_absences(rows[i].now);
        cr_expect_str_eq(list, rows[i].list, "row %zu: %s", i, list);
    }
}

Test(staff, an_absence_is_taken_back_once)
{
    static const struct {
        const char *agent;
        bool done;
    } rows[] = { { "jim", true }, { "jim", false }, { "Bob", false }, { "bob", true } };
    put_absence("jim", 5, 20, "ill");
    put_absence("bob", 5, 20, "ill");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool done = !rows[i].done;
        SCRATCH_OK(desk_store_absence_remove(store, rows[i].agent, &done, &error));
        cr_expect_eq(done, rows[i].done, "row %zu", i);
    }
    g_autofree char *list = list_absences(0);
    cr_expect_str_eq(list, "", "%s", list);
}

/* Texts by which a reader knows a ticket are its numbers from 1 on. */
static gint64
add_ticket(DeskStatus status, const char *team, const char *assignee)
{
    DeskTicket ticket = { .subject = (char *) "x",
                          .status = status,
                          .team = (char *) team,
                          .assignee = (char *) assignee,
                          .sla = (char *) "gold",
                          .requester = ann };
    SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    return ticket.id;
}

static gint64
load_of(const char *agent)
{
    gint64 load = -1;
    SCRATCH_OK(desk_store_agent_load(store, agent, DESK_LOAD_MAX, &load, &error));
    return load;
}

/* A ticket of each status, moved from one to the next, counts where it says here. */
Test(staff, what_an_agent_has_to_do_depends_on_the_status)
{
    static const struct {
        DeskStatus status;
        bool is_load, is_queued, is_his;
    } rows[] = {
        { DESK_STATUS_NEW, true, true, true },
        { DESK_STATUS_OPEN, true, true, true },
        { DESK_STATUS_IN_PROGRESS, true, true, true },
        { DESK_STATUS_WAITING, true, false, true },
        { DESK_STATUS_ON_HOLD, false, false, true },
        { DESK_STATUS_RESOLVED, false, false, false },
        { DESK_STATUS_CLOSED, false, false, false },
        { DESK_STATUS_MERGED, false, false, false },
        { DESK_STATUS_SPAM, false, false, false },
    };
    gint64 bobs = add_ticket(DESK_STATUS_SPAM, "first", "bob");
    gint64 nobodys = add_ticket(DESK_STATUS_SPAM, "first", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *says = desk_status_name(rows[i].status);
        g_autoptr(GPtrArray) queue = NULL;
        g_autoptr(GPtrArray) his = NULL;
        g_autoptr(GPtrArray) agents = NULL;
        SCRATCH_OK(desk_store_ticket_touch(store, bobs, rows[i].status, 5, &error));
        SCRATCH_OK(desk_store_ticket_touch(store, nobodys, rows[i].status, 5, &error));
        SCRATCH_OK(desk_store_team_queue(store, "first", 9, &queue, &error));
        SCRATCH_OK(desk_store_agent_tickets(store, "bob", 9, &his, &error));
        SCRATCH_OK(desk_store_assignees(store, &agents, &error));
        cr_expect_eq(load_of("bob"), rows[i].is_load, "%s", says);
        cr_expect_eq(queue->len, rows[i].is_queued, "%s", says);
        cr_expect_eq(his->len, rows[i].is_his, "%s", says);
        cr_expect_eq(agents->len, rows[i].is_his, "%s", says);
    }
}

/* "1 4": the tickets in a list; each has come with what only a whole row has. */
static char *
print_tickets(const GPtrArray *list)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        const DeskTicket *ticket = list->pdata[i];
        cr_expect_str_eq(ticket->sla, "gold");
        g_string_append_printf(text, "%s%d", i > 0 ? " " : "", (int) ticket->id);
    }
    return g_string_free(text, FALSE);
}

static void
fill(void)
{
    static const struct {
        const char *team, *assignee;
        DeskStatus status;
    } rows[] = {
        { "first", NULL, DESK_STATUS_OPEN },        /* 1 */
        { "first", "bob", DESK_STATUS_WAITING },    /* 2 */
        { "second", NULL, DESK_STATUS_NEW },        /* 3 */
        { NULL, "bob", DESK_STATUS_NEW },           /* 4 */
        { "first", NULL, DESK_STATUS_IN_PROGRESS }, /* 5 */
        { NULL, NULL, DESK_STATUS_NEW },            /* 6 */
        { "first", "Zoe", DESK_STATUS_ON_HOLD },    /* 7 */
        { "first", NULL, DESK_STATUS_NEW },         /* 8 */
        { "first", "bob", DESK_STATUS_OPEN },       /* 9 */
        { "first", "jim", DESK_STATUS_CLOSED },     /* 10 */
        { "", "", DESK_STATUS_NEW },                /* 11 */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_eq(add_ticket(rows[i].status, rows[i].team, rows[i].assignee), (gint64) i + 1);
}

Test(staff, what_waits_in_a_team_is_listed_oldest_first)
{
    static const struct {
        const char *team;
        gint64 limit;
        const char *queue;
    } rows[] = { { "first", 9, "1 5 8" }, { "first", 2, "1 5" }, { "second", 9, "3" },
                 { "First", 9, "" },      { "none", 9, "" },     { "", 9, "" } };
    fill();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list = NULL;
        SCRATCH_OK(desk_store_team_queue(store, rows[i].team, rows[i].limit, &list, &error));
        g_autofree char *queue = print_tickets(list);
        cr_expect_str_eq(queue, rows[i].queue, "row %zu: %s", i, queue);
    }
}

Test(staff, the_most_urgent_of_a_team_comes_first)
{
    static const DeskPriority priorities[] = { DESK_PRIORITY_LOW,      DESK_PRIORITY_NORMAL,
                                               DESK_PRIORITY_CRITICAL, DESK_PRIORITY_HIGH,
                                               DESK_PRIORITY_CRITICAL, DESK_PRIORITY_NORMAL };
    g_autoptr(GPtrArray) list = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
        DeskTicket ticket = { .subject = (char *) "x",
                              .priority = priorities[i],
                              .team = (char *) "first",
                              .sla = (char *) "gold",
                              .requester = ann };
        SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    }
    SCRATCH_OK(desk_store_team_queue(store, "first", 9, &list, &error));
    g_autofree char *queue = print_tickets(list);
    cr_expect_str_eq(queue, "3 5 4 2 6 1", "%s", queue);
}

Test(staff, the_tickets_of_an_agent_are_counted_and_listed_oldest_first)
{
    static const struct {
        const char *agent;
        gint64 limit, load;
        const char *tickets;
    } rows[] = { { "bob", 9, 3, "2 4 9" }, { "bob", 2, 3, "2 4" }, { "Zoe", 9, 0, "7" },
                 { "jim", 9, 0, "" },      { "BOB", 9, 0, "" },    { "", 9, 1, "11" } };
    fill();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list = NULL;
        SCRATCH_OK(desk_store_agent_tickets(store, rows[i].agent, rows[i].limit, &list, &error));
        g_autofree char *tickets = print_tickets(list);
        cr_expect_str_eq(tickets, rows[i].tickets, "row %zu: %s", i, tickets);
        cr_expect_eq(load_of(rows[i].agent), rows[i].load, "row %zu", i);
    }
}

Test(staff, whoever_has_a_ticket_is_named_once)
{
    g_autoptr(GPtrArray) none = NULL;
    g_autoptr(GPtrArray) agents = NULL;
    SCRATCH_OK(desk_store_assignees(store, &none, &error));
    cr_expect_eq(none->len, 0);
    fill();
    SCRATCH_OK(desk_store_assignees(store, &agents, &error));
    g_ptr_array_add(agents, NULL);
    g_autofree char *joined = g_strjoinv(",", (char **) agents->pdata);
    cr_expect_str_eq(joined, ",Zoe,bob", "%s", joined);
}

static gint64
turn_of(const char *team, const char *agent)
{
    g_autoptr(GHashTable) turns = NULL;
    SCRATCH_OK(desk_store_turn_list(store, team, &turns, &error));
    const gint64 *turn = g_hash_table_lookup(turns, agent);
    return turn ? *turn : 0;
}

Test(staff, it_is_the_turn_of_whoever_had_the_last_one_longest_ago)
{
    static const struct {
        const char *team, *agent; /* who takes his turn */
        gint64 bob, jim;          /* in the first team, afterwards */
    } rows[] = { { "first", "bob", 1, 0 },  { "first", "jim", 1, 2 }, { "first", "bob", 3, 2 },
                 { "second", "jim", 3, 2 }, { "first", "bob", 4, 2 }, { "first", "jim", 4, 5 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SCRATCH_OK(desk_store_turn_take(store, rows[i].team, rows[i].agent, &error));
        gint64 bob = turn_of("first", "bob"), jim = turn_of("first", "jim");
        cr_expect_eq(bob, rows[i].bob, "row %zu: %d", i, (int) bob);
        cr_expect_eq(jim, rows[i].jim, "row %zu: %d", i, (int) jim);
    }
}

/* What a reader may do who has no say in it: nothing is held, all is seen. */
Test(staff, a_reader_holds_nobody)
{
    g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
    SCRATCH_OK(desk_store_begin(store, &error));
    SCRATCH_OK(desk_store_staff_hold(store, &error));
    SCRATCH_OK(desk_store_begin(reader, &error));
    SCRATCH_OK(desk_store_staff_hold(reader, &error));
    SCRATCH_OK(desk_store_commit(reader, &error));
    SCRATCH_OK(desk_store_commit(store, &error));
}

#define TURNS 15

typedef struct {
    DeskStore *store;
    const char *agent;
} Taker;

static bool
take_turn(DeskStore *own, gpointer data, GError **error)
{
    const Taker *taker = data;
    return desk_store_staff_hold(own, error) &&
           desk_store_turn_take(own, "first", taker->agent, error);
}

static gpointer
take_turns(gpointer data)
{
    Taker *taker = data;
    for (int i = 0; i < TURNS; i++)
        SCRATCH_OK(desk_store_run(taker->store, take_turn, taker, &error));
    return NULL;
}

Test(staff, of_two_that_assign_at_once_each_has_a_turn_of_his_own)
{
    Taker takers[2] = { { scratch_open(DESK_STORE_WRITE), "bob" },
                        { scratch_open(DESK_STORE_WRITE), "jim" } };
    GThread *threads[2];
    gint64 turns[2];
    for (size_t i = 0; i < G_N_ELEMENTS(takers); i++)
        threads[i] = g_thread_new("taker", take_turns, &takers[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(takers); i++) {
        g_thread_join(threads[i]);
        desk_store_close(takers[i].store);
        turns[i] = turn_of("first", takers[i].agent);
    }
    cr_expect_eq(MAX(turns[0], turns[1]), 2 * TURNS);
    cr_expect_neq(turns[0], turns[1]);
}

Test(staff, a_load_is_counted_up_to_what_matters)
{
    static const int added[] = { DESK_LOAD_MAX - 1, 1, 1, 500 };
    static const gint64 loads[] = { DESK_LOAD_MAX - 1, DESK_LOAD_MAX, DESK_LOAD_MAX,
                                    DESK_LOAD_MAX };
    for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
        g_autofree char *sql = g_strdup_printf(
            "INSERT INTO ticket (subject, status, priority, assignee, mailbox, language, created,"
            " updated) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
            " i < %d) SELECT 's', 'open', 'normal', 'bob', 'support', 'en', 1, 1 FROM n",
            added[i]);
        scratch_sql(sql);
        cr_expect_eq(load_of("bob"), loads[i], "row %zu", i);
    }
}
