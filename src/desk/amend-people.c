#include "base/address.h"
#include "base/text.h"
#include "desk/amending.h"
#include "mail/mail.h"
#include "policy/lifecycle.h"
#include "policy/robots.h"

/* ---- approve ---- */

/* One approval as it goes on. */
typedef struct {
    DeskStore *store;
    const DeskAmender *amender;
    DeskTicket *ticket; /* where the messages are */
    DeskTicket *final;  /* what is joined; the same unless merged */
    DeskStatus status;  /* what that has afterwards */
    bool asks;          /* a person's words are among what was released */
} Approval;

static void
approval_clear(Approval *approval)
{
    if (approval->final != approval->ticket)
        desk_ticket_free(approval->final);
    desk_ticket_free(approval->ticket);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Approval, approval_clear)

static bool
open_approval(Approval *approval, gint64 id, GError **error)
{
    gint64 final = 0;
    if (!desk_amending_follow(approval->store, id, &final, error))
        return false;
    bool ok = final == id ? desk_amending_open(approval->store, id, &approval->ticket, error)
                          : desk_amending_open_both(approval->store, id, final, &approval->ticket,
                                                    &approval->final, error);
    if (!ok)
        return false;
    if (!approval->final)
        approval->final = approval->ticket;
    approval->status = approval->final->status;
    return true;
}

/* Who speaks, as far as it is stored: a list hands on what people write, all other kinds are
 * programs' (RULES L3). */
static DeskVoice
voice_of(const DeskMessage *message)
{
    bool is_person = g_strcmp0(message->machine, desk_machine_name(DESK_MACHINE_HUMAN)) == 0 ||
                     g_strcmp0(message->machine, desk_machine_name(DESK_MACHINE_LIST)) == 0;
    return is_person ? DESK_VOICE_PERSON : DESK_VOICE_PROGRAM;
}

/* Why approving his words does not put somebody on the ticket; NULL: it does. */
static const char *
find_obstacle(const Approval *approval, const DeskMessage *message, const char *address)
{
    const DeskConf *conf = desk_amending_conf(approval->amender);
    if (!address)
        return "nobody is named as its author";
    if (voice_of(message) != DESK_VOICE_PERSON)
        return "a machine wrote it";
    if (desk_robots_is_service(address))
        return "a service writes from its address";
    if (message->assurance == DESK_ASSURANCE_FAILED)
        return "its sender is proved to be forged";
    if (desk_conf_agent_by_address(conf, address))
        return "it bears the address of an agent";
    if (desk_amending_is_ours(conf, address))
        return "it bears an address of the desk itself";
    return NULL;
}

static bool
is_confirmed(const Approval *approval, gint64 contact, bool *confirmed, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(approval->store, approval->final->id, &people, error))
        return false;
    *confirmed = false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        *confirmed |= person->contact.id == contact && person->confirmed;
    }
    return true;
}

/* *why is what the event says of it. */
static bool
join(const Approval *approval, const DeskMessage *message, const char **why, GError **error)
{
    gint64 count = 0;
    bool confirmed = false;
    if (!is_confirmed(approval, message->author, &confirmed, error))
        return false;
    *why = "its author is on the ticket";
    if (confirmed)
        return true;
    if (!desk_amending_count_cc(approval->store, approval->final->id, &count, error))
        return false;
    if (count >= DESK_AMEND_CC_MAX) {
        *why = "its author does not join the ticket: as many as may be are on it";
        return true;
    }
    *why = "its author is on the ticket from now on";
    return desk_store_participant_add(approval->store, approval->final->id, message->author,
                                      DESK_ROLE_CC, true, approval->amender->now, error);
}

static bool
note_release(const Approval *approval, const DeskMessage *message, const char *who, const char *why,
             GError **error)
{
    return desk_amending_note(approval->store, approval->amender,
                              (DeskAmendEvent){ approval->ticket->id, message->id, "approved" },
                              error, "message %" G_GINT64_FORMAT " of %s is not held any more; %s",
                              message->sequence, who, why);
}

static bool
release(Approval *approval, const DeskMessage *message, GError **error)
{
    g_autoptr(DeskContact) author = NULL;
    const char *why = NULL;
    if ((message->author > 0 &&
         !desk_store_contact_get(approval->store, message->author, &author, error)) ||
        !desk_store_message_release(approval->store, message->id, error))
        return false;
    const char *obstacle = find_obstacle(approval, message, author ? author->address : NULL);
    g_autofree char *refusal =
        obstacle ? g_strdup_printf("its author does not join the ticket: %s", obstacle) : NULL;
    if (!obstacle && !join(approval, message, &why, error))
        return false;
    approval->status = desk_lifecycle_answered(approval->status, voice_of(message));
    approval->asks = approval->asks || voice_of(message) == DESK_VOICE_PERSON;
    return note_release(approval, message, author ? author->address : "nobody",
                        obstacle ? refusal : why, error);
}

static bool
refuse_release(const Approval *approval, gint64 number, guint count, GError **error)
{
    gint64 id = approval->ticket->id;
    if (number == 0)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "no message of ticket %" G_GINT64_FORMAT " is held", id);
    if (number > count)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_MISSING,
                                    "ticket %" G_GINT64_FORMAT " has no message %" G_GINT64_FORMAT,
                                    id, number);
    return desk_amending_refuse(
        error, DESK_AMEND_ERROR_REFUSED,
        "message %" G_GINT64_FORMAT " of ticket %" G_GINT64_FORMAT " is not held", number, id);
}

