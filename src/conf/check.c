#include "conf/check.h"
#include "base/text.h"

bool
desk_check_is(const DeskBlock *block, const char *name)
{
    return strcmp(block->section->name, name) == 0;
}

char *
desk_check_name_of(const DeskBlock *block)
{
    g_autofree char *title = desk_text_quote(block->title);
    return g_strdup_printf("%s \"%s\"", block->section->name, title);
}

const DeskOwner *
desk_check_claim(DeskCheck *check, char kind, const char *key, const DeskBlock *block, unsigned at)
{
    g_autofree char *full = g_strdup_printf("%c%s", kind, key);
    const DeskOwner *before = g_hash_table_lookup(check->owners, full);
    if (before)
        return before;
    DeskOwner *owner = g_new(DeskOwner, 1);
    *owner = (DeskOwner){ block, at };
    g_hash_table_insert(check->owners, g_steal_pointer(&full), owner);
    return NULL;
}

void
desk_check_claim_or_complain(DeskCheck *check, char kind, const char *key, const DeskBlock *block,
                             unsigned at)
{
    const DeskOwner *before = desk_check_claim(check, kind, key, block, at);
    if (!before)
        return;
    g_autofree char *name = desk_check_name_of(before->block);
    g_autofree char *where = desk_source_where(check->source, before->at);
    g_autofree char *shown = desk_text_quote(key);
    desk_source_complain(check->source, at, "%s belongs to %s too, expected one owner: also in %s",
                         shown, name, where);
}

static void
check_top(DeskCheck *check)
{
    const DeskBlock *top = g_ptr_array_index(check->blocks, 0);
    if (check->conf->mailboxes->len == 0)
        desk_source_complain(check->source, DESK_NO_TOKEN,
                             "has no mailbox, expected at least one section mailbox \"name\"");
    if (g_str_has_prefix(check->conf->listen, "inet") && !check->conf->allow_inet)
        desk_source_complain(check->source, desk_build_where(top, "listen"),
                             "listen is a TCP socket, which anybody who reaches it may use; "
                             "expected unix:/PATH, or allow-inet = yes");
}

void
desk_build_check(DeskConf *conf, DeskSource *source, GPtrArray *blocks, GPtrArray *objects)
{
    g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    DeskCheck check = { conf, source, blocks, objects, owners };

    check_top(&check);
    desk_check_titles(&check);
    desk_check_people(&check);
    desk_check_names(&check);
    desk_check_conditions(&check);
}
