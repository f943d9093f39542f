#include "fuzz.h"

const FuzzTarget fuzz_targets[] = {
    { "authres", fuzz_authres },
    { "charset", fuzz_charset },
    { "dsn", fuzz_dsn },
    { "fields", fuzz_fields },
    { "flowed", fuzz_flowed },
    { "guard", fuzz_guard },
    { "html", fuzz_html },
    { "ics", fuzz_ics },
    { "kb", fuzz_kb },
    { "langtag", fuzz_langtag },
    { "mailboxes", fuzz_mailboxes },
    { "markup", fuzz_markup },
    { "match", fuzz_match },
    { "opening", fuzz_opening },
    { "parse", fuzz_parse },
    { "quotes", fuzz_quotes },
    { "rtf", fuzz_rtf },
    { "salvage", fuzz_salvage },
    { "template", fuzz_template },
    { "tnef", fuzz_tnef },
    { "uuencode", fuzz_uuencode },
    { "vote", fuzz_vote },
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
