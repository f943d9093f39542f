#include "desk/filing.h"
#include "base/address.h"
#include "base/clock.h"
#include "policy/absence.h"
#include "policy/thanks.h"
#include "policy/voice.h"

#define COMMAND_WITHIN (7 * DESK_DAY) /* of its Date; longer than a queue keeps a mail */

/* An address of the desk is nobody: a ticket of our own would answer itself for ever. */
static char *
identity_of(const DeskPolicy *policy, const char *address)
{
    return desk_policy_is_ours(policy, address) ? NULL : desk_address_key(address);
}

/* What has been proved of From says nothing of the envelope sender, who stands in for it. */
static void
distrust(DeskIdentity *identity)
{
    if (identity->assurance >= DESK_ASSURANCE_NONE)
        return;
    identity->assurance = DESK_ASSURANCE_NONE;
    g_free(identity->evidence);
    identity->evidence =
        g_strdup("From is an address of the desk, and nothing proves the envelope sender");
}

/* Identity is From, when it is one whole mailbox for every reader, else the envelope sender (RULES
 * S1), else nobody. */
static void
find_sender(DeskFiling *filing)
{
    const DeskPolicy *policy = filing->envelope->policy;
    const DeskMailAddress *from =
        filing->mail->from_in_doubt ? NULL : desk_mail_sender(filing->mail);
    const char *address = from ? from->address : filing->envelope->sender;

    filing->sender_key = identity_of(policy, address);
    if (!filing->sender_key && from) {
        address = filing->envelope->sender;
        filing->sender_key = identity_of(policy, address);
        distrust(&filing->identity);
    }
    if (!filing->sender_key)
        return;
    filing->is_stand_in = !from || address != from->address;
    filing->sender_address = g_strdup(address);
    filing->sender_name = g_strdup(filing->is_stand_in ? "" : from->name);
}

/*
 * A Reply-To is followed on the word of a proved sender (RULES S2), but never to the desk, which
 * would write to itself, nor to an agent, who is no customer.
 */
static void
find_answer_address(DeskFiling *filing)
{
    const DeskPolicy *policy = filing->envelope->policy;
    filing->answer_to = desk_identity_answer_to(filing->mail, filing->identity.assurance,
                                                &filing->ignored_reply_to);
    const DeskMailAddress *other = filing->answer_to;
    if (other && (desk_policy_is_ours(policy, other->address) ||
                  desk_conf_agent_by_address(desk_policy_conf(policy), other->address))) {
        filing->ignored_reply_to = other;
        filing->answer_to = NULL;
    }
}

/* Each once, in the order of the envelope. */
static GPtrArray *
mailboxes_of(const DeskEnvelope *envelope)
{
    GPtrArray *mailboxes = g_ptr_array_new();
    for (guint i = 0; i < envelope->recipients->len; i++) {
        gpointer mailbox = (gpointer) g_array_index(envelope->recipients, DeskRecipient, i).mailbox;
        if (!g_ptr_array_find(mailboxes, mailbox, NULL))
            g_ptr_array_add(mailboxes, mailbox);
    }
    return mailboxes;
}

/* What stands within the text, such as the picture of a signature, is no attachment to weigh. */
static GArray *
files_of(const DeskMail *mail)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(DeskTriageFile));
    for (guint i = 0; i < mail->attachments->len; i++) {
        const DeskAttachment *attachment = mail->attachments->pdata[i];
        DeskTriageFile file = { attachment->name, attachment->type };
        if (!attachment->is_inline)
            g_array_append_val(files, file);
    }
    return files;
}

/* The text of an encrypted mail is a notice of ours. */
static const char *
own_words(const DeskMail *mail)
{
    return mail->is_encrypted ? "" : mail->reply_text;
}

/* Of a machine's answer nothing counts but where it came to: its words are not about a matter. */
static void
weigh(DeskFiling *filing)
{
    const DeskMail *mail = filing->mail;
    bool is_aside = desk_voice_of(mail, filing->envelope->sender) == DESK_VOICE_ASIDE;
    g_autofree char *subject = desk_thread_strip_tags(is_aside ? "" : mail->subject);
    g_autoptr(GPtrArray) mailboxes = mailboxes_of(filing->envelope);
    g_autoptr(GArray) files = files_of(mail);
    const DeskTriageFacts facts = { .subject = subject,
                                    .text = is_aside ? "" : own_words(mail),
                                    .sender = is_aside ? NULL : filing->sender_address,
                                    .assurance = filing->identity.assurance,
                                    .mailboxes = mailboxes,
                                    .fields = is_aside ? NULL : mail->fields,
                                    .files = (const DeskTriageFile *) (void *) files->data,
                                    .file_count = is_aside ? 0 : files->len };
    desk_triage_judge(desk_policy_triage(filing->envelope->policy), &facts, &filing->triaged);
    filing->is_thanks = files->len == 0 && !mail->unparsed &&
                        desk_thanks_is_bare(own_words(mail), filing->sender_name);
}

/*
 * Whoever gets hold of an old mail could send it again, with a Message-ID or Date of his own where
 * the signature leaves them out; what it commands is over by then (RULES A28).
 */
static bool
is_old(const DeskFiling *filing)
{
    gint64 date = filing->mail->date;
    return date != 0 && filing->arrived - date >= COMMAND_WITHIN;
}

static void
refuse_old(DeskFiling *filing)
{
    DeskCommands *commands = &filing->commands;
    if (commands->list->len == 0 || commands->problem || !is_old(filing))
        return;
    g_autofree char *day = desk_absence_show_time(NULL, filing->mail->date);
    desk_commands_refuse(
        commands, commands->list->pdata[0],
        g_strdup_printf("the mail is of %s, and a command counts for a week only", day));
}

