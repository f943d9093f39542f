#include "base/leap.h"

static bool
is_near(gint64 offset, gint64 other)
{
    return ABS(offset - other) <= DESK_LEAP_MIN;
}

/* Small steps are followed, so that a clock that is slowly brought right is never a leap. */
static DeskLeapState
believe(DeskLeap *leap, gint64 offset)
{
    bool doubted = leap->since > 0;
    *leap = (DeskLeap){ .begun = true, .offset = offset };
    return doubted ? DESK_LEAP_BELIEVED : DESK_LEAP_NONE;
}

DeskLeapState
desk_leap_look(DeskLeap *leap, gint64 wall, gint64 steady)
{
    gint64 offset = wall - steady;
    if (!leap->begun || is_near(offset, leap->offset))
        return believe(leap, offset);
    if (leap->since == 0 || !is_near(offset, leap->claimed)) {
        leap->claimed = offset;
        leap->since = steady;
        return DESK_LEAP_SEEN;
    }
    return steady - leap->since >= DESK_LEAP_DOUBT ? believe(leap, offset) : DESK_LEAP_DOUBTED;
}
