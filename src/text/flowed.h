#pragma once
#include "base/base.h"

/*
 * Undoes format=flowed (RFC 3676): stuffed blanks are taken out, soft breaks are joined
 * where the quote depth stays the same, the line "-- " is never joined. A quote keeps its depth as
 * "> ", ">> " and so on. delsp: the blank of a soft break goes as well, unless the whole text shows
 * that its sender did not double the blanks between words, as he should. text is repaired
 * text with newline line ends. Linear; the caller's.
 */
char *desk_flowed_decode(const char *text, bool delsp);
