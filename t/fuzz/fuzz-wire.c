#include "fuzz.h"
#include "mail/wire.h"

/* What is taken once is taken again, and as the same mail. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(DeskMail) mail = desk_wire_read(bytes);
    if (!mail)
        return 0;
    g_autoptr(GBytes) again = desk_wire_write(mail);
    g_autoptr(DeskMail) second = desk_wire_read(again);
    MUST_HOLD(second != NULL);
    g_autoptr(GBytes) third = desk_wire_write(second);
    MUST_HOLD(g_bytes_equal(again, third));
    return 0;
}
