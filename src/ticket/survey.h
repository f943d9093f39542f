#pragma once
#include "base/base.h"

/* What a customer is asked when his ticket has ended, and what he says. */
typedef enum {
    DESK_SCALE_NONE,   /* nobody is asked */
    DESK_SCALE_CSAT,   /* 1 to 5: how content he is */
    DESK_SCALE_NPS,    /* 0 to 10: whether he would recommend it */
    DESK_SCALE_YES_NO, /* 0 or 1: whether it was solved */
} DeskScale;

/* Not voted yet. */
#define DESK_SURVEY_UNSAID (-1)

/* What may be said on a scale, from its worst to its best. */
int desk_scale_least(DeskScale scale);
int desk_scale_most(DeskScale scale);

/* Whoever says so is content, or is not: somebody should look at it. Between the two lie scores
 * that are neither. */
bool desk_scale_is_good(DeskScale scale, int score);
bool desk_scale_is_bad(DeskScale scale, int score);

/* "none", "csat", "nps", "yes-no". Static storage. */
const char *desk_scale_name(DeskScale scale);
/* False when it is none, with the target unchanged. */
bool desk_scale_parse(const char *word, DeskScale *scale);

/* One question to one customer about one end of one ticket. */
typedef struct {
    gint64 id;
    gint64 ticket;
    gint64 number;   /* of those on the ticket, from 1 */
    gint64 contact;  /* who was asked */
    gint64 resolved; /* the end of the ticket that it is about */
    DeskScale scale;
    char *agent; /* who had the ticket then; or NULL, as the next two */
    char *team;
    char *category;
    gint64 asked;
    gint64 score;   /* or DESK_SURVEY_UNSAID */
    char *comment;  /* or NULL */
    gint64 voted;   /* for the first time; or 0 */
    gint64 changed; /* for the last time; or 0 */
} DeskSurvey;

void desk_survey_free(DeskSurvey *survey);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSurvey, desk_survey_free)
