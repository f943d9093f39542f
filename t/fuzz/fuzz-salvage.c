#include "fuzz.h"
#include "mail/salvage.h"
#include "mail/wire.h"

/* The wire's checks are those for every mail, so they judge a salvaged one as well. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(DeskMail) mail = desk_salvage((DeskBytes){ (const char *) data, size }, "fuzz");
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    g_autoptr(DeskMail) read = desk_wire_read(bytes);
    MUST_HOLD(mail->unparsed);
    MUST_HOLD(read != NULL);
    return 0;
}
