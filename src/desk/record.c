#include "desk/record.h"
#include "base/clock.h"
#include "desk/answering.h"
#include "desk/assign.h"
#include "desk/command.h"
#include "desk/commanding.h"
#include "desk/history.h"
#include "desk/lapse.h"
#include "desk/people.h"
#include "desk/sla.h"
#include "desk/wake.h"
#include "policy/lifecycle.h"
#include "store/rows.h"
#include "ticket/kind.h"

#define DATE_TOLERANCE (30 * DESK_DAY)

/* What the steps below share while one mail is written. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    const DeskDecision *decision;
    const DeskMailbox *mailbox; /* the first of ours in the envelope */
    gint64 sender;              /* contact, or 0 */
    gint64 requester;           /* of a new ticket, likewise */
    gint64 ticket;              /* or 0 */
    gint64 message;
} Entry;

static bool
note_on(const Entry *entry, gint64 ticket, const char *kind, const char *detail, GError **error)
{
    const DeskMoment moment = { ticket, entry->message, entry->filing->arrived };
    return desk_history_note(entry->store, &moment, kind, detail, error);
}

static bool
note(const Entry *entry, const char *kind, const char *detail, GError **error)
{
    return note_on(entry, entry->ticket, kind, detail, error);
}

static bool
put_sender(Entry *entry, GError **error)
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

/* An agent may open a ticket for somebody else. */
static bool
find_requester(Entry *entry, GError **error)
{
    const DeskFiling *customer = entry->decision->customer;
    entry->requester = entry->sender;
    return !customer || desk_store_contact_put(entry->store, customer->sender_key,
                                               customer->sender_address, customer->sender_name,
                                               entry->filing->arrived, &entry->requester, error);
}

/* The others on the mail: noted so that their answers thread, but they get nothing by it. */
static bool
add_others(const Entry *entry, bool is_requester, GError **error)
{
    bool is_proved = is_requester && entry->decision->assurance < DESK_ASSURANCE_NONE;
    return desk_people_note(entry->store, entry->filing, entry->ticket, is_proved, error);
}

static bool
tell_clocks(const Entry *entry, const DeskTicket *ticket, DeskSlaEvent event, GError **error)
{
    const DeskMoment moment = { ticket->id, entry->message, entry->filing->arrived };
    return desk_sla_tell(entry->store, desk_policy_conf(entry->filing->envelope->policy), ticket,
                         event, &moment, error);
}

/* What a mail that joins a ticket does to its clocks. */
static bool
follow_clocks(const Entry *entry, GError **error)
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
add_others_of_new(const Entry *entry, GError **error)
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
start_clocks(const Entry *entry, const DeskTicket *ticket, GError **error)
{
    return tell_clocks(entry, ticket, DESK_SLA_OPENED, error) &&
           (entry->decision->direction != DESK_DIRECTION_OUT ||
            tell_clocks(entry, ticket, DESK_SLA_ANSWERED, error));
}

/* A ticket with which an agent writes to somebody waits from the beginning. */
static bool
start_waiting(const Entry *entry, const DeskTicket *ticket, GError **error)
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

static bool
open_ticket(Entry *entry, GError **error)
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
                          .requester = entry->requester,
                          .created = filing->arrived,
                          .updated = filing->arrived };

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
write_weighed(const Entry *entry, GError **error)
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
go_on(const Entry *entry, GError **error)
{
    const DeskLifeMove move = desk_record_move(entry->filing, entry->decision);
    return desk_life_follow(entry->store, &move, error);
}

/* What was put off until later waits for that no longer when somebody has answered. */
static bool
wake(const Entry *entry, GError **error)
{
    return !desk_decision_asks(entry->decision, entry->filing) ||
           desk_wake_end(entry->store, entry->ticket, error);
}

static bool
join_ticket(Entry *entry, GError **error)
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

static bool
add_mailboxes(const Entry *entry, GError **error)
{
    const GArray *recipients = entry->filing->envelope->recipients;
    for (guint i = 0; i < recipients->len; i++) {
        const DeskMailbox *mailbox = g_array_index(recipients, DeskRecipient, i).mailbox;
        if (!desk_store_ticket_mailbox_add(entry->store, entry->ticket, mailbox->name, error))
            return false;
    }
    return true;
}

static bool
add_attachments(DeskStore *store, const DeskMail *mail, gint64 message, GError **error)
{
    const GPtrArray *attachments = mail->attachments;
    for (guint i = 0; i < attachments->len; i++) {
        const DeskAttachment *a = attachments->pdata[i];
        DeskStoredAttachment stored = { .name = a->name,
                                        .type = a->type,
                                        .size = a->size,
                                        .sha256 = a->sha256,
                                        .is_inline = a->is_inline,
                                        .content_id = a->content_id };
        if (!desk_store_attachment_add(store, message, i + 1, &stored, error))
            return false;
    }
    return true;
}

