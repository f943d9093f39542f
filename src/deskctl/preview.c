#include "deskctl/preview.h"
#include "base/clock.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/surveys.h"
#include "ticket/facts.h"
#include "ticket/kind.h"

#define ROWS_MAX    200
#define NOTHING     "preview"
#define CUSTOMER    "jo@example.net"
#define SURVEYS_MAX 1000

/* What a row is made from. */
typedef struct {
    DeskPreview *preview;
    DeskStore *store;
    DeskTicket *ticket;
    gint64 now;
} Work;

void
desk_preview_init(DeskPreview *preview)
{
    preview->strings = g_string_chunk_new(1024);
}

void
desk_preview_clear(DeskPreview *preview)
{
    desk_letter_free(preview->letter);
    if (preview->strings)
        g_string_chunk_free(preview->strings);
}

static char *
keep(const DeskPreview *preview, const char *text)
{
    return text ? g_string_chunk_insert(preview->strings, text) : NULL;
}

static bool
is_to_agent(const DeskPreview *preview)
{
    return desk_mail_kind(preview->info->kind)->to_agent;
}

/* What all rows have. The addresses of answers are not signed: nobody may answer a preview. */
static void
begin_row(DeskPreview *preview, gint64 now)
{
    const DeskMailbox *mailbox = preview->mailbox;
    g_autofree char *id = g_strconcat(NOTHING "@", preview->conf->hostname, NULL);
    preview->row = (DeskOutboxRow){ .kind = keep(preview, preview->info->kind),
                                    .message_id = keep(preview, id),
                                    .date = now,
                                    .envelope_from = keep(preview, ""),
                                    .from_name = keep(preview, mailbox->display_name),
                                    .from_address = keep(preview, mailbox->address),
                                    .reply_to = keep(preview, mailbox->address),
                                    .note_to = keep(preview, mailbox->address),
                                    .in_reply_to = keep(preview, ""),
                                    .references = keep(preview, ""),
                                    .language = keep(preview, preview->language),
                                    .verified = true };
}

void
desk_preview_sample(DeskPreview *preview)
{
    DeskLetter *letter = g_new0(DeskLetter, 1);
    DeskValues *mailbox = desk_values_map();
    const DeskAgent *agent =
        preview->conf->agents->len > 0 ? preview->conf->agents->pdata[0] : NULL;
    bool to_agent = is_to_agent(preview) && agent;
    preview->letter = letter;
    begin_row(preview, desk_clock_now());
    preview->row.recipient = keep(preview, to_agent ? agent->addresses[0] : CUSTOMER);
    preview->row.recipient_name = keep(preview, to_agent ? agent->full_name : "Jo Doe");
    letter->values = desk_catalogue_sample(preview->info->name);
    letter->files = g_ptr_array_new();
    letter->template = preview->info->name;
    letter->mailbox = g_strdup(preview->mailbox->name);
    letter->team = g_strdup(preview->team);
    letter->language = g_strdup(preview->mailbox->language);
    desk_values_set(mailbox, "name", desk_values_text(preview->mailbox->display_name));
    desk_values_set(mailbox, "address", desk_values_text(preview->mailbox->address));
    desk_values_set(letter->values, "mailbox", mailbox);
}

static bool
refuse(GError **error, const char *why)
{
    g_set_error_literal(error, DESK_LETTER_ERROR, DESK_LETTER_ERROR_REFUSED, why);
    return false;
}

/* "status-resolved" of a row whose facts say so. */
static bool
is_of(const DeskOutboxRow *row, const DeskTemplateInfo *info)
{
    bool is_status = g_str_has_prefix(info->name, "status-");
    g_autofree char *word = is_status ? desk_facts_find(row->detail, "update") : NULL;
    bool is_report = row->detail && g_str_has_prefix(row->detail, "report");
    return g_str_equal(row->kind, info->kind) &&
           (!is_status || g_strcmp0(word, info->name + strlen("status-")) == 0) &&
           (!g_str_equal(info->kind, "command-result") ||
            is_report == g_str_equal(info->name, "report"));
}

