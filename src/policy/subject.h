#pragma once
#include "base/base.h"

/*
 * What a subject is about: without the prefixes of answers and forwards in any language, the marks
 * that gateways put before it, and the desk's own tags; case-folded, compatible forms of a
 * character taken for one (NFKC), one blank for any white space. The caller's.
 */
char *desk_subject_base(const char *subject);

/*
 * Whether a mail on a ticket is clearly about something else (RULES T10): what it is about is not
 * empty, and neither the ticket's subject nor that of its last message has it within. last may be
 * NULL.
 */
bool desk_subject_is_new(const char *subject, const char *ticket, const char *last);

/* What the subject of an answer has below its "Re: ": without the prefixes of answers and forwards,
 * the marks of gateways and any [#n] tag, else as it is written. The caller's. */
char *desk_subject_plain(const char *subject);

/* Whether it begins with the prefix of a forward, in any language; marks of gateways and the desk's
 * own tags may stand before it. */
bool desk_subject_is_forward(const char *subject);
