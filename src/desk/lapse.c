#include "desk/lapse.h"
#include "desk/amending.h"
#include "desk/automatic.h"
#include "desk/contact.h"
#include "desk/history.h"
#include "desk/later.h"
#include "desk/notification.h"
#include "policy/lifecycle.h"
#include "store/rows.h"
#include "store/timers.h"
#include "ticket/facts.h"

#define LOOKED_BACK 100 /* messages among which those are that came after the last answer */

static const DeskLifecycle *
settings_of(const DeskPolicy *policy)
{
    return &desk_policy_conf(policy)->lifecycle;
}

static bool
may_lapse(DeskStatus status)
{
    return status == DESK_STATUS_RESOLVED || status == DESK_STATUS_WAITING;
}

/* ---- setting ---- */

bool
desk_lapse_follow(DeskStore *store, const DeskLifeMove *move, GError **error)
{
    const DeskTicket *ticket = move->ticket;
    DeskStatus before = ticket->status, after = move->status;
    if (!desk_lifecycle_begins(before, after, move->is_answer) ||
        (!may_lapse(before) && !may_lapse(after)))
        return true;
    const DeskLapse lapse =
        desk_lifecycle_lapse(settings_of(move->policy), after, move->now, move->now);
    bool reminds = lapse.remind > 0 || before == DESK_STATUS_WAITING;
    return desk_later_set(store, ticket->id, DESK_TIMER_CLOSE, lapse.close, move->now, error) &&
           (!reminds ||
            desk_later_set(store, ticket->id, DESK_TIMER_REMIND, lapse.remind, move->now, error));
}

/* ---- closing ---- */

static bool
is_answer(const DeskMessage *message)
{
    return message->direction == DESK_DIRECTION_OUT && !message->held;
}

static bool
may_be_answer(const DeskMessage *message)
{
    bool by_person =
        g_str_equal(message->machine, "human") || g_str_equal(message->machine, "list");
    return message->direction == DESK_DIRECTION_IN && message->held && by_person;
}

/* It came for a survey and nothing else (desk/vote.h), so nobody waits for it. */
static bool
is_vote(DeskStore *store, const DeskMessage *message, bool *is_so, GError **error)
{
    g_autoptr(GPtrArray) events = NULL;
    bool votes = false, joins = false;
    if (!desk_store_event_caused(store, message->id, &events, error))
        return false;
    for (guint i = 0; i < events->len; i++) {
        const DeskEvent *event = events->pdata[i];
        votes |= g_str_has_prefix(event->kind, "survey-");
        joins |= g_str_equal(event->kind, "held");
    }
    *is_so = votes && !joins;
    return true;
}

