#include "desk/lapse.h"
#include "desk/people.h"
#include "desk/record-parts.h"
#include "desk/sla.h"
#include "desk/wake.h"
#include "policy/lifecycle.h"
#include "store/rows.h"

/* An agent may open a ticket for somebody else. */
static bool
find_requester(DeskEntry *entry, GError **error)
{
    const DeskFiling *customer = entry->decision->customer;
    entry->requester = entry->sender;
    return !customer || desk_store_contact_put(entry->store, customer->sender_key,
                                               customer->sender_address, customer->sender_name,
                                               entry->filing->arrived, &entry->requester, error);
}

/* The others on the mail: noted so that their answers thread, but they get nothing by it. */
static bool
add_others(const DeskEntry *entry, bool is_requester, GError **error)
{
    bool is_proved = is_requester && entry->decision->assurance < DESK_ASSURANCE_NONE;
    return desk_people_note(entry->store, entry->filing, entry->ticket, is_proved, error);
}

static bool
tell_clocks(const DeskEntry *entry, const DeskTicket *ticket, DeskSlaEvent event, GError **error)
{
    const DeskMoment moment = { ticket->id, entry->message, entry->filing->arrived };
    return desk_sla_tell(entry->store, desk_policy_conf(entry->filing->envelope->policy), ticket,
                         event, &moment, error);
}

/* What a mail that joins a ticket does to its clocks. */
static bool
follow_clocks(const DeskEntry *entry, GError **error)
{
    const DeskTicket *before = entry->decision->ticket;
    DeskTicket after = *before;
    after.status = entry->decision->status;
    bool reopens =
        desk_lifecycle_has_ended(before->status) && desk_lifecycle_is_alive(after.status);
    if (reopens && !tell_clocks(entry, &after, DESK_SLA_REOPENED, error))
        return false;
    if (entry->decision->outcome == DESK_OUTCOME_ANSWER)
        return tell_clocks(entry, &after, DESK_SLA_ANSWERED, error);
    if (reopens)
        return true;
    if (desk_decision_asks(entry->decision, entry->filing))
        return tell_clocks(entry, &after, DESK_SLA_ASKED, error);
    bool same = after.status == before->status && !entry->decision->is_weighed;
    return same || tell_clocks(entry, &after, DESK_SLA_CHANGED, error);
}

/* Whom an agent has written to as well gets his answers; on a mail that he has brought they are as
 * unproved as its sender. */
static bool
add_others_of_new(const DeskEntry *entry, GError **error)
{
    if (entry->filing->behalf == DESK_BEHALF_BROUGHT && entry->decision->customer)
        return desk_people_note(entry->store, entry->decision->customer, entry->ticket, false,
                                error);
    if (entry->decision->customer)
        return desk_people_note(entry->store, entry->filing, entry->ticket, true, error);
    return add_others(entry, entry->sender > 0, error);
}

static DeskStatus
first_status(const DeskDecision *decision)
{
    if (decision->direction == DESK_DIRECTION_OUT)
        return DESK_STATUS_WAITING;
    return decision->assignment.agent ? DESK_STATUS_OPEN : DESK_STATUS_NEW;
}

static bool
start_clocks(const DeskEntry *entry, const DeskTicket *ticket, GError **error)
{
    return tell_clocks(entry, ticket, DESK_SLA_OPENED, error) &&
           (entry->decision->direction != DESK_DIRECTION_OUT ||
            tell_clocks(entry, ticket, DESK_SLA_ANSWERED, error));
}

/* A ticket with which an agent writes to somebody waits from the beginning. */
static bool
start_waiting(const DeskEntry *entry, const DeskTicket *ticket, GError **error)
{
    const DeskLifeMove move = { .policy = entry->filing->envelope->policy,
                                .ticket = ticket,
                                .status = ticket->status,
                                .assignee = ticket->assignee,
                                .cause = DESK_LIFE_STAFF,
                                .is_answer = true,
                                .now = entry->filing->arrived };
    return ticket->status != DESK_STATUS_WAITING || desk_lapse_follow(entry->store, &move, error);
}

