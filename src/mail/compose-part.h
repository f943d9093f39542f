#pragma once
#include "mail/compose.h"

/* Parts of a mail that is written, each with its content headers; mail/compose alone. */

/* type: "text/plain" or "text/html". The text need not be valid UTF-8. */
void desk_compose_text_part(GString *out, const char *type, const char *text);

/*
 * A file under a safe name; number names one that has none. What readers of all ages understand:
 * the name by RFC 2231 and again as encoded words, the bytes in base64. A mail goes as it is when
 * it is all ASCII in proper lines (RFC 2046 section 5.2.1 allows it no base64), else as a plain
 * file, which is what becomes of other message and multipart types.
 */
void desk_compose_file_part(GString *out, const DeskDraftFile *file, unsigned number);

/* Whether the file goes as the mail that it is. */
bool desk_compose_is_mail(const DeskDraftFile *file);
