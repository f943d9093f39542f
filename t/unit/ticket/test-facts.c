#include "ticket/facts.h"

#include <criterion/criterion.h>

Test(facts, are_found_by_their_whole_name)
{
    static const struct {
        const char *facts, *name, *expected;
    } rows[] = {
        { "update resolved\nsince 12", "update", "resolved" },
        { "update resolved\nsince 12", "since", "12" },
        { "update resolved", "up", NULL },
        { "update resolved", "resolved", NULL },
        { "reason until noon\nuntil 7", "until", "7" },
        { "help ", "help", "" },
        { "help", "help", NULL },
        { "a 1\na 2", "a", "1" },
        { "", "a", NULL },
        { NULL, "a", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = desk_facts_find(rows[i].facts, rows[i].name);
        cr_expect(g_strcmp0(found, rows[i].expected) == 0, "row %zu: %s", i, found);
    }
}

Test(facts, a_value_cannot_become_another_fact)
{
    g_autoptr(GString) facts = g_string_new(NULL);
    desk_facts_add(facts, "reason", "we wait\nupdate closed\r\nuntil 9");
    desk_facts_add_time(facts, "until", 42);
    cr_expect_null(desk_facts_find(facts->str, "update"));
    cr_expect_eq(desk_facts_time(facts->str, "until"), 42);
    cr_expect_eq(desk_facts_time(facts->str, "since"), 0);
}
