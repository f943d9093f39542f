#pragma once
#include "base/base.h"

/*
 * From the text of an HTML writer with its signs to lines: quotes become "> ", a marked
 * signature gets its line "-- ", rules become dashes where they separate something, and a line at
 * which a quoted mail begins gets DESK_QUOTE_MARK (text/body.h). The caller's. Linear.
 */
char *desk_html_layout(const GString *text);
