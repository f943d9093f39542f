#pragma once
#include "base/base.h"

/*
 * The charset that a label in a mail means (RULES M3), as a name that iconv knows; NULL when nobody
 * knows it. Case, punctuation and a leading "x-" make no difference. A label of a national
 * standard means the charset that its writers really use: gb2312 is GB18030. Static storage.
 */
const char *desk_label_charset(const char *label);

/* The names that desk_label_charset can give, one after the other; NULL at the end. */
const char *desk_label_nth(size_t index);
