#pragma once
#include "base/base.h"

/* The place of a word in a list of count words; -1 when it is none of them. */
int desk_word_index(const char *const *words, int count, const char *word);
