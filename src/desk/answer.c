#include "desk/answer.h"
#include "base/address.h"
#include "desk/mailing.h"
#include "policy/subject.h"
#include "store/rows.h"

#define KNOWN_MAX 20  /* ids of References at either end (RULES T11) */
#define LOOK_MAX  100 /* messages at either end of the conversation that are looked at */

/* One text on its way to people. */
typedef struct {
    DeskStore *store;
    const DeskAnswering *answering;
    const char *kind;
    const DeskMailbox *mailbox;
    GPtrArray *messages; /* DeskMessage of the ticket, heads alone */
    GString *names;      /* of those who get it */
} Sending;

/* What somebody has of the conversation. */
typedef struct {
    gint64 at;
    const char *id;
} Known;

static int
compare_known(gconstpointer left, gconstpointer right)
{
    const Known *one = left, *other = right;
    return one->at < other->at ? -1 : one->at > other->at;
}

static void
add_known(GArray *known, gint64 at, const char *id)
{
    Known mail = { at, id };
    if (*id)
        g_array_append_val(known, mail);
}

/* The customer's mails that stand on the ticket, newest last; held ones are nobody's. */
static bool
is_spoken(const DeskMessage *message)
{
    return message->direction == DESK_DIRECTION_IN && !message->held;
}

/* His own mails and those he was sent; when there are none, the last one that any customer wrote,
 * which he has been on. */
static GArray *
find_known(const Sending *sending, gint64 contact, const GPtrArray *mails)
{
    GArray *known = g_array_new(FALSE, FALSE, sizeof(Known));
    const DeskMessage *last = NULL;
    for (guint i = 0; i < sending->messages->len; i++) {
        const DeskMessage *message = sending->messages->pdata[i];
        if (!is_spoken(message))
            continue;
        last = message;
        if (message->author == contact)
            add_known(known, message->received, message->message_id);
    }
    for (guint i = 0; i < mails->len; i++) {
        const DeskOutboxRow *row = mails->pdata[i];
        if (row->state != DESK_OUTBOX_FAILED)
            add_known(known, row->created, row->message_id);
    }
    if (known->len == 0 && last)
        add_known(known, last->received, last->message_id);
    g_array_sort(known, compare_known);
    return known;
}

static char *
join_ids(const GArray *known)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < known->len; i++)
        if (i < KNOWN_MAX || i + KNOWN_MAX >= known->len)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "",
                                   g_array_index(known, Known, i).id);
    return g_string_free(out, FALSE);
}

/* The customer's newest mail is what is answered. */
static const DeskMessage *
answered(const Sending *sending)
{
    for (guint i = sending->messages->len; i > 0; i--)
        if (is_spoken(sending->messages->pdata[i - 1]))
            return sending->messages->pdata[i - 1];
    return NULL;
}

/* As his mail program named the conversation last. */
static char *
find_topic(const GPtrArray *mails)
{
    for (guint i = 0; i < mails->len; i++) {
        const DeskOutboxRow *row = mails->pdata[i];
        if (row->thread_topic)
            return row->thread_topic;
    }
    return NULL;
}

static bool
queue(const Sending *sending, const DeskContact *contact, DeskOutboxRow *row, GError **error)
{
    DeskOccasion occasion = sending->answering->why;
    occasion.mailbox = sending->mailbox;
    row->ticket = sending->answering->ticket->id;
    row->contact = contact->id;
    row->cause = occasion.message;
    row->kind = (char *) sending->kind;
    row->recipient = contact->address;
    row->recipient_name = contact->name;
    row->language = sending->answering->ticket->language;
    row->verified = true;
    return desk_mailing_queue(sending->store, &occasion, row, error);
}

static bool
send_to(const Sending *sending, const DeskContact *contact, GError **error)
{
    const DeskMessage *message = answered(sending);
    const DeskAddressee to = { sending->answering->ticket->id, contact->id };
    g_autoptr(GPtrArray) mails = NULL;
    if (!desk_store_outbox_had(sending->store, to, 2 * KNOWN_MAX, &mails, error))
        return false;
    g_autoptr(GArray) known = find_known(sending, contact->id, mails);
    g_autofree char *references = join_ids(known);
    g_autofree char *subject =
        desk_subject_plain(message ? message->subject : sending->answering->ticket->subject);
    DeskOutboxRow row = {
        .in_reply_to =
            known->len > 0 ? (char *) g_array_index(known, Known, known->len - 1).id : (char *) "",
        .references = references,
        .subject = *subject ? subject : NULL,
        .thread_topic = find_topic(mails),
    };
    g_string_append_printf(sending->names, "%s%s", sending->names->len > 0 ? ", " : "",
                           contact->address);
    return queue(sending, contact, &row, error);
}

