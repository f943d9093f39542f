#pragma once
#include "mail/mail.h"

/* For the top of our own mails: what stands below it is never taken for new. Any case and signs. */
#define DESK_QUOTES_DELIMITER "-- Please reply above this line --"

/*
 * Tells what is new in mail->text from what is quoted, forwarded or signature (RULES Q1 to Q5):
 * sets reply_text and signature_text, and takes every DESK_QUOTE_MARK out of text. Deletes
 * nothing else: when all of the text would go, reply_text is all of it. reply_text has no blank
 * lines at its ends and no line end. from_html: the text was HTML, so no signature is guessed
 * (Q4): only "-- " and the lines of apps begin one. Linear, pure.
 */
void desk_quotes_cut(DeskMail *mail, bool from_html);
