#include "desk/later.h"
#include "base/clock.h"
#include "desk/lapse.h"
#include "desk/survey.h"
#include "desk/wake.h"
#include "store/timers.h"

typedef bool (*Deed)(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                     GError **error);

/* What has no deed is a clock. */
static const Deed deeds[DESK_TIMER_KINDS] = {
    [DESK_TIMER_WAKE] = desk_wake_run,
    [DESK_TIMER_REMIND] = desk_lapse_remind,
    [DESK_TIMER_CLOSE] = desk_lapse_close,
    [DESK_TIMER_SURVEY] = desk_survey_run,
};

bool
desk_later_set(DeskStore *store, gint64 ticket, DeskTimerKind kind, gint64 at, gint64 now,
               GError **error)
{
    const DeskTimer timer = { .ticket = ticket,
                              .kind = kind,
                              .state = DESK_TIMER_RUNNING,
                              .since = now,
                              .next_at = at,
                              .set = now };
    return at > 0 ? desk_store_timer_put(store, &timer, error)
                  : desk_store_timer_remove(store, ticket, kind, error);
}

static const DeskTimer *
timer_of(const GArray *timers, DeskTimerKind kind)
{
    for (guint i = 0; i < timers->len; i++)
        if (g_array_index(timers, DeskTimer, i).kind == kind)
            return &g_array_index(timers, DeskTimer, i);
    return NULL;
}

bool
desk_later_get(DeskStore *store, gint64 ticket, DeskTimerKind kind, gint64 *at, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    *at = 0;
    if (!desk_store_timer_list(store, ticket, &timers, error))
        return false;
    const DeskTimer *timer = timer_of(timers, kind);
    *at = timer ? timer->next_at : 0;
    return true;
}

static bool
is_due(const DeskTimer *timer, gint64 now)
{
    return timer->next_at > 0 && timer->next_at <= now;
}

static bool
is_ahead(const DeskTimer *timer, gint64 now)
{
    return timer->set > now + DESK_CLOCK_AHEAD;
}

static bool
take_step(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, const DeskTimer *timer,
          gint64 now, GError **error)
{
    gint64 span = timer->next_at - timer->set;
    if (is_due(timer, now))
        return desk_later_set(store, ticket->id, timer->kind, 0, now, error) &&
               deeds[timer->kind](store, policy, ticket, now, error);
    return desk_later_set(store, ticket->id, timer->kind, MAX(now, now + span), now, error);
}

/* A deed may move the timers of others or end them, so they are looked at anew. */
bool
desk_later_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
               GError **error)
{
    g_autoptr(GArray) timers = NULL;
    for (DeskTimerKind kind = 0; kind < DESK_TIMER_KINDS; kind++) {
        if (!deeds[kind])
            continue;
        if (!timers && !desk_store_timer_list(store, ticket->id, &timers, error))
            return false;
        const DeskTimer *timer = timer_of(timers, kind);
        if (!timer || (!is_due(timer, now) && !is_ahead(timer, now)))
            continue;
        if (!take_step(store, policy, ticket, timer, now, error))
            return false;
        g_clear_pointer(&timers, g_array_unref);
    }
    return true;
}
