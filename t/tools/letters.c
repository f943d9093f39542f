/*
 * Writes mails of the outbox to files, without a desk that sends them: each line of standard input
 * is a ticket, and comes out as NUMBER-NAME.eml in the folder for each template there is. The
 * fields of a line are percent-encoded, with tabs between: subject, name and address of the
 * customer, what he writes, what an agent answers, what is told of it; and where they differ from
 * "en" and "yes", the language of the customer and whether it is proved who he is.
 *
 *   letters CONF FOLDER <LINES
 *
 * CONF names the store, which is made, and at least one agent, whose mails they are.
 */
#include "base/daemon.h"
#include "base/text.h"
#include "letter/catalogue.h"
#include "letter/letter.h"
#include "send/render.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/surveys.h"
#include "ticket/facts.h"
#include "ticket/kind.h"

#define NOW G_GINT64_CONSTANT(1795000000000000) /* that two runs say the same */

enum { SUBJECT, NAME, ADDRESS, TEXT, ANSWER, DETAIL, LANGUAGE, VERIFIED, FIELDS };

typedef struct {
    DeskConf *conf;
    DeskStore *store;
    DeskShelf *shelf;
    DeskKbIndex *kb;
    const DeskAgent *agent;
    const char *folder;
    gint64 now;
    gint64 number;
    gint64 messages;
    char *fields[FIELDS];
    DeskTicket ticket;
    gint64 customer, author; /* contacts */
    gint64 question, answer, last;
} Work;

static bool
add_message(Work *work, DeskDirection direction, const char *text, gint64 *id, GError **error)
{
    guint8 key[32] = { 0 };
    gint64 number = ++work->messages;
    memcpy(key, &number, sizeof number);
    const DeskRawMail raw = { .content_key = key };
    DeskMessage message = { .ticket = work->ticket.id,
                            .direction = direction,
                            .author =
                                direction == DESK_DIRECTION_IN ? work->customer : work->author,
                            .message_id = (char *) "",
                            .subject = work->fields[SUBJECT],
                            .text = (char *) text,
                            .date = work->now,
                            .received = work->now,
                            .machine = "human" };
    bool good = desk_store_message_add(work->store, &message, &raw, error);
    *id = message.id;
    return good;
}

static bool
add_survey(Work *work, GError **error)
{
    DeskSurvey survey = { .ticket = work->ticket.id,
                          .contact = work->customer,
                          .resolved = work->now,
                          .scale = DESK_SCALE_CSAT,
                          .agent = work->agent->name,
                          .asked = work->now,
                          .score = DESK_SURVEY_UNSAID };
    return desk_store_survey_add(work->store, &survey, error);
}

static bool
add_ticket(Work *work, GError **error)
{
    const char *address = work->agent->addresses[0];
    work->ticket = (DeskTicket){ .subject = work->fields[SUBJECT],
                                 .status = DESK_STATUS_OPEN,
                                 .priority = DESK_PRIORITY_HIGH,
                                 .category = work->fields[NAME],
                                 .assignee = work->agent->name,
                                 .mailbox = (char *) "support",
                                 .language = work->fields[LANGUAGE],
                                 .created = work->now,
                                 .updated = work->now };
    if (!desk_store_contact_put(work->store, address, address, "", work->now, &work->author,
                                error) ||
        !desk_store_contact_put(work->store, work->fields[ADDRESS], work->fields[ADDRESS],
                                work->fields[NAME], work->now, &work->customer, error))
        return false;
    work->ticket.requester = work->customer;
    gint64 note = 0;
    return desk_store_ticket_add(work->store, &work->ticket, error) &&
           add_message(work, DESK_DIRECTION_IN, work->fields[TEXT], &work->question, error) &&
           add_message(work, DESK_DIRECTION_NOTE, work->fields[TEXT], &note, error) &&
           add_message(work, DESK_DIRECTION_OUT, work->fields[ANSWER], &work->answer, error) &&
           add_message(work, DESK_DIRECTION_IN, work->fields[TEXT], &work->last, error) &&
           add_survey(work, error);
}

