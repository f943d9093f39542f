#include "policy/trust.h"

bool
desk_trust_is_member(const DeskStanding *standing)
{
    if (standing->stand_in)
        return false;
    if (standing->service)
        return standing->requester;
    if (standing->third_party)
        return false;
    return standing->issued || standing->participant;
}

DeskOutcome
desk_trust_outcome(DeskLinkKind link, bool member, DeskAssurance assurance)
{
    /* clang-format off */
    static const DeskOutcome table[][2] = {
        /*                              member or recipient   stranger or failed */
        [DESK_LINK_NONE]           = { DESK_OUTCOME_NEW,      DESK_OUTCOME_NEW },
        [DESK_LINK_CORRELATION]    = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_NEW },
        [DESK_LINK_SUBJECT]        = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_NEW_LINKED },
        [DESK_LINK_MESSAGE_ID]     = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_NEW_LINKED },
        [DESK_LINK_OUR_MESSAGE_ID] = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_HELD },
        [DESK_LINK_TOKEN]          = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_HELD },
    };
    /* clang-format on */
    bool stranger = !member || assurance == DESK_ASSURANCE_FAILED;
    return table[link][stranger];
}

static bool
is_strong(DeskLinkKind link)
{
    return link == DESK_LINK_TOKEN || link == DESK_LINK_OUR_MESSAGE_ID;
}

DeskOutcome
desk_trust_agent_outcome(DeskLinkKind link, const DeskAgentStanding *standing)
{
    /* clang-format off */
    static const DeskOutcome table[][3] = {
        /*                              answers us            proved                not proved */
        [DESK_LINK_NONE]           = { DESK_OUTCOME_NEW,     DESK_OUTCOME_NEW,     DESK_OUTCOME_NEW },
        [DESK_LINK_CORRELATION]    = { DESK_OUTCOME_NOTE,    DESK_OUTCOME_NOTE,    DESK_OUTCOME_NEW },
        [DESK_LINK_SUBJECT]        = { DESK_OUTCOME_NOTE,    DESK_OUTCOME_NOTE,    DESK_OUTCOME_NEW_LINKED },
        [DESK_LINK_MESSAGE_ID]     = { DESK_OUTCOME_NOTE,    DESK_OUTCOME_NOTE,    DESK_OUTCOME_NEW_LINKED },
        [DESK_LINK_OUR_MESSAGE_ID] = { DESK_OUTCOME_ANSWER,  DESK_OUTCOME_NOTE,    DESK_OUTCOME_HELD },
        [DESK_LINK_TOKEN]          = { DESK_OUTCOME_ANSWER,  DESK_OUTCOME_NOTE,    DESK_OUTCOME_HELD },
    };
    /* clang-format on */
    return table[link][!standing->has_powers ? 2 : !standing->answers];
}

DeskOutcome
desk_trust_third_outcome(DeskLinkKind link, bool issued, DeskAssurance assurance)
{
    bool is_answer = is_strong(link) && issued && assurance != DESK_ASSURANCE_FAILED;
    return is_answer ? DESK_OUTCOME_NOTE : desk_trust_outcome(link, false, assurance);
}

const char *
desk_trust_obstacle(DeskLinkKind link, const DeskStanding *standing, DeskAssurance assurance)
{
    if (assurance == DESK_ASSURANCE_FAILED)
        return "its authentication failed, so its sender is not who it says";
    if (standing->stand_in)
        return "its From names nobody, and an envelope sender proves nothing";
    if (standing->service && !desk_trust_is_member(standing))
        return "a service's mail is never shown to a ticket's customer";
    if (is_strong(link))
        return "it was not issued to this sender, who is not on that ticket";
    return "the sender is not on that ticket";
}
