#include "base/address.h"
#include "base/clock.h"
#include "desk/envelope.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "deskctl/table.h"

#define LIST_DEFAULT 50
#define LIST_MAX     100000

/* ---- list ---- */

static bool
read_filter(const DeskCtl *ctl, DeskTicketFilter *filter, char **requester)
{
    char *const *values = ctl->options->values;
    DeskStatus status;
    *filter = (DeskTicketFilter){ .status = values[DESK_OPTION_STATUS],
                                  .mailbox = values[DESK_OPTION_MAILBOX],
                                  .team = values[DESK_OPTION_TEAM],
                                  .assignee = values[DESK_OPTION_ASSIGNEE] };
    if (filter->status && !desk_status_parse(filter->status, &status)) {
        desk_ctl_complain(EX_USAGE, "--status: expected new, open, in-progress, waiting, on-hold, "
                                    "resolved, closed, merged or spam");
        return false;
    }
    const char *address = values[DESK_OPTION_REQUESTER];
    filter->requester = *requester = address ? desk_address_key(address) : NULL;
    if (address && !*requester) {
        desk_ctl_complain(EX_USAGE, "--requester: expected an address such as jane@example.com");
        return false;
    }
    return desk_ctl_option_number(ctl, DESK_OPTION_LIMIT, LIST_MAX, LIST_DEFAULT, &filter->limit) &&
           desk_ctl_option_number(ctl, DESK_OPTION_BEFORE, G_MAXINT64, 0, &filter->before);
}

static bool
print_list_json(DeskStore *store, const GPtrArray *tickets, GError **error)
{
    json_t *list = json_array();
    for (guint i = 0; i < tickets->len; i++) {
        json_t *value = NULL;
        if (!desk_rows_ticket(store, tickets->pdata[i], &value, error)) {
            json_decref(list);
            return false;
        }
        json_array_append_new(list, value);
    }
    desk_json_print(list, false);
    return true;
}

static bool
print_list_table(DeskStore *store, const GPtrArray *tickets, GError **error)
{
    g_autoptr(DeskTable) table = desk_table_new((const char *const[]){
        "ID", "STATUS", "UPDATED", "MAILBOX", "ASSIGNEE", "REQUESTER", "SUBJECT", NULL });
    for (guint i = 0; i < tickets->len; i++) {
        const DeskTicket *ticket = tickets->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticket->id);
        g_autofree char *updated = desk_clock_rfc3339(ticket->updated);
        g_autofree char *requester = desk_rows_address(store, ticket->requester, error);
        if (!requester)
            return false;
        desk_table_add(table, (const char *const[]){ id, desk_status_name(ticket->status), updated,
                                                     ticket->mailbox, ticket->assignee, requester,
                                                     ticket->subject });
    }
    desk_table_print(table, stdout);
    return true;
}

static bool
list_tickets(const DeskCtl *ctl, DeskStore *store, const DeskTicketFilter *filter, GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    return desk_store_begin(store, error) &&
           desk_store_ticket_list(store, filter, &tickets, error) &&
           (ctl->options->json ? print_list_json(store, tickets, error)
                               : print_list_table(store, tickets, error));
}

int
desk_cmd_ticket_list(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autofree char *requester = NULL;
    DeskTicketFilter filter;
    if (!read_filter(ctl, &filter, &requester))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    return list_tickets(ctl, store, &filter, &error) ? EX_OK : desk_ctl_fail(error);
}

/* ---- show ---- */

/* All that is known of one ticket. */
typedef struct {
    DeskTicket *ticket; /* NULL: there is none */
    GPtrArray *messages;
    GPtrArray *participants;
    GPtrArray *events;
    GPtrArray *outbox;
} Sheet;

static void
sheet_clear(Sheet *sheet)
{
    g_clear_pointer(&sheet->ticket, desk_ticket_free);
    g_clear_pointer(&sheet->messages, g_ptr_array_unref);
    g_clear_pointer(&sheet->participants, g_ptr_array_unref);
    g_clear_pointer(&sheet->events, g_ptr_array_unref);
    g_clear_pointer(&sheet->outbox, g_ptr_array_unref);
}

static bool
sheet_read(DeskStore *store, gint64 id, Sheet *sheet, GError **error)
{
    if (!desk_store_ticket_get(store, id, &sheet->ticket, error))
        return false;
    return !sheet->ticket ||
           (desk_store_message_list(store, id, &sheet->messages, error) &&
            desk_store_participant_list(store, id, &sheet->participants, error) &&
            desk_store_event_list(store, id, &sheet->events, error) &&
            desk_store_outbox_list(store, NULL, id, LIST_MAX, &sheet->outbox, error));
}