static bool
release_all(Approval *approval, gint64 number, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    bool found = false;
    if (!desk_store_message_list(approval->store, approval->ticket->id, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        bool chosen =
            number > 0 ? message->sequence == number : voice_of(message) == DESK_VOICE_PERSON;
        if (!message->held || !chosen)
            continue;
        found = true;
        if (!release(approval, message, error))
            return false;
    }
    return found || refuse_release(approval, number, messages->len, error);
}

bool
desk_amend_approve(DeskStore *store, const DeskAmender *amender, gint64 id, gint64 message,
                   GError **error)
{
    g_auto(Approval) approval = { .store = store, .amender = amender };
    return open_approval(&approval, id, error) && release_all(&approval, message, error) &&
           desk_amending_set_status(store, amender, approval.final, approval.status,
                                    ", because an answer was approved", error) &&
           (!approval.asks || desk_amending_tell_clocks(store, amender, approval.final,
                                                        approval.status, DESK_SLA_ASKED, error));
}

/* ---- cc ---- */

/* The address as it is stored, and its identity. */
typedef struct {
    char *plain;
    char *key;
    char *shown;
} Name;

static void
name_clear(Name *name)
{
    g_free(name->plain);
    g_free(name->key);
    g_free(name->shown);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Name, name_clear)

static bool
read_name(const char *address, Name *name, GError **error)
{
    name->plain = desk_address_plain(address);
    name->shown = desk_text_quote(name->plain);
    name->key = desk_address_key(name->plain);
    return name->key || desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                             "\"%s\": expected an address such as jane@example.com",
                                             name->shown);
}

/* The contact among the people of the ticket, or NULL. */
static const DeskParticipant *
find_person(const GPtrArray *people, gint64 contact)
{
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        if (person->contact.id == contact)
            return person;
    }
    return NULL;
}

/* Whom the ticket was forwarded to belongs to the customer's side from now on. */
static bool
promote(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 contact,
        const char *shown, GError **error)
{
    return desk_store_participant_role(store, ticket, contact, DESK_ROLE_CC, error) &&
           desk_amending_note(store, amender, (DeskAmendEvent){ ticket, 0, "cc-added" }, error,
                              "%s gets mail of this ticket from now on, and what he writes stays "
                              "among agents no more",
                              shown);
}

static bool
join_as_cc(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 contact,
           const char *shown, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(store, ticket, &people, error))
        return false;
    const DeskParticipant *person = find_person(people, contact);
    if (person && person->role == DESK_ROLE_THIRD_PARTY)
        return promote(store, amender, ticket, contact, shown, error);
    if (person && person->confirmed)
        return true;
    return desk_store_participant_add(store, ticket, contact, DESK_ROLE_CC, true, amender->now,
                                      error) &&
           desk_amending_note(store, amender,
                              (DeskAmendEvent){ ticket, 0, person ? "confirmed" : "cc-added" },
                              error, "%s gets mail of this ticket from now on", shown);
}

static bool
add(DeskStore *store, const DeskAmender *amender, gint64 ticket, const char *address,
    GError **error)
{
    g_auto(Name) name = { 0 };
    gint64 contact = 0;
    if (!read_name(address, &name, error))
        return false;
    if (desk_amending_is_ours(desk_amending_conf(amender), name.plain) ||
        desk_conf_agent_by_address(desk_amending_conf(amender), name.plain))
        return desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                    "%s is an address of the desk or of an agent", name.shown);
    return desk_store_contact_put(store, name.key, name.plain, "", amender->now, &contact, error) &&
           join_as_cc(store, amender, ticket, contact, name.shown, error);
}

bool
desk_amend_cc(DeskStore *store, const DeskAmender *amender, gint64 id, const char *const *addresses,
              GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    gint64 count = 0;
    if (!desk_amending_open(store, id, &ticket, error))
        return false;
    for (; *addresses; addresses++)
        if (!add(store, amender, id, *addresses, error))
            return false;
    return desk_amending_count_cc(store, id, &count, error) &&
           (count <= DESK_AMEND_CC_MAX ||
            desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                 "at most %d others than the requester can get mail of a ticket",
                                 DESK_AMEND_CC_MAX));
}

static bool
take_off(DeskStore *store, const DeskAmender *amender, const DeskTicket *ticket,
         const char *address, GError **error)
{
    g_auto(Name) name = { 0 };
    gint64 contact = 0;
    bool done = false;
    if (!read_name(address, &name, error) ||
        !desk_store_contact_find(store, name.key, &contact, error))
        return false;
    if (contact > 0 && contact == ticket->requester)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "%s is the requester of ticket %" G_GINT64_FORMAT, name.shown,
                                    ticket->id);
    if (contact > 0 && !desk_store_participant_remove(store, ticket->id, contact, &done, error))
        return false;
    if (!done)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "%s is not on ticket %" G_GINT64_FORMAT, name.shown,
                                    ticket->id);
    return desk_amending_note(store, amender, (DeskAmendEvent){ ticket->id, 0, "cc-removed" },
                              error, "%s is not on this ticket any more", name.shown);
}

bool
desk_amend_uncc(DeskStore *store, const DeskAmender *amender, gint64 id,
                const char *const *addresses, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_amending_open(store, id, &ticket, error))
        return false;
    for (; *addresses; addresses++)
        if (!take_off(store, amender, ticket, *addresses, error))
            return false;
    return true;
}
