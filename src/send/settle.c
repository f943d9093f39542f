#include "send/settle.h"
#include "base/clock.h"

#define CUT_PAUSE DESK_SECOND

gint64
desk_settle_backoff(gint64 attempts)
{
    return attempts >= 6 ? DESK_HOUR : DESK_MINUTE << MAX(attempts, 0);
}

static bool
has_waited_enough(gint64 attempts, gint64 give_up)
{
    gint64 waited = 0;
    for (gint64 i = 0; i < attempts && waited < give_up; i++)
        waited += desk_settle_backoff(i);
    return waited >= give_up;
}

static DeskOutboxResult
later(const DeskOutboxRow *row, const DeskSmtpResult *reply, gint64 now, gint64 give_up)
{
    if (has_waited_enough(row->attempts, give_up))
        return (DeskOutboxResult){ .state = DESK_OUTBOX_FAILED, .error = reply->text };
    return (DeskOutboxResult){ .state = DESK_OUTBOX_QUEUED,
                               .next_at = now + desk_settle_backoff(row->attempts),
                               .error = reply->text };
}

DeskOutboxResult
desk_settle_decide(const DeskOutboxRow *row, const DeskSmtpResult *reply, gint64 now,
                   gint64 give_up)
{
    switch (reply->outcome) {
    case DESK_SMTP_SENT:
        return (DeskOutboxResult){ .state = DESK_OUTBOX_SENT, .queue_id = reply->queue_id };
    case DESK_SMTP_FAILED:
        return (DeskOutboxResult){ .state = DESK_OUTBOX_FAILED, .error = reply->text };
    case DESK_SMTP_CUT:
        return (DeskOutboxResult){
            .state = row->cuts > 0 ? DESK_OUTBOX_UNCERTAIN : DESK_OUTBOX_QUEUED,
            .next_at = row->cuts > 0 ? 0 : now + CUT_PAUSE,
            .cut = true,
            .error = reply->text,
        };
    case DESK_SMTP_RETRY:
    case DESK_SMTP_UNREACHABLE:
    case DESK_SMTP_STOPPED:
        break;
    }
    return later(row, reply, now, give_up);
}
