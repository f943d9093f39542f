#pragma once
#include "machine/wording.h"

/*
 * Tells a filter that wants the sender to confirm his mail (challenge and response), by the
 * phrases of challenge-words.c. is_marked: something else already says that a machine sent the
 * mail. *evidence is then the caller's, else NULL. Linear, pure.
 */
bool desk_challenge_read(const DeskWording *said, bool is_marked, char **evidence);
