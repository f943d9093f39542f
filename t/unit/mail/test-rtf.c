#include "mail/rtf.h"
#include "mails.h"
#include "text/charset.h"

#include <criterion/criterion.h>

Test(rtf, shows_its_text)
{
    desk_charset_init();
    static const struct {
        const char *name, *rtf, *text;
    } rows[] = {
        { "paragraphs", "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\pard one\\par\r\ntwo\\line three}",
          "one\ntwo\nthree" },
        { "formatting", "{\\rtf1 a {\\b bold} and {\\i\\fs20 more}\\tab x}", "a bold and more\tx" },
        { "code page", "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", "\u041f\u0440\u0438" },
        { "double bytes", "{\\rtf1\\ansi\\ansicpg932 \\'93\\'fa\\'96\\'7b}", "\u65e5\u672c" },
        { "Unicode", "{\\rtf1\\uc1 caf\\u233?\\u8364 ?!}", "caf\u00e9\u20ac!" },
        { "negative Unicode", "{\\rtf1\\u-3913?}", "\uf0b7" },
        { "no stand-in", "{\\rtf1\\uc0\\u233x}", "\u00e9x" },
        { "two stand-ins", "{\\rtf1\\uc2\\u233 ab{c}}", "\u00e9c" },
        { "surrogates", "{\\rtf1\\u-10179?\\u-8704?}", "\U0001f600" },
        { "half a pair", "{\\rtf1\\u-8704?x}", "\ufffdx" },
        { "escapes", "{\\rtf1 a\\\\b\\{c\\}\\~d}", "a\\b{c} d" },
        { "wrapped HTML", "{\\rtf1\\fromhtml1 {\\*\\htmltag64 <p>}hi{\\*\\htmltag72 </p>}}", "hi" },
        { "a picture", "{\\rtf1{\\pict\\pngblip 89504e47}x}", "x" },
        { "hidden within hidden", "{\\rtf1{\\*\\x{\\*\\y a}b}c}", "c" },
        { "too many ends", "a}}}b", "ab" },
        { "no end", "{\\rtf1 a\\", "a" },
        { "nothing", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = desk_rtf_text(bytes_of(rows[i].rtf));
        cr_expect_str_eq(text, rows[i].text, "%s: \"%s\"", rows[i].name, text);
    }
}

/* Head: two sizes, the kind, a sum; all but the kind are passed over. */
#define HEAD(kind) "\0\0\0\0\0\0\0\0" kind "\0\0\0\0"

Test(rtf, is_unpacked)
{
    static const struct {
        const char *name;
        DeskBytes packed;
        const char *text;
    } rows[] = {
        { "as it is", { HEAD("MELA") "{\\rtf1 x}", 16 + 9 }, "{\\rtf1 x}" },
        { "letters", { HEAD("LZFu") "\0abc", 16 + 4 }, "abc" },
        { "the start of the window", { HEAD("LZFu") "\1\0\4", 16 + 3 }, "{\\rtf1" },
        { "what it has just written", { HEAD("LZFu") "\4ab\x0c\xf4", 16 + 5 }, "abababab" },
        { "the end", { HEAD("LZFu") "\2a\x0d\0z", 16 + 5 }, "a" },
        { "cut in a reference", { HEAD("LZFu") "\2a\x0d", 16 + 3 }, "a" },
        { "no such kind", { HEAD("abcd") "x", 16 + 1 }, NULL },
        { "too short", { HEAD("LZFu"), 15 }, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) out = desk_rtf_unpack(rows[i].packed);
        cr_expect_eq(out == NULL, rows[i].text == NULL, "%s", rows[i].name);
        if (out && rows[i].text)
            cr_expect(out->len == strlen(rows[i].text) &&
                          memcmp(out->data, rows[i].text, out->len) == 0,
                      "%s: %.*s", rows[i].name, (int) out->len, out->data);
    }
}

Test(rtf, has_bounds_and_is_linear)
{
    desk_charset_init();
    /* Each pair of bytes is seventeen of text. */
    g_autoptr(GString) bomb = g_string_new(NULL);
    g_string_append_len(bomb, HEAD("LZFu"), 16);
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_len(bomb, "\xff\1\x0f\1\x0f\1\x0f\1\x0f\1\x0f\1\x0f\1\x0f\1\x0f", 17);
    g_autoptr(GByteArray) out = desk_rtf_unpack(view_of(bomb));
    cr_assert_not_null(out);
    cr_expect(out->len < 5 * 1024 * 1024);
    static const char *const pieces[] = { "{", "}", "\\u1 ", "\\'e9", "\\", "{\\*", "\\par " };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) rtf = repeat("", pieces[i], 300000, "");
        gint64 start = g_get_monotonic_time();
        g_free(desk_rtf_text(view_of(rtf)));
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", pieces[i]);
    }
}
