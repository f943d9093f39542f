#pragma once
#include "conf/conf.h"
#include "ticket/survey.h"
#include "ticket/ticket.h"

/* Whether a customer is asked how it was. Pure: all facts come in. */

/* A ticket that goes from one status to another ends so that its customer is asked: it is resolved,
 * or an agent closes it. Whoever closes his ticket himself, or lets it run out, has been asked
 * enough. */
bool desk_survey_is_called_for(DeskStatus before, DeskStatus after, bool by_staff);

/* What is known when the time has come. All borrowed. */
typedef struct {
    const DeskConf *conf;
    const DeskMailbox *mailbox; /* of the ticket */
    const DeskTicket *ticket;
    const DeskContact *contact; /* its requester; NULL: it has none */
    bool is_machine;            /* all that he wrote on the ticket a machine did */
    bool is_asked;              /* he was asked about this end of it before */
    gint64 last;                /* when he was last asked anything; 0: never */
    gint64 now;
} DeskSurveyFacts;

/* NULL, or one English sentence why he is not asked. Static. */
const char *desk_survey_refusal(const DeskSurveyFacts *facts);