static json_t *
participants_json(const GPtrArray *participants)
{
    json_t *list = json_array();
    for (guint i = 0; i < participants->len; i++) {
        const DeskParticipant *p = participants->pdata[i];
        json_t *value = desk_json_person(p->contact.name, p->contact.address);
        json_object_set_new(value, "role", desk_json_text(desk_role_name(p->role)));
        json_object_set_new(value, "confirmed", json_boolean(p->confirmed));
        json_array_append_new(list, value);
    }
    return list;
}

static json_t *
attachments_json(const GPtrArray *attachments)
{
    json_t *list = json_array();
    for (guint i = 0; i < attachments->len; i++) {
        const DeskStoredAttachment *a = attachments->pdata[i];
        json_t *value = json_object();
        json_object_set_new(value, "name", desk_json_text(a->name));
        json_object_set_new(value, "type", desk_json_text(a->type));
        json_object_set_new(value, "size", json_integer(a->size));
        json_object_set_new(value, "sha256", desk_json_text(a->sha256));
        json_object_set_new(value, "inline", json_boolean(a->is_inline));
        json_object_set_new(value, "content_id", desk_json_text(a->content_id));
        json_array_append_new(list, value);
    }
    return list;
}

static const char *
new_text(const DeskMessage *message)
{
    return message->reply_text ? message->reply_text : message->text;
}

/* NULL: the store failed. */
static json_t *
message_json(DeskStore *store, const DeskMessage *message, GError **error)
{
    g_autoptr(GPtrArray) attachments = NULL;
    g_autofree char *author = desk_rows_address(store, message->author, error);
    if (!author || !desk_store_attachment_list(store, message->id, &attachments, error))
        return NULL;
    json_t *v = json_object();
    json_object_set_new(v, "id", json_integer(message->id));
    json_object_set_new(v, "sequence", json_integer(message->sequence));
    json_object_set_new(v, "direction", desk_json_text(desk_direction_name(message->direction)));
    json_object_set_new(v, "author", desk_json_text(*author ? author : NULL));
    json_object_set_new(v, "date", desk_json_time(message->date));
    json_object_set_new(v, "received", desk_json_time(message->received));
    json_object_set_new(v, "message_id", desk_json_text(message->message_id));
    json_object_set_new(v, "subject", desk_json_text(message->subject));
    json_object_set_new(v, "text", desk_json_text(message->text));
    json_object_set_new(v, "reply_text", desk_json_text(new_text(message)));
    json_object_set_new(v, "held", json_boolean(message->held));
    json_object_set_new(v, "unparsed", json_boolean(message->unparsed));
    json_object_set_new(v, "machine", desk_json_text(message->machine));
    json_object_set_new(v, "attachments", attachments_json(attachments));
    return v;
}

static bool
print_sheet_json(DeskStore *store, const Sheet *sheet, GError **error)
{
    json_t *value = NULL;
    if (!desk_rows_ticket(store, sheet->ticket, &value, error))
        return false;
    json_t *messages = json_array(), *events = json_array(), *outbox = json_array();
    json_object_set_new(value, "participants", participants_json(sheet->participants));
    json_object_set_new(value, "sla", json_object());
    json_object_set_new(value, "messages", messages);
    json_object_set_new(value, "events", events);
    json_object_set_new(value, "outbox", outbox);
    for (guint i = 0; i < sheet->messages->len; i++) {
        json_t *message = message_json(store, sheet->messages->pdata[i], error);
        if (!message) {
            json_decref(value);
            return false;
        }
        json_array_append_new(messages, message);
    }
    for (guint i = 0; i < sheet->events->len; i++)
        json_array_append_new(events, desk_rows_event(sheet->events->pdata[i]));
    for (guint i = sheet->outbox->len; i > 0; i--)
        json_array_append_new(outbox, desk_rows_outbox(sheet->outbox->pdata[i - 1]));
    desk_json_print(value, false);
    return true;
}

static bool
print_message(DeskStore *store, const DeskMessage *message, GError **error)
{
    g_autoptr(GPtrArray) attachments = NULL;
    g_autofree char *author = desk_rows_address(store, message->author, error);
    g_autofree char *received = desk_clock_rfc3339(message->received);
    if (!author || !desk_store_attachment_list(store, message->id, &attachments, error))
        return false;
    printf("\n--- %" G_GINT64_FORMAT ". %s by %s, %s%s%s\n", message->sequence,
           desk_direction_name(message->direction), *author ? author : "the desk",
           received ? received : "", message->held ? ", held" : "",
           message->unparsed ? ", unparsed" : "");
    printf("Subject: %s\n", message->subject);
    for (guint i = 0; i < attachments->len; i++) {
        const DeskStoredAttachment *a = attachments->pdata[i];
        printf("Attached: %s (%s, %" G_GINT64_FORMAT " bytes)\n", a->name, a->type, a->size);
    }
    printf("\n%s\n", new_text(message));
    if (message->reply_text)
        puts("[quotes or a signature left out; --json has all of the text]");
    return true;
}

