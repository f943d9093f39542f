#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/*
 * Reads the MIME structure over GMime: text, has_html, attachments and their defects go into
 * mail. headers is the list of DeskHeader of the mail, body what follows them. Returns the
 * decoded first message/delivery-status part, empty when there is none; the caller's.
 */
GByteArray *desk_parts_read(DeskMail *mail, const GArray *headers, DeskBytes body);

/*
 * A name that is safe to show and to give a file (RULES M6): no / \ : or controls, no invisible
 * or dot at its start, at most 150 bytes with the extension kept. The caller's; "" when
 * nothing is left.
 */
char *desk_parts_safe_name(const char *name);
