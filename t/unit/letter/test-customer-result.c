#include "base/clock.h"
#include "study.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    study_open("");
}

TestSuite(customer_result, .init = open_desk, .fini = study_close);

#define ALL                                                                                        \
    "{{#is_new}}new{{/is_new}}{{#is_open}}open{{/is_open}}{{#is_waiting}}waiting{{/is_waiting}}"   \
    "{{#is_on_hold}}held{{/is_on_hold}}{{#is_resolved}}resolved{{/is_resolved}}"                   \
    "{{#is_closed}}closed{{/is_closed}}{{#since}} {{day}}{{/since}}"                               \
    "{{#obstacle_gone}} gone{{/obstacle_gone}}{{#obstacle_both}} both{{/obstacle_both}}"           \
    "{{#obstacle_not_requester}} not{{/obstacle_not_requester}}"                                   \
    "{{#obstacle_often}} often{{/obstacle_often}}{{#help}} help{{/help}}"                          \
    "{{#language_set}} language{{/language_set}}"

static char *
tell(const char *detail)
{
    DeskOutboxRow row = study_row("customer-result", 0);
    row.detail = (char *) detail;
    g_autoptr(DeskLetter) letter = study_write(&row);
    return study_tell(letter, ALL);
}

Test(customer_result, each_fact_is_a_field)
{
    static const struct {
        const char *detail, *told;
    } rows[] = {
        { "status new", "new" },
        { "status open", "open" },
        { "status in-progress", "open" },
        { "status waiting", "waiting" },
        { "status on-hold", "held" },
        { "status resolved", "resolved" },
        { "status closed", "closed" },
        { "status merged", "closed" },
        { "status open\nsince 1795431600000000", "open 23" },
        { "obstacle gone\nstatus closed", "closed gone" },
        { "obstacle both\nstatus open", "open both" },
        { "obstacle not-requester\nstatus open", "open not" },
        { "obstacle often\nstatus closed", "closed often" },
        { "obstacle else\nstatus closed", "closed" },
        { "status open\nhelp ", "open help" },
        { "status open\nlanguage de", "open language" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *told = tell(rows[i].detail);
        cr_expect_str_eq(told, rows[i].told, "%s: %s", rows[i].detail, told);
    }
}

/* Rows that were queued with sentences, and what nobody has written. */
Test(customer_result, without_facts_it_tells_how_the_ticket_stands)
{
    static const char *const details[] = { NULL, "",
                                           "Your request\nYour request is closed. To come back to "
                                           "it, just answer this mail.\nThis has been so since.",
                                           "status unknown" };
    for (size_t i = 0; i < G_N_ELEMENTS(details); i++) {
        g_autofree char *told = tell(details[i]);
        cr_expect_str_eq(told, "open", "%zu: %s", i, told);
    }
}
