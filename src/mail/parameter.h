#pragma once
#include "mail/words.h"

/*
 * Parameters of a structured field such as Content-Type or Content-Disposition (RFC 2045
 * section 5.1), as writers really write them: semicolons and quotes may be missing, pieces and
 * charsets of RFC 2231 come in any order. Linear in the field.
 */

/*
 * The bytes of the named parameter as written, its pieces joined, folds undone, NULs left out. The
 * caller's; NULL when missing.
 */
char *desk_parameter_raw(DeskBytes value, const char *name);

/*
 * The same as one line of text: percent signs and charset of RFC 2231, encoded words, else raw
 * 8-bit, for which fallback (or NULL) is a charset. The caller's; NULL when missing or empty.
 */
char *desk_parameter_text(DeskBytes value, const char *name, const char *fallback);
