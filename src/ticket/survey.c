#include "ticket/survey.h"
#include "ticket/words.h"

static const struct {
    int least, most;
    int bad;  /* the best of those that are */
    int good; /* the worst of those that are */
} scales[] = {
    [DESK_SCALE_NONE] = { 0, -1, -1, 0 },
    [DESK_SCALE_CSAT] = { 1, 5, 2, 4 },
    [DESK_SCALE_NPS] = { 0, 10, 6, 9 },
    [DESK_SCALE_YES_NO] = { 0, 1, 0, 1 },
};

static const char *const names[] = { "none", "csat", "nps", "yes-no" };
_Static_assert(G_N_ELEMENTS(names) == G_N_ELEMENTS(scales), "each scale has its word");

int
desk_scale_least(DeskScale scale)
{
    return scales[scale].least;
}

int
desk_scale_most(DeskScale scale)
{
    return scales[scale].most;
}

bool
desk_scale_is_good(DeskScale scale, int score)
{
    return score >= scales[scale].good && score <= scales[scale].most;
}

bool
desk_scale_is_bad(DeskScale scale, int score)
{
    return score >= scales[scale].least && score <= scales[scale].bad;
}

const char *
desk_scale_name(DeskScale scale)
{
    return names[scale];
}

bool
desk_scale_parse(const char *word, DeskScale *scale)
{
    int i = desk_word_index(names, G_N_ELEMENTS(names), word);
    if (i >= 0)
        *scale = (DeskScale) i;
    return i >= 0;
}

void
desk_survey_free(DeskSurvey *survey)
{
    if (!survey)
        return;
    g_free(survey->agent);
    g_free(survey->team);
    g_free(survey->category);
    g_free(survey->comment);
    g_free(survey);
}
