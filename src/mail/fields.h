#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/words.h"

/*
 * Fills in the fields that nothing else of DeskMail says, such as X-Priority, List-Id or X-Mailer:
 * not those that mail servers and filters write, nor what is an address, a date, an id or the
 * subject, nor what tells of parts, nor any X-Desk-. The first DESK_MAIL_FIELDS_MAX of them, each
 * value at most DESK_MAIL_SUBJECT_MAX bytes. fallback is the body's charset or NULL.
 */
void desk_fields_read(DeskMail *mail, const GArray *headers, DeskCharsetDecode decode,
                      const char *fallback);
