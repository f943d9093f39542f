#include "desk/alarm.h"
#include "base/clock.h"
#include "desk/automatic.h"
#include "desk/history.h"
#include "policy/alarm.h"
#include "store/rows.h"

#define TAG "undeliverable"

/* Agents get it from the mailbox that the customer wrote to, while there is one. */
static DeskOccasion
occasion_of(const DeskNews *news)
{
    const DeskConf *conf = desk_policy_conf(news->policy);
    const DeskMailbox *mailbox = desk_conf_mailbox(conf, news->ticket->mailbox);
    return (DeskOccasion){ .policy = news->policy,
                           .mailbox = mailbox ? mailbox : conf->mailboxes->pdata[0],
                           .now = news->now,
                           .message = news->message };
}

static bool
tell(DeskStore *store, const DeskNews *news, const DeskAgent *agent, GError **error)
{
    const DeskOccasion occasion = occasion_of(news);
    g_autoptr(DeskPlan) plan = desk_plan_alarm(agent, news->ticket->id, news->detail);
    return desk_automatic_send(store, &occasion, plan, error);
}

bool
desk_alarm_tell(DeskStore *store, const DeskNews *news, const GPtrArray *agents, GError **error)
{
    const DeskMoment moment = { news->ticket->id, news->message, news->now };
    if (agents->len == 0)
        return desk_history_note(store, &moment, "agent-alarm-suppressed",
                                 "the ticket has neither an assignee nor a team that could be told",
                                 error);
    for (guint i = 0; i < agents->len; i++)
        if (!tell(store, news, agents->pdata[i], error))
            return false;
    return true;
}

bool
desk_alarm_raise(DeskStore *store, const DeskLoss *loss, GError **error)
{
    if (!desk_alarm_is_due(loss->row->kind))
        return true;
    if (!desk_store_tag_add(store, loss->ticket->id, TAG, error))
        return false;
    g_autoptr(GPtrArray) agents = desk_alarm_audience(desk_policy_conf(loss->policy), loss->ticket);
    const DeskNews news = { .policy = loss->policy,
                            .ticket = loss->ticket,
                            .message = loss->message,
                            .now = loss->now,
                            .detail = loss->detail };
    return desk_alarm_tell(store, &news, agents, error);
}

bool
desk_alarm_unsent(DeskStore *store, DeskConf *conf, const DeskOutboxRow *row, const char *why,
                  GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_alarm_is_due(row->kind))
        return true;
    if (!desk_store_ticket_final(store, row->ticket, &ticket, error))
        return false;
    if (!ticket)
        return true;
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, error);
    if (!epochs)
        return false;
    g_autoptr(DeskPolicy) policy = desk_policy_new(conf, epochs);
    g_autofree char *detail =
        g_strdup_printf("The %s to %s (outgoing mail %" G_GINT64_FORMAT ") could not be sent: %s",
                        row->kind, row->recipient, row->id, why ? why : "no reason was given");
    const DeskLoss loss = {
        .policy = policy, .row = row, .ticket = ticket, .now = desk_clock_now(), .detail = detail
    };
    return desk_alarm_raise(store, &loss, error);
}
