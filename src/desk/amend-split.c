#include "desk/amending.h"
#include "desk/notification.h"
#include "desk/sla.h"

/* One split as it goes on. */
typedef struct {
    DeskStore *store;
    const DeskAmender *amender;
    DeskTicket *ticket;
    GPtrArray *messages; /* DeskMessage, all of the ticket */
    GPtrArray *chosen;   /* those to move, borrowed, in the order of the ticket */
    gint64 made;
} Division;

static void
division_clear(Division *division)
{
    g_clear_pointer(&division->ticket, desk_ticket_free);
    g_clear_pointer(&division->messages, g_ptr_array_unref);
    g_clear_pointer(&division->chosen, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Division, division_clear)

static bool
is_wanted(const DeskSplit *split, gint64 sequence)
{
    for (size_t i = 0; i < split->count; i++)
        if (split->messages[i] == sequence)
            return true;
    return false;
}

static bool
check_numbers(const Division *division, const DeskSplit *split, GError **error)
{
    for (size_t i = 0; i < split->count; i++)
        if (split->messages[i] < 1 || split->messages[i] > division->messages->len)
            return desk_amending_refuse(error, DESK_AMEND_ERROR_MISSING,
                                        "ticket %" G_GINT64_FORMAT
                                        " has no message %" G_GINT64_FORMAT,
                                        division->ticket->id, split->messages[i]);
    return true;
}

static bool
choose(Division *division, const DeskSplit *split, GError **error)
{
    division->chosen = g_ptr_array_new();
    if (!desk_store_message_list(division->store, division->ticket->id, &division->messages,
                                 error) ||
        !check_numbers(division, split, error))
        return false;
    for (guint i = 0; i < division->messages->len; i++) {
        DeskMessage *message = division->messages->pdata[i];
        if (!is_wanted(split, message->sequence))
            continue;
        if (message->direction != DESK_DIRECTION_IN)
            return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                        "message %" G_GINT64_FORMAT
                                        " did not come in by mail, so it stays on its ticket",
                                        message->sequence);
        g_ptr_array_add(division->chosen, message);
    }
    return division->chosen->len < division->messages->len ||
           desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                "ticket %" G_GINT64_FORMAT
                                " has no other message, and one at least stays on it",
                                division->ticket->id);
}

/* That which its requester has chosen, else that of the old ticket. The caller's. */
static bool
find_language(const Division *division, gint64 requester, char **language, GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    if (requester > 0 && !desk_store_contact_get(division->store, requester, &contact, error))
        return false;
    *language =
        g_strdup(contact && contact->language ? contact->language : division->ticket->language);
    return true;
}

static bool
open_ticket(Division *division, const char *wanted, GError **error)
{
    const DeskTicket *old = division->ticket;
    const DeskMessage *first = division->chosen->pdata[0];
    g_autofree char *subject = desk_amending_subject(wanted ? wanted : first->subject);
    if (wanted && !*subject)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                    "subject: expected some text besides the tag of a ticket");
    g_autofree char *language = NULL;
    if (!find_language(division, first->author, &language, error))
        return false;
    DeskTicket ticket = { .subject = *subject ? subject : old->subject,
                          .status = DESK_STATUS_NEW,
                          .priority = old->priority,
                          .category = old->category,
                          .team = old->team,
                          .sla = old->sla,
                          .mailbox = old->mailbox,
                          .language = language,
                          .requester = first->author,
                          .created = division->amender->now,
                          .updated = division->amender->now };
    if (!desk_store_ticket_add(division->store, &ticket, error))
        return false;
    division->made = ticket.id;
    /* The customer has waited since he wrote it. */
    const DeskMoment asked = { ticket.id, first->id, first->received };
    return desk_sla_tell(division->store, desk_amending_conf(division->amender), &ticket,
                         DESK_SLA_OPENED, &asked, error) &&
           desk_store_ticket_mailbox_add(division->store, ticket.id, old->mailbox, error) &&
           (first->author == 0 ||
            desk_store_participant_add(division->store, ticket.id, first->author,
                                       DESK_ROLE_REQUESTER, true, division->amender->now, error));
}

/* Whoever was on the old ticket is on the new one as he was there. */
static bool
add_author(const Division *division, const GPtrArray *people, const DeskMessage *message,
           GError **error)
{
    for (guint i = 0; i < people->len && !message->held; i++) {
        const DeskParticipant *person = people->pdata[i];
        DeskRole role =
            person->role == DESK_ROLE_THIRD_PARTY ? DESK_ROLE_THIRD_PARTY : DESK_ROLE_CC;
        if (person->contact.id == message->author)
            return desk_store_participant_add(division->store, division->made, message->author,
                                              role, person->confirmed, division->amender->now,
                                              error);
    }
    return true;
}

static bool
move(const Division *division, const DeskMessage *message, GError **error)
{
    gint64 old = division->ticket->id;
    return desk_store_message_move(division->store, message->id, division->made, error) &&
           desk_amending_note(division->store, division->amender,
                              (DeskAmendEvent){ old, message->id, "split" }, error,
                              "message %" G_GINT64_FORMAT " was moved to #%" G_GINT64_FORMAT,
                              message->sequence, division->made) &&
           desk_amending_note(division->store, division->amender,
                              (DeskAmendEvent){ division->made, message->id, "split-off" }, error,
                              "was message %" G_GINT64_FORMAT " of #%" G_GINT64_FORMAT,
                              message->sequence, old);
}

static bool
move_all(const Division *division, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(division->store, division->ticket->id, &people, error))
        return false;
    for (guint i = 0; i < division->chosen->len; i++)
        if (!move(division, division->chosen->pdata[i], error) ||
            !add_author(division, people, division->chosen->pdata[i], error))
            return false;
    return true;
}

/* No mail came in that could be acknowledged, and a new ticket says so (RULES I6). */
static bool
note_silence(const Division *division, GError **error)
{
    return desk_amending_note(
        division->store, division->amender, (DeskAmendEvent){ division->made, 0, "ack-suppressed" },
        error, "it was split off from #%" G_GINT64_FORMAT ", so its author has been answered there",
        division->ticket->id);
}

/* To its team it is a new one. */
static bool
tell(const Division *division, GError **error)
{
    const DeskAmender *amender = division->amender;
    const DeskMessage *first = division->chosen->pdata[0];
    g_autoptr(DeskTicket) made = NULL;
    g_autofree char *detail =
        g_strdup_printf("%s has split this ticket off from #%" G_GINT64_FORMAT, amender->actor,
                        division->ticket->id);
    if (!desk_store_ticket_get(division->store, division->made, &made, error))
        return false;
    const DeskOccasion why =
        desk_notification_occasion(amender->policy, made, first->id, amender->now);
    const DeskNotification news = {
        .kind = DESK_NOTIFICATION_NEW, .ticket = made, .by = amender->agent, .detail = detail
    };
    return desk_notification_send(division->store, &why, &news, error);
}

bool
desk_amend_split(DeskStore *store, const DeskAmender *amender, gint64 id, const DeskSplit *split,
                 gint64 *made, GError **error)
{
    g_auto(Division) division = { .store = store, .amender = amender };
    if (!desk_amending_open(store, id, &division.ticket, error) ||
        !choose(&division, split, error) || !open_ticket(&division, split->subject, error))
        return false;
    *made = division.made;
    return move_all(&division, error) &&
           desk_store_tie_add(store, *made, id, DESK_TIE_SPLIT, amender->now, error) &&
           note_silence(&division, error) &&
           desk_store_ticket_touch(store, id, division.ticket->status, amender->now, error) &&
           tell(&division, error);
}
