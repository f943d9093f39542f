#include "text/charset.h"
#include "text/escape.h"
#include "text/label.h"

#include <uchardet.h>

/* A guess from more than this costs time and tells nothing new. */
#define GUESS_MAX (64 * 1024)

static bool
is_utf8_name(const char *charset)
{
    return strcmp(charset, "UTF-8") == 0;
}

static bool
is_western_name(const char *charset)
{
    return strcmp(charset, "WINDOWS-1252") == 0;
}

/* The handles only keep the modules of the C library loaded; each decode opens its own. */
void
desk_charset_init(void)
{
    static gsize kept;

    if (!g_once_init_enter(&kept))
        return;
    GArray *handles = g_array_new(FALSE, FALSE, sizeof(GIConv));
    for (size_t i = 0; desk_label_nth(i); i++) {
        GIConv handle = g_iconv_open("UTF-8", desk_label_nth(i));
        g_array_append_val(handles, handle);
    }
    g_once_init_leave(&kept, (gsize) handles);
}

static void
append_replacement(GString *out, unsigned *wrong)
{
    g_string_append(out, "\xef\xbf\xbd");
    (*wrong)++;
}

static void
append_without_nul(GString *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i])
            g_string_append_c(out, text[i]);
}

/* NULL when iconv does not know the charset. */
static char *
convert(DeskBytes bytes, const char *charset, unsigned *wrong)
{
    GIConv cd = g_iconv_open("UTF-8", charset);
    if (cd == (GIConv) -1)
        return NULL;

    GString *out = g_string_sized_new(bytes.size * 2 + 16);
    char *in = (char *) bytes.data;
    gsize left = bytes.size;
    while (left > 0) {
        char buffer[4096];
        char *to = buffer;
        gsize room = sizeof buffer;
        gsize rc = g_iconv(cd, &in, &left, &to, &room);
        int error = errno;
        append_without_nul(out, buffer, (size_t) (to - buffer));
        if (rc != (gsize) -1 || (error == E2BIG && to > buffer))
            continue;
        append_replacement(out, wrong);
        if (error == EINVAL)
            break;
        in++;
        left--;
    }
    char buffer[64];
    char *to = buffer;
    gsize room = sizeof buffer;
    g_iconv(cd, NULL, NULL, &to, &room);
    append_without_nul(out, buffer, (size_t) (to - buffer));
    g_iconv_close(cd);
    return g_string_free(out, FALSE);
}

static char *
repair_utf8(DeskBytes bytes, unsigned *wrong)
{
    GString *out = g_string_sized_new(bytes.size + 16);
    while (bytes.size > 0) {
        const char *end;
        g_utf8_validate_len(bytes.data, bytes.size, &end);
        size_t good = (size_t) (end - bytes.data);
        g_string_append_len(out, bytes.data, (gssize) good);
        bytes.data += good;
        bytes.size -= good;
        if (bytes.size == 0)
            break;
        if (bytes.data[0] != '\0')
            append_replacement(out, wrong);
        bytes.data++;
        bytes.size--;
    }
    return g_string_free(out, FALSE);
}

static char *
from_windows_1252(DeskBytes bytes, unsigned *wrong)
{
    static const gunichar upper[32] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
    };
    GString *out = g_string_sized_new(bytes.size + bytes.size / 8 + 16);
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = (unsigned char) bytes.data[i];
        gunichar u = c >= 0x80 && c < 0xa0 ? upper[c - 0x80] : c;
        if (u == 0xfffd)
            (*wrong)++;
        if (c >= 0x80)
            g_string_append_unichar(out, u);
        else if (c > 0)
            g_string_append_c(out, (char) c);
    }
    return g_string_free(out, FALSE);
}

/* Without a mark of order the side of the NULs tells it: text is mostly Latin or has blanks. */
static const char *
wide_order(DeskBytes bytes)
{
    size_t nuls[2] = { 0, 0 };
    if (bytes.size >= 2 &&
        (memcmp(bytes.data, "\xff\xfe", 2) == 0 || memcmp(bytes.data, "\xfe\xff", 2) == 0))
        return "UTF-16";
    for (size_t i = 0; i < MIN(bytes.size, GUESS_MAX); i++)
        nuls[i & 1] += bytes.data[i] == '\0';
    return nuls[0] > nuls[1] ? "UTF-16BE" : "UTF-16LE";
}

static char *
decode_escaped(DeskBytes bytes, bool is_hz, unsigned *wrong)
{
    const char *charset;
    g_autofree char *plain =
        is_hz ? desk_escape_hz(bytes, &charset) : desk_escape_japanese(bytes, &charset);
    return convert((DeskBytes){ plain, strlen(plain) }, charset, wrong);
}

static char *
decode_as(DeskBytes bytes, const char *charset, unsigned *wrong)
{
    if (strcmp(charset, "UTF-16") == 0)
        charset = wide_order(bytes);
    if (strcmp(charset, "HZ") == 0 || strcmp(charset, "ISO-2022-JP") == 0)
        return decode_escaped(bytes, *charset == 'H', wrong);
    if (is_utf8_name(charset))
        return repair_utf8(bytes, wrong);
    if (is_western_name(charset))
        return from_windows_1252(bytes, wrong);
    return convert(bytes, charset, wrong);
}

