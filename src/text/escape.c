#include "text/escape.h"

/* What the bytes after an escape sequence are. */
typedef enum { SET_ASCII, SET_KANJI, SET_EXTRA_KANJI, SET_KANA } Set;

static const struct {
    const char *escape;
    Set set;
} escapes[] = {
    { "\x1b$B", SET_KANJI },        { "\x1b$@", SET_KANJI },  { "\x1b$(B", SET_KANJI },
    { "\x1b$(@", SET_KANJI },       { "\x1b$(Q", SET_KANJI }, { "\x1b$(O", SET_KANJI },
    { "\x1b$(D", SET_EXTRA_KANJI }, { "\x1b(I", SET_KANA },   { "\x1b(B", SET_ASCII },
    { "\x1b(J", SET_ASCII },        { "\x1b(H", SET_ASCII },
};

/* The length of the escape sequence at i; 0 when there is none. */
static size_t
match(DeskBytes bytes, size_t i, Set *set)
{
    for (size_t k = 0; k < G_N_ELEMENTS(escapes); k++) {
        size_t size = strlen(escapes[k].escape);
        if (bytes.size - i >= size && memcmp(bytes.data + i, escapes[k].escape, size) == 0) {
            *set = escapes[k].set;
            return size;
        }
    }
    return 0;
}

static bool
is_double(DeskBytes bytes, size_t i)
{
    return i + 1 < bytes.size && bytes.data[i] > 0x20 && bytes.data[i] < 0x7f &&
           bytes.data[i + 1] > 0x20 && bytes.data[i + 1] < 0x7f;
}

static void
append_high(GString *out, char c)
{
    g_string_append_c(out, (char) ((unsigned char) c | 0x80));
}

static size_t
take_kanji(DeskBytes bytes, size_t i, Set set, GString *out)
{
    if (set == SET_EXTRA_KANJI)
        g_string_append_c(out, '\x8f');
    append_high(out, bytes.data[i]);
    append_high(out, bytes.data[i + 1]);
    return i + 2;
}

/* The end of a line ends a switch, as the RFC wants it. */
char *
desk_escape_japanese(DeskBytes bytes, const char **charset)
{
    GString *out = g_string_sized_new(bytes.size + 16);
    Set set = SET_ASCII;
    for (size_t i = 0; i < bytes.size;) {
        char c = bytes.data[i];
        size_t skip = c == '\x1b' ? match(bytes, i, &set) : 0;
        if (skip > 0) {
            i += skip;
            continue;
        }
        if (c == '\n')
            set = SET_ASCII;
        if ((set == SET_KANJI || set == SET_EXTRA_KANJI) && is_double(bytes, i)) {
            i = take_kanji(bytes, i, set, out);
            continue;
        }
        if (set == SET_KANA && c > 0x20 && c < 0x60) {
            g_string_append_c(out, '\x8e');
            append_high(out, c);
        } else if (c) {
            g_string_append_c(out, c);
        }
        i++;
    }
    *charset = "EUC-JP-MS";
    return g_string_free(out, FALSE);
}

char *
desk_escape_hz(DeskBytes bytes, const char **charset)
{
    GString *out = g_string_sized_new(bytes.size + 16);
    bool is_wide = false;
    for (size_t i = 0; i < bytes.size; i++) {
        char c = bytes.data[i];
        char next = i + 1 < bytes.size ? bytes.data[i + 1] : '\0';
        if (c == '~' && next && strchr("{}~\n", next)) {
            is_wide = next == '{' || (is_wide && next != '}');
            if (next == '~')
                g_string_append_c(out, '~');
            i++;
        } else if (is_wide && is_double(bytes, i)) {
            append_high(out, c);
            append_high(out, next);
            i++;
        } else if (c) {
            is_wide = is_wide && c != '\n';
            g_string_append_c(out, c);
        }
    }
    *charset = "GB18030";
    return g_string_free(out, FALSE);
}

bool
desk_escape_is_japanese(DeskBytes bytes)
{
    size_t i = 0;
    while (i < bytes.size) {
        Set set = SET_ASCII;
        const char *escape = memchr(bytes.data + i, '\x1b', bytes.size - i);
        if (!escape)
            return false;
        i = (size_t) (escape - bytes.data);
        if (match(bytes, i, &set) > 0 && (set == SET_KANJI || set == SET_KANA))
            return true;
        i++;
    }
    return false;
}
