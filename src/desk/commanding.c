#include "desk/commanding.h"
#include "base/clock.h"
#include "desk/language.h"
#include "policy/lifecycle.h"
#include "store/rows.h"
#include "ticket/facts.h"

#define LOOKED_BACK 100 /* messages and events among which the last that the customer knows is */

/* ---- agents ---- */

static bool
add_plan(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, DeskPlan *plan,
         GError **error)
{
    g_ptr_array_add(decision->plans, plan);
    return desk_automatic_ask(store, filing, plan, error);
}

/* On a ticket he hears of it with what becomes of his text (desk/answering.h). */
static bool
tell_agent(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    const DeskAgent *agent = filing->identity.agent;
    if (decision->ticket || !agent->addresses[0])
        return true;
    DeskPlan *plan = desk_plan_new("command-result", agent->addresses[0], agent->full_name);
    plan->detail = g_strdup_printf("Your commands have not been carried out\n"
                                   "%s.\nOthers got the mail as well, so it could not be refused.",
                                   decision->objection);
    return add_plan(store, filing, decision, plan, error);
}

bool
desk_commanding_object(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                       char *objection, guint number, GError **error)
{
    decision->commands = NULL;
    decision->objection = objection;
    decision->objected = number;
    decision->is_refused = filing->envelope->bystanders->len == 0;
    if (decision->outcome == DESK_OUTCOME_ANSWER)
        decision->outcome = DESK_OUTCOME_NOTE;
    desk_decision_remark(decision, "command-ignored",
                         g_strdup_printf("nothing was carried out: %s", objection));
    return decision->is_refused || tell_agent(store, filing, decision, error);
}

bool
desk_commanding_check(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                      GError **error)
{
    const DeskCommands *commands = decision->commands;
    if (!commands || decision->kind != DESK_VERDICT_NEW || decision->customer)
        return true;
    for (guint i = 0; i < commands->list->len; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        const DeskCommandWord *word = desk_command_word(desk_command_name(command->verb));
        if (!word->on_ticket || word->on_new)
            continue;
        char *objection = desk_commands_complain(
            command, "this mail is on no ticket: answer a mail of the ticket, or say #requester "
                     "ADDRESS");
        return desk_commanding_object(store, filing, decision, objection, command->number, error);
    }
    return true;
}

/* ---- customers ---- */

bool
desk_commanding_is_customer(const DeskFiling *filing, const DeskDecision *decision)
{
    return !filing->identity.agent && filing->commands.list->len > 0 &&
           decision->outcome == DESK_OUTCOME_APPEND && decision->is_issued &&
           (decision->link == DESK_LINK_TOKEN || decision->link == DESK_LINK_OUR_MESSAGE_ID);
}

bool
desk_commanding_is_alone(const DeskFiling *filing)
{
    const GPtrArray *files = filing->mail->attachments;
    for (guint i = 0; i < files->len; i++)
        if (!((const DeskAttachment *) files->pdata[i])->is_inline)
            return false;
    return *filing->commands.below == '\0';
}

bool
desk_commanding_says_nothing(const DeskFiling *filing, const DeskDecision *decision)
{
    return filing->identity.agent && decision->commands && decision->outcome == DESK_OUTCOME_NOTE &&
           !decision->third && desk_commanding_is_alone(filing);
}

static bool
asks_for(const DeskFiling *filing, DeskCommandVerb verb)
{
    return desk_commands_find(&filing->commands, verb) != NULL;
}

/* Why a ticket is not ended or opened again. */
typedef struct {
    const char *word; /* for the customer, as a fact */
    const char *says; /* for agents */
} Obstacle;

static const Obstacle gone = { "gone", "it cannot be closed or opened again by mail" };
static const Obstacle not_requester = { "not-requester",
                                        "only who made the request can close it or open it again" };
static const Obstacle both = { "both", "it asks to close it and to open it again" };
static const Obstacle often = { "often", "it has been opened again too often today" };

/* NULL: nothing speaks against it. */
static const Obstacle *
find_obstacle(const DeskFiling *filing, const DeskDecision *decision, gint64 reopened)
{
    const DeskConf *conf = desk_policy_conf(filing->envelope->policy);
    DeskStatus before = decision->ticket->status;
    if (!desk_lifecycle_is_alive(before) && !desk_lifecycle_has_ended(before))
        return &gone;
    if (!decision->is_requester)
        return &not_requester;
    if (asks_for(filing, DESK_COMMAND_CLOSE) && asks_for(filing, DESK_COMMAND_REOPEN))
        return &both;
    if (asks_for(filing, DESK_COMMAND_REOPEN) && desk_lifecycle_has_ended(before) &&
        reopened >= conf->limits.reopens_per_day)
        return &often;
    return NULL;
}

