#include "policy/notify.h"
#include "base/clock.h"
#include "policy/monitor.h"
#include "policy/report.h"
#include "policy/robots.h"
#include "policy/subject.h"

static bool
names_us(const DeskPolicy *policy, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const DeskMailAddress *address = addresses->pdata[i];
        if (desk_policy_is_ours(policy, address->address))
            return true;
    }
    return false;
}

/* RULES L1, L2: what is said of a mail by its sender, its header and its envelope. */
static const char *
refuse_answer(const DeskPolicy *policy, const DeskNotifyFacts *facts)
{
    const DeskMail *mail = facts->mail;
    if (*facts->envelope_sender == '\0')
        return "the envelope sender is null";
    if (!facts->recipient)
        return "nobody is known to answer to";
    if (desk_policy_is_ours(policy, facts->envelope_sender) || names_us(policy, mail->from))
        return "it comes from an address of the desk itself";
    if (desk_robots_is_unread(facts->recipient) || desk_robots_is_unread(facts->envelope_sender))
        return "nobody reads mail at the sender's address";
    if (mail->machine == DESK_MACHINE_LIST)
        return "it came by way of a mailing list";
    if (mail->machine != DESK_MACHINE_HUMAN)
        return "a machine wrote it";
    if (!mail->may_answer)
        return "its header fields ask for no automatic answer";
    if (!names_us(policy, mail->to) && !names_us(policy, mail->cc))
        return "no address of the desk stands in To or Cc";
    return NULL;
}

/* Customers that are programs; which agents there are is for the configuration to say. */
static const char *
refuse_machine(const DeskPolicy *policy, const DeskNotifyFacts *facts)
{
    if (facts->kind->to_agent || !facts->kind->is_automatic)
        return NULL;
    if (desk_robots_is_unread(facts->recipient))
        return "nobody reads mail at the recipient's address";
    return desk_monitor_is_at(desk_policy_conf(policy), facts->recipient)
               ? "a monitor writes from the recipient's address, and reads nothing there"
               : NULL;
}

/* Who must get nothing automatic whatever it is about. */
static const char *
refuse_person(const DeskPolicy *policy, const DeskNotifyFacts *facts)
{
    if (!facts->recipient)
        return "nobody is known to write to";
    if (desk_policy_is_ours(policy, facts->recipient))
        return "it would come back to the desk itself";
    if (facts->kind->to_agent &&
        !desk_conf_agent_by_address(desk_policy_conf(policy), facts->recipient))
        return "its recipient is no agent";
    if (!facts->kind->to_agent && facts->assurance == DESK_ASSURANCE_FAILED)
        return "the sender's address is forged";
    if (facts->kind->is_automatic && facts->bounce_score >= DESK_HEALTH_DEAD)
        return "mail to this address has failed";
    return refuse_machine(policy, facts);
}

const char *
desk_notify_refusal(const DeskPolicy *policy, const DeskNotifyFacts *facts)
{
    const char *refusal = facts->kind->answers ? refuse_answer(policy, facts) : NULL;
    return refusal ? refusal : refuse_person(policy, facts);
}

const DeskNotifyWindow desk_notify_windows[DESK_NOTIFY_WINDOWS] = {
    { 10 * DESK_MINUTE, 10, "the recipient has had 10 mails on this ticket in 10 minutes" },
    { 30 * DESK_MINUTE, 15, "the recipient has had 15 mails on this ticket in 30 minutes" },
    { 60 * DESK_MINUTE, 25, "the recipient has had 25 mails on this ticket in an hour" },
    { 180 * DESK_MINUTE, 50, "the recipient has had 50 mails on this ticket in 3 hours" },
    { 600 * DESK_MINUTE, 100, "the recipient has had 100 mails on this ticket in 10 hours" },
};

static bool
is_known_subject(const DeskNotifyBudget *budget)
{
    g_autofree char *subject = desk_subject_base(budget->subject);
    for (guint i = 0; i < budget->subjects->len; i++) {
        g_autofree char *known = desk_subject_base(budget->subjects->pdata[i]);
        if (g_str_equal(subject, known))
            return true;
    }
    return false;
}

/* What one sender gets for his mails. */
static const char *
overrun_of_sender(const DeskLimits *limits, const DeskNotifyBudget *budget)
{
    if (budget->assurance >= DESK_ASSURANCE_NONE &&
        budget->answers_day >= limits->unverified_acks_per_day)
        return "the sender is not verified, and has had as many acknowledgements as a day allows "
               "then";
    if (budget->answers_hour >= limits->acks_per_hour)
        return "the sender has had as many acknowledgements as an hour allows";
    if (budget->answers_day >= limits->acks_per_day)
        return "the sender has had as many acknowledgements as a day allows";
    if (budget->subjects && budget->subjects->len >= DESK_NOTIFY_SUBJECTS &&
        is_known_subject(budget))
        return "the sender has had several acknowledgements in 3 hours, one for this very subject";
    return NULL;
}

bool
desk_notify_shares(const DeskMailKind *kind, const DeskMailKind *other)
{
    if (!kind->to_agent)
        return !other->to_agent && other->is_automatic;
    return other == kind || (other->notifies && kind->notifies);
}

gint64
desk_notify_room(const DeskLimits *limits, const DeskMailKind *kind)
{
    if (!kind->to_agent)
        return kind->answers ? G_MAXINT64 : limits->customer_mails_per_hour;
    return g_str_equal(kind->name, "agent-alarm") ? limits->alarms_per_hour
                                                  : limits->notifications_per_hour;
}

/* What one person gets, on whichever tickets. */
static const char *
overrun_of_person(const DeskLimits *limits, const DeskNotifyBudget *budget)
{
    if (budget->person_hour < desk_notify_room(limits, budget->kind))
        return NULL;
    if (!budget->kind->to_agent)
        return "the customer has had as many automatic mails as an hour allows";
    return g_str_equal(budget->kind->name, "agent-alarm")
               ? "the agent has had as many alarms as an hour allows"
               : "the agent has had as many notifications as an hour allows";
}

const char *
desk_notify_overrun(const DeskPolicy *policy, const DeskNotifyBudget *budget)
{
    const DeskLimits *limits = &desk_policy_conf(policy)->limits;
    const char *over = budget->kind->answers ? overrun_of_sender(limits, budget) : NULL;
    if (!over)
        over = overrun_of_person(limits, budget);
    for (size_t i = 0; i < DESK_NOTIFY_WINDOWS && !over; i++)
        if (budget->sent[i] >= desk_notify_windows[i].limit)
            over = desk_notify_windows[i].over;
    if (over)
        return over;
    const DeskPeriod hour = desk_clock_last(budget->now, DESK_HOUR);
    bool recent = budget->back > hour.since && budget->back <= hour.until;
    return recent || limits->automatic_per_hour == 0
               ? "the desk has sent as many automatic mails as an hour allows"
               : NULL;
}
