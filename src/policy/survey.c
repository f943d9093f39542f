#include "policy/survey.h"
#include "policy/lifecycle.h"
#include "policy/monitor.h"
#include "policy/robots.h"

bool
desk_survey_is_called_for(DeskStatus before, DeskStatus after, bool by_staff)
{
    return desk_lifecycle_is_alive(before) &&
           (after == DESK_STATUS_RESOLVED || (after == DESK_STATUS_CLOSED && by_staff));
}

static const char *
refuse_ticket(const DeskSurveyFacts *facts)
{
    if (!desk_lifecycle_has_ended(facts->ticket->status))
        return "the ticket has not ended any more";
    if (facts->conf->survey.scale == DESK_SCALE_NONE)
        return "customers are asked nothing any more";
    if (!facts->mailbox->survey)
        return "the customers of its mailbox are not asked";
    if (facts->is_asked)
        return "the customer was asked about this end of the ticket before";
    return NULL;
}

/* A clock that was wrong when he was asked keeps him quiet for no longer than a right one. */
static bool
is_quiet(const DeskSurveyFacts *facts)
{
    return facts->last > 0 && ABS(facts->now - facts->last) < facts->conf->survey.quiet;
}

static const char *
refuse_person(const DeskSurveyFacts *facts)
{
    const DeskContact *contact = facts->contact;
    if (!contact)
        return "nobody is known whose ticket it is";
    if (facts->is_machine || desk_monitor_is_at(facts->conf, contact->address))
        return "all that came in the customer's name a machine wrote, or it came by way of a list";
    if (desk_robots_is_unread(contact->address))
        return "nobody reads mail at the customer's address";
    if (contact->proved == 0)
        return "nothing proves that the customer reads mail at his address";
    if (contact->no_surveys > 0)
        return "the customer wants no surveys";
    if (is_quiet(facts))
        return "the customer was asked not long ago";
    return NULL;
}

const char *
desk_survey_refusal(const DeskSurveyFacts *facts)
{
    const char *refusal = refuse_ticket(facts);
    return refusal ? refusal : refuse_person(facts);
}
