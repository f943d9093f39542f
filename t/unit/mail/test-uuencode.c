#include "mail/uuencode.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(uuencode, finds_the_files_in_a_text)
{
    static const struct {
        const char *name, *text, *file, *bytes;
        const char *rest;
        bool is_cut;
    } rows[] = {
        { "uuencode", "hi\nbegin 644 a b.txt\n%:&5L;&\\\n`\nend\nbye\n", "a b.txt", "hello",
          "hi\nbye\n", false },
        { "CR LF", "begin 0644 a\r\n%:&5L;&\\\r\n \r\nend\r\nbye\r\n", "a", "hello", "bye\r\n",
          false },
        { "trailing blanks gone", "begin 600 a\n#```\n\nend\n", "a", "", "", false },
        { "cut short", "begin 644 a\n%:&5L;&\\\nbye for now\n", "a", "hello", "bye for now\n",
          true },
        { "yEnc", "hi\n=ybegin line=128 size=3 name=a.bin\n\x8b\x8c=\x4d\n=yend size=3\nbye\n",
          "a.bin", "ab\xe3", "hi\nbye\n", false },
        { "a word of the text", "begin 644 things\nand end them\n", NULL, NULL,
          "begin 644 things\nand end them\n", false },
        { "no file", "begin with\nend\n", NULL, NULL, "begin with\nend\n", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskEncodedFile file;
        size_t at = 0;
        bool found = desk_uuencode_find(bytes_of(rows[i].text), &at, &file);
        cr_expect_eq(found, rows[i].file != NULL, "%s", rows[i].name);
        if (!found)
            continue;
        g_autofree char *before = g_strndup(rows[i].text, file.start);
        g_autofree char *rest = g_strconcat(before, rows[i].text + file.end, NULL);
        cr_expect_str_eq(file.name, rows[i].file, "%s", rows[i].name);
        cr_expect_str_eq(rest, rows[i].rest, "%s: \"%s\"", rows[i].name, rest);
        cr_expect_eq(file.is_cut, rows[i].is_cut, "%s", rows[i].name);
        cr_expect(strlen(rows[i].bytes) <= file.bytes->len &&
                      memcmp(file.bytes->data, rows[i].bytes, strlen(rows[i].bytes)) == 0,
                  "%s", rows[i].name);
        cr_expect_eq(at, file.end);
        desk_encoded_file_clear(&file);
    }
}

Test(uuencode, does_not_grow_beyond_measure)
{
    g_autoptr(GString) text = repeat("begin 644 x\n", "M\n", 100000, "`\nend\n");
    DeskEncodedFile file;
    size_t at = 0;
    cr_assert(desk_uuencode_find(view_of(text), &at, &file));
    cr_expect(file.is_cut);
    cr_expect_leq(file.bytes->len, 2 * text->len + 8192);
    desk_encoded_file_clear(&file);
}

Test(uuencode, is_linear)
{
    static const char *const pieces[] = { "begin 644 x\n", "begin 644 x\n!``\n", "end\n",
                                          "=ybegin line=1 size=1 name=x\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = repeat("", pieces[i], 200000, "");
        DeskEncodedFile file;
        gint64 start = g_get_monotonic_time();
        for (size_t at = 0; desk_uuencode_find(view_of(text), &at, &file);)
            desk_encoded_file_clear(&file);
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", pieces[i]);
    }
}
