#include "base/clock.h"
#include "policy/sla-news.h"

#include <criterion/criterion.h>

#define NOON (20000 * DESK_DAY + 12 * DESK_HOUR) /* Fri 2024-10-04 */

static const DeskSlaAlert late_answer = { DESK_TIMER_FIRST_RESPONSE, true, NOON, DESK_HOUR,
                                          90 * DESK_MINUTE };
static const DeskSlaAlert early_answer = { DESK_TIMER_FIRST_RESPONSE, false, NOON, DESK_HOUR,
                                           45 * DESK_MINUTE };
static const DeskSlaAlert late_end = { DESK_TIMER_RESOLUTION, true, NOON, 2 * DESK_HOUR,
                                       3 * DESK_HOUR };

#define STOP_ANSWER                                                                                \
    "\nTo stop the clock of the first response, answer the customer and set the ticket to "        \
    "waiting."
#define STOP_END                                                                                   \
    "\nTo stop the clock of the resolution, resolve the ticket; it stands still while the ticket " \
    "is waiting or on hold."

static const struct {
    const char *name;
    const DeskSlaAlert *alerts[3];
    const char *done[3];
    const char *zone; /* or NULL */
    const char *expected;
} rows[] = {
    { "soon",
      { &early_answer },
      { NULL },
      NULL,
      "First response due soon\n"
      "The first response is due on Fri 2024-10-04 12:00 UTC: the SLA gold allows 1 h of business "
      "time, and 45 min have passed." STOP_ANSWER },
    { "overdue, in a zone, and something was done",
      { &late_answer },
      { "the priority was raised from normal to high", "bob got it from nobody" },
      "America/New_York",
      "First response overdue\n"
      "The first response was due on Fri 2024-10-04 08:00 EDT: the SLA gold allows 1 h of business "
      "time, and 1 h 30 min have passed.\n"
      "The priority was raised from normal to high.\n"
      "Bob got it from nobody." STOP_ANSWER },
    { "two of them",
      { &late_answer, &late_end },
      { NULL },
      NULL,
      "First response and resolution overdue\n"
      "The first response was due on Fri 2024-10-04 12:00 UTC: the SLA gold allows 1 h of business "
      "time, and 1 h 30 min have passed.\n"
      "The resolution was due on Fri 2024-10-04 12:00 UTC: the SLA gold allows 2 h of business "
      "time, and 3 h have passed." STOP_ANSWER STOP_END },
    { "the worse one gives the headline",
      { &early_answer, &late_end },
      { NULL },
      NULL,
      "Resolution overdue\n"
      "The first response is due on Fri 2024-10-04 12:00 UTC: the SLA gold allows 1 h of business "
      "time, and 45 min have passed.\n"
      "The resolution was due on Fri 2024-10-04 12:00 UTC: the SLA gold allows 2 h of business "
      "time, and 3 h have passed." STOP_ANSWER STOP_END },
};

Test(sla_news, says_what_is_due_when_what_was_done_and_what_to_do)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) alerts = g_array_new(FALSE, FALSE, sizeof(DeskSlaAlert));
        g_autoptr(GPtrArray) done = g_ptr_array_new();
        for (size_t n = 0; rows[i].alerts[n]; n++)
            g_array_append_vals(alerts, rows[i].alerts[n], 1);
        for (size_t n = 0; rows[i].done[n]; n++)
            g_ptr_array_add(done, (gpointer) rows[i].done[n]);
        const DeskHoursText always = { .zone = rows[i].zone, .days = { "00:00-24:00" } };
        g_autoptr(DeskHours) hours = rows[i].zone ? desk_hours_new(&always, NULL) : NULL;
        const DeskSlaNews news = { "gold", alerts, done };
        g_autofree char *text = desk_sla_news(&news, hours);
        cr_expect_str_eq(text, rows[i].expected, "%s: %s", rows[i].name, text);
    }
}
