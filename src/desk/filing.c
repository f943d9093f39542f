#include "desk/filing.h"
#include "base/address.h"
#include "base/clock.h"

/* An address of the desk is nobody: a ticket of our own would answer itself for ever. */
static char *
identity_of(const DeskPolicy *policy, const char *address)
{
    return desk_policy_is_ours(policy, address) ? NULL : desk_address_key(address);
}

/* Identity is the one From mailbox, else the envelope sender (RULES S1), else nobody. */
static void
find_sender(DeskFiling *filing)
{
    const DeskPolicy *policy = filing->envelope->policy;
    const DeskMailAddress *from = desk_mail_sender(filing->mail);
    const char *address = from ? from->address : filing->envelope->sender;

    filing->sender_key = identity_of(policy, address);
    if (!filing->sender_key && from) {
        address = filing->envelope->sender;
        filing->sender_key = identity_of(policy, address);
    }
    if (!filing->sender_key)
        return;
    filing->sender_address = g_strdup(address);
    filing->sender_name = g_strdup(from && address == from->address ? from->name : "");
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
    filing->candidates = desk_thread_candidates(envelope->policy, envelope->recipients, mail);
    find_sender(filing);
    return filing;
}

void
desk_filing_clear(gpointer data)
{
    DeskFiling *filing = data;
    desk_envelope_unref(filing->envelope);
    desk_mail_free(filing->mail);
    g_clear_pointer(&filing->packed, g_bytes_unref);
    g_array_unref(filing->candidates);
    g_free(filing->sender_key);
    g_free(filing->sender_address);
    g_free(filing->sender_name);
}

DeskFiling *
desk_filing_ref(DeskFiling *filing)
{
    return g_atomic_rc_box_acquire(filing);
}

void
desk_filing_unref(DeskFiling *filing)
{
    if (filing)
        g_atomic_rc_box_release_full(filing, desk_filing_clear);
}
