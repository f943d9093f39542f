#include "letter/conversation.h"
#include "letter/fields.h"
#include "store/rows.h"
#include "text/quotes.h"

/* Bytes of text that are shown; the store has all of it. HTML of more is clipped by some clients.
 */
#define NEW_MAX     (64u * 1024)
#define EARLIER_MAX (4u * 1024)

/* Of an agent's mail what he wrote for others: its commands are none of that, even when nothing
 * else is left. */
static const char *
text_of(const DeskMessage *message)
{
    bool is_whole = message->direction == DESK_DIRECTION_IN && message->reply_text &&
                    *message->reply_text == '\0';
    return message->reply_text && !is_whole ? message->reply_text : message->text;
}

/* An agent's mail of commands alone. */
static bool
is_silent(const DeskMessage *message)
{
    return message->direction == DESK_DIRECTION_NOTE && *text_of(message) == '\0';
}

bool
desk_conversation_find(const DeskWriting *w, DeskMessage **message, GError **error)
{
    *message = NULL;
    if (w->row->cause != 0 &&
        !desk_store_message_get(w->desk->store, w->row->cause, message, error))
        return false;
    if (*message && is_silent(*message))
        g_clear_pointer(message, desk_message_free);
    if (*message || !g_str_equal(w->row->kind, "agent-new"))
        return true;
    return desk_store_message_first(w->desk->store, w->row->ticket, message, error);
}

static gint64
count_lines(const char *text)
{
    gint64 count = 0;
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        line += strspn(line, " \t\n");
        count += *line != '\0';
    }
    return count;
}

typedef struct {
    const DeskContact *contact; /* NULL: nobody, the desk itself */
    const DeskAgent *agent;     /* NULL: somebody else */
} Author;

/* How much of somebody else's mail is not shown: of a signature and of the rest, which is quotes.
 */
static DeskValues *
make_hidden(const DeskMessage *message, const Author *author)
{
    gint64 hidden = count_lines(message->text) - count_lines(text_of(message));
    if (hidden <= 0 || author->agent)
        return desk_values_bool(false);
    g_autofree char *text = g_strdup(message->text);
    g_autofree char *reply = NULL;
    g_autofree char *signature = NULL;
    desk_quotes_cut(text, false, &reply, &signature);
    gint64 signed_off = MIN(count_lines(signature), hidden);
    DeskValues *values = desk_values_map();
    desk_values_set(values, "quoted",
                    hidden > signed_off ? desk_field_number(hidden - signed_off)
                                        : desk_values_bool(false));
    desk_values_set(values, "signature",
                    signed_off > 0 ? desk_field_number(signed_off) : desk_values_bool(false));
    return values;
}

static void
set_author(DeskValues *values, const Author *author)
{
    const DeskContact *contact = author->contact;
    const char *name = author->agent ? author->agent->full_name : contact ? contact->name : NULL;
    const char *address = contact && !author->agent ? contact->address : NULL;
    desk_values_set(values, "author",
                    desk_field_text(name && *name ? name
                                    : contact     ? contact->address
                                                  : NULL));
    desk_values_set(values, "address", desk_field_text(name && *name ? address : NULL));
    desk_values_set(values, "is_agent", desk_values_bool(author->agent));
}

static DeskValues *
make_message(const DeskWriting *w, const DeskMessage *message, const Author *author, size_t max)
{
    bool cut = false;
    g_autofree char *text = g_strchomp(desk_field_excerpt(text_of(message), max, &cut));
    DeskValues *values = desk_values_map();
    set_author(values, author);
    desk_values_set(values, "number", desk_field_number(message->sequence));
    desk_values_set(values, "at", desk_field_moment(w->hours, message->received, w->desk->now));
    desk_values_set(values, "text", desk_field_text(text));
    desk_values_set(values, "html_text", desk_field_html(text));
    desk_values_set(values, "hidden", make_hidden(message, author));
    desk_values_set(values, "is_cut", desk_values_bool(cut));
    desk_values_set(values, "is_answer",
                    desk_values_bool(message->direction == DESK_DIRECTION_OUT));
    desk_values_set(values, "is_note", desk_values_bool(message->direction == DESK_DIRECTION_NOTE));
    desk_values_set(values, "is_held", desk_values_bool(message->held));
    desk_values_set(values, "is_unparsed", desk_values_bool(message->unparsed));
    return values;
}

static bool
make_entry(const DeskWriting *w, const DeskMessage *message, size_t max, DeskValues **values,
           GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    if (message->author != 0 &&
        !desk_store_contact_get(w->desk->store, message->author, &contact, error))
        return false;
    const Author author = { contact,
                            contact ? desk_conf_agent_by_address(w->desk->conf, contact->address)
                                    : NULL };
    *values = make_message(w, message, &author, max);
    return true;
}

bool
desk_conversation_set_message(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    DeskValues *values = NULL;
    if (!make_entry(w, message, NEW_MAX, &values, error))
        return false;
    desk_values_set(w->letter->values, "message", values);
    desk_values_set(values, "is_doubtful",
                    desk_values_bool(message->assurance == DESK_ASSURANCE_FAILED));
    return true;
}

/* An empty mail to an address for votes; a report without a text. Its event tells of it. */
static bool
says_nothing(const DeskMessage *message)
{
    return is_silent(message) || (message->held && *text_of(message) == '\0');
}

bool
desk_conversation_set_earlier(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    DeskValues *list = desk_values_list();
    desk_values_set(w->letter->values, "earlier", list);
    bool is_there = message && message->id == w->row->cause && message->ticket == w->row->ticket;
    gint64 before = is_there ? message->sequence : G_MAXINT64;
    g_autoptr(GPtrArray) messages = NULL;
    if (!desk_store_message_before(w->desk->store, w->row->ticket, before,
                                   w->desk->conf->notifications.earlier, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *one = messages->pdata[i];
        DeskValues *values = NULL;
        if (says_nothing(one) || (message && one->id == message->id))
            continue;
        if (!make_entry(w, one, EARLIER_MAX, &values, error))
            return false;
        desk_values_append(list, values);
    }
    return true;
}
