#include "policy/policy.h"
#include "base/address.h"

#include <pthread.h>

struct DeskPolicy {
    gatomicrefcount refs;
    DeskConf *conf;
    DeskSeal *seal;
    DeskMonitors *monitors;
    GHashTable *mailboxes; /* identity key -> DeskMailbox of conf */
    pthread_mutex_t lock;  /* guards triage, until it is made */
    DeskTriage *triage;
};

static void
index_address(GHashTable *mailboxes, const char *address, const DeskMailbox *mailbox)
{
    char *key = desk_address_key(address);
    if (key)
        g_hash_table_insert(mailboxes, key, (gpointer) mailbox);
}

DeskPolicy *
desk_policy_new(DeskConf *conf, const GPtrArray *epochs)
{
    DeskPolicy *policy = g_new0(DeskPolicy, 1);
    g_atomic_ref_count_init(&policy->refs);
    pthread_mutex_init(&policy->lock, NULL);
    policy->conf = desk_conf_ref(conf);
    policy->seal = desk_seal_new(conf->keys, epochs);
    policy->monitors = desk_monitors_new(conf->monitors);
    policy->mailboxes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < conf->mailboxes->len; i++) {
        const DeskMailbox *mailbox = conf->mailboxes->pdata[i];
        index_address(policy->mailboxes, mailbox->address, mailbox);
        for (char **alias = mailbox->aliases; *alias; alias++)
            index_address(policy->mailboxes, *alias, mailbox);
    }
    return policy;
}

DeskPolicy *
desk_policy_ref(DeskPolicy *policy)
{
    g_atomic_ref_count_inc(&policy->refs);
    return policy;
}

void
desk_policy_unref(DeskPolicy *policy)
{
    if (!policy || !g_atomic_ref_count_dec(&policy->refs))
        return;
    desk_triage_free(policy->triage);
    pthread_mutex_destroy(&policy->lock);
    g_hash_table_unref(policy->mailboxes);
    desk_monitors_free(policy->monitors);
    desk_seal_free(policy->seal);
    desk_conf_unref(policy->conf);
    g_free(policy);
}

const DeskConf *
desk_policy_conf(const DeskPolicy *policy)
{
    return policy->conf;
}

const DeskSeal *
desk_policy_seal(const DeskPolicy *policy)
{
    return policy->seal;
}

const DeskMonitors *
desk_policy_monitors(const DeskPolicy *policy)
{
    return policy->monitors;
}

const DeskTriage *
desk_policy_triage(DeskPolicy *policy)
{
    pthread_mutex_lock(&policy->lock);
    if (!policy->triage)
        policy->triage = desk_triage_new(policy->conf);
    pthread_mutex_unlock(&policy->lock);
    return policy->triage;
}

DeskRecipient
desk_policy_recipient(const DeskPolicy *policy, const char *address)
{
    DeskRecipient recipient = { .mailbox = NULL };
    char delimiter = policy->conf->recipient_delimiter;
    g_autofree char *plain = desk_address_plain(address);
    g_autofree char *key = desk_address_key_bare(plain, delimiter);
    if (key)
        recipient.mailbox = g_hash_table_lookup(policy->mailboxes, key);
    if (!recipient.mailbox)
        return recipient;

    const char *extension = strchr(plain, delimiter);
    if (extension)
        recipient.state = desk_token_verify(policy->seal, extension + 1, &recipient.token);
    return recipient;
}

bool
desk_policy_is_ours(const DeskPolicy *policy, const char *address)
{
    return desk_policy_recipient(policy, address).mailbox != NULL;
}
