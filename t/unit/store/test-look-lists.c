#include "scratch.h"
#include "store/look.h"
#include "store/timers.h"
#include "store/watchers.h"

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

TestSuite(look_lists, .init = open_store, .fini = close_store, .timeout = 60);

static gint64
add_ticket(DeskStatus status, DeskPriority priority, const char *team, const char *assignee)
{
    DeskTicket ticket = { .subject = (char *) "help",
                          .status = status,
                          .priority = priority,
                          .team = (char *) team,
                          .assignee = (char *) assignee,
                          .created = 1 };
    SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    return ticket.id;
}

static void
set_timer(gint64 ticket, DeskTimerKind kind, DeskTimerState state, gint64 at)
{
    DeskTimer timer = { .ticket = ticket, .kind = kind, .state = state, .due = at, .next_at = at };
    SCRATCH_OK(desk_store_timer_put(store, &timer, &error));
}

/* ---- queue ---- */

/* "3 1! 2?": tickets in their order, overdue with a mark of exclamation, put off with one of
 * interrogation. */
static char *
queue_of(const char *agent, gint64 now, gint64 limit)
{
    g_autoptr(GPtrArray) queue = NULL;
    GString *line = g_string_new(NULL);
    SCRATCH_OK(desk_store_queue(store, agent, now, limit, &queue, &error));
    for (guint i = 0; i < queue->len; i++) {
        const DeskQueued *queued = queue->pdata[i];
        g_string_append_printf(line, "%s%d%s%s", i ? " " : "", (int) queued->ticket->id,
                               queued->due > 0 && queued->due <= now ? "!" : "",
                               queued->snoozed ? "?" : "");
    }
    return g_string_free(line, FALSE);
}

Test(look_lists, a_queue_has_the_most_urgent_first)
{
    static const struct {
        DeskStatus status;
        DeskPriority priority;
        const char *assignee;
        gint64 response, resolution, paused, wake;
    } tickets[] = {
        { DESK_STATUS_OPEN, DESK_PRIORITY_NORMAL, "bob", 0, 0, 0, 0 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_NORMAL, "bob", 70, 60, 0, 0 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_CRITICAL, "bob", 0, 0, 0, 0 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_LOW, "bob", 0, 40, 0, 0 },
        { DESK_STATUS_NEW, DESK_PRIORITY_NORMAL, "bob", 65, 0, 0, 0 },
        { DESK_STATUS_ON_HOLD, DESK_PRIORITY_HIGH, "bob", 0, 0, 30, 0 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_CRITICAL, "bob", 0, 20, 0, 55 },
        { DESK_STATUS_WAITING, DESK_PRIORITY_LOW, "bob", 0, 0, 0, 50 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_HIGH, "bob", 49, 0, 0, 0 },
        { DESK_STATUS_RESOLVED, DESK_PRIORITY_CRITICAL, "bob", 0, 0, 0, 0 },
        { DESK_STATUS_SPAM, DESK_PRIORITY_CRITICAL, "bob", 0, 0, 0, 0 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_CRITICAL, "Bob", 0, 0, 0, 0 },
        { DESK_STATUS_OPEN, DESK_PRIORITY_CRITICAL, NULL, 0, 0, 0, 0 },
    };
    static const struct {
        const char *says, *agent;
        gint64 now, limit;
        const char *queue;
    } rows[] = {
        { "overdue before all, put off behind all", "bob", 50, 99, "9! 4! 3 6 2 5 1 8 7!?" },
        { "at most so many", "bob", 50, 3, "9! 4! 3" },
        { "before", "bob", 10, 99, "3 9 6 2 5 1 4 7? 8?" },
        { "to the moment that one wakes", "bob", 54, 99, "9! 4! 3 6 2 5 1 8 7!?" },
        { "awake", "bob", 55, 99, "7! 9! 4! 3 6 2 5 1 8" },
        { "another agent", "Bob", 50, 99, "12" },
        { "nobody", "carol", 50, 99, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        gint64 id =
            add_ticket(tickets[i].status, tickets[i].priority, "first", tickets[i].assignee);
        if (tickets[i].response)
            set_timer(id, DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING, tickets[i].response);
        if (tickets[i].resolution)
            set_timer(id, DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, tickets[i].resolution);
        if (tickets[i].paused)
            set_timer(id, DESK_TIMER_NEXT_RESPONSE, DESK_TIMER_PAUSED, tickets[i].paused);
        if (tickets[i].wake)
            set_timer(id, DESK_TIMER_WAKE, DESK_TIMER_RUNNING, tickets[i].wake);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *queue = queue_of(rows[i].agent, rows[i].now, rows[i].limit);
        cr_expect_str_eq(queue, rows[i].queue, "%s: %s", rows[i].says, queue);
    }
}

/* ---- page ---- */

static void
add_message(gint64 ticket, const char *text)
{
    DeskMessage message = { .ticket = ticket, .text = (char *) text, .machine = "human" };
    SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
}

/* "2.1 b, 1.2 c | ...": ticket and place of each message with its text, a bar behind a page. */
static char *
pages(gint64 limit)
{
    GString *line = g_string_new(NULL);
    gint64 before = G_MAXINT64;
    while (before > 0) {
        g_autoptr(GPtrArray) page = NULL;
        SCRATCH_OK(desk_store_page(store, &before, limit, &page, &error));
        for (guint i = 0; i < page->len; i++) {
            const DeskFound *found = page->pdata[i];
            g_string_append_printf(line, "%d.%d %s ", (int) found->ticket->id,
                                   (int) found->sequence, found->text);
        }
        g_string_append(line, "|");
    }
    return g_string_free(line, FALSE);
}

Test(look_lists, all_messages_on_tickets_come_in_pages_newest_first)
{
    static const struct {
        gint64 limit;
        const char *pages;
    } rows[] = {
        { 9, "1.3 e 2.1 c 1.2 b 1.1 a |" },
        { 4, "1.3 e 2.1 c 1.2 b 1.1 a ||" },
        { 3, "1.3 e 2.1 c 1.2 b |1.1 a |" },
        { 1, "1.3 e |2.1 c |1.2 b |1.1 a ||" },
    };
    gint64 one = scratch_ticket(store, ann), other = scratch_ticket(store, ann);
    g_autofree char *none = pages(5);
    cr_expect_str_eq(none, "|");
    add_message(one, "a");
    add_message(one, "b");
    add_message(other, "c");
    add_message(0, "a bounce");
    add_message(one, "e");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *all = pages(rows[i].limit);
        cr_expect_str_eq(all, rows[i].pages, "by %d: %s", (int) rows[i].limit, all);
    }
}

