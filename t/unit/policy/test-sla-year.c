#include "base/clock.h"
#include "fixture.h"
#include "policy/sla.h"

#include <criterion/criterion.h>

/*
 * A year of tickets against a reference that knows no timers: it counts the open minutes of each
 * clock one by one, and says what must have been asked for by then. Whoever looks does so only when
 * the timer says, and not at all while he is down.
 */

#define BEGIN   (20000 * DESK_DAY)
#define DAYS    365
#define MINUTES (DAYS * 24 * 60)
#define SPAN    (20 * 24 * 60) /* of one ticket */

static const char settings[] =
    "calendar \"office\" {\n"
    "  timezone = \"Europe/Berlin\"\n"
    "  monday = \"09:00-12:30, 13:30-17:30\" tuesday = \"09:00-12:30, 13:30-17:30\"\n"
    "  wednesday = \"09:00-12:30\" thursday = \"09:00-12:30, 13:30-17:30\" friday = "
    "\"09:00-15:00\"\n"
    "  holidays = {\"12-25\", \"12-26\", \"01-01\", \"05-01\"}\n"
    "}\n"
    "sla \"gold\" {\n"
    "  calendar = \"office\"\n"
    "  first-response = {\"critical=30m\", \"high=2h\", \"normal=8h\"}\n"
    "  next-response = {\"critical=30m\", \"high=4h\", \"normal=16h\"}\n"
    "  resolution = {\"critical=4h\", \"high=12h\", \"normal=30h\"}\n"
    "  escalation = {\"0m alarm\", \"60m alarm-lead\", \"90m repeat\"}\n"
    "}\n";

static DeskPolicy *policy;
static guint8 *open_minutes; /* of each minute of the year, whether the office is open */
static GRand *dice;

static void
open_year(void)
{
    policy = fixture_policy_with(settings);
    const DeskHours *hours = desk_conf_hours(desk_policy_conf(policy), "office");
    open_minutes = g_malloc(MINUTES);
    for (int i = 0; i < MINUTES; i++)
        open_minutes[i] = desk_hours_is_open(hours, BEGIN + i * DESK_MINUTE);
    dice = g_rand_new_with_seed(7);
}

static void
close_year(void)
{
    g_free(open_minutes);
    g_rand_free(dice);
    desk_policy_unref(policy);
}

TestSuite(sla_year, .init = open_year, .fini = close_year);

/* One clock as the reference has it. */
typedef struct {
    bool runs;   /* it has begun, and what it waits for has not happened */
    bool missed; /* its end has been asked for */
    int allowed; /* minutes */
    int used;    /* open minutes in which it ran */
    int asked;   /* steps that must have been taken */
} Model;

typedef struct {
    DeskTicket ticket;
    GArray *timers;
    Model models[DESK_TIMER_CLOCKS];
    bool missed[DESK_TIMER_CLOCKS]; /* it was told */
} Life;

static const int targets[DESK_TIMER_CLOCKS][DESK_PRIORITIES] = { { 30, 120, 480, 0 },
                                                                 { 30, 240, 960, 0 },
                                                                 { 240, 720, 1800, 0 } };

/* Its steps in used minutes: three quarters, the end with its alarm, then each. */
static int
steps_at(const Model *m)
{
    int steps = 0;
    if (m->allowed == 0)
        return 0;
    steps += m->used >= m->allowed - m->allowed / 4;
    steps += m->used >= m->allowed ? 2 : 0;
    steps += m->used >= m->allowed + 60;
    for (int n = 1; n <= 10; n++)
        steps += m->used >= m->allowed + 60 + 90 * n;
    return steps;
}

static DeskTimer *
timer_of(const Life *life, DeskTimerKind kind)
{
    for (guint i = 0; i < life->timers->len; i++)
        if (g_array_index(life->timers, DeskTimer, i).kind == kind)
            return &g_array_index(life->timers, DeskTimer, i);
    return NULL;
}

static void
tell(Life *life, DeskSlaEvent event, int minute)
{
    g_autoptr(GArray) changes = desk_sla_follow(desk_policy_conf(policy), &life->ticket,
                                                life->timers, event, BEGIN + minute * DESK_MINUTE);
    for (guint i = 0; i < changes->len; i++) {
        const DeskTimer *timer = &g_array_index(changes, DeskSlaChange, i).timer;
        DeskTimer *old = timer_of(life, timer->kind);
        if (old)
            *old = *timer;
        else
            g_array_append_vals(life->timers, timer, 1);
    }
}

static void
model_start(Life *life, DeskTimerKind kind)
{
    life->missed[kind] = false;
    life->models[kind] = (Model){ .runs = true, .allowed = targets[kind][life->ticket.priority] };
}

