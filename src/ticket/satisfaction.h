#pragma once
#include "ticket/survey.h"

/* What customers have said on one scale of an agent, a team ... */
typedef struct {
    char *name; /* NULL: of nobody */
    DeskScale scale;
    gint64 asked;
    gint64 answered;
    gint64 good, bad; /* of these; on the scale from 0 to 10, promoters and detractors */
    gint64 sum;       /* of the scores */
} DeskSatisfaction;

void desk_satisfaction_free(DeskSatisfaction *satisfaction);

/* So many who were asked have said this, or DESK_SURVEY_UNSAID. */
void desk_satisfaction_count(DeskSatisfaction *satisfaction, gint64 score, gint64 times);

/* The figures, as long as somebody has answered; 0 otherwise. Whole per cent: of those who
 * answered, how many were content, and how many were not. */
int desk_satisfaction_good(const DeskSatisfaction *satisfaction);
int desk_satisfaction_bad(const DeskSatisfaction *satisfaction);
/* Promoters minus detractors: -100 to 100. */
int desk_satisfaction_net(const DeskSatisfaction *satisfaction);
/* Of the scores, in hundredths: 433 is 4.33. */
gint64 desk_satisfaction_mean(const DeskSatisfaction *satisfaction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSatisfaction, desk_satisfaction_free)
