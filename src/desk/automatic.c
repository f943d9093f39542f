#include "desk/automatic.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/digest.h"
#include "desk/history.h"
#include "desk/mailing.h"
#include "policy/notify.h"
#include "policy/report.h"
#include "policy/token.h"
#include "store/rows.h"

#define REFERENCES_MAX 20

DeskPlan *
desk_plan_new(const char *kind, const char *address, const char *name)
{
    DeskPlan *plan = g_new0(DeskPlan, 1);
    plan->kind = kind;
    plan->address = g_strdup(address);
    plan->name = g_strdup(name ? name : "");
    plan->assurance = DESK_ASSURANCE_NONE;
    return plan;
}

DeskPlan *
desk_plan_agent(const char *kind, const DeskAgent *agent, gint64 ticket, const char *detail)
{
    DeskPlan *plan = desk_plan_new(kind, agent->addresses[0], agent->full_name);
    plan->agent = agent;
    plan->ticket = ticket;
    plan->detail = g_strdup(detail);
    return plan;
}

DeskPlan *
desk_plan_alarm(const DeskAgent *agent, gint64 ticket, const char *detail)
{
    return desk_plan_agent("agent-alarm", agent, ticket, detail);
}

void
desk_plan_free(DeskPlan *plan)
{
    if (!plan)
        return;
    g_free(plan->address);
    g_free(plan->name);
    g_free(plan->detail);
    g_free(plan->from_name);
    g_free(plan->reply_to);
    g_free(plan->language);
    g_free(plan->refusal);
    g_free(plan);
}

static void
free_plan(gpointer plan)
{
    desk_plan_free(plan);
}

GPtrArray *
desk_plan_list_new(void)
{
    return g_ptr_array_new_with_free_func(free_plan);
}

/* What the steps below share while one plan is asked about or carried out. */
typedef struct {
    DeskStore *store;
    DeskOccasion why;
    const DeskFiling *filing; /* the mail that is answered; NULL: none is */
    const DeskPlan *plan;
    const DeskMailKind *kind;
    gint64 contact; /* 0: never seen */
    bool is_queued;
} Step;

static Step
begin(DeskStore *store, const DeskOccasion *why, const DeskFiling *filing, const DeskPlan *plan)
{
    const DeskMailKind *kind = desk_mail_kind(plan->kind);
    g_assert(kind && (filing || !kind->answers));
    return (Step){ .store = store,
                   .why = *why,
                   .filing = filing,
                   .plan = plan,
                   .kind = kind,
                   .contact = plan->contact };
}

static DeskOccasion
occasion_of(const DeskFiling *filing, gint64 message)
{
    const DeskEnvelope *envelope = filing->envelope;
    return (DeskOccasion){ .policy = envelope->policy,
                           .mailbox = g_array_index(envelope->recipients, DeskRecipient, 0).mailbox,
                           .now = filing->arrived,
                           .message = message };
}

/* The contact of the address; an answer goes to the sender, whose key is known, as a rule. */
static bool
find_contact(Step *step, GError **error)
{
    if (step->contact > 0 || !step->plan->address)
        return true;
    bool to_sender = step->kind->answers && !step->filing->answer_to;
    g_autofree char *key =
        to_sender ? g_strdup(step->filing->sender_key) : desk_address_key(step->plan->address);
    return !key || desk_store_contact_find(step->store, key, &step->contact, error);
}

/* While all mails together leave room, their kinds do not matter. */
static bool
count_for_person(const Step *step, gint64 *count, GError **error)
{
    const DeskLimits *limits = &desk_policy_conf(step->why.policy)->limits;
    const DeskPeriod hour = desk_clock_last(step->why.now, DESK_HOUR);
    gint64 room = desk_notify_room(limits, step->kind);
    if (room == G_MAXINT64)
        return true;
    if (!desk_store_outbox_any(step->store, step->contact, hour, room, count, error))
        return false;
    if (*count < room)
        return true;
    *count = 0;
    for (const DeskMailKind *kind = desk_mail_kinds(); kind->name; kind++) {
        gint64 some = 0;
        if (!desk_notify_shares(step->kind, kind))
            continue;
        if (!desk_store_outbox_count(step->store, step->contact, kind->name, hour, &some, error))
            return false;
        *count += some;
    }
    return true;
}

/* Mails to the person within that time: those of the kind, or all on one ticket. */
static bool
count_within(const Step *step, gint64 ticket, gint64 span, gint64 *count, GError **error)
{
    DeskPeriod period = desk_clock_last(step->why.now, span);
    return ticket > 0
               ? desk_store_outbox_sent(step->store, (DeskAddressee){ ticket, step->contact },
                                        period, count, error)
               : desk_store_outbox_count(step->store, step->contact, step->kind->name, period,
                                         count, error);
}

