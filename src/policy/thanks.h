#pragma once
#include "base/base.h"

/*
 * Whether a text says thanks and nothing else, in one of the languages of thanks-words.c, so that
 * it asks for no answer: with a greeting, a name, the sign-off and emoji around it at most. Any
 * other word, a digit or a question mark makes it more than that. text: what is new in a mail,
 * valid UTF-8; name: the sender's display name, or NULL.
 */
bool desk_thanks_is_bare(const char *text, const char *name);
