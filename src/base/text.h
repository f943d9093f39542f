#pragma once
#include "base/base.h"

/*
 * Makes any bytes printable UTF-8 for body text: wrong bytes become U+FFFD, NUL and
 * controls other than tab and newline are dropped, CR LF and CR become newline.
 * The caller's. replaced may be NULL; else the number of wrong bytes is added to it.
 */
char *desk_text_repair(const char *bytes, size_t size, unsigned *replaced);

/*
 * The same for a value that must stay on one line (subject, name, file name): runs of white
 * space and of line separators (U+2028, U+2029) become one blank, ends are trimmed, and
 * bidirectional overrides (U+202A-202E, U+2066-2069) are dropped as well. The caller's.
 */
char *desk_text_line(const char *bytes, size_t size);

/* Cuts text in place after at most max bytes, never within a character. Returns text. */
char *desk_text_cut(char *text, size_t max);

/*
 * A foreign string for a log line or a message: one line of at most 200 bytes in which
 * everything that is not printable ASCII or valid UTF-8 is escaped. The caller's; NULL gives "".
 */
char *desk_text_quote(const char *text);

/* A zero-width character, mark of direction or soft hyphen: a reader sees nothing of it. */
bool desk_text_is_invisible(gunichar c);

/* An embedding, override or isolate (U+202A-202E, U+2066-2069). */
bool desk_text_is_bidi_control(gunichar c);

/* The bytes without the ASCII white space at their ends; borrows. */
DeskBytes desk_text_trim(DeskBytes text);

/*
 * A number that stands for a pair of texts: the same on every machine, and no other pair has it as
 * far as anybody will ever see.
 */
gint64 desk_text_number(const char *space, const char *text);

/* True if the string holds a byte below 0x20 or 0x7f. */
bool desk_text_has_control(const char *text);