static bool
print_sheet(DeskStore *store, const Sheet *sheet, GError **error)
{
    const DeskTicket *ticket = sheet->ticket;
    g_autofree char *created = desk_clock_rfc3339(ticket->created);
    g_autofree char *updated = desk_clock_rfc3339(ticket->updated);
    printf("#%" G_GINT64_FORMAT " %s\n", ticket->id, ticket->subject);
    printf("status %s, priority %s, mailbox %s, team %s, assignee %s\n",
           desk_status_name(ticket->status), desk_priority_name(ticket->priority), ticket->mailbox,
           ticket->team ? ticket->team : "none", ticket->assignee ? ticket->assignee : "none");
    printf("created %s, updated %s\n", created ? created : "", updated ? updated : "");
    if (ticket->merged_into > 0)
        printf("merged into #%" G_GINT64_FORMAT "\n", ticket->merged_into);
    for (guint i = 0; i < sheet->participants->len; i++) {
        const DeskParticipant *p = sheet->participants->pdata[i];
        printf("%s: %s <%s>%s\n", desk_role_name(p->role), p->contact.name, p->contact.address,
               p->confirmed ? "" : ", not confirmed");
    }
    for (guint i = 0; i < sheet->messages->len; i++)
        if (!print_message(store, sheet->messages->pdata[i], error))
            return false;
    puts("\nEvents:");
    for (guint i = 0; i < sheet->events->len; i++)
        desk_rows_print_event(sheet->events->pdata[i]);
    if (sheet->outbox->len > 0)
        puts("Outgoing:");
    for (guint i = sheet->outbox->len; i > 0; i--)
        desk_rows_print_outbox(sheet->outbox->pdata[i - 1]);
    return true;
}

static int
show_ticket(const DeskCtl *ctl, DeskStore *store, gint64 id)
{
    __attribute__((cleanup(sheet_clear))) Sheet sheet = { 0 };
    g_autoptr(GError) error = NULL;
    if (!desk_store_begin(store, &error) || !sheet_read(store, id, &sheet, &error))
        return desk_ctl_fail(error);
    if (!sheet.ticket)
        return desk_ctl_complain(EX_NOINPUT, "there is no ticket %" G_GINT64_FORMAT, id);
    bool ok = ctl->options->json ? print_sheet_json(store, &sheet, &error)
                                 : print_sheet(store, &sheet, &error);
    return ok ? EX_OK : desk_ctl_fail(error);
}

int
desk_cmd_ticket_show(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 id = 0;
    if (!desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &id))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    return store ? show_ticket(ctl, store, id) : code;
}

/* ---- raw ---- */

/* The id of a ticket's message number sequence; 0: there is none. */
static bool
find_message(DeskStore *store, gint64 ticket, gint64 sequence, gint64 *message, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    *message = 0;
    if (!desk_store_message_list(store, ticket, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *m = messages->pdata[i];
        if (m->sequence == sequence)
            *message = m->id;
    }
    return true;
}

static int
print_raw(DeskStore *store, gint64 message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = NULL;
    if (message > 0 && !desk_store_message_raw(store, message, &raw, &error))
        return desk_ctl_fail(error);
    if (!raw)
        return desk_ctl_complain(EX_NOINPUT, "there is no such mail");
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    /* A short count is told when the output is flushed. */
    fwrite(bytes, 1, size, stdout);
    return EX_OK;
}

int
desk_cmd_ticket_raw(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 ticket = 0, sequence = 1, message = 0;
    g_autoptr(GError) error = NULL;
    const char *id = ctl->options->values[DESK_OPTION_MESSAGE_ID];
    if (!id == (ctl->count == 0) || (id && ctl->options->values[DESK_OPTION_MESSAGE]))
        return desk_ctl_complain(EX_USAGE, "usage: deskctl ticket raw ID [--message N], or "
                                           "deskctl ticket raw --message-id ID");
    if ((!id && !desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &ticket)) ||
        !desk_ctl_option_number(ctl, DESK_OPTION_MESSAGE, G_MAXINT64, 1, &sequence))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    g_autofree char *bare = id ? desk_envelope_bare(id) : NULL;
    bool ok = id ? desk_store_message_by_id(store, bare, &message, &ticket, &error)
                 : find_message(store, ticket, sequence, &message, &error);
    return ok ? print_raw(store, message) : desk_ctl_fail(error);
}
