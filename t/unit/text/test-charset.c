#include "mails.h"
#include "text/charset.h"
#include "text/label.h"

#include <criterion/criterion.h>

Test(charset, labels_mean_what_their_writers_use)
{
    static const struct {
        const char *label, *charset;
    } rows[] = {
        { "UTF-8", "UTF-8" },
        { "utf8", "UTF-8" },
        { "\"UTF_8\"", "UTF-8" },
        { "us-ascii", "WINDOWS-1252" },
        { "ISO-8859-1", "WINDOWS-1252" },
        { "latin1", "WINDOWS-1252" },
        { "GB2312", "GB18030" },
        { "gb_2312-80", "GB18030" },
        { "x-gbk", "GB18030" },
        { "134", "GB18030" },
        { "ks_c_5601-1987", "CP949" },
        { "Shift_JIS", "CP932" },
        { "x-sjis", "CP932" },
        { "x-x-big5", "BIG5-HKSCS" },
        { "cp-850", "CP850" },
        { "windows-1258", "WINDOWS-1258" },
        { "TIS-620", "CP874" },
        { "koi8-u", "KOI8-U" },
        { "iso-8859-8-i", "ISO-8859-8" },
        { "ISO-8859-9", "WINDOWS-1254" },
        { "x-mac-roman", "MACINTOSH" },
        { "csISO2022JP", "ISO-2022-JP" },
        { "cp65001", "UTF-8" },
        { "x-unknown", NULL },
        { "", NULL },
        { "--", NULL },
        { "8", NULL },
        { "iso-8859-1234567890123456789012345678901234567890", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_str_eq(desk_label_charset(rows[i].label) ? desk_label_charset(rows[i].label) : "",
                         rows[i].charset ? rows[i].charset : "", "%s", rows[i].label);
    cr_expect_null(desk_label_charset(NULL));
}

Test(charset, every_name_can_be_opened)
{
    for (size_t i = 0; desk_label_nth(i); i++) {
        const char *name = desk_label_nth(i);
        GIConv handle = g_iconv_open("UTF-8", name);
        bool by_hand = strcmp(name, "HZ") == 0;
        cr_expect_eq(handle == (GIConv) -1, by_hand, "%s", name);
        if (handle != (GIConv) -1)
            g_iconv_close(handle);
    }
}

Test(charset, decodes_with_the_steps)
{
    desk_charset_init();
    static const struct {
        const char *name, *label;
        DeskBytes bytes;
        const char *text;
        unsigned replaced;
    } rows[] = {
        { "UTF-8 under a Western label",
          "iso-8859-1",
          { "\xc3\xa9t\xc3\xa9", 5 },
          "\u00e9t\u00e9",
          0 },
        { "one odd pair is Western", "iso-8859-1", { "\xc3\xa9", 2 }, "\u00c3\u00a9", 0 },
        { "Western under a UTF-8 label", "utf-8", { "d\xe9j\xe0 vu", 7 }, "d\u00e9j\u00e0 vu", 0 },
        { "a mark of byte order", "utf-8", { "\xef\xbb\xbfhi", 5 }, "hi", 0 },
        { "UTF-16 with a mark", "utf-16", { "\xff\xfeh\0i\0", 6 }, "hi", 0 },
        { "UTF-16 the other way", "utf-16", { "\xfe\xff\0h\0i", 6 }, "hi", 0 },
        { "UTF-16 without, little", "utf-16", { "h\0i\0", 4 }, "hi", 0 },
        { "UTF-16 without, big", "utf-16", { "\0h\0i", 4 }, "hi", 0 },
        { "UTF-7 by label", "utf-7", { "+AOk-", 5 }, "\u00e9", 0 },
        { "UTF-7 without", NULL, { "+AOk-", 5 }, "+AOk-", 0 },
        { "kanji", "iso-2022-jp", { "\x1b$BF|K\\\x1b(B!", 11 }, "\u65e5\u672c!", 0 },
        { "kanji never ended", "iso-2022-jp", { "\x1b$BF|K\\\nab", 10 }, "\u65e5\u672c\nab", 0 },
        { "a sign of NEC", "iso-2022-jp", { "\x1b$B-!\x1b(B", 8 }, "\u2460", 0 },
        { "half-width kana", "iso-2022-jp", { "\x1b(I1\x1b(B", 7 }, "\uff71", 0 },
        { "kanji under another label", "us-ascii", { "\x1b$BF|K\\\x1b(B", 10 }, "\u65e5\u672c", 0 },
        { "kanji without a label", NULL, { "\x1b$BF|K\\\x1b(B", 10 }, "\u65e5\u672c", 0 },
        { "UTF-8 under a label of escapes", "iso-2022-jp", { "\xe6\x97\xa5", 3 }, "\u65e5", 0 },
        { "HZ", "hz-gb-2312", { "a~~~{VPND~}b", 12 }, "a~\u4e2d\u6587b", 0 },
        { "Vietnamese", "windows-1258", { "a\xec", 2 }, "\u00e1", 0 },
        { "Hebrew", "iso-8859-8-i", { "\xf9\xec", 2 }, "\u05e9\u05dc", 0 },
        { "Thai", "tis-620", { "\xa1\xd2", 2 }, "\u0e01\u0e32", 0 },
        { "Ukrainian", "koi8-u", { "\xa7\xa4", 2 }, "\u0457\u0454", 0 },
        { "Hong Kong", "big5-hkscs", { "\xa4\xa4\xa4\xe5", 4 }, "\u4e2d\u6587", 0 },
        { "an en dash of GB18030", "gb2312", { "\xa8\x43", 2 }, "\u2013", 0 },
        { "unknown label, UTF-8", "x-unknown", { "\xc3\xa9", 2 }, "\u00e9", 0 },
        { "a hole in windows-1252",
          "windows-1252",
          { "\xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9\x81", 18 },
          "\u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9 \u00e9\ufffd",
          1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned replaced = 0;
        g_autofree char *text = desk_charset_decode(rows[i].bytes, rows[i].label, &replaced);
        cr_expect_str_eq(text, rows[i].text, "%s: \"%s\"", rows[i].name, text);
        cr_expect_eq(replaced, rows[i].replaced, "%s: %u", rows[i].name, replaced);
    }
}
