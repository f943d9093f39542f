#pragma once
#include "mail/mail.h"

/* Who speaks in a mail, as far as its ticket is concerned (RULES L2 to L4, B3). */
typedef enum {
    DESK_VOICE_PERSON,  /* a human, also through a list */
    DESK_VOICE_DOUBT,   /* words alone are a machine's: it may be a customer's answer */
    DESK_VOICE_PROGRAM, /* wrote of its own accord: read by people, changes no status */
    DESK_VOICE_ASIDE,   /* answers or reports of a mail: stands beside the ticket */
} DeskVoice;

/* envelope_sender "" is the null sender: that of no person (RFC 5321 section 4.5.5). */
DeskVoice desk_voice_of(const DeskMail *mail, const char *envelope_sender);

/* The answer of a responder or a filter, shown by more than its words. */
bool desk_voice_is_automatic_answer(const DeskMail *mail, const char *envelope_sender);
