#include "store/raw.h"

#include <criterion/criterion.h>

static char *
make_text(size_t size)
{
    char *text = g_malloc(size + 1);
    for (size_t i = 0; i < size; i++)
        text[i] = (char) ("Received: from mail.example.org "[i % 32] + (char) (i / 997 % 7));
    return text;
}

Test(raw, gives_back_what_was_packed)
{
    static const size_t sizes[] = { 0, 1, 4096, 100000, 3 * 1024 * 1024 };
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *text = make_text(sizes[i]);
        g_autoptr(GBytes) packed = desk_raw_pack((DeskBytes){ text, sizes[i] });
        gsize size = 0;
        const guint8 *bytes = g_bytes_get_data(packed, &size);
        g_autoptr(GBytes) raw = desk_raw_unpack(bytes, size, sizes[i]);

        cr_expect_eq(bytes[0], 1, "size %zu", sizes[i]);
        cr_expect_eq(memcmp(bytes + 1, "\0\0\0\0", 4), 0, "dictionary of size %zu", sizes[i]);
        cr_expect(sizes[i] < 4096 || size < sizes[i] / 2, "%zu became %zu", sizes[i], size);
        cr_assert_not_null(raw, "size %zu", sizes[i]);
        cr_assert_eq(g_bytes_get_size(raw), sizes[i]);
        cr_expect(sizes[i] == 0 || memcmp(g_bytes_get_data(raw, NULL), text, sizes[i]) == 0);
        cr_expect(sizes[i] == 0 || !desk_raw_unpack(bytes, size, sizes[i] - 1), "over max");
    }
}

Test(raw, refuses_every_cut_and_every_flipped_byte)
{
    g_autofree char *text = make_text(2000);
    g_autoptr(GBytes) packed = desk_raw_pack((DeskBytes){ text, 2000 });
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(packed, &size);
    g_autofree guint8 *copy = g_memdup2(bytes, size);

    for (gsize cut = 0; cut < size; cut++)
        cr_expect_null(desk_raw_unpack(bytes, cut, 1 << 20), "cut at %zu", (size_t) cut);
    for (gsize i = 0; i < size; i++) {
        copy[i] ^= 0x41;
        g_autoptr(GBytes) raw = desk_raw_unpack(copy, size, 1 << 20);
        /* Some bits of a frame mean nothing; what comes out must then be the same. */
        cr_expect(!raw || (g_bytes_get_size(raw) == 2000 &&
                           memcmp(g_bytes_get_data(raw, NULL), text, 2000) == 0),
                  "byte %zu", (size_t) i);
        copy[i] ^= 0x41;
    }
}

Test(raw, does_not_believe_a_size_that_is_a_lie)
{
    /* A frame that promises 2^40 bytes. */
    static const guint8 liar[] = { 1, 0, 0, 0, 0, 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0,
                                   0, 0, 0, 0, 1, 0,    0,    1,    0,    0 };
    cr_expect_null(desk_raw_unpack(liar, sizeof liar, 1 << 20));
    cr_expect_null(desk_raw_unpack("", 0, 100));
}
