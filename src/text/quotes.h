#pragma once
#include "base/base.h"

/* For the top of our own mails: what stands below it is never taken for new. Any case and signs. */
#define DESK_QUOTES_DELIMITER "-- Please reply above this line --"

/*
 * Tells what is new in text from what is quoted, forwarded or signature (RULES Q1 to Q5):
 * *reply and *signature are the caller's. Takes every DESK_QUOTE_MARK out of text, in place, and
 * deletes nothing else: when all of the text would go, *reply is all of it, and the result is
 * false. *reply has no blank
 * lines at its ends and no line end. from_html: the text was HTML, so no signature is guessed
 * (Q4): only "-- " and the lines of apps begin one. Linear, pure.
 */
bool desk_quotes_cut(char *text, bool from_html, char **reply, char **signature);
