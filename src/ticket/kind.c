#include "ticket/kind.h"

static const DeskMailKind kinds[] = {
    { .name = "ack", .answers = true, .from_null = true, .auto_submitted = "auto-replied" },
    { .name = "agent-alarm", .to_agent = true, .auto_submitted = "auto-notified" },
    { 0 },
};

const DeskMailKind *
desk_mail_kind(const char *name)
{
    for (const DeskMailKind *kind = kinds; kind->name; kind++)
        if (g_str_equal(kind->name, name))
            return kind;
    return NULL;
}

const DeskMailKind *
desk_mail_kinds(void)
{
    return kinds;
}
