#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/*
 * Tells people from machines (RFC 3834, RULES L1 to L3, B2): sets machine, machine_evidence and
 * may_answer by the header fields (a list of DeskHeader), the reports in parts, and the subject
 * and text that mail has already. Reads bounces first (mail/bounces.h). Senders, recipients
 * and our own addresses are the policy's to judge. parts NULL: only the header is known.
 */
void desk_machine_judge(DeskMail *mail, const GArray *headers, const DeskParts *parts);
