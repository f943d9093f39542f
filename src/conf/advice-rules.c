#include "conf/advice.h"

/* The kinds of conditions, of which each that a rule gives must hold by one of its list ... */
static const size_t kinds[] = {
    offsetof(DeskRule, conditions.keywords),  offsetof(DeskRule, conditions.regex),
    offsetof(DeskRule, conditions.headers),   offsetof(DeskRule, conditions.mailboxes),
    offsetof(DeskRule, conditions.customers), offsetof(DeskRule, conditions.attachments),
    offsetof(DeskRule, categories),
};
#define KINDS    G_N_ELEMENTS(kinds)
#define KEYWORDS 0
/* ... and the one of which nothing may be there. */
#define NOT_KIND offsetof(DeskRule, conditions.not_keywords)

enum { DECIDES_TEAM = 1, DECIDES_PRIORITY = 2, DECIDES_SLA = 4, DECIDES_ASSIGNEE = 8 };

/* A rule as it is compared to others. */
typedef struct {
    const DeskRule *rule;
    unsigned given;   /* bits of the kinds it gives */
    unsigned decides; /* bits */
    GHashTable *sets[KINDS + 1];
} Seen;

static char **
list_of(const DeskRule *rule, size_t offset)
{
    return G_STRUCT_MEMBER(char **, rule, offset);
}

/* Case does not count in words; in names there is only one that is known. */
static char *
key_of(const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    return g_utf8_casefold(composed, -1);
}

static GHashTable *
set_of(char **list)
{
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (; *list; list++)
        g_hash_table_add(set, key_of(*list));
    return set;
}

static bool
is_subset(GHashTable *part, GHashTable *whole)
{
    GHashTableIter iter;
    gpointer key;
    if (g_hash_table_size(part) > g_hash_table_size(whole))
        return false;
    g_hash_table_iter_init(&iter, part);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        if (!g_hash_table_contains(whole, key))
            return false;
    return true;
}

static void
clear_seen(Seen *seen)
{
    for (size_t i = 0; i <= KINDS; i++)
        g_hash_table_unref(seen->sets[i]);
}

static unsigned
decided_by(const DeskRule *rule)
{
    return (rule->consequences.team ? DECIDES_TEAM : 0u) |
           (rule->consequences.priority ? DECIDES_PRIORITY : 0u) |
           (rule->consequences.sla ? DECIDES_SLA : 0u) | (rule->assignee ? DECIDES_ASSIGNEE : 0u);
}

static void
look_at(const DeskRule *rule, Seen *seen)
{
    *seen = (Seen){ .rule = rule, .decides = decided_by(rule) };
    for (size_t i = 0; i < KINDS; i++) {
        seen->sets[i] = set_of(list_of(rule, kinds[i]));
        if (g_hash_table_size(seen->sets[i]) > 0)
            seen->given |= 1u << i;
    }
    seen->sets[KINDS] = set_of(list_of(rule, NOT_KIND));
}

/* Whenever narrow holds, wide does too, as far as one can tell without a mail. */
static bool
is_wider(const Seen *wide, const Seen *narrow)
{
    if ((wide->given & ~narrow->given) != 0)
        return false;
    for (size_t i = 0; i < KINDS; i++)
        if ((wide->given & 1u << i) && !is_subset(narrow->sets[i], wide->sets[i]))
            return false;
    return is_subset(wide->sets[KINDS], narrow->sets[KINDS]);
}

static bool
has_tags(const DeskRule *rule, const GPtrArray *before)
{
    for (char **tag = rule->consequences.tags; *tag; tag++) {
        bool found = false;
        for (unsigned i = 0; i < before->len && !found; i++) {
            const Seen *seen = g_ptr_array_index(before, i);
            found = g_strv_contains((const char *const *) seen->rule->consequences.tags, *tag);
        }
        if (!found)
            return false;
    }
    return true;
}

/* The first of the rules before it without which it would not be dead; NULL: it is not. */
static const DeskRule *
find_killer(const Seen *seen, const GArray *rules, unsigned count)
{
    g_autoptr(GPtrArray) wider = g_ptr_array_new();
    unsigned decided = 0;
    for (unsigned i = 0; i < count; i++) {
        const Seen *before = &g_array_index(rules, Seen, i);
        bool helps = (before->decides & seen->decides & ~decided) != 0 ||
                     (seen->rule->consequences.tags[0] && before->rule->consequences.tags[0]);
        if (!helps || !is_wider(before, seen))
            continue;
        decided |= before->decides;
        g_ptr_array_add(wider, (gpointer) before);
    }
    if (wider->len == 0 || (seen->decides & ~decided) != 0 || !has_tags(seen->rule, wider))
        return NULL;
    return ((const Seen *) g_ptr_array_index(wider, 0))->rule;
}

/* The most that a mail can bring together. It has one customer. */
static gint64
highest_score(const DeskCategory *category)
{
    const DeskConditions *c = &category->conditions;
    gint64 words = g_strv_length(c->keywords) + g_strv_length(c->regex);
    gint64 others = g_strv_length(c->headers) + g_strv_length(c->mailboxes) +
                    g_strv_length(c->attachments) + (c->customers[0] ? 1 : 0);
    return words * MAX(category->subject_weight, category->text_weight) +
           others * category->text_weight;
}

