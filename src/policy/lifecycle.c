#include "policy/lifecycle.h"

bool
desk_lifecycle_has_ended(DeskStatus status)
{
    return status == DESK_STATUS_RESOLVED || status == DESK_STATUS_CLOSED;
}

bool
desk_lifecycle_is_alive(DeskStatus status)
{
    return !desk_lifecycle_has_ended(status) && status != DESK_STATUS_MERGED &&
           status != DESK_STATUS_SPAM;
}

bool
desk_lifecycle_is_over(const DeskTicket *ticket, gint64 now, gint64 reopen_within)
{
    return desk_lifecycle_has_ended(ticket->status) && ticket->ended > 0 &&
           now - ticket->ended > reopen_within;
}

static bool
may_open(DeskStatus status, DeskVoice voice)
{
    bool waits = status == DESK_STATUS_WAITING || status == DESK_STATUS_ON_HOLD;
    switch (voice) {
    case DESK_VOICE_PERSON:
        return waits || desk_lifecycle_has_ended(status);
    case DESK_VOICE_DOUBT:
        return waits;
    case DESK_VOICE_PROGRAM:
    case DESK_VOICE_ASIDE:
        return false;
    }
    return false;
}

DeskStatus
desk_lifecycle_answered(DeskStatus status, DeskVoice voice)
{
    return may_open(status, voice) ? DESK_STATUS_OPEN : status;
}

static gint64
span_of(const DeskLifecycle *settings, DeskStatus status)
{
    if (status == DESK_STATUS_RESOLVED)
        return settings->close_after;
    return status == DESK_STATUS_WAITING ? settings->close_waiting_after : 0;
}

DeskLapse
desk_lifecycle_lapse(const DeskLifecycle *settings, DeskStatus status, gint64 since, gint64 now)
{
    DeskLapse lapse = { 0 };
    gint64 span = span_of(settings, status);
    if (span == 0)
        return lapse;
    lapse.close = MAX(now, since + span);
    if (status == DESK_STATUS_WAITING && settings->remind_before > 0 &&
        lapse.close - settings->remind_before > now)
        lapse.remind = lapse.close - settings->remind_before;
    return lapse;
}

bool
desk_lifecycle_begins(DeskStatus before, DeskStatus after, bool is_answer)
{
    return after != before || (after == DESK_STATUS_WAITING && is_answer);
}
