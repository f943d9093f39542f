#include "base/clock.h"
#include "store/timers.h"
#include "study.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

#define TIMES                                                                                      \
    "{{#expected}}{{day}} {{hour}}:{{minute}} {{zone}}{{/expected}}{{^expected}}none{{/expected}}" \
    " {{#closed}}closed{{#opens}} {{day}} {{hour}}:{{minute}}{{/opens}}{{/closed}}"                \
    "{{^closed}}open{{/closed}}"
#define ARTICLES                                                                                   \
    "{{#has_articles}}Read "                                                                       \
    "{{/has_articles}}{{#articles}}[{{title}}|{{text}}|{{url}}]{{/articles}}"

static void
open_desk(void)
{
    study_open("sla \"standard\" { calendar = \"office\"  first-response = {\"normal=2h\"} }\n"
               "kb { url = \"https://help.example.org/{slug}?from=mail\" }\n");
}

TestSuite(ack, .init = open_desk, .fini = study_close);

static void
set_sla(const char *sla)
{
    g_autoptr(DeskTicket) ticket = NULL;
    cr_assert(desk_store_ticket_get(study.store, study.ticket, &ticket, NULL));
    g_free(ticket->sla);
    ticket->sla = g_strdup(sla);
    cr_assert(desk_store_ticket_set(study.store, ticket, study.now, NULL));
}

static void
set_clock(DeskTimerKind kind, DeskTimerState state, gint64 due)
{
    const DeskTimer timer = { .ticket = study.ticket,
                              .kind = kind,
                              .state = state,
                              .allowed = 2 * DESK_HOUR,
                              .since = study.now,
                              .due = due,
                              .set = study.now };
    cr_assert(desk_store_timer_put(study.store, &timer, NULL));
}

static char *
tell(gint64 created, const char *tmpl)
{
    DeskOutboxRow row = study_row("ack", 0);
    row.created = created;
    g_autoptr(DeskLetter) letter = study_write(&row);
    return study_tell(letter, tmpl);
}

/* The study is on a Monday at 12:00 in Berlin; the office is open on Mondays from 9 to 17. */
Test(ack, promises_what_the_clock_does)
{
    static const struct {
        const char *name, *sla;
        DeskTimerKind kind;
        DeskTimerState state;
        gint64 due;     /* from now on */
        gint64 created; /* likewise */
        const char *told;
    } rows[] = {
        { "in hours", "standard", DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING, 2 * DESK_HOUR, 0,
          "23 14:00 CET open" },
        { "out of hours, and still", "standard", DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING,
          7 * DESK_DAY, 6 * DESK_HOUR, "30 12:00 CET closed 30 09:00" },
        { "out of hours, but open by now", "standard", DESK_TIMER_FIRST_RESPONSE,
          DESK_TIMER_RUNNING, DESK_HOUR, -6 * DESK_HOUR, "23 13:00 CET open" },
        { "too late", "standard", DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING, 0, 0,
          "none open" },
        { "paused", "standard", DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_PAUSED, DESK_HOUR, 0,
          "none open" },
        { "met", "standard", DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_MET, DESK_HOUR, 0, "none open" },
        { "another clock", "standard", DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, DESK_HOUR, 0,
          "none open" },
        { "no SLA", NULL, DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, DESK_HOUR, 6 * DESK_HOUR,
          "none open" },
        { "an SLA that is gone", "gold", DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING, DESK_HOUR,
          6 * DESK_HOUR, "23 12:00 UTC open" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (int kind = 0; kind < DESK_TIMER_CLOCKS; kind++)
            cr_assert(
                desk_store_timer_remove(study.store, study.ticket, (DeskTimerKind) kind, NULL));
        set_sla(rows[i].sla);
        set_clock(rows[i].kind, rows[i].state, study.now + rows[i].due);
        g_autofree char *told = tell(study.now + rows[i].created, TIMES);
        cr_expect_str_eq(told, rows[i].told, "%s: %s", rows[i].name, told);
    }
}

/* An unverified sender reads articles, too: nothing of what he wrote is in them (RULES L8). */
Test(ack, suggests_articles)
{
    g_autofree char *folder = g_dir_make_tmp("desk-ack-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "fire.md", NULL);
    cr_assert(
        g_file_set_contents(path, "# A printer on fire\n\nUse **sand**, no water.\n", -1, NULL));
    const Said said = { .author = study.jo, .text = "There is smoke.\n-- \nJo" };
    study_say(&said);
    g_autofree char *without = tell(study.now, ARTICLES);
    study.kb = desk_kb_open(folder);
    DeskOutboxRow row = study_row("ack", 0);
    row.verified = false;
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(letter, ARTICLES);
    g_clear_pointer(&study.kb, desk_kb_close);
    g_unlink(path);
    g_rmdir(folder);
    cr_expect_str_eq(without, "");
    cr_expect_str_eq(told, "Read [A printer on fire|Use sand, no water.|"
                           "https://help.example.org/fire?from=mail]");
}
