#include "ticket/kind.h"

static const DeskMailKind kinds[] = {
    { .name = "ack", .answers = true, .from_null = true, .auto_submitted = "auto-replied" },
    { .name = "agent-alarm", .to_agent = true, .auto_submitted = "auto-notified" },
};

const DeskMailKind *
desk_mail_kind(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].name, name))
            return &kinds[i];
    return NULL;
}
