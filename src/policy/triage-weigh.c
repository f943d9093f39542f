#include "base/text.h"
#include "policy/triage-parts.h"

#define SHOWN_MAX 200 /* bytes of what was found */

/* Who asks, and what was found of it. */
typedef struct {
    const DeskTriage *triage;
    const DeskAsker *asker;
    const DeskFind *finds;
    guint count;
} Share;

/* One clause in one mail: the places where it was found count once. */
typedef struct {
    const DeskClause *clause;
    const DeskFind *find; /* the one that counts most */
    gint64 score;
} Point;

static gint64
weight_of(const Share *share, const DeskFind *find)
{
    const DeskCategory *category = share->asker->category;
    if (!category || find->gave_up)
        return 0;
    return g_str_equal(find->where, "subject") ? category->subject_weight : category->text_weight;
}

/* Reads the finds of one clause from *i on, and leaves *i behind them. */
static Point
next_point(const Share *share, guint *i)
{
    const DeskFind *first = &share->finds[*i];
    Point point = {
        &g_array_index(share->triage->clauses, DeskClause, first->clause),
        first,
        weight_of(share, first),
    };
    for (++*i; *i < share->count && share->finds[*i].clause == first->clause; ++*i) {
        const DeskFind *find = &share->finds[*i];
        gint64 weight = weight_of(share, find);
        if (weight > point.score || (point.find->gave_up && !find->gave_up)) {
            point.find = find;
            point.score = weight;
        }
    }
    return point;
}

static void
match_free(gpointer data)
{
    DeskTriageMatch *match = data;
    g_free(match->text);
    g_free(match->pattern);
    g_free(match);
}

static DeskTriageMatch *
add_match(DeskTriaged *triaged, const DeskAsker *asker, const char *where, const char *pattern)
{
    DeskTriageMatch *match = g_new0(DeskTriageMatch, 1);
    match->section = asker->section;
    match->name = asker->name;
    match->where = where;
    match->pattern = g_strdup(pattern);
    g_ptr_array_add(triaged->matches, match);
    return match;
}

static void
note(DeskTriaged *triaged, const Share *share, const Point *point)
{
    DeskTriageMatch *match =
        add_match(triaged, share->asker, point->find->where, point->clause->pattern);
    const DeskFind *find = point->find;
    match->text = find->gave_up ? g_strdup("")
                                : desk_text_cut(desk_text_line(find->start, find->size), SHOWN_MAX);
    match->gave_up = find->gave_up;
    match->counts = point->clause->kind != DESK_CLAUSE_NOT && !find->gave_up;
    match->score = match->counts ? point->score : 0;
}

/* ---- categories ---- */

static void
weigh_category(const Share *share, DeskTriaged *triaged)
{
    DeskTriageScore score = { .category = share->asker->category };
    for (guint i = 0; i < share->count;) {
        Point point = next_point(share, &i);
        bool forbids = point.clause->kind == DESK_CLAUSE_NOT;
        score.score += forbids ? 0 : point.score;
        score.ruled_out |= forbids;
        note(triaged, share, &point);
    }
    score.ruled_out |= score.score < score.category->threshold || score.score <= 0;
    g_array_append_val(triaged->scores, score);
    if (!score.ruled_out && (!triaged->category || score.score > triaged->score)) {
        triaged->category = score.category;
        triaged->score = score.score;
    }
}

/* ---- rules ---- */

static bool
is_named(char *const *names, const char *name)
{
    return name && g_strv_contains((const char *const *) names, name);
}

/* has_found: the kinds of which something was found. */
static bool
holds(const DeskTriaged *triaged, const DeskRule *rule, const bool *has_found)
{
    for (int kind = 0; kind < DESK_CLAUSE_KINDS; kind++) {
        char *const *list = desk_triage_list(&rule->conditions, (DeskClauseKind) kind);
        bool is_given = list && *list && kind != DESK_CLAUSE_NOT;
        if (is_given && !has_found[kind])
            return false;
    }
    const char *category = triaged->category ? triaged->category->name : NULL;
    return !rule->categories || !*rule->categories || is_named(rule->categories, category);
}

/* Of a rule that does not hold nothing is told but what keeps it from that. */
static bool
weigh_rule(const Share *share, DeskTriaged *triaged)
{
    const DeskRule *rule = share->asker->rule;
    bool has_found[DESK_CLAUSE_KINDS] = { false };
    for (guint i = 0; i < share->count;) {
        Point point = next_point(share, &i);
        has_found[point.clause->kind] |= !point.find->gave_up;
    }
    bool would = holds(triaged, rule, has_found);
    bool does = would && !has_found[DESK_CLAUSE_NOT];
    if (does && rule->categories && *rule->categories) {
        DeskTriageMatch *match =
            add_match(triaged, share->asker, "category", triaged->category->name);
        match->text = g_strdup(triaged->category->name);
        match->counts = true;
    }
    for (guint i = 0; i < share->count;) {
        Point point = next_point(share, &i);
        if (does || point.find->gave_up || (would && point.clause->kind == DESK_CLAUSE_NOT))
            note(triaged, share, &point);
    }
    return does;
}

/* ---- both ---- */

static void
weigh_words(const Share *share, DeskTriaged *triaged)
{
    for (guint i = 0; i < share->count;) {
        Point point = next_point(share, &i);
        note(triaged, share, &point);
    }
}

static void
weigh(const Share *share, DeskTriaged *triaged, GPtrArray *rules)
{
    if (share->asker->rule) {
        if (weigh_rule(share, triaged))
            g_ptr_array_add(rules, (gpointer) share->asker->rule);
    } else if (share->count > 0 && share->asker->category) {
        weigh_category(share, triaged);
    } else {
        weigh_words(share, triaged);
    }
}

GPtrArray *
desk_triage_weigh(const DeskTriage *triage, const GArray *finds, DeskTriaged *triaged)
{
    GPtrArray *rules = g_ptr_array_new();
    guint from = 0;
    triaged->matches = g_ptr_array_new_with_free_func(match_free);
    triaged->scores = g_array_new(FALSE, FALSE, sizeof(DeskTriageScore));
    for (guint i = 0; i < triage->askers->len; i++) {
        const DeskAsker *asker = &g_array_index(triage->askers, DeskAsker, i);
        guint end = from;
        while (end < finds->len && g_array_index(finds, DeskFind, end).clause < asker->end)
            end++;
        const Share share = { triage, asker, &((const DeskFind *) (void *) finds->data)[from],
                              end - from };
        weigh(&share, triaged, rules);
        from = end;
    }
    return rules;
}
