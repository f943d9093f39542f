#include "base/clock.h"
#include "study.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    study_open("");
    cr_assert(
        desk_store_ticket_touch(study.store, study.ticket, DESK_STATUS_WAITING, study.now, NULL));
}

TestSuite(reminder, .init = open_desk, .fini = study_close);

#define CLOSES "closes 1795604400000000" /* Wed 2026-11-25 12:00 CET */

static char *
tell(bool verified, const char *tmpl)
{
    DeskOutboxRow row = study_row("reminder", 0);
    row.detail = (char *) CLOSES;
    row.verified = verified;
    g_autoptr(DeskLetter) letter = study_write(&row);
    return study_tell(letter, tmpl);
}

static void
say_all(void)
{
    study_say(&(Said){ .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "It burns." });
    study_say(&(Said){ .direction = DESK_DIRECTION_OUT,
                       .author = study.bob,
                       .text = "#wait\nWhich floor & room?\n\n-- \nBob",
                       .reply_text = "Which floor & room?\n" });
    study_say(&(Said){ .direction = DESK_DIRECTION_NOTE, .author = study.bob, .text = "Slow one" });
    study_say(&(Said){
        .direction = DESK_DIRECTION_IN, .author = study.carl, .text = "Held", .held = true });
}

Test(reminder, it_says_until_when_and_repeats_the_answer)
{
    say_all();
    g_autofree char *told =
        tell(true, "{{#closes}}{{#weekday_3}}Wed{{/weekday_3}} {{day}} {{hour}} {{zone}}"
                   "{{/closes}}|{{message}}|{{{html_message}}}");
    cr_expect_str_eq(
        told, "Wed 25 11 UTC|Which floor & room?|<div dir=\"auto\">Which floor &amp; room?</div>\n",
        "%s", told);
}

/* RULES L8 */
Test(reminder, l8_who_is_not_proved_is_told_nothing_that_was_written)
{
    say_all();
    g_autofree char *told = tell(false, "{{message}}{{html_message}}{{ticket.subject}}|{{keep}}");
    cr_expect_str_eq(told, "|mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D", "%s",
                     told);
}

Test(reminder, one_click_goes_on_another_ends_it)
{
    g_autofree char *told = tell(true, "{{keep}}|{{confirm}}|{{message}}");
    cr_expect_str_eq(told,
                     "mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D%20Printer%20on"
                     "%20fire|mailto:support%2Br1@example.org?subject=Re%3A%20%5B%231%5D%20Printer"
                     "%20on%20fire&body=%23close|",
                     "%s", told);
}

Test(reminder, a_long_answer_is_cut)
{
    g_autofree char *text = g_strnfill(100000, 'x');
    study_say(&(Said){ .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = text });
    g_autofree char *told = tell(true, "{{message}}");
    cr_expect_leq(strlen(told), 4010);
    cr_expect(g_str_has_suffix(told, "x\n[...]"));
}

Test(reminder, who_has_answered_meanwhile_is_not_reminded)
{
    DeskOutboxRow row = study_row("reminder", 0);
    row.detail = (char *) CLOSES;
    cr_assert(
        desk_store_ticket_touch(study.store, study.ticket, DESK_STATUS_OPEN, study.now, NULL));
    g_autofree char *why = study_refusal(&row);
    cr_expect_str_eq(why, "the ticket does not wait for its customer any more", "%s", why);
}
