#include "deskctl/explain.h"
#include "deskctl/rows.h"

static json_t *
people(const GPtrArray *addresses)
{
    json_t *list = json_array();
    for (guint i = 0; i < addresses->len; i++) {
        const DeskMailAddress *address = addresses->pdata[i];
        json_array_append_new(list, desk_json_person(address->name, address->address));
    }
    return list;
}

static json_t *
first_person(const GPtrArray *addresses)
{
    if (addresses->len == 0)
        return json_null();
    const DeskMailAddress *address = addresses->pdata[0];
    return desk_json_person(address->name, address->address);
}

static json_t *
addresses_only(const GPtrArray *addresses)
{
    json_t *list = json_array();
    for (guint i = 0; i < addresses->len; i++)
        json_array_append_new(
            list, desk_json_text(((const DeskMailAddress *) addresses->pdata[i])->address));
    return list;
}

static json_t *
attachments(const GPtrArray *all)
{
    json_t *list = json_array();
    for (guint i = 0; i < all->len; i++) {
        const DeskAttachment *a = all->pdata[i];
        const DeskStoredAttachment stored = { .name = a->name,
                                              .type = a->type,
                                              .size = a->size,
                                              .sha256 = a->sha256,
                                              .is_inline = a->is_inline,
                                              .content_id = a->content_id };
        json_array_append_new(list, desk_rows_attachment(&stored));
    }
    return list;
}

static json_t *
texts(const GPtrArray *strings)
{
    json_t *list = json_array();
    for (guint i = 0; i < strings->len; i++)
        json_array_append_new(list, desk_json_text(strings->pdata[i]));
    return list;
}

static json_t *
fields(const GPtrArray *all)
{
    json_t *list = json_array();
    for (guint i = 0; i < all->len; i++) {
        const DeskMailField *field = all->pdata[i];
        json_t *value = json_object();
        json_object_set_new(value, "name", desk_json_text(field->name));
        json_object_set_new(value, "value", desk_json_text(field->value));
        json_array_append_new(list, value);
    }
    return list;
}

static json_t *
mail_part(const DeskMail *mail)
{
    json_t *value = json_object();
    json_object_set_new(value, "message_id", desk_json_text(mail->message_id));
    json_object_set_new(value, "date", desk_json_time(mail->date));
    json_object_set_new(value, "from", first_person(mail->from));
    json_object_set_new(value, "reply_to", addresses_only(mail->reply_to));
    json_object_set_new(value, "to", people(mail->to));
    json_object_set_new(value, "cc", people(mail->cc));
    json_object_set_new(value, "subject", desk_json_text(mail->subject));
    json_object_set_new(value, "fields", fields(mail->fields));
    json_object_set_new(value, "text", desk_json_text(mail->text));
    json_object_set_new(value, "reply_text", desk_json_text(mail->reply_text));
    json_object_set_new(value, "signature_text", desk_json_text(mail->signature_text));
    json_object_set_new(value, "has_html", json_boolean(mail->has_html));
    json_object_set_new(value, "signed", json_boolean(mail->is_signed));
    json_object_set_new(value, "encrypted", json_boolean(mail->is_encrypted));
    json_object_set_new(value, "calendar", desk_json_text(mail->calendar));
    json_object_set_new(value, "attachments", attachments(mail->attachments));
    json_object_set_new(value, "defects", texts(mail->defects));
    json_object_set_new(value, "unparsed", json_boolean(mail->unparsed));
    return value;
}

static json_t *
machine_part(const DeskMail *mail)
{
    json_t *value = json_object();
    json_object_set_new(value, "kind", desk_json_text(desk_machine_name(mail->machine)));
    json_object_set_new(value, "evidence",
                        desk_json_text(mail->machine_evidence ? mail->machine_evidence : ""));
    json_object_set_new(value, "by_words", json_boolean(mail->machine_by_words));
    json_object_set_new(value, "may_answer", json_boolean(mail->may_answer));
    json_object_set_new(value, "returned_id", desk_json_text(mail->returned_id));
    return value;
}

static json_t *
bounces_part(const DeskMail *mail)
{
    json_t *list = json_array();
    for (guint i = 0; i < mail->bounces->len; i++) {
        const DeskBounce *b = mail->bounces->pdata[i];
        json_t *value = json_object();
        json_object_set_new(value, "recipient", desk_json_text(b->recipient));
        json_object_set_new(value, "action", desk_json_text(desk_bounce_action_name(b->action)));
        json_object_set_new(value, "status", desk_json_text(b->status));
        json_object_set_new(value, "reply_code", desk_json_text(b->reply_code));
        json_object_set_new(value, "diagnostic", desk_json_text(b->diagnostic));
        json_object_set_new(value, "hard", json_boolean(b->hard));
        json_array_append_new(list, value);
    }
    return list;
}

static json_t *
sender_part(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const DeskMailAddress *from = desk_mail_sender(e->mail);
    DeskAssurance assurance = e->filing ? e->filing->identity.assurance : DESK_ASSURANCE_NONE;
    json_t *value = json_object();
    json_object_set_new(value, "role", desk_json_text(desk_explain_role(explainer, e)));
    json_object_set_new(value, "name", desk_json_text(from ? from->name : ""));
    json_object_set_new(value, "address", desk_json_text(from ? from->address : e->sender));
    json_object_set_new(value, "assurance", desk_json_text(desk_assurance_name(assurance)));
    json_object_set_new(value, "evidence",
                        desk_json_text(e->filing ? e->filing->identity.evidence : ""));
    return value;
}

