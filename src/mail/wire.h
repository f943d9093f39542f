#pragma once
#include "mail/mail.h"

/*
 * The form in which deskparse hands a mail to its parent: GVariant serialised data. The
 * reader trusts nothing: form, UTF-8, lengths, counts and ranges are checked, and a wrong
 * value makes the whole message wrong. Control bytes in strings are wrong too.
 */
#define DESK_WIRE_MAX (8u * 1024 * 1024) /* bytes of a serialised mail */

GBytes *desk_wire_write(const DeskMail *mail);

/* NULL when the bytes are no mail. */
DeskMail *desk_wire_read(GBytes *bytes);
