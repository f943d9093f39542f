#pragma once
#include "text/quotes-lines.h"

/*
 * How many lines that end at line last, 1 to 4, are an attribution such as "On ... wrote:"; 0 when
 * they are none. Quoted lines are read without their > signs. Linear in a few lines.
 */
size_t desk_attribution_lines(const GArray *lines, size_t last);

/*
 * Where an attribution begins in a line that has other text in front of it and a quote below: its
 * offset, or 0 when there is none.
 */
size_t desk_attribution_behind(const GArray *lines, size_t i);
