#pragma once
#include "conf/conf.h"
#include "ticket/ticket.h"

/*
 * What of an internal message is none of the customer's business, when an agent is about to send
 * him an answer: all of its text but what the agent himself wrote for the customer in it, if it
 * was kept back on a doubt, and but what agents sign with, if he signs with it as well: below a
 * closing phrase, the dashes or the author's name, or what ends each of several mails of his. Lines
 * as they read there; the caller's. Pure.
 */
char *desk_secret_of(const DeskConf *conf, const DeskInternal *internal, const DeskAgent *agent,
                     const char *answer);
