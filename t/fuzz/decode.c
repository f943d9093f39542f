#include "fuzz.h"
#include "mail/uuencode.h"
#include "text/charset.h"

static void
check_decode(DeskCharsetDecode decode, DeskBytes bytes, const char *label)
{
    unsigned replaced = 0;
    g_autofree char *text = decode(bytes, label, &replaced);
    MUST_HOLD(!text || g_utf8_validate(text, -1, NULL));
    MUST_HOLD(text || decode == desk_charset_decode_plain);
    MUST_HOLD(replaced <= bytes.size);
}

/* The first line is the label; an empty one is none. */
void
fuzz_charset(DeskBytes bytes)
{
    const char *end = bytes.size > 0 ? memchr(bytes.data, '\n', bytes.size) : NULL;
    size_t size = end ? (size_t) (end - bytes.data) : 0;
    g_autofree char *label = g_strndup(bytes.data, size);
    size += end != NULL;
    DeskBytes rest = { bytes.data + size, bytes.size - size };

    desk_charset_init();
    check_decode(desk_charset_decode, rest, *label ? label : NULL);
    check_decode(desk_charset_decode_plain, rest, *label ? label : NULL);
}

void
fuzz_uuencode(DeskBytes text)
{
    size_t at = 0, before = 0;
    for (DeskEncodedFile file; desk_uuencode_find(text, &at, &file); before = at) {
        MUST_HOLD(file.start >= before && file.start < file.end && file.end <= text.size);
        MUST_HOLD(file.end == at && at > before);
        MUST_HOLD(file.name && file.bytes && file.bytes->len <= 2 * (file.end - file.start) + 8192);
        desk_encoded_file_clear(&file);
    }
}
