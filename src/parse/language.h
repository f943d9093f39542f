#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/*
 * The language of a mail by its Content-Language (RFC 3282) and, where the build has libcld2, by
 * what is new in its text: DESK_LANGUAGE_LOOKED_AT bytes of it, without addresses and links.
 * Fills in the fields of DeskMail; the text has been cut before. Without the library, and of a
 * text that somebody else wrote or that cannot be read, nothing is detected.
 */
#define DESK_LANGUAGE_LOOKED_AT ((size_t) 1024)

void desk_parse_language(DeskMail *mail, const GArray *headers);
