#include "desk/effect.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/answering.h"
#include "desk/assign.h"
#include "desk/commanding.h"
#include "desk/effect-tell.h"
#include "desk/language.h"
#include "policy/lifecycle.h"
#include "policy/subject.h"
#include "store/rows.h"
#include "ticket/kind.h"

/* A decision whose effects are looked for. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    const DeskConf *conf;
    DeskDecision *decision;
} Case;

/* An event "flood" on the ticket that the mail is on, at most one in such a time. */
static bool
remark_flood(Case *c, gint64 within, char *detail, GError **error)
{
    g_autofree char *text = detail;
    gint64 count = 0;
    if (!desk_store_event_count(c->store, c->decision->ticket->id, "flood",
                                desk_clock_last(c->filing->arrived, within), &count, error))
        return false;
    if (count == 0)
        desk_decision_remark(c->decision, "flood", g_steal_pointer(&text));
    return true;
}

/* Who has opened too many tickets writes on the last of them, and only agents see it (L5). What
 * others opened in his name does not keep back the mails that are proved to be his. */
static bool
stem_flood(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    gint64 limit = c->conf->limits.tickets_per_hour, opened = 0, newest = 0;
    if (decision->kind != DESK_VERDICT_NEW || decision->contact == 0 || decision->customer)
        return true;
    const DeskOpener opener = { .requester = decision->contact,
                                .period = desk_clock_last(c->filing->arrived, DESK_HOUR),
                                .proved = decision->assurance < DESK_ASSURANCE_NONE };
    if (!desk_store_ticket_opened(c->store, &opener, &opened, &newest, error))
        return false;
    if (opened < limit || newest == 0)
        return true;
    if (!desk_store_ticket_final(c->store, newest, &decision->ticket, error))
        return false;
    if (!decision->ticket)
        return true;
    decision->kind = DESK_VERDICT_HELD;
    decision->outcome = DESK_OUTCOME_HELD;
    decision->link = DESK_LINK_NONE;
    decision->linked = 0;
    desk_matter_clear(&decision->matter);
    g_free(decision->reason);
    decision->reason = g_strdup_printf("its sender has opened %" G_GINT64_FORMAT
                                       " tickets within the hour, and no more are allowed",
                                       opened);
    return remark_flood(c, DESK_HOUR,
                        g_strdup("further mails of this sender are held on this ticket, since so "
                                 "many tickets were opened within the hour"),
                        error);
}

static bool
reopen(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    gint64 count = 0;
    if (!desk_store_event_count(c->store, decision->ticket->id, "reopened",
                                desk_clock_last(c->filing->arrived, DESK_DAY), &count, error))
        return false;
    if (count >= c->conf->limits.reopens_per_day) {
        decision->status = decision->ticket->status;
        desk_decision_remark(
            decision, "not-reopened",
            g_strdup_printf("it stays %s, since it has been opened again %" G_GINT64_FORMAT
                            " times within a day",
                            desk_status_name(decision->status), count));
        return remark_flood(c, DESK_DAY,
                            g_strdup("it has been opened again as often as one day allows, and "
                                     "stays as it is"),
                            error);
    }
    desk_decision_remark(decision, "reopened",
                         g_strdup_printf("it was answered, and had been %s",
                                         desk_status_name(decision->ticket->status)));
    return true;
}

/* Who says thanks waits for nothing. */
static bool
keep_status(Case *c)
{
    DeskDecision *decision = c->decision;
    decision->status = decision->ticket->status;
    desk_decision_remark(decision, "thanks",
                         g_strdup_printf("it stays %s, since the mail says thanks and nothing else",
                                         desk_status_name(decision->status)));
    return true;
}

/* An agent's mail may turn out to be a note. */
static bool
weigh_agent(Case *c, GError **error)
{
    const DeskDecision *decision = c->decision;
    bool is_agents = c->filing->identity.agent && (decision->outcome == DESK_OUTCOME_ANSWER ||
                                                   decision->outcome == DESK_OUTCOME_NOTE);
    bool opens = decision->customer && c->filing->behalf == DESK_BEHALF_ANSWER;
    return (!opens && (decision->kind != DESK_VERDICT_APPEND || !is_agents)) ||
           desk_answering_judge(c->store, c->filing, c->decision, error);
}

