#include "desk/automatic.h"
#include "base/clock.h"
#include "policy/notify.h"
#include "policy/token.h"
#include "store/outbox.h"
#include "store/rows.h"

#define REFERENCES_MAX 20

DeskPlan *
desk_plan_new(const char *kind, const char *address, const char *name)
{
    DeskPlan *plan = g_new0(DeskPlan, 1);
    plan->kind = kind;
    plan->address = g_strdup(address);
    plan->name = g_strdup(name);
    plan->assurance = DESK_ASSURANCE_NONE;
    return plan;
}

void
desk_plan_free(DeskPlan *plan)
{
    if (!plan)
        return;
    g_free(plan->address);
    g_free(plan->name);
    g_free(plan->detail);
    g_free(plan->refusal);
    g_free(plan);
}

bool
desk_automatic_ask(DeskStore *store, const DeskFiling *filing, DeskPlan *plan, GError **error)
{
    DeskNotifyFacts facts = { .mail = filing->mail,
                              .envelope_sender = filing->envelope->sender,
                              .recipient = plan->address };
    if (plan->contact > 0 &&
        (!desk_store_outbox_count(store, plan->contact, plan->kind, filing->arrived - DESK_HOUR,
                                  &facts.sent_last_hour, error) ||
         !desk_store_outbox_count(store, plan->contact, plan->kind, filing->arrived - DESK_DAY,
                                  &facts.sent_last_day, error)))
        return false;
    plan->refusal = g_strdup(desk_notify_refusal(filing->envelope->policy, &facts));
    return true;
}

/* The conversation so far: the first id and the last ones, so that clients thread (T11). */
static char *
references_of(const DeskMail *mail)
{
    GString *out = g_string_new(NULL);
    guint count = mail->references->len;
    for (guint i = 0; i < count; i++)
        if (i == 0 || i + REFERENCES_MAX > count)
            g_string_append_printf(out, "%s ", (const char *) mail->references->pdata[i]);
    g_string_append(out, mail->message_id);
    return g_strchomp(g_string_free(out, FALSE));
}

/* The contact of the plan, which may have been made while the mail was written. */
static bool
find_contact(DeskStore *store, const DeskFiling *filing, const DeskPlan *plan, gint64 *contact,
             GError **error)
{
    *contact = plan->contact;
    return *contact > 0 || desk_store_contact_find(store, filing->sender_key, contact, error);
}

static bool
queue(DeskStore *store, const DeskFiling *filing, const DeskPlan *plan, DeskOutboxRow *row,
      GError **error)
{
    const DeskPolicy *policy = filing->envelope->policy;
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskSeal *seal = desk_policy_seal(policy);
    const DeskMailbox *mailbox =
        g_array_index(filing->envelope->recipients, DeskRecipient, 0).mailbox;
    DeskToken token = { .ticket = row->ticket, .contact = row->contact };

    g_autofree char *message_id = desk_token_message_id(seal, token, conf->hostname);
    g_autofree char *reply_to =
        desk_token_reply_address(seal, token, mailbox->address, conf->recipient_delimiter);
    g_autofree char *references = references_of(filing->mail);
    row->kind = (char *) plan->kind;
    row->message_id = message_id;
    row->date = row->created = row->next_at = filing->arrived;
    row->envelope_from = (char *) "";
    row->recipient = plan->address;
    row->recipient_name = plan->name;
    row->from_name = mailbox->display_name;
    row->from_address = mailbox->address;
    row->reply_to = reply_to;
    row->in_reply_to = filing->mail->message_id;
    row->references = references;
    row->language = mailbox->language ? mailbox->language : conf->language;
    row->verified = plan->assurance < DESK_ASSURANCE_NONE;
    return desk_store_outbox_add(store, row, error);
}

bool
desk_automatic_carry_out(DeskStore *store, const DeskFiling *filing, const DeskPlan *plan,
                         gint64 ticket, gint64 message, GError **error)
{
    DeskOutboxRow row = { .ticket = plan->ticket > 0 ? plan->ticket : ticket, .cause = message };
    if (plan->refusal) {
        g_autofree char *kind = g_strconcat(plan->kind, "-suppressed", NULL);
        DeskEvent event = { .ticket = row.ticket,
                            .message = message,
                            .at = filing->arrived,
                            .actor = (char *) "desk",
                            .kind = kind,
                            .detail = plan->refusal };
        return desk_store_event_add(store, &event, error);
    }
    return find_contact(store, filing, plan, &row.contact, error) &&
           queue(store, filing, plan, &row, error);
}
