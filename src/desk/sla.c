#include "desk/sla.h"
#include "store/rows.h"
#include "store/timers.h"

static bool
write_change(DeskStore *store, const DeskSlaChange *change, const DeskMoment *moment,
             GError **error)
{
    return desk_store_timer_put(store, &change->timer, error) &&
           (!change->kind || desk_history_note(store, moment, change->kind, change->detail, error));
}

/* A ticket without an SLA may have had one, and may get it back: its clocks follow it. A desk that
 * promises nothing pays nothing for that. */
bool
desk_sla_tell(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket, DeskSlaEvent event,
              const DeskMoment *moment, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    if (!ticket->sla && (event == DESK_SLA_OPENED || conf->slas->len == 0))
        return true;
    if (event == DESK_SLA_OPENED)
        timers = g_array_new(FALSE, FALSE, sizeof(DeskTimer));
    else if (!desk_store_timer_list(store, ticket->id, &timers, error))
        return false;
    g_autoptr(GArray) changes = desk_sla_follow(conf, ticket, timers, event, moment->at);
    for (guint i = 0; i < changes->len; i++)
        if (!write_change(store, &g_array_index(changes, DeskSlaChange, i), moment, error))
            return false;
    return true;
}

bool
desk_sla_leave(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket, gint64 now,
               GError **error)
{
    g_autoptr(DeskTicket) before = NULL;
    g_autoptr(GArray) timers = NULL;
    if (!desk_store_ticket_get(store, ticket->id, &before, error))
        return false;
    if (!before || !before->sla || g_strcmp0(before->sla, ticket->sla) == 0)
        return true;
    if (!desk_store_timer_list(store, ticket->id, &timers, error))
        return false;
    g_autoptr(GArray) changes = desk_sla_settle(conf, before, timers, now);
    for (guint i = 0; i < changes->len; i++)
        if (!desk_store_timer_put(store, &g_array_index(changes, DeskSlaChange, i).timer, error))
            return false;
    return true;
}
