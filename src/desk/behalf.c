#include "desk/behalf.h"
#include "policy/forwarded.h"
#include "policy/subject.h"
#include "policy/voice.h"
#include "store/raw.h"

static const DeskConf *
conf_of(const DeskFiling *filing)
{
    return desk_policy_conf(filing->envelope->policy);
}

/* Somebody whom a ticket can be for. */
static bool
is_outsider(const DeskFiling *filing, const char *address)
{
    return strchr(address, '@') && !desk_policy_is_ours(filing->envelope->policy, address) &&
           !desk_conf_agent_by_address(conf_of(filing), address);
}

static bool
may_open(const DeskFiling *filing)
{
    return !filing->mail->unparsed &&
           desk_voice_of(filing->mail, filing->envelope->sender) == DESK_VOICE_PERSON &&
           desk_identity_has_powers(filing->envelope->policy, &filing->identity, false);
}

/* The number of the first mail among the files; 0: there is none. */
static guint
find_attached(const DeskFiling *filing)
{
    const GPtrArray *files = filing->mail->attachments;
    for (guint i = 0; i < files->len; i++)
        if (g_str_equal(((const DeskAttachment *) files->pdata[i])->type, "message/rfc822"))
            return i + 1;
    return 0;
}

/* ---- what the customer says ---- */

/* The mail as it would have come from him. Takes mail. */
static void
speak_for(DeskFiling *filing, const char *address, const char *name, DeskMail *mail)
{
    const GArray *recipients = filing->envelope->recipients;
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(filing->envelope->policy, address);
    g_autofree char *shown = g_strdup(name);
    g_autofree char *whose = g_strdup(address);
    for (guint i = 0; i < recipients->len; i++)
        desk_envelope_add(envelope, g_array_index(recipients, DeskRecipient, i).mailbox->address);
    g_ptr_array_set_size(mail->from, 0);
    g_ptr_array_add(mail->from, desk_mail_address_new(shown, whose));
    g_ptr_array_add(mail->to, desk_mail_address_new("", envelope->addresses->pdata[0]));
    g_ptr_array_set_size(mail->reply_to, 0);
    g_ptr_array_set_size(mail->authentication, 0);
    mail->from_in_doubt = false;
    filing->customer = desk_filing_new(envelope, (DeskBytes){ "", 0 }, mail);
    filing->customer->arrived = filing->arrived;
    filing->customer->started = filing->started;
}

static DeskMail *
compose(const char *subject, const char *text)
{
    DeskMail *mail = desk_mail_new();
    desk_mail_set(&mail->subject, desk_subject_plain(subject));
    desk_mail_set(&mail->text, g_strdup(text));
    desk_mail_set(&mail->reply_text, g_strdup(text));
    return mail;
}

static const char *
name_of(const DeskFiling *filing, const char *address)
{
    const GPtrArray *lists[] = { filing->mail->to, filing->mail->cc };
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const DeskMailAddress *other = lists[l]->pdata[i];
            if (g_ascii_strcasecmp(other->address, address) == 0)
                return other->name;
        }
    return "";
}

/* "Jane Doe <jane@example.com>" has a name; an address before another one is a link. The caller's.
 */
static char *
name_said(const DeskCommand *command)
{
    const char *angle = strrchr(command->text, '<');
    g_autofree char *name = g_strndup(command->text, angle ? (gsize) (angle - command->text) : 0);
    g_strstrip(name);
    size_t size = strlen(name);
    if (strchr(name, '@'))
        return g_strdup("");
    return size > 1 && *name == '"' && name[size - 1] == '"' ? g_strndup(name + 1, size - 2)
                                                             : g_steal_pointer(&name);
}

/* ---- the ways to open one ---- */

static void
bring(DeskFiling *filing, const char *address, const char *name, DeskMail *original)
{
    const DeskMail *mail = filing->mail;
    filing->behalf = DESK_BEHALF_BROUGHT;
    if (original) {
        speak_for(filing, address, name, original);
        return;
    }
    g_autofree char *text = desk_forwarded_text(mail->text, mail->reply_text);
    speak_for(filing, address, name, compose(mail->subject, text));
}