/* Something happens to the ticket, now and then. */
static void
happen(Life *life, int minute)
{
    Model *first = &life->models[DESK_TIMER_FIRST_RESPONSE];
    Model *next = &life->models[DESK_TIMER_NEXT_RESPONSE];
    switch (g_rand_int_range(dice, 0, 4)) {
    case 0:
        life->ticket.status = DESK_STATUS_WAITING;
        first->runs = next->runs = false;
        tell(life, DESK_SLA_ANSWERED, minute);
        return;
    case 1:
        life->ticket.status = DESK_STATUS_OPEN;
        if (!first->runs && !next->runs)
            model_start(life, DESK_TIMER_NEXT_RESPONSE);
        tell(life, DESK_SLA_ASKED, minute);
        return;
    case 2:
        life->ticket.status = DESK_STATUS_ON_HOLD;
        tell(life, DESK_SLA_CHANGED, minute);
        return;
    case 3:
        life->ticket.priority = g_rand_int_range(dice, 0, DESK_PRIORITIES);
        for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++)
            if (life->models[kind].runs && !life->models[kind].missed)
                life->models[kind].allowed = targets[kind][life->ticket.priority];
        tell(life, DESK_SLA_CHANGED, minute);
        return;
    }
}

/* What deskpost does. */
static void
look(Life *life, int minute)
{
    gint64 now = BEGIN + minute * DESK_MINUTE;
    for (guint i = 0; i < life->timers->len; i++) {
        DeskTimer *timer = &g_array_index(life->timers, DeskTimer, i);
        DeskSlaStep step;
        if (timer->next_at == 0 || timer->next_at > now)
            continue;
        bool any = desk_sla_step(desk_policy_conf(policy), &life->ticket, now, timer, &step);
        cr_assert(any, "minute %d: clock %d asks for nothing, though it is due", minute,
                  timer->kind);
        cr_assert(!step.breaches || !life->missed[timer->kind], "minute %d: missed twice", minute);
        cr_assert(!step.warns || !life->missed[timer->kind], "minute %d: warned too late", minute);
        life->missed[timer->kind] |= step.breaches;
    }
}

static void
compare(const Life *life, int minute)
{
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++) {
        const DeskTimer *timer = timer_of(life, kind);
        const Model *m = &life->models[kind];
        if (!m->runs)
            continue;
        cr_assert_not_null(timer);
        int used = (int) (desk_sla_spent(desk_policy_conf(policy), &life->ticket, timer,
                                         BEGIN + minute * DESK_MINUTE) /
                          DESK_MINUTE);
        cr_assert_eq(used, m->used, "minute %d, clock %d: %d minutes used, expected %d", minute,
                     kind, used, m->used);
        cr_assert_eq(timer->step, m->asked, "minute %d, clock %d: %d steps, expected %d", minute,
                     kind, (int) timer->step, m->asked);
    }
}

static bool
counts(const Life *life, int kind)
{
    return life->models[kind].runs && life->ticket.status != DESK_STATUS_WAITING &&
           life->ticket.status != DESK_STATUS_ON_HOLD;
}

/* What must have been asked for by now; another time that is allowed takes nothing of it back. */
static void
ask(Life *life)
{
    for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++) {
        Model *m = &life->models[kind];
        if (!counts(life, kind))
            continue;
        m->asked = MAX(m->asked, steps_at(m));
        m->missed = m->missed || m->asked > 1;
    }
}

static void
live(int begin, int down_from, int down_until)
{
    Life life = { .ticket = { .id = 1,
                              .status = DESK_STATUS_NEW,
                              .priority = DESK_PRIORITY_NORMAL,
                              .sla = (char *) "gold",
                              .created = BEGIN + begin * DESK_MINUTE },
                  .timers = g_array_new(FALSE, FALSE, sizeof(DeskTimer)) };
    tell(&life, DESK_SLA_OPENED, begin);
    model_start(&life, DESK_TIMER_FIRST_RESPONSE);
    model_start(&life, DESK_TIMER_RESOLUTION);
    for (int minute = begin; minute < begin + SPAN; minute++) {
        if (g_rand_int_range(dice, 0, 600) == 0)
            happen(&life, minute);
        if (minute < down_from || minute >= down_until) {
            look(&life, minute);
            ask(&life);
            compare(&life, minute);
        }
        for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++)
            if (counts(&life, kind))
                life.models[kind].used += open_minutes[minute];
    }
    g_array_unref(life.timers);
}

Test(sla_year, i11_no_step_is_lost_and_none_comes_twice, .timeout = 60)
{
    int tickets = g_getenv("DESK_LONG") ? 2000 : 60;
    for (int i = 0; i < tickets; i++) {
        int begin = g_rand_int_range(dice, 0, MINUTES - SPAN);
        int down = begin + g_rand_int_range(dice, 0, SPAN);
        live(begin, down, i % 2 ? down + 24 * 60 : down);
    }
}
