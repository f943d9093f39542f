#include "fuzz.h"

const FuzzTarget fuzz_targets[] = {
    { "dsn", fuzz_dsn },
    { "guard", fuzz_guard },
    { "html", fuzz_html },
    { "mailboxes", fuzz_mailboxes },
    { "parse", fuzz_parse },
    { "quotes", fuzz_quotes },
    { "salvage", fuzz_salvage },
    { "wire", fuzz_wire },
    { NULL, NULL },
};

const FuzzTarget *
fuzz_target_find(const char *name)
{
    for (const FuzzTarget *target = fuzz_targets; target->name; target++)
        if (strcmp(target->name, name) == 0)
            return target;
    return NULL;
}
