#include "base/address.h"
#include "desk/behalf.h"
#include "desk/command.h"
#include "desk/record.h"
#include "drive.h"
#include "parse/parse.h"
#include "play.h"
#include "store/outbox.h"
#include "store/raw.h"
#include "store/rows.h"

/* One mail on its way through the desk, and all that became of it: see drive.h. */

static char *
text_of(gint64 number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void
say_verdict(const DeskDecision *decision, const DeskVerdict *verdict)
{
    g_autofree char *ticket = text_of(verdict->ticket);
    g_autofree char *message = text_of(verdict->message);
    g_autofree char *linked = text_of(decision->linked);
    play_say("verdict", desk_verdict_name(verdict->kind), ticket, message,
             desk_link_name(decision->link), verdict->kind == DESK_VERDICT_HELD ? "held" : "shown",
             linked, verdict->reason, NULL);
}

/* What has been read, and how sure the desk is of the sender. */
static void
say_facts(const DeskMail *mail, const DeskDecision *decision)
{
    play_say("machine", desk_machine_name(mail->machine), mail->machine_by_words ? "words" : "sure",
             mail->may_answer ? "may" : "silent", NULL);
    play_say("assurance", desk_assurance_name(decision->assurance), NULL);
}

static void
say_plans(const DeskDecision *decision)
{
    for (guint i = 0; decision->plans && i < decision->plans->len; i++) {
        const DeskPlan *plan = decision->plans->pdata[i];
        play_say("plan", plan->kind, plan->address ? plan->address : "-",
                 plan->refusal ? plan->refusal : "-", NULL);
    }
}

static bool
say_people(DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(store, ticket, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        g_autofree char *key = desk_address_key(person->contact.address);
        play_say("person", key ? key : "-", desk_role_name(person->role),
                 person->confirmed ? "yes" : "no", NULL);
    }
    return true;
}

static bool
say_ties(DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) ties = NULL;
    if (!desk_store_tie_list(store, ticket, &ties, error))
        return false;
    for (guint i = 0; i < ties->len; i++) {
        const DeskTieRow *tie = ties->pdata[i];
        g_autofree char *one = text_of(tie->ticket);
        g_autofree char *other = text_of(tie->other);
        play_say("tie", one, other, desk_tie_name(tie->kind), NULL);
    }
    return true;
}

/* What reports have said of the mails of a ticket. */
static bool
say_deliveries(DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!desk_store_outbox_list(store, NULL, ticket, G_MAXINT32, &rows, error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        g_autofree char *id = text_of(row->id);
        if (row->delivery != DESK_DELIVERY_UNKNOWN)
            play_say("delivery", id, desk_delivery_name(row->delivery), NULL);
    }
    return true;
}

static bool
say_tags(DeskStore *store, gint64 ticket, GError **error)
{
    g_auto(GStrv) tags = NULL;
    if (!desk_store_tag_list(store, ticket, &tags, error))
        return false;
    for (char **tag = tags; *tag; tag++)
        play_say("tag", *tag, NULL);
    return true;
}

static bool
say_messages(DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    if (!desk_store_message_list(store, ticket, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        g_autofree char *id = text_of(message->id);
        play_say("message", id, desk_direction_name(message->direction),
                 message->held ? "held" : "shown", NULL);
    }
    return true;
}

static const char *
or_none(const char *word)
{
    return word ? word : "-";
}

bool
drive_say_ticket(DeskStore *store, gint64 id, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(DeskContact) requester = NULL;
    if (!desk_store_ticket_get(store, id, &ticket, error) || !ticket)
        return !error || !*error;
    if (ticket->requester && !desk_store_contact_get(store, ticket->requester, &requester, error))
        return false;
    g_autofree char *number = text_of(id);
    g_autofree char *key = requester ? desk_address_key(requester->address) : NULL;
    play_say("ticket", number, desk_status_name(ticket->status), or_none(key), ticket->subject,
             desk_priority_name(ticket->priority), or_none(ticket->team), or_none(ticket->assignee),
             NULL);
    return say_people(store, id, error) && say_ties(store, id, error) &&
           say_tags(store, id, error) && say_messages(store, id, error) &&
           say_deliveries(store, id, error);
}

static bool
decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    if (!desk_decide(store, filing, decision, error))
        return false;
    if (decision->is_refused)
        g_set_error_literal(error, DESK_COMMAND_ERROR, DESK_COMMAND_ERROR_REFUSED,
                            decision->objection);
    return !decision->is_refused;
}

static bool
file_mail(DeskStore *store, const DeskFiling *filing, GError **error)
{
    g_auto(DeskDecision) decision = { 0 };
    DeskVerdict verdict = { 0 };
    bool ok = desk_store_begin(store, error);
    if (ok && (!decide(store, filing, &decision, error) ||
               !desk_record(store, filing, &decision, &verdict, error))) {
        desk_store_rollback(store);
        ok = false;
    }
    ok = ok && desk_store_commit(store, error);
    if (ok) {
        say_verdict(&decision, &verdict);
        say_facts(filing->mail, &decision);
        say_plans(&decision);
        ok = !verdict.ticket || drive_say_ticket(store, verdict.ticket, error);
    }
    desk_verdict_clear(&verdict);
    return ok;
}

/* As the intake does it: refused commands send the mail back, unless others get it as well. */
static void
file(Drive *drive, DeskFiling *filing)
{
    g_autoptr(GError) error = NULL;
    bool ok = file_mail(drive->store, filing, &error);
    bool refused = g_error_matches(error, DESK_COMMAND_ERROR, DESK_COMMAND_ERROR_REFUSED);
    if (refused && filing->envelope->bystanders->len > 0) {
        filing->objection = g_strdup(error->message);
        g_clear_error(&error);
        ok = file_mail(drive->store, filing, &error);
        refused = false;
    }
    if (ok)
        drive_tell_outbox(drive);
    else if (refused)
        play_say("verdict", "returned", error->message, NULL);
    else
        play_error(error);
}

/* As the milter does it: forged tokens are refused one by one. */
static DeskEnvelope *
make_envelope(Drive *drive, char **fields, bool *refused)
{
    DeskEnvelope *envelope = desk_envelope_new(drive->policy, fields[1]);
    if (!g_str_equal(fields[2], "-"))
        envelope->login = g_strdup(fields[2]);
    for (char **recipient = fields + 3; *recipient; recipient++)
        *refused |= desk_envelope_add(envelope, *recipient).state == DESK_TOKEN_FORGED;
    return envelope;
}

void
drive_mail(Drive *drive, char **fields, DeskBytes raw)
{
    bool refused = false;
    drive_set_clock(g_ascii_strtoll(fields[0], NULL, 10));
    g_autoptr(DeskEnvelope) envelope = make_envelope(drive, fields, &refused);
    if (envelope->recipients->len == 0) {
        play_say("verdict", refused ? "refused" : "bystander", NULL);
        return;
    }
    g_autoptr(DeskFiling) filing = desk_filing_new(envelope, raw, desk_parse(raw));
    desk_behalf_find(filing, NULL, NULL);
    filing->packed = desk_raw_pack(raw);
    file(drive, filing);
}
