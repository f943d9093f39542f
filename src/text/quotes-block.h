#pragma once
#include "text/quotes-lines.h"

/*
 * How many lines from line first on are the header fields that a client puts above a quoted or
 * forwarded mail (From:, Sent:, To:, Subject:, in any order and language, values wrapped
 * or not); 0 when they are none. *checked gets the line behind the last that was looked at:
 * no line before it can then begin such a block.
 */
size_t desk_block_lines(const GArray *lines, size_t first, size_t *checked);

/* A line that is a field of such a block, in a language of our tables. */
bool desk_block_has_field(DeskBytes line);
