#include "mail/pgp.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

#define SIGNED                                                                                     \
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n- -- \n- - you\n"                  \
    "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
#define ENCRYPTED "-----BEGIN PGP MESSAGE-----\n\nhQEM\n=abcd\n-----END PGP MESSAGE-----\n"

Test(pgp, finds_its_blocks_in_a_text)
{
    static const struct {
        const char *name, *text;
        DeskPgp kind;
        const char *out;
    } rows[] = {
        { "signed", "hi\n" SIGNED "bye\n", DESK_PGP_SIGNED, "hi\nhello\n-- \n- you\nbye\n" },
        { "encrypted", "hi\n" ENCRYPTED "bye\n", DESK_PGP_ENCRYPTED, "hi\nbye\n" },
        { "none", "hello\n", DESK_PGP_NONE, NULL },
        { "quoted", "> -----BEGIN PGP MESSAGE-----\n> x\n> -----END PGP MESSAGE-----\n",
          DESK_PGP_NONE, NULL },
        { "never ended", "-----BEGIN PGP MESSAGE-----\nx\n", DESK_PGP_NONE, NULL },
        { "no signature", "-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n", DESK_PGP_NONE, NULL },
        { "no empty line",
          "-----BEGIN PGP SIGNED MESSAGE-----\nx\n-----BEGIN PGP SIGNATURE-----\n"
          "-----END PGP SIGNATURE-----",
          DESK_PGP_SIGNED, "" },
        { "nothing", "", DESK_PGP_NONE, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskBytes block;
        g_autofree char *out = NULL;
        cr_expect_eq(desk_pgp_read(rows[i].text, &out, &block), rows[i].kind, "%s", rows[i].name);
        cr_expect_str_eq(out ? out : "none", rows[i].out ? rows[i].out : "none", "%s: %s",
                         rows[i].name, out ? out : "none");
    }
}

Test(pgp, becomes_plain_text_or_a_file)
{
    desk_parse_init();
    g_autoptr(DeskMail) open = desk_parse(BYTES("From: a@example.org\n\n" SIGNED));
    cr_expect(open->is_signed);
    cr_expect_str_eq(open->text, "hello\n-- \n- you\n");

    g_autoptr(DeskMail) closed = desk_parse(BYTES("From: a@example.org\n\n" ENCRYPTED));
    cr_expect(closed->is_encrypted);
    cr_expect_str_eq(closed->text, "This mail is encrypted.\n");
    cr_assert_eq(closed->attachments->len, 1);
    const DeskAttachment *file = g_ptr_array_index(closed->attachments, 0);
    cr_expect_str_eq(file->name, "encrypted.asc");
    cr_expect_eq((size_t) file->size, strlen(ENCRYPTED));

    g_autoptr(DeskMail) mime = desk_parse(
        BYTES("Content-Type: multipart/encrypted; boundary=b\n\n--b\n"
              "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
              "Content-Type: application/octet-stream; name=x.asc\n\n" ENCRYPTED "\n--b--\n"));
    cr_expect(mime->is_encrypted);
    cr_expect_str_eq(mime->text, "This mail is encrypted.\n");
    cr_expect_eq(mime->attachments->len, 2);
}

Test(pgp, is_linear)
{
    static const char *const pieces[] = { "-----BEGIN PGP MESSAGE-----\n",
                                          "-----BEGIN PGP SIGNED MESSAGE-----\n",
                                          "-----BEGIN PGP SIGNATURE-----\n", "- \n" };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = repeat("-----BEGIN PGP SIGNED MESSAGE-----\n", pieces[i], 100000,
                                         "-----END PGP SIGNATURE-----\n");
        DeskBytes block;
        char *out;
        gint64 start = g_get_monotonic_time();
        desk_pgp_read(text->str, &out, &block);
        g_free(out);
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", pieces[i]);
    }
}
