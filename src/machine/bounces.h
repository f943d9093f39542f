#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/*
 * Tells whether a mail reports on the delivery of another one: by RFC 3464 fields, also nested
 * or broken ones, else by the notices in plain text of common servers (RULES B2). If so sets
 * machine to bounce, delay or success, machine_evidence, bounces and returned_id, and is
 * true. mail->text and the header facts have been read already. parts NULL: only the header
 * is known. Linear, pure.
 */
bool desk_bounces_read(DeskMail *mail, const GArray *headers, const DeskParts *parts);