/* By the line of the command, else by the mails. The caller's. */
static char *
name_for(const DeskFiling *filing, const DeskCommand *command, const DeskMail *original)
{
    const char *address = command->words[0];
    const DeskMailAddress *from = original ? desk_mail_sender(original) : NULL;
    char *said = name_said(command);
    if (*said)
        return said;
    g_free(said);
    if (from && g_ascii_strcasecmp(from->address, address) == 0)
        return g_strdup(from->name);
    return g_strdup(name_of(filing, address));
}

/* Takes original. */
static void
open_for(DeskFiling *filing, const DeskCommand *command, DeskMail *original)
{
    const char *address = command->words[0];
    g_autofree char *name = name_for(filing, command, original);
    if (original || desk_subject_is_forward(filing->mail->subject)) {
        bring(filing, address, name, original);
        return;
    }
    filing->behalf = DESK_BEHALF_ANSWER;
    speak_for(filing, address, name, compose(filing->mail->subject, filing->commands.below));
}

/* By what the original says of itself. Takes it. */
static void
open_by_original(DeskFiling *filing, DeskMail *original)
{
    g_autoptr(DeskMail) mail = original;
    const DeskMailAddress *from = desk_mail_sender(mail);
    if (!from || mail->from_in_doubt) {
        filing->behalf_problem =
            g_strdup("the attached mail: its From does not say who the customer "
                     "is, expected a line #requester ADDRESS");
        return;
    }
    if (!is_outsider(filing, from->address))
        return;
    g_autofree char *address = g_strdup(from->address), *name = g_strdup(from->name);
    bring(filing, address, name, g_steal_pointer(&mail));
}

/* The first to whom it went, NULL: to agents and the desk alone. */
static const char *
find_reached(const DeskFiling *filing)
{
    const GPtrArray *lists[] = { filing->mail->to, filing->mail->cc };
    const GPtrArray *others = filing->envelope->bystanders;
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const DeskMailAddress *other = lists[l]->pdata[i];
            if (is_outsider(filing, other->address))
                return other->address;
        }
    for (guint i = 0; i < others->len; i++)
        if (is_outsider(filing, others->pdata[i]))
            return others->pdata[i];
    return NULL;
}

/* The desk's own addresses are nobody's, as is what is no address for it (RULES S1). */
static void
drop_nobody(DeskFiling *filing, const DeskCommand *command)
{
    g_clear_pointer(&filing->customer, desk_filing_unref);
    filing->behalf = DESK_BEHALF_NONE;
    if (command)
        filing->behalf_problem = desk_commands_complain(
            command, "this is an address of the desk itself, or nobody's, and no customer's");
}

void
desk_behalf_find(DeskFiling *filing, DeskMail *original, GBytes *bytes)
{
    g_autoptr(DeskMail) mail = original;
    const DeskCommand *command = desk_commands_find(&filing->commands, DESK_COMMAND_REQUESTER);
    if (filing->commands.problem)
        return;
    if (!may_open(filing)) {
        if (command && !filing->objection)
            filing->objection = desk_commands_complain(
                command, "a ticket for somebody else needs a login or an aligned domain; what the "
                         "mail answers is not enough");
        return;
    }
    bool brings = mail != NULL;
    const char *reached = find_reached(filing);
    if (command) {
        open_for(filing, command, g_steal_pointer(&mail));
    } else if (reached) {
        filing->behalf = DESK_BEHALF_WRITTEN;
        speak_for(filing, reached, name_of(filing, reached),
                  compose(filing->mail->subject, filing->commands.below));
    } else if (mail) {
        open_by_original(filing, g_steal_pointer(&mail));
    }
    if (filing->customer && !filing->customer->sender_key)
        drop_nobody(filing, command);
    if (brings && bytes && filing->behalf == DESK_BEHALF_BROUGHT) {
        filing->customer->packed =
            desk_raw_pack((DeskBytes){ g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes) });
        filing->customer->raw_size = (gint64) g_bytes_get_size(bytes);
    }
}

bool
desk_behalf_read(DeskFiling *filing, DeskReader *reader, DeskBytes raw, GError **error)
{
    guint number = may_open(filing) ? find_attached(filing) : 0;
    g_autoptr(GError) failure = NULL;
    g_autoptr(GBytes) bytes =
        number > 0 ? desk_reader_extract(reader, raw, number, &failure) : NULL;
    DeskMail *original = NULL;
    if (bytes) {
        DeskBytes inner = { g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes) };
        original = desk_reader_read(reader, inner, &failure);
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    desk_behalf_find(filing, original, bytes);
    return true;
}
