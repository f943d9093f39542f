#include "base/clock.h"
#include "fixture.h"
#include "policy/sla.h"

#include <criterion/criterion.h>

#define NOON (20000 * DESK_DAY + 12 * DESK_HOUR)

static const char settings[] =
    "sla \"gold\" {\n"
    "  first-response = {\"critical=30m\", \"high=1h\", \"normal=4h\"}\n"
    "  next-response = {\"critical=1h\", \"high=2h\", \"normal=8h\"}\n"
    "  resolution = {\"critical=4h\", \"high=8h\", \"normal=40h\"}\n"
    "  escalation = {\"0m alarm\", \"30m alarm-lead\", \"30m raise-priority\", \"1h assign-lead\","
    " \"2h team operations\", \"2h repeat\"}\n"
    "}\n"
    "sla \"silver\" { resolution = {\"high=16h\"} warn-at = 1 escalation = {} }\n"
    "team \"operations\" { members = {\"alice\"} }\n";

static DeskPolicy *policy;
static DeskTicket ticket;
static GArray *timers; /* DeskTimer by kind */
static char *told;     /* what was to be noted by the last event: "KIND: SENTENCE" lines */

static void
open_case(void)
{
    policy = fixture_policy_with(settings);
    timers = g_array_new(FALSE, FALSE, sizeof(DeskTimer));
    ticket = (DeskTicket){ .id = 1,
                           .status = DESK_STATUS_NEW,
                           .priority = DESK_PRIORITY_NORMAL,
                           .sla = (char *) "gold",
                           .created = NOON };
}

static void
close_case(void)
{
    desk_policy_unref(policy);
    g_array_unref(timers);
    g_clear_pointer(&told, g_free);
}

TestSuite(sla, .init = open_case, .fini = close_case);

static DeskTimer *
timer_of(DeskTimerKind kind)
{
    for (guint i = 0; i < timers->len; i++)
        if (g_array_index(timers, DeskTimer, i).kind == kind)
            return &g_array_index(timers, DeskTimer, i);
    return NULL;
}

static void
keep(const DeskTimer *timer)
{
    DeskTimer *old = timer_of(timer->kind);
    if (old)
        *old = *timer;
    else
        g_array_append_vals(timers, timer, 1);
}

/* Returns how many clocks are other ones. */
static guint
tell(DeskSlaEvent event, gint64 at)
{
    g_autoptr(GArray) changes =
        desk_sla_follow(desk_policy_conf(policy), &ticket, timers, event, NOON + at);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        const DeskSlaChange *change = &g_array_index(changes, DeskSlaChange, i);
        keep(&change->timer);
        cr_expect_eq(change->timer.set, NOON + at);
        if (change->kind)
            g_string_append_printf(text, "%s: %s\n", change->kind, change->detail);
    }
    g_free(told);
    told = g_string_free(g_steal_pointer(&text), FALSE);
    return changes->len;
}

/* "first running 1h due 5h" ...: each clock that there is, in minutes after NOON. */
static char *
show(void)
{
    static const char *const names[] = { "first", "next", "resolution" };
    GString *text = g_string_new(NULL);
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++) {
        const DeskTimer *timer = timer_of(kind);
        if (!timer)
            continue;
        g_string_append_printf(text, "%s%s %s %d", text->len > 0 ? ", " : "", names[kind],
                               desk_timer_state_name(timer->state),
                               (int) (timer->used / DESK_MINUTE));
        if (timer->due)
            g_string_append_printf(text, " due %d", (int) ((timer->due - NOON) / DESK_MINUTE));
        if (timer->next_at)
            g_string_append_printf(text, " next %d", (int) ((timer->next_at - NOON) / DESK_MINUTE));
    }
    return g_string_free(text, FALSE);
}

/* What happens to the ticket in turn; status and priority are as they are from then on. */
typedef struct {
    int at; /* minutes */
    DeskSlaEvent event;
    DeskStatus status;
    DeskPriority priority;
    const char *sla;
    const char *clocks; /* "state used due next", in minutes */
    const char *told;   /* how it begins, or "" */
} Turn;