/* Who is answered has the next word, also where all had been said (DESIGN 7). */
static bool
wait_for_customer(Case *c)
{
    DeskDecision *decision = c->decision;
    decision->status = DESK_STATUS_WAITING;
    if (desk_lifecycle_has_ended(decision->ticket->status))
        desk_decision_remark(decision, "reopened",
                             g_strdup_printf("an agent answered the customer, and it had been %s",
                                             desk_status_name(decision->ticket->status)));
    return true;
}

/* A monitor opens nothing and ends what it began; a note changes nothing. */
static bool
weigh_status(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    if (!decision->ticket)
        return true;
    DeskStatus before = decision->ticket->status;
    decision->status = before;
    if (decision->kind != DESK_VERDICT_APPEND || decision->outcome == DESK_OUTCOME_NOTE ||
        (decision->commands && desk_commands_set_status(decision->commands)))
        return true;
    if (decision->outcome == DESK_OUTCOME_ANSWER)
        return wait_for_customer(c);
    if (decision->link == DESK_LINK_CORRELATION) {
        if (!decision->matter.is_over)
            return true;
        decision->status = DESK_STATUS_CLOSED;
        desk_decision_remark(decision, "recovered",
                             g_strdup_printf("the monitor %s says that the matter is over",
                                             decision->matter.monitor));
        return true;
    }
    decision->status = desk_lifecycle_answered(
        before, desk_voice_of(c->filing->mail, c->filing->envelope->sender));
    if (decision->is_thanks && decision->status != before)
        return keep_status(c);
    bool reopens = desk_lifecycle_has_ended(before) && decision->status != before;
    return !reopens || reopen(c, error);
}

/* Whoever takes an old mail to begin something new answers with it all the same (RULES T10). */
static bool
compare_subject(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    bool is_strong =
        decision->link == DESK_LINK_TOKEN || decision->link == DESK_LINK_OUR_MESSAGE_ID;
    g_autofree char *last = NULL;
    if (decision->kind != DESK_VERDICT_APPEND || decision->outcome != DESK_OUTCOME_APPEND ||
        !is_strong ||
        !desk_subject_is_new(c->filing->mail->subject, decision->ticket->subject, NULL))
        return true;
    if (!desk_store_message_last_subject(c->store, decision->ticket->id, &last, error))
        return false;
    if (!desk_subject_is_new(c->filing->mail->subject, decision->ticket->subject, last))
        return true;
    decision->tag = "new-subject";
    desk_decision_remark(
        decision, "new-subject",
        g_strdup_printf("its subject is another than the ticket's: %s", c->filing->mail->subject));
    return true;
}

/* What gives an agent's mail its powers. */
static const char *
proof_of(const DeskIdentity *identity)
{
    return identity->assurance < DESK_ASSURANCE_NONE
               ? identity->evidence
               : "he answers what was sent to him alone, and agent-trust is token";
}

static bool
remark_agent(Case *c, GError **error)
{
    (void) error;
    DeskDecision *decision = c->decision;
    const DeskIdentity *identity = &c->filing->identity;
    if (decision->kind != DESK_VERDICT_APPEND)
        return true;
    if (decision->outcome == DESK_OUTCOME_ANSWER)
        desk_decision_remark(decision, "agent-answer",
                             g_strdup_printf("the agent %s wrote it to the customer: %s",
                                             identity->agent->name, proof_of(identity)));
    if (decision->outcome == DESK_OUTCOME_NOTE && identity->agent)
        desk_decision_remark(decision, "agent-note",
                             g_strdup_printf("the agent %s wrote it, and it stays internal: %s",
                                             identity->agent->name, proof_of(identity)));
    if (decision->outcome == DESK_OUTCOME_NOTE && !identity->agent)
        desk_decision_remark(decision, "third-party",
                             g_strdup("somebody wrote it to whom an agent had forwarded the "
                                      "ticket, and it stays internal until it is published"));
    return true;
}

static bool
remark_unknown(Case *c, GError **error)
{
    (void) error;
    if (c->filing->answers_unknown)
        desk_decision_remark(c->decision, "unknown-token",
                             g_strdup("it answers a mail that the desk signed after the backup "
                                      "from which it was restored; that ticket is not known"));
    return true;
}

