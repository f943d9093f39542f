#include "base/clock.h"
#include "deskctl/clocks.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "deskctl/surveys.h"
#include "store/watchers.h"

#define ROWS_MAX 100000

/* All that is known of one ticket. */
typedef struct {
    DeskTicket *ticket; /* NULL: there is none */
    GPtrArray *messages;
    GPtrArray *participants;
    GPtrArray *events;
    GPtrArray *outbox;
    GPtrArray *merged;   /* DeskTicket */
    GPtrArray *ties;     /* DeskTieRow */
    GArray *timers;      /* DeskTimer */
    GPtrArray *watchers; /* char * */
    GPtrArray *surveys;  /* DeskSurvey */
} Sheet;

static void
sheet_clear(Sheet *sheet)
{
    g_clear_pointer(&sheet->ticket, desk_ticket_free);
    g_clear_pointer(&sheet->messages, g_ptr_array_unref);
    g_clear_pointer(&sheet->participants, g_ptr_array_unref);
    g_clear_pointer(&sheet->events, g_ptr_array_unref);
    g_clear_pointer(&sheet->outbox, g_ptr_array_unref);
    g_clear_pointer(&sheet->merged, g_ptr_array_unref);
    g_clear_pointer(&sheet->ties, g_ptr_array_unref);
    g_clear_pointer(&sheet->timers, g_array_unref);
    g_clear_pointer(&sheet->watchers, g_ptr_array_unref);
    g_clear_pointer(&sheet->surveys, g_ptr_array_unref);
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
            desk_store_ticket_merged(store, id, &sheet->merged, error) &&
            desk_store_tie_list(store, id, &sheet->ties, error) &&
            desk_store_timer_list(store, id, &sheet->timers, error) &&
            desk_store_watcher_list(store, id, &sheet->watchers, error) &&
            desk_store_survey_of(store, id, &sheet->surveys, error) &&
            desk_store_outbox_list(store, NULL, id, ROWS_MAX, &sheet->outbox, error));
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
merged_json(const GPtrArray *merged)
{
    json_t *list = json_array();
    for (guint i = 0; i < merged->len; i++)
        json_array_append_new(list, json_integer(((const DeskTicket *) merged->pdata[i])->id));
    return list;
}

static json_t *
ties_json(const GPtrArray *ties)
{
    json_t *list = json_array();
    for (guint i = 0; i < ties->len; i++) {
        const DeskTieRow *tie = ties->pdata[i];
        json_t *value = json_object();
        json_object_set_new(value, "ticket", json_integer(tie->ticket));
        json_object_set_new(value, "kind", desk_json_text(desk_tie_name(tie->kind)));
        json_object_set_new(value, "other", json_integer(tie->other));
        json_object_set_new(value, "created", desk_json_time(tie->created));
        json_array_append_new(list, value);
    }
    return list;
}

static json_t *
watchers_json(const GPtrArray *watchers)
{
    json_t *list = json_array();
    for (guint i = 0; i < watchers->len; i++)
        json_array_append_new(list, desk_json_text(watchers->pdata[i]));
    return list;
}

/* When what is to happen later to the ticket happens; 0: never. */
static gint64
later_of(const Sheet *sheet, DeskTimerKind kind)
{
    for (guint i = 0; i < sheet->timers->len; i++) {
        const DeskTimer *timer = &g_array_index(sheet->timers, DeskTimer, i);
        if (timer->kind == kind)
            return timer->next_at;
    }
    return 0;
}

static json_t *
attachments_json(const GPtrArray *attachments)
{
    json_t *list = json_array();
    for (guint i = 0; i < attachments->len; i++)
        json_array_append_new(list, desk_rows_attachment(attachments->pdata[i]));
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

/* NULL: the store failed. */
static json_t *
messages_json(DeskStore *store, const GPtrArray *messages, GError **error)
{
    json_t *list = json_array();
    for (guint i = 0; i < messages->len; i++) {
        json_t *message = message_json(store, messages->pdata[i], error);
        if (!message) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, message);
    }
    return list;
}

static void
set_rows(json_t *value, const Sheet *sheet)
{
    json_t *events = json_array(), *outbox = json_array();
    for (guint i = 0; i < sheet->events->len; i++)
        json_array_append_new(events, desk_rows_event(sheet->events->pdata[i]));
    for (guint i = sheet->outbox->len; i > 0; i--)
        json_array_append_new(outbox, desk_rows_outbox(sheet->outbox->pdata[i - 1]));
    json_object_set_new(value, "events", events);
    json_object_set_new(value, "outbox", outbox);
}

static bool
print_sheet_json(DeskStore *store, const DeskConf *conf, const Sheet *sheet, GError **error)
{
    json_t *value = NULL;
    if (!desk_rows_ticket(store, sheet->ticket, &value, error))
        return false;
    json_object_set_new(value, "participants", participants_json(sheet->participants));
    json_object_set_new(value, "merged", merged_json(sheet->merged));
    json_object_set_new(value, "ties", ties_json(sheet->ties));
    json_object_set_new(value, "watchers", watchers_json(sheet->watchers));
    json_object_set_new(value, "wake", desk_json_time(later_of(sheet, DESK_TIMER_WAKE)));
    json_object_set_new(value, "reminds", desk_json_time(later_of(sheet, DESK_TIMER_REMIND)));
    json_object_set_new(value, "closes", desk_json_time(later_of(sheet, DESK_TIMER_CLOSE)));
    json_object_set_new(value, "sla",
                        desk_clocks_json(conf, sheet->ticket, sheet->timers, desk_clock_now()));
    json_t *surveys = desk_surveys_json(store, sheet->surveys, error);
    json_t *messages = surveys ? messages_json(store, sheet->messages, error) : NULL;
    json_object_set_new(value, "surveys", surveys);
    json_object_set_new(value, "messages", messages);
    set_rows(value, sheet);
    if (messages)
        desk_json_print(value, false);
    else
        json_decref(value);
    return messages != NULL;
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
    g_autofree char *text = g_strchomp(g_strdup(new_text(message)));
    printf("\n%s\n", text);
    if (message->reply_text)
        puts("[commands, quotes or a signature left out; --json has all of the text]");
    return true;
}

