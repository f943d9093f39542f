#pragma once
#include "mail/parts.h"

/*
 * Reads a mail that has passed the guard. Meant for the deskparse process:
 * what hostile bytes do to the libraries stays there. Never fails; oddities become defects.
 */
DeskMail *desk_parse(DeskBytes raw);

/* Takes files out of the mail, as desk_parse would list them. */
void desk_parse_files(DeskBytes raw, const DeskPartsWish *wish);

/* Once per process, before the first desk_parse. */
void desk_parse_init(void);