static bool
count_reopened(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
               gint64 *count, GError **error)
{
    return desk_store_event_count(store, decision->ticket->id, "reopened",
                                  desk_clock_last(filing->arrived, DESK_DAY), count, error);
}

static void
note_reopening(const DeskFiling *filing, DeskDecision *decision)
{
    if (asks_for(filing, DESK_COMMAND_REOPEN) && desk_lifecycle_has_ended(decision->ticket->status))
        desk_decision_remark(decision, "reopened",
                             g_strdup_printf("its requester asked for that, and it had been %s",
                                             desk_status_name(decision->ticket->status)));
}

bool
desk_commanding_admit(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                      GError **error)
{
    gint64 reopened = 0;
    bool changes = asks_for(filing, DESK_COMMAND_CLOSE) || asks_for(filing, DESK_COMMAND_REOPEN);
    if (!decision->ticket || !desk_commanding_is_customer(filing, decision))
        return true;
    decision->commands = &filing->commands;
    if (!changes && decision->ticket->status != DESK_STATUS_SPAM)
        return true;
    if (!count_reopened(store, filing, decision, &reopened, error))
        return false;
    const Obstacle *obstacle = find_obstacle(filing, decision, reopened);
    if (!obstacle) {
        note_reopening(filing, decision);
        return true;
    }
    decision->commands = NULL;
    decision->obstacle = obstacle->word;
    decision->objection = g_strdup(obstacle->says);
    desk_decision_remark(
        decision, "command-ignored",
        g_strdup_printf("a customer's command was not carried out: %s", obstacle->says));
    return true;
}

static bool
is_about_status(const DeskEvent *event)
{
    static const char *const kinds[] = { "created", "status", "reopened", "recovered", NULL };
    return g_strv_contains(kinds, event->kind);
}

/* Since when it has stood as it does: the last change of its status, or the last mail in or out,
 * which may have changed it as well. */
static bool
find_since(DeskStore *store, const DeskTicket *ticket, gint64 *since, GError **error)
{
    g_autoptr(GPtrArray) events = NULL, messages = NULL;
    *since = ticket->ended > 0 ? ticket->ended : ticket->created;
    if (ticket->ended > 0)
        return true;
    if (!desk_store_event_last(store, ticket->id, LOOKED_BACK, &events, error) ||
        !desk_store_message_heads(store, ticket->id, LOOKED_BACK, &messages, error))
        return false;
    for (guint i = 0; i < events->len; i++)
        if (is_about_status(events->pdata[i]))
            *since = MAX(*since, ((const DeskEvent *) events->pdata[i])->at);
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        if (message->direction != DESK_DIRECTION_NOTE && !message->held)
            *since = MAX(*since, message->received);
    }
    return true;
}

/* The status that the mail leaves, with what it commands. */
static DeskStatus
status_after(const DeskDecision *decision)
{
    if (decision->commands && desk_commands_find(decision->commands, DESK_COMMAND_CLOSE))
        return DESK_STATUS_CLOSED;
    if (decision->commands && desk_commands_find(decision->commands, DESK_COMMAND_REOPEN))
        return DESK_STATUS_OPEN;
    return decision->status;
}

/* How it stands, and since when; the template says it in his language. */
static bool
find_facts(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision, GString *facts,
           GError **error)
{
    DeskStatus after = status_after(decision);
    gint64 since = filing->arrived;
    if (after == decision->ticket->status && !find_since(store, decision->ticket, &since, error))
        return false;
    if (decision->obstacle)
        desk_facts_add(facts, "obstacle", decision->obstacle);
    desk_facts_add(facts, "status", desk_status_name(after));
    desk_facts_add_time(facts, "since", since);
    if (asks_for(filing, DESK_COMMAND_LANGUAGE) && desk_language_asked(filing))
        desk_facts_add(facts, "language", desk_language_asked(filing));
    if (asks_for(filing, DESK_COMMAND_HELP))
        desk_facts_add(facts, "help", "");
    return true;
}

bool
desk_commanding_answer(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                       GError **error)
{
    if (!decision->ticket || filing->identity.agent ||
        (!decision->commands && !decision->objection) ||
        decision->ticket->status == DESK_STATUS_SPAM)
        return true;
    g_autoptr(GString) facts = g_string_new(NULL);
    if (!find_facts(store, filing, decision, facts, error))
        return false;
    DeskPlan *plan = desk_plan_new("customer-result", filing->sender_address, filing->sender_name);
    plan->ticket = decision->ticket->id;
    plan->contact = decision->contact;
    plan->assurance = decision->assurance;
    plan->detail = g_strdup(facts->str);
    return add_plan(store, filing, decision, plan, error);
}
