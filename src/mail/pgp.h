#pragma once
#include "base/base.h"

/* OpenPGP that stands in a text (RFC 9580 sections 6 and 7); nothing is verified. */
typedef enum { DESK_PGP_NONE, DESK_PGP_SIGNED, DESK_PGP_ENCRYPTED } DeskPgp;

/*
 * Looks for a signed or encrypted block whose lines begin the lines of text. Of a signed one *out
 * (the caller's; else NULL) is the text without armor; of an encrypted one it is the text round it,
 * and *block the armored block, borrowed. Linear.
 */
DeskPgp desk_pgp_read(const char *text, char **out, DeskBytes *block);