/* Agents see where the sender wants his answer, and that it does not go there (RULES S2). */
static bool
remark_reply_to(Case *c, GError **error)
{
    (void) error;
    const DeskMailAddress *ignored = c->filing->ignored_reply_to;
    bool is_proved = c->filing->identity.assurance < DESK_ASSURANCE_NONE;
    if (ignored && c->decision->kind != DESK_VERDICT_EVENT)
        desk_decision_remark(c->decision, "reply-to-ignored",
                             g_strdup_printf("its Reply-To, %s, is not followed: %s",
                                             ignored->address,
                                             is_proved ? "it is not one address of the sender's "
                                                         "own domain"
                                                       : "nothing proves who the sender is"));
    return true;
}

static bool
add_plan(Case *c, DeskPlan *plan, GError **error)
{
    g_ptr_array_add(c->decision->plans, plan);
    return desk_automatic_ask(c->store, c->filing, plan, error);
}

/* To a followed Reply-To; that the sender is proved does not prove who reads there. */
static bool
plan_ack_elsewhere(Case *c, GError **error)
{
    const DeskMailAddress *other = c->filing->answer_to;
    DeskPlan *plan = desk_plan_new("ack", other->address, other->name);
    g_autofree char *key = desk_address_key(other->address);
    if (!desk_store_contact_find(c->store, key, &plan->contact, error)) {
        desk_plan_free(plan);
        return false;
    }
    return add_plan(c, plan, error);
}

/* Whom an agent has written to needs no acknowledgement; whose mail he has brought gets his. */
static bool
plan_ack_for(Case *c, GError **error)
{
    const DeskDecision *decision = c->decision;
    const DeskFiling *customer = decision->customer;
    DeskPlan *plan = desk_plan_new("ack", customer->sender_address, customer->sender_name);
    g_ptr_array_add(decision->plans, plan);
    if (!desk_store_contact_find(c->store, customer->sender_key, &plan->contact, error))
        return false;
    if (decision->direction == DESK_DIRECTION_OUT) {
        plan->refusal = g_strdup("an agent has written to the customer himself");
        return true;
    }
    if (c->filing->behalf == DESK_BEHALF_ANSWER) {
        plan->refusal = g_strdup("an agent has opened it, and what he wrote was not sent");
        return true;
    }
    return desk_automatic_ask(c->store, customer, plan, error);
}

/* A new ticket is acknowledged to whoever opened it. */
static bool
plan_ack(Case *c, GError **error)
{
    const DeskFiling *filing = c->filing;
    if (c->decision->kind != DESK_VERDICT_NEW)
        return true;
    if (c->decision->customer)
        return plan_ack_for(c, error);
    if (filing->answer_to)
        return plan_ack_elsewhere(c, error);
    DeskPlan *plan = desk_plan_new("ack", filing->sender_address, filing->sender_name);
    plan->contact = c->decision->contact;
    plan->assurance = c->decision->assurance;
    return add_plan(c, plan, error);
}

/* An agent is told of a mail in his name that he may not have written (W3). */
static bool
plan_alarm(Case *c, GError **error)
{
    const DeskDecision *decision = c->decision;
    const DeskAgent *agent = c->filing->identity.agent;
    if (decision->kind != DESK_VERDICT_HELD || decision->link == DESK_LINK_NONE || !agent ||
        !agent->addresses[0])
        return true;
    g_autofree char *detail =
        g_strdup_printf("A mail in your name came for ticket #%" G_GINT64_FORMAT
                        " and is held there, because nothing proves that you wrote it.",
                        decision->ticket->id);
    DeskPlan *plan = desk_plan_alarm(agent, decision->ticket->id, detail);
    return add_plan(c, plan, error);
}

/* A customer is told what became of his commands. */
static bool
plan_result(Case *c, GError **error)
{
    return desk_commanding_answer(c->store, c->filing, c->decision, error);
}

/* An answer may send its ticket elsewhere. */
static void
weigh_answer(Case *c)
{
    DeskDecision *decision = c->decision;
    DeskTicket *ticket = decision->ticket;
    g_autofree char *before = g_strdup(ticket->team);
    decision->route.detail = desk_route_again(c->filing, ticket);
    decision->is_weighed = decision->route.detail != NULL;
    if (g_strcmp0(before, ticket->team) == 0)
        return;
    decision->route.team = g_strdup(ticket->team);
    decision->route.named = c->filing->triaged.assignee;
}

