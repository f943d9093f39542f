#pragma once
#include "machine/wording.h"

/*
 * Tells an automatic answer by its subject and text alone (RULES L3), in the languages of
 * auto-reply-words.c. is_marked: something else already says that a machine sent the mail; then
 * words suffice that people use as well. Else the subject has the form of a machine's, or the text
 * states what it is (machine/claims.h). Reads subject, reply_text and text of the mail.
 * *evidence is then the caller's, else NULL. Linear, pure.
 */
bool desk_auto_reply_read(const DeskWording *said, bool is_marked, char **evidence);
