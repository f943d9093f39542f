#include "ticket/verdict.h"
#include "ticket/words.h"

static const char *const kinds[] = { "new", "append", "held", "event", "duplicate" };

const char *
desk_verdict_name(DeskVerdictKind kind)
{
    return kinds[kind];
}

bool
desk_verdict_parse(const char *word, DeskVerdictKind *kind)
{
    int i = desk_word_index(kinds, G_N_ELEMENTS(kinds), word);
    if (i >= 0)
        *kind = (DeskVerdictKind) i;
    return i >= 0;
}

void
desk_verdict_clear(DeskVerdict *verdict)
{
    g_clear_pointer(&verdict->queue_id, g_free);
    g_clear_pointer(&verdict->message_id, g_free);
    g_clear_pointer(&verdict->sender, g_free);
    g_clear_pointer(&verdict->recipients, g_free);
    g_clear_pointer(&verdict->reason, g_free);
    g_clear_pointer(&verdict->given_up, g_free);
}

void
desk_verdict_free(DeskVerdict *verdict)
{
    if (!verdict)
        return;
    desk_verdict_clear(verdict);
    g_free(verdict);
}