/* The newest mail of the template on the ticket; *found false: there was none. */
static bool
find_row(const Work *work, bool *found, GError **error)
{
    DeskPreview *preview = work->preview;
    g_autoptr(GPtrArray) rows = NULL;
    *found = false;
    if (!desk_store_outbox_list(work->store, NULL, work->ticket->id, ROWS_MAX, &rows, error))
        return false;
    for (guint i = 0; i < rows->len && !*found; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (!is_of(row, preview->info))
            continue;
        *found = true;
        preview->row.cause = row->cause;
        preview->row.contact = row->contact;
        preview->row.verified = row->verified;
        preview->row.recipient = keep(preview, row->recipient);
        preview->row.recipient_name = keep(preview, row->recipient_name);
        preview->row.detail = keep(preview, row->detail);
        preview->row.subject = keep(preview, row->subject);
        if (!preview->language)
            preview->row.language = keep(preview, row->language);
    }
    return true;
}

/* Whoever has the ticket, or else the first who could. */
static const DeskAgent *
find_agent(const Work *work)
{
    const DeskConf *conf = work->preview->conf;
    const DeskTicket *ticket = work->ticket;
    const DeskAgent *agent = ticket->assignee ? desk_conf_agent(conf, ticket->assignee) : NULL;
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    if (!agent && team && *team->members)
        agent = desk_conf_agent(conf, *team->members);
    return agent ? agent : conf->agents->len > 0 ? conf->agents->pdata[0] : NULL;
}

static bool
set_recipient(const Work *work, GError **error)
{
    DeskPreview *preview = work->preview;
    g_autoptr(DeskContact) contact = NULL;
    if (is_to_agent(preview)) {
        const DeskAgent *agent = find_agent(work);
        if (!agent)
            return refuse(error, "the configuration has no agents");
        preview->row.recipient = keep(preview, agent->addresses[0]);
        preview->row.recipient_name = keep(preview, agent->full_name);
        return true;
    }
    if (work->ticket->requester != 0 &&
        !desk_store_contact_get(work->store, work->ticket->requester, &contact, error))
        return false;
    if (!contact)
        return refuse(error, "the ticket has no customer");
    preview->row.contact = contact->id;
    preview->row.recipient = keep(preview, contact->address);
    preview->row.recipient_name = keep(preview, contact->name);
    preview->row.verified = contact->proved != 0;
    if (!preview->language)
        preview->row.language =
            keep(preview, contact->language ? contact->language : work->ticket->language);
    return true;
}

/* The newest message of a direction; 0: there is none. */
static bool
find_message(const Work *work, bool is_answer, gint64 *id, GError **error)
{
    gint64 before = G_MAXINT64;
    *id = 0;
    while (*id == 0 && before > 1) {
        g_autoptr(GPtrArray) page = NULL;
        if (!desk_store_message_before(work->store, work->ticket->id, before, 20, &page, error))
            return false;
        if (page->len == 0)
            return true;
        for (guint i = 0; i < page->len && *id == 0; i++) {
            const DeskMessage *message = page->pdata[i];
            before = message->sequence;
            if ((message->direction == DESK_DIRECTION_OUT) == is_answer && !message->held)
                *id = message->id;
        }
    }
    return true;
}

/* The number of the last survey on the ticket. */
static bool
find_survey(const Work *work, gint64 *number, GError **error)
{
    bool any = true;
    for (*number = 0; any && *number < SURVEYS_MAX;) {
        g_autoptr(DeskSurvey) survey = NULL;
        if (!desk_store_survey_get(work->store, work->ticket->id, *number + 1, &survey, error))
            return false;
        any = survey != NULL;
        *number += any;
    }
    return *number > 0 || refuse(error, "its customer was asked nothing yet");
}