/* Where a ticket belongs by what its mail says. */
static bool
route(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    bool follows = decision->outcome == DESK_OUTCOME_FOLLOW_UP;
    const DeskFiling *words = decision->customer ? decision->customer : c->filing;
    if (decision->kind == DESK_VERDICT_NEW)
        return desk_route_open(c->store, words, follows ? decision->linked : 0, &decision->route,
                               error);
    if (decision->kind == DESK_VERDICT_APPEND && decision->outcome == DESK_OUTCOME_APPEND &&
        decision->link != DESK_LINK_CORRELATION && !decision->is_thanks &&
        desk_voice_of(c->filing->mail, c->filing->envelope->sender) == DESK_VOICE_PERSON)
        weigh_answer(c);
    return true;
}

static bool
choose_language(Case *c, GError **error)
{
    return c->decision->kind != DESK_VERDICT_NEW ||
           desk_language_decide(c->store, c->filing, c->decision, error);
}

/* What customers get of the mail itself is in the language that the mail leaves. */
static bool
set_languages(Case *c, GError **error)
{
    const DeskDecision *decision = c->decision;
    (void) error;
    for (guint i = 0; i < decision->plans->len; i++) {
        DeskPlan *plan = decision->plans->pdata[i];
        if (!desk_mail_kind(plan->kind)->to_agent)
            plan->language = g_strdup(desk_language_after(c->filing, decision));
    }
    return true;
}

/* As far as it matters to those who may get it. Borrowed. */
static DeskTicket
new_ticket(const Case *c)
{
    return (DeskTicket){ .team = c->decision->route.team,
                         .category = c->decision->route.category,
                         .language = c->decision->language.tag };
}

/* Who has a ticket may not keep it when it is opened again or goes to another team; in another
 * team somebody gets it whom nobody had. */
static bool
must_pass(const Case *c, char **why)
{
    const DeskDecision *decision = c->decision;
    const DeskTicket *ticket = decision->ticket;
    if (decision->kind != DESK_VERDICT_APPEND)
        return false;
    const char *team = decision->route.team;
    bool reopens =
        desk_lifecycle_has_ended(ticket->status) && !desk_lifecycle_has_ended(decision->status);
    return (team && !ticket->assignee) ||
           ((team || reopens) && !desk_assign_stays(c->conf, ticket->assignee, team, why));
}

/* Whoever asks should not wait for who is away. */
static bool
may_pass(const Case *c, char **why, GError **error)
{
    const DeskDecision *decision = c->decision;
    return !desk_decision_asks(decision, c->filing) ||
           desk_assign_absent(c->store, c->conf, decision->ticket, c->filing->arrived, why, error);
}

/* Somebody gets it. */
static bool
assign(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    const DeskTicket *ticket = decision->ticket;
    const DeskTicket fresh = new_ticket(c);
    g_autofree char *why = NULL;
    if (decision->direction == DESK_DIRECTION_OUT && c->conf->answers.take && !ticket)
        return true; /* the agent who has written it gets it */
    if (decision->kind == DESK_VERDICT_NEW)
        return desk_assign_ask(c->store, c->conf, &fresh, decision->route.named, c->filing->arrived,
                               &decision->assignment, error);
    bool must = must_pass(c, &why);
    if (!must && !may_pass(c, &why, error))
        return false;
    if (!must && !why)
        return true;
    if (!desk_assign_ask(c->store, c->conf, ticket, decision->route.named, c->filing->arrived,
                         &decision->assignment, error))
        return false;
    decision->passes = decision->assignment.agent || (must && ticket->assignee);
    if (why)
        desk_assign_because(&decision->assignment, why);
    return true;
}

/* Agents hear of it. */
static bool
plan_news(Case *c, GError **error)
{
    guint asked = c->decision->plans->len;
    if (!desk_effect_tell(c->store, c->filing, c->decision, error))
        return false;
    for (guint i = asked; i < c->decision->plans->len; i++)
        if (!desk_automatic_ask(c->store, c->filing, c->decision->plans->pdata[i], error))
            return false;
    return true;
}

bool
desk_effect_judge(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                  GError **error)
{
    static bool (*const steps[])(Case *, GError **) = {
        stem_flood,     weigh_agent,     weigh_status, compare_subject, remark_agent,
        remark_unknown, remark_reply_to, route,        choose_language, assign,
        plan_ack,       plan_alarm,      plan_news,    plan_result,     set_languages,
    };
    Case c = { .store = store,
               .filing = filing,
               .conf = desk_policy_conf(filing->envelope->policy),
               .decision = decision };
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!steps[i](&c, error))
            return false;
    return true;
}
