#include "desk/answering.h"
#include "base/address.h"
#include "desk/amend.h"
#include "desk/answer.h"
#include "desk/canned.h"
#include "desk/meanwhile.h"
#include "store/rows.h"

/* Told to an agent whose mail has stayed internal. */
#define HOW_TO_PUBLISH "To send it to the customer, answer this mail with the line \"#publish\"."

/* An agent's mail that is looked at. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    DeskDecision *decision;
    const DeskConf *conf;
    const DeskTicket *ticket; /* that it is on; a new one has no number yet */
    const char *customer;     /* of a new ticket: its name, or ""; else NULL */
    GPtrArray *bystanders;    /* char *: who gets the mail besides, and should not see an answer */
    GHashTable *customers;    /* char *, keys of those who get the answers of the ticket */
    bool to_note;             /* the agent wants it to be one */
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

static bool
is_customer(const Case *c, const char *address)
{
    g_autofree char *key = desk_address_key(address);
    return key && g_hash_table_contains(c->customers, key);
}

static void
add_bystander(Case *c, const char *address)
{
    if (is_customer(c, address))
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
    if (!desk_store_participant_list(c->store, c->ticket->id, &people, error))
        return false;
    c->customers = keys_of(people);
    for (guint i = 0; i < others->len; i++)
        add_bystander(c, others->pdata[i]);
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            add_bystander(c, ((const DeskMailAddress *) lists[l]->pdata[i])->address);
    return true;
}

/* ---- what becomes of it ---- */

static const DeskCommand *
find(const Case *c, DeskCommandVerb verb)
{
    return c->decision->commands ? desk_commands_find(c->decision->commands, verb) : NULL;
}

/* The agent gets a mail about his own. */
static bool
tell(Case *c, const char *detail, GError **error)
{
    const DeskAgent *agent = c->filing->identity.agent;
    if (!agent->addresses[0])
        return true;
    DeskPlan *plan = desk_plan_new("command-result", agent->addresses[0], agent->full_name);
    plan->ticket = c->ticket->id;
    plan->detail = g_strdup(detail);
    g_ptr_array_add(c->decision->plans, plan);
    return desk_automatic_ask(c->store, c->filing, plan, error);
}

static void
stay_internal(DeskDecision *decision)
{
    decision->direction = DESK_DIRECTION_NOTE;
    if (!decision->customer)
        decision->outcome = DESK_OUTCOME_NOTE;
}

/* It stays among agents. */
static bool
keep(Case *c, const char *why, GError **error)
{
    DeskDecision *decision = c->decision;
    stay_internal(decision);
    desk_decision_remark(decision, "answer-doubt",
                         g_strdup_printf("the customer does not get it, because %s", why));
    g_autofree char *detail =
        g_strdup_printf("Your mail has stayed internal\n"
                        "It is kept as a note, because %s.%s",
                        why, *decision->answer.text ? "\n" HOW_TO_PUBLISH : "");
    return tell(c, detail, error);
}

/* The mail goes back, unless others get it as well: one reply is for all of them (RULES I16). */
static bool
refuse(Case *c, const char *objection, GError **error)
{
    DeskDecision *decision = c->decision;
    decision->is_refused = c->filing->envelope->bystanders->len == 0;
    decision->commands = NULL;
    g_free(decision->objection);
    decision->objection = g_strdup(objection);
    return decision->is_refused || keep(c, objection, error);
}

/* What the ticket says against it. */
static const char *
find_obstacle(const Case *c)
{
    if (c->ticket->requester == 0 && !c->customer)
        return "nobody is known to be the customer of the ticket";
    if (c->ticket->status == DESK_STATUS_SPAM)
        return "the ticket is marked as spam";
    return NULL;
}

/* Commands alone need no words; whoever wrote neither may have meant to. */
static bool
keep_nothing(Case *c, GError **error)
{
    stay_internal(c->decision);
    return c->to_note || desk_commands_any(&c->filing->commands) ||
           keep(c, "nothing new was found in it", error);
}

/* Why an address is no third party's; NULL: it is one. */
static const char *
find_no_third(const Case *c, const char *address)
{
    if (is_customer(c, address))
        return "who is on the ticket gets an answer: write it without this line";
    if (desk_policy_is_ours(c->filing->envelope->policy, address))
        return "this is an address of the desk itself";
    if (desk_conf_agent_by_address(c->conf, address))
        return "agents see the ticket anyway: write a #note, or #assign it";
    return NULL;
}

/* Its text goes to a third party. */
static bool
conclude_forward(Case *c, const DeskCommand *forward, GError **error)
{
    const char *address = forward->words[0];
    const char *why = find_no_third(c, address);
    if (why) {
        g_autofree char *objection = desk_commands_complain(forward, why);
        return refuse(c, objection, error);
    }
    stay_internal(c->decision);
    c->decision->third = address;
    return true;
}