/* It has keywords only, and each of them is one that rules it out. */
static bool
excludes_itself(const DeskConditions *c)
{
    if (!c->keywords[0] || c->regex[0] || c->headers[0] || c->mailboxes[0] || c->customers[0] ||
        c->attachments[0])
        return false;
    g_autoptr(GHashTable) keywords = set_of(c->keywords);
    g_autoptr(GHashTable) excluded = set_of(c->not_keywords);
    return is_subset(keywords, excluded);
}

static bool
can_win(const DeskCategory *category)
{
    return highest_score(category) >= category->threshold &&
           !excludes_itself(&category->conditions);
}

static void
advise_category(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskCategory *category = object;
    gint64 highest = highest_score(category);
    if (highest < category->threshold)
        desk_advice_note(advice, DESK_ADVICE_CATEGORIES, desk_build_where(block, "threshold"),
                         "category \"%s\" can never win: its threshold is %" PRId64
                         ", and all its conditions together make %" PRId64,
                         category->name, category->threshold, highest);
    else if (excludes_itself(&category->conditions))
        desk_advice_note(advice, DESK_ADVICE_CATEGORIES, desk_build_where(block, "not-keywords"),
                         "category \"%s\" can never win: each of its keywords is among its "
                         "not-keywords",
                         category->name);
}

/* None of its categories can win, which the rule needs. */
static bool
waits_in_vain(const DeskConf *conf, const DeskRule *rule)
{
    for (char **name = rule->categories; *name; name++) {
        const DeskCategory *category = desk_conf_category(conf, *name);
        if (!category || can_win(category))
            return false;
    }
    return rule->categories[0] != NULL;
}

/* Each of its keywords rules it out. */
static bool
defeats_itself(const Seen *seen)
{
    return (seen->given & 1u << KEYWORDS) && is_subset(seen->sets[KEYWORDS], seen->sets[KINDS]);
}

static void
advise_rule(DeskAdvice *advice, const DeskBlock *block, const GArray *rules, unsigned at)
{
    const Seen *seen = &g_array_index(rules, Seen, at);
    const DeskRule *rule = seen->rule;
    if (seen->decides == 0 && !rule->consequences.tags[0]) {
        desk_advice_note(advice, DESK_ADVICE_RULES, block->at,
                         "rule \"%s\" has no team, priority, sla, tags or assignee: nothing "
                         "follows from it",
                         rule->name);
        return;
    }
    if (waits_in_vain(advice->conf, rule)) {
        desk_advice_note(advice, DESK_ADVICE_RULES, desk_build_where(block, "categories"),
                         "rule \"%s\" can never hold: none of its categories can win", rule->name);
        return;
    }
    if (defeats_itself(seen)) {
        desk_advice_note(advice, DESK_ADVICE_RULES, desk_build_where(block, "not-keywords"),
                         "rule \"%s\" can never hold: each of its keywords is among its "
                         "not-keywords",
                         rule->name);
        return;
    }
    const DeskRule *killer = find_killer(seen, rules, at);
    if (killer)
        desk_advice_note(advice, DESK_ADVICE_RULES, block->at,
                         "rule \"%s\" changes nothing: what it decides is decided before whenever "
                         "it holds, as by rule \"%s\"",
                         rule->name, killer->name);
}

/* A field or a pattern that is written as if it could match, and cannot. */
static void
advise_values(DeskAdvice *advice, const DeskBlock *block)
{
    for (unsigned i = 0; i < block->values->len; i++) {
        const DeskValue *value = &g_array_index(block->values, DeskValue, i);
        const char *setting = value->setting->name, *text = value->text;
        if (strcmp(setting, "headers") == 0 && g_ascii_strncasecmp(text, "x-desk-", 7) == 0)
            desk_advice_note(advice, DESK_ADVICE_CATEGORIES, value->at,
                             "headers \"%s\" of %s \"%s\" never counts: anybody can write the "
                             "desk's own fields",
                             text, block->section->name, block->title);
        if (value->setting->type == DESK_TYPE_PATTERNS && !strpbrk(text, "*./"))
            desk_advice_note(advice, DESK_ADVICE_CATEGORIES, value->at,
                             "attachments \"%s\" of %s \"%s\" is a file of just this name; by "
                             "its ending it would be \"*.%s\"",
                             text, block->section->name, block->title, text);
    }
}

void
desk_advice_rules(DeskAdvice *advice)
{
    g_autoptr(GArray) rules = g_array_new(FALSE, FALSE, sizeof(Seen));
    g_array_set_clear_func(rules, (GDestroyNotify) clear_seen);

    desk_advice_each(advice, "category", advise_category);
    for (unsigned i = 1; i < advice->blocks->len; i++)
        advise_values(advice, g_ptr_array_index(advice->blocks, i));
    for (unsigned i = 1; i < advice->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(advice->blocks, i);
        if (strcmp(block->section->name, "rule") != 0)
            continue;
        Seen seen;
        look_at(g_ptr_array_index(advice->objects, i), &seen);
        g_array_append_val(rules, seen);
        advise_rule(advice, block, rules, rules->len - 1);
    }
}
