#pragma once
#include "letter/writing.h"

/*
 * Files of stored mails on their way out again. Each costs a worker: they are taken out when the
 * letter is written, and at no other time.
 */

/* For an agent: as many of the message's files as may go with a notification are added to the
 * letter, in their order; the value files tells of all. What is held or was never read is only
 * named: nobody knows what it is. */
bool desk_files_offer(const DeskWriting *writing, const DeskMessage *message, GError **error);

/*
 * For a customer: the files that somebody has sent with a message, without what his mail program
 * adds: signatures, business cards, invitations, the pictures of his own signature. All or
 * DESK_LETTER_ERROR.
 */
bool desk_files_pass_on(const DeskWriting *writing, const DeskMessage *message, GError **error);