/* A mail without Message-ID and Date is the same for one hour only, so its time is in the key. */
static void
unique_key(const DeskFiling *filing, guint8 key[DESK_KEY_BYTES])
{
    gsize size = DESK_KEY_BYTES;
    memcpy(key, filing->key.bytes, DESK_KEY_BYTES);
    if (!filing->key.weak)
        return;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, key, DESK_KEY_BYTES);
    g_checksum_update(sum, (const guchar *) &filing->arrived, sizeof filing->arrived);
    g_checksum_get_digest(sum, key, &size);
}

/* Dates far from now say nothing; then the arrival counts (RULES M9). */
static gint64
sound_date(const DeskFiling *filing)
{
    gint64 date = filing->mail->date;
    bool sound = date > filing->arrived - DATE_TOLERANCE && date < filing->arrived + DATE_TOLERANCE;
    return sound ? date : filing->arrived;
}

/* Nothing but white space at the end of the text is no part of what is new in it. */
static bool
is_all_new(const DeskMail *mail)
{
    size_t size = strlen(mail->reply_text);
    return strncmp(mail->text, mail->reply_text, size) == 0 &&
           mail->text[size + strspn(mail->text + size, " \t\r\n")] == '\0';
}

/* Of an agent's mail what goes out, or would if it were published; NULL: all of the text. */
static char *
new_text(const Entry *entry)
{
    const DeskMail *mail = entry->filing->mail;
    char *answer = entry->decision->answer.text;
    if (answer && *answer)
        return answer;
    if (desk_commanding_says_nothing(entry->filing, entry->decision))
        return (char *) "";
    return is_all_new(mail) ? NULL : mail->reply_text;
}

static bool
add_message(Entry *entry, GError **error)
{
    const DeskFiling *filing = entry->filing;
    const DeskMail *mail = filing->mail;
    guint8 key[DESK_KEY_BYTES];
    g_autofree char *text = NULL;
    if (!desk_answering_complete(entry->store, filing, entry->decision, entry->ticket, &text,
                                 error))
        return false;
    DeskMessage message = { .ticket = entry->ticket,
                            .direction = entry->decision->direction,
                            .author = entry->decision->is_ours ? 0 : entry->sender,
                            .message_id = mail->message_id,
                            .subject = mail->subject,
                            .text = mail->text,
                            .reply_text = text ? text : new_text(entry),
                            .date = sound_date(filing),
                            .received = filing->arrived,
                            .held = entry->decision->outcome == DESK_OUTCOME_HELD,
                            .unparsed = mail->unparsed,
                            .machine = desk_machine_name(mail->machine),
                            .assurance = entry->decision->assurance };
    unique_key(filing, key);
    DeskRawMail raw = { .content_key = key,
                        .weak_key = filing->key.weak ? filing->key.bytes : NULL,
                        .raw_size = filing->raw_size,
                        .raw = filing->packed };

    if (!desk_store_message_add(entry->store, &message, &raw, error))
        return false;
    entry->message = message.id;
    return add_attachments(entry->store, mail, entry->message, error);
}

/* The same mail may have come from the customer himself, too: this one is the agent's copy. */
static void
copy_key(const DeskFiling *filing, guint8 key[DESK_KEY_BYTES])
{
    static const char what[] = "brought";
    gsize size = DESK_KEY_BYTES;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    unique_key(filing, key);
    g_checksum_update(sum, key, DESK_KEY_BYTES);
    g_checksum_update(sum, (const guchar *) what, sizeof(what));
    g_checksum_get_digest(sum, key, &size);
}

/* The customer's mail that an agent has brought is his first message, above what the agent says. */
static bool
add_brought(const Entry *entry, GError **error)
{
    const DeskFiling *customer = entry->decision->customer;
    guint8 key[DESK_KEY_BYTES];
    if (!customer || entry->filing->behalf != DESK_BEHALF_BROUGHT)
        return true;
    const DeskMail *mail = customer->mail;
    DeskMessage message = { .ticket = entry->ticket,
                            .direction = DESK_DIRECTION_IN,
                            .author = entry->requester,
                            .message_id = mail->message_id,
                            .subject = mail->subject,
                            .text = mail->text,
                            .reply_text = is_all_new(mail) ? NULL : mail->reply_text,
                            .date = sound_date(customer),
                            .received = entry->filing->arrived,
                            .unparsed = mail->unparsed,
                            .machine = desk_machine_name(mail->machine),
                            .assurance = DESK_ASSURANCE_NONE };
    copy_key(entry->filing, key);
    const DeskRawMail raw = { .content_key = key,
                              .raw_size = customer->raw_size,
                              .raw = customer->packed };
    return desk_store_message_add(entry->store, &message, customer->packed ? &raw : NULL, error) &&
           add_attachments(entry->store, mail, message.id, error);
}

