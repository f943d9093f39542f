#include "kb/rank.h"
#include "base/langtag.h"

#include <math.h>

#define TITLE_WORDS  2   /* of an article that are enough */
#define OTHER_WORDS  3   /* with one of the title among them, or all of a title that is one word */
#define FAR_BEHIND   0.4 /* of the score of the best */
#define FEW_ARTICLES 4   /* among so few nothing can be called common */

/* That a word stands in an article. */
typedef struct {
    guint64 word;
    guint32 article;
    guint32 count;
} Posting;

/* Articles of one language, or of none, compete with one another. */
typedef struct {
    char *language;
    GPtrArray *articles; /* DeskKbArticle */
    GArray *postings;    /* Posting, by word */
    double *norms;       /* of each article */
} Group;

struct DeskKbRank {
    GPtrArray *groups; /* Group */
};

/* What speaks for an article while a text is compared. */
typedef struct {
    double score;
    guint words;
    guint title;
    guint32 article;
} Candidate;

static int
compare_postings(gconstpointer one, gconstpointer other)
{
    const Posting *a = one, *b = other;
    if (a->word != b->word)
        return a->word < b->word ? -1 : 1;
    return (a->article > b->article) - (a->article < b->article);
}

static void
group_free(gpointer data)
{
    Group *group = data;
    g_free(group->language);
    g_ptr_array_unref(group->articles);
    g_array_unref(group->postings);
    g_free(group->norms);
    g_free(group);
}

static void
unref_article(gpointer article)
{
    desk_kb_article_unref(article);
}

static Group *
find_group(DeskKbRank *rank, const char *language)
{
    for (guint i = 0; i < rank->groups->len; i++) {
        Group *group = rank->groups->pdata[i];
        if (g_str_equal(group->language, language))
            return group;
    }
    Group *group = g_new0(Group, 1);
    group->language = g_strdup(language);
    group->articles = g_ptr_array_new_with_free_func(unref_article);
    group->postings = g_array_new(FALSE, FALSE, sizeof(Posting));
    g_ptr_array_add(rank->groups, group);
    return group;
}

static void
add_article(Group *group, DeskKbArticle *article)
{
    for (guint i = 0; i < article->terms->len; i++) {
        const DeskKbTerm *term = &g_array_index(article->terms, DeskKbTerm, i);
        const Posting posting = { term->word, group->articles->len, term->count };
        g_array_append_val(group->postings, posting);
    }
    g_ptr_array_add(group->articles, desk_kb_article_ref(article));
}

/* The postings of one word from *from on; how many. */
static guint
run_of(const Group *group, guint from)
{
    guint to = from;
    guint64 word = g_array_index(group->postings, Posting, from).word;
    while (to < group->postings->len && g_array_index(group->postings, Posting, to).word == word)
        to++;
    return to - from;
}

static double
rarity(const Group *group, guint found)
{
    return log(1.0 + (double) group->articles->len / found);
}

static double
weight_of(const Posting *posting, double rare)
{
    return rare * (1.0 + log(posting->count));
}

/* How much each article has of everything, so that a long one is not about all. */
static void
measure(Group *group)
{
    guint size = 0;
    g_array_sort(group->postings, compare_postings);
    group->norms = g_new0(double, group->articles->len);
    for (guint from = 0; from < group->postings->len; from += size) {
        size = run_of(group, from);
        for (guint i = from; i < from + size; i++) {
            const Posting *posting = &g_array_index(group->postings, Posting, i);
            double weight = weight_of(posting, rarity(group, size));
            group->norms[posting->article] += weight * weight;
        }
    }
    for (guint i = 0; i < group->articles->len; i++)
        group->norms[i] = sqrt(group->norms[i]);
}