Test(look_lists, a31_of_a_long_message_a_page_has_the_beginning)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) page = NULL;
    gint64 before = G_MAXINT64;
    for (int i = 0; i < DESK_PAGE_TEXT + 1; i++)
        g_string_append(text, "\xc3\xa4");
    add_message(scratch_ticket(store, ann), text->str);
    SCRATCH_OK(desk_store_page(store, &before, 5, &page, &error));
    cr_expect_eq(before, 0);
    const DeskFound *found = page->pdata[0];
    cr_expect_eq(strlen(found->text), (size_t) 2 * DESK_PAGE_TEXT);
}

/* ---- changed ---- */

static void
add_event(gint64 ticket, gint64 at)
{
    DeskEvent event = { .ticket = ticket, .at = at, .kind = (char *) "appended" };
    SCRATCH_OK(desk_store_event_add(store, &event, &error));
}

static char *
changed(const char *agent, const char *teams, DeskPeriod period, gint64 limit)
{
    g_auto(GStrv) names = g_strsplit(teams, ",", -1);
    g_autoptr(GPtrArray) tickets = NULL;
    GString *line = g_string_new(NULL);
    SCRATCH_OK(desk_store_changed(store, agent, (const char *const *) names, period, limit,
                                  &tickets, &error));
    for (guint i = 0; i < tickets->len; i++)
        g_string_append_printf(line, "%s%d", i ? " " : "",
                               (int) ((const DeskTicket *) tickets->pdata[i])->id);
    return g_string_free(line, FALSE);
}

Test(look_lists, what_has_changed_is_told_to_whom_it_concerns)
{
    static const struct {
        const char *team, *assignee;
        gint64 at[3];
    } tickets[] = {
        { "first", "bob", { 10, 30 } },
        { "first", NULL, { 20 } },
        { "second", NULL, { 21 } },
        { "first", "carol", { 22, 23 } },
        { NULL, NULL, { 24 } },
        { "first line", NULL, { 25 } },
        { "second", "bob", { 12, 40, 90 } },
        { NULL, "bob", { 5, 95 } },
        { "second", "Bob", { 26 } },
    };
    static const struct {
        const char *says, *agent, *teams;
        gint64 since, until, limit;
        const char *tickets;
    } rows[] = {
        { "by the last change", "bob", "first", 10, 50, 99, "2 4 1 7" },
        { "both ends belong to it", "bob", "first", 20, 30, 99, "2 4 1" },
        { "nothing between", "bob", "first", 31, 39, 99, "" },
        { "the oldest ones", "bob", "first", 10, 50, 2, "2 4" },
        { "of two teams", "bob", "first,second", 10, 50, 99, "2 3 4 1 7" },
        { "of none", "bob", "", 10, 50, 99, "4 1 7" },
        { "a team that is begun by another's name", "dave", "first", 10, 50, 99, "2" },
        { "with a blank", "dave", "first line,third", 10, 50, 99, "6" },
        { "before and behind", "bob", "", 0, 99, 99, "4 1 7 8" },
        { "who has his own", "carol", "third", 10, 50, 99, "4" },
        { "who has none", "eve", "", 0, 99, 99, "" },
    };
    bool done = false;
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        gint64 id = add_ticket(i % 2 ? DESK_STATUS_CLOSED : DESK_STATUS_OPEN, DESK_PRIORITY_NORMAL,
                               tickets[i].team, tickets[i].assignee);
        for (size_t j = 0; j < 3 && tickets[i].at[j] > 0; j++)
            add_event(id, tickets[i].at[j]);
    }
    add_event(0, 15);
    SCRATCH_OK(desk_store_watcher_add(store, 4, "bob", 1, &done, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found =
            changed(rows[i].agent, rows[i].teams, (DeskPeriod){ rows[i].since, rows[i].until },
                    rows[i].limit);
        cr_expect_str_eq(found, rows[i].tickets, "%s: %s", rows[i].says, found);
    }
}