/* The bytes without NULs when all else is valid UTF-8; otherwise NULL. */
static char *
take_utf8(DeskBytes bytes)
{
    unsigned wrong = 0;
    if (g_utf8_validate_len(bytes.data, bytes.size, NULL))
        return g_strndup(bytes.data, bytes.size);
    g_autofree char *text = repair_utf8(bytes, &wrong);
    return wrong == 0 ? g_steal_pointer(&text) : NULL;
}

/*
 * A few wrong bytes among many right ones do not make the label wrong: with eight decoded
 * characters beyond ASCII to each wrong byte the label stands, with two if it is no common one,
 * which nobody gives by mistake. A last character that is cut off says nothing.
 */
static bool
is_mostly_right(const char *text, const char *charset, unsigned wrong)
{
    size_t good = 0;
    for (const unsigned char *p = (const unsigned char *) text; *p; p++)
        good += *p >= 0xc0;
    good -= MIN(good, wrong);
    if (good > 0 && g_str_has_suffix(text, "\xef\xbf\xbd"))
        wrong--;
    return good >= (size_t) wrong * (is_utf8_name(charset) || is_western_name(charset) ? 8 : 2);
}

static const char *
guess_charset(DeskBytes bytes)
{
    uchardet_t detector = uchardet_new();
    const char *charset = NULL;
    if (uchardet_handle_data(detector, bytes.data, MIN(bytes.size, GUESS_MAX)) == 0) {
        uchardet_data_end(detector);
        charset = desk_label_charset(uchardet_get_charset(detector));
    }
    uchardet_delete(detector);
    return charset;
}

static char *
count_and_return(char *text, unsigned wrong, unsigned *replaced)
{
    if (replaced)
        *replaced += wrong;
    return text;
}

/* Two characters of UTF-8 in what calls itself Western: nobody writes such pairs of letters. */
static bool
is_utf8_in_disguise(DeskBytes bytes, const char *declared)
{
    size_t wide = 0;
    if (!is_western_name(declared) && strcmp(declared, "ISO-8859-15") != 0)
        return false;
    for (size_t i = 0; i < bytes.size; i++)
        wide += (unsigned char) bytes.data[i] >= 0xc2;
    return wide > 1 && g_utf8_validate_len(bytes.data, bytes.size, NULL);
}

/* Bytes beyond ASCII show that a charset of escapes is not what the label says. */
static bool
is_denied(DeskBytes bytes, const char *declared)
{
    if (!g_str_has_prefix(declared, "ISO-2022-") && strcmp(declared, "HZ") != 0 &&
        strcmp(declared, "UTF-7") != 0)
        return false;
    for (size_t i = 0; i < bytes.size; i++)
        if ((unsigned char) bytes.data[i] >= 0x80)
            return true;
    return false;
}

static char *
decode_steps(DeskBytes bytes, const char *label, unsigned *replaced)
{
    const char *declared = desk_label_charset(label);
    if (declared && is_utf8_in_disguise(bytes, declared))
        declared = "UTF-8";
    if (!declared || is_utf8_name(declared) || is_western_name(declared))
        declared = desk_escape_is_japanese(bytes) ? "ISO-2022-JP" : declared;
    if (declared && !is_denied(bytes, declared)) {
        unsigned wrong = 0;
        g_autofree char *text = decode_as(bytes, declared, &wrong);
        if (text && (wrong == 0 || is_mostly_right(text, declared, wrong)))
            return count_and_return(g_steal_pointer(&text), wrong, replaced);
    }
    char *utf8 = take_utf8(bytes);
    if (utf8)
        return utf8;

    const char *guess = guess_charset(bytes);
    if (guess) {
        unsigned wrong = 0;
        g_autofree char *text = decode_as(bytes, guess, &wrong);
        if (text && (wrong == 0 || is_mostly_right(text, guess, wrong)))
            return count_and_return(g_steal_pointer(&text), wrong, replaced);
    }
    unsigned wrong = 0;
    char *text = from_windows_1252(bytes, &wrong);
    return count_and_return(text, wrong, replaced);
}

/* A mark of byte order is no text. */
static char *
without_mark(char *text)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (g_str_has_prefix(text, mark))
        memmove(text, text + strlen(mark), strlen(text) - strlen(mark) + 1);
    return text;
}

char *
desk_charset_decode(DeskBytes bytes, const char *label, unsigned *replaced)
{
    return without_mark(decode_steps(bytes, label, replaced));
}

char *
desk_charset_decode_plain(DeskBytes bytes, const char *label, unsigned *replaced)
{
    const char *declared = desk_label_charset(label);
    unsigned wrong = 0;
    if (declared && !is_utf8_name(declared) && !is_western_name(declared))
        return NULL;
    char *utf8 = take_utf8(bytes);
    if (utf8)
        return utf8;
    char *text = from_windows_1252(bytes, &wrong);
    return count_and_return(text, wrong, replaced);
}
