#include "mail/parameter.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(parameter, reads_what_writers_write)
{
    desk_charset_init();
    static const struct {
        const char *name, *value, *text;
    } rows[] = {
        { "token", "attachment; filename=a.txt", "a.txt" },
        { "quoted", "attachment; FILENAME=\"a b; c.txt\"; size=3", "a b; c.txt" },
        { "blanks round the equals sign", "attachment; filename = \"a.txt\"", "a.txt" },
        { "unquoted with blanks", "attachment; filename=my own file.pdf; size=3",
          "my own file.pdf" },
        { "no semicolon between", "attachment; filename=a.txt size=3", "a.txt" },
        { "no semicolon at all", "attachment filename=\"a.txt\"", "a.txt" },
        { "nothing before it", "; filename=\"a.txt\"", "a.txt" },
        { "a comment", "attachment (not; filename=b); filename=a.txt (c)", "a.txt" },
        { "a quote that is never closed", "attachment; filename=\"a.txt", "a.txt" },
        { "a path", "attachment; filename=\"C:\\x\\a.txt\"", "C:\\x\\a.txt" },
        { "a quoted quote", "attachment; filename=\"a\\\"b.txt\"", "a\"b.txt" },
        { "folded", "attachment;\r\n\tfilename=\"a\r\n b.txt\"", "a b.txt" },
        { "RFC 2231", "attachment; filename*=iso-8859-1'de'gr%FCn.txt", "gr\u00fcn.txt" },
        { "RFC 2231 in quotes", "attachment; filename*=\"utf-8''%e2%82%ac.txt\"", "\u20ac.txt" },
        { "RFC 2231 goes before the plain form",
          "attachment; filename=\"x.txt\"; filename*=utf-8''%E2%82%AC.txt", "\u20ac.txt" },
        { "RFC 2231 without charset", "attachment; filename*=%E2%82%AC.txt", "\u20ac.txt" },
        { "pieces in any order",
          "attachment; filename*2=txt; filename*0*=utf-8''%e2%82; filename*1*=%ac.", "\u20ac.txt" },
        { "plain pieces", "attachment; filename*0=\"a very \"; filename*1=\"long.txt\"",
          "a very long.txt" },
        { "an encoded word", "attachment; filename=\"=?utf-8?q?gr=C3=BCn?=.txt\"",
          "gr\u00fcn.txt" },
        { "an unquoted encoded word",
          "attachment; filename==?utf-8?Q?gr=C3=BCn=3B?=", "gr\u00fcn;" },
        { "encoded words in pieces",
          "attachment; filename*0=\"=?utf-8?B?w\"; filename*1=\"7w=?=.txt\"", "\u00fc.txt" },
        { "raw UTF-8", "attachment; filename=\"gr\xc3\xbcn\"", "gr\u00fcn" },
        { "raw 8-bit", "attachment; filename=\"gr\xfcn\"", "gr\u00fcn" },
        { "a name that only begins alike", "attachment; filenames=a", NULL },
        { "another one", "attachment; xfilename=a", NULL },
        { "a NUL", "attachment; filename=\"a\x01\"", "a" },
        { "empty", "attachment; filename=\"\"", NULL },
        { "missing", "attachment", NULL },
        { "nothing", "", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = desk_parameter_text(bytes_of(rows[i].value), "filename", NULL);
        cr_expect_eq(text == NULL, rows[i].text == NULL, "%s: %s", rows[i].name, text ? text : "");
        if (text && rows[i].text)
            cr_expect_str_eq(text, rows[i].text, "%s: \"%s\"", rows[i].name, text);
    }
}

Test(parameter, gives_a_boundary_byte_for_byte)
{
    static const char *const values[] = {
        "multipart/mixed; boundary=\"=_a=?b c\"",
        "multipart/mixed; charset=x; Boundary=\"=_a\\=?b c\"; boundary=no",
        "multipart/mixed boundary=\"=_a=?b c\"",
        "multipart/mixed; boundary*1=\"b c\"; boundary*0=\"=_a=?\"",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *boundary = desk_parameter_raw(bytes_of(values[i]), "boundary");
        cr_expect(boundary && strcmp(boundary, "=_a=?b c") == 0, "%s", values[i]);
    }
}

Test(parameter, is_linear)
{
    static const char *const pieces[] = { "(", "a ", "\"", ";filename*9=x", "a=", "; ", "\\" };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) value = repeat("x; filename=", pieces[i], 200000, "");
        gint64 start = g_get_monotonic_time();
        g_free(desk_parameter_raw(view_of(value), "filename"));
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", pieces[i]);
    }
}