/* The mails of an hour are among those of the day: few of these need no second look. */
static bool
count_answers(const Step *step, DeskNotifyBudget *budget, GPtrArray **subjects, GError **error)
{
    const DeskLimits *limits = &desk_policy_conf(step->why.policy)->limits;
    const DeskPeriod recent = desk_clock_last(step->why.now, DESK_NOTIFY_SUBJECTS_SPAN);
    if (!count_within(step, 0, DESK_DAY, &budget->answers_day, error))
        return false;
    budget->answers_hour = budget->answers_day;
    if (budget->answers_day >= limits->acks_per_hour &&
        !count_within(step, 0, DESK_HOUR, &budget->answers_hour, error))
        return false;
    if (budget->answers_day < DESK_NOTIFY_SUBJECTS)
        return true;
    if (!desk_store_outbox_subjects(step->store, step->contact, step->kind->name, recent, subjects,
                                    error))
        return false;
    budget->subjects = *subjects;
    budget->subject = step->filing->mail->subject;
    return true;
}

/* The longest window first: when it holds fewer than the least limit, no other matters. */
static bool
count_windows(const Step *step, DeskNotifyBudget *budget, GError **error)
{
    for (int i = DESK_NOTIFY_WINDOWS - 1; i >= 0; i--) {
        if (!count_within(step, step->plan->ticket, desk_notify_windows[i].span, &budget->sent[i],
                          error))
            return false;
        if (budget->sent[i] < desk_notify_windows[0].limit)
            return true;
    }
    return true;
}

static bool
ask_budget(const Step *step, DeskPlan *plan, GError **error)
{
    const DeskPolicy *policy = step->why.policy;
    gint64 limit = desk_policy_conf(policy)->limits.automatic_per_hour;
    DeskNotifyBudget budget = { .kind = step->kind,
                                .assurance = plan->assurance,
                                .now = step->why.now };
    g_autoptr(GPtrArray) subjects = NULL;
    if (step->contact > 0 && step->kind->answers && !count_answers(step, &budget, &subjects, error))
        return false;
    if (step->contact > 0 && !count_for_person(step, &budget.person_hour, error))
        return false;
    if (step->contact > 0 && plan->ticket > 0 && !plan->is_first &&
        !count_windows(step, &budget, error))
        return false;
    if (limit > 0 && !desk_store_outbox_back(step->store, limit - 1, &budget.back, error))
        return false;
    plan->refusal = g_strdup(desk_notify_overrun(policy, &budget));
    plan->flood = plan->refusal != NULL;
    return true;
}

/* Whom the answered mail heals has an address that is as good as new (RULES B3): its sender, not
 * whom he names in Reply-To. */
static bool
find_health(const Step *step, DeskHealth *health, GError **error)
{
    const DeskFiling *filing = step->filing;
    bool healed = step->kind->answers && !filing->answer_to &&
                  desk_report_heals(filing->mail, filing->envelope->sender, step->plan->assurance);
    return healed || step->contact == 0 ||
           desk_store_contact_health(step->store, step->contact, health, error);
}

/* Who is told of tickets is not kept as he is: every mail would wait for the agents of its team,
 * and one mail more than an hour allows does no harm. */
static bool
find_agent(Step *step, DeskHealth *health, GError **error)
{
    g_autofree char *key = step->plan->address ? desk_address_key(step->plan->address) : NULL;
    return !key || desk_store_contact_know(step->store, key, &step->contact, health, error);
}

static bool
find_person(Step *step, DeskHealth *health, GError **error)
{
    if (step->kind->notifies)
        return find_agent(step, health, error);
    return (!step->kind->to_agent || find_contact(step, error)) && find_health(step, health, error);
}

static bool
ask(Step *step, DeskPlan *plan, GError **error)
{
    const DeskFiling *filing = step->filing;
    DeskHealth health = { 0 };
    DeskNotifyFacts facts = { .kind = step->kind,
                              .mail = filing ? filing->mail : NULL,
                              .envelope_sender = filing ? filing->envelope->sender : NULL,
                              .recipient = plan->address,
                              .assurance = plan->assurance };
    if (!find_person(step, &health, error))
        return false;
    facts.bounce_score = health.score;
    plan->refusal = g_strdup(desk_notify_refusal(step->why.policy, &facts));
    return plan->refusal || !step->kind->is_automatic || ask_budget(step, plan, error);
}