/* How the other ticket of a tie stands to the one that is shown, from either side. */
static void
print_ties(gint64 id, const GPtrArray *ties)
{
    static const char *const from[] = { [DESK_TIE_RELATED] = "has to do with",
                                        [DESK_TIE_FOLLOW_UP] = "goes on with",
                                        [DESK_TIE_SPLIT] = "split off from" };
    static const char *const to[] = { [DESK_TIE_RELATED] = "has to do with",
                                      [DESK_TIE_FOLLOW_UP] = "goes on in",
                                      [DESK_TIE_SPLIT] = "split into" };
    for (guint i = 0; i < ties->len; i++) {
        const DeskTieRow *tie = ties->pdata[i];
        bool is_first = tie->ticket == id;
        printf("%s #%" G_GINT64_FORMAT "\n", is_first ? from[tie->kind] : to[tie->kind],
               is_first ? tie->other : tie->ticket);
    }
}

static void
print_later(const Sheet *sheet)
{
    static const struct {
        DeskTimerKind kind;
        const char *says;
    } rows[] = {
        { DESK_TIMER_WAKE, "put off until" },
        { DESK_TIMER_REMIND, "reminds its customer at" },
        { DESK_TIMER_CLOSE, "closes by itself at" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 at = later_of(sheet, rows[i].kind);
        g_autofree char *time = at > 0 ? desk_clock_rfc3339(at) : NULL;
        if (time)
            printf("%s %s\n", rows[i].says, time);
    }
}

static void
print_head(const DeskConf *conf, const Sheet *sheet)
{
    const DeskTicket *ticket = sheet->ticket;
    g_autofree char *created = desk_clock_rfc3339(ticket->created);
    g_autofree char *updated = desk_clock_rfc3339(ticket->updated);
    printf("#%" G_GINT64_FORMAT " %s\n", ticket->id, ticket->subject);
    printf("status %s, priority %s, mailbox %s, team %s, assignee %s\n",
           desk_status_name(ticket->status), desk_priority_name(ticket->priority), ticket->mailbox,
           ticket->team ? ticket->team : "none", ticket->assignee ? ticket->assignee : "none");
    printf("category %s, created %s, updated %s\n", ticket->category ? ticket->category : "none",
           created ? created : "", updated ? updated : "");
    desk_clocks_print(conf, ticket, sheet->timers, desk_clock_now());
    if (ticket->merged_into > 0)
        printf("merged into #%" G_GINT64_FORMAT "\n", ticket->merged_into);
    for (guint i = 0; i < sheet->merged->len; i++) {
        const DeskTicket *other = sheet->merged->pdata[i];
        printf("#%" G_GINT64_FORMAT " was merged into it: %s\n", other->id, other->subject);
    }
    print_ties(ticket->id, sheet->ties);
    print_later(sheet);
    for (guint i = 0; i < sheet->watchers->len; i++)
        printf("watched by %s\n", (const char *) sheet->watchers->pdata[i]);
    for (guint i = 0; i < sheet->participants->len; i++) {
        const DeskParticipant *p = sheet->participants->pdata[i];
        bool is_named = p->contact.name && *p->contact.name;
        printf(is_named ? "%s: %s <%s>%s\n" : "%s: %s%s%s\n", desk_role_name(p->role),
               is_named ? p->contact.name : "", p->contact.address,
               p->confirmed ? "" : ", not confirmed");
    }
}

static bool
print_sheet(DeskStore *store, const DeskConf *conf, const Sheet *sheet, GError **error)
{
    print_head(conf, sheet);
    if (!desk_surveys_print(store, sheet->surveys, error))
        return false;
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
show_ticket(const DeskCtl *ctl, const DeskConf *conf, DeskStore *store, gint64 id)
{
    __attribute__((cleanup(sheet_clear))) Sheet sheet = { 0 };
    g_autoptr(GError) error = NULL;
    if (!desk_store_begin(store, &error) || !sheet_read(store, id, &sheet, &error))
        return desk_ctl_fail(error);
    if (!sheet.ticket)
        return desk_ctl_complain(EX_NOINPUT, "there is no ticket %" G_GINT64_FORMAT, id);
    bool ok = ctl->options->json ? print_sheet_json(store, conf, &sheet, &error)
                                 : print_sheet(store, conf, &sheet, &error);
    return ok ? EX_OK : desk_ctl_fail(error);
}

int
desk_cmd_ticket_show(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 id = 0;
    if (!desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &id))
        return EX_USAGE;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    g_autoptr(DeskStore) store = conf ? desk_ctl_store(ctl, DESK_STORE_READ, &code) : NULL;
    if (!conf)
        return EX_CONFIG;
    return store ? show_ticket(ctl, conf, store, id) : code;
}
