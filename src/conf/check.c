#include "base/address.h"
#include "base/text.h"
#include "conf/build.h"
#include "conf/promise.h"
#include "conf/value.h"
#include "match/matcher.h"
#include "ticket/words.h"

/* Who owns an address, a login or a title. */
typedef struct {
    const DeskBlock *block;
    unsigned at;
} Owner;

typedef struct {
    DeskConf *conf;
    DeskSource *source;
    GPtrArray *blocks;
    GPtrArray *objects;
    GHashTable *owners; /* kind and key -> Owner */
} Check;

/* Notes an owner. Returns the one that was there before, or NULL. */
static const Owner *
claim(Check *check, char kind, const char *key, const DeskBlock *block, unsigned at)
{
    g_autofree char *full = g_strdup_printf("%c%s", kind, key);
    const Owner *before = g_hash_table_lookup(check->owners, full);
    if (before)
        return before;
    Owner *owner = g_new(Owner, 1);
    *owner = (Owner){ block, at };
    g_hash_table_insert(check->owners, g_steal_pointer(&full), owner);
    return NULL;
}

static char *
name_of(const DeskBlock *block)
{
    g_autofree char *title = desk_text_quote(block->title);
    return g_strdup_printf("%s \"%s\"", block->section->name, title);
}

static void
claim_or_complain(Check *check, char kind, const char *key, const DeskBlock *block, unsigned at)
{
    const Owner *before = claim(check, kind, key, block, at);
    if (!before)
        return;
    g_autofree char *name = name_of(before->block);
    g_autofree char *where = desk_source_where(check->source, before->at);
    g_autofree char *shown = desk_text_quote(key);
    desk_source_complain(check->source, at, "%s belongs to %s too, expected one owner: also in %s",
                         shown, name, where);
}

/* Each section once; titles are typed by people in commands, so their case does not count. */
static void
check_titles(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        g_autofree char *title = g_ascii_strdown(block->title ? block->title : "", -1);
        g_autofree char *key = g_strconcat(block->section->name, " ", title, NULL);
        const Owner *before = claim(check, 's', key, block, block->at);
        if (!before)
            continue;
        g_autofree char *name =
            block->title ? name_of(block) : g_strconcat("section ", block->section->name, NULL);
        g_autofree char *where = desk_source_where(check->source, before->at);
        desk_source_complain(check->source, block->at,
                             "%s is given twice, expected once: also in %s", name, where);
    }
}

static bool
is_section(const DeskBlock *block, const char *name)
{
    return strcmp(block->section->name, name) == 0;
}

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
        if (is_section(block, kinds[i].section))
            return kinds[i].kind;
    return '\0';
}

static void
check_address(Check *check, char kind, const DeskBlock *block, const DeskValue *value)
{
    char delimiter = check->conf->recipient_delimiter;
    g_auto(DeskAddrSpec) spec = { 0 };
    g_autofree char *key = desk_address_key(value->text);
    if (!key || !desk_address_split(value->text, &spec))
        return; /* reported with its type */

    claim_or_complain(check, kind, key, block, value->at);
    if (kind == 'm' && strchr(spec.local, delimiter)) {
        g_autofree char *shown = desk_text_quote(value->text);
        desk_source_complain(check->source, value->at,
                             "mailbox address %s has the recipient-delimiter %c before its @, "
                             "expected none",
                             shown, delimiter);
    }
}

static void
check_addresses(Check *check)
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
check_loops(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (!is_section(block, "agent"))
            continue;
        for (unsigned k = 0; k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            if (value->setting->type != DESK_TYPE_ADDRESSES)
                continue;
            g_autofree char *key =
                desk_address_key_bare(value->text, check->conf->recipient_delimiter);
            g_autofree char *full = g_strconcat("m", key, NULL);
            const Owner *owner = key ? g_hash_table_lookup(check->owners, full) : NULL;
            if (!owner)
                continue;
            g_autofree char *name = name_of(owner->block);
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
check_logins(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        const DeskAgent *agent = g_ptr_array_index(check->objects, i);
        if (is_section(block, "agent") && agent->login)
            claim_or_complain(check, 'l', agent->login, block, desk_build_where(block, "login"));
    }
}

/* The section that may be meant by a name that no section has; NULL when none is near. */
static const char *
find_alike(const Check *check, const char *section, const char *name)
{
    const char *best = NULL;
    unsigned least = MIN(desk_syntax_far(name), (unsigned) strlen(name));
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (!is_section(block, section) || !block->title)
            continue;
        unsigned edits = desk_syntax_distance(name, block->title);
        if (edits < least) {
            least = edits;
            best = block->title;
        }
    }
    return best;
}

