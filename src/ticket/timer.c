#include "ticket/timer.h"
#include "ticket/words.h"

static const char *const kinds[] = { "first-response", "next-response", "resolution", "wake",
                                     "remind",         "close",         "survey" };
static const char *const states[] = { "running", "paused", "met" };
_Static_assert(G_N_ELEMENTS(kinds) == DESK_TIMER_KINDS, "each kind has its word");

const char *
desk_timer_kind_name(DeskTimerKind kind)
{
    return kinds[kind];
}

const char *
desk_timer_state_name(DeskTimerState state)
{
    return states[state];
}

bool
desk_timer_kind_parse(const char *word, DeskTimerKind *kind)
{
    int i = desk_word_index(kinds, G_N_ELEMENTS(kinds), word);
    if (i >= 0)
        *kind = (DeskTimerKind) i;
    return i >= 0;
}

bool
desk_timer_state_parse(const char *word, DeskTimerState *state)
{
    int i = desk_word_index(states, G_N_ELEMENTS(states), word);
    if (i >= 0)
        *state = (DeskTimerState) i;
    return i >= 0;
}
