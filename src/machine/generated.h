#pragma once
#include "machine/wording.h"

/*
 * Tells what a program wrote of its own accord and did not mark as such (RULES L4): by a sender
 * behind whom nobody reads, by the subject lines of schedulers and monitors, by aggregate
 * reports (RFC 7489, RFC 8460), voice and fax gateways, and by the phrases of
 * generated-words.c. is_marked: the header already says that a machine sent it. *evidence
 * is then the caller's, else NULL. Linear, pure.
 */
bool desk_generated_read(const DeskWording *said, bool is_marked, char **evidence);
