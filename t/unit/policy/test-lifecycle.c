#include "policy/lifecycle.h"

#include <criterion/criterion.h>

#define NOW 1000

Test(lifecycle, what_waits_or_is_resolved_closes_in_its_time)
{
    static const struct {
        DeskStatus status;
        gint64 since;
        DeskLifecycle settings;
        gint64 close, remind; /* 0: never */
    } rows[] = {
        { DESK_STATUS_RESOLVED,
          NOW,
          { .close_after = 40, .close_waiting_after = 70 },
          NOW + 40,
          0 },
        { DESK_STATUS_RESOLVED, NOW - 30, { .close_after = 40 }, NOW + 10, 0 },
        { DESK_STATUS_RESOLVED, NOW - 90, { .close_after = 40 }, NOW, 0 },
        { DESK_STATUS_RESOLVED, NOW, { .close_after = 40, .remind_before = 20 }, NOW + 40, 0 },
        { DESK_STATUS_RESOLVED, NOW, { .close_waiting_after = 70 }, 0, 0 },
        { DESK_STATUS_WAITING, NOW, { .close_waiting_after = 70 }, NOW + 70, 0 },
        { DESK_STATUS_WAITING,
          NOW,
          { .close_after = 40, .close_waiting_after = 70, .remind_before = 20 },
          NOW + 70,
          NOW + 50 },
        { DESK_STATUS_WAITING,
          NOW - 60,
          { .close_waiting_after = 70, .remind_before = 20 },
          NOW + 10,
          0 },
        { DESK_STATUS_WAITING,
          NOW - 50,
          { .close_waiting_after = 70, .remind_before = 20 },
          NOW + 20,
          0 },
        { DESK_STATUS_WAITING, NOW, { .close_after = 40, .remind_before = 20 }, 0, 0 },
        { DESK_STATUS_OPEN, NOW, { .close_after = 40, .close_waiting_after = 70 }, 0, 0 },
        { DESK_STATUS_ON_HOLD, NOW, { .close_after = 40, .close_waiting_after = 70 }, 0, 0 },
        { DESK_STATUS_CLOSED, NOW, { .close_after = 40, .close_waiting_after = 70 }, 0, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskLapse lapse =
            desk_lifecycle_lapse(&rows[i].settings, rows[i].status, rows[i].since, NOW);
        cr_expect_eq(lapse.close, rows[i].close, "row %zu: closes at %" G_GINT64_FORMAT, i,
                     lapse.close);
        cr_expect_eq(lapse.remind, rows[i].remind, "row %zu: reminds at %" G_GINT64_FORMAT, i,
                     lapse.remind);
    }
}

Test(lifecycle, another_answer_lets_a_ticket_wait_anew)
{
    static const struct {
        DeskStatus before, after;
        bool is_answer, begins;
    } rows[] = {
        { DESK_STATUS_OPEN, DESK_STATUS_WAITING, true, true },
        { DESK_STATUS_OPEN, DESK_STATUS_WAITING, false, true },
        { DESK_STATUS_WAITING, DESK_STATUS_WAITING, true, true },
        { DESK_STATUS_WAITING, DESK_STATUS_WAITING, false, false },
        { DESK_STATUS_RESOLVED, DESK_STATUS_RESOLVED, true, false },
        { DESK_STATUS_WAITING, DESK_STATUS_RESOLVED, false, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_lifecycle_begins(rows[i].before, rows[i].after, rows[i].is_answer),
                     rows[i].begins, "row %zu", i);
}