static void
play(const char *name, const Turn *turns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Turn *turn = &turns[i];
        ticket.status = turn->status;
        ticket.priority = turn->priority;
        ticket.sla = (char *) turn->sla;
        tell(turn->event, turn->at * DESK_MINUTE);
        g_autofree char *clocks = show();
        cr_expect_str_eq(clocks, turn->clocks, "%s, turn %zu: %s", name, i, clocks);
        cr_expect(*turn->told ? g_str_has_prefix(told, turn->told) : *told == '\0',
                  "%s, turn %zu: %s", name, i, told);
        cr_expect_eq(tell(DESK_SLA_CHANGED, turn->at * DESK_MINUTE), 0,
                     "%s, turn %zu: told again it is another", name, i);
    }
}

#define PLAY(name, ...)                                                                            \
    play(name, (const Turn[]){ __VA_ARGS__ }, sizeof((const Turn[]){ __VA_ARGS__ }) / sizeof(Turn))

#define OPENED   DESK_SLA_OPENED
#define ASKED    DESK_SLA_ASKED
#define ANSWERED DESK_SLA_ANSWERED
#define CHANGED  DESK_SLA_CHANGED
#define REOPENED DESK_SLA_REOPENED
#define NEW      DESK_STATUS_NEW, DESK_PRIORITY_NORMAL, "gold"
#define OPEN     DESK_STATUS_OPEN, DESK_PRIORITY_NORMAL, "gold"
#define WAITING  DESK_STATUS_WAITING, DESK_PRIORITY_NORMAL, "gold"
#define RESOLVED DESK_STATUS_RESOLVED, DESK_PRIORITY_NORMAL, "gold"
#define MERGED   DESK_STATUS_MERGED, DESK_PRIORITY_NORMAL, "gold"
#define SPAM     DESK_STATUS_SPAM, DESK_PRIORITY_NORMAL, "gold"

