#include "desk/replay-facts.h"
#include "policy/thread.h"

static bool
any_condition(const DeskConf *conf, bool (*holds)(const DeskConditions *conditions))
{
    for (guint i = 0; i < conf->categories->len; i++)
        if (holds(&((const DeskCategory *) conf->categories->pdata[i])->conditions))
            return true;
    for (guint i = 0; i < conf->rules->len; i++)
        if (holds(&((const DeskRule *) conf->rules->pdata[i])->conditions))
            return true;
    return false;
}

static bool
asks_for_files(const DeskConditions *conditions)
{
    return conditions->attachments[0] != NULL;
}

static bool
asks_for_fields(const DeskConditions *conditions)
{
    return conditions->headers[0] != NULL;
}

bool
desk_replay_wants_reader(const DeskConf *conf)
{
    return conf->triage.importance || any_condition(conf, asks_for_fields);
}

void
desk_replay_source_init(DeskReplaySource *source, const DeskReplay *replay)
{
    source->conf = replay->conf;
    source->reader = desk_replay_wants_reader(replay->conf) ? replay->reader : NULL;
    source->wants_files = any_condition(replay->conf, asks_for_files);
}

/* The mailbox it came in by leads; one that is not in the configuration any more is no evidence. */
static bool
read_mailboxes(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket,
               DeskReplayFacts *facts, GError **error)
{
    g_autoptr(GPtrArray) names = NULL;
    const DeskMailbox *first = desk_conf_mailbox(conf, ticket->mailbox);
    facts->mailboxes = g_ptr_array_new();
    if (!first)
        return true;
    if (!desk_store_ticket_mailbox_list(store, ticket->id, &names, error))
        return false;
    g_ptr_array_add(facts->mailboxes, (gpointer) first);
    for (guint i = 0; i < names->len; i++) {
        const DeskMailbox *mailbox = desk_conf_mailbox(conf, names->pdata[i]);
        if (mailbox && mailbox != first)
            g_ptr_array_add(facts->mailboxes, (gpointer) mailbox);
    }
    return true;
}

static bool
read_files(DeskStore *store, DeskReplayFacts *facts, GError **error)
{
    if (!desk_store_attachment_list(store, facts->message->id, &facts->attachments, error))
        return false;
    for (guint i = 0; i < facts->attachments->len; i++) {
        const DeskStoredAttachment *attachment = facts->attachments->pdata[i];
        const DeskTriageFile file = { .name = attachment->name, .type = attachment->type };
        if (!attachment->is_inline)
            g_array_append_val(facts->files, file);
    }
    return true;
}

/* Fields of a sender who is not proved count for nothing, so his mail need not be read. */
static bool
read_fields(DeskStore *store, DeskReader *reader, DeskReplayFacts *facts, GError **error)
{
    g_autoptr(GBytes) raw = NULL;
    if (facts->message->assurance >= DESK_ASSURANCE_NONE)
        return true;
    if (!desk_store_message_raw(store, facts->message->id, &raw, error))
        return false;
    if (!raw)
        return true;
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    facts->mail = desk_reader_read(reader, (DeskBytes){ bytes, size }, error);
    return facts->mail != NULL;
}

/* What answers or reports by itself is about no matter, as on its arrival (desk/filing.c); what
 * the null sender told of it is not stored. */
static bool
is_aside(const char *machine)
{
    static const DeskMachineKind others[] = { DESK_MACHINE_HUMAN, DESK_MACHINE_LIST,
                                              DESK_MACHINE_AUTO_GENERATED };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_str_equal(machine, desk_machine_name(others[i])))
            return false;
    return true;
}

static void
gather(DeskReplayFacts *facts)
{
    const DeskMessage *message = facts->message;
    facts->subject = desk_thread_strip_tags(message->subject);
    if (is_aside(message->machine)) {
        facts->facts = (DeskTriageFacts){ .subject = "",
                                          .text = "",
                                          .assurance = message->assurance,
                                          .mailboxes = facts->mailboxes };
        return;
    }
    facts->facts =
        (DeskTriageFacts){ .subject = facts->subject,
                           .text = message->reply_text ? message->reply_text : message->text,
                           .sender = facts->author ? facts->author->address : NULL,
                           .assurance = message->assurance,
                           .mailboxes = facts->mailboxes,
                           .fields = facts->mail ? facts->mail->fields : NULL,
                           .files = (const DeskTriageFile *) facts->files->data,
                           .file_count = facts->files->len };
}

bool
desk_replay_facts_read(DeskStore *store, const DeskReplaySource *source, const DeskTicket *ticket,
                       DeskReplayFacts *facts, bool *found, GError **error)
{
    *facts = (DeskReplayFacts){ .files = g_array_new(FALSE, FALSE, sizeof(DeskTriageFile)) };
    *found = false;
    if (!read_mailboxes(store, source->conf, ticket, facts, error))
        return false;
    if (facts->mailboxes->len == 0)
        return true;
    if (!desk_store_message_first(store, ticket->id, &facts->message, error))
        return false;
    if (!facts->message)
        return true;
    if ((facts->message->author > 0 &&
         !desk_store_contact_get(store, facts->message->author, &facts->author, error)) ||
        (source->wants_files && !read_files(store, facts, error)) ||
        (source->reader && !read_fields(store, source->reader, facts, error)))
        return false;
    gather(facts);
    *found = true;
    return true;
}

void
desk_replay_facts_clear(DeskReplayFacts *facts)
{
    g_clear_pointer(&facts->message, desk_message_free);
    g_clear_pointer(&facts->author, desk_contact_free);
    g_clear_pointer(&facts->subject, g_free);
    g_clear_pointer(&facts->mailboxes, g_ptr_array_unref);
    g_clear_pointer(&facts->attachments, g_ptr_array_unref);
    g_clear_pointer(&facts->files, g_array_unref);
    g_clear_pointer(&facts->mail, desk_mail_free);
}
