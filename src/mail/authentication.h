#pragma once
#include "mail/mail.h"

/*
 * What the header says of who vouches for the mail: the results of its Authentication-Results
 * fields (RFC 8601), and whether a DKIM signature leaves the end of the body open. Of headers
 * (DeskHeader) the topmost DESK_MAIL_AUTHRES_MAX such fields are read; one that is not to the
 * letter keeps its place and gives nothing. Nothing is believed here. Linear, pure.
 */
void desk_authentication_read(DeskMail *mail, const GArray *headers);
