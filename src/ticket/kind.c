#include "ticket/kind.h"

#define TOLD  .is_automatic = true, .auto_submitted = "auto-generated"
#define AGENT .is_automatic = true, .to_agent = true, .auto_submitted = "auto-notified"

static const DeskMailKind kinds[] = {
    { .name = "ack",
      .is_automatic = true,
      .answers = true,
      .from_null = true,
      .auto_submitted = "auto-replied" },
    { .name = "customer-result",
      .is_automatic = true,
      .answers = true,
      .from_null = true,
      .auto_submitted = "auto-replied" },
    { .name = "reply" },
    { .name = "forward" },
    { .name = "status", TOLD },
    { .name = "reminder", TOLD },
    { .name = "survey", TOLD },
    { .name = "agent-new", AGENT, .notifies = true },
    { .name = "agent-update", AGENT, .notifies = true },
    { .name = "agent-alarm", AGENT },
    { .name = "command-result", AGENT, .is_free = true },
    { .name = "digest", AGENT, .is_free = true },
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
