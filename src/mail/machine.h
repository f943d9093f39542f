#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/*
 * Tells people from machines by the header fields (a list of DeskHeader; RFC 3834, RULES L1
 * to L3): sets machine, machine_evidence and may_answer. status is the decoded body of the first
 * message/delivery-status part (RFC 3464), or empty. Senders, recipients and our own
 * addresses are the policy's to judge.
 */
void desk_machine_judge(DeskMail *mail, const GArray *headers, DeskBytes status);
