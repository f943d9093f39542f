#pragma once
#include "base/base.h"

/*
 * Plain text as HTML for a mail: paragraphs, lines, quotes ("> ") as blockquotes, http, https and
 * mailto links and addresses to click on; everything else is text and escaped (RULES O6, A10). The
 * caller's: valid HTML for the inside of a div, of UTF-8 text. Linear.
 */
char *desk_markup_html(const char *text);
