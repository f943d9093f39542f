#include "desk/answering.h"
#include "base/address.h"
#include "desk/amend.h"
#include "desk/answer.h"
#include "store/rows.h"

/* Told to an agent whose mail has stayed internal. */
#define HOW_TO_PUBLISH "To send it to the customer, answer this mail with the line \"#publish\"."

/* An agent's mail that is looked at. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    DeskDecision *decision;
    const DeskConf *conf;
    GPtrArray *bystanders; /* char *: who gets the mail besides, and should not see an answer */
} Case;

static bool
is_note(const DeskFiling *filing)
{
    const GArray *recipients = filing->envelope->recipients;
    for (guint i = 0; i < recipients->len; i++) {
        const DeskRecipient *r = &g_array_index(recipients, DeskRecipient, i);
        if (r->state == DESK_TOKEN_VALID && r->token.purpose == DESK_TOKEN_NOTE)
            return true;
    }
    return false;
}

/* The keys of those who get mail of the ticket. */
static GHashTable *
keys_of(const GPtrArray *people)
{
    GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        char *key = desk_address_key(person->contact.address);
        if (key && person->confirmed && person->role != DESK_ROLE_THIRD_PARTY)
            g_hash_table_add(keys, key);
        else
            g_free(key);
    }
    return keys;
}

static void
add_bystander(Case *c, GHashTable *known, const char *address)
{
    g_autofree char *key = desk_address_key(address);
    if (key && g_hash_table_contains(known, key))
        return;
    if (!desk_policy_is_ours(c->filing->envelope->policy, address) &&
        !desk_conf_agent_by_address(c->conf, address))
        g_ptr_array_add(c->bystanders, (gpointer) address);
}

/* By the envelope, and by the header: another server may have them in a transaction of its own. */
static bool
find_bystanders(Case *c, GError **error)
{
    const DeskMail *mail = c->filing->mail;
    const GPtrArray *lists[] = { mail->to, mail->cc };
    const GPtrArray *others = c->filing->envelope->bystanders;
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(c->store, c->decision->ticket->id, &people, error))
        return false;
    g_autoptr(GHashTable) known = keys_of(people);
    for (guint i = 0; i < others->len; i++)
        add_bystander(c, known, others->pdata[i]);
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            add_bystander(c, known, ((const DeskMailAddress *) lists[l]->pdata[i])->address);
    return true;
}

/* The agent learns that the customer has got nothing. */
static bool
tell(Case *c, const char *why, GError **error)
{
    const DeskAgent *agent = c->filing->identity.agent;
    if (!agent->addresses[0])
        return true;
    DeskPlan *plan = desk_plan_new("command-result", agent->addresses[0], agent->full_name);
    plan->ticket = c->decision->ticket->id;
    plan->detail = g_strdup_printf("Your answer has not been sent\n"
                                   "It is kept as a note, because %s.\n" HOW_TO_PUBLISH,
                                   why);
    g_ptr_array_add(c->decision->plans, plan);
    return desk_automatic_ask(c->store, c->filing, plan, error);
}

/* It stays among agents. */
static bool
keep(Case *c, const char *why, GError **error)
{
    DeskDecision *decision = c->decision;
    decision->outcome = DESK_OUTCOME_NOTE;
    desk_decision_remark(decision, "answer-doubt",
                         g_strdup_printf("the customer does not get it, because %s", why));
    return tell(c, why, error);
}

/* What the ticket says against it. */
static const char *
find_obstacle(const DeskTicket *ticket)
{
    if (ticket->requester == 0)
        return "nobody is known to be the customer of the ticket";
    if (ticket->status == DESK_STATUS_SPAM)
        return "the ticket is marked as spam";
    return NULL;
}

static bool
conclude(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    DeskAnswer *answer = &decision->answer;
    const char *obstacle = find_obstacle(decision->ticket);
    if (answer->doubt)
        return keep(c, answer->doubt, error);
    if (answer->refusal && c->filing->envelope->bystanders->len > 0)
        return keep(c, answer->refusal, error);
    if (answer->is_public && obstacle)
        return keep(c, obstacle, error);
    if (!answer->is_public)
        decision->outcome = DESK_OUTCOME_NOTE;
    return true;
}

bool
desk_answering_judge(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                     GError **error)
{
    g_autoptr(GPtrArray) bystanders = g_ptr_array_new(), spoken = NULL, internal = NULL;
    Case c = { .store = store,
               .filing = filing,
               .decision = decision,
               .conf = desk_policy_conf(filing->envelope->policy),
               .bystanders = bystanders };
    if (!find_bystanders(&c, error) ||
        !desk_store_message_texts(store, decision->ticket->id, DESK_TEXTS_MOST, &spoken, &internal,
                                  error))
        return false;
    const DeskAnswerFacts facts = { .conf = c.conf,
                                    .agent = filing->identity.agent,
                                    .mail = filing->mail,
                                    .text = filing->mail->reply_text,
                                    .to_note = is_note(filing),
                                    .is_strong = true,
                                    .bystanders = bystanders,
                                    .spoken = spoken,
                                    .internal = internal };
    desk_answer_judge(&facts, &decision->answer);
    return conclude(&c, error);
}

/* Who answers a ticket that nobody has gets it. */
static bool
take(DeskStore *store, const DeskAnswering *answering, GError **error)
{
    const DeskConf *conf = desk_policy_conf(answering->why.policy);
    const DeskAmender amender = { .policy = (DeskPolicy *) answering->why.policy,
                                  .agent = answering->agent,
                                  .actor = answering->agent->name,
                                  .message = answering->why.message,
                                  .now = answering->why.now };
    const DeskChange change = { .assignee = answering->agent->name };
    return answering->ticket->assignee || !conf->answers.take ||
           desk_amend_set(store, &amender, answering->ticket->id, &change, error);
}

/* Those of the confirmed who had it in the same transaction. The caller's. */
static GPtrArray *
reached_by(const DeskFiling *filing)
{
    const GPtrArray *others = filing->envelope->bystanders;
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < others->len; i++) {
        char *key = desk_address_key(others->pdata[i]);
        if (key)
            g_ptr_array_add(keys, key);
    }
    return keys;
}

bool
desk_answering_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                      gint64 message, GError **error)
{
    const DeskEnvelope *envelope = filing->envelope;
    if (decision->outcome != DESK_OUTCOME_ANSWER)
        return true;
    g_autoptr(GPtrArray) reached = reached_by(filing);
    const DeskAnswering answering = {
        .why = { .policy = envelope->policy,
                 .mailbox = g_array_index(envelope->recipients, DeskRecipient, 0).mailbox,
                 .now = filing->arrived,
                 .message = message },
        .ticket = decision->ticket,
        .agent = filing->identity.agent,
        .reached = reached,
    };
    return desk_answer_send(store, &answering, error) && take(store, &answering, error);
}
