#include "send/render.h"
#include "mail/compose.h"
#include "ticket/kind.h"

#define REFERENCES_MAX 21
#define ID_MAX         250

static DeskValues *
text_or_nothing(bool show, const char *text)
{
    return show && text ? desk_values_text(text) : desk_values_bool(false);
}

/* What agents may know of a ticket, and nobody else. */
static void
set_state(DeskValues *about_ticket, const DeskTicket *ticket)
{
    const struct {
        const char *name, *value;
    } fields[] = {
        { "status", desk_status_name(ticket->status) },
        { "priority", desk_priority_name(ticket->priority) },
        { "category", ticket->category },
        { "team", ticket->team },
        { "assignee", ticket->assignee },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        desk_values_set(about_ticket, fields[i].name, text_or_nothing(true, fields[i].value));
}

/* Of several lines the first one is the headline. */
static void
set_detail(DeskValues *values, const char *detail)
{
    const char *end = detail ? strchr(detail, '\n') : NULL;
    g_autofree char *headline = end ? g_strndup(detail, end - detail) : NULL;
    g_auto(GStrv) lines = g_strsplit(end ? end + 1 : detail ? detail : "", "\n", -1);
    DeskValues *list = desk_values_list();
    for (char **line = lines; *line; line++)
        desk_values_append(list, desk_values_text(*line));
    desk_values_set(values, "headline", text_or_nothing(true, headline));
    desk_values_set(values, "detail", text_or_nothing(true, end ? end + 1 : detail));
    desk_values_set(values, "lines", list);
}

/* The fields of desk-templates(5): the same for every kind, empty where they do not apply. */
static DeskValues *
make_values(const DeskOutboxRow *row, const DeskTicket *ticket, bool to_agent)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticket->id);
    DeskValues *about_ticket = desk_values_map();
    desk_values_set(about_ticket, "id", desk_values_text(id));
    desk_values_set(about_ticket, "subject", text_or_nothing(row->verified, ticket->subject));
    DeskValues *recipient = desk_values_map();
    desk_values_set(recipient, "name", text_or_nothing(row->verified, row->recipient_name));
    DeskValues *mailbox = desk_values_map();
    desk_values_set(mailbox, "name", desk_values_text(row->from_name));
    desk_values_set(mailbox, "address", desk_values_text(row->from_address));

    DeskValues *values = desk_values_map();
    desk_values_set(values, "ticket", about_ticket);
    desk_values_set(values, to_agent ? "agent" : "customer", recipient);
    desk_values_set(values, "mailbox", mailbox);
    desk_values_set(values, "verified", desk_values_bool(row->verified));
    if (to_agent) {
        set_state(about_ticket, ticket);
        set_detail(values, row->detail);
    }
    return values;
}

/*
 * An id from a foreign mail that could not stand in a header is better left out than the whole
 * mail; so is one with an encoded word, which readers that are too eager turn into anything.
 */
static bool
is_plain_id(const char *id)
{
    size_t size = strlen(id);
    if (strstr(id, "=?"))
        return false;
    for (size_t i = 0; i < size; i++)
        if (id[i] <= ' ' || id[i] >= 0x7f || id[i] == '<' || id[i] == '>')
            return false;
    return size > 0 && size <= ID_MAX;
}

/* Keeps the sound ids, the first and the last of a long list (RULES T11). */
static char **
read_references(const char *text)
{
    g_auto(GStrv) ids = g_strsplit(text ? text : "", " ", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    for (char **id = ids; *id; id++)
        if (is_plain_id(*id))
            g_ptr_array_add(kept, g_strdup(*id));
    if (kept->len > REFERENCES_MAX)
        g_ptr_array_remove_range(kept, 1, kept->len - REFERENCES_MAX);
    g_ptr_array_add(kept, NULL);
    return (char **) g_ptr_array_free(g_steal_pointer(&kept), FALSE);
}

GBytes *
desk_send_render(DeskShelf *shelf, const DeskOutboxRow *row, const DeskTicket *ticket,
                 GError **error)
{
    const DeskMailKind *kind = desk_mail_kind(row->kind);
    g_autoptr(DeskValues) values = make_values(row, ticket, kind && kind->to_agent);
    g_auto(DeskRendered) parts = { .subject = NULL };
    if (!desk_shelf_render(shelf, row->language, row->kind, values, &parts, error))
        return NULL;

    g_auto(GStrv) references = read_references(row->references);
    const char *parent = row->in_reply_to;
    const DeskDraft draft = {
        .message_id = row->message_id,
        .date = row->date,
        .from_name = row->from_name,
        .from_address = row->from_address,
        .to_name = row->verified ? row->recipient_name : NULL,
        .to_address = row->recipient,
        .reply_to = row->reply_to && *row->reply_to ? row->reply_to : NULL,
        .subject = parts.subject,
        .in_reply_to = parent && is_plain_id(parent) ? parent : NULL,
        .references = *references ? (const char *const *) references : NULL,
        .thread_topic = row->verified ? row->thread_topic : NULL,
        .auto_submitted = kind ? kind->auto_submitted : "auto-generated",
        .suppress_answers = true,
        .text = parts.text,
        .html = parts.html,
    };
    return desk_compose(&draft, error);
}
