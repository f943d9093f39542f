#include "deskctl/crlf.h"

#include <criterion/criterion.h>

/* The whole text in pieces of the given size. */
static char *
convert(const char *text, size_t piece)
{
    DeskCrlf state = { .matched = 0 };
    GString *out = g_string_new(NULL);
    size_t size = strlen(text);
    for (size_t at = 0; at < size; at += piece)
        desk_crlf_feed(&state, text + at, MIN(piece, size - at), out);
    desk_crlf_end(&state, out);
    return g_string_free(out, FALSE);
}

Test(crlf, gives_every_line_its_end_and_drops_the_mbox_line)
{
    static const struct {
        const char *name, *in, *out;
    } rows[] = {
        { "lone LF", "A: b\n\ntext\n", "A: b\r\n\r\ntext\r\n" },
        { "already CRLF", "A: b\r\n\r\ntext\r\n", "A: b\r\n\r\ntext\r\n" },
        { "mixed", "A: b\r\nC: d\n\n", "A: b\r\nC: d\r\n\r\n" },
        { "no end", "A: b\n\ntext", "A: b\r\n\r\ntext\r\n" },
        { "ends in CR", "A: b\n\ntext\r", "A: b\r\n\r\ntext\r\n" },
        { "lone CR stays", "A: b\n\na\rb\n", "A: b\r\n\r\na\rb\r\n" },
        { "mbox line", "From jane Sun Mar  1\nA: b\n\nx\n", "A: b\r\n\r\nx\r\n" },
        { "mbox line with CRLF", "From jane\r\nA: b\r\n\r\n", "A: b\r\n\r\n" },
        { "a field that begins alike", "From: jane\n\n", "From: jane\r\n\r\n" },
        { "another that begins alike", "Froth: x\n", "Froth: x\r\n" },
        { "From in the body", "A: b\n\nFrom here\n", "A: b\r\n\r\nFrom here\r\n" },
        { "a beginning only", "From", "From\r\n" },
        { "the mbox line only", "From jane", "" },
        { "empty", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (size_t piece = 1; piece < 8; piece += 3) {
            g_autofree char *out = convert(rows[i].in, piece);
            cr_expect_str_eq(out, rows[i].out, "%s by %zu: %s", rows[i].name, piece, out);
        }
}

Test(crlf, passes_nul_through)
{
    DeskCrlf state = { .matched = 0 };
    g_autoptr(GString) out = g_string_new(NULL);
    desk_crlf_feed(&state, "a\0b\n", 4, out);
    desk_crlf_end(&state, out);
    cr_expect_eq(out->len, 5);
    cr_expect_eq(memcmp(out->str, "a\0b\r\n", 5), 0);
}
