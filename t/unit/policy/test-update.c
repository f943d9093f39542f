#include "policy/update.h"

#include <criterion/criterion.h>

#define STATUSES 9
#define NONE     DESK_UPDATE_NONE
#define ALL      ((1 << DESK_UPDATES) - 1)

static const char *
name_of(int word)
{
    return word == NONE ? "-" : desk_update_name((DeskUpdate) word);
}

static int
word_of(const char *name)
{
    DeskUpdate update = DESK_UPDATE_ASSIGNED;
    if (!name || *name == '-')
        return NONE;
    cr_assert(desk_update_parse(name, &update), "%s", name);
    return (int) update;
}

/* Of a person who is known, and was told nothing. */
static DeskUpdateFacts
moved(DeskStatus before, DeskStatus after)
{
    return (DeskUpdateFacts){
        .before = before, .after = after, .updates = ALL, .told = NONE, .pending = NONE
    };
}

/* A letter for each status in the order of DeskStatus, and the word a move is. */
static const struct {
    const char *cells;
} moves[STATUSES] = {
    /* new, open, in-progress, waiting, on-hold, resolved, closed, merged, spam */
    { "..p.hrcm." }, /* new */
    { "..p.hrcm." }, /* open */
    { "....hrcm." }, /* in-progress */
    { "..p.hrcm." }, /* waiting */
    { "..p..rcm." }, /* on-hold */
    { "ooo.h.cm." }, /* resolved */
    { "ooo.hr.m." }, /* closed */
    { "........." }, /* merged */
    { "..p.hrc.." }, /* spam */
};

static int
cell(DeskStatus before, DeskStatus after)
{
    static const char letters[] = "aphrocm";
    const char *at = strchr(letters, moves[before].cells[after]);
    return at ? (int) (at - letters) : NONE;
}

Test(update, each_move_is_one_word_or_none)
{
    for (DeskStatus before = 0; before < STATUSES; before++)
        for (DeskStatus after = 0; after < STATUSES; after++) {
            const DeskUpdateFacts facts = moved(before, after);
            const DeskUpdateVerdict verdict = desk_update_judge(&facts);
            int word = cell(before, after);
            cr_expect_eq(verdict.update, word, "%s to %s is %s, expected %s",
                         desk_status_name(before), desk_status_name(after), name_of(verdict.update),
                         name_of(word));
            cr_expect_eq(verdict.step, word == NONE ? DESK_UPDATE_LEAVE : DESK_UPDATE_QUEUE,
                         "%s to %s", desk_status_name(before), desk_status_name(after));
            cr_expect_null(verdict.stale);
        }
}

/* Whatever the mailbox does not tell of is not told, in any cell. */
Test(update, each_word_can_be_switched_off)
{
    for (DeskStatus before = 0; before < STATUSES; before++)
        for (DeskStatus after = 0; after < STATUSES; after++) {
            DeskUpdateFacts facts = moved(before, after);
            int word = cell(before, after);
            if (word == NONE)
                continue;
            facts.updates = ALL & ~DESK_UPDATE_BIT(word);
            cr_expect_eq(desk_update_judge(&facts).step, DESK_UPDATE_LEAVE, "%s", name_of(word));
            facts.updates = DESK_UPDATE_BIT(word);
            cr_expect_eq(desk_update_judge(&facts).step, DESK_UPDATE_QUEUE, "%s", name_of(word));
        }
}

/* The customer's own doing tells him nothing, but that an answer has opened his ticket. */
Test(update, who_does_it_himself_knows)
{
    for (DeskStatus before = 0; before < STATUSES; before++)
        for (DeskStatus after = 0; after < STATUSES; after++) {
            DeskUpdateFacts facts = moved(before, after);
            facts.by_customer = true;
            bool tells = cell(before, after) == DESK_UPDATE_REOPENED;
            cr_expect_eq(desk_update_judge(&facts).step,
                         tells ? DESK_UPDATE_QUEUE : DESK_UPDATE_LEAVE, "%s to %s",
                         desk_status_name(before), desk_status_name(after));
        }
}

