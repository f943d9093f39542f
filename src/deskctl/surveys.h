#pragma once
#include "deskctl/json.h"
#include "store/surveys.h"

/* What customers were asked and have said, as commands show it. surveys: DeskSurvey. */

/* An array of objects; NULL: the store failed. */
json_t *desk_surveys_json(DeskStore *store, const GPtrArray *surveys, GError **error);

/* The same for people, a few lines each, with the comments. False: the store failed. */
bool desk_surveys_print(DeskStore *store, const GPtrArray *surveys, GError **error);

/* "4 of 5", "yes", or "-" while he has not voted. The caller's. */
char *desk_surveys_score(const DeskSurvey *survey);