/* What happened, by the agent who wrote it. */
static bool
note(const Sending *sending, const char *kind, const char *detail, GError **error)
{
    const DeskAnswering *answering = sending->answering;
    const DeskEvent event = { .ticket = answering->ticket->id,
                              .message = answering->why.message,
                              .at = answering->why.now,
                              .actor = answering->agent ? answering->agent->name : (char *) "desk",
                              .kind = (char *) kind,
                              .detail = (char *) detail };
    return desk_store_event_add(sending->store, &event, error);
}

/* The desk writes to a customer from the mailbox that he wrote to, while there is one. */
static bool
begin(Sending *sending, GError **error)
{
    const DeskAnswering *answering = sending->answering;
    const DeskTicket *ticket = answering->ticket;
    sending->mailbox = desk_conf_mailbox(desk_policy_conf(answering->why.policy), ticket->mailbox);
    if (!sending->mailbox)
        sending->mailbox = answering->why.mailbox;
    return desk_store_message_heads(sending->store, ticket->id, LOOK_MAX, &sending->messages,
                                    error);
}

static void
sending_clear(Sending *sending)
{
    g_clear_pointer(&sending->messages, g_ptr_array_unref);
    if (sending->names)
        g_string_free(sending->names, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sending, sending_clear)

static bool
has_it(const GPtrArray *reached, const char *address)
{
    g_autofree char *key = desk_address_key(address);
    for (guint i = 0; key && reached && i < reached->len; i++)
        if (g_str_equal(reached->pdata[i], key))
            return true;
    return false;
}

/* RULES I8 */
static bool
gets_answers(const DeskParticipant *person)
{
    return person->confirmed && person->role != DESK_ROLE_THIRD_PARTY;
}

bool
desk_answer_is_for(const DeskParticipant *person, const GPtrArray *reached)
{
    return gets_answers(person) && !has_it(reached, person->contact.address);
}

static bool
send_to_all(const Sending *sending, GError **error)
{
    const DeskAnswering *answering = sending->answering;
    g_autoptr(GPtrArray) people = NULL;
    bool reached = false;
    if (!desk_store_participant_list(sending->store, answering->ticket->id, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        if (!gets_answers(person))
            continue;
        if (has_it(answering->reached, person->contact.address))
            reached = true;
        else if (!send_to(sending, &person->contact, error))
            return false;
    }
    if (sending->names->len == 0)
        return note(sending, reached ? "answered" : "reply-suppressed",
                    reached ? "everybody on the ticket had it from the agent himself"
                            : "nobody is on the ticket who could get it",
                    error);
    g_autofree char *detail = g_strdup_printf("to %s", sending->names->str);
    return note(sending, "answered", detail, error);
}

bool
desk_answer_send(DeskStore *store, const DeskAnswering *answering, GError **error)
{
    g_auto(Sending) sending = {
        .store = store, .answering = answering, .kind = "reply", .names = g_string_new(NULL)
    };
    return begin(&sending, error) && send_to_all(&sending, error);
}

/* Somebody who was noted, and no more, does not come to read the answers by it. */
static bool
join_as_third(DeskStore *store, const DeskAnswering *answering, gint64 contact, GError **error)
{
    gint64 ticket = answering->ticket->id;
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(store, ticket, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        if (person->contact.id == contact && !person->confirmed)
            return desk_store_participant_role(store, ticket, contact, DESK_ROLE_THIRD_PARTY,
                                               error);
    }
    return desk_store_participant_add(store, ticket, contact, DESK_ROLE_THIRD_PARTY, true,
                                      answering->why.now, error);
}

bool
desk_answer_forward(DeskStore *store, const DeskAnswering *answering, const char *address,
                    GError **error)
{
    g_auto(Sending) sending = {
        .store = store, .answering = answering, .kind = "forward", .names = g_string_new(NULL)
    };
    g_autofree char *key = desk_address_key(address);
    g_autoptr(DeskContact) contact = NULL;
    gint64 id = 0;
    if (!desk_store_contact_put(store, key, address, "", answering->why.now, &id, error) ||
        !join_as_third(store, answering, id, error) ||
        !desk_store_contact_get(store, id, &contact, error) || !begin(&sending, error) ||
        !send_to(&sending, contact, error))
        return false;
    g_autofree char *detail =
        g_strdup_printf("to %s, whose answers stay among agents", contact->address);
    return note(&sending, "forwarded", detail, error);
}
