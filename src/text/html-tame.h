#pragma once
#include "base/base.h"

/*
 * A copy of html that the parser can take in linear time: no comments, declarations, scripts
 * and titles; control characters are blanks or gone; a tag ends after 64 KB or 200 attributes, a
 * value after 4 KB, data: values are empty. What only looks like a tag ("<a@example.org>", "< 3")
 * is text. What style sheets say, at most 64 KB, is appended to styles. html is valid UTF-8 and so
 * is the copy, of at most 2 MB. The caller's.
 */
GString *desk_html_tame(DeskBytes html, GString *styles);
