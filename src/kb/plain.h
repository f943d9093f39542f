#pragma once
#include "base/base.h"

/*
 * What is read of Markdown without drawing it. Whatever the text is, what comes out is one line of
 * plain text without marks, cut after so many bytes between words. Linear.
 */

/* The text of a line or paragraph. The caller's. */
char *desk_kb_plain(DeskBytes markdown, size_t max);

/* The first heading, "" when there is none; and the first paragraph behind it that is text: no
 * heading, list, table, quote, code, picture or comment. Borrow. */
DeskBytes desk_kb_heading(const char *markdown);
DeskBytes desk_kb_paragraph(const char *markdown);
