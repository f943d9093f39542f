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
        { DESK_LINK_CORRELATION, true, DESK_ASSURANCE_NONE, DESK_OUTCOME_APPEND },
        { DESK_LINK_CORRELATION, false, DESK_ASSURANCE_NONE, DESK_OUTCOME_NEW },
        { DESK_LINK_CORRELATION, true, DESK_ASSURANCE_FAILED, DESK_OUTCOME_NEW },
        { DESK_LINK_NONE, true, DESK_ASSURANCE_SASL, DESK_OUTCOME_NEW },
        { DESK_LINK_NONE, false, DESK_ASSURANCE_FAILED, DESK_OUTCOME_NEW },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_trust_outcome(rows[i].link, rows[i].member, rows[i].assurance),
                     rows[i].outcome, "row %zu: %s", i, desk_link_name(rows[i].link));
}

/* RULES S5, S6: who counts as somebody of the ticket. */
Test(trust, s5_a_service_is_a_member_of_its_own_tickets_alone)
{
    static const struct {
        DeskStanding standing;
        bool member;
    } rows[] = {
        { { .issued = false }, false },
        { { .issued = true }, true },
        { { .participant = true }, true },
        { { .participant = true, .requester = true }, true },
        { { .issued = true, .participant = true, .service = true }, false },
        { { .participant = true, .requester = true, .service = true }, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_trust_is_member(&rows[i].standing), rows[i].member, "row %zu", i);
}

/* Whoever is kept out is told apart from whoever else is, in words. */
Test(trust, each_obstacle_has_its_own_words)
{
    const DeskStanding stranger = { .issued = false }, service = { .service = true };
    const char *said[] = {
        desk_trust_obstacle(DESK_LINK_TOKEN, &stranger, DESK_ASSURANCE_FAILED),
        desk_trust_obstacle(DESK_LINK_TOKEN, &stranger, DESK_ASSURANCE_NONE),
        desk_trust_obstacle(DESK_LINK_SUBJECT, &stranger, DESK_ASSURANCE_NONE),
        desk_trust_obstacle(DESK_LINK_TOKEN, &service, DESK_ASSURANCE_ALIGNED),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(said[i], said[k], "%zu and %zu", i, k);
}

/* RULES T6, C4: proved it is a note, and an answer where it answers a mail of ours to an agent; by
 * a guessable hint alone nobody gets near the ticket. */
Test(trust, an_agents_mail_is_an_answer_a_note_or_held_or_a_strangers)
{
    static const struct {
        DeskLinkKind link;
        DeskOutcome answering, proved, unproved;
    } rows[] = {
        { DESK_LINK_NONE, DESK_OUTCOME_NEW, DESK_OUTCOME_NEW, DESK_OUTCOME_NEW },
        { DESK_LINK_CORRELATION, DESK_OUTCOME_NOTE, DESK_OUTCOME_NOTE, DESK_OUTCOME_NEW },
        { DESK_LINK_SUBJECT, DESK_OUTCOME_NOTE, DESK_OUTCOME_NOTE, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_MESSAGE_ID, DESK_OUTCOME_NOTE, DESK_OUTCOME_NOTE, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_OUR_MESSAGE_ID, DESK_OUTCOME_ANSWER, DESK_OUTCOME_NOTE, DESK_OUTCOME_HELD },
        { DESK_LINK_TOKEN, DESK_OUTCOME_ANSWER, DESK_OUTCOME_NOTE, DESK_OUTCOME_HELD },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *name = desk_link_name(rows[i].link);
        for (int answers = 0; answers < 2; answers++) {
            const DeskAgentStanding proved = { true, answers }, unproved = { false, answers };
            cr_expect_eq(desk_trust_agent_outcome(rows[i].link, &proved),
                         answers ? rows[i].answering : rows[i].proved, "%s", name);
            cr_expect_eq(desk_trust_agent_outcome(rows[i].link, &unproved), rows[i].unproved, "%s",
                         name);
        }
    }
}

/* RULES C4, S6: what whom it was forwarded to answers stays among agents; else he is a stranger. */
Test(trust, a_third_partys_answer_is_a_note)
{
    static const struct {
        DeskLinkKind link;
        bool issued;
        DeskAssurance assurance;
        DeskOutcome outcome;
    } rows[] = {
        { DESK_LINK_TOKEN, true, DESK_ASSURANCE_NONE, DESK_OUTCOME_NOTE },
        { DESK_LINK_OUR_MESSAGE_ID, true, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_NOTE },
        { DESK_LINK_TOKEN, false, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_HELD },
        { DESK_LINK_TOKEN, true, DESK_ASSURANCE_FAILED, DESK_OUTCOME_HELD },
        { DESK_LINK_MESSAGE_ID, false, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_SUBJECT, false, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_NEW_LINKED },
        { DESK_LINK_NONE, false, DESK_ASSURANCE_ALIGNED, DESK_OUTCOME_NEW },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_trust_third_outcome(rows[i].link, rows[i].issued, rows[i].assurance),
                     rows[i].outcome, "row %zu: %s", i, desk_link_name(rows[i].link));
}
