#include "desk/later.h"
#include "base/clock.h"
#include "desk/survey.h"
#include "desk/wake.h"
#include "store/timers.h"

typedef bool (*Deed)(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                     GError **error);

/* What has no deed is a clock. */
static const Deed deeds[DESK_TIMER_KINDS] = {
    [DESK_TIMER_WAKE] = desk_wake_run,
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

bool
desk_later_get(DeskStore *store, gint64 ticket, DeskTimerKind kind, gint64 *at, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    *at = 0;
    if (!desk_store_timer_list(store, ticket, &timers, error))
        return false;
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind == kind)
            *at = timer->next_at;
    }
    return true;
}

static bool
take_step(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, const DeskTimer *timer,
          gint64 now, GError **error)
{
    gint64 span = timer->next_at - timer->set;
    if (timer->next_at > 0 && timer->next_at <= now)
        return desk_later_set(store, ticket->id, timer->kind, 0, now, error) &&
               deeds[timer->kind](store, policy, ticket, now, error);
    return timer->set <= now + DESK_CLOCK_AHEAD ||
           desk_later_set(store, ticket->id, timer->kind, MAX(now, now + span), now, error);
}

bool
desk_later_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
               GError **error)
{
    g_autoptr(GArray) timers = NULL;
    if (!desk_store_timer_list(store, ticket->id, &timers, error))
        return false;
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (deeds[timer->kind] && !take_step(store, policy, ticket, timer, now, error))
            return false;
    }
    return true;
}
