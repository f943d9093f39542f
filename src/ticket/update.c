#include "ticket/update.h"
#include "ticket/words.h"

static const char *const names[] = { "assigned", "in-progress", "on-hold", "resolved",
                                     "reopened", "closed",      "merged" };
_Static_assert(G_N_ELEMENTS(names) == DESK_UPDATES, "each update has its word");

const char *
desk_update_name(DeskUpdate update)
{
    return names[update];
}

bool
desk_update_parse(const char *word, DeskUpdate *update)
{
    int i = desk_word_index(names, G_N_ELEMENTS(names), word);
    if (i >= 0)
        *update = (DeskUpdate) i;
    return i >= 0;
}