Test(update, a_word_stands_while_the_ticket_is_so)
{
    /* By status in their order, with and without an assignee for the first. */
    static const char *const stands[DESK_UPDATES] = {
        "yyyyy....", "..y......", "....y....", ".....yy..", "yyyyy....", "......y..", ".......y.",
    };
    for (int word = 0; word < DESK_UPDATES; word++)
        for (DeskStatus status = 0; status < STATUSES; status++) {
            bool expected = stands[word][status] == 'y';
            cr_expect_eq(desk_update_holds((DeskUpdate) word, status, true), expected, "%s, %s",
                         name_of(word), desk_status_name(status));
            cr_expect_eq(desk_update_holds((DeskUpdate) word, status, false),
                         expected && word != DESK_UPDATE_ASSIGNED, "%s, %s", name_of(word),
                         desk_status_name(status));
        }
}

/* What has been told, and what waits to be. */
Test(update, the_last_state_counts_and_is_told_once)
{
    enum { NEW, OPEN, PROG, WAIT, HOLD, RESO, CLOS, MERG, SPAM };
    static const struct {
        int before, after;
        const char *told, *pending;
        DeskUpdateStep step;
        const char *word;
        bool withdraws;
    } rows[] = {
        /* coalesced */
        { RESO, CLOS, "-", "resolved", DESK_UPDATE_CHANGE, "closed", false },
        { PROG, HOLD, "-", "in-progress", DESK_UPDATE_CHANGE, "on-hold", false },
        { HOLD, RESO, "-", "on-hold", DESK_UPDATE_CHANGE, "resolved", false },
        { RESO, MERG, "-", "resolved", DESK_UPDATE_CHANGE, "merged", false },
        { CLOS, RESO, "-", "closed", DESK_UPDATE_CHANGE, "resolved", false },
        /* taken back */
        { RESO, OPEN, "-", "resolved", DESK_UPDATE_LEAVE, "reopened", true },
        { CLOS, OPEN, "assigned", "closed", DESK_UPDATE_LEAVE, "reopened", true },
        { HOLD, OPEN, "-", "on-hold", DESK_UPDATE_LEAVE, "-", true },
        { PROG, OPEN, "-", "in-progress", DESK_UPDATE_LEAVE, "-", true },
        { PROG, WAIT, "-", "in-progress", DESK_UPDATE_LEAVE, "-", true },
        { OPEN, SPAM, "-", "assigned", DESK_UPDATE_LEAVE, "-", true },
        { RESO, WAIT, "-", "resolved", DESK_UPDATE_LEAVE, "-", true },
        /* back to what he knows */
        { OPEN, RESO, "resolved", "reopened", DESK_UPDATE_SUPPRESS, "resolved", true },
        { RESO, OPEN, "reopened", "resolved", DESK_UPDATE_LEAVE, "reopened", true },
        { OPEN, HOLD, "on-hold", "in-progress", DESK_UPDATE_SUPPRESS, "on-hold", true },
        /* never twice */
        { OPEN, RESO, "resolved", "-", DESK_UPDATE_SUPPRESS, "resolved", false },
        { OPEN, HOLD, "on-hold", "-", DESK_UPDATE_SUPPRESS, "on-hold", false },
        { CLOS, RESO, "closed", "-", DESK_UPDATE_LEAVE, "resolved", false },
        { RESO, OPEN, "resolved", "-", DESK_UPDATE_QUEUE, "reopened", false },
        { CLOS, OPEN, "resolved", "closed", DESK_UPDATE_CHANGE, "reopened", false },
        { OPEN, RESO, "reopened", "-", DESK_UPDATE_QUEUE, "resolved", false },
        { RESO, CLOS, "resolved", "-", DESK_UPDATE_QUEUE, "closed", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskUpdateFacts facts = moved((DeskStatus) rows[i].before, (DeskStatus) rows[i].after);
        facts.told = word_of(rows[i].told);
        facts.pending = word_of(rows[i].pending);
        facts.is_repeated = true;
        const DeskUpdateVerdict verdict = desk_update_judge(&facts);
        cr_expect_eq(verdict.step, rows[i].step, "row %zu: step %d", i, verdict.step);
        cr_expect_eq(verdict.update, word_of(rows[i].word), "row %zu: %s", i,
                     name_of(verdict.update));
        cr_expect_eq(verdict.stale != NULL, rows[i].withdraws, "row %zu: %s", i,
                     verdict.stale ? verdict.stale : "stays");
        cr_expect(verdict.step != DESK_UPDATE_SUPPRESS || verdict.reason, "row %zu", i);
    }
}

Test(update, time_closes_what_is_resolved_without_a_word)
{
    static const struct {
        const char *told, *pending;
        DeskUpdateStep step;
    } rows[] = {
        { "resolved", "-", DESK_UPDATE_LEAVE },
        { "-", "resolved", DESK_UPDATE_LEAVE },
        { "-", "-", DESK_UPDATE_QUEUE },
        { "reopened", "-", DESK_UPDATE_QUEUE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskUpdateFacts facts = moved(DESK_STATUS_RESOLVED, DESK_STATUS_CLOSED);
        facts.by_time = true;
        facts.told = word_of(rows[i].told);
        facts.pending = word_of(rows[i].pending);
        const DeskUpdateVerdict verdict = desk_update_judge(&facts);
        cr_expect_eq(verdict.step, rows[i].step, "row %zu", i);
        cr_expect_null(verdict.stale, "row %zu", i);
    }
    DeskUpdateFacts waited = moved(DESK_STATUS_WAITING, DESK_STATUS_CLOSED);
    waited.by_time = true;
    cr_expect_eq(desk_update_judge(&waited).step, DESK_UPDATE_QUEUE);
}

Test(update, an_answer_tells_what_it_brings)
{
    DeskUpdateFacts facts = moved(DESK_STATUS_OPEN, DESK_STATUS_RESOLVED);
    facts.is_answered = true;
    facts.pending = DESK_UPDATE_IN_PROGRESS;
    DeskUpdateVerdict verdict = desk_update_judge(&facts);
    cr_expect_eq(verdict.step, DESK_UPDATE_JOIN);
    cr_expect(verdict.stale, "what waits is old news");

    facts = moved(DESK_STATUS_OPEN, DESK_STATUS_WAITING);
    facts.is_answered = facts.has_assignee = true;
    facts.pending = DESK_UPDATE_ASSIGNED;
    verdict = desk_update_judge(&facts);
    cr_expect_eq(verdict.step, DESK_UPDATE_LEAVE);
    cr_expect(verdict.stale, "who is answered sees that somebody has it");

    for (DeskStatus after = 0; after < STATUSES; after++) {
        facts = moved(DESK_STATUS_CLOSED, after);
        facts.is_answered = true;
        cr_expect_eq(desk_update_judge(&facts).step,
                     after == DESK_STATUS_RESOLVED ? DESK_UPDATE_JOIN : DESK_UPDATE_LEAVE, "%s",
                     desk_status_name(after));
    }
}

Test(update, who_has_it_is_told_once_and_when_nothing_else_is)
{
    static const struct {
        DeskStatus before, after;
        bool was;
        const char *pending;
        DeskUpdateStep step;
        const char *word;
    } rows[] = {
        { DESK_STATUS_NEW, DESK_STATUS_OPEN, false, "-", DESK_UPDATE_QUEUE, "assigned" },
        { DESK_STATUS_OPEN, DESK_STATUS_OPEN, false, "-", DESK_UPDATE_QUEUE, "assigned" },
        { DESK_STATUS_ON_HOLD, DESK_STATUS_ON_HOLD, false, "-", DESK_UPDATE_QUEUE, "assigned" },
        { DESK_STATUS_OPEN, DESK_STATUS_OPEN, true, "-", DESK_UPDATE_LEAVE, "assigned" },
        { DESK_STATUS_OPEN, DESK_STATUS_OPEN, false, "reopened", DESK_UPDATE_LEAVE, "assigned" },
        { DESK_STATUS_CLOSED, DESK_STATUS_CLOSED, false, "-", DESK_UPDATE_LEAVE, "-" },
        { DESK_STATUS_OPEN, DESK_STATUS_SPAM, false, "-", DESK_UPDATE_LEAVE, "-" },
        { DESK_STATUS_OPEN, DESK_STATUS_IN_PROGRESS, false, "-", DESK_UPDATE_QUEUE, "in-progress" },
        { DESK_STATUS_OPEN, DESK_STATUS_IN_PROGRESS, false, "assigned", DESK_UPDATE_CHANGE,
          "in-progress" },
        { DESK_STATUS_CLOSED, DESK_STATUS_OPEN, false, "-", DESK_UPDATE_QUEUE, "reopened" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskUpdateFacts facts = moved(rows[i].before, rows[i].after);
        facts.is_assigned = facts.has_assignee = true;
        facts.was_assigned = rows[i].was;
        facts.pending = word_of(rows[i].pending);
        const DeskUpdateVerdict verdict = desk_update_judge(&facts);
        cr_expect_eq(verdict.step, rows[i].step, "row %zu", i);
        cr_expect_eq(verdict.update, word_of(rows[i].word), "row %zu", i);
        cr_expect_null(verdict.stale, "row %zu", i);
    }
}

/* A new reason or date is news; a second look at the same is none. */
Test(update, on_hold_is_told_again_when_it_says_something_else)
{
    DeskUpdateFacts facts = moved(DESK_STATUS_ON_HOLD, DESK_STATUS_ON_HOLD);
    facts.told = DESK_UPDATE_ON_HOLD;
    cr_expect_eq(desk_update_judge(&facts).update, NONE);
    facts.is_explained = true;
    cr_expect_eq(desk_update_judge(&facts).step, DESK_UPDATE_QUEUE);
    facts.is_repeated = true;
    cr_expect_eq(desk_update_judge(&facts).step, DESK_UPDATE_SUPPRESS);
}

/* RULES I9, W36 */
Test(update, i9_machines_and_strangers_are_told_nothing)
{
    for (DeskStatus before = 0; before < STATUSES; before++)
        for (DeskStatus after = 0; after < STATUSES; after++) {
            if (cell(before, after) == NONE)
                continue;
            DeskUpdateFacts facts = moved(before, after);
            facts.is_machine = true;
            cr_expect_eq(desk_update_judge(&facts).step, DESK_UPDATE_SUPPRESS);
            facts.is_machine = false;
            facts.is_stranger = true;
            cr_expect_eq(desk_update_judge(&facts).step, DESK_UPDATE_SUPPRESS);
        }
}

/* What waits is as little for them as what would take its place. */
Test(update, i9_nothing_waits_for_machines_and_strangers)
{
    for (int is_stranger = 0; is_stranger < 2; is_stranger++) {
        DeskUpdateFacts facts = moved(DESK_STATUS_RESOLVED, DESK_STATUS_CLOSED);
        facts.pending = DESK_UPDATE_RESOLVED;
        cr_expect_null(desk_update_judge(&facts).stale);
        facts.is_stranger = is_stranger != 0;
        facts.is_machine = is_stranger == 0;
        const DeskUpdateVerdict verdict = desk_update_judge(&facts);
        cr_expect_eq(verdict.step, DESK_UPDATE_SUPPRESS);
        cr_expect(verdict.stale == verdict.reason, "row %d: %s", is_stranger,
                  verdict.stale ? verdict.stale : "it stays");
    }
}
