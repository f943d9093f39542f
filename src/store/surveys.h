#pragma once
#include "base/clock.h"
#include "store/store.h"
#include "ticket/satisfaction.h"
#include "ticket/survey.h"

/* What customers were asked, and what they said: see ticket/survey.h. */

/* The number that the next one of a ticket gets. */
bool desk_store_survey_next(DeskStore *store, gint64 ticket, gint64 *number, GError **error);
/* Sets id and number, the next one on its ticket. One that was asked about this end of the ticket
 * before is an error: look first (desk_store_survey_about). */
bool desk_store_survey_add(DeskStore *store, DeskSurvey *survey, GError **error);

/* By its number on a ticket; NULL: there is none. In a WRITE transaction it is kept as it is. */
bool desk_store_survey_get(DeskStore *store, gint64 ticket, gint64 number, DeskSurvey **survey,
                           GError **error);
/* About the end of a ticket at that time; NULL: nobody was asked. */
bool desk_store_survey_about(DeskStore *store, gint64 ticket, gint64 resolved, DeskSurvey **survey,
                             GError **error);

/* Writes score, comment, voted and changed. */
bool desk_store_survey_vote(DeskStore *store, const DeskSurvey *survey, GError **error);

/* When a customer was last asked anything; 0: never. */
bool desk_store_survey_last(DeskStore *store, gint64 contact, gint64 *asked, GError **error);

/* Those asked in a period, newest first, at most so many; DeskSurvey. */
bool desk_store_survey_list(DeskStore *store, DeskPeriod period, gint64 most, GPtrArray **surveys,
                            GError **error);
/* Those of a ticket, in the order of their numbers; DeskSurvey. */
bool desk_store_survey_of(DeskStore *store, gint64 ticket, GPtrArray **surveys, GError **error);

/* Of whom a tally is. */
typedef enum {
    DESK_SURVEY_BY_AGENT, /* as they stood on the ticket when it ended, as the next two */
    DESK_SURVEY_BY_TEAM,
    DESK_SURVEY_BY_CATEGORY,
    DESK_SURVEY_BY_MAILBOX,
} DeskSurveyBy;

/* What was said by those asked in a period, each scale apart; sorted by scale and name, NULL last.
 * DeskSatisfaction. */
bool desk_store_survey_tally(DeskStore *store, DeskPeriod period, DeskSurveyBy by, GPtrArray **list,
                             GError **error);