/* What a mail of a template tells, and of what ticket; the others tell the detail of the line. */
static const struct {
    const char *name;
    DeskStatus status;
    const char *facts;
} cases[] = {
    { "customer-result", DESK_STATUS_OPEN, "status open\nhelp \nobstacle both\n" },
    { "reply", DESK_STATUS_RESOLVED, "update resolved\ncloses 4000000000000000\n" },
    { "status-assigned", DESK_STATUS_OPEN, "update assigned\n" },
    { "status-in-progress", DESK_STATUS_IN_PROGRESS, "update in-progress\n" },
    { "status-on-hold", DESK_STATUS_ON_HOLD, "update on-hold\nuntil 4000000000000000\n" },
    { "status-resolved", DESK_STATUS_RESOLVED, "update resolved\ncloses 4000000000000000\n" },
    { "status-reopened", DESK_STATUS_OPEN, "update reopened\n" },
    { "status-closed", DESK_STATUS_CLOSED, "update closed\n" },
    { "status-merged", DESK_STATUS_MERGED, "update merged\ninto 17\n" },
    { "reminder", DESK_STATUS_WAITING, "closes 4000000000000000\n" },
    { "survey", DESK_STATUS_RESOLVED, "survey 1\n" },
    { "report", DESK_STATUS_OPEN, "report 7d" },
};

/* Brings the ticket to where a mail of that template is about it. The caller's; NULL sets error. */
static char *
tell(const Work *work, const char *name, GError **error)
{
    DeskStatus status = DESK_STATUS_OPEN;
    GString *detail = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (!g_str_equal(cases[i].name, name))
            continue;
        status = cases[i].status;
        g_string_append(detail, cases[i].facts);
    }
    if (detail->len == 0)
        g_string_append(detail, work->fields[DETAIL]);
    else if (status == DESK_STATUS_ON_HOLD)
        desk_facts_add(detail, "reason", work->fields[DETAIL]);
    bool good = desk_store_ticket_touch(work->store, work->ticket.id, status, work->now, error);
    return g_string_free(detail, !good);
}

static gint64
cause_of(const Work *work, const char *name)
{
    if (g_str_equal(name, "agent-new"))
        return work->question;
    return g_str_equal(name, "reply") || g_str_equal(name, "forward") ? work->answer : work->last;
}

static GBytes *
make(const Work *work, const DeskTemplateInfo *info, GError **error)
{
    const DeskMailKind *kind = desk_mail_kind(info->kind);
    g_autofree char *detail = tell(work, info->name, error);
    if (!detail)
        return NULL;
    const DeskLetterDesk desk = {
        .store = work->store, .conf = work->conf, .now = work->now, .kb = work->kb
    };
    const DeskMailbox *mailbox = work->conf->mailboxes->pdata[0];
    const char *from = kind->to_agent ? work->fields[NAME] : mailbox->display_name;
    g_autofree char *from_name = g_strdup_printf("%s via Support", from);
    g_autofree char *message_id =
        g_strdup_printf("m%" G_GINT64_FORMAT "-%s@desk.example.org", work->number, info->name);
    const DeskOutboxRow row = {
        .id = 1,
        .ticket = work->ticket.id,
        .cause = cause_of(work, info->name),
        .kind = (char *) kind->name,
        .message_id = message_id,
        .date = work->now,
        .recipient = kind->to_agent ? work->agent->addresses[0] : work->fields[ADDRESS],
        .recipient_name = kind->to_agent ? work->agent->full_name : work->fields[NAME],
        .from_name = from_name,
        .from_address = mailbox->address,
        .reply_to = (char *) "support+r1-2-abcdefghijklmnopqrstuvwxyz@example.org",
        .note_to = (char *) "support+n1-2-abcdefghijklmnopqrstuvwxyz@example.org",
        .in_reply_to = (char *) "theirs@example.net",
        .references = (char *) "first@example.net theirs@example.net",
        .language = work->fields[LANGUAGE],
        .verified = kind->to_agent || g_str_equal(work->fields[VERIFIED], "yes"),
        .detail = detail,
        .thread_topic = kind->to_agent ? NULL : work->fields[SUBJECT],
    };
    g_autoptr(DeskLetter) letter = desk_letter_write(&desk, &row, error);
    return letter ? desk_send_render(work->shelf, &row, letter, error) : NULL;
}

