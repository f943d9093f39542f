#include "policy/triage-parts.h"

#define TOLD_MAX 5  /* matches in one sentence */
#define TEXT_MAX 60 /* bytes of what was found, in a sentence */

/* Text of a mail between quotation marks; it is one printable line. */
static void
append_text(GString *out, const char *text)
{
    gsize size = strlen(text);
    gsize shown = size > TEXT_MAX ? TEXT_MAX : size;
    while (shown > 0 && shown < size && ((guchar) text[shown] & 0xc0) == 0x80)
        shown--;
    g_string_append_printf(out, "\"%.*s%s\"", (int) shown, text, shown < size ? "..." : "");
}

void
desk_triage_tell_match(GString *out, const DeskTriageMatch *match)
{
    if (g_str_equal(match->where, "mailbox")) {
        g_string_append_printf(out, "it came to %s", match->text);
    } else if (g_str_equal(match->where, "customer")) {
        g_string_append_printf(out, "its customer is %s", match->text);
    } else if (g_str_equal(match->where, "category")) {
        g_string_append_printf(out, "its category is %s", match->text);
    } else if (g_str_equal(match->where, "attachment")) {
        g_string_append(out, "it has the attachment ");
        append_text(out, match->text);
    } else if (g_str_equal(match->where, "header")) {
        g_string_append_printf(out, "%.*s has ", (int) strcspn(match->pattern, ":"),
                               match->pattern);
        append_text(out, match->text);
    } else {
        g_string_append_printf(out, "%s has ", match->where);
        append_text(out, match->text);
    }
}

/* The matches that speak for a category, with what each adds, or for a rule. */
static void
append_matches(GString *out, const DeskTriaged *triaged, const char *section, const char *name)
{
    bool is_category = g_str_equal(section, "category");
    guint count = 0;
    for (guint i = 0; i < triaged->matches->len; i++) {
        const DeskTriageMatch *match = triaged->matches->pdata[i];
        if (!match->counts || !g_str_equal(match->section, section) ||
            !g_str_equal(match->name, name) || ++count > TOLD_MAX)
            continue;
        g_string_append(out, count > 1 ? ", " : ": ");
        desk_triage_tell_match(out, match);
        if (is_category)
            g_string_append_printf(out, " (%" G_GINT64_FORMAT ")", match->score);
    }
    if (count > TOLD_MAX)
        g_string_append_printf(out, " and %u more", count - TOLD_MAX);
}

/* The word that rules a category out; NULL: there is none. */
static const char *
forbidding(const DeskTriaged *triaged, const DeskCategory *category)
{
    for (guint i = 0; i < triaged->matches->len; i++) {
        const DeskTriageMatch *match = triaged->matches->pdata[i];
        if (g_str_equal(match->section, "category") && match->name == category->name &&
            !match->counts &&
            g_strv_contains((const char *const *) category->conditions.not_keywords,
                            match->pattern))
            return match->pattern;
    }
    return NULL;
}

/* The best of the others that were not ruled out: the one that would have won without this. */
static const DeskTriageScore *
second(const DeskTriaged *triaged)
{
    const DeskTriageScore *best = NULL;
    for (guint i = 0; i < triaged->scores->len; i++) {
        const DeskTriageScore *score = &g_array_index(triaged->scores, DeskTriageScore, i);
        if (score->category != triaged->category && !score->ruled_out &&
            (!best || score->score > best->score))
            best = score;
    }
    return best;
}

static char *
tell_winner(const DeskTriaged *triaged)
{
    const DeskTriageScore *other = second(triaged);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "category %s with score %" G_GINT64_FORMAT, triaged->category->name,
                           triaged->score);
    if (other)
        g_string_append_printf(out, ", before %s with %" G_GINT64_FORMAT "%s",
                               other->category->name, other->score,
                               other->score == triaged->score ? " by the order of the file" : "");
    append_matches(out, triaged, "category", triaged->category->name);
    return g_string_free(out, FALSE);
}

char *
desk_triage_tell_category(const DeskTriaged *triaged)
{
    if (triaged->category)
        return tell_winner(triaged);
    if (triaged->scores->len == 0)
        return NULL;
    GString *out = g_string_new("no category");
    for (guint i = 0; i < triaged->scores->len && i < TOLD_MAX; i++) {
        const DeskTriageScore *score = &g_array_index(triaged->scores, DeskTriageScore, i);
        const char *word = forbidding(triaged, score->category);
        g_string_append_printf(out, "%s %s ", i > 0 ? "," : ":", score->category->name);
        if (word)
            g_string_append_printf(out, "is ruled out by \"%s\"", word);
        else
            g_string_append_printf(out, "has %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT,
                                   score->score, score->category->threshold);
    }
    return g_string_free(out, FALSE);
}

char *
desk_triage_tell_rule(const DeskTriaged *triaged, const DeskRule *rule)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "rule %s holds", rule->name);
    append_matches(out, triaged, "rule", rule->name);
    return g_string_free(out, FALSE);
}

char *
desk_triage_tell_given_up(const DeskTriaged *triaged)
{
    g_autoptr(GString) out = g_string_new("given up as too slow:");
    guint count = 0;
    for (guint i = 0; i < triaged->matches->len; i++) {
        const DeskTriageMatch *match = triaged->matches->pdata[i];
        if (!match->gave_up || ++count > TOLD_MAX)
            continue;
        g_string_append(out, count > 1 ? ", " : " ");
        append_text(out, match->pattern);
        g_string_append_printf(out, " of %s %s", match->section, match->name);
    }
    if (count > TOLD_MAX)
        g_string_append_printf(out, " and %u more", count - TOLD_MAX);
    return count > 0 ? g_strdup(out->str) : NULL;
}