Test(sla, a_conversation_starts_pauses_and_meets_the_clocks)
{
    PLAY("conversation",
         { 0, OPENED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" },
         { 60, ASKED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" },
         { 120, ANSWERED, WAITING, "first met 120, resolution paused 120",
           "sla-met: the first response came in time: after 2 h of business time, and gold allows "
           "4 h" },
         { 600, ASKED, OPEN,
           "first met 120, next running 0 due 1080 next 960, resolution running 120 due 2880 next "
           "2280",
           "" },
         { 660, ASKED, OPEN,
           "first met 120, next running 0 due 1080 next 960, resolution running 120 due 2880 next "
           "2280",
           "" },
         { 1140, ANSWERED, WAITING, "first met 120, next met 540, resolution paused 660",
           "sla-missed: the next response came 1 h late" },
         { 1200, CHANGED, OPEN,
           "first met 120, next met 540, resolution running 660 due 2940 next 2340", "" },
         { 1260, ANSWERED, RESOLVED, "first met 120, next met 540, resolution met 720",
           "sla-met: the resolution came in time" },
         { 9000, REOPENED, OPEN,
           "first met 120, next running 0 due 9480 next 9360, resolution running 0 due 11400 next "
           "10800",
           "" });
}

Test(sla, what_ends_unanswered_counts_as_answered)
{
    PLAY("resolved",
         { 0, OPENED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" },
         { 30, CHANGED, RESOLVED, "first met 30, resolution met 30",
           "sla-met: the first response came in time: after 30 min" });
}

Test(sla, nothing_is_said_of_what_was_merged_or_is_spam)
{
    PLAY("merged",
         { 0, OPENED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" },
         { 600, CHANGED, MERGED, "first met 600, resolution met 600", "" },
         { 660, ASKED, MERGED, "first met 600, resolution met 600", "" });
    g_array_set_size(timers, 0);
    PLAY("spam",
         { 0, OPENED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" },
         { 200, CHANGED, SPAM, "first paused 200, resolution paused 200", "" },
         { 660, ASKED, SPAM, "first paused 200, resolution paused 200", "" },
         { 700, REOPENED, OPEN,
           "first running 200 due 740 next 700, resolution running 200 due 2900 next 2300", "" });
}

Test(sla, another_priority_or_sla_takes_the_time_used_so_far)
{
    PLAY("priority",
         { 0, OPENED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" },
         { 20, CHANGED, DESK_STATUS_NEW, DESK_PRIORITY_CRITICAL, "gold",
           "first running 20 due 30 next 22, resolution running 20 due 240 next 180", "" },
         { 25, CHANGED, DESK_STATUS_NEW, DESK_PRIORITY_LOW, "gold",
           "first running 25, resolution running 25", "" },
         { 60, CHANGED, DESK_STATUS_NEW, DESK_PRIORITY_HIGH, "gold",
           "first running 60 due 60 next 60, resolution running 60 due 480 next 360", "" },
         { 60, CHANGED, DESK_STATUS_NEW, DESK_PRIORITY_HIGH, "silver",
           "first running 60, resolution running 60 due 960 next 960", "" },
         { 90, CHANGED, DESK_STATUS_NEW, DESK_PRIORITY_HIGH, NULL,
           "first running 60, resolution running 60", "" },
         { 90, CHANGED, DESK_STATUS_NEW, DESK_PRIORITY_HIGH, "gold",
           "first running 90 due 90 next 90, resolution running 90 due 480 next 360", "" });
}

Test(sla, an_sla_that_is_unknown_is_looked_for_again)
{
    PLAY("unknown",
         { 0, OPENED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" });
    ticket.sla = (char *) "platinum";
    DeskTimer timer = *timer_of(DESK_TIMER_FIRST_RESPONSE);
    DeskSlaStep step;
    gint64 now = NOON + 5 * DESK_HOUR;
    cr_expect_not(desk_sla_step(desk_policy_conf(policy), &ticket, now, &timer, &step));
    cr_expect_eq(timer.next_at, now + DESK_HOUR);
    ticket.sla = (char *) "gold";
    cr_expect(desk_sla_step(desk_policy_conf(policy), &ticket, timer.next_at, &timer, &step));
    cr_expect(step.breaches, "no clock is lost by it");
}

Test(sla, a_ticket_that_gets_its_sla_later_is_measured_from_its_beginning)
{
    PLAY("later", { 0, OPENED, DESK_STATUS_NEW, DESK_PRIORITY_NORMAL, NULL, "", "" },
         { 30, CHANGED, NEW,
           "first running 0 due 240 next 180, resolution running 0 due 2400 next 1800", "" });
}

/* ---- steps ---- */

/* What is asked for, in words. */
static char *
words(const DeskSlaStep *step)
{
    return g_strdup_printf("%s%s%s%s%s%s%s%s", step->warns ? "warn " : "",
                           step->breaches ? "breach " : "", step->raises ? "raise " : "",
                           step->team ? step->team : "", step->team ? " " : "",
                           step->to_lead ? "to-lead " : "", step->alarms ? "alarm " : "",
                           step->alarms_lead ? "alarm-lead " : "");
}

/* The first response of a normal ticket is due at 240 minutes. */
static DeskTimer
first_clock(void)
{
    tell(DESK_SLA_OPENED, 0);
    return *timer_of(DESK_TIMER_FIRST_RESPONSE);
}

static void
expect_step(DeskTimer *timer, int minutes, const char *wanted)
{
    DeskSlaStep step;
    gint64 now = NOON + minutes * DESK_MINUTE;
    bool any = desk_sla_step(desk_policy_conf(policy), &ticket, now, timer, &step);
    g_autofree char *text = words(&step);
    cr_expect_str_eq(text, wanted, "at %d: %s", minutes, text);
    cr_expect_eq(any, *wanted != '\0', "at %d", minutes);
    cr_expect(timer->next_at == 0 || timer->next_at > now, "at %d: due again at once", minutes);
    cr_expect_not(desk_sla_step(desk_policy_conf(policy), &ticket, now, timer, &step),
                  "at %d: twice", minutes);
}

Test(sla, every_step_is_taken_once_in_its_order)
{
    static const struct {
        int minutes;
        const char *words;
    } rows[] = {
        { 179, "" },
        { 180, "warn " },
        { 239, "" },
        { 240, "breach alarm " },
        { 269, "" },
        { 270, "raise alarm-lead " },
        { 300, "to-lead " },
        { 360, "operations " },
        { 479, "" },
        { 480, "alarm-lead " },
        { 600, "alarm-lead " },
        { 1320, "alarm-lead " }, /* six at once */
        { 1560, "alarm-lead " }, /* the tenth */
        { 9999, "" },
    };
    DeskTimer timer = first_clock();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        expect_step(&timer, rows[i].minutes, rows[i].words);
    cr_expect_eq(timer.next_at, 0, "it comes to an end");
    cr_expect_eq(timer.breached, NOON + 240 * DESK_MINUTE);
}

Test(sla, i11_after_a_time_without_anybody_each_step_comes_once_and_together)
{
    DeskTimer timer = first_clock();
    expect_step(&timer, 1440 + 360, "breach raise operations alarm alarm-lead ");
    cr_expect_eq(timer.next_at, 0);
}

Test(sla, what_was_missed_stays_missed_whatever_the_priority_becomes)
{
    tell(DESK_SLA_OPENED, 0);
    expect_step(timer_of(DESK_TIMER_FIRST_RESPONSE), 270, "breach raise alarm alarm-lead ");
    ticket.priority = DESK_PRIORITY_HIGH;
    tell(DESK_SLA_CHANGED, 270 * DESK_MINUTE);
    cr_expect_eq(timer_of(DESK_TIMER_FIRST_RESPONSE)->next_at, NOON + 300 * DESK_MINUTE,
                 "the next step is due when it would have been");
    tell(DESK_SLA_ANSWERED, 290 * DESK_MINUTE);
    cr_expect(g_str_has_prefix(told, "sla-met: the first response came 50 min late"), "%s", told);
}

Test(sla, i11_a_clock_that_was_set_back_goes_on_from_now)
{
    DeskTimer timer = first_clock();
    expect_step(&timer, 180, "warn ");
    int month = 30 * 24 * 60;
    expect_step(&timer, 180 - month, "");
    cr_expect_eq(timer.next_at, NOON + (240 - month) * DESK_MINUTE, "60 minutes are left");
    expect_step(&timer, 240 - month, "breach alarm ");
}

Test(sla, i11_a_clock_that_is_a_little_behind_changes_nothing)
{
    DeskTimer timer = first_clock();
    expect_step(&timer, -59, "");
    cr_expect_eq(timer.next_at, NOON + 180 * DESK_MINUTE);
}

Test(sla, nothing_is_asked_for_a_ticket_that_is_gone)
{
    static const DeskStatus statuses[] = { DESK_STATUS_MERGED, DESK_STATUS_SPAM,
                                           DESK_STATUS_CLOSED };
    for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
        DeskTimer timer = first_clock();
        ticket.status = statuses[i];
        expect_step(&timer, 500, "");
        cr_expect_eq(timer.next_at, 0);
        ticket.status = DESK_STATUS_NEW;
    }
}

Test(sla, without_a_warning_there_is_none)
{
    ticket.sla = (char *) "silver";
    ticket.priority = DESK_PRIORITY_HIGH;
    tell(DESK_SLA_OPENED, 0);
    DeskTimer timer = *timer_of(DESK_TIMER_RESOLUTION);
    expect_step(&timer, 959, "");
    expect_step(&timer, 960, "breach ");
}
