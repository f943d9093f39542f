#include "desk/envelope.h"
#include "base/text.h"

char *
desk_envelope_bare(const char *address)
{
    size_t size = strlen(address);
    if (size >= 2 && address[0] == '<' && address[size - 1] == '>')
        return g_strndup(address + 1, size - 2);
    return g_strdup(address);
}

/* An address as it may be stored: nobody promises that it is UTF-8. */
static char *
clean(const char *address)
{
    g_autofree char *bare = desk_envelope_bare(address);
    return desk_text_line(bare, strlen(bare));
}

DeskEnvelope *
desk_envelope_new(DeskPolicy *policy, const char *sender)
{
    DeskEnvelope *envelope = g_atomic_rc_box_new0(DeskEnvelope);
    envelope->policy = desk_policy_ref(policy);
    envelope->sender = clean(sender);
    envelope->queue_id = g_strdup("");
    envelope->recipients = g_array_new(FALSE, FALSE, sizeof(DeskRecipient));
    envelope->addresses = g_ptr_array_new_with_free_func(g_free);
    envelope->bystanders = g_ptr_array_new_with_free_func(g_free);
    return envelope;
}

static void
clear(gpointer data)
{
    DeskEnvelope *envelope = data;
    g_array_unref(envelope->recipients);
    g_ptr_array_unref(envelope->addresses);
    g_ptr_array_unref(envelope->bystanders);
    g_free(envelope->sender);
    g_free(envelope->queue_id);
    g_free(envelope->login);
    desk_policy_unref(envelope->policy);
}

DeskEnvelope *
desk_envelope_ref(DeskEnvelope *envelope)
{
    return g_atomic_rc_box_acquire(envelope);
}

void
desk_envelope_unref(DeskEnvelope *envelope)
{
    if (envelope)
        g_atomic_rc_box_release_full(envelope, clear);
}

DeskRecipient
desk_envelope_add(DeskEnvelope *envelope, const char *address)
{
    DeskRecipient recipient = desk_policy_recipient(envelope->policy, address);
    if (!recipient.mailbox)
        g_ptr_array_add(envelope->bystanders, clean(address));
    if (!recipient.mailbox || recipient.state == DESK_TOKEN_FORGED)
        return recipient;
    g_array_append_val(envelope->recipients, recipient);
    g_ptr_array_add(envelope->addresses, clean(address));
    return recipient;
}

DeskEnvelope *
desk_envelope_part(const DeskEnvelope *whole, const DeskMailbox *mailbox)
{
    DeskEnvelope *part = desk_envelope_new(whole->policy, whole->sender);
    g_free(part->queue_id);
    part->queue_id = g_strdup(whole->queue_id);
    part->login = g_strdup(whole->login);
    for (guint i = 0; i < whole->recipients->len; i++) {
        const DeskRecipient *recipient = &g_array_index(whole->recipients, DeskRecipient, i);
        if (recipient->mailbox != mailbox)
            continue;
        g_array_append_val(part->recipients, *recipient);
        g_ptr_array_add(part->addresses, g_strdup(whole->addresses->pdata[i]));
    }
    return part;
}
