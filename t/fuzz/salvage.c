#include "parse/salvage.h"
#include "fuzz.h"

void
fuzz_salvage(DeskBytes raw)
{
    g_autoptr(DeskMail) mail = desk_salvage(raw, "fuzz");
    MUST_HOLD(mail->unparsed);
    MUST_HOLD(mail->defects->len > 0 && strcmp(mail->defects->pdata[0], "fuzz") == 0);
    fuzz_check_mail(mail);
}