bool
desk_automatic_ask(DeskStore *store, const DeskFiling *filing, DeskPlan *plan, GError **error)
{
    const DeskOccasion why = occasion_of(filing, 0);
    Step step = begin(store, &why, filing, plan);
    return ask(&step, plan, error);
}

/* Joins ids with blanks: the first and the last ones, so that clients thread (RULES T11). */
static void
append_ids(GString *out, const GPtrArray *ids, guint last)
{
    for (guint i = 0; i < ids->len; i++)
        if (i == 0 || i + last >= ids->len)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "",
                                   (const char *) ids->pdata[i]);
}

/* The conversation as the customer's client knows it, with the mail that is answered. */
static void
thread_answer(const DeskFiling *filing, char **parent, GString *references)
{
    const DeskMail *mail = filing->mail;
    *parent = g_strdup(mail->message_id);
    append_ids(references, mail->references, REFERENCES_MAX - 1);
    if (*mail->message_id)
        g_string_append_printf(references, "%s%s", references->len > 0 ? " " : "",
                               mail->message_id);
}

/* What the recipient has had of this ticket so far. */
static bool
thread_own(const Step *step, gint64 ticket, char **parent, GString *references, GError **error)
{
    g_autoptr(GPtrArray) ids = NULL;
    *parent = NULL;
    if (ticket == 0 || step->plan->is_first)
        return true;
    if (!desk_store_outbox_ids(step->store, (DeskAddressee){ ticket, step->contact },
                               REFERENCES_MAX, &ids, error))
        return false;
    *parent = g_strdup(ids->len > 0 ? ids->pdata[ids->len - 1] : "");
    append_ids(references, ids, REFERENCES_MAX);
    return true;
}

/* An answer to somebody unverified repeats nothing of what he wrote (RULES L8). */
static char *
topic_of(const Step *step, const DeskOutboxRow *row)
{
    char *topic = step->kind->answers && row->verified ? step->filing->mail->thread_topic : NULL;
    return topic && *topic ? topic : NULL;
}

static char *
note_address(const Step *step, DeskToken token)
{
    if (!step->kind->to_agent || token.ticket == 0)
        return NULL;
    return desk_token_note_address(desk_policy_seal(step->why.policy), token,
                                   step->why.mailbox->reply_base,
                                   desk_policy_conf(step->why.policy)->recipient_delimiter);
}

/* Customers read that of their ticket. The caller's. */
static bool
find_language(const Step *step, gint64 id, char **language, GError **error)
{
    const DeskMailbox *mailbox = step->why.mailbox;
    g_autoptr(DeskTicket) ticket = NULL;
    *language = g_strdup(step->plan->language);
    if (!*language && !step->kind->to_agent && id > 0) {
        if (!desk_store_ticket_get(step->store, id, &ticket, error))
            return false;
        *language = ticket ? g_strdup(ticket->language) : NULL;
    }
    if (!*language)
        *language = g_strdup(mailbox->language ? mailbox->language
                                               : desk_policy_conf(step->why.policy)->language);
    return true;
}

static bool
queue(const Step *step, DeskOutboxRow *row, GError **error)
{
    const DeskPlan *plan = step->plan;
    const DeskMailbox *mailbox = step->why.mailbox;
    const DeskToken token = { .ticket = row->ticket, .contact = row->contact };
    g_autofree char *language = NULL;

    if (!find_language(step, row->ticket, &language, error))
        return false;
    g_autofree char *note_to = note_address(step, token);
    row->kind = (char *) plan->kind;
    row->recipient = plan->address;
    row->recipient_name = plan->name;
    row->from_name = plan->from_name;
    /* Answers to what is about no ticket have nothing to prove. */
    row->reply_to = row->ticket == 0 ? mailbox->address : plan->reply_to;
    row->envelope_from = step->kind->from_null ? (char *) "" : NULL;
    row->note_to = note_to;
    row->language = language;
    row->next_at = step->why.now + plan->wait;
    row->detail = plan->detail;
    row->thread_topic = topic_of(step, row);
    return desk_mailing_queue(step->store, &step->why, row, error);
}

static bool
thread_and_queue(const Step *step, DeskOutboxRow *row, GError **error)
{
    g_autofree char *parent = NULL;
    g_autoptr(GString) references = g_string_new(NULL);
    if (step->kind->answers)
        thread_answer(step->filing, &parent, references);
    else if (!thread_own(step, row->ticket, &parent, references, error))
        return false;
    row->in_reply_to = parent ? parent : (char *) "";
    row->references = references->str;
    return queue(step, row, error);
}

static bool
note(const Step *step, const DeskOutboxRow *row, const char *kind, const char *detail,
     GError **error)
{
    const DeskMoment moment = { row->ticket, row->cause, step->why.now };
    return desk_history_note(step->store, &moment, kind, detail, error);
}