/* Complains when there is no section of that name. */
static void
check_name(Check *check, const DeskBlock *block, unsigned at, const char *to, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    g_autofree char *key = g_strconcat("s", to, " ", lower, NULL);
    const Owner *owner = g_hash_table_lookup(check->owners, key);
    if (owner && strcmp(owner->block->title, name) == 0)
        return;
    g_autofree char *shown = desk_text_quote(name);
    const char *alike = owner ? owner->block->title : find_alike(check, to, name);
    g_autofree char *expected = alike ? g_strdup_printf("\"%s\"?", alike)
                                      : g_strdup_printf("a section %s \"%s\"", to, shown);
    desk_source_complain(check->source, at, "%s \"%s\" of %s \"%s\" is unknown, expected %s", to,
                         shown, block->section->name, block->title, expected);
}

const char *
desk_build_reference(const DeskBlock *block, const char *setting)
{
    static const struct {
        const char *from; /* NULL: any section */
        const char *setting;
        const char *to;
    } references[] = {
        { NULL, "team", "team" },
        { NULL, "sla", "sla" },
        { NULL, "calendar", "calendar" },
        { "team", "members", "agent" },
        { "team", "lead", "agent" },
        { "rule", "assignee", "agent" },
        { "rule", "categories", "category" },
        { NULL, "mailboxes", "mailbox" },
        { NULL, "customers", "customer" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(references); i++)
        if (strcmp(setting, references[i].setting) == 0 &&
            (!references[i].from || is_section(block, references[i].from)))
            return references[i].to;
    return NULL;
}

/* Names of sections that other sections point to. */
static void
check_references(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            const char *to = desk_build_reference(block, value->setting->name);
            if (to)
                check_name(check, block, value->at, to, value->text);
        }
    }
}

/* The step that is repeated comes behind what it repeats. */
static void
check_steps(Check *check, const DeskBlock *block)
{
    unsigned steps = 0;
    bool repeats = false;
    for (unsigned k = 0; k < block->values->len; k++) {
        const DeskValue *value = &g_array_index(block->values, DeskValue, k);
        DeskEscalation step = { 0 };
        if (value->setting->type != DESK_TYPE_ESCALATION || !desk_promise_step(value->text, &step))
            continue;
        if (step.team)
            check_name(check, block, value->at, "team", step.team);
        if (repeats || (step.action == DESK_ESCALATE_REPEAT && steps == 0))
            desk_source_complain(check->source, value->at,
                                 "sla.escalation has \"%s\" %s, expected repeat once, behind all "
                                 "other steps",
                                 value->text, repeats ? "behind repeat" : "first");
        steps++;
        repeats = repeats || step.action == DESK_ESCALATE_REPEAT;
        desk_promise_step_clear(&step);
    }
}

static void
check_escalations(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (is_section(block, "sla"))
            check_steps(check, block);
    }
}

/* A domain with all below it is one customer's, though a domain below it may be another's. */
static void
check_domains(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; is_section(block, "customer") && k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            DeskCustomer probe = { 0 };
            if (value->setting->type != DESK_TYPE_DOMAINS)
                continue;
            if (desk_value_set(value->setting, &probe, value->text))
                claim_or_complain(check, 'd', probe.domains[0], block, value->at);
            desk_value_clear(value->setting, &probe);
        }
    }
}

/* One was given, sound or not: of what is unsound that is told already. */
static bool
names_condition(const DeskBlock *block, const DeskConditions *conditions)
{
    static const char *const names[] = { "keywords",  "regex",     "headers",
                                         "mailboxes", "customers", "attachments" };
    for (unsigned k = 0; k < block->values->len; k++) {
        const char *name = g_array_index(block->values, DeskValue, k).setting->name;
        if (desk_word_index(names, G_N_ELEMENTS(names), name) >= 0 ||
            (strcmp(name, "keywords-file") == 0 && !conditions->keywords_file))
            return true;
    }
    return false;
}

/* Words that rule something out give nothing to a score, but all a rule needs. */
static bool
can_match(const DeskBlock *block, const void *object)
{
    if (is_section(block, "category")) {
        const DeskConditions *conditions = &((const DeskCategory *) object)->conditions;
        return conditions->keywords[0] || names_condition(block, conditions);
    }
    const DeskRule *rule = object;
    return rule->conditions.keywords[0] || names_condition(block, &rule->conditions) ||
           rule->conditions.not_keywords[0] || rule->categories[0];
}