DeskKbRank *
desk_kb_rank_new(const GPtrArray *articles)
{
    DeskKbRank *rank = g_new0(DeskKbRank, 1);
    rank->groups = g_ptr_array_new_with_free_func(group_free);
    for (guint i = 0; i < articles->len; i++) {
        DeskKbArticle *article = articles->pdata[i];
        add_article(find_group(rank, article->language), article);
    }
    for (guint i = 0; i < rank->groups->len; i++)
        measure(rank->groups->pdata[i]);
    return rank;
}

void
desk_kb_rank_free(DeskKbRank *rank)
{
    if (!rank)
        return;
    g_ptr_array_unref(rank->groups);
    g_free(rank);
}

/* ---- comparing ---- */

/* The first posting of a word, or where it would stand. */
static guint
lower_bound(const GArray *postings, guint64 word)
{
    guint low = 0, high = postings->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(postings, Posting, middle).word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What half of the articles have tells none of them from another. */
static bool
is_common(const Group *group, guint found)
{
    return group->articles->len > FEW_ARTICLES && found > group->articles->len / 2;
}

static void
weigh_word(const Group *group, const DeskKbTerm *term, Candidate *all)
{
    guint from = lower_bound(group->postings, term->word);
    if (from == group->postings->len ||
        g_array_index(group->postings, Posting, from).word != term->word)
        return;
    guint found = run_of(group, from);
    double rare = rarity(group, found);
    for (guint i = from; i < from + found && !is_common(group, found); i++) {
        const Posting *posting = &g_array_index(group->postings, Posting, i);
        const DeskKbArticle *article = group->articles->pdata[posting->article];
        Candidate *candidate = &all[posting->article];
        candidate->score += rare * weight_of(posting, rare) / group->norms[posting->article];
        candidate->words++;
        candidate->title += desk_kb_terms_find(article->heading, term->word) != NULL;
    }
}

static bool
counts(const Group *group, const Candidate *candidate)
{
    const DeskKbArticle *article = group->articles->pdata[candidate->article];
    guint needed = MIN(TITLE_WORDS, article->heading->len);
    return (needed == TITLE_WORDS && candidate->title >= needed) ||
           (candidate->title >= 1 && candidate->words >= OTHER_WORDS);
}

static int
compare_candidates(gconstpointer one, gconstpointer other)
{
    const Candidate *a = one, *b = other;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->article > b->article) - (a->article < b->article);
}

static void
find_in(const Group *group, const GArray *terms, guint most, GPtrArray *found)
{
    g_autofree Candidate *all = g_new0(Candidate, group->articles->len);
    guint kept = 0;
    for (guint i = 0; i < terms->len; i++)
        weigh_word(group, &g_array_index(terms, DeskKbTerm, i), all);
    for (guint i = 0; i < group->articles->len; i++) {
        all[i].article = i;
        if (counts(group, &all[i]))
            all[kept++] = all[i];
    }
    if (kept > 0)
        qsort(all, kept, sizeof *all, compare_candidates);
    for (guint i = 0; i < kept && found->len < most; i++)
        if (all[i].score >= FAR_BEHIND * all[0].score)
            g_ptr_array_add(found, group->articles->pdata[all[i].article]);
}

/* The language itself before what its readers read as well. */
static const Group *
best_group(const DeskKbRank *rank, const char *language)
{
    const Group *best = NULL;
    for (guint i = 0; i < rank->groups->len; i++) {
        const Group *group = rank->groups->pdata[i];
        if (g_str_equal(group->language, language))
            return group;
        if (*group->language && *language && desk_langtag_is_same(group->language, language))
            best = best ? best : group;
    }
    return best;
}

GPtrArray *
desk_kb_rank_find(const DeskKbRank *rank, const GArray *terms, const char *language, guint most)
{
    GPtrArray *found = g_ptr_array_new();
    const char *const tried[] = { language, "" };
    for (size_t i = 0; i < G_N_ELEMENTS(tried) && found->len == 0; i++) {
        const Group *group = best_group(rank, tried[i]);
        if (group)
            find_in(group, terms, most, found);
    }
    return found;
}
