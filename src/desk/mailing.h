#pragma once
#include "desk/automatic.h"
#include "store/outbox.h"

/*
 * Puts a mail of the mailbox to one person into the outbox. The caller has set ticket, contact,
 * kind, recipient and what the mail says; set here are its Message-ID and its date, and, unless he
 * has set them as well, the name it comes from and the addresses for answers and bounces, which
 * carry the tokens of ticket and contact. It is sent at once, or not before next_at.
 */
bool desk_mailing_queue(DeskStore *store, const DeskOccasion *occasion, const DeskOutboxRow *row,
                        GError **error);
