#pragma once
#include "text/quotes-lines.h"

/*
 * Gives the lines of signatures their role (RULES Q4): behind "-- ", at the line of an app, the
 * footer of a mailing list. may_guess: also behind a closing phrase, when nothing in the text
 * is quoted, and a name after a dash. Lines with DESK_ROLE_HIDDEN part the text into pieces,
 * each of which may have its own. Linear.
 */
void desk_signature_find(GArray *lines, bool may_guess);
