#include "mail/guard.h"
#include "fuzz.h"
#include "mail/header.h"
#include "mail/key.h"

#define FIELD_MAX (16 * 1024) /* bytes (RULES M2) */

/* What has passed is within the limits of RULES M2, counted here anew for the mail's own header. */
static void
check_header(DeskBytes raw)
{
    DeskBytes rest = raw;
    unsigned fields = 0;
    for (DeskHeader field; desk_header_next(&rest, &field); fields++)
        MUST_HOLD(field.name.size + field.value.size <= FIELD_MAX);
    MUST_HOLD(fields <= DESK_HEADERS_MAX);
}

void
fuzz_guard(DeskBytes raw)
{
    const char *why = NULL;
    bool passed = desk_guard_pass(raw, &why);
    MUST_HOLD(passed == (why == NULL));
    if (passed)
        check_header(raw);

    DeskContentKey one = desk_content_key(raw);
    DeskContentKey two = desk_content_key(raw);
    MUST_HOLD(memcmp(one.bytes, two.bytes, sizeof one.bytes) == 0);
}
