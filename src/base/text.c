#include "base/text.h"

#define QUOTE_MAX 200

bool
desk_text_is_bidi_control(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool
desk_text_is_invisible(gunichar c)
{
    return (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || c == 0x61c || c == 0xad;
}

/* C0, DEL and C1 controls, and the code points that no text may hold. */
static bool
is_unwanted(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c & 0xfffe) == 0xfffe ||
           (c >= 0xfdd0 && c <= 0xfdef);
}

/* Line and paragraph separator: a new line to many readers, though no control. */
static bool
is_separator(gunichar c)
{
    return c == 0x2028 || c == 0x2029;
}

/* The next character of a run of bytes, or U+FFFD and one byte when it is none. */
static gunichar
next_char(const char *p, size_t left, size_t *used)
{
    *used = 1;
    if ((unsigned char) *p < 0x80)
        return (unsigned char) *p;

    gunichar c = g_utf8_get_char_validated(p, (gssize) left);
    if (c == (gunichar) -1 || c == (gunichar) -2)
        return 0xfffd;
    *used = (size_t) (g_utf8_next_char(p) - p);
    return c;
}

char *
desk_text_repair(const char *bytes, size_t size, unsigned *replaced)
{
    GString *out = g_string_sized_new(size + 1);

    for (size_t i = 0, used; i < size; i += used) {
        gunichar c = next_char(bytes + i, size - i, &used);
        if (c == 0xfffd && used == 1 && replaced)
            (*replaced)++;
        if (c == '\r') {
            if (i + 1 >= size || bytes[i + 1] != '\n')
                g_string_append_c(out, '\n');
        } else if (c == '\n' || c == '\t') {
            g_string_append_c(out, (char) c);
        } else if (c < 0x80 && !is_unwanted(c)) {
            g_string_append_c(out, (char) c);
        } else if (!is_unwanted(c)) {
            g_string_append_unichar(out, c);
        }
    }
    return g_string_free(out, FALSE);
}

char *
desk_text_line(const char *bytes, size_t size)
{
    GString *out = g_string_sized_new(size + 1);
    bool blank = false;

    for (size_t i = 0, used; i < size; i += used) {
        gunichar c = next_char(bytes + i, size - i, &used);
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || is_separator(c)) {
            blank = out->len > 0;
            continue;
        }
        if (is_unwanted(c) || desk_text_is_bidi_control(c))
            continue;
        if (blank)
            g_string_append_c(out, ' ');
        blank = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *
desk_text_cut(char *text, size_t max)
{
    size_t size = strlen(text);
    if (size <= max)
        return text;
    while (max > 0 && ((unsigned char) text[max] & 0xc0) == 0x80)
        max--;
    text[max] = '\0';
    return text;
}

char *
desk_text_quote(const char *text)
{
    if (!text)
        return g_strdup("");

    GString *out = g_string_new(NULL);
    size_t size = strlen(text);
    for (size_t i = 0, used; i < size; i += used) {
        if (out->len > QUOTE_MAX - 10) {
            g_string_append(out, "...");
            break;
        }
        gunichar c = next_char(text + i, size - i, &used);
        if ((c == 0xfffd && used == 1) || (is_unwanted(c) && used == 1))
            g_string_append_printf(out, "\\x%02x", (unsigned char) text[i]);
        else if (is_unwanted(c) || desk_text_is_bidi_control(c) || is_separator(c))
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

DeskBytes
desk_text_trim(DeskBytes text)
{
    while (text.size > 0 && g_ascii_isspace(text.data[0]))
        text = (DeskBytes){ text.data + 1, text.size - 1 };
    while (text.size > 0 && g_ascii_isspace(text.data[text.size - 1]))
        text.size--;
    return text;
}

bool
desk_text_has_control(const char *text)
{
    for (const unsigned char *p = (const unsigned char *) text; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return true;
    return false;
}

gint64
desk_text_number(const char *space, const char *text)
{
    guint8 digest[32];
    gsize size = sizeof digest;
    gint64 number = 0;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *) space, (gssize) strlen(space) + 1);
    g_checksum_update(sum, (const guchar *) text, (gssize) strlen(text));
    g_checksum_get_digest(sum, digest, &size);
    memcpy(&number, digest, sizeof number);
    return GINT64_FROM_BE(number);
}
