#include "desk/record.h"
#include "base/clock.h"
#include "desk/answering.h"
#include "desk/command.h"
#include "desk/record-parts.h"
#include "policy/voice.h"
#include "store/rows.h"
#include "ticket/kind.h"

static bool
put_sender(DeskEntry *entry, GError **error)
{
    const DeskFiling *filing = entry->filing;
    entry->sender = entry->decision->contact;
    if (!filing->sender_key)
        return true;
    if (entry->sender > 0)
        return desk_store_contact_name(entry->store, entry->sender, filing->sender_name, error);
    return desk_store_contact_add(entry->store, filing->sender_key, filing->sender_address,
                                  filing->sender_name, filing->arrived, &entry->sender, error);
}

/* What answers a mail answers that of the customer, also where an agent has brought it. */
static bool
carry_out(const DeskEntry *entry, const DeskPlan *plan, GError **error)
{
    const DeskFiling *customer = entry->decision->customer;
    bool is_his = customer && desk_mail_kind(plan->kind)->answers;
    return desk_automatic_carry_out(entry->store, is_his ? customer : entry->filing, plan,
                                    entry->ticket, entry->message, error);
}

static bool
carry_out_plans(const DeskEntry *entry, GError **error)
{
    const GPtrArray *plans = entry->decision->plans;
    for (guint i = 0; plans && i < plans->len; i++)
        if (!carry_out(entry, plans->pdata[i], error))
            return false;
    return true;
}

static DeskOrder
order_of(const DeskEntry *entry)
{
    const DeskFiling *filing = entry->filing;
    return (DeskOrder){ .why = { .policy = filing->envelope->policy,
                                 .mailbox = entry->mailbox,
                                 .now = filing->arrived,
                                 .message = entry->message },
                        .commands = entry->decision->commands,
                        .agent = filing->identity.agent,
                        .contact = entry->sender,
                        .ticket = entry->ticket,
                        .filing = filing };
}

/* What the mail asks for beside what it says; nothing of it is stored when that cannot be done
 * (RULES C2). */
static bool
run_commands(const DeskEntry *entry, GError **error)
{
    const DeskOrder order = order_of(entry);
    return !order.commands || desk_command_run(entry->store, &order, error);
}

/*
 * Whoever has written what nobody could forge, or has answered what only he could read, is known to
 * read mail at his address. What came by way of a list may have its address and its signature.
 */
static bool
prove_sender(const DeskEntry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskFiling *filing = entry->filing;
    bool answers = decision->kind == DESK_VERDICT_APPEND && decision->is_issued &&
                   decision->assurance != DESK_ASSURANCE_FAILED;
    if (entry->sender == 0 || decision->proved > 0 || decision->is_ours || filing->is_stand_in ||
        filing->mail->machine == DESK_MACHINE_LIST ||
        desk_voice_of(filing->mail, filing->envelope->sender) != DESK_VOICE_PERSON ||
        !(answers || decision->assurance < DESK_ASSURANCE_NONE))
        return true;
    return desk_store_contact_prove(entry->store, entry->sender, filing->arrived, error);
}

/* Somebody lives at an address that was thought dead (RULES B3). */
static bool
heal_sender(const DeskEntry *entry, GError **error)
{
    static const DeskHealth sound = { 0 };
    const DeskDecision *decision = entry->decision;
    if (decision->health.score == 0 || decision->kind == DESK_VERDICT_HELD ||
        !desk_report_heals(entry->filing->mail, entry->filing->envelope->sender,
                           decision->assurance))
        return true;
    return desk_store_contact_set_health(entry->store, entry->sender, &sound, error) &&
           desk_entry_note(
               entry, "address-healed",
               "a mail has come from the sender's address, so what had failed there no longer "
               "counts",
               error);
}

/* To those who are to get it by the mail's own commands. */
static bool
send_answer(const DeskEntry *entry, GError **error)
{
    const DeskOrder order = order_of(entry);
    const DeskMoment moment = { entry->ticket, entry->message, entry->filing->arrived };
    return (!order.commands || desk_command_prepare(entry->store, &order, error)) &&
           desk_answering_record(entry->store, entry->filing, entry->decision, &moment, error);
}

static bool
write_mail(DeskEntry *entry, GError **error)
{
    if (!put_sender(entry, error))
        return false;
    bool ok = true;
    if (entry->decision->ticket)
        ok = desk_entry_join(entry, error);
    else if (entry->decision->kind == DESK_VERDICT_NEW)
        ok = desk_entry_open(entry, error);
    return ok && (entry->ticket == 0 || desk_entry_add_mailboxes(entry, error)) &&
           desk_entry_add_brought(entry, error) && desk_entry_add_message(entry, error) &&
           desk_entry_explain(entry, error) && prove_sender(entry, error) &&
           heal_sender(entry, error) && send_answer(entry, error) &&
           desk_report_record(entry->store, entry->filing, &entry->decision->report, entry->message,
                              error) &&
           carry_out_plans(entry, error) && run_commands(entry, error) &&
           desk_vote_record(entry->store, entry->filing, &entry->decision->vote, entry->message,
                            error);
}

/* A second copy may have come for a mailbox that the first did not name (RULES T9). */
static bool
write_duplicate(DeskEntry *entry, GError **error)
{
    entry->message = entry->decision->duplicate;
    entry->ticket = entry->decision->duplicate_ticket;
    return entry->ticket == 0 || desk_entry_add_mailboxes(entry, error);
}

static bool
write_verdict(const DeskEntry *entry, DeskVerdict *verdict, GError **error)
{
    const DeskFiling *filing = entry->filing;
    GString *recipients = g_string_new(NULL);
    for (guint i = 0; i < filing->envelope->addresses->len; i++)
        g_string_append_printf(recipients, "%s%s", i > 0 ? " " : "",
                               (const char *) filing->envelope->addresses->pdata[i]);
    *verdict = (DeskVerdict){ .at = filing->arrived,
                              .kind = entry->decision->kind,
                              .ticket = entry->ticket,
                              .message = entry->message,
                              .queue_id = g_strdup(filing->envelope->queue_id),
                              .message_id = g_strdup(filing->mail->message_id),
                              .sender = g_strdup(filing->envelope->sender),
                              .recipients = g_string_free(recipients, FALSE),
                              .reason = g_strdup(entry->decision->reason),
                              .given_up = g_strdup(filing->triaged.given_up),
                              .duration = desk_clock_steady() - filing->started };
    return desk_store_verdict_add(entry->store, verdict, error);
}

bool
desk_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
            DeskVerdict *verdict, GError **error)
{
    DeskEntry entry = { .store = store,
                        .filing = filing,
                        .decision = decision,
                        .mailbox =
                            g_array_index(filing->envelope->recipients, DeskRecipient, 0).mailbox };
    bool duplicate = decision->kind == DESK_VERDICT_DUPLICATE;
    return (duplicate ? write_duplicate(&entry, error) : write_mail(&entry, error)) &&
           write_verdict(&entry, verdict, error);
}
