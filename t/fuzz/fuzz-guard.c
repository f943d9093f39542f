#include "fuzz.h"
#include "mail/guard.h"
#include "mail/key.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    const DeskBytes raw = { (const char *) data, size };
    const char *why = NULL;
    bool passed = desk_guard_pass(raw, &why);
    MUST_HOLD(passed == (why == NULL));

    DeskContentKey one = desk_content_key(raw);
    DeskContentKey two = desk_content_key(raw);
    MUST_HOLD(memcmp(one.bytes, two.bytes, sizeof one.bytes) == 0);
    return 0;
}
