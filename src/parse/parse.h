#pragma once
#include "mail/mail.h"

/*
 * Reads a mail that has passed the guard. Meant for the deskparse process:
 * what hostile bytes do to the libraries stays there. Never fails; oddities become defects.
 */
DeskMail *desk_parse(DeskBytes raw);

/* Once per process, before the first desk_parse. */
void desk_parse_init(void);
