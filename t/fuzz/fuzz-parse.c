#include "fuzz.h"
#include "mail/guard.h"
#include "mail/parse.h"
#include "mail/wire.h"

/* Whatever the parser makes of a mail, the reader's side of the wire must take it. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    const DeskBytes raw = { (const char *) data, size };
    const char *why;
    if (!desk_guard_pass(raw, &why))
        return 0;
    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_parse(raw);
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    g_autoptr(DeskMail) read = desk_wire_read(bytes);
    MUST_HOLD(read != NULL);
    return 0;
}
