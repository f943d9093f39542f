#include "deskctl/surveys.h"
#include "base/clock.h"
#include "deskctl/rows.h"
#include "ticket/survey.h"

static bool
has_voted(const DeskSurvey *survey)
{
    return survey->score != DESK_SURVEY_UNSAID;
}

/* NULL: the store failed. */
static json_t *
survey_json(DeskStore *store, const DeskSurvey *survey, GError **error)
{
    g_autofree char *address = desk_rows_address(store, survey->contact, error);
    if (!address)
        return NULL;
    bool voted = has_voted(survey);
    json_t *value = json_object();
    json_object_set_new(value, "ticket", json_integer(survey->ticket));
    json_object_set_new(value, "number", json_integer(survey->number));
    json_object_set_new(value, "customer", desk_json_text(address));
    json_object_set_new(value, "scale", desk_json_text(desk_scale_name(survey->scale)));
    json_object_set_new(value, "resolved", desk_json_time(survey->resolved));
    json_object_set_new(value, "asked", desk_json_time(survey->asked));
    json_object_set_new(value, "agent", desk_json_text(survey->agent));
    json_object_set_new(value, "team", desk_json_text(survey->team));
    json_object_set_new(value, "category", desk_json_text(survey->category));
    json_object_set_new(value, "score", voted ? json_integer(survey->score) : json_null());
    json_object_set_new(value, "bad",
                        json_boolean(desk_scale_is_bad(survey->scale, (int) survey->score)));
    json_object_set_new(value, "comment", desk_json_text(survey->comment));
    json_object_set_new(value, "voted", desk_json_time(survey->voted));
    json_object_set_new(value, "changed", desk_json_time(survey->changed));
    return value;
}

json_t *
desk_surveys_json(DeskStore *store, const GPtrArray *surveys, GError **error)
{
    json_t *list = json_array();
    for (guint i = 0; i < surveys->len; i++) {
        json_t *value = survey_json(store, surveys->pdata[i], error);
        if (!value) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, value);
    }
    return list;
}

char *
desk_surveys_score(const DeskSurvey *survey)
{
    if (!has_voted(survey))
        return g_strdup("-");
    if (survey->scale == DESK_SCALE_YES_NO)
        return g_strdup(survey->score > 0 ? "yes" : "no");
    return g_strdup_printf("%" G_GINT64_FORMAT " of %d", survey->score,
                           desk_scale_most(survey->scale));
}

static void
print_vote(const DeskSurvey *survey)
{
    g_autofree char *score = desk_surveys_score(survey);
    g_autofree char *voted = desk_clock_rfc3339(survey->voted);
    g_autofree char *changed = desk_clock_rfc3339(survey->changed);
    printf("  said %s on %s%s%s\n", score, voted,
           survey->changed > survey->voted ? ", changed " : "",
           survey->changed > survey->voted ? changed : "");
    g_auto(GStrv) lines = g_strsplit(survey->comment ? survey->comment : "", "\n", -1);
    for (char **line = lines; *line; line++)
        printf("  > %s\n", *line);
}

static bool
print_survey(DeskStore *store, const DeskSurvey *survey, GError **error)
{
    g_autofree char *address = desk_rows_address(store, survey->contact, error);
    g_autofree char *asked = desk_clock_rfc3339(survey->asked);
    if (!address)
        return false;
    printf("survey %" G_GINT64_FORMAT ": %s was asked on %s, scale %s\n", survey->number, address,
           asked, desk_scale_name(survey->scale));
    printf("  agent %s, team %s, category %s\n", survey->agent ? survey->agent : "none",
           survey->team ? survey->team : "none", survey->category ? survey->category : "none");
    if (has_voted(survey))
        print_vote(survey);
    else
        puts("  has said nothing yet");
    return true;
}

bool
desk_surveys_print(DeskStore *store, const GPtrArray *surveys, GError **error)
{
    for (guint i = 0; i < surveys->len; i++)
        if (!print_survey(store, surveys->pdata[i], error))
            return false;
    return true;
}
