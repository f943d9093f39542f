#include "base/clock.h"
#include "desk/answering.h"
#include "desk/commanding.h"
#include "desk/record-parts.h"
#include "store/rows.h"

#define DATE_TOLERANCE (30 * DESK_DAY)

static bool
add_attachments(DeskStore *store, const DeskMail *mail, gint64 message, GError **error)
{
    const GPtrArray *attachments = mail->attachments;
    for (guint i = 0; i < attachments->len; i++) {
        const DeskAttachment *a = attachments->pdata[i];
        DeskStoredAttachment stored = { .name = a->name,
                                        .type = a->type,
                                        .size = a->size,
                                        .sha256 = a->sha256,
                                        .is_inline = a->is_inline,
                                        .content_id = a->content_id };
        if (!desk_store_attachment_add(store, message, i + 1, &stored, error))
            return false;
    }
    return true;
}

/* A mail without Message-ID and Date is the same for one hour only, so its time is in the key. */
static void
unique_key(const DeskFiling *filing, guint8 key[DESK_KEY_BYTES])
{
    gsize size = DESK_KEY_BYTES;
    memcpy(key, filing->key.bytes, DESK_KEY_BYTES);
    if (!filing->key.weak)
        return;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, key, DESK_KEY_BYTES);
    g_checksum_update(sum, (const guchar *) &filing->arrived, sizeof filing->arrived);
    g_checksum_get_digest(sum, key, &size);
}

/* Dates far from now say nothing; then the arrival counts (RULES M9). */
static gint64
sound_date(const DeskFiling *filing)
{
    gint64 date = filing->mail->date;
    bool sound = date > filing->arrived - DATE_TOLERANCE && date < filing->arrived + DATE_TOLERANCE;
    return sound ? date : filing->arrived;
}

/* Nothing but white space at the end of the text is no part of what is new in it. */
static bool
is_all_new(const DeskMail *mail)
{
    size_t size = strlen(mail->reply_text);
    return strncmp(mail->text, mail->reply_text, size) == 0 &&
           mail->text[size + strspn(mail->text + size, " \t\r\n")] == '\0';
}

/* Of an agent's mail what goes out, or would if it were published; NULL: all of the text. */
static char *
new_text(const DeskEntry *entry)
{
    const DeskMail *mail = entry->filing->mail;
    char *answer = entry->decision->answer.text;
    if (answer && *answer)
        return answer;
    if (desk_commanding_says_nothing(entry->filing, entry->decision))
        return (char *) "";
    return is_all_new(mail) ? NULL : mail->reply_text;
}

bool
desk_entry_add_message(DeskEntry *entry, GError **error)
{
    const DeskFiling *filing = entry->filing;
    const DeskMail *mail = filing->mail;
    guint8 key[DESK_KEY_BYTES];
    g_autofree char *text = NULL;
    if (!desk_answering_complete(entry->store, filing, entry->decision, entry->ticket, &text,
                                 error))
        return false;
    DeskMessage message = { .ticket = entry->ticket,
                            .direction = entry->decision->direction,
                            .author = entry->decision->is_ours ? 0 : entry->sender,
                            .message_id = mail->message_id,
                            .subject = mail->subject,
                            .text = mail->text,
                            .reply_text = text ? text : new_text(entry),
                            .date = sound_date(filing),
                            .received = filing->arrived,
                            .held = entry->decision->outcome == DESK_OUTCOME_HELD,
                            .unparsed = mail->unparsed,
                            .machine = desk_machine_name(mail->machine),
                            .assurance = entry->decision->assurance };
    unique_key(filing, key);
    DeskRawMail raw = { .content_key = key,
                        .weak_key = filing->key.weak ? filing->key.bytes : NULL,
                        .raw_size = filing->raw_size,
                        .raw = filing->packed };

    if (!desk_store_message_add(entry->store, &message, &raw, error))
        return false;
    entry->message = message.id;
    return add_attachments(entry->store, mail, entry->message, error);
}

/* The same mail may have come from the customer himself, too: this one is the agent's copy. */
static void
copy_key(const DeskFiling *filing, guint8 key[DESK_KEY_BYTES])
{
    static const char what[] = "brought";
    gsize size = DESK_KEY_BYTES;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    unique_key(filing, key);
    g_checksum_update(sum, key, DESK_KEY_BYTES);
    g_checksum_update(sum, (const guchar *) what, sizeof(what));
    g_checksum_get_digest(sum, key, &size);
}

/* The customer's mail that an agent has brought is his first message, above what the agent says. */
bool
desk_entry_add_brought(const DeskEntry *entry, GError **error)
{
    const DeskFiling *customer = entry->decision->customer;
    guint8 key[DESK_KEY_BYTES];
    if (!customer || entry->filing->behalf != DESK_BEHALF_BROUGHT)
        return true;
    const DeskMail *mail = customer->mail;
    DeskMessage message = { .ticket = entry->ticket,
                            .direction = DESK_DIRECTION_IN,
                            .author = entry->requester,
                            .message_id = mail->message_id,
                            .subject = mail->subject,
                            .text = mail->text,
                            .reply_text = is_all_new(mail) ? NULL : mail->reply_text,
                            .date = sound_date(customer),
                            .received = entry->filing->arrived,
                            .unparsed = mail->unparsed,
                            .machine = desk_machine_name(mail->machine),
                            .assurance = DESK_ASSURANCE_NONE };
    copy_key(entry->filing, key);
    const DeskRawMail raw = { .content_key = key,
                              .raw_size = customer->raw_size,
                              .raw = customer->packed };
    return desk_store_message_add(entry->store, &message, customer->packed ? &raw : NULL, error) &&
           add_attachments(entry->store, mail, message.id, error);
}
