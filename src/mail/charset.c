#include "mail/charset.h"

#include <uchardet.h>

#define LABEL_MAX 40
/* A guess from more than this costs time and tells nothing new. */
#define GUESS_MAX (64 * 1024)

/* Labels of mail, lower case, and the name iconv has for each. Sorted by use, not by name. */
static const struct {
    const char *label;
    const char *charset;
} aliases[] = {
    { "utf-8", "UTF-8" },
    { "us-ascii", "WINDOWS-1252" },
    { "iso-8859-1", "WINDOWS-1252" },
    { "windows-1252", "WINDOWS-1252" },
    { "utf8", "UTF-8" },
    { "unicode-1-1-utf-8", "UTF-8" },
    { "utf-8-sig", "UTF-8" },
    { "ascii", "WINDOWS-1252" },
    { "ansi_x3.4-1968", "WINDOWS-1252" },
    { "646", "WINDOWS-1252" },
    { "latin1", "WINDOWS-1252" },
    { "latin-1", "WINDOWS-1252" },
    { "iso8859-1", "WINDOWS-1252" },
    { "iso_8859-1", "WINDOWS-1252" },
    { "cp1252", "WINDOWS-1252" },
    { "cp-1252", "WINDOWS-1252" },
    { "gb2312", "GB18030" },
    { "gb_2312-80", "GB18030" },
    { "gbk", "GB18030" },
    { "gb18030", "GB18030" },
    { "cp936", "GB18030" },
    { "windows-936", "GB18030" },
    { "euc-cn", "GB18030" },
    { "x-gbk", "GB18030" },
    { "134", "GB18030" },
    { "hz-gb-2312", "HZ" },
    { "big5", "BIG5-HKSCS" },
    { "big5-hkscs", "BIG5-HKSCS" },
    { "cp950", "BIG5-HKSCS" },
    { "x-x-big5", "BIG5-HKSCS" },
    { "euc-tw", "EUC-TW" },
    { "shift_jis", "CP932" },
    { "shift-jis", "CP932" },
    { "sjis", "CP932" },
    { "x-sjis", "CP932" },
    { "ms_kanji", "CP932" },
    { "cp932", "CP932" },
    { "windows-31j", "CP932" },
    { "iso-2022-jp", "ISO-2022-JP-3" },
    { "iso-2022-jp-1", "ISO-2022-JP-3" },
    { "iso-2022-jp-2", "ISO-2022-JP-2" },
    { "iso-2022-jp-3", "ISO-2022-JP-3" },
    { "iso-2022-jp-ms", "ISO-2022-JP-3" },
    { "cp50220", "ISO-2022-JP-3" },
    { "cp50221", "ISO-2022-JP-3" },
    { "euc-jp", "EUC-JP-MS" },
    { "x-euc-jp", "EUC-JP-MS" },
    { "ks_c_5601-1987", "CP949" },
    { "ks_c_5601", "CP949" },
    { "ksc_5601", "CP949" },
    { "euc-kr", "CP949" },
    { "uhc", "CP949" },
    { "cp949", "CP949" },
    { "windows-949", "CP949" },
    { "iso-2022-kr", "ISO-2022-KR" },
    { "johab", "JOHAB" },
    { "windows-1250", "WINDOWS-1250" },
    { "windows-1251", "WINDOWS-1251" },
    { "windows-1253", "WINDOWS-1253" },
    { "windows-1254", "WINDOWS-1254" },
    { "windows-1255", "WINDOWS-1255" },
    { "windows-1256", "WINDOWS-1256" },
    { "windows-1257", "WINDOWS-1257" },
    { "windows-1258", "WINDOWS-1258" },
    { "windows-874", "CP874" },
    { "cp1250", "WINDOWS-1250" },
    { "cp1251", "WINDOWS-1251" },
    { "cp1253", "WINDOWS-1253" },
    { "cp1254", "WINDOWS-1254" },
    { "cp1255", "WINDOWS-1255" },
    { "cp1256", "WINDOWS-1256" },
    { "cp1257", "WINDOWS-1257" },
    { "cp1258", "WINDOWS-1258" },
    { "koi8-r", "KOI8-R" },
    { "koi8-u", "KOI8-U" },
    { "koi8-ru", "KOI8-U" },
    { "cp866", "CP866" },
    { "ibm866", "CP866" },
    { "iso-8859-2", "ISO-8859-2" },
    { "iso-8859-3", "ISO-8859-3" },
    { "iso-8859-4", "ISO-8859-4" },
    { "iso-8859-5", "ISO-8859-5" },
    { "iso-8859-6", "ISO-8859-6" },
    { "iso-8859-7", "ISO-8859-7" },
    { "iso-8859-8", "ISO-8859-8" },
    { "iso-8859-8-i", "ISO-8859-8" },
    { "iso-8859-8-e", "ISO-8859-8" },
    { "iso-8859-9", "WINDOWS-1254" },
    { "iso-8859-10", "ISO-8859-10" },
    { "iso-8859-11", "CP874" },
    { "iso-8859-13", "ISO-8859-13" },
    { "iso-8859-14", "ISO-8859-14" },
    { "iso-8859-15", "ISO-8859-15" },
    { "iso-8859-16", "ISO-8859-16" },
    { "latin2", "ISO-8859-2" },
    { "latin5", "WINDOWS-1254" },
    { "latin-9", "ISO-8859-15" },
    { "tis-620", "CP874" },
    { "macintosh", "MACINTOSH" },
    { "x-mac-roman", "MACINTOSH" },
    { "mac-cyrillic", "MAC-CYRILLIC" },
    { "x-mac-cyrillic", "MAC-CYRILLIC" },
    { "cp437", "CP437" },
    { "ibm437", "CP437" },
    { "cp850", "CP850" },
    { "ibm850", "CP850" },
    { "cp852", "CP852" },
    { "ibm852", "CP852" },
    { "cp855", "IBM855" },
    { "ibm855", "IBM855" },
    { "viscii", "VISCII" },
    { "utf-16", "UTF-16" },
    { "utf-16le", "UTF-16LE" },
    { "utf-16be", "UTF-16BE" },
    { "utf-32", "UTF-32" },
    { "utf-32le", "UTF-32LE" },
    { "utf-32be", "UTF-32BE" },
    { "utf-7", "UTF-7" },
    { "unicode-1-1-utf-7", "UTF-7" },
};

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