/* What only agents see may be what the ticket waits for. */
static bool
find_held(DeskStore *store, gint64 ticket, bool *held, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    bool votes = false;
    *held = false;
    if (!desk_store_message_heads(store, ticket, LOOKED_BACK, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        if (is_answer(messages->pdata[i]))
            *held = false;
        if (*held || !may_be_answer(messages->pdata[i]))
            continue;
        if (!is_vote(store, messages->pdata[i], &votes, error))
            return false;
        *held = !votes;
    }
    return true;
}

static bool
stay(DeskStore *store, const DeskTicket *ticket, gint64 now, GError **error)
{
    const DeskMoment moment = { ticket->id, 0, now };
    return desk_history_note(store, &moment, "not-closed",
                             "it goes on waiting, since a message is held that may be the answer "
                             "of its customer",
                             error);
}

static bool
close_ticket(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
             GError **error)
{
    const DeskAmender time = {
        .policy = policy, .actor = "desk", .cause = DESK_LIFE_TIME, .now = now
    };
    const char *why = ticket->status == DESK_STATUS_WAITING
                          ? ", because its customer has not answered in time"
                          : ", because nobody has come back to it in time";
    if (!desk_amending_set_status(store, &time, ticket, DESK_STATUS_CLOSED, why, error))
        return false;
    ticket->status = DESK_STATUS_CLOSED;
    ticket->ended = ticket->ended > 0 ? ticket->ended : now;
    ticket->updated = now;
    return true;
}

bool
desk_lapse_close(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                 GError **error)
{
    bool held = false;
    if (!may_lapse(ticket->status))
        return true;
    if (ticket->status == DESK_STATUS_WAITING && !find_held(store, ticket->id, &held, error))
        return false;
    return held ? stay(store, ticket, now, error) : close_ticket(store, policy, ticket, now, error);
}

/* ---- reminding ---- */

static DeskPlan *
plan_reminder(const DeskTicket *ticket, const DeskContact *contact, gint64 closes)
{
    GString *facts = g_string_new(NULL);
    DeskPlan *plan = desk_plan_new("reminder", contact ? contact->address : NULL,
                                   contact ? contact->name : NULL);
    desk_facts_add_time(facts, "closes", closes);
    plan->ticket = ticket->id;
    plan->contact = ticket->requester;
    plan->detail = g_string_free(facts, FALSE);
    if (contact && contact->proved > 0)
        plan->assurance = DESK_ASSURANCE_ALIGNED;
    return plan;
}

static bool
suppress(DeskStore *store, const DeskMoment *moment, const char *why, GError **error)
{
    return desk_history_note(store, moment, "reminder-suppressed", why, error);
}

/* Who is a machine is not written to, who has never heard of it is reminded of nothing, and who may
 * have answered is not told that he has not. */
static bool
find_objection(DeskStore *store, const DeskTicket *ticket, const DeskContact *contact,
               const char **why, GError **error)
{
    bool is_machine = false, is_stranger = false, held = false;
    *why = NULL;
    if (!find_held(store, ticket->id, &held, error) ||
        !desk_store_message_mechanical(store, ticket->id, ticket->requester, &is_machine, error) ||
        (contact && !desk_contact_is_stranger(store, contact, ticket->id, &is_stranger, error)))
        return false;
    if (held)
        *why = "a message is held that may be the answer of its customer";
    if (is_stranger)
        *why = "nothing proves that the address is his, and he has had no mail of the ticket";
    if (is_machine)
        *why = "all that its customer wrote came from a machine or by way of a list";
    return true;
}

static bool
send(DeskStore *store, const DeskPolicy *policy, const DeskTicket *ticket, DeskPlan *plan,
     gint64 now, GError **error)
{
    const DeskMoment moment = { ticket->id, 0, now };
    const DeskOccasion why = desk_notification_occasion(policy, ticket, 0, now);
    return desk_automatic_send(store, &why, plan, error) &&
           (plan->refusal || desk_history_note(store, &moment, "reminded",
                                               "its customer is reminded that it closes if he "
                                               "does not answer",
                                               error));
}

/* However late the reminder is, he has the time for an answer that he should have. */
static bool
put_off_end(DeskStore *store, const DeskPolicy *policy, const DeskTicket *ticket, gint64 now,
            gint64 *closes, GError **error)
{
    gint64 least = now + settings_of(policy)->remind_before;
    if (!desk_later_get(store, ticket->id, DESK_TIMER_CLOSE, closes, error))
        return false;
    if (*closes == 0 || *closes >= least)
        return true;
    *closes = least;
    return desk_later_set(store, ticket->id, DESK_TIMER_CLOSE, least, now, error);
}

bool
desk_lapse_remind(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                  GError **error)
{
    const DeskMoment moment = { ticket->id, 0, now };
    g_autoptr(DeskContact) contact = NULL;
    const char *objection = NULL;
    gint64 closes = 0;
    if (ticket->status != DESK_STATUS_WAITING)
        return true;
    if ((ticket->requester > 0 &&
         !desk_store_contact_get(store, ticket->requester, &contact, error)) ||
        !find_objection(store, ticket, contact, &objection, error))
        return false;
    if (objection)
        return suppress(store, &moment, objection, error);
    if (!put_off_end(store, policy, ticket, now, &closes, error))
        return false;
    g_autoptr(DeskPlan) plan = plan_reminder(ticket, contact, closes);
    return send(store, policy, ticket, plan, now, error);
}

/* ---- what has no timer ---- */

/* Somebody else may have set it, or have changed the ticket. */
static bool
give_timer(DeskStore *store, const DeskPolicy *policy, gint64 id, gint64 now, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    gint64 set = 0;
    if (!desk_store_ticket_get(store, id, &ticket, error) ||
        !desk_later_get(store, id, DESK_TIMER_CLOSE, &set, error))
        return false;
    if (!ticket || set > 0)
        return true;
    gint64 since = ticket->status == DESK_STATUS_RESOLVED ? ticket->ended : now;
    const DeskLapse lapse = desk_lifecycle_lapse(settings_of(policy), ticket->status, since, now);
    return lapse.close == 0 ||
           (desk_later_set(store, id, DESK_TIMER_CLOSE, lapse.close, now, error) &&
            desk_later_set(store, id, DESK_TIMER_REMIND, lapse.remind, now, error));
}

static void
go_on(DeskLapseSweep *sweep)
{
    sweep->is_over = sweep->waiting;
    sweep->waiting = true;
    sweep->after = 0;
}

bool
desk_lapse_sweep(DeskStore *store, const DeskPolicy *policy, DeskLapseSweep *sweep, GError **error)
{
    g_autoptr(GArray) tickets = NULL;
    const DeskLifecycle *settings = settings_of(policy);
    const DeskTimerLack lack = { .kind = DESK_TIMER_CLOSE,
                                 .status =
                                     sweep->waiting ? DESK_STATUS_WAITING : DESK_STATUS_RESOLVED,
                                 .after = sweep->after,
                                 .limit = sweep->limit };
    bool lapses = (sweep->waiting ? settings->close_waiting_after : settings->close_after) > 0;
    if (lapses && !desk_store_timer_lacking(store, &lack, &tickets, error))
        return false;
    for (guint i = 0; tickets && i < tickets->len; i++) {
        sweep->after = g_array_index(tickets, gint64, i);
        if (!give_timer(store, policy, sweep->after, sweep->now, error))
            return false;
    }
    if (!tickets || tickets->len < sweep->limit)
        go_on(sweep);
    return true;
}
