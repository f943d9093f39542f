#include "mail/words.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(words, decodes_as_rfc_2047_and_its_breakers_do, .init = desk_charset_init)
{
    static const struct {
        const char *in, *fallback, *out;
    } rows[] = {
        { "plain", NULL, "plain" },
        { "", NULL, "" },
        { "=?utf-8?Q?caf=C3=A9_au_lait?=", NULL, "caf\u00e9 au lait" },
        { "=?iso-8859-1?q?caf=E9?= x", NULL, "caf\u00e9 x" },
        { "=?UTF-8?B?w6k=?=\r\n =?utf-8?q?=C3=A9?=", NULL, "\u00e9\u00e9" },
        { "=?utf-8?B?4g==?= =?utf-8?B?gqw=?=", NULL, "\u20ac" },
        { "=?utf-8?q?=E2=82?=\n\t=?utf-8?q?=AC!?=", NULL, "\u20ac!" },
        { "=?utf-8*de?q?=C3=BC?=", NULL, "\u00fc" },
        { "=?gb2312?B?1tDOxA==?=", NULL, "\u4e2d\u6587" },
        { "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", NULL, "\u65e5\u672c" },
        { "=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", NULL, "\u041f\u0440\u0438\u0432\u0435\u0442" },
        { "Re: =?utf-8?q?a?= b =?utf-8?q?c?=", NULL, "Re: a b c" },
        { "Re:=?utf-8?q?glued?=", NULL, "Re:glued" },
        { "=?utf-8?q?a b c?=", NULL, "a b c" },
        { "=?utf-8?q?open", NULL, "open" },
        { "=?utf-8?B?w6k", NULL, "\u00e9" },
        { "=?utf-8?B?w6k=?", NULL, "\u00e9" },
        { "=?utf-8?B?w6k", NULL, "\u00e9" },
        { "=?utf-8?B?SGVsbG8=IHdvcmxk?=", NULL, "Hello world" },
        { "=?utf-8?Q?=C3?==?utf-8?Q?=A9?=", NULL, "\u00e9" },
        { "=?utf-8?Q?a?b?=", NULL, "a?b" },
        { "=? \"utf-8\"?Q?=C3=A9?=", NULL, "\u00e9" },
        { "=?gb2312?B?1tDOxKE=?=", NULL, "\u4e2d\u6587\ufffd" },
        { "\x1b$BF|K\\\x1b(B", NULL, "\u65e5\u672c" },
        { "=?utf-8?q?=C3=A9?=. x", NULL, "\u00e9. x" },
        { "=?utf-8?x?abc?=", NULL, "=?utf-8?x?abc?=" },
        { "=??q?abc?=", NULL, "abc" },
        { "=?no-such?q?caf=C3=A9?=", NULL, "caf\u00e9" },
        { "=?utf-8?q?a=0D=0ABcc:_x=00=E2=80=AE?=", NULL, "a Bcc: x" },
        { "caf\xc3\xa9", "koi8-r", "caf\u00e9" },
        { "\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "\u041f\u0440\u0438\u0432\u0435\u0442" },
        { "\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "\u041f\u0440\u0438\u0432\u0435\u0442" },
        { "caf\xe9", NULL, "caf\u00e9" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *out =
            desk_words_decode(bytes_of(rows[i].in), desk_charset_decode, rows[i].fallback);
        cr_expect_str_eq(out, rows[i].out, "%s", rows[i].in);
    }
}

Test(words, by_hand_leaves_other_charsets_as_written)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "=?utf-8?q?=C3=A9?= =?iso-8859-1?q?=E9?=", "\u00e9\u00e9" },
        { "=?gb2312?B?1tDOxA==?= x", "=?gb2312?B?1tDOxA==?= x" },
        { "raw \xe9", "raw \u00e9" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *out =
            desk_words_decode(bytes_of(rows[i].in), desk_charset_decode_plain, "koi8-r");
        cr_expect_str_eq(out, rows[i].out, "%s", rows[i].in);
    }
}

Test(words, takes_a_hundred_thousand)
{
    g_autoptr(GString) many = repeat("", "=?utf-8?q?=C3=A9?= ", 100000, "");
    g_autofree char *out = desk_words_decode(view_of(many), desk_charset_decode, NULL);
    cr_expect_eq(strlen(out), 200000);
    g_autoptr(GString) open = repeat("", "=?u?q?a ", 100000, "x");
    g_autofree char *same = desk_words_decode(view_of(open), desk_charset_decode, NULL);
    cr_expect_str_eq(same, open->str);
}