/* What such a mail says, in its text or its subject, may be said by whoever wrote the other (RULES
 * A29); whoever brings it to open a ticket says so above it. */
static bool
brings_mail(const DeskMail *mail)
{
    for (guint i = 0; i < mail->attachments->len; i++)
        if (g_str_has_prefix(((const DeskAttachment *) mail->attachments->pdata[i])->type,
                             "message/"))
            return true;
    return false;
}

bool
desk_filing_is_tied(const DeskFiling *filing)
{
    for (guint i = 0; i < filing->candidates->len; i++) {
        DeskLinkKind kind = g_array_index(filing->candidates, DeskCandidate, i).kind;
        if (kind == DESK_LINK_TOKEN || kind == DESK_LINK_OUR_MESSAGE_ID)
            return true;
    }
    return false;
}

/* His own token may prove him, which is seen only where it leads to. */
static bool
may_have_powers(const DeskFiling *filing)
{
    return desk_identity_has_powers(filing->envelope->policy, &filing->identity,
                                    desk_filing_is_tied(filing));
}

/* Who says that he is away has the words of a responder without being one; of anybody but an agent
 * they are a reason for doubt (RULES L3, S7). */
static bool
may_command(const DeskFiling *filing)
{
    const DeskMail *mail = filing->mail;
    const DeskIdentity *identity = &filing->identity;
    DeskVoice voice = desk_voice_of(mail, filing->envelope->sender);
    if (mail->unparsed || mail->is_encrypted || mail->nothing_new)
        return false;
    if (identity->agent)
        return (voice == DESK_VOICE_PERSON || voice == DESK_VOICE_DOUBT) && may_have_powers(filing);
    return voice == DESK_VOICE_PERSON && filing->sender_key && !filing->is_stand_in &&
           identity->assurance != DESK_ASSURANCE_FAILED && !is_old(filing);
}

static void
read_commands(DeskFiling *filing)
{
    const DeskCommander commander = { .conf = desk_policy_conf(filing->envelope->policy),
                                      .agent = filing->identity.agent,
                                      .now = filing->arrived };
    const DeskMail *mail = filing->mail;
    bool brings = brings_mail(mail);
    desk_commands_read(may_command(filing) ? &commander : NULL, mail->reply_text,
                       brings ? "" : mail->subject, &filing->commands);
    if (brings && !desk_commands_find(&filing->commands, DESK_COMMAND_REQUESTER)) {
        desk_commands_clear(&filing->commands);
        desk_commands_read(NULL, mail->reply_text, "", &filing->commands);
    }
    refuse_old(filing);
}

/* What the recipients and the mail tell together. */
static void
judge(DeskFiling *filing)
{
    const DeskEnvelope *envelope = filing->envelope;
    desk_identity_judge(envelope->policy, filing->mail, envelope->login, &filing->identity);
    filing->candidates =
        desk_thread_candidates(envelope->policy, envelope->recipients, filing->mail);
    filing->answers_unknown =
        desk_thread_has_unknown(envelope->policy, envelope->recipients, filing->mail);
    find_sender(filing);
    find_answer_address(filing);
    weigh(filing);
    read_commands(filing);
}

DeskFiling *
desk_filing_new(DeskEnvelope *envelope, DeskBytes raw, DeskMail *mail)
{
    DeskFiling *filing = g_atomic_rc_box_new0(DeskFiling);
    filing->envelope = desk_envelope_ref(envelope);
    filing->mail = mail;
    filing->raw_size = (gint64) raw.size;
    filing->arrived = desk_clock_now();
    filing->started = desk_clock_steady();
    filing->key = desk_content_key(raw);
    judge(filing);
    return filing;
}

/* The key of a mail as one mailbox gets it. */
static void
derive_key(DeskContentKey *key, const DeskMailbox *mailbox)
{
    gsize size = DESK_KEY_BYTES;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, key->bytes, DESK_KEY_BYTES);
    g_checksum_update(sum, (const guchar *) mailbox->name, (gssize) strlen(mailbox->name));
    g_checksum_get_digest(sum, key->bytes, &size);
}

DeskFiling *
desk_filing_part(DeskFiling *whole, const DeskMailbox *mailbox)
{
    DeskFiling *part = g_atomic_rc_box_new0(DeskFiling);
    part->whole = g_atomic_rc_box_acquire(whole);
    part->envelope = desk_envelope_part(whole->envelope, mailbox);
    part->mail = whole->mail;
    part->raw_size = whole->raw_size;
    part->packed = whole->packed ? g_bytes_ref(whole->packed) : NULL;
    part->arrived = whole->arrived;
    part->started = whole->started;
    part->key = whole->key;
    derive_key(&part->key, mailbox);
    judge(part);
    return part;
}

static void
clear(gpointer data)
{
    DeskFiling *filing = data;
    desk_envelope_unref(filing->envelope);
    if (!filing->whole)
        desk_mail_free(filing->mail);
    desk_identity_clear(&filing->identity);
    desk_triaged_clear(&filing->triaged);
    desk_commands_clear(&filing->commands);
    desk_filing_unref(filing->customer);
    g_free(filing->behalf_problem);
    g_free(filing->objection);
    g_clear_pointer(&filing->packed, g_bytes_unref);
    g_array_unref(filing->candidates);
    g_free(filing->sender_key);
    g_free(filing->sender_address);
    g_free(filing->sender_name);
    desk_filing_unref(filing->whole);
}

void
desk_filing_unref(DeskFiling *filing)
{
    if (filing)
        g_atomic_rc_box_release_full(filing, clear);
}
