#pragma once
#include "match/matcher.h"

/* A finished matcher of these words, up to a NULL; the id of each is its index. */
DeskMatcher *match_words(const char *const *words);

/* What is found of one word, as it stands in the text. NULL: nothing. The caller's. */
char *match_one(const char *word, const char *text);

/* The same of an expression; "?" when it was given up. */
char *match_regex(const char *regex, const char *text);

/* All that is found, "id:start+size" with a blank between, "id:?" when it was given up. The
 * caller's. */
char *match_all(const DeskMatcher *matcher, const char *text);