static bool
conclude(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    const DeskAnswer *answer = &decision->answer;
    const DeskCommand *forward = find(c, DESK_COMMAND_FORWARD);
    const char *obstacle = forward ? NULL : find_obstacle(c);
    if (answer->doubt)
        return keep(c, answer->doubt, error);
    if (answer->refusal)
        return refuse(c, answer->refusal, error);
    if (forward && !c->to_note)
        return conclude_forward(c, forward, error);
    if (!answer->is_public)
        return keep_nothing(c, error);
    if (obstacle)
        return keep(c, obstacle, error);
    decision->direction = DESK_DIRECTION_OUT;
    return true;
}

/* ---- texts from files ---- */

static bool
find_customer(Case *c, DeskContact **customer, GError **error)
{
    gint64 id = c->ticket->requester;
    return id == 0 || desk_store_contact_get(c->store, id, customer, error);
}

/* What stands in the place of a line of #canned or #kb; *objection: there is none. */
static char *
insert(const DeskCannedFacts *facts, const DeskCommand *command, char **objection)
{
    g_autofree char *problem = NULL;
    char *text = desk_canned_read(facts, command, &problem);
    if (!text)
        *objection = desk_commands_complain(command, problem);
    return text;
}

/* Above what the agent has written, in the order of their lines. */
static bool
add_inserts(Case *c, GString *above, char **objection, GError **error)
{
    const DeskCommands *commands = c->decision->commands;
    const DeskMailbox *mailbox = desk_conf_mailbox(c->conf, c->ticket->mailbox);
    g_autoptr(DeskContact) customer = NULL;
    if (!commands || !find_customer(c, &customer, error))
        return !commands;
    const DeskCannedFacts facts = { .conf = c->conf,
                                    .agent = c->filing->identity.agent,
                                    .ticket = c->ticket,
                                    .mailbox = mailbox ? mailbox : c->conf->mailboxes->pdata[0],
                                    .customer = customer      ? customer->name
                                                : c->customer ? c->customer
                                                              : "" };
    for (guint i = 0; i < commands->list->len && !*objection; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        if (command->verb != DESK_COMMAND_CANNED && command->verb != DESK_COMMAND_KB)
            continue;
        g_autofree char *text = insert(&facts, command, objection);
        if (text)
            g_string_append_printf(above, "%s%s", above->len > 0 ? "\n\n" : "", text);
    }
    return true;
}

static char *
join(const GString *above, const char *below)
{
    return g_strdup_printf("%s%s%s", above->str, *below ? "\n\n" : "", below);
}

/* They are the desk's own words, so nothing of them leaves a doubt. */
static void
put_above(DeskDecision *decision, const GString *above)
{
    if (above->len == 0)
        return;
    decision->below = decision->answer.text;
    decision->answer.text = join(above, decision->below);
}

static bool
judge(Case *c, bool has_inserts, GError **error)
{
    const DeskFiling *filing = c->filing;
    g_autoptr(GPtrArray) spoken = NULL, internal = NULL;
    if (!desk_store_message_texts(c->store, c->ticket->id, DESK_TEXTS_MOST, &spoken, &internal,
                                  error))
        return false;
    const DeskAnswerFacts facts = { .conf = c->conf,
                                    .agent = filing->identity.agent,
                                    .mail = filing->mail,
                                    .text = filing->commands.below,
                                    .to_note = c->to_note,
                                    .is_strong = c->decision->outcome != DESK_OUTCOME_NOTE,
                                    .has_inserts = has_inserts,
                                    .bystanders = c->bystanders,
                                    .spoken = spoken,
                                    .internal = internal };
    desk_answer_judge(&facts, &c->decision->answer);
    return true;
}

/* RULES C7 */
static bool
look_back(Case *c, GError **error)
{
    const DeskDecision *decision = c->decision;
    g_autofree char *detail = NULL;
    if (decision->is_refused || !decision->ticket ||
        (decision->direction != DESK_DIRECTION_OUT && !decision->commands))
        return true;
    return desk_meanwhile_find(c->store, c->filing, decision->ticket, &detail, error) &&
           (!detail || tell(c, detail, error));
}

static bool
settle(Case *c, const char *objection, GError **error)
{
    const DeskDecision *decision = c->decision;
    if (decision->objection)
        return decision->is_refused || keep(c, decision->objection, error);
    return objection ? refuse(c, objection, error) : conclude(c, error);
}

/* As far as a text of a file can show it. Borrowed. */
static DeskTicket
new_ticket(const DeskFiling *filing)
{
    const DeskMailbox *mailbox =
        g_array_index(filing->envelope->recipients, DeskRecipient, 0).mailbox;
    const DeskConf *conf = desk_policy_conf(filing->envelope->policy);
    return (DeskTicket){ .subject = filing->mail->subject,
                         .mailbox = mailbox->name,
                         .language = mailbox->language ? mailbox->language : conf->language };
}