/* What looks at no mail can be meant for none. */
static void
check_conditions(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (!is_section(block, "category") && !is_section(block, "rule"))
            continue;
        if (can_match(block, g_ptr_array_index(check->objects, i)))
            continue;
        g_autofree char *name = name_of(block);
        desk_source_complain(
            check->source, block->at,
            "%s has no condition and can never match, expected keywords or another "
            "one",
            name);
    }
}

/* Something is left of each word when case, accents and such are folded away. A matcher knows, and
 * is made when there is a word: it has tables of its own. */
static void
check_keyword(Check *check, DeskMatcher **matcher, const DeskBlock *block, const DeskValue *value)
{
    if (!*value->text || strlen(value->text) > DESK_MATCHER_WORDS_MAX)
        return; /* reported with its type */
    if (!*matcher)
        *matcher = desk_matcher_new();
    if (desk_matcher_add_words(*matcher, value->text, 0, NULL))
        return;
    g_autofree char *shown = desk_text_quote(value->text);
    desk_source_complain(check->source, value->at,
                         "%s.%s is \"%s\", expected something that can be found",
                         block->section->name, value->setting->name, shown);
}

static void
check_keywords(Check *check)
{
    g_autoptr(DeskMatcher) matcher = NULL;
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            if (value->setting->type == DESK_TYPE_KEYWORDS)
                check_keyword(check, &matcher, block, value);
        }
    }
}

/* Commands take "none" for no category, team, SLA and agent at all, and "auto" for the agent whom
 * the team chooses. */
static void
check_none(Check *check)
{
    static const char *const taken[] = { "category", "team", "sla", "agent" };
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (desk_word_index(taken, G_N_ELEMENTS(taken), block->section->name) >= 0 &&
            g_ascii_strcasecmp(block->title, "none") == 0)
            desk_source_complain(check->source, block->at,
                                 "%s has the title \"%s\", which stands for no %s, expected "
                                 "another name",
                                 block->section->name, block->title, block->section->name);
        if (is_section(block, "agent") && g_ascii_strcasecmp(block->title, "auto") == 0)
            desk_source_complain(check->source, block->at,
                                 "agent has the title \"%s\", which stands for whom the team "
                                 "chooses, expected another name",
                                 block->title);
    }
}

/* One agent is in a team once. */
static void
check_members(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; is_section(block, "team") && k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            g_autofree char *key = g_strconcat(block->title, " ", value->text, NULL);
            if (strcmp(value->setting->name, "members") != 0 ||
                !claim(check, 't', key, block, value->at))
                continue;
            g_autofree char *shown = desk_text_quote(value->text);
            desk_source_complain(check->source, value->at,
                                 "agent \"%s\" is twice in team \"%s\", expected once", shown,
                                 block->title);
        }
    }
}

/* Reply addresses must keep within what every mail server takes (RFC 5321 section 4.5.3.1.1). */
static void
check_lengths(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        const DeskMailbox *mailbox = g_ptr_array_index(check->objects, i);
        if (!is_section(block, "mailbox") || !mailbox->address || mailbox->reply_base)
            continue;
        desk_source_complain(check->source, desk_build_where(block, "address"),
                             "%s has more than %d octets before its @, which leaves no room for "
                             "reply addresses, expected a shorter one, or one among the aliases",
                             mailbox->address, DESK_MAILBOX_LOCAL_MAX);
    }
}

/* The first group of a monitor's key is what its mails have in common. */
static void
check_monitors(Check *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        const DeskMonitor *monitor = g_ptr_array_index(check->objects, i);
        if (!is_section(block, "monitor") || !monitor->key)
            continue;
        g_autoptr(GRegex) regex = g_regex_new(monitor->key, 0, 0, NULL);
        if (regex && g_regex_get_capture_count(regex) > 0)
            continue;
        g_autofree char *shown = desk_text_quote(monitor->key);
        desk_source_complain(check->source, desk_build_where(block, "key"),
                             "monitor.key is \"%s\", expected a group such as (\\S+) in it that "
                             "names the matter",
                             shown);
    }
}

static void
check_top(Check *check)
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
    Check check = { conf, source, blocks, objects, owners };

    check_top(&check);
    check_titles(&check);
    check_addresses(&check);
    check_loops(&check);
    check_logins(&check);
    check_none(&check);
    check_references(&check);
    check_members(&check);
    check_domains(&check);
    check_conditions(&check);
    check_keywords(&check);
    check_escalations(&check);
    check_monitors(&check);
    check_lengths(&check);
}
