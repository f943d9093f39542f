#include "store/query.h"
#include "store/surveys.h"

/*
 * What customers have said, counted: along the index by the time of the question, so it costs what
 * was asked in the period. How good a score is, ticket/survey.h says alone; so scores come out of
 * the store as they are, each with how often it was given.
 */

/* $1 of whom, as in DeskSurveyBy; $2 since, $3 until. */
static const DeskStatement SQL_SURVEY_TALLY = {
    "survey-tally",
    "SELECT CASE CAST($1 AS BIGINT) WHEN 0 THEN s.agent WHEN 1 THEN s.team WHEN 2 THEN s.category"
    " ELSE t.mailbox END, s.scale, COALESCE(s.score, -1), COUNT(*)"
    " FROM survey s JOIN ticket t ON t.id = s.ticket WHERE s.asked > $2 AND s.asked <= $3"
    " GROUP BY 1, 2, 3"
};

const DeskStatement *const desk_survey_tally_statements[] = { &SQL_SURVEY_TALLY, NULL };

static DeskSatisfaction *
find_entry(GPtrArray *list, const char *name, DeskScale scale)
{
    for (guint i = 0; i < list->len; i++) {
        DeskSatisfaction *entry = list->pdata[i];
        if (entry->scale == scale && g_strcmp0(entry->name, name) == 0)
            return entry;
    }
    DeskSatisfaction *entry = g_new0(DeskSatisfaction, 1);
    entry->name = g_strdup(name);
    entry->scale = scale;
    g_ptr_array_add(list, entry);
    return entry;
}

static bool
count_row(DeskCursor *row, gpointer data, GError **error)
{
    DeskScale scale = DESK_SCALE_NONE;
    if (!desk_cursor_word(row, 1, desk_scale_parse, &scale, error))
        return false;
    desk_satisfaction_count(find_entry(data, desk_cursor_text(row, 0), scale),
                            desk_cursor_int(row, 2), desk_cursor_int(row, 3));
    return true;
}

static gint
compare(gconstpointer a, gconstpointer b)
{
    const DeskSatisfaction *first = *(const DeskSatisfaction *const *) a;
    const DeskSatisfaction *second = *(const DeskSatisfaction *const *) b;
    if (first->scale != second->scale)
        return (int) first->scale - (int) second->scale;
    if (!first->name || !second->name)
        return !first->name - !second->name;
    return strcmp(first->name, second->name);
}

bool
desk_store_survey_tally(DeskStore *store, DeskPeriod period, DeskSurveyBy by, GPtrArray **list,
                        GError **error)
{
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify) desk_satisfaction_free);
    if (!desk_query_each(store, &SQL_SURVEY_TALLY,
                         DESK_BIND(desk_int(by), desk_int(period.since), desk_int(period.until)),
                         count_row, found, error))
        return false;
    g_ptr_array_sort(found, compare);
    *list = g_steal_pointer(&found);
    return true;
}
