#include "desk/wake.h"
#include "desk/history.h"
#include "desk/later.h"
#include "desk/notification.h"
#include "desk/sla.h"
#include "policy/lifecycle.h"
#include "store/rows.h"

bool
desk_wake_end(DeskStore *store, gint64 ticket, GError **error)
{
    return desk_later_set(store, ticket, DESK_TIMER_WAKE, 0, 0, error);
}

bool
desk_wake_follow(DeskStore *store, const DeskLifeMove *move, GError **error)
{
    DeskStatus before = move->ticket->status, after = move->status;
    bool leaves_hold = before == DESK_STATUS_ON_HOLD && after != DESK_STATUS_ON_HOLD;
    bool ends = desk_lifecycle_is_alive(before) && !desk_lifecycle_is_alive(after);
    return (!leaves_hold && !ends) || desk_wake_end(store, move->ticket->id, error);
}

/* Whoever put it on hold until then wanted to go on with it. */
static bool
open_again(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
           GError **error)
{
    const DeskMoment moment = { ticket->id, 0, now };
    const DeskLifeMove move = { .policy = policy,
                                .ticket = ticket,
                                .status = DESK_STATUS_OPEN,
                                .assignee = ticket->assignee,
                                .cause = DESK_LIFE_TIME,
                                .now = now };
    if (ticket->status != DESK_STATUS_ON_HOLD)
        return true;
    if (!desk_life_follow(store, &move, error))
        return false;
    ticket->status = DESK_STATUS_OPEN;
    return desk_store_ticket_touch(store, ticket->id, ticket->status, now, error) &&
           desk_sla_tell(store, desk_policy_conf(policy), ticket, DESK_SLA_CHANGED, &moment,
                         error) &&
           desk_history_note(store, &moment, "status",
                             "from on-hold to open, because the time is over for which it was put "
                             "off",
                             error);
}

static bool
tell(DeskStore *store, const DeskPolicy *policy, const DeskTicket *ticket, bool was_on_hold,
     gint64 now, GError **error)
{
    const DeskOccasion why = desk_notification_occasion(policy, ticket, 0, now);
    const DeskNotification news = {
        .kind = DESK_NOTIFICATION_WOKE,
        .ticket = ticket,
        .detail = was_on_hold ? "The time is over until which this ticket was on hold; it is open"
                              : "The time is over for which this ticket was put off",
    };
    return desk_notification_send(store, &why, &news, error);
}

bool
desk_wake_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
              GError **error)
{
    const DeskMoment moment = { ticket->id, 0, now };
    bool was_on_hold = ticket->status == DESK_STATUS_ON_HOLD;
    if (!desk_lifecycle_is_alive(ticket->status))
        return true;
    return desk_history_note(store, &moment, "woke", "the time is over for which it was put off",
                             error) &&
           open_again(store, policy, ticket, now, error) &&
           tell(store, policy, ticket, was_on_hold, now, error);
}
