#include "parse/parse.h"
#include "fuzz.h"
#include "mail/guard.h"

void
fuzz_parse(DeskBytes raw)
{
    const char *why;
    if (!desk_guard_pass(raw, &why))
        return;
    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_parse(raw);
    MUST_HOLD(!mail->unparsed);
    fuzz_check_mail(mail);
}
