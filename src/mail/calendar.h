#pragma once
#include "base/base.h"

/*
 * An invitation (RFC 5545, 5546) in words. ics is UTF-8. Reads the first event, task or free/busy
 * part; linear, no recursion.
 */

/* Its METHOD in lower case, "request", "reply", "cancel" ...; "" when it has none. The caller's. */
char *desk_calendar_method(DeskBytes ics);

/*
 * What, when, where, who and the description, a line each, for people to read. The caller's; ""
 * when there is nothing to tell.
 */
char *desk_calendar_summary(DeskBytes ics);