bool
desk_entry_open(DeskEntry *entry, GError **error)
{
    const DeskFiling *filing = entry->filing;
    const DeskFiling *words = entry->decision->customer ? entry->decision->customer : filing;
    const DeskAgent *agent = entry->decision->assignment.agent;
    g_autofree char *subject = desk_thread_strip_tags(words->mail->subject);
    DeskTicket ticket = { .subject = *subject ? subject : (char *) "(no subject)",
                          .status = first_status(entry->decision),
                          .priority = entry->decision->route.priority,
                          .category = entry->decision->route.category,
                          .team = entry->decision->route.team,
                          .sla = entry->decision->route.sla,
                          .assignee = agent ? agent->name : NULL,
                          .mailbox = entry->mailbox->name,
                          .language = entry->decision->language.tag,
                          .created = filing->arrived,
                          .updated = filing->arrived };

    if (!find_requester(entry, error))
        return false;
    ticket.requester = entry->requester;
    if (!desk_store_ticket_add(entry->store, &ticket, error))
        return false;
    entry->ticket = ticket.id;
    if (entry->requester > 0 &&
        !desk_store_participant_add(entry->store, ticket.id, entry->requester, DESK_ROLE_REQUESTER,
                                    true, filing->arrived, error))
        return false;
    return start_clocks(entry, &ticket, error) && start_waiting(entry, &ticket, error) &&
           desk_people_answer_to(entry->store, words, entry->ticket, error) &&
           add_others_of_new(entry, error);
}

static bool
write_weighed(const DeskEntry *entry, GError **error)
{
    const DeskConf *conf = desk_policy_conf(entry->filing->envelope->policy);
    const DeskTicket *ticket = entry->decision->ticket;
    gint64 now = entry->filing->arrived;
    return desk_sla_leave(entry->store, conf, ticket, now, error) &&
           desk_store_ticket_set(entry->store, ticket, now, error);
}

static DeskLifeCause
cause_of(const DeskFiling *filing)
{
    if (desk_voice_of(filing->mail, filing->envelope->sender) == DESK_VOICE_PROGRAM)
        return DESK_LIFE_PROGRAM;
    return filing->identity.agent ? DESK_LIFE_STAFF : DESK_LIFE_CUSTOMER;
}

/* The customer gets a mail by this one, whatever else it does. */
static bool
is_mailed(const DeskDecision *decision)
{
    bool goes_out = decision->direction == DESK_DIRECTION_OUT && !decision->third;
    for (guint i = 0; decision->plans && i < decision->plans->len; i++) {
        const DeskPlan *plan = decision->plans->pdata[i];
        goes_out |= !plan->refusal && g_str_equal(plan->kind, "customer-result");
    }
    return goes_out;
}

DeskLifeMove
desk_record_move(const DeskFiling *filing, const DeskDecision *decision)
{
    return (DeskLifeMove){ .policy = filing->envelope->policy,
                           .ticket = decision->ticket,
                           .status = decision->status,
                           .assignee = decision->ticket->assignee,
                           .cause = cause_of(filing),
                           .is_answer = decision->outcome == DESK_OUTCOME_ANSWER,
                           .is_mailed = is_mailed(decision),
                           .now = filing->arrived };
}

static bool
go_on(const DeskEntry *entry, GError **error)
{
    const DeskLifeMove move = desk_record_move(entry->filing, entry->decision);
    return desk_life_follow(entry->store, &move, error);
}

/* What was put off until later waits for that no longer when somebody has answered. */
static bool
wake(const DeskEntry *entry, GError **error)
{
    return !desk_decision_asks(entry->decision, entry->filing) ||
           desk_wake_end(entry->store, entry->ticket, error);
}

bool
desk_entry_join(DeskEntry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    bool joins = decision->kind == DESK_VERDICT_APPEND && decision->outcome == DESK_OUTCOME_APPEND;
    entry->ticket = decision->ticket->id;
    return go_on(entry, error) &&
           desk_store_ticket_touch(entry->store, entry->ticket, decision->status,
                                   entry->filing->arrived, error) &&
           (!decision->is_weighed || write_weighed(entry, error)) && follow_clocks(entry, error) &&
           wake(entry, error) && (!joins || add_others(entry, decision->is_requester, error));
}

bool
desk_entry_add_mailboxes(const DeskEntry *entry, GError **error)
{
    const GArray *recipients = entry->filing->envelope->recipients;
    for (guint i = 0; i < recipients->len; i++) {
        const DeskMailbox *mailbox = g_array_index(recipients, DeskRecipient, i).mailbox;
        if (!desk_store_ticket_mailbox_add(entry->store, entry->ticket, mailbox->name, error))
            return false;
    }
    return true;
}
