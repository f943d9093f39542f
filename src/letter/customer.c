#include "letter/fields.h"
#include "letter/files.h"
#include "letter/writing.h"
#include "policy/subject.h"
#include "store/rows.h"

/* Bytes of text: templates make at most 4 MB, and HTML is longer. */
#define HTML_MAX (512u * 1024)
#define PAGE     8 /* messages read at once */

/* That of the mail being answered (RULES T10), without the number of any other ticket (O4). */
static char *
make_subject(const DeskWriting *w, const char *prefix)
{
    const char *given = w->row->subject ? w->row->subject : w->ticket->subject;
    g_autofree char *bare = desk_subject_plain(given);
    return g_strdup_printf("%s[#%" G_GINT64_FORMAT "] %s", prefix, w->ticket->id, bare);
}

/* What the configuration has below each answer, with agent.name, mailbox.name and mailbox.address;
 * nothing where it has none, and the template has its own. */
static bool
set_signature(const DeskWriting *w, GError **error)
{
    const DeskMailbox *mailbox = desk_letter_mailbox(w);
    if (!mailbox || !mailbox->signature || !*mailbox->signature)
        return true;
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(mailbox->signature, error);
    g_autofree char *signature =
        tmpl ? desk_template_render(tmpl, w->letter->values, DESK_ESCAPE_NONE, NULL, NULL, error)
             : NULL;
    if (!signature) {
        g_prefix_error(error, "signature of mailbox %s: ", mailbox->name);
        return false;
    }
    g_strchomp(signature);
    desk_values_set(w->letter->values, "signature", desk_field_text(signature));
    desk_values_set(w->letter->values, "html_signature", desk_field_html(signature));
    return true;
}

/* Of agents a customer is told their names alone. */
static bool
set_agent(const DeskWriting *w, const DeskMessage *message, const DeskAgent **agent, GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    *agent = NULL;
    if (message->author != 0 &&
        !desk_store_contact_get(w->desk->store, message->author, &contact, error))
        return false;
    if (contact)
        *agent = desk_conf_agent_by_address(w->desk->conf, contact->address);
    DeskValues *values = desk_values_map();
    desk_values_set(values, "name", desk_field_text(*agent ? (*agent)->full_name : NULL));
    desk_values_set(w->letter->values, "agent", values);
    return true;
}

static bool
find_message(const DeskWriting *w, DeskMessage **message, GError **error)
{
    gint64 ticket = 0;
    *message = NULL;
    if (w->row->cause != 0 &&
        (!desk_store_message_get(w->desk->store, w->row->cause, message, error) ||
         !desk_store_ticket_follow(w->desk->store, w->ticket->id, &ticket, error)))
        return false;
    if (!*message)
        return desk_letter_refuse(error, "the message that it is to say is gone");
    if ((*message)->ticket != ticket)
        return desk_letter_refuse(error, "the message that it is to say is on another ticket");
    return true;
}

/* A text beyond all measure goes out as it is. */
static void
set_body(const DeskWriting *w, DeskValues *values, const char *original)
{
    g_autofree char *text = g_strchomp(g_strdup(original));
    bool is_long = strlen(text) > HTML_MAX;
    w->letter->text_only = w->letter->text_only || is_long;
    desk_values_set(values, "text", desk_field_text(text));
    desk_values_set(values, "html_text", is_long ? desk_values_bool(false) : desk_field_html(text));
}

static bool
set_text(const DeskWriting *w, const DeskMessage *message, const char *prefix, GError **error)
{
    const char *text = message->reply_text ? message->reply_text : message->text;
    g_autofree char *subject = make_subject(w, prefix);
    desk_values_set(w->letter->values, "subject", desk_field_text(subject));
    set_body(w, w->letter->values, text);
    return set_signature(w, error) && desk_files_pass_on(w, message, error);
}

/* The last door (RULES A30): whatever has queued it, nothing leaves by it but an answer. */
bool
desk_letter_reply(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskMessage) message = NULL;
    const DeskAgent *agent = NULL;
    if (!find_message(w, &message, error))
        return false;
    if (message->direction != DESK_DIRECTION_OUT || message->held)
        return desk_letter_refuse(error, "the message that it is to say is no answer");
    bool is_first = !w->row->in_reply_to || !*w->row->in_reply_to;
    desk_letter_set_resolved(w);
    return set_agent(w, message, &agent, error) &&
           set_text(w, message, is_first ? "" : "Re: ", error);
}

/* Whether somebody on the customer's side wrote it; what an agent writes who has a request of his
 * own is one as well. */
static bool
is_customers(const DeskWriting *w, const DeskMessage *message, bool *is_so, GError **error)
{
    g_autoptr(DeskContact) author = NULL;
    *is_so = message->direction == DESK_DIRECTION_IN && !message->held;
    if (!*is_so || message->author == 0 || message->author == w->ticket->requester)
        return true;
    if (!desk_store_contact_get(w->desk->store, message->author, &author, error))
        return false;
    *is_so = !author || !desk_conf_agent_by_address(w->desk->conf, author->address);
    return true;
}

/* The newest of a page that the customer wrote; *original stays NULL when none is. */
static bool
take_original(const DeskWriting *w, GPtrArray *page, DeskMessage **original, GError **error)
{
    for (guint i = 0; i < page->len && !*original; i++) {
        bool is_his = false;
        if (!is_customers(w, page->pdata[i], &is_his, error))
            return false;
        if (is_his)
            *original = g_ptr_array_steal_index(page, i);
    }
    return true;
}

/* The newest that the customer wrote before a message. */
static bool
find_original(const DeskWriting *w, gint64 before, DeskMessage **original, GError **error)
{
    *original = NULL;
    while (!*original && before > 1) {
        g_autoptr(GPtrArray) page = NULL;
        if (!desk_store_message_before(w->desk->store, w->ticket->id, before, PAGE, &page, error))
            return false;
        if (page->len == 0)
            return true;
        before = ((const DeskMessage *) page->pdata[page->len - 1])->sequence;
        if (!take_original(w, page, original, error))
            return false;
    }
    return true;
}

static bool
set_original(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    g_autoptr(DeskMessage) original = NULL;
    g_autoptr(DeskContact) contact = NULL;
    if (!find_original(w, message->sequence, &original, error) ||
        (original && original->author != 0 &&
         !desk_store_contact_get(w->desk->store, original->author, &contact, error)))
        return false;
    if (!original)
        return true;
    DeskValues *values = desk_values_map();
    const char *text = original->reply_text ? original->reply_text : original->text;
    desk_values_set(w->letter->values, "original", values);
    desk_values_set(values, "author", desk_field_text(contact ? contact->name : NULL));
    desk_values_set(values, "address", desk_field_text(contact ? contact->address : NULL));
    desk_values_set(values, "at", desk_field_moment(NULL, original->received, 0));
    desk_values_set(values, "subject", desk_field_text(original->subject));
    set_body(w, values, text);
    return desk_files_pass_on(w, original, error);
}

/* What an agent lets a third party read: his own words, and the customer's last ones. */
bool
desk_letter_forward(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskMessage) message = NULL;
    const DeskAgent *agent = NULL;
    if (!find_message(w, &message, error) || !set_agent(w, message, &agent, error))
        return false;
    if (!agent || message->held)
        return desk_letter_refuse(error, "no agent has written what is to be forwarded");
    return set_text(w, message, "Fwd: ", error) && set_original(w, message, error);
}
