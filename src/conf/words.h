#pragma once
#include "base/base.h"

#define DESK_WORDS_FILE_SIZE (8 << 20) /* bytes */
#define DESK_WORDS_FILE_MAX  100000    /* words and phrases */

/*
 * Reads a file of words and phrases and puts them behind those of a list, which is replaced. One a
 * line, in UTF-8; the white space at its ends does not count. Blank lines and those that begin
 * with # are passed over. On error, which names the line, the list stays as it was.
 */
bool desk_words_read(const char *path, char ***list, GError **error);