/* One line an hour tells of a flood; more would be one. */
static bool
note_flood(const Step *step, const DeskOutboxRow *row, GError **error)
{
    gint64 count = 0;
    if (row->ticket == 0)
        return true;
    if (!desk_store_event_count(step->store, row->ticket, "flood",
                                desk_clock_last(step->why.now, DESK_HOUR), &count, error))
        return false;
    return count > 0 || note(step, row, "flood", step->plan->refusal, error);
}

/* Nothing that an agent is not told of is lost for that: his digest has it. */
static bool
suppress(const Step *step, const DeskOutboxRow *row, const char *why, GError **error)
{
    const DeskPlan *plan = step->plan;
    bool owes = plan->flood && plan->agent && step->kind->notifies;
    g_autofree char *kind = g_strconcat(plan->kind, "-suppressed", NULL);
    g_autofree char *owed =
        owes ? g_strdup_printf("%s, so %s hears of it by a digest", why, plan->agent->name) : NULL;
    return note(step, row, kind, owes ? owed : why, error) &&
           (!owes || desk_digest_owe(step->store, desk_policy_conf(step->why.policy), plan->agent,
                                     step->why.now, error)) &&
           (!plan->flood || note_flood(step, row, error));
}

static bool
is_confirmed(const Step *step, gint64 ticket, bool *confirmed, GError **error)
{
    g_autoptr(GPtrArray) participants = NULL;
    bool member = false;
    *confirmed = false;
    /* Whose ticket it is belongs there; that is nearly everybody, and one look. */
    if (!desk_store_participant_is(step->store, ticket, step->contact, &member, confirmed, error))
        return false;
    if (*confirmed || !member)
        return true;
    if (!desk_store_participant_list(step->store, ticket, &participants, error))
        return false;
    for (guint i = 0; i < participants->len && !*confirmed; i++) {
        const DeskParticipant *p = participants->pdata[i];
        *confirmed = p->confirmed && p->contact.id == step->contact;
    }
    return true;
}

/* RULES I8; *why stays NULL when the recipient may have it. */
static bool
admit(Step *step, gint64 ticket, const char **why, GError **error)
{
    const DeskConf *conf = desk_policy_conf(step->why.policy);
    bool confirmed = false;
    *why = NULL;
    if (step->kind->to_agent) {
        if (!desk_conf_agent_by_address(conf, step->plan->address))
            *why = "its recipient is no agent";
        return true;
    }
    if (!find_contact(step, error) ||
        (step->contact > 0 && !is_confirmed(step, ticket, &confirmed, error)))
        return false;
    if (!confirmed)
        *why = "its recipient is no confirmed participant of the ticket";
    return true;
}

/* Agents are contacts like everybody, from the first mail that they get. */
static bool
put_contact(Step *step, GError **error)
{
    const DeskPlan *plan = step->plan;
    if (step->contact > 0)
        return true;
    g_autofree char *key = desk_address_key(plan->address);
    return desk_store_contact_put(step->store, key, plan->address, plan->name, step->why.now,
                                  &step->contact, error);
}

static bool
carry_out(Step *step, gint64 ticket, GError **error)
{
    const DeskPlan *plan = step->plan;
    DeskOutboxRow row = { .ticket = ticket, .cause = step->why.message };
    const char *why = plan->refusal;
    if (!why && row.ticket == 0 && !step->kind->is_free)
        why = "there is no ticket that it could be about";
    if (!why && !admit(step, row.ticket, &why, error))
        return false;
    if (why)
        return suppress(step, &row, why, error);
    if (!put_contact(step, error))
        return false;
    row.contact = step->contact;
    row.verified = step->kind->to_agent || plan->assurance < DESK_ASSURANCE_NONE;
    step->is_queued = true;
    return thread_and_queue(step, &row, error);
}

bool
desk_automatic_carry_out(DeskStore *store, const DeskFiling *filing, const DeskPlan *plan,
                         gint64 ticket, gint64 message, GError **error)
{
    const DeskOccasion why = occasion_of(filing, message);
    Step step = begin(store, &why, filing, plan);
    return carry_out(&step, plan->ticket > 0 ? plan->ticket : ticket, error);
}

bool
desk_automatic_send(DeskStore *store, const DeskOccasion *occasion, DeskPlan *plan, GError **error)
{
    Step step = begin(store, occasion, NULL, plan);
    bool good = ask(&step, plan, error) && carry_out(&step, plan->ticket, error);
    plan->is_queued = step.is_queued;
    return good;
}
