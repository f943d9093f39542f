#pragma once
#include "base/base.h"

/*
 * From bytes in any charset to UTF-8 (RULES M3). label is what the mail declares, or NULL;
 * wrong bytes become U+FFFD and are added to *replaced (may be NULL). The result is
 * valid UTF-8 without NUL that may still hold other controls, and is the caller's. Any thread.
 */
typedef char *(*DeskCharsetDecode)(DeskBytes bytes, const char *label, unsigned *replaced);

/*
 * The full steps: the declared charset, else valid UTF-8, else what uchardet guesses, else
 * windows-1252. Needs desk_charset_init. Only the charsets of our own table are ever opened.
 */
char *desk_charset_decode(DeskBytes bytes, const char *label, unsigned *replaced);

/*
 * By hand, without any library: the bytes if they are valid UTF-8, else windows-1252. NULL when
 * the label names another charset that we know.
 */
char *desk_charset_decode_plain(DeskBytes bytes, const char *label, unsigned *replaced);

/*
 * Opens a converter for each charset and keeps it, so that none has to be loaded from a
 * file later, when that is forbidden. Once per process, before the first decode.
 */
void desk_charset_init(void);
