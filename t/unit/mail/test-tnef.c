#include "mail/tnef.h"
#include "mails.h"
#include "parse/parse.h"
#include "text/charset.h"

#include <criterion/criterion.h>

static void
add_number(GString *out, guint32 number, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        g_string_append_c(out, (char) (number >> (8 * i)));
}

static void
add_attribute(GString *out, char level, guint32 id, DeskBytes data)
{
    g_string_append_c(out, level);
    add_number(out, id, 4);
    add_number(out, (guint32) data.size, 4);
    g_string_append_len(out, data.data, (gssize) data.size);
    add_number(out, 0, 2);
}

/* A property of one value with a size before it, or of four bytes. */
static void
add_property(GString *out, guint16 type, guint16 id, DeskBytes value)
{
    add_number(out, type, 2);
    add_number(out, id, 2);
    if (type != 0x0003) {
        add_number(out, 1, 4);
        add_number(out, (guint32) value.size, 4);
    }
    g_string_append_len(out, value.data, (gssize) value.size);
    while (out->len % 4 != 0)
        g_string_append_c(out, '\0');
}

static GString *
begin_stream(void)
{
    GString *out = g_string_new(NULL);
    add_number(out, 0x223e9f78, 4);
    add_number(out, 1, 2);
    return out;
}

/* A text and two files: one by attributes alone, one by properties. */
static GString *
sample(void)
{
    GString *out = begin_stream();
    g_autoptr(GString) properties = g_string_new(NULL);
    add_attribute(out, 1, 0x00069007, BYTES("\xe3\x04\0\0"));
    add_attribute(out, 1, 0x0002800c, BYTES("\xcf\xf0\xe8\xe2\xe5\xf2\0"));
    add_attribute(out, 2, 0x00069002, BYTES("\0\0"));
    add_attribute(out, 2, 0x00018010, BYTES("one.txt\0"));
    add_attribute(out, 2, 0x0006800f, BYTES("first"));
    add_attribute(out, 2, 0x00069002, BYTES("\0\0"));
    add_attribute(out, 2, 0x00018010, BYTES("SHORT~1.PNG\0"));
    add_number(properties, 5, 4);
    add_property(properties, 0x0003, 0x3705, BYTES("\1\0\0\0"));
    add_property(properties, 0x001f, 0x3707, BYTES("\xe9\0.\0p\0\0\0"));
    add_property(properties, 0x001e, 0x370e, BYTES("Image/PNG\0"));
    add_property(properties, 0x001e, 0x3712, BYTES("p1@x\0"));
    add_property(properties, 0x0102, 0x3701, BYTES("second"));
    add_attribute(out, 2, 0x00069005, view_of(properties));
    return out;
}

Test(tnef, reads_text_and_files)
{
    desk_charset_init();
    g_autoptr(GString) stream = sample();
    g_auto(DeskTnef) tnef = { 0 };
    cr_assert(desk_tnef_is(view_of(stream)));
    cr_assert(desk_tnef_read(view_of(stream), &tnef));
    cr_expect_str_eq(tnef.charset, "cp1251");
    cr_expect_eq(tnef.plain.size, 7);
    cr_assert_eq(tnef.files->len, 2);
    const DeskTnefFile *one = g_ptr_array_index(tnef.files, 0);
    const DeskTnefFile *two = g_ptr_array_index(tnef.files, 1);
    cr_expect_str_eq(one->name, "one.txt");
    cr_expect(one->bytes.size == 5 && memcmp(one->bytes.data, "first", 5) == 0);
    cr_expect_str_eq(two->name, "\u00e9.p");
    cr_expect_str_eq(two->type, "Image/PNG");
    cr_expect_str_eq(two->content_id, "p1@x");
    cr_expect(two->bytes.size == 6 && memcmp(two->bytes.data, "second", 6) == 0);
}

Test(tnef, is_broken_wherever_it_is_cut)
{
    desk_charset_init();
    g_autoptr(GString) stream = sample();
    unsigned whole = 0;
    for (size_t size = 0; size < stream->len; size++) {
        g_autofree char *copy = g_memdup2(stream->str, MAX(size, 1));
        g_auto(DeskTnef) tnef = { 0 };
        whole += desk_tnef_read((DeskBytes){ copy, size }, &tnef);
    }
    /* Behind its head and each of eight attributes, with or without the sum, it is whole. */
    cr_expect_eq(whole, 1 + 8 * 3 - 1, "%u", whole);
}

static DeskMail *
mail_with(const GString *stream, const char *text)
{
    g_autofree char *base64 = g_base64_encode((const guchar *) stream->str, stream->len);
    g_autofree char *raw = g_strconcat(
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n", text,
        "\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
        "Content-Transfer-Encoding: base64\n\n",
        base64, "\n--b--\n", NULL);
    desk_parse_init();
    return desk_parse(bytes_of(raw));
}

Test(tnef, gives_way_to_what_it_holds)
{
    g_autoptr(GString) stream = sample();
    g_autoptr(DeskMail) empty = mail_with(stream, "");
    cr_expect_str_eq(empty->text, "\u041f\u0440\u0438\u0432\u0435\u0442");
    cr_assert_eq(empty->attachments->len, 2);
    const DeskAttachment *two = g_ptr_array_index(empty->attachments, 1);
    cr_expect_str_eq(two->type, "image/png");
    cr_expect_str_eq(two->content_id, "p1@x");
    cr_expect_eq(two->size, 6);

    g_autoptr(DeskMail) mail = mail_with(stream, "hello");
    cr_expect_str_eq(mail->text, "hello");
}

Test(tnef, stays_a_file_when_it_is_broken)
{
    g_autoptr(GString) stream = sample();
    g_string_truncate(stream, stream->len - 20);
    g_autoptr(DeskMail) mail = mail_with(stream, "hello");
    cr_assert_eq(mail->attachments->len, 1);
    const DeskAttachment *file = g_ptr_array_index(mail->attachments, 0);
    cr_expect_str_eq(file->name, "winmail.dat");
    cr_expect_eq((size_t) file->size, stream->len);
    cr_expect(g_ptr_array_find_with_equal_func(mail->defects, "winmail.dat broken, kept as a file",
                                               g_str_equal, NULL));
}

Test(tnef, has_bounds_and_is_linear)
{
    g_autoptr(GString) files = begin_stream();
    for (unsigned i = 0; i < 1001; i++)
        add_attribute(files, 2, 0x00069002, BYTES(""));
    g_auto(DeskTnef) tnef = { 0 };
    cr_expect_not(desk_tnef_read(view_of(files), &tnef));

    /* Four thousand million values that are not there. */
    g_autoptr(GString) values = begin_stream();
    add_attribute(values, 1, 0x00069003, BYTES("\1\0\0\0\x1e\x10\0\x10\xff\xff\xff\xff"));
    g_auto(DeskTnef) broken = { 0 };
    cr_expect_not(desk_tnef_read(view_of(values), &broken));
}
