#include "mail/transfer.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(transfer, undoes_each_encoding)
{
    static const struct {
        const char *encoding, *in, *out;
        DeskTransferState state;
    } rows[] = {
        { "", "a=20b", "a=20b", DESK_TRANSFER_CLEAN },
        { "7bit", "a", "a", DESK_TRANSFER_CLEAN },
        { "base64", "aGVsbG8=\r\n", "hello", DESK_TRANSFER_CLEAN },
        { "base64", "aGVs\r\n bG8 \r\n", "hello", DESK_TRANSFER_CUT },
        { "base64", "aGVsbG8gd29ybG", "hello worl", DESK_TRANSFER_CUT },
        { "base64", "aGVs*bG8gd29ybGQh\n", "hello world!", DESK_TRANSFER_REPAIRED },
        { "base64", "aGVsbG8=\nIHlvdQ==\n", "hello you", DESK_TRANSFER_CLEAN },
        { "base64", "aGVsbG8=\n____________\nour list, for you\n", "hello", DESK_TRANSFER_TAIL },
        { "base64", "aGVsbG8=\nfooter\n", "hello", DESK_TRANSFER_TAIL },
        { "base64", "This is plain text, really.", "This is plain text, really.",
          DESK_TRANSFER_WRONG },
        { "base64", "words of a text without any sign", "words of a text without any sign",
          DESK_TRANSFER_WRONG },
        { "base64", "", "", DESK_TRANSFER_CLEAN },
        { "quoted-printable", "caf=C3=a9 =\r\nx= \t\ny=", "caf\u00e9 xy", DESK_TRANSFER_CLEAN },
        { "quoted-printable", "1=2 =ZZ =4", "1=2 =ZZ =4", DESK_TRANSFER_REPAIRED },
        { "x-uuencode", "begin 644 x\n%:&5L;&\\\n`\nend\n", "hello", DESK_TRANSFER_CLEAN },
        { "uuencode", "begin 644 x\n%:&5L;&\\\n", "hello", DESK_TRANSFER_CUT },
        { "x-uue", "nothing of it", "nothing of it", DESK_TRANSFER_WRONG },
        { "8bits", "a=20b", "a=20b", DESK_TRANSFER_CLEAN },
        { "quoted", "a=20b", "a b", DESK_TRANSFER_CLEAN },
        { "base-64", "aGVsbG8=", "hello", DESK_TRANSFER_CLEAN },
        { "rot13", "uryyb", "uryyb", DESK_TRANSFER_UNKNOWN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) room = g_byte_array_new();
        DeskTransferState state;
        DeskBytes out = desk_transfer_decode(bytes_of(rows[i].in), rows[i].encoding, room, &state);
        g_autofree char *text = g_strndup(out.data, out.size);
        cr_expect_str_eq(text, rows[i].out, "%s of \"%s\": \"%s\"", rows[i].encoding, rows[i].in,
                         text);
        cr_expect_eq(state, rows[i].state, "%s of \"%s\": %d", rows[i].encoding, rows[i].in,
                     (int) state);
        cr_expect_eq(desk_transfer_defect(state) == NULL, state == DESK_TRANSFER_CLEAN);
    }
}

Test(transfer, keeps_every_byte)
{
    g_autoptr(GByteArray) room = g_byte_array_new();
    DeskBytes out = desk_transfer_decode(bytes_of("AAH/=00"), "base64", room, NULL);
    cr_assert_eq(out.size, 3);
    cr_expect_arr_eq(out.data, "\x00\x01\xff", 3);
    g_byte_array_set_size(room, 0);
    out = desk_transfer_decode(BYTES("=00\0=FF"), "quoted-printable", room, NULL);
    cr_assert_eq(out.size, 3);
    cr_expect_arr_eq(out.data, "\x00\x00\xff", 3);
}
