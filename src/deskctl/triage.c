#include "deskctl/triage.h"

/* "category Billing"; the words of urgency and of impact have no name of their own. */
static char *
rule_of(const DeskTriageMatch *match)
{
    if (g_str_equal(match->section, match->name))
        return g_strdup(match->section);
    return g_strconcat(match->section, " ", match->name, NULL);
}

static json_t *
match_json(const DeskTriageMatch *match)
{
    g_autofree char *rule = rule_of(match);
    json_t *value = json_object();
    json_object_set_new(value, "rule", desk_json_text(rule));
    json_object_set_new(value, "text", desk_json_text(match->text));
    json_object_set_new(value, "where", desk_json_text(match->where));
    json_object_set_new(value, "pattern", desk_json_text(match->pattern));
    json_object_set_new(value, "score", json_integer(match->score));
    return value;
}

static json_t *
matches_json(const DeskTriaged *triaged, bool counts)
{
    json_t *list = json_array();
    for (guint i = 0; triaged && i < triaged->matches->len; i++) {
        const DeskTriageMatch *match = triaged->matches->pdata[i];
        if (match->counts == counts)
            json_array_append_new(list, match_json(match));
    }
    return list;
}

static json_t *
scores_json(const GArray *scores)
{
    json_t *list = json_array();
    for (guint i = 0; scores && i < scores->len; i++) {
        const DeskTriageScore *score = &g_array_index(scores, DeskTriageScore, i);
        json_t *value = json_object();
        json_object_set_new(value, "category", desk_json_text(score->category->name));
        json_object_set_new(value, "score", json_integer(score->score));
        json_object_set_new(value, "ruled_out", json_boolean(score->ruled_out));
        json_array_append_new(list, value);
    }
    return list;
}

static json_t *
texts_json(const GPtrArray *texts)
{
    json_t *list = json_array();
    for (guint i = 0; texts && i < texts->len; i++)
        json_array_append_new(list, desk_json_text(texts->pdata[i]));
    return list;
}

void
desk_triage_fill_json(json_t *value, const DeskTriaged *triaged)
{
    static const DeskTriaged nothing = { .priority = DESK_PRIORITY_NORMAL };
    const DeskTriaged *t = triaged ? triaged : &nothing;
    json_t *score = t->category ? json_integer(t->score) : json_null();
    json_object_set_new(value, "category", desk_json_text(t->category ? t->category->name : NULL));
    json_object_set_new(value, "score", score);
    json_object_set_new(value, "matched", matches_json(triaged, true));
    json_object_set_new(value, "ignored", matches_json(triaged, false));
    json_object_set_new(value, "scores", scores_json(t->scores));
    json_object_set_new(value, "customer", desk_json_text(t->customer ? t->customer->name : NULL));
    json_object_set_new(value, "priority", desk_json_text(desk_priority_name(t->priority)));
    json_object_set_new(value, "tags", texts_json(t->tags));
    json_object_set_new(value, "team", desk_json_text(t->team));
    json_object_set_new(value, "sla", desk_json_text(t->sla));
    json_object_set_new(value, "reasons", texts_json(t->reasons));
}

static void
print_matches(const DeskTriaged *triaged)
{
    for (guint i = 0; i < triaged->matches->len; i++) {
        const DeskTriageMatch *match = triaged->matches->pdata[i];
        g_autofree char *rule = rule_of(match);
        if (match->gave_up) {
            printf("given up: %s: %s\n", rule, match->pattern);
            continue;
        }
        printf("%-10s%s: %s has \"%s\"", match->counts ? "found:" : "ignored:", rule, match->where,
               match->text);
        if (!g_str_equal(match->pattern, match->text))
            printf(" by %s", match->pattern);
        if (match->counts && match->score > 0)
            printf(", %+" G_GINT64_FORMAT, match->score);
        putchar('\n');
    }
}

static void
print_scores(const GArray *scores)
{
    for (guint i = 0; i < scores->len; i++) {
        const DeskTriageScore *score = &g_array_index(scores, DeskTriageScore, i);
        printf("score:    %s %" G_GINT64_FORMAT "%s\n", score->category->name, score->score,
               score->ruled_out ? ", ruled out" : "");
    }
}

void
desk_triage_print_grounds(const DeskTriaged *triaged)
{
    print_matches(triaged);
    print_scores(triaged->scores);
}

void
desk_triage_print_result(const DeskTriageResult *result)
{
    g_autofree char *tags = result->tags ? g_strjoinv(", ", (char **) result->tags) : NULL;
    printf("triage:   category %s, priority %s, team %s, SLA %s, tags %s\n",
           result->category ? result->category : "none", desk_priority_name(result->priority),
           result->team ? result->team : "none", result->sla ? result->sla : "none",
           tags && *tags ? tags : "none");
}

void
desk_triage_print_reasons(const DeskTriaged *triaged)
{
    for (guint i = 0; i < triaged->reasons->len; i++)
        printf("why:      %s\n", (const char *) triaged->reasons->pdata[i]);
}

const char **
desk_triage_tags(const DeskTriaged *triaged)
{
    const char **tags = g_new0(const char *, triaged->tags->len + 1);
    for (guint i = 0; i < triaged->tags->len; i++)
        tags[i] = triaged->tags->pdata[i];
    return tags;
}

void
desk_triage_print(const DeskTriaged *triaged)
{
    g_autofree const char **tags = desk_triage_tags(triaged);
    const DeskTriageResult result = { .category =
                                          triaged->category ? triaged->category->name : NULL,
                                      .team = triaged->team,
                                      .sla = triaged->sla,
                                      .priority = triaged->priority,
                                      .tags = tags };
    desk_triage_print_grounds(triaged);
    desk_triage_print_result(&result);
    desk_triage_print_reasons(triaged);
}