static void
add_status(const Work *work, GString *facts)
{
    const DeskTicket *ticket = work->ticket;
    gint64 close_after = work->preview->conf->lifecycle.close_after;
    g_autofree char *into = g_strdup_printf("%" G_GINT64_FORMAT, ticket->merged_into);
    const char *word = work->preview->info->name + strlen("status-");
    desk_facts_add(facts, "update", word);
    if (close_after > 0 && g_str_equal(word, "resolved"))
        desk_facts_add_time(facts, "closes", work->now + close_after);
    if (ticket->merged_into != 0)
        desk_facts_add(facts, "into", into);
}

/* What the row is about, as the part of the desk that queues such mails would say it now. */
static bool
make_detail(const Work *work, GString *detail, GError **error)
{
    const char *name = work->preview->info->name;
    const DeskConf *conf = work->preview->conf;
    gint64 survey = 0;
    if (g_str_has_prefix(name, "status-"))
        add_status(work, detail);
    else if (g_str_equal(name, "reminder"))
        desk_facts_add_time(detail, "closes", work->now + conf->lifecycle.remind_before);
    else if (g_str_equal(name, "customer-result")) {
        desk_facts_add(detail, "status", desk_status_name(work->ticket->status));
        desk_facts_add_time(detail, "since", work->ticket->updated);
        desk_facts_add(detail, "help", "");
    } else if (g_str_equal(name, "survey")) {
        if (!find_survey(work, &survey, error))
            return false;
        desk_facts_add_time(detail, "survey", survey);
    } else if (g_str_equal(name, "digest"))
        g_string_printf(detail, "digest %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                        work->now - DESK_DAY, work->now);
    else if (g_str_equal(name, "report"))
        g_string_assign(detail, "report 7d");
    else if (g_str_equal(name, "command-result"))
        g_string_assign(detail, "queue");
    else if (is_to_agent(work->preview))
        g_string_assign(detail, g_str_equal(name, "agent-alarm") ? "Preview\nThis is a preview."
                                                                 : "This is a preview.");
    return true;
}

static bool
make_row(const Work *work, GError **error)
{
    static const char *const of_answers[] = { "reply", "forward", "reminder", "status-resolved" };
    DeskPreview *preview = work->preview;
    g_autoptr(GString) detail = g_string_new(NULL);
    bool is_answer = false;
    for (size_t i = 0; i < G_N_ELEMENTS(of_answers); i++)
        is_answer = is_answer || g_str_equal(preview->info->name, of_answers[i]);
    if (!set_recipient(work, error) || !make_detail(work, detail, error) ||
        !find_message(work, is_answer, &preview->row.cause, error))
        return false;
    preview->row.detail = detail->len > 0 ? keep(preview, detail->str) : NULL;
    return true;
}

static void
set_mailbox(DeskPreview *preview, const DeskTicket *ticket)
{
    const DeskConf *conf = preview->conf;
    if (!preview->mailbox && ticket->mailbox)
        preview->mailbox = desk_conf_mailbox(conf, ticket->mailbox);
    if (!preview->mailbox)
        preview->mailbox = conf->mailboxes->pdata[0];
}

static bool
write_letter(const Work *work, GError **error)
{
    DeskPreview *preview = work->preview;
    const DeskLetterDesk desk = { .store = work->store, .conf = preview->conf, .now = work->now };
    bool found = false;
    set_mailbox(preview, work->ticket);
    begin_row(preview, work->now);
    preview->row.ticket = work->ticket->id;
    if (!find_row(work, &found, error) || (!found && !make_row(work, error)))
        return false;
    preview->letter = desk_letter_write(&desk, &preview->row, error);
    if (!preview->letter)
        return false;
    preview->letter->template = preview->info->name;
    if (preview->team) {
        g_free(preview->letter->team);
        preview->letter->team = g_strdup(preview->team);
    }
    return true;
}

bool
desk_preview_ticket(DeskPreview *preview, DeskStore *store, gint64 ticket, GError **error)
{
    Work work = { .preview = preview, .store = store, .now = desk_clock_now() };
    if (!desk_store_ticket_get(store, ticket, &work.ticket, error))
        return false;
    bool good = work.ticket ? write_letter(&work, error) : refuse(error, "there is no such ticket");
    desk_ticket_free(work.ticket);
    return good;
}
