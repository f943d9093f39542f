#include "store/surveys.h"
#include "store/query.h"

#define COLUMNS                                                                                    \
    "id, ticket, number, contact, resolved, scale, agent, team, category, asked,"                  \
    " COALESCE(score, -1), comment, voted, changed"

static const DeskStatement SQL_SURVEY_NUMBER = {
    "survey-number", "SELECT COALESCE(MAX(number), 0) + 1 FROM survey WHERE ticket = $1"
};
static const DeskStatement SQL_SURVEY_ADD = {
    "survey-add", "INSERT INTO survey (ticket, number, contact, resolved, scale, agent, team,"
                  " category, asked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
};
static const DeskStatement SQL_SURVEY_GET = {
    "survey-get",
    "SELECT " COLUMNS " FROM survey WHERE ticket = $1 AND number = $2" DESK_SQL_FOR_UPDATE
};
static const DeskStatement SQL_SURVEY_ABOUT = {
    "survey-about", "SELECT " COLUMNS " FROM survey WHERE ticket = $1 AND resolved = $2"
};
static const DeskStatement SQL_SURVEY_VOTE = {
    "survey-vote", "UPDATE survey SET score = $2, comment = CAST($3 AS TEXT), voted = $4,"
                   " changed = $5 WHERE id = $1"
};
static const DeskStatement SQL_SURVEY_LAST = {
    "survey-last", "SELECT asked FROM survey WHERE contact = $1 ORDER BY asked DESC LIMIT 1"
};
static const DeskStatement SQL_SURVEY_LIST = { "survey-list",
                                               "SELECT " COLUMNS
                                               " FROM survey WHERE asked > $1 AND asked <= $2"
                                               " ORDER BY asked DESC, id DESC LIMIT $3" };
static const DeskStatement SQL_SURVEY_OF = { "survey-of",
                                             "SELECT " COLUMNS
                                             " FROM survey WHERE ticket = $1 ORDER BY number" };

const DeskStatement *const desk_survey_statements[] = {
    &SQL_SURVEY_NUMBER, &SQL_SURVEY_ADD,  &SQL_SURVEY_GET,
    &SQL_SURVEY_ABOUT,  &SQL_SURVEY_VOTE, &SQL_SURVEY_LAST,
    &SQL_SURVEY_LIST,   &SQL_SURVEY_OF,   NULL
};

bool
desk_store_survey_next(DeskStore *store, gint64 ticket, gint64 *number, GError **error)
{
    return desk_query_ints(store, &SQL_SURVEY_NUMBER, DESK_BIND(desk_int(ticket)), number, 1,
                           error);
}

bool
desk_store_survey_add(DeskStore *store, DeskSurvey *survey, GError **error)
{
    if (!desk_store_survey_next(store, survey->ticket, &survey->number, error))
        return false;
    return desk_query_write(store, &SQL_SURVEY_ADD,
                            DESK_BIND(desk_int(survey->ticket), desk_int(survey->number),
                                      desk_int(survey->contact), desk_int(survey->resolved),
                                      desk_text(desk_scale_name(survey->scale)),
                                      desk_text(survey->agent), desk_text(survey->team),
                                      desk_text(survey->category), desk_int(survey->asked)),
                            &survey->id, error);
}

static gpointer
read_survey(DeskCursor *cursor, GError **error)
{
    g_autoptr(DeskSurvey) survey = g_new0(DeskSurvey, 1);
    if (!desk_cursor_word(cursor, 5, desk_scale_parse, &survey->scale, error))
        return NULL;
    survey->id = desk_cursor_int(cursor, 0);
    survey->ticket = desk_cursor_int(cursor, 1);
    survey->number = desk_cursor_int(cursor, 2);
    survey->contact = desk_cursor_int(cursor, 3);
    survey->resolved = desk_cursor_int(cursor, 4);
    survey->agent = desk_cursor_dup(cursor, 6);
    survey->team = desk_cursor_dup(cursor, 7);
    survey->category = desk_cursor_dup(cursor, 8);
    survey->asked = desk_cursor_int(cursor, 9);
    survey->score = desk_cursor_int(cursor, 10);
    survey->comment = desk_cursor_dup(cursor, 11);
    survey->voted = desk_cursor_int(cursor, 12);
    survey->changed = desk_cursor_int(cursor, 13);
    return g_steal_pointer(&survey);
}

static const DeskRowKind survey_kind = { read_survey, (GDestroyNotify) desk_survey_free };

bool
desk_store_survey_get(DeskStore *store, gint64 ticket, gint64 number, DeskSurvey **survey,
                      GError **error)
{
    return desk_query_one(store, &SQL_SURVEY_GET, DESK_BIND(desk_int(ticket), desk_int(number)),
                          &survey_kind, (gpointer *) survey, error);
}

bool
desk_store_survey_about(DeskStore *store, gint64 ticket, gint64 resolved, DeskSurvey **survey,
                        GError **error)
{
    return desk_query_one(store, &SQL_SURVEY_ABOUT, DESK_BIND(desk_int(ticket), desk_int(resolved)),
                          &survey_kind, (gpointer *) survey, error);
}

bool
desk_store_survey_vote(DeskStore *store, const DeskSurvey *survey, GError **error)
{
    return desk_query_write(store, &SQL_SURVEY_VOTE,
                            DESK_BIND(desk_int(survey->id), desk_int(survey->score),
                                      desk_text(survey->comment), desk_int(survey->voted),
                                      desk_int(survey->changed)),
                            NULL, error);
}

bool
desk_store_survey_last(DeskStore *store, gint64 contact, gint64 *asked, GError **error)
{
    return desk_query_ints(store, &SQL_SURVEY_LAST, DESK_BIND(desk_int(contact)), asked, 1, error);
}

bool
desk_store_survey_list(DeskStore *store, DeskPeriod period, gint64 most, GPtrArray **surveys,
                       GError **error)
{
    return desk_query_list(
        store, &SQL_SURVEY_LIST,
        DESK_BIND(desk_int(period.since), desk_int(period.until), desk_int(most)), &survey_kind,
        surveys, error);
}

bool
desk_store_survey_of(DeskStore *store, gint64 ticket, GPtrArray **surveys, GError **error)
{
    return desk_query_list(store, &SQL_SURVEY_OF, DESK_BIND(desk_int(ticket)), &survey_kind,
                           surveys, error);
}
