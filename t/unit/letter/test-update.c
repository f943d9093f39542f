#include "base/clock.h"
#include "study.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    study_open("");
}

TestSuite(update, .init = open_desk, .fini = study_close);

#define AHEAD "1795604400000000" /* Wed 2026-11-25 11:00 UTC */
#define WHEN  "{{#weekday_3}}Wed{{/weekday_3}} {{day}} {{hour}} {{zone}}"

static void
set_status(DeskStatus status)
{
    cr_assert(desk_store_ticket_touch(study.store, study.ticket, status, study.now, NULL));
}

static DeskOutboxRow
row_of(const char *detail)
{
    DeskOutboxRow row = study_row("status", 0);
    row.detail = (char *) detail;
    return row;
}

Test(update, each_word_has_its_template_and_its_facts)
{
    static const struct {
        DeskStatus status;
        const char *detail, *template, *fields, *told;
    } rows[] = {
        { DESK_STATUS_OPEN, "update assigned", "status-assigned", "{{agent.name}}", "Bob Ray" },
        { DESK_STATUS_IN_PROGRESS, "update in-progress", "status-in-progress", "{{agent.name}}",
          "Bob Ray" },
        { DESK_STATUS_ON_HOLD, "update on-hold\nreason It's {{x}} & late\nuntil " AHEAD,
          "status-on-hold", "{{reason}}|{{#until}}" WHEN "{{/until}}",
          "It's {{x}} & late|Wed 25 11 UTC" },
        { DESK_STATUS_ON_HOLD, "update on-hold", "status-on-hold",
          "{{reason}}|{{^until}}open{{/until}}", "|open" },
        { DESK_STATUS_RESOLVED, "update resolved\ncloses " AHEAD, "status-resolved",
          "{{#closes}}" WHEN "{{/closes}}|{{confirm}}|{{reopen}}",
          "Wed 25 11 "
          "UTC|mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D%20Printer%20on%20fire"
          "&body=%23close|mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D%20Printer%"
          "20on%20fire"
          "&body=%23reopen" },
        { DESK_STATUS_RESOLVED, "update resolved", "status-resolved", "{{^closes}}never{{/closes}}",
          "never" },
        { DESK_STATUS_CLOSED, "update resolved\ncloses " AHEAD, "status-resolved",
          "{{^closes}}it has{{/closes}}", "it has" },
        { DESK_STATUS_OPEN, "update reopened", "status-reopened", "{{ticket.id}}", "1" },
        { DESK_STATUS_CLOSED, "update closed", "status-closed", "{{reopen}}",
          "mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D%20Printer%20on%20fire&body=%"
          "23reopen" },
        { DESK_STATUS_MERGED, "update merged\ninto 17", "status-merged", "{{into.id}}", "17" },
        { DESK_STATUS_MERGED, "update merged", "status-merged", "{{^into.id}}another{{/into.id}}",
          "another" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskOutboxRow row = row_of(rows[i].detail);
        set_status(rows[i].status);
        g_autoptr(DeskLetter) letter = study_write(&row);
        g_autofree char *told = study_tell(letter, rows[i].fields);
        cr_expect_str_eq(letter->template, rows[i].template, "row %zu", i);
        cr_expect_str_eq(told, rows[i].told, "row %zu: %s", i, told);
    }
}

/* RULES O4: the solution is what he got, and nothing else. */
Test(update, o4_the_solution_is_the_newest_answer)
{
    const DeskOutboxRow row = row_of("update resolved");
    set_status(DESK_STATUS_RESOLVED);
    study_say(&(Said){ .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = "Old" });
    study_say(&(Said){ .direction = DESK_DIRECTION_OUT,
                       .author = study.bob,
                       .text = "#resolve\nThe <cable>.\n-- \nBob",
                       .reply_text = "The <cable>.\n" });
    study_say(&(Said){ .direction = DESK_DIRECTION_NOTE, .author = study.bob, .text = "Fool" });
    study_say(&(Said){ .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "Thanks" });
    study_say(&(Said){
        .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = "Held", .held = true });
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(letter, "{{solution}}|{{{html_solution}}}");
    cr_expect_str_eq(told, "The <cable>.|<div dir=\"auto\">The &lt;cable&gt;.</div>\n", "%s", told);
}

Test(update, a_long_solution_is_cut_at_a_character)
{
    const DeskOutboxRow row = row_of("update resolved");
    g_autoptr(GString) text = g_string_new("x");
    for (int i = 0; i < 3000; i++)
        g_string_append(text, "\xc3\xa4");
    set_status(DESK_STATUS_RESOLVED);
    study_say(&(Said){ .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = text->str });
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(letter, "{{solution}}");
    cr_expect(g_utf8_validate(told, -1, NULL));
    cr_expect(g_str_has_suffix(told, "\xc3\xa4\n[...]"));
    cr_expect_leq(strlen(told), 4010);
}

/* RULES L8 */
Test(update, l8_who_is_not_proved_is_told_nothing_that_was_written)
{
    DeskOutboxRow row = row_of("update resolved");
    row.verified = false;
    set_status(DESK_STATUS_RESOLVED);
    study_say(&(Said){ .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = "Secret" });
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told =
        study_tell(letter, "{{solution}}{{html_solution}}{{ticket.subject}}{{customer.name}}|"
                           "{{confirm}}");
    cr_expect_str_eq(told,
                     "|mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D&body=%23close",
                     "%s", told);
}

Test(update, what_is_not_so_any_more_is_not_sent)
{
    static const struct {
        DeskStatus status;
        const char *detail;
    } rows[] = {
        { DESK_STATUS_OPEN, "update on-hold" },   { DESK_STATUS_OPEN, "update resolved" },
        { DESK_STATUS_WAITING, "update closed" }, { DESK_STATUS_SPAM, "update assigned" },
        { DESK_STATUS_OPEN, "update merged" },    { DESK_STATUS_CLOSED, "update reopened" },
        { DESK_STATUS_OPEN, "update nonsense" },  { DESK_STATUS_OPEN, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskOutboxRow row = row_of(rows[i].detail);
        set_status(rows[i].status);
        g_autofree char *why = study_refusal(&row);
        cr_expect(why, "row %zu", i);
    }
}

/* An answer says that it has resolved the ticket, while that is so. */
Test(update, an_answer_says_that_it_resolves)
{
    static const struct {
        DeskStatus status;
        const char *detail, *told;
    } rows[] = {
        { DESK_STATUS_RESOLVED, "update resolved\ncloses " AHEAD,
          "yes|Wed 25 11 "
          "UTC|mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D%20Printer%20on%20fire"
          "&body=%23reopen" },
        { DESK_STATUS_OPEN, "update resolved\ncloses " AHEAD, "||" },
        { DESK_STATUS_RESOLVED, NULL, "||" },
    };
    gint64 message =
        study_say(&(Said){ .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = "So." });
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskOutboxRow row = study_row("reply", message);
        row.detail = (char *) rows[i].detail;
        set_status(rows[i].status);
        g_autoptr(DeskLetter) letter = study_write(&row);
        g_autofree char *told = study_tell(letter, "{{#resolved}}yes{{/resolved}}|{{#closes}}" WHEN
                                                   "{{/closes}}|{{reopen}}");
        cr_expect_str_eq(told, rows[i].told, "row %zu: %s", i, told);
    }
}
