#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/*
 * Tells people from machines (RFC 3834, RULES L1 to L4, B2): sets machine, machine_evidence,
 * machine_by_words and may_answer by the header fields (a list of DeskHeader), the reports in
 * parts, and the subject and text that mail has already. Reports are read first (machine/bounces.h,
 * then machine/feedback.h and machine/receipt.h). Recipients and our own addresses are the policy's
 * to judge, and so is the envelope sender; a Return-Path counts when there is one. parts NULL: only
 * the header is known.
 *
 * list: a mailing list or a campaign passed it on, a person may have written it. auto-reply: it
 * answers, as a responder of somebody absent does. auto-generated: every other program,
 * voice and fax gateways and aggregate reports among them. Who answers an invitation by
 * pressing a button (calendar "reply", "counter") is human, and wants no answer.
 *
 * machine_by_words: neither a field nor the sender's address says so, only the mail itself.
 *
 * The evidence is a header line, or "Subject: ...", or "text: ..." with the phrase that shows it.
 */
void desk_machine_judge(DeskMail *mail, const GArray *headers, const DeskParts *parts);
