#include "base/address.h"
#include "match/expression.h"
#include "policy/triage-parts.h"

/* Says of itself what the desk says of a mail, so it is never believed (RULES W32). */
#define OWN_FIELDS "x-desk-"

char *const *
desk_triage_list(const DeskConditions *conditions, DeskClauseKind kind)
{
    switch (kind) {
    case DESK_CLAUSE_KEYWORD:
        return conditions->keywords;
    case DESK_CLAUSE_NOT:
        return conditions->not_keywords;
    case DESK_CLAUSE_REGEX:
        return conditions->regex;
    case DESK_CLAUSE_HEADER:
        return conditions->headers;
    case DESK_CLAUSE_MAILBOX:
        return conditions->mailboxes;
    case DESK_CLAUSE_CUSTOMER:
        return conditions->customers;
    case DESK_CLAUSE_ATTACHMENT:
        return conditions->attachments;
    }
    return NULL;
}

static void
clause_clear(gpointer data)
{
    DeskClause *clause = data;
    g_free(clause->field);
    g_clear_pointer(&clause->value, g_regex_unref);
    g_clear_pointer(&clause->file, g_pattern_spec_free);
}

static bool
compile_header(DeskClause *clause)
{
    const char *colon = strchr(clause->pattern, ':');
    if (!colon)
        return false;
    g_autofree char *name =
        g_strstrip(g_strndup(clause->pattern, (gsize) (colon - clause->pattern)));
    if (g_ascii_strncasecmp(name, OWN_FIELDS, strlen(OWN_FIELDS)) == 0)
        return false;
    clause->value = desk_expression_new(colon + 1 + strspn(colon + 1, " \t"), NULL);
    clause->field = g_steal_pointer(&name);
    return clause->value != NULL;
}

/* False: the configuration should not have let it in, and nothing will be found by it. */
static bool
compile_clause(DeskTriage *triage, DeskClause *clause, guint id)
{
    g_autofree char *folded = NULL;
    switch (clause->kind) {
    case DESK_CLAUSE_KEYWORD:
    case DESK_CLAUSE_NOT:
        return desk_matcher_add_words(triage->matcher, clause->pattern, id, NULL);
    case DESK_CLAUSE_REGEX:
        return desk_matcher_add_regex(triage->matcher, clause->pattern, id, NULL);
    case DESK_CLAUSE_HEADER:
        return compile_header(clause);
    case DESK_CLAUSE_MAILBOX:
    case DESK_CLAUSE_CUSTOMER:
        return true;
    case DESK_CLAUSE_ATTACHMENT:
        folded = g_utf8_casefold(clause->pattern, -1);
        clause->file = g_pattern_spec_new(folded);
        return true;
    }
    return false;
}

static void
add_clauses(DeskTriage *triage, DeskClauseKind kind, char *const *patterns)
{
    for (; patterns && *patterns; patterns++) {
        DeskClause clause = { .kind = kind, .pattern = *patterns };
        guint id = triage->clauses->len;
        if (!compile_clause(triage, &clause, id)) {
            clause_clear(&clause);
            continue;
        }
        g_array_append_val(triage->clauses, clause);
        if (kind > DESK_CLAUSE_REGEX)
            g_array_append_val(triage->apart, id);
    }
}

static void
add_conditions(DeskTriage *triage, DeskAsker asker, const DeskConditions *conditions)
{
    asker.first = triage->clauses->len;
    for (int kind = 0; kind < DESK_CLAUSE_KINDS; kind++)
        add_clauses(triage, (DeskClauseKind) kind,
                    desk_triage_list(conditions, (DeskClauseKind) kind));
    asker.end = triage->clauses->len;
    g_array_append_val(triage->askers, asker);
}

static void
add_words(DeskTriage *triage, const char *section, char *const *words)
{
    DeskAsker asker = { .section = section, .name = section, .first = triage->clauses->len };
    add_clauses(triage, DESK_CLAUSE_KEYWORD, words);
    asker.end = triage->clauses->len;
    g_array_append_val(triage->askers, asker);
}

