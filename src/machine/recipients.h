#pragma once
#include "machine/notice.h"
#include "mail/mail.h"

/*
 * Whom a notice in plain text is about. The addresses that stand at the start of a line count; else
 * those that words such as "recipient" announce; else those in a server's reply; else any. Not
 * those of its sender, of helpers and message ids; nor its own recipient, unless there is no other.
 * Linear.
 */
typedef struct {
    char *address;
    const char *line; /* in the notice, where the line with the address begins */
    bool is_guess;    /* only mentioned somewhere */
} DeskRecipient;

/* The DeskRecipient found, in order, each address once, at most DESK_MAIL_LIST_MAX; free with
 * unref. */
GArray *desk_recipients_find(const DeskNotice *notice, const DeskMail *mail);
