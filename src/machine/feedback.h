#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/*
 * Tells whether a mail reports what a recipient or his server thought of another one: RFC 5965
 * of any feedback type (abuse, fraud, virus, opt-out, not-spam, RFC 6591 auth-failure), and the
 * forms of providers that do without. If so sets machine, machine_evidence and
 * returned_id, and is true. The first words of the evidence tell the type when there is
 * one: "Feedback-Type: not-spam" is no complaint about anybody. Pure, linear.
 */
bool desk_feedback_read(DeskMail *mail, const GArray *headers, const DeskParts *parts);
