#include "base/clock.h"
#include "scratch.h"
#include "store/look.h"
#include "store/timers.h"

static DeskStore *store;

static void
open_store(void)
{
    store = scratch_begin();
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(look_tally, .init = open_store, .fini = close_store, .timeout = 60);

static gint64
add_ticket(const char *team, const char *assignee, gint64 created)
{
    DeskTicket ticket = { .subject = (char *) "help",
                          .priority = DESK_PRIORITY_NORMAL,
                          .team = (char *) team,
                          .assignee = (char *) assignee,
                          .created = created };
    SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    return ticket.id;
}

static void
set_status(gint64 ticket, DeskStatus status, gint64 at)
{
    SCRATCH_OK(desk_store_ticket_touch(store, ticket, status, at, &error));
}

static void
add_message(gint64 ticket, DeskDirection direction, gint64 received)
{
    DeskMessage message = {
        .ticket = ticket, .direction = direction, .received = received, .machine = "human"
    };
    SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
}

static void
add_event(gint64 ticket, const char *kind, const char *detail, gint64 at)
{
    DeskEvent event = {
        .ticket = ticket, .at = at, .kind = (char *) kind, .detail = (char *) detail
    };
    SCRATCH_OK(desk_store_event_add(store, &event, &error));
}

static void
set_timer(gint64 ticket, DeskTimerKind kind, DeskTimerState state, gint64 due, gint64 breached)
{
    DeskTimer timer = {
        .ticket = ticket, .kind = kind, .state = state, .due = due, .breached = breached
    };
    SCRATCH_OK(desk_store_timer_put(store, &timer, &error));
}

/* "first: 2 created, 1 ended ...": what is 0 or unknown is left out; a line each. */
static char *
tell(DeskPeriod period, bool by_agent, gint64 now)
{
    g_autoptr(GPtrArray) tallies = NULL;
    GString *text = g_string_new(NULL);
    SCRATCH_OK(desk_store_tally(store, period, by_agent, now, &tallies, &error));
    for (guint i = 0; i < tallies->len; i++) {
        const DeskTally *t = tallies->pdata[i];
        const struct {
            const char *word;
            gint64 number;
        } words[] = { { "created", t->created },     { "ended", t->ended },
                      { "alive", t->alive },         { "since", t->oldest },
                      { "overdue", t->overdue },     { "met", t->met },
                      { "missed", t->missed },       { "answers", t->answers },
                      { "after", t->first_response } };
        g_string_append_printf(text, "%s:", t->name ? t->name : "-");
        for (size_t j = 0; j < G_N_ELEMENTS(words); j++)
            if (words[j].number != (j + 1 == G_N_ELEMENTS(words) ? -1 : 0))
                g_string_append_printf(text, " %s %d", words[j].word, (int) words[j].number);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void
expect(const char *says, DeskPeriod period, bool by_agent, gint64 now, const char *expected)
{
    g_autofree char *found = tell(period, by_agent, now);
    cr_expect_str_eq(found, expected, "%s:\n%s", says, found);
}

Test(look_tally, tickets_are_counted_for_who_has_them)
{
    expect("nothing is there", (DeskPeriod){ 0, G_MAXINT64 }, false, 50, "");
    gint64 a = add_ticket("first", "bob", 10), b = add_ticket("first", "bob", 20),
           c = add_ticket("second", "bob", 30), d = add_ticket(NULL, NULL, 31),
           spam = add_ticket("first", "bob", 20), merged = add_ticket("first", NULL, 20);
    set_status(a, DESK_STATUS_CLOSED, 40);
    set_status(b, DESK_STATUS_RESOLVED, 35);
    set_status(b, DESK_STATUS_OPEN, 36);
    set_status(c, DESK_STATUS_WAITING, 37);
    set_status(d, DESK_STATUS_RESOLVED, 38);
    set_status(d, DESK_STATUS_CLOSED, 60);
    set_status(spam, DESK_STATUS_SPAM, 39);
    SCRATCH_OK(desk_store_ticket_merge(store, merged, a, 39, &error));
    add_ticket("Zweite", NULL, 33);
    expect("by team", (DeskPeriod){ 20, 40 }, false, 50,
           "Zweite: created 1 alive 1 since 33\n"
           "first: created 1 ended 1 alive 1 since 20\n"
           "second: created 1 alive 1 since 30\n"
           "-: created 1 ended 1\n");
    expect("by agent", (DeskPeriod){ 20, 40 }, true, 50,
           "bob: created 2 ended 1 alive 2 since 20\n"
           "-: created 2 ended 1 alive 1 since 33\n");
    expect("another period", (DeskPeriod){ 1, 10 }, true, 50,
           "bob: created 1 alive 2 since 20\n-: alive 1 since 33\n");
}

Test(look_tally, clocks_are_met_or_missed_once)
{
    gint64 a = add_ticket("first", "bob", 10), b = add_ticket("second", "bob", 10);
    add_event(a, "sla-met", "the first response came in time: after 2 h", 20);
    add_event(a, "sla-met", "the resolution came in time: after 2 h", 40);
    add_event(a, "sla-met", "the resolution came in time: after 2 h", 41);
    add_event(b, "sla-missed", "the first response is 1 h late", 25);
    add_event(b, "sla-met", "the first response came 50 min late: after 2 h", 30);
    add_event(b, "sla-warning", "the resolution is due in time: soon", 31);
    expect("by team", (DeskPeriod){ 20, 40 }, false, 50,
           "first: alive 1 since 10 met 2\nsecond: alive 1 since 10 missed 1\n");
    expect("by agent", (DeskPeriod){ 20, 40 }, true, 50, "bob: alive 2 since 10 met 2 missed 1\n");
}

Test(look_tally, what_is_overdue_has_a_clock_that_was_missed_and_is_not_met)
{
    static const struct {
        const char *says;
        DeskTimerKind kind;
        DeskTimerState state;
        gint64 due, breached;
        bool overdue;
    } rows[] = {
        { "noted", DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, 40, 45, true },
        { "not noted yet", DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, 50, 0, true },
        { "due soon", DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, 51, 0, false },
        { "it waits", DESK_TIMER_RESOLUTION, DESK_TIMER_PAUSED, 0, 45, true },
        { "met late", DESK_TIMER_RESOLUTION, DESK_TIMER_MET, 0, 45, false },
        { "it is to wake", DESK_TIMER_WAKE, DESK_TIMER_RUNNING, 40, 0, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = add_ticket(rows[i].says, NULL, 10);
        g_autofree char *expected = g_strdup_printf("%s: alive 1 since 10%s\n", rows[i].says,
                                                    rows[i].overdue ? " overdue 1" : "");
        set_timer(id, DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_MET, 0, 30);
        set_timer(id, rows[i].kind, rows[i].state, rows[i].due, rows[i].breached);
        g_autofree char *found = tell((DeskPeriod){ 1, 2 }, false, 50);
        cr_expect_not_null(strstr(found, expected), "%s:\n%s", rows[i].says, found);
        set_status(id, DESK_STATUS_CLOSED, 50);
    }
}

/* Three first answers after 5, 7 and 20, of which the middle one tells. */
Test(look_tally, the_first_answer_of_each_ticket_makes_the_median)
{
    gint64 tickets[4];
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++)
        tickets[i] = add_ticket("first", i % 2 ? "bob" : NULL, 10);
    add_message(tickets[0], DESK_DIRECTION_IN, 10);
    add_message(tickets[0], DESK_DIRECTION_NOTE, 11);
    add_message(tickets[0], DESK_DIRECTION_OUT, 15);
    add_message(tickets[0], DESK_DIRECTION_OUT, 99);
    add_message(tickets[1], DESK_DIRECTION_IN, 10);
    add_message(tickets[1], DESK_DIRECTION_OUT, 30);
    add_message(tickets[2], DESK_DIRECTION_IN, 10);
    add_message(tickets[2], DESK_DIRECTION_OUT, 17);
    add_message(tickets[3], DESK_DIRECTION_OUT, 12);
    add_message(tickets[3], DESK_DIRECTION_OUT, 90);
    expect("all", (DeskPeriod){ 1, 99 }, false, 0,
           "first: created 4 alive 4 since 10 answers 6 after 7\n");
    expect("a period", (DeskPeriod){ 16, 99 }, false, 0,
           "first: alive 4 since 10 answers 4 after 13\n");
    expect("later answers alone", (DeskPeriod){ 31, 99 }, false, 0,
           "first: alive 4 since 10 answers 2\n");
    expect("by agent", (DeskPeriod){ 1, 99 }, true, 0,
           "bob: created 2 alive 2 since 10 answers 3 after 20\n"
           "-: created 2 alive 2 since 10 answers 3 after 6\n");
}

Test(look_tally, an_answer_before_its_ticket_took_no_time)
{
    gint64 ticket = add_ticket("first", NULL, 10);
    add_message(ticket, DESK_DIRECTION_IN, 10);
    add_message(ticket, DESK_DIRECTION_OUT, 5);
    expect("the clock was set back", (DeskPeriod){ 1, 9 }, false, 0,
           "first: alive 1 since 10 answers 1 after 0\n");
}
