#include "policy/monitor.h"

#include <criterion/criterion.h>
#include <time.h>

static char *const senders[] = { (char *) "Nagios@example.net", NULL };
static DeskMonitor plain = { .name = (char *) "nagios",
                             .senders = (char **) senders,
                             .key = (char *) "alert: (\\S+)",
                             .recovery = (char *) "^RECOVERY" };
static DeskMonitor greedy = { .name = (char *) "greedy",
                              .senders = (char **) senders,
                              .key = (char *) "(a+)+$" };
static DeskMonitor broken = { .name = (char *) "broken",
                              .senders = (char **) senders,
                              .key = (char *) "(" };
static DeskMonitor whole = { .name = (char *) "whole",
                             .senders = (char **) senders,
                             .key = (char *) "disk \\d+" };

static DeskMonitors *
monitors_of(DeskMonitor *first, DeskMonitor *second)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_ptr_array_add(list, first);
    if (second)
        g_ptr_array_add(list, second);
    return desk_monitors_new(list);
}

/* RULES L4 */
Test(monitor, l4_a_subject_names_its_matter)
{
    static const struct {
        const char *sender, *subject, *key;
        bool is_over;
    } rows[] = {
        { "nagios@example.net", "PROBLEM alert: db7/disk is CRITICAL", "db7/disk", false },
        { "NAGIOS@EXAMPLE.NET", "RECOVERY alert: db7/disk is OK", "db7/disk", true },
        { "nagios@example.net", "weekly report", NULL, false },
        { "jane@example.net", "PROBLEM alert: db7/disk is CRITICAL", NULL, false },
        { "nagios@example.net", "", NULL, false },
        { "", "PROBLEM alert: db7/disk", NULL, false },
    };
    g_autoptr(DeskMonitors) monitors = monitors_of(&plain, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskMatter) matter = { 0 };
        bool found = desk_monitors_read(monitors, rows[i].sender, rows[i].subject, &matter);
        cr_expect_eq(found, rows[i].key != NULL, "row %zu", i);
        cr_expect_eq(g_strcmp0(matter.key, rows[i].key), 0, "row %zu: %s", i, matter.key);
        cr_expect_eq(matter.is_over, rows[i].is_over, "row %zu", i);
    }
}

Test(monitor, without_a_group_all_that_fits_is_the_key)
{
    g_auto(DeskMatter) matter = { 0 };
    g_autoptr(DeskMonitors) monitors = monitors_of(&broken, &whole);
    cr_assert(desk_monitors_read(monitors, "nagios@example.net", "the disk 12 is full", &matter));
    cr_expect_str_eq(matter.monitor, "whole");
    cr_expect_str_eq(matter.key, "disk 12");
}

/* RULES A15: an expression that tries every way to fail is stopped. */
Test(monitor, an_expression_that_goes_astray_finds_nothing)
{
    g_autoptr(DeskMonitors) monitors = monitors_of(&greedy, NULL);
    g_autofree char *as = g_strnfill(900, 'a');
    g_autofree char *subject = g_strconcat(as, "!", NULL);
    g_auto(DeskMatter) matter = { 0 };
    clock_t start = clock();
    cr_expect_not(desk_monitors_read(monitors, "nagios@example.net", subject, &matter));
    cr_expect_lt(clock() - start, CLOCKS_PER_SEC / 40);
}

Test(monitor, each_matter_has_its_name)
{
    DeskMatter a = { .monitor = "ab", .key = (char *) "c" };
    DeskMatter b = { .monitor = "a", .key = (char *) "bc" };
    cr_expect_neq(desk_matter_name(&a), desk_matter_name(&b));
    cr_expect_eq(desk_matter_name(&a), desk_matter_name(&a));
}
