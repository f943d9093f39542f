#include "mail/key.h"
#include "mails.h"

#include <criterion/criterion.h>

static char *
key_text(DeskBytes raw, bool *weak)
{
    DeskContentKey key = desk_content_key(raw);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < DESK_KEY_BYTES; i++)
        g_string_append_printf(out, "%02x", key.bytes[i]);
    *weak = key.weak;
    return g_string_free(out, FALSE);
}

/* The sum over the bytes that key.h describes, written out. */
static void
expect_key(const char *name, DeskBytes raw, DeskBytes hashed, bool weak)
{
    bool is_weak;
    g_autofree char *key = key_text(raw, &is_weak);
    g_autofree char *expected =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *) hashed.data, hashed.size);
    cr_expect_str_eq(key, expected, "%s", name);
    cr_expect_eq(is_weak, weak, "%s", name);
}

Test(key, is_the_sum_of_what_the_header_file_says)
{
    expect_key("plain",
               BYTES("Received: x\r\nSubject:  a\r\n\t b \r\nMESSAGE-ID : <1@x>\r\nDate: d\r\n"
                     "From: f\r\nFrom: g\r\n\r\nbody\r\n"),
               BYTES("message-id:<1@x>\nfrom:f\ndate:d\nsubject:a b\n\nbody\r\n"), false);
    expect_key("no fields", BYTES("\nbody"), BYTES("\nbody"), true);
    expect_key("nothing", BYTES(""), BYTES("\n"), true);
    expect_key("headers only", BYTES("Date: d"), BYTES("date:d\n\n"), false);
    expect_key("an empty first field", BYTES("Subject:\nSubject: x\n\n"), BYTES("\n"), true);
    expect_key("NUL", BYTES("Subject: a\0b\n\nx\0y"), BYTES("subject:a\0b\n\nx\0y"), true);
    expect_key("junk lines", BYTES("From x Mon 1 Jan 10:00\n fold\nno field\nSubject: s\n\n"),
               BYTES("subject:s\n\n"), true);
}

Test(key, does_not_change_with_trace_fields_and_folds)
{
    bool weak;
    g_autofree char *one = key_text(BYTES("Received: a\nSubject: x y\nDate: d\n\nb"), &weak);
    g_autofree char *two =
        key_text(BYTES("Received: b\r\nDate:d\r\nX: z\r\nSubject: x\r\n y\r\n\r\nb"), &weak);
    cr_expect_str_eq(one, two);
}

Test(key, tells_fields_and_body_apart)
{
    static const char *const mails[] = {
        "Subject: a\n\nb",         "Subject: ab\n\n",       "From: a\n\nb",
        "Subject: a\n\nb\n",       "Subject: a\n\n\nb",     "\nsubject:a\n\nb",
        "Subject: a\nDate: b\n\n", "Subject: a date:b\n\n", "Subject: A\n\nb",
    };
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
        bool weak;
        cr_expect(g_hash_table_add(seen, key_text(bytes_of(mails[i]), &weak)), "%s", mails[i]);
    }
}
