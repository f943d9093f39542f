#include "policy/trust.h"

DeskOutcome
desk_trust_outcome(DeskLinkKind link, bool member, DeskAssurance assurance)
{
    /* clang-format off */
    static const DeskOutcome table[][2] = {
        /*                              member or recipient   stranger or failed */
        [DESK_LINK_NONE]           = { DESK_OUTCOME_NEW,      DESK_OUTCOME_NEW },
        [DESK_LINK_SUBJECT]        = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_NEW_LINKED },
        [DESK_LINK_MESSAGE_ID]     = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_NEW_LINKED },
        [DESK_LINK_OUR_MESSAGE_ID] = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_HELD },
        [DESK_LINK_TOKEN]          = { DESK_OUTCOME_APPEND,   DESK_OUTCOME_HELD },
    };
    /* clang-format on */
    bool stranger = !member || assurance == DESK_ASSURANCE_FAILED;
    return table[link][stranger];
}
