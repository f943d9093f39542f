#include "policy/notify.h"
#include "base/address.h"

/* Local parts of addresses behind which nobody reads (RFC 2142, RFC 3834 section 2). */
static bool
is_robot_address(const char *address)
{
    static const char *const exact[] = { "mailer-daemon", "postmaster", "noreply",
                                         "no-reply",      "donotreply", "do-not-reply",
                                         "do_not_reply",  "bounce",     "bounces",
                                         "listserv",      "majordomo" };
    static const char *const starts[] = { "owner-",    "noreply+",  "noreply-",
                                          "no-reply+", "no-reply-", "bounce-",
                                          "bounce+",   "bounces+",  "bounces-" };
    static const char *const ends[] = { "-request", "-owner", "-bounces", "-noreply", "-no-reply" };

    g_autofree char *key = desk_address_key(address);
    if (!key)
        return true;
    *strrchr(key, '@') = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(exact); i++)
        if (g_str_equal(key, exact[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(key, starts[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(key, ends[i]))
            return true;
    return false;
}

static bool
names_us(const DeskPolicy *policy, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const DeskMailAddress *address = addresses->pdata[i];
        if (desk_policy_is_ours(policy, address->address))
            return true;
    }
    return false;
}

const char *
desk_notify_refusal(const DeskPolicy *policy, const DeskNotifyFacts *facts)
{
    const DeskMail *mail = facts->mail;
    const DeskLimits *limits = &desk_policy_conf(policy)->limits;

    if (*facts->envelope_sender == '\0')
        return "the envelope sender is null";
    if (!facts->recipient)
        return "nobody is known to answer to";
    if (desk_policy_is_ours(policy, facts->recipient) ||
        desk_policy_is_ours(policy, facts->envelope_sender) || names_us(policy, mail->from))
        return "it comes from an address of the desk itself";
    if (is_robot_address(facts->recipient) || is_robot_address(facts->envelope_sender))
        return "nobody reads mail at the sender's address";
    if (mail->machine != DESK_MACHINE_HUMAN)
        return "a machine wrote it";
    if (!mail->may_answer)
        return "its header fields ask for no automatic answer";
    if (!names_us(policy, mail->to) && !names_us(policy, mail->cc))
        return "no address of the desk stands in To or Cc";
    if (facts->sent_last_hour >= limits->acks_per_hour)
        return "the sender has had as many acknowledgements as one hour allows";
    if (facts->sent_last_day >= limits->acks_per_day)
        return "the sender has had as many acknowledgements as one day allows";
    return NULL;
}
