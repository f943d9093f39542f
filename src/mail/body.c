#include "mail/body.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/html.h"

#define TEXT_BYTES_MAX (4 * 1024 * 1024)

char *
desk_body_text(DeskBytes bytes, const DeskBodyType *type, GHashTable *files, unsigned *replaced)
{
    DeskBytes view = { bytes.data, MIN(bytes.size, TEXT_BYTES_MAX) };
    if (view.size == 0)
        return g_strdup("");
    g_autofree char *text = desk_charset_decode(view, type->charset, replaced);
    if (type->is_html) {
        char *plain = desk_html_to_text((DeskBytes){ text, strlen(text) }, files);
        g_free(text);
        text = plain;
    }
    return desk_text_repair(text, strlen(text), NULL);
}

static bool
is_invisible(gunichar c)
{
    return (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || c == 0x61c || c == 0xad;
}

bool
desk_body_is_blank(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (!g_unichar_isspace(g_utf8_get_char(text)) && !is_invisible(g_utf8_get_char(text)))
            return false;
    return true;
}

bool
desk_body_is_stub(const char *text)
{
    return desk_body_is_blank(text);
}