/* What answers a mail answers that of the customer, also where an agent has brought it. */
static bool
carry_out(const Entry *entry, const DeskPlan *plan, GError **error)
{
    const DeskFiling *customer = entry->decision->customer;
    bool is_his = customer && desk_mail_kind(plan->kind)->answers;
    return desk_automatic_carry_out(entry->store, is_his ? customer : entry->filing, plan,
                                    entry->ticket, entry->message, error);
}

static bool
carry_out_plans(const Entry *entry, GError **error)
{
    const GPtrArray *plans = entry->decision->plans;
    for (guint i = 0; plans && i < plans->len; i++)
        if (!carry_out(entry, plans->pdata[i], error))
            return false;
    return true;
}

/* A mail that has been taken for a person's, and may be a machine's (RULES L3). */
static bool
note_doubt(const Entry *entry, GError **error)
{
    const DeskMail *mail = entry->filing->mail;
    if (entry->decision->kind != DESK_VERDICT_APPEND || !mail->machine_by_words)
        return true;
    g_autofree char *detail =
        g_strdup_printf("its words are those of a machine (%s), but nothing marks it as one: %s",
                        desk_machine_name(mail->machine), mail->machine_evidence);
    return note(entry, "maybe-machine", detail, error);
}

/* A new ticket and the one that its mail has hints at; whoever opened it sees nothing of that. */
static bool
note_tie(const Entry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    bool follows = decision->outcome == DESK_OUTCOME_FOLLOW_UP;
    if (decision->kind != DESK_VERDICT_NEW || decision->linked == 0)
        return true;
    g_autofree char *here = g_strdup_printf(
        follows ? "it goes on with #%" G_GINT64_FORMAT ", which ended too long ago"
                : "its hints lead to #%" G_GINT64_FORMAT ", which the sender is not on",
        decision->linked);
    g_autofree char *there = g_strdup_printf(
        "#%" G_GINT64_FORMAT " goes on with it, since it ended too long ago", entry->ticket);
    return desk_store_tie_add(entry->store, entry->ticket, decision->linked,
                              follows ? DESK_TIE_FOLLOW_UP : DESK_TIE_RELATED,
                              entry->filing->arrived, error) &&
           note(entry, follows ? "follow-up" : "linked", here, error) &&
           (!follows || note_on(entry, decision->linked, "follow-up", there, error));
}

/* From now on what the monitor says of this matter leads here. */
static bool
note_matter(const Entry *entry, GError **error)
{
    const DeskMatter *matter = &entry->decision->matter;
    return entry->decision->kind != DESK_VERDICT_NEW || !matter->monitor ||
           desk_store_correlation_put(entry->store, matter->monitor, matter->key, entry->ticket,
                                      error);
}

/* What else an agent should know about the mail. */
static bool
note_oddities(const Entry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskMail *mail = entry->filing->mail;

    for (guint i = 0; i < decision->remarks->len; i++) {
        const DeskRemark *remark = decision->remarks->pdata[i];
        if (!note(entry, remark->kind, remark->detail, error))
            return false;
    }
    if (decision->tag && !desk_store_tag_add(entry->store, entry->ticket, decision->tag, error))
        return false;
    if (decision->known_ids > 0 &&
        !note(entry, "same-message-id", "another mail with this Message-ID had been stored before",
              error))
        return false;
    return !mail->unparsed ||
           note(entry, "unparsed",
                mail->defects->len > 0 ? mail->defects->pdata[0] : "it could not be read", error);
}

static bool
note_arrival(const Entry *entry, GError **error)
{
    static const char *const kinds[] = { [DESK_VERDICT_NEW] = "created",
                                         [DESK_VERDICT_APPEND] = "appended",
                                         [DESK_VERDICT_HELD] = "held",
                                         [DESK_VERDICT_EVENT] = "machine-mail",
                                         [DESK_VERDICT_DUPLICATE] = "duplicate" };
    bool commands = entry->decision->kind == DESK_VERDICT_EVENT &&
                    (entry->decision->commands || entry->decision->objection);
    bool is_told = entry->decision->vote.is_alone; /* by what becomes of the vote */
    return (is_told || note(entry, commands ? "command" : kinds[entry->decision->kind],
                            entry->decision->reason, error)) &&
           note_tie(entry, error) && note_matter(entry, error) && note_doubt(entry, error) &&
           note_oddities(entry, error);
}

