#include "base/clock.h"
#include "send/settle.h"

#include <criterion/criterion.h>

#define NOW (G_GINT64_CONSTANT(1700000000) * DESK_SECOND)

Test(settle, backs_off_from_a_minute_to_an_hour)
{
    static const struct {
        gint64 attempts;
        gint64 minutes;
    } rows[] = { { 0, 1 },  { 1, 2 },  { 2, 4 },   { 3, 8 },          { 4, 16 },
                 { 5, 32 }, { 6, 60 }, { 99, 60 }, { INT64_MAX, 60 }, { -1, 1 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_settle_backoff(rows[i].attempts), rows[i].minutes * DESK_MINUTE,
                     "row %zu", i);
}

Test(settle, decides_by_outcome_and_history)
{
    static const struct {
        const char *name;
        DeskSmtpOutcome outcome;
        gint64 attempts;
        gint64 cuts;
        gint64 give_up;
        DeskOutboxState state;
        gint64 wait;
        bool cut;
    } rows[] = {
        { "sent", DESK_SMTP_SENT, 3, 1, DESK_DAY, DESK_OUTBOX_SENT, 0, false },
        { "refused", DESK_SMTP_FAILED, 0, 0, DESK_DAY, DESK_OUTBOX_FAILED, 0, false },
        { "first 4xx", DESK_SMTP_RETRY, 0, 0, DESK_DAY, DESK_OUTBOX_QUEUED, DESK_MINUTE, false },
        { "fourth 4xx", DESK_SMTP_RETRY, 3, 0, DESK_DAY, DESK_OUTBOX_QUEUED, 8 * DESK_MINUTE,
          false },
        { "4xx after 7 minutes of 8", DESK_SMTP_RETRY, 3, 0, 8 * DESK_MINUTE, DESK_OUTBOX_QUEUED,
          8 * DESK_MINUTE, false },
        { "4xx after 7 minutes of 7", DESK_SMTP_RETRY, 3, 0, 7 * DESK_MINUTE, DESK_OUTBOX_FAILED, 0,
          false },
        { "4xx with no patience", DESK_SMTP_RETRY, 0, 0, 0, DESK_OUTBOX_FAILED, 0, false },
        { "4xx very often", DESK_SMTP_RETRY, INT64_MAX, 0, 5 * DESK_DAY, DESK_OUTBOX_FAILED, 0,
          false },
        { "first cut", DESK_SMTP_CUT, 0, 0, DESK_DAY, DESK_OUTBOX_QUEUED, DESK_SECOND, true },
        { "first cut after a long time", DESK_SMTP_CUT, 90, 0, DESK_DAY, DESK_OUTBOX_QUEUED,
          DESK_SECOND, true },
        { "second cut", DESK_SMTP_CUT, 1, 1, DESK_DAY, DESK_OUTBOX_UNCERTAIN, 0, true },
        { "4xx after a cut", DESK_SMTP_RETRY, 1, 1, DESK_DAY, DESK_OUTBOX_QUEUED, 2 * DESK_MINUTE,
          false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskOutboxRow row = { .attempts = rows[i].attempts,
                                    .cuts = rows[i].cuts,
                                    /* what the wall clock says of its age must not count */
                                    .created = NOW - 40 * DESK_DAY };
        bool sent = rows[i].outcome == DESK_SMTP_SENT;
        g_auto(DeskSmtpResult) reply = { .outcome = rows[i].outcome,
                                         .queue_id = sent ? g_strdup("Q1") : NULL,
                                         .text = g_strdup("words") };
        DeskOutboxResult result = desk_settle_decide(&row, &reply, NOW, rows[i].give_up);
        bool queued = rows[i].state == DESK_OUTBOX_QUEUED;
        cr_expect_eq(result.state, rows[i].state, "%s: %d", rows[i].name, result.state);
        cr_expect_eq(result.next_at, queued ? NOW + rows[i].wait : 0, "%s", rows[i].name);
        cr_expect_eq(result.cut, rows[i].cut, "%s", rows[i].name);
        cr_expect_str_eq(sent ? result.queue_id : result.error, sent ? "Q1" : "words", "%s",
                         rows[i].name);
        cr_expect_null(sent ? result.error : result.queue_id, "%s", rows[i].name);
    }
}
