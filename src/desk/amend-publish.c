#include "desk/amending.h"
#include "desk/answer.h"
#include "desk/people.h"
#include "policy/leak.h"

#define PAGE 8 /* messages read at once */

/* A note on its way to the customer. */
typedef struct {
    DeskStore *store;
    const DeskAmender *amender;
    DeskTicket *ticket;
    DeskMessage *note;
} Publication;

static void
publication_clear(Publication *publication)
{
    desk_ticket_free(publication->ticket);
    desk_message_free(publication->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Publication, publication_clear)

/* ---- which note ---- */

static const char *
new_text(const DeskMessage *message)
{
    return message->reply_text ? message->reply_text : message->text;
}

static bool
has_text(const DeskMessage *message)
{
    g_autofree char *text = g_strstrip(g_strdup(new_text(message)));
    return *text != '\0';
}

/* The first of the page; NULL: none is one. */
static DeskMessage *
take_note(const DeskAmender *amender, GPtrArray *page)
{
    for (guint i = 0; i < page->len; i++)
        if (desk_amend_is_note(amender, page->pdata[i]))
            return g_ptr_array_steal_index(page, i);
    return NULL;
}

bool
desk_amend_is_note(const DeskAmender *amender, const DeskMessage *message)
{
    return message->direction == DESK_DIRECTION_NOTE && message->id != amender->message &&
           has_text(message);
}

bool
desk_amend_newest_note(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                       DeskMessage **note, GError **error)
{
    *note = NULL;
    for (gint64 before = G_MAXINT64; before > 1 && !*note;) {
        g_autoptr(GPtrArray) page = NULL;
        if (!desk_store_message_before(store, ticket, before, PAGE, &page, error))
            return false;
        if (page->len == 0)
            break;
        before = ((const DeskMessage *) page->pdata[page->len - 1])->sequence;
        *note = take_note(amender, page);
    }
    return true;
}

static bool
find_newest(Publication *publication, GError **error)
{
    gint64 ticket = publication->ticket->id;
    if (!desk_amend_newest_note(publication->store, publication->amender, ticket,
                                &publication->note, error))
        return false;
    return publication->note ||
           desk_amending_refuse(error, DESK_AMEND_ERROR_MISSING,
                                "ticket %" G_GINT64_FORMAT " has no note", ticket);
}

static bool
find_number(Publication *publication, gint64 number, GError **error)
{
    if (!desk_store_message_at(publication->store, publication->ticket->id, number,
                               &publication->note, error))
        return false;
    if (!publication->note)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_MISSING,
                                    "ticket %" G_GINT64_FORMAT " has no message %" G_GINT64_FORMAT,
                                    publication->ticket->id, number);
    return publication->note->direction == DESK_DIRECTION_NOTE ||
           desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                "message %" G_GINT64_FORMAT " of ticket %" G_GINT64_FORMAT
                                " is no note",
                                number, publication->ticket->id);
}

/* ---- what no customer may see (RULES O4) ---- */

/* What of the desk stands in the text, as a noun; NULL: nothing. Static, or the configuration's. */
static const char *
find_internal(const DeskConf *conf, const char *text)
{
    const DeskAgent *agent = desk_leak_agent(conf, text);
    if (agent)
        return agent->addresses[0];
    if (desk_leak_has_token(text))
        return "a signed address of the desk";
    return desk_leak_has_delimiter(text) ? "a mail of the desk to its agents" : NULL;
}

static bool
check_text(const Publication *publication, GError **error)
{
    const DeskMessage *note = publication->note;
    const char *found = find_internal(desk_amending_conf(publication->amender), new_text(note));
    if (found)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "message %" G_GINT64_FORMAT
                                    " has %s in it, which no customer may see",
                                    note->sequence, found);
    return has_text(note) ||
           desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                "message %" G_GINT64_FORMAT " has no text", note->sequence);
}

/* ---- and out ---- */

/* Who wrote it, if that is an agent; else who publishes it. */
static bool
find_agent(const Publication *publication, const DeskAgent **agent, GError **error)
{
    const DeskConf *conf = desk_amending_conf(publication->amender);
    if (!desk_people_agent(publication->store, conf, publication->note->author, agent, error))
        return false;
    if (!*agent)
        *agent = publication->amender->agent;
    return true;
}

static bool
send(const Publication *publication, GError **error)
{
    const DeskAmender *amender = publication->amender;
    const DeskConf *conf = desk_amending_conf(amender);
    DeskAnswering answering = { .why = { .policy = amender->policy,
                                         .mailbox =
                                             desk_conf_mailbox(conf, publication->ticket->mailbox),
                                         .now = amender->now,
                                         .message = publication->note->id },
                                .ticket = publication->ticket };
    if (!answering.why.mailbox)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "mailbox \"%s\" is not in the configuration any more",
                                    publication->ticket->mailbox);
    return find_agent(publication, &answering.agent, error) &&
           desk_answer_send(publication->store, &answering, error);
}

/* The ticket waits for its customer already, and does so anew. */
static bool
wait_anew(const Publication *publication, GError **error)
{
    const DeskAmender *amender = publication->amender;
    const DeskTicket *ticket = publication->ticket;
    const DeskLifeMove move = { .policy = amender->policy,
                                .ticket = ticket,
                                .status = ticket->status,
                                .assignee = ticket->assignee,
                                .cause = amender->cause,
                                .message = publication->note->id,
                                .is_answer = true,
                                .now = amender->now };
    return desk_life_follow(publication->store, &move, error);
}

static bool
let_wait(const Publication *publication, GError **error)
{
    const DeskTicket *ticket = publication->ticket;
    if (ticket->status == DESK_STATUS_WAITING)
        return wait_anew(publication, error) &&
               desk_amending_tell_clocks(publication->store, publication->amender, ticket,
                                         ticket->status, DESK_SLA_ANSWERED, error);
    return desk_amending_set_status(publication->store, publication->amender, ticket,
                                    DESK_STATUS_WAITING, ", because a note was published", error);
}

bool
desk_amend_publish(DeskStore *store, const DeskAmender *amender, gint64 id, gint64 message,
                   GError **error)
{
    g_auto(Publication) publication = { .store = store, .amender = amender };
    if (!desk_amending_open(store, id, &publication.ticket, error) ||
        !(message > 0 ? find_number(&publication, message, error)
                      : find_newest(&publication, error)) ||
        !check_text(&publication, error))
        return false;
    const DeskMessage *note = publication.note;
    return desk_store_message_publish(store, note->id, new_text(note), error) &&
           desk_amending_note(store, amender, (DeskAmendEvent){ id, note->id, "published" }, error,
                              "message %" G_GINT64_FORMAT ", a note, goes to the customer",
                              note->sequence) &&
           send(&publication, error) && let_wait(&publication, error);
}
