#include "base/text.h"
#include "conf/check.h"
#include "conf/value.h"
#include "match/matcher.h"
#include "ticket/words.h"

/* A domain with all below it is one customer's, though a domain below it may be another's. */
static void
check_domains(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; desk_check_is(block, "customer") && k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            DeskCustomer probe = { 0 };
            if (value->setting->type != DESK_TYPE_DOMAINS)
                continue;
            if (desk_value_set(value->setting, &probe, value->text))
                desk_check_claim_or_complain(check, 'd', probe.domains[0], block, value->at);
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
    if (desk_check_is(block, "category")) {
        const DeskConditions *conditions = &((const DeskCategory *) object)->conditions;
        return conditions->keywords[0] || names_condition(block, conditions);
    }
    const DeskRule *rule = object;
    return rule->conditions.keywords[0] || names_condition(block, &rule->conditions) ||
           rule->conditions.not_keywords[0] || rule->categories[0];
}

/* What looks at no mail can be meant for none. */
static void
check_conditions(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (!desk_check_is(block, "category") && !desk_check_is(block, "rule"))
            continue;
        if (can_match(block, g_ptr_array_index(check->objects, i)))
            continue;
        g_autofree char *name = desk_check_name_of(block);
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
check_keyword(DeskCheck *check, DeskMatcher **matcher, const DeskBlock *block,
              const DeskValue *value)
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
check_keywords(DeskCheck *check)
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

/* The first group of a monitor's key is what its mails have in common. */
static void
check_monitors(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        const DeskMonitor *monitor = g_ptr_array_index(check->objects, i);
        if (!desk_check_is(block, "monitor") || !monitor->key)
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

void
desk_check_conditions(DeskCheck *check)
{
    check_domains(check);
    check_conditions(check);
    check_keywords(check);
    check_monitors(check);
}
