#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/*
 * Tells a disposition notification: read, deleted, not read (RFC 8098), also those that Exchange
 * and old clients send as plain text. If so sets machine, machine_evidence and returned_id,
 * and is true. Pure, linear.
 */
bool desk_receipt_read(DeskMail *mail, const GArray *headers, const DeskParts *parts);