static const char *
find_charset(const char *label)
{
    if (!label || strlen(label) > LABEL_MAX)
        return NULL;
    g_autofree char *name = g_strstrip(g_ascii_strdown(label, -1));
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(name, aliases[i].label) == 0)
            return aliases[i].charset;
    return NULL;
}

/* The handles only keep the modules of the C library loaded; each decode opens its own. */
void
desk_charset_init(void)
{
    static gsize kept;

    if (!g_once_init_enter(&kept))
        return;
    GIConv *handles = g_new(GIConv, G_N_ELEMENTS(aliases));
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
        handles[i] = g_iconv_open("UTF-8", aliases[i].charset);
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

static char *
decode_as(DeskBytes bytes, const char *charset, unsigned *wrong)
{
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
 * characters beyond ASCII to each wrong byte the label stands.
 */
static bool
is_mostly_right(const char *text, unsigned wrong)
{
    size_t good = 0;
    for (const unsigned char *p = (const unsigned char *) text; *p; p++)
        good += *p >= 0xc0;
    return good - wrong >= (size_t) wrong * 8;
}

static const char *
guess_charset(DeskBytes bytes)
{
    uchardet_t detector = uchardet_new();
    const char *charset = NULL;
    if (uchardet_handle_data(detector, bytes.data, MIN(bytes.size, GUESS_MAX)) == 0) {
        uchardet_data_end(detector);
        charset = find_charset(uchardet_get_charset(detector));
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

char *
desk_charset_decode(DeskBytes bytes, const char *label, unsigned *replaced)
{
    const char *declared = find_charset(label);
    if (declared && is_utf8_in_disguise(bytes, declared))
        declared = "UTF-8";
    if (declared) {
        unsigned wrong = 0;
        g_autofree char *text = decode_as(bytes, declared, &wrong);
        if (text && (wrong == 0 || is_mostly_right(text, wrong)))
            return count_and_return(g_steal_pointer(&text), wrong, replaced);
    }
    char *utf8 = take_utf8(bytes);
    if (utf8)
        return utf8;

    const char *guess = guess_charset(bytes);
    if (guess) {
        unsigned wrong = 0;
        g_autofree char *text = decode_as(bytes, guess, &wrong);
        if (text && (wrong == 0 || is_mostly_right(text, wrong)))
            return count_and_return(g_steal_pointer(&text), wrong, replaced);
    }
    unsigned wrong = 0;
    char *text = from_windows_1252(bytes, &wrong);
    return count_and_return(text, wrong, replaced);
}

char *
desk_charset_decode_plain(DeskBytes bytes, const char *label, unsigned *replaced)
{
    const char *declared = find_charset(label);
    unsigned wrong = 0;
    if (declared && !is_utf8_name(declared) && !is_western_name(declared))
        return NULL;
    char *utf8 = take_utf8(bytes);
    if (utf8)
        return utf8;
    char *text = from_windows_1252(bytes, &wrong);
    return count_and_return(text, wrong, replaced);
}