/* Where the mail has sent the ticket, and why. */
static bool
note_route(const Entry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskMoment moment = { entry->ticket, entry->message, entry->filing->arrived };
    return (decision->kind != DESK_VERDICT_NEW && !decision->is_weighed) ||
           desk_route_note(entry->store, decision->customer ? decision->customer : entry->filing,
                           &moment, decision->route.detail, error);
}

/* Who has got the ticket, and why. */
static bool
note_assignment(const Entry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskMoment moment = { entry->ticket, entry->message, entry->filing->arrived };
    const DeskTicket fresh = { .id = entry->ticket, .team = decision->route.team };
    if (decision->kind == DESK_VERDICT_NEW)
        return desk_assign_note(entry->store, &fresh, &decision->assignment, &moment, error);
    return !decision->passes || desk_assign_give(entry->store, decision->ticket,
                                                 &decision->assignment, moment.at, error);
}

static DeskOrder
order_of(const Entry *entry)
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
run_commands(const Entry *entry, GError **error)
{
    const DeskOrder order = order_of(entry);
    return !order.commands || desk_command_run(entry->store, &order, error);
}

/* In which language its customer is answered, when that is another one than usual. */
static bool
note_language(const Entry *entry, GError **error)
{
    const DeskLanguageChoice *choice = &entry->decision->language;
    const DeskConf *conf = desk_policy_conf(entry->filing->envelope->policy);
    const char *usual = entry->mailbox->language ? entry->mailbox->language : conf->language;
    if (entry->decision->kind != DESK_VERDICT_NEW || g_str_equal(choice->tag, usual))
        return true;
    g_autofree char *detail =
        g_strdup_printf("its customer is answered in %s: %s", choice->tag, choice->evidence);
    return note(entry, "language", detail, error);
}

/*
 * Whoever has written what nobody could forge, or has answered what only he could read, is known to
 * read mail at his address. What came by way of a list may have its address and its signature.
 */
static bool
prove_sender(const Entry *entry, GError **error)
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
heal_sender(const Entry *entry, GError **error)
{
    static const DeskHealth sound = { 0 };
    const DeskDecision *decision = entry->decision;
    if (decision->health.score == 0 || decision->kind == DESK_VERDICT_HELD ||
        !desk_report_heals(entry->filing->mail, entry->filing->envelope->sender,
                           decision->assurance))
        return true;
    return desk_store_contact_set_health(entry->store, entry->sender, &sound, error) &&
           note(entry, "address-healed",
                "a mail has come from the sender's address, so what had failed there no longer "
                "counts",
                error);
}

/* To those who are to get it by the mail's own commands. */
static bool
send_answer(const Entry *entry, GError **error)
{
    const DeskOrder order = order_of(entry);
    const DeskMoment moment = { entry->ticket, entry->message, entry->filing->arrived };
    return (!order.commands || desk_command_prepare(entry->store, &order, error)) &&
           desk_answering_record(entry->store, entry->filing, entry->decision, &moment, error);
}

static bool
write_mail(Entry *entry, GError **error)
{
    if (!put_sender(entry, error))
        return false;
    bool ok = true;
    if (entry->decision->ticket)
        ok = join_ticket(entry, error);
    else if (entry->decision->kind == DESK_VERDICT_NEW)
        ok = find_requester(entry, error) && open_ticket(entry, error);
    return ok && (entry->ticket == 0 || add_mailboxes(entry, error)) && add_brought(entry, error) &&
           add_message(entry, error) && note_arrival(entry, error) && note_route(entry, error) &&
           note_language(entry, error) && note_assignment(entry, error) &&
           prove_sender(entry, error) && heal_sender(entry, error) && send_answer(entry, error) &&
           desk_report_record(entry->store, entry->filing, &entry->decision->report, entry->message,
                              error) &&
           carry_out_plans(entry, error) && run_commands(entry, error) &&
           desk_vote_record(entry->store, entry->filing, &entry->decision->vote, entry->message,
                            error);
}

/* A second copy may have come for a mailbox that the first did not name (RULES T9). */
static bool
write_duplicate(Entry *entry, GError **error)
{
    entry->message = entry->decision->duplicate;
    entry->ticket = entry->decision->duplicate_ticket;
    return entry->ticket == 0 || add_mailboxes(entry, error);
}

static bool
write_verdict(const Entry *entry, DeskVerdict *verdict, GError **error)
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
    Entry entry = { .store = store,
                    .filing = filing,
                    .decision = decision,
                    .mailbox =
                        g_array_index(filing->envelope->recipients, DeskRecipient, 0).mailbox };
    bool duplicate = decision->kind == DESK_VERDICT_DUPLICATE;
    return (duplicate ? write_duplicate(&entry, error) : write_mail(&entry, error)) &&
           write_verdict(&entry, verdict, error);
}
