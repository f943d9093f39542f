#include "ticket/words.h"

int
desk_word_index(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (g_str_equal(words[i], word))
            return i;
    return -1;
}
