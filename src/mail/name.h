#pragma once
#include "base/base.h"

/* Names of files, for people to read and to save under (RULES M6). */

/*
 * A name that is safe to show and to give a file: no / \ : or controls, no invisible or dot at its
 * start, at most 150 bytes with the extension kept. The caller's; "" when nothing is left.
 */
char *desk_name_safe(const char *name);

/* "attachment-3.png" for the third part, which has no name, by its type. The caller's. */
char *desk_name_numbered(unsigned number, const char *type);
