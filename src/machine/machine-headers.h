#pragma once
#include "mail/header.h"

/* What one header field says of who wrote the mail; from nothing to the most telling. */
typedef enum {
    DESK_SIGN_NONE,
    DESK_SIGN_QUIET,     /* forbids automatic answers and says no more (RULES L2) */
    DESK_SIGN_SUPPRESS,  /* Exchange's wish for silence: no answers, no notes of absence */
    DESK_SIGN_RULE,      /* an Exchange rule sent it or passed it on */
    DESK_SIGN_CAMPAIGN,  /* sent to many: a newsletter, or a list */
    DESK_SIGN_LIST,      /* a mailing list passed it on; a person may have written it */
    DESK_SIGN_MASS,      /* Precedence: bulk or junk: a machine, unless a list passed it on */
    DESK_SIGN_NULL,      /* the null sender, or MAILER-DAEMON: no person writes so (RFC 5321 6.1) */
    DESK_SIGN_GENERATED, /* a program wrote it of its own accord */
    DESK_SIGN_REPLY,     /* a program answered */
    DESK_SIGN_CHALLENGE, /* a program wants the sender to prove that he is a person */
    DESK_SIGN_RECEIPT,   /* a disposition notification (RFC 8098) */
    DESK_SIGN_COMPLAINT, /* a feedback report (RFC 5965) */
} DeskMachineSign;

/*
 * Looks one field up in the table of those that RFC 3834, RFC 5436 and the makers of mail
 * software have for it. Comments, parameters and case are parsed: "(x) NO ; a=b" is no sign.
 * At most the first 1,000 bytes of a value count. Pure.
 */
DeskMachineSign desk_machine_header_sign(const DeskHeader *header);