bool
desk_answering_judge(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                     GError **error)
{
    g_autoptr(GPtrArray) bystanders = g_ptr_array_new();
    g_autoptr(GString) above = g_string_new(NULL);
    g_autofree char *objection = NULL;
    const DeskTicket fresh = new_ticket(filing);
    Case c = { .store = store,
               .filing = filing,
               .decision = decision,
               .conf = desk_policy_conf(filing->envelope->policy),
               .ticket = decision->ticket ? decision->ticket : &fresh,
               .customer = filing->customer ? filing->customer->sender_name : NULL,
               .bystanders = bystanders };
    c.to_note = is_note(filing) || find(&c, DESK_COMMAND_NOTE) || find(&c, DESK_COMMAND_SPAM);
    bool ok = find_bystanders(&c, error) && add_inserts(&c, above, &objection, error) &&
              judge(&c, above->len > 0, error);
    if (ok) {
        put_above(decision, above);
        ok = settle(&c, objection, error) && look_back(&c, error);
    }
    g_clear_pointer(&c.customers, g_hash_table_unref);
    return ok;
}

bool
desk_answering_complete(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                        gint64 id, char **text, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GString) above = g_string_new(NULL);
    g_autofree char *objection = NULL;
    *text = NULL;
    if (!decision->below || decision->ticket)
        return true;
    if (!desk_store_ticket_get(store, id, &ticket, error))
        return false;
    Case c = { .store = store,
               .filing = filing,
               .decision = (DeskDecision *) decision,
               .conf = desk_policy_conf(filing->envelope->policy),
               .ticket = ticket };
    if (!add_inserts(&c, above, &objection, error))
        return false;
    if (!objection) /* else it has changed since it was judged */
        *text = join(above, decision->below);
    return true;
}

/* ---- on its way ---- */

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

/* He has written to the customer of a new ticket by himself. */
static bool
is_written(const DeskFiling *filing, const DeskDecision *decision)
{
    return decision->customer && filing->behalf == DESK_BEHALF_WRITTEN;
}

static bool
plan_replies(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
             GPtrArray *plans, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    g_autoptr(GPtrArray) reached = reached_by(filing);
    if (!desk_store_participant_list(store, decision->ticket->id, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        const DeskContact *contact = &person->contact;
        if (desk_answer_is_for(person, reached))
            g_ptr_array_add(plans, desk_plan_new("reply", contact->address, contact->name));
    }
    return true;
}

bool
desk_answering_plan(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                    GPtrArray **plans, GError **error)
{
    const DeskFiling *customer = filing->customer;
    bool goes_out =
        decision->direction == DESK_DIRECTION_OUT && !decision->third && !decision->is_refused;
    *plans = desk_plan_list_new();
    if (decision->third)
        g_ptr_array_add(*plans, desk_plan_new("forward", decision->third, NULL));
    if (goes_out && decision->ticket)
        return plan_replies(store, filing, decision, *plans, error);
    if (goes_out && decision->customer && !is_written(filing, decision))
        g_ptr_array_add(*plans,
                        desk_plan_new("reply", customer->sender_address, customer->sender_name));
    return true;
}

static bool
note_written(DeskStore *store, const DeskAnswering *answering, const DeskFiling *filing,
             GError **error)
{
    g_autofree char *detail =
        g_strdup_printf("to %s, by the agent's own mail", filing->customer->sender_address);
    const DeskEvent event = { .ticket = answering->ticket->id,
                              .message = answering->why.message,
                              .at = answering->why.now,
                              .actor = answering->agent->name,
                              .kind = (char *) "answered",
                              .detail = detail };
    return desk_store_event_add(store, &event, error);
}

static bool
send(DeskStore *store, const DeskAnswering *answering, const DeskFiling *filing,
     const DeskDecision *decision, GError **error)
{
    if (decision->third)
        return desk_answer_forward(store, answering, decision->third, error);
    return (is_written(filing, decision) ? note_written(store, answering, filing, error)
                                         : desk_answer_send(store, answering, error)) &&
           take(store, answering, error);
}

bool
desk_answering_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                      const DeskMoment *moment, GError **error)
{
    const DeskEnvelope *envelope = filing->envelope;
    g_autoptr(DeskTicket) ticket = NULL;
    if (decision->direction != DESK_DIRECTION_OUT && !decision->third)
        return true;
    if (!desk_store_ticket_get(store, moment->ticket, &ticket, error))
        return false;
    g_autoptr(GPtrArray) reached = reached_by(filing);
    const DeskAnswering answering = {
        .why = { .policy = envelope->policy,
                 .mailbox = g_array_index(envelope->recipients, DeskRecipient, 0).mailbox,
                 .now = filing->arrived,
                 .message = moment->message },
        .ticket = ticket,
        .agent = filing->identity.agent,
        .reached = reached,
    };
    return send(store, &answering, filing, decision, error);
}