static bool
write_kinds(const Work *work, GError **error)
{
    for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++) {
        g_autoptr(GBytes) bytes = make(work, info, error);
        if (!bytes) {
            g_prefix_error(error, "%s: ", info->name);
            return false;
        }
        g_autofree char *path = g_strdup_printf("%s/%" G_GINT64_FORMAT "-%s.eml", work->folder,
                                                work->number, info->name);
        gsize size = 0;
        const char *data = g_bytes_get_data(bytes, &size);
        if (!g_file_set_contents(path, data, (gssize) size, error))
            return false;
    }
    return true;
}

/* As it stands, but for what is no text at all: that is read as in a mail. The caller's. */
static char *
unescape(const char *field)
{
    gsize size = 0;
    g_autoptr(GBytes) bytes = g_uri_unescape_bytes(field, -1, NULL, NULL);
    const char *data = bytes ? g_bytes_get_data(bytes, &size) : "";
    bool is_text = g_utf8_validate_len(data, size, NULL);
    return is_text ? g_strndup(data, size) : desk_text_repair(data, size, NULL);
}

static bool
take_line(Work *work, char *line, GError **error)
{
    g_auto(GStrv) fields = g_strsplit(g_strchomp(line), "\t", FIELDS);
    int count = (int) g_strv_length(fields);
    if (count < LANGUAGE) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "a line has not %d fields", LANGUAGE);
        return false;
    }
    work->number++;
    for (int i = 0; i < FIELDS; i++)
        work->fields[i] = i < count ? unescape(fields[i]) : g_strdup(i == LANGUAGE ? "en" : "yes");
    bool good = add_ticket(work, error) && write_kinds(work, error);
    for (int i = 0; i < FIELDS; i++)
        g_free(work->fields[i]);
    return good;
}

static bool
take_lines(Work *work, GError **error)
{
    g_autofree char *line = NULL;
    size_t size = 0;
    bool good = desk_store_begin(work->store, error);
    while (good && getline(&line, &size, stdin) >= 0)
        good = take_line(work, line, error);
    return good && desk_store_commit(work->store, error);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    if (argc != 3)
        return EX_USAGE;
    g_autoptr(DeskConf) conf = desk_conf_load(argv[1], DESK_CONF_NO_KEYS, problems);
    if (!conf || conf->agents->len == 0) {
        fprintf(stderr, "%s\n", problems->len > 0 ? (char *) problems->pdata[0] : "no agents");
        return EX_CONFIG;
    }
    /* Survey mails have signed links; nobody verifies these. */
    conf->keys = g_new0(DeskKeys, 1);
    conf->keys->count = 1;
    g_autoptr(DeskStore) store = desk_store_create(conf->store, &error)
                                     ? desk_store_open(conf->store, DESK_STORE_WRITE, &error)
                                     : NULL;
    g_autoptr(DeskShelf) shelf =
        desk_shelf_new(conf->template_dir, conf->shipped_template_dir, conf->language);
    g_autoptr(DeskKbIndex) kb = conf->kb_dir ? desk_kb_open(conf->kb_dir) : NULL;
    Work work = { .conf = conf,
                  .store = store,
                  .shelf = shelf,
                  .kb = kb,
                  .agent = conf->agents->pdata[0],
                  .folder = argv[2],
                  .now = NOW };
    if (store && take_lines(&work, &error))
        return EX_OK;
    fprintf(stderr, "%s\n", error->message);
    return EX_SOFTWARE;
}