static json_t *
candidate_part(const DeskExplanation *e, guint i)
{
    const DeskCandidate *candidate = &g_array_index(e->filing->candidates, DeskCandidate, i);
    json_t *value = json_object();
    json_object_set_new(value, "link", desk_json_text(desk_link_name(candidate->kind)));
    json_object_set_new(value, "id", desk_json_text(candidate->id));
    bool tried = i < e->trials->len;
    const DeskTrial *trial = tried ? &g_array_index(e->trials, DeskTrial, i) : NULL;
    gint64 ticket = trial && trial->ticket ? trial->ticket->id : candidate->ticket;
    json_object_set_new(value, "ticket", desk_json_id(ticket));
    g_autofree char *why = tried ? desk_explain_trial(e, i) : g_strdup("not looked up");
    json_object_set_new(value, "reason", desk_json_text(why));
    return value;
}

static json_t *
thread_part(const DeskExplanation *e)
{
    const DeskDecision *decision = &e->decision;
    gint64 ticket = decision->ticket ? decision->ticket->id : decision->duplicate_ticket;
    json_t *value = json_object();
    json_t *candidates = json_array();
    for (guint i = 0; e->filing && i < e->filing->candidates->len; i++)
        json_array_append_new(candidates, candidate_part(e, i));
    json_object_set_new(value, "ticket", desk_json_id(ticket));
    json_object_set_new(value, "link", desk_json_text(desk_link_name(decision->link)));
    json_object_set_new(value, "outcome", desk_json_text(desk_explain_outcome(e)));
    json_object_set_new(value, "linked", desk_json_id(decision->linked));
    json_object_set_new(value, "reason",
                        desk_json_text(e->refusal ? e->refusal : decision->reason));
    json_object_set_new(value, "candidates", candidates);
    return value;
}

/* The mails that would go out, or those that would not, with the reason. */
static void
add_plans(json_t *list, const GPtrArray *plans, bool suppressed)
{
    for (guint i = 0; plans && i < plans->len; i++) {
        const DeskPlan *plan = plans->pdata[i];
        if (suppressed != (plan->refusal != NULL))
            continue;
        json_t *value = json_object();
        json_object_set_new(value, "kind", desk_json_text(plan->kind));
        json_object_set_new(value, "to", desk_json_text(plan->address));
        if (suppressed)
            json_object_set_new(value, "reason", desk_json_text(plan->refusal));
        json_array_append_new(list, value);
    }
}

static json_t *
plans_part(const DeskExplanation *e, bool suppressed)
{
    json_t *list = json_array();
    add_plans(list, e->answers, suppressed);
    add_plans(list, e->decision.plans, suppressed);
    return list;
}

static json_t *
command_part(const char *line, const char *word, const char *problem)
{
    json_t *value = json_object();
    json_object_set_new(value, "line", desk_json_text(line));
    json_object_set_new(value, "command", desk_json_text(word));
    json_object_set_new(value, "error", desk_json_text(problem));
    return value;
}

/* What it commands, up to the first line that cannot be carried out. */
static json_t *
commands_part(const DeskExplanation *e)
{
    const DeskDecision *decision = &e->decision;
    json_t *list = json_array();
    if (!decision->commands && !decision->objection)
        return list;
    const DeskCommands *commands = &e->filing->commands;
    const char *why = commands->problem ? commands->problem : decision->objection;
    bool is_told = !why;
    for (guint i = 0; i < commands->list->len; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        bool is_wrong = why && command->number == decision->objected;
        json_array_append_new(list, command_part(command->line, desk_command_name(command->verb),
                                                 is_wrong ? why : NULL));
        is_told = is_told || is_wrong;
    }
    if (!is_told)
        json_array_append_new(list, command_part(commands->line, NULL, why));
    return list;
}

static json_t *
vote_part(const DeskExplanation *e)
{
    g_autofree char *what = desk_vote_tell(&e->decision.vote);
    return desk_json_text(what);
}

json_t *
desk_explain_json(const DeskExplainer *explainer, const DeskExplanation *e)
{
    json_t *value = json_object();
    if (e->error)
        json_object_set_new(value, "error", desk_json_text(e->error));
    json_object_set_new(value, "mail", mail_part(e->mail));
    json_object_set_new(value, "machine", machine_part(e->mail));
    json_object_set_new(value, "bounces", bounces_part(e->mail));
    json_object_set_new(value, "sender", sender_part(explainer, e));
    json_object_set_new(value, "thread", thread_part(e));
    json_object_set_new(value, "commands", commands_part(e));
    json_object_set_new(value, "vote", vote_part(e));
    json_object_set_new(value, "triage", desk_explain_triage_json(explainer, e));
    json_object_set_new(value, "outgoing", plans_part(e, false));
    json_object_set_new(value, "suppressed", plans_part(e, true));
    return value;
}