static void
add_askers(DeskTriage *triage)
{
    const DeskConf *conf = triage->conf;
    for (guint i = 0; conf->categories && i < conf->categories->len; i++) {
        const DeskCategory *category = conf->categories->pdata[i];
        add_conditions(
            triage,
            (DeskAsker){ .section = "category", .name = category->name, .category = category },
            &category->conditions);
    }
    for (guint i = 0; conf->rules && i < conf->rules->len; i++) {
        const DeskRule *rule = conf->rules->pdata[i];
        add_conditions(triage, (DeskAsker){ .section = "rule", .name = rule->name, .rule = rule },
                       &rule->conditions);
    }
    add_words(triage, "urgency", conf->triage.urgency_words);
    add_words(triage, "impact", conf->triage.impact_words);
}

/* Of two customers with one address or domain the first has it. Takes key. */
static void
index_customer(GHashTable *table, char *key, const DeskCustomer *customer)
{
    if (key && !g_hash_table_contains(table, key))
        g_hash_table_insert(table, key, (gpointer) customer);
    else
        g_free(key);
}

static char *
domain_key(const char *domain)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    g_autofree char *address = g_strconcat("x@", domain, NULL);
    return desk_address_split(address, &spec) ? g_steal_pointer(&spec.domain) : NULL;
}

static void
add_customers(DeskTriage *triage)
{
    const GPtrArray *customers = triage->conf->customers;
    triage->addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    triage->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; customers && i < customers->len; i++) {
        const DeskCustomer *customer = customers->pdata[i];
        for (char **address = customer->addresses; *address; address++)
            index_customer(triage->addresses, desk_address_key(*address), customer);
        for (char **domain = customer->domains; *domain; domain++)
            index_customer(triage->domains, domain_key(*domain), customer);
    }
}

/* A matcher without words would still read every mail. */
static void
finish_matcher(DeskTriage *triage)
{
    if (triage->clauses->len > triage->apart->len)
        desk_matcher_finish(triage->matcher);
    else
        g_clear_pointer(&triage->matcher, desk_matcher_free);
}

DeskTriage *
desk_triage_new(const DeskConf *conf)
{
    DeskTriage *triage = g_new0(DeskTriage, 1);
    triage->conf = conf;
    triage->askers = g_array_new(FALSE, FALSE, sizeof(DeskAsker));
    triage->clauses = g_array_new(FALSE, FALSE, sizeof(DeskClause));
    g_array_set_clear_func(triage->clauses, clause_clear);
    triage->apart = g_array_new(FALSE, FALSE, sizeof(guint));
    triage->matcher = desk_matcher_new();
    add_askers(triage);
    finish_matcher(triage);
    add_customers(triage);
    return triage;
}

void
desk_triage_free(DeskTriage *triage)
{
    if (!triage)
        return;
    g_array_unref(triage->askers);
    g_array_unref(triage->clauses);
    g_array_unref(triage->apart);
    desk_matcher_free(triage->matcher);
    g_hash_table_unref(triage->addresses);
    g_hash_table_unref(triage->domains);
    g_free(triage);
}

/* The domain itself, else the nearest one above it. */
static const DeskCustomer *
by_domain(const DeskTriage *triage, const char *domain)
{
    const DeskCustomer *customer = g_hash_table_lookup(triage->domains, domain);
    for (const char *dot = strchr(domain, '.'); !customer && dot; dot = strchr(dot + 1, '.'))
        customer = g_hash_table_lookup(triage->domains, dot + 1);
    return customer;
}

const DeskCustomer *
desk_triage_customer(const DeskTriage *triage, const char *address)
{
    if (!address || g_hash_table_size(triage->addresses) + g_hash_table_size(triage->domains) == 0)
        return NULL;
    g_autofree char *key = desk_address_key(address);
    if (!key)
        return NULL;
    const DeskCustomer *customer = g_hash_table_lookup(triage->addresses, key);
    return customer ? customer : by_domain(triage, strrchr(key, '@') + 1);
}
