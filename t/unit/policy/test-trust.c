#include "policy/trust.h"

#include <criterion/criterion.h>

/* One row for each cell of the table in the design. */
Test(trust, each_cell_of_the_table)
{
    static const struct {
        DeskLinkKind link;
        bool member;
        DeskAssurance assurance;
        DeskOutcome outcome;
    } rows[] = {
        { DESK_LINK_TOKEN, true, DESK_ASSURANCE_NONE, DESK_OUTCOME_APPEND },
        { DESK_LINK_TOKEN, false, DESK_ASSURANCE_NONE, DESK_OUTCOME_HELD },
        { DESK_LINK_TOKEN, true, DESK_ASSURANCE_FAILED, DESK_OUTCOME_HELD },
        { DESK_LINK_OUR_MESSAGE_ID, true, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_APPEND },
        { DESK_LINK_OUR_MESSAGE_ID, false, DESK_ASSURANCE_SASL, DESK_OUTCOME_HELD },
        { DESK_LINK_OUR_MESSAGE_ID, true, DESK_ASSURANCE_FAILED, DESK_OUTCOME_HELD },
        { DESK_LINK_MESSAGE_ID, true, DESK_ASSURANCE_NONE, DESK_OUTCOME_APPEND },
        { DESK_LINK_MESSAGE_ID, false, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_MESSAGE_ID, true, DESK_ASSURANCE_FAILED, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_SUBJECT, true, DESK_ASSURANCE_NONE, DESK_OUTCOME_APPEND },
        { DESK_LINK_SUBJECT, false, DESK_ASSURANCE_SASL, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_SUBJECT, true, DESK_ASSURANCE_FAILED, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_NONE, true, DESK_ASSURANCE_SASL, DESK_OUTCOME_NEW },
        { DESK_LINK_NONE, false, DESK_ASSURANCE_FAILED, DESK_OUTCOME_NEW },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_trust_outcome(rows[i].link, rows[i].member, rows[i].assurance),
                     rows[i].outcome, "row %zu: %s", i, desk_link_name(rows[i].link));
}
