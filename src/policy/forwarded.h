#pragma once
#include "base/base.h"

/*
 * What stands in a mail that was forwarded within a text: below the words of who forwards it
 * (above, the beginning of text or anything else), without the lines that introduce it, such as a
 * separator and its header, and without quote signs when all of it has them. All of text when
 * nothing else is left. The caller's. Pure.
 */
char *desk_forwarded_text(const char *text, const char *above);
