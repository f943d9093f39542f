#include "letter/letter.h"
#include "letter/fields.h"
#include "letter/writing.h"
#include "store/rows.h"
#include "text/quotes.h"
#include "ticket/kind.h"

G_DEFINE_QUARK(desk_letter_error, desk_letter_error)

typedef bool (*Writer)(const DeskWriting *writing, GError **error);

static const struct {
    const char *kind;
    Writer write;
} writers[] = {
    { "ack", desk_letter_acknowledgement },
    { "customer-result", desk_letter_customer_result },
    { "reminder", desk_letter_reminder },
    { "reply", desk_letter_reply },
    { "forward", desk_letter_forward },
    { "agent-new", desk_letter_notification },
    { "agent-update", desk_letter_notification },
    { "agent-alarm", desk_letter_alarm },
    { "command-result", desk_letter_result },
    { "digest", desk_letter_digest },
    { "status", desk_letter_update },
    { "survey", desk_letter_survey },
};

static void
free_file(gpointer data)
{
    DeskLetterFile *file = data;
    g_free(file->name);
    g_free(file->type);
    g_clear_pointer(&file->bytes, g_bytes_unref);
    g_free(file);
}

void
desk_letter_free(DeskLetter *letter)
{
    if (!letter)
        return;
    desk_values_free(letter->values);
    g_ptr_array_unref(letter->files);
    g_free(letter->unsubscribe);
    g_free(letter->mailbox);
    g_free(letter->team);
    g_free(letter->language);
    g_free(letter);
}

bool
desk_letter_refuse(GError **error, const char *why)
{
    g_set_error_literal(error, DESK_LETTER_ERROR, DESK_LETTER_ERROR_REFUSED, why);
    return false;
}

bool
desk_letter_has_time(const DeskWriting *w, GError **error)
{
    if (w->desk->in_haste)
        g_set_error_literal(error, DESK_LETTER_ERROR, DESK_LETTER_ERROR_SLOW, "it takes long");
    return !w->desk->in_haste;
}

void
desk_letter_set_detail(const DeskWriting *w, const char *detail)
{
    const char *end = detail ? strchr(detail, '\n') : NULL;
    const char *rest = end ? end + 1 : detail ? detail : "";
    g_autofree char *headline = end ? g_strndup(detail, end - detail) : NULL;
    g_auto(GStrv) lines = g_strsplit(rest, "\n", -1);
    DeskValues *list = desk_values_list();
    for (char **line = lines; *line; line++) {
        g_autofree char *wrapped = desk_field_wrap(*line);
        desk_values_append(list, desk_values_text(wrapped));
    }
    desk_values_set(w->letter->values, "headline", desk_field_text(headline));
    desk_values_set(w->letter->values, "detail", desk_field_text(rest));
    desk_values_set(w->letter->values, "lines", list);
}

const DeskMailbox *
desk_letter_mailbox(const DeskWriting *w)
{
    const DeskConf *conf = w->desk->conf;
    for (guint i = 0; i < conf->mailboxes->len; i++) {
        const DeskMailbox *mailbox = conf->mailboxes->pdata[i];
        if (g_ascii_strcasecmp(mailbox->address, w->row->from_address) == 0)
            return mailbox;
    }
    return NULL;
}

/* The name in From may be that of a person "via" the mailbox. */
static DeskValues *
make_mailbox(const DeskWriting *w)
{
    const DeskMailbox *mailbox = desk_letter_mailbox(w);
    DeskValues *values = desk_values_map();
    desk_values_set(values, "name",
                    desk_field_text(mailbox ? mailbox->display_name : w->row->from_name));
    desk_values_set(values, "address", desk_field_text(w->row->from_address));
    return values;
}

/* All that a customer is told of his ticket; nothing of what was written where his identity is not
 * proved (RULES L8). */
static DeskValues *
make_ticket(const DeskWriting *w)
{
    bool shown = w->row->verified || w->agent;
    DeskValues *ticket = desk_values_map();
    desk_values_set(ticket, "id", desk_field_number(w->ticket->id));
    desk_values_set(ticket, "subject", desk_field_text(shown ? w->ticket->subject : NULL));
    return ticket;
}

/* The delimiter stands above all that agents get: what their programs quote of it below an answer
 * must not reach the customer. */
static void
set_common(const DeskWriting *w)
{
    DeskValues *values = w->letter->values;
    DeskValues *recipient = desk_values_map();
    const char *name = w->row->recipient_name;
    if (w->agent)
        name = w->agent->full_name;
    else if (!w->row->verified)
        name = NULL;
    desk_values_set(recipient, "name", desk_field_text(name));
    desk_values_set(values, w->agent ? "agent" : "customer", recipient);
    desk_values_set(values, "mailbox", make_mailbox(w));
    if (w->agent)
        desk_values_set(values, "delimiter", desk_values_text(DESK_QUOTES_DELIMITER));
    desk_values_set(values, "verified", desk_values_bool(w->row->verified));
    if (w->ticket)
        desk_values_set(values, "ticket", make_ticket(w));
}

/* What the choice of its template depends on. */
static void
set_choice(const DeskWriting *w)
{
    const DeskMailbox *mailbox = desk_letter_mailbox(w);
    w->letter->mailbox = g_strdup(mailbox ? mailbox->name : NULL);
    w->letter->language = g_strdup(mailbox ? mailbox->language : NULL);
    w->letter->team = g_strdup(w->ticket ? w->ticket->team : NULL);
}

static bool
find_ticket(DeskWriting *w, GError **error)
{
    if (w->row->ticket == 0)
        return w->agent ? true : desk_letter_refuse(error, "it is about no ticket");
    if (!desk_store_ticket_get(w->desk->store, w->row->ticket, &w->ticket, error))
        return false;
    return w->ticket ? true : desk_letter_refuse(error, "the ticket is gone");
}

/* Nothing of what agents say to one another goes to somebody who is none (RULES O4). */
static bool
find_agent(DeskWriting *w, GError **error)
{
    const DeskMailKind *kind = desk_mail_kind(w->row->kind);
    if (!kind || !kind->to_agent)
        return true;
    w->agent = desk_conf_agent_by_address(w->desk->conf, w->row->recipient);
    if (!w->agent)
        return desk_letter_refuse(error, "its recipient is no agent of the configuration any more");
    w->hours = desk_conf_hours(w->desk->conf, w->agent->calendar);
    return true;
}

static bool
write_kind(DeskWriting *w, GError **error)
{
    if (!find_agent(w, error) || !find_ticket(w, error))
        return false;
    if (!w->agent)
        w->hours = desk_conf_sla_hours(w->desk->conf, w->ticket->sla);
    set_common(w);
    set_choice(w);
    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++)
        if (g_str_equal(w->row->kind, writers[i].kind))
            return writers[i].write(w, error);
    return true; /* which has no templates */
}

DeskLetter *
desk_letter_write(const DeskLetterDesk *desk, const DeskOutboxRow *row, GError **error)
{
    g_autoptr(DeskLetter) letter = g_new0(DeskLetter, 1);
    letter->values = desk_values_map();
    letter->files = g_ptr_array_new_with_free_func(free_file);
    DeskWriting writing = { .desk = desk, .row = row, .letter = letter };
    bool good = write_kind(&writing, error);
    desk_ticket_free(writing.ticket);
    return good ? g_steal_pointer(&letter) : NULL;
}
