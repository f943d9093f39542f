#pragma once
#include "text/quotes-lines.h"

/*
 * What a line is by its own words: a rule, separator, delimiter of a help desk, the dashes above a
 * signature, an app's line or a closing phrase; else text. next is the line behind it, into
 * which a delimiter may be folded; empty when there is none. *lines gets 1, or 2 then.
 */
DeskLineKind desk_marks_read(DeskBytes line, DeskBytes next, size_t *lines);

/*
 * Whether the words of a line are those of a separator, though it may lack the dashes: with a
 * block of fields below it is one.
 */
bool desk_marks_is_title(DeskBytes line);
