#include "mail/key.h"
#include "mail/header.h"

enum { MESSAGE_ID, FROM, DATE, SUBJECT, FIELDS };
static const char *const names[FIELDS] = { "message-id", "from", "date", "subject" };

static void
append_collapsed(GString *out, DeskBytes value)
{
    bool blank = false;
    size_t start = out->len;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            blank = out->len > start;
            continue;
        }
        if (blank)
            g_string_append_c(out, ' ');
        blank = false;
        g_string_append_c(out, c);
    }
}

/* The first value of each field, collapsed; "" where there is none. Returns the body. */
static DeskBytes
read_fields(DeskBytes raw, GString *values[FIELDS])
{
    bool seen[FIELDS] = { false };
    for (DeskHeader header; desk_header_next(&raw, &header);) {
        for (unsigned i = 0; i < FIELDS; i++) {
            if (seen[i] || !desk_header_is(&header, names[i]))
                continue;
            seen[i] = true;
            append_collapsed(values[i], header.value);
        }
    }
    return raw;
}

DeskContentKey
desk_content_key(DeskBytes raw)
{
    DeskContentKey key = { .weak = false };
    GString *values[FIELDS];
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    for (unsigned i = 0; i < FIELDS; i++)
        values[i] = g_string_new(NULL);
    DeskBytes body = read_fields(raw, values);
    key.weak = values[MESSAGE_ID]->len == 0 && values[DATE]->len == 0;

    for (unsigned i = 0; i < FIELDS; i++) {
        if (values[i]->len > 0) {
            g_checksum_update(sum, (const guchar *) names[i], -1);
            g_checksum_update(sum, (const guchar *) ":", 1);
            g_checksum_update(sum, (const guchar *) values[i]->str, (gssize) values[i]->len);
            g_checksum_update(sum, (const guchar *) "\n", 1);
        }
        g_string_free(values[i], TRUE);
    }
    g_checksum_update(sum, (const guchar *) "\n", 1);
    g_checksum_update(sum, (const guchar *) body.data, (gssize) body.size);

    gsize size = sizeof key.bytes;
    g_checksum_get_digest(sum, key.bytes, &size);
    return key;
}
