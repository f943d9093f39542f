#include "mail/smime.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

/* One DER object round what is given. The caller's. */
static GString *
object(guint8 tag, const GString *value)
{
    GString *out = g_string_new(NULL);
    g_string_append_c(out, (char) tag);
    g_string_append_c(out, '\x82');
    g_string_append_c(out, (char) (value->len >> 8));
    g_string_append_c(out, (char) value->len);
    g_string_append_len(out, value->str, (gssize) value->len);
    return out;
}

static GString *
wrap(guint8 tag, GString *value)
{
    GString *out = object(tag, value);
    g_string_free(value, TRUE);
    return out;
}

/* ContentInfo of PKCS #7, with SignedData that holds content when last is 2. */
static GString *
sample(char last, const char *content)
{
    GString *octets = wrap(0xa0, wrap(0x04, g_string_new(content)));
    GString *inner = g_string_new_len("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 11);
    g_string_append_len(inner, octets->str, (gssize) octets->len);
    g_string_free(octets, TRUE);
    inner = wrap(0x30, inner);
    GString *data = g_string_new_len("\x02\x01\x01\x31\x00", 5);
    g_string_append_len(data, inner->str, (gssize) inner->len);
    g_string_free(inner, TRUE);
    data = wrap(0xa0, wrap(0x30, data));
    GString *out = g_string_new_len("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", 10);
    g_string_append_c(out, last);
    g_string_append_len(out, data->str, (gssize) data->len);
    g_string_free(data, TRUE);
    return wrap(0x30, out);
}

Test(smime, tells_signed_from_encrypted)
{
    static const struct {
        char last;
        DeskSmime kind;
    } rows[] = { { 2, DESK_SMIME_SIGNED },
                 { 3, DESK_SMIME_ENCRYPTED },
                 { 6, DESK_SMIME_ENCRYPTED },
                 { 1, DESK_SMIME_UNKNOWN } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) der = sample(rows[i].last, "hello");
        GByteArray *content = NULL;
        cr_expect_eq(desk_smime_read(view_of(der), &content), rows[i].kind, "%d", rows[i].last);
        cr_expect_eq(content != NULL, rows[i].kind == DESK_SMIME_SIGNED, "%d", rows[i].last);
        if (content)
            g_byte_array_unref(content);
    }
}

Test(smime, reads_content_of_indefinite_length_in_pieces)
{
    static const char ber[] = "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80"
                              "\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
                              "\x01\xa0\x80\x24\x80\x04\x03hel\x04\x02lo\x00\x00\x00\x00\x00\x00";
    GByteArray *content = NULL;
    cr_expect_eq(desk_smime_read((DeskBytes){ ber, sizeof ber - 1 }, &content), DESK_SMIME_SIGNED);
    cr_assert_not_null(content);
    cr_expect(content->len == 5 && memcmp(content->data, "hello", 5) == 0);
    g_byte_array_unref(content);
}

Test(smime, survives_every_cut_and_every_wrong_byte)
{
    g_autoptr(GString) der = sample(2, "hello");
    for (size_t size = 0; size <= der->len; size++) {
        for (size_t i = 0; i < size; i++) {
            g_autofree char *copy = g_memdup2(der->str, size);
            copy[i] = (char) (copy[i] ^ 0x80);
            GByteArray *content = NULL;
            desk_smime_read((DeskBytes){ copy, size }, &content);
            if (content)
                g_byte_array_unref(content);
        }
    }
}

Test(smime, a_signed_mail_is_shown_and_an_encrypted_one_said)
{
    static const struct {
        char last;
        const char *text;
        bool is_signed, is_encrypted;
    } rows[] = { { 2, "caf\u00e9", true, false }, { 3, "This mail is encrypted.\n", false, true } };
    desk_parse_init();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) der =
            sample(rows[i].last, "Content-Type: text/plain; charset=utf-8\r\n"
                                 "Content-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9");
        g_autofree char *base64 = g_base64_encode((const guchar *) der->str, der->len);
        g_autofree char *raw = g_strconcat("Content-Type: application/pkcs7-mime; name=smime.p7m\n"
                                           "Content-Transfer-Encoding: base64\n\n",
                                           base64, "\n", NULL);
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(raw));
        cr_expect_str_eq(mail->text, rows[i].text);
        cr_expect_eq(mail->is_signed, rows[i].is_signed);
        cr_expect_eq(mail->is_encrypted, rows[i].is_encrypted);
        cr_expect_eq(mail->attachments->len, 1);
    }
}
