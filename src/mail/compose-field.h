#pragma once
#include "base/base.h"

/* Header fields of a mail that is written (RFC 5322, 2047); mail/compose and its kin alone. */

#define DESK_COMPOSE_LINE 78 /* bytes of a line, where there is a place to break it */

/* Appends "name: value", folded at blanks of the value where a line grows too long. */
void desk_compose_field(GString *out, const char *name, const char *value);

/* Valid UTF-8 of one line as an unstructured value; the caller's. */
char *desk_compose_text(const char *value);

/* A display name (RFC 5322 section 3.2.5); the caller's. */
char *desk_compose_name(const char *value);

/* Encoded words with blanks between, each of whole characters. The caller's; "" for "". */
char *desk_compose_words(const char *text);
