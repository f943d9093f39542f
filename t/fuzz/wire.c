#include "mail/wire.h"
#include "fuzz.h"
#include "parse/salvage.h"

#define CHANGE 3 /* bytes of a change: the offset in two, and the new value */

/* What is taken once is taken again, and as the same mail. */
static void
check(GBytes *bytes)
{
    g_autoptr(DeskMail) mail = desk_wire_read(bytes);
    if (!mail)
        return;
    g_autoptr(GBytes) again = desk_wire_write(mail);
    g_autoptr(DeskMail) second = desk_wire_read(again);
    MUST_HOLD(second != NULL);
    g_autoptr(GBytes) third = desk_wire_write(second);
    MUST_HOLD(g_bytes_equal(again, third));
}

static GBytes *
make_answer(DeskBytes raw)
{
    g_autoptr(DeskMail) mail = desk_salvage(raw, "fuzz");
    return desk_wire_write(mail);
}

/* A true answer of deskparse about the mail before the form feed, with the changes behind it. */
static GBytes *
make_lie(DeskBytes bytes)
{
    const char *end = bytes.size > 0 ? memchr(bytes.data, '\f', bytes.size) : NULL;
    size_t mail = end ? (size_t) (end - bytes.data) : bytes.size;
    g_autoptr(GBytes) answer = make_answer((DeskBytes){ bytes.data, mail });
    gsize size;
    guint8 *out = g_bytes_unref_to_data(g_steal_pointer(&answer), &size);
    for (size_t i = mail + 1; i + CHANGE <= bytes.size; i += CHANGE) {
        const guint8 *change = (const guint8 *) bytes.data + i;
        out[(change[0] << 8 | change[1]) % size] = change[2];
    }
    return g_bytes_new_take(out, size);
}

void
fuzz_wire(DeskBytes bytes)
{
    g_autoptr(GBytes) raw = g_bytes_new(bytes.data, bytes.size);
    g_autoptr(GBytes) lie = make_lie(bytes);
    check(raw);
    check(lie);
}
