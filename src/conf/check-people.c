#include "base/address.h"
#include "base/text.h"
#include "conf/check.h"

/* Mailboxes, agents and customers each own their addresses, among their like; NUL: others share
 * theirs. One address twice in one agent is twice too. */
static char
owner_kind(const DeskBlock *block)
{
    static const struct {
        const char *section;
        char kind;
    } kinds[] = { { "mailbox", 'm' }, { "agent", 'a' }, { "customer", 'c' } };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (desk_check_is(block, kinds[i].section))
            return kinds[i].kind;
    return '\0';
}

static void
check_address(DeskCheck *check, char kind, const DeskBlock *block, const DeskValue *value)
{
    char delimiter = check->conf->recipient_delimiter;
    g_auto(DeskAddrSpec) spec = { 0 };
    g_autofree char *key = desk_address_key(value->text);
    if (!key || !desk_address_split(value->text, &spec))
        return; /* reported with its type */

    desk_check_claim_or_complain(check, kind, key, block, value->at);
    if (kind == 'm' && strchr(spec.local, delimiter)) {
        g_autofree char *shown = desk_text_quote(value->text);
        desk_source_complain(check->source, value->at,
                             "mailbox address %s has the recipient-delimiter %c before its @, "
                             "expected none",
                             shown, delimiter);
    }
}

static void
check_addresses(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        char kind = owner_kind(block);
        for (unsigned k = 0; kind && k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            DeskType type = value->setting->type;
            if (type == DESK_TYPE_ADDRESS || type == DESK_TYPE_ADDRESSES)
                check_address(check, kind, block, value);
        }
    }
}

/* An agent behind an address of the desk would get his own mail as a customer's: a loop. */
static void
check_loops(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (!desk_check_is(block, "agent"))
            continue;
        for (unsigned k = 0; k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            if (value->setting->type != DESK_TYPE_ADDRESSES)
                continue;
            g_autofree char *key =
                desk_address_key_bare(value->text, check->conf->recipient_delimiter);
            g_autofree char *full = g_strconcat("m", key, NULL);
            const DeskOwner *owner = key ? g_hash_table_lookup(check->owners, full) : NULL;
            if (!owner)
                continue;
            g_autofree char *name = desk_check_name_of(owner->block);
            g_autofree char *where = desk_source_where(check->source, owner->at);
            g_autofree char *shown = desk_text_quote(value->text);
            desk_source_complain(check->source, value->at,
                                 "agent address %s leads to %s, expected one outside the desk: "
                                 "also in %s",
                                 shown, name, where);
        }
    }
}

static void
check_logins(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        const DeskAgent *agent = g_ptr_array_index(check->objects, i);
        if (desk_check_is(block, "agent") && agent->login)
            desk_check_claim_or_complain(check, 'l', agent->login, block,
                                         desk_build_where(block, "login"));
    }
}

/* Reply addresses must keep within what every mail server takes (RFC 5321 section 4.5.3.1.1). */
static void
check_lengths(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        const DeskMailbox *mailbox = g_ptr_array_index(check->objects, i);
        if (!desk_check_is(block, "mailbox") || !mailbox->address || mailbox->reply_base)
            continue;
        desk_source_complain(check->source, desk_build_where(block, "address"),
                             "%s has more than %d octets before its @, which leaves no room for "
                             "reply addresses, expected a shorter one, or one among the aliases",
                             mailbox->address, DESK_MAILBOX_LOCAL_MAX);
    }
}

void
desk_check_people(DeskCheck *check)
{
    check_addresses(check);
    check_loops(check);
    check_logins(check);
    check_lengths(check);
}
