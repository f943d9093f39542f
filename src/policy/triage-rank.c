#include "policy/triage-parts.h"

/* A priority on its way up, and what is said of it. */
typedef struct {
    const DeskTriageFacts *facts;
    DeskTriaged *triaged;
    GString *why;
} Ranking;

static void
raise_to(Ranking *ranking, DeskPriority least)
{
    if (least < ranking->triaged->priority)
        ranking->triaged->priority = least;
}

static bool
take(Ranking *ranking, const char *kind, const char *name, const char *word)
{
    if (!word || !desk_priority_parse(word, &ranking->triaged->priority))
        return false;
    g_string_append_printf(ranking->why, "%s %s says %s", kind, name, word);
    return true;
}

/* What the first rule that names one says, else the category. */
static void
begin(Ranking *ranking, const GPtrArray *rules)
{
    const DeskCategory *category = ranking->triaged->category;
    ranking->triaged->priority = DESK_PRIORITY_NORMAL;
    for (guint i = 0; i < rules->len; i++) {
        const DeskRule *rule = rules->pdata[i];
        if (take(ranking, "rule", rule->name, rule->consequences.priority))
            return;
    }
    if (category && take(ranking, "category", category->name, category->consequences.priority))
        return;
    g_string_append(ranking->why, "normal by default");
}

static bool
tell_words(Ranking *ranking, const char *section)
{
    const GPtrArray *matches = ranking->triaged->matches;
    for (guint i = 0; i < matches->len; i++) {
        const DeskTriageMatch *match = matches->pdata[i];
        if (!g_str_equal(match->section, section))
            continue;
        g_string_append_printf(ranking->why, ", %s has the %s word \"%s\"", match->where, section,
                               match->text);
        return true;
    }
    return false;
}

static void
weigh_words(Ranking *ranking)
{
    bool is_urgent = tell_words(ranking, "urgency");
    bool is_wide = tell_words(ranking, "impact");
    if (is_urgent || is_wide)
        raise_to(ranking, is_urgent && is_wide ? DESK_PRIORITY_CRITICAL : DESK_PRIORITY_HIGH);
}

/* The fields by which mail programs mark a mail as important, and how their values begin then
 * (RFC 2156 section 5.3.4 and 5.3.6; X-Priority as Outlook and others write it). */
static bool
is_marked(const DeskMailField *field)
{
    static const struct {
        const char *name;
        const char *value;
    } marks[] = { { "X-Priority", "1" },
                  { "X-Priority", "2" },
                  { "Importance", "high" },
                  { "Priority", "urgent" } };
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        size_t size = strlen(marks[i].value);
        if (g_ascii_strcasecmp(field->name, marks[i].name) == 0 &&
            g_ascii_strncasecmp(field->value, marks[i].value, size) == 0 &&
            !g_ascii_isalnum(field->value[size]))
            return true;
    }
    return false;
}

static void
weigh_importance(Ranking *ranking)
{
    const DeskTriageFacts *facts = ranking->facts;
    if (facts->assurance >= DESK_ASSURANCE_NONE || !facts->fields)
        return;
    for (guint i = 0; i < facts->fields->len; i++) {
        const DeskMailField *field = facts->fields->pdata[i];
        if (!is_marked(field))
            continue;
        if (ranking->triaged->priority > DESK_PRIORITY_HIGH)
            g_string_append_printf(ranking->why, ", its sender marked it as important (%s)",
                                   field->name);
        raise_to(ranking, DESK_PRIORITY_HIGH);
        return;
    }
}

static void
weigh_customer(Ranking *ranking)
{
    const DeskCustomer *customer = ranking->triaged->customer;
    if (!customer || !customer->vip || ranking->triaged->priority == DESK_PRIORITY_CRITICAL)
        return;
    ranking->triaged->priority--;
    g_string_append_printf(ranking->why, ", one step more for the VIP customer %s", customer->name);
}

void
desk_triage_rank(const DeskTriage *triage, const DeskTriageFacts *facts, const GPtrArray *rules,
                 DeskTriaged *triaged)
{
    Ranking ranking = { facts, triaged, g_string_new(NULL) };
    begin(&ranking, rules);
    weigh_words(&ranking);
    if (triage->conf->triage.importance)
        weigh_importance(&ranking);
    weigh_customer(&ranking);
    g_autofree char *why = g_string_free(ranking.why, FALSE);
    triaged->ranked = !g_str_equal(why, "normal by default");
    if (triaged->ranked)
        g_ptr_array_add(
            triaged->reasons,
            g_strdup_printf("priority %s: %s", desk_priority_name(triaged->priority), why));
}
