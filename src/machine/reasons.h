#pragma once
#include "machine/notice.h"
#include "mail/mail.h"

/*
 * Completes what is known of each recipient: status, reply code and diagnostic as far as they
 * are missing, and whether the address is dead. First by what the report itself has, then by what
 * the notice says about the address. A status without a source has the class of the reply
 * code or of the action, and the numbers that the words stand for ("5.0.0" without any).
 * bounces holds DeskBounce, recipients the DeskRecipient of the notice. Linear, pure.
 */
void desk_reasons_describe(GPtrArray *bounces, const DeskNotice *notice, const GArray *recipients);
