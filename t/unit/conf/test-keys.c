#include "scratch.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

TestSuite(keys, .init = scratch_open, .fini = scratch_close);

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "FFfeFDfcFBfaF9f8F7f6F5f4F3f2F1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0"

Test(keys, the_last_of_the_file_is_the_newest)
{
    g_autofree char *path = scratch_path("key");
    g_autoptr(GError) error = NULL;
    scratch_write("key", "# keys\n\n  " KEY_A " \r\n\t# old\n" KEY_B);

    g_autoptr(DeskKeys) keys = desk_keys_load(path, &error);
    cr_assert_not_null(keys, "%s", error ? error->message : "");
    cr_expect_eq(keys->count, 2);
    for (unsigned i = 0; i < DESK_KEY_SIZE; i++) {
        cr_expect_eq(keys->key[0][i], i);
        cr_expect_eq(keys->key[1][i], 255 - i);
    }
}

Test(keys, what_is_wrong_is_said_with_its_line_and_without_the_key)
{
    static const struct {
        const char *text;
        const char *said;
    } rows[] = {
        { "", "key:1: holds no key" },
        { "# none\n\n", "key:3: holds no key" },
        { KEY_A "\n" KEY_A "0\n", "key:2: is no key, expected 64 hexadecimal digits" },
        { KEY_A "\ncafe\n", "key:2: is no key" },
        { "\n\ng00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
          "key:3: is no key" },
        { KEY_A " " KEY_B "\n", "key:1: is no key" },
        { "key = " KEY_A "\n", "key:1: is no key" },
    };
    g_autofree char *path = scratch_path("key");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        scratch_write("key", rows[i].text);
        g_autoptr(DeskKeys) keys = desk_keys_load(path, &error);
        cr_assert_null(keys, "row %zu", i);
        cr_expect_not_null(strstr(error->message, rows[i].said), "row %zu: %s", i, error->message);
        cr_expect_null(strstr(error->message, "0102030405"), "row %zu", i);
        cr_expect_null(strstr(error->message, "cafe"), "row %zu", i);
    }
}

Test(keys, sixteen_are_enough)
{
    g_autofree char *path = scratch_path("key");
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < DESK_KEYS_MAX; i++)
        g_string_append(text, KEY_A "\n");
    scratch_write("key", text->str);
    g_autoptr(DeskKeys) full = desk_keys_load(path, &error);
    cr_assert_not_null(full);
    cr_expect_eq(full->count, DESK_KEYS_MAX);

    g_string_append(text, KEY_B "\n");
    scratch_write("key", text->str);
    g_autoptr(DeskKeys) keys = desk_keys_load(path, &error);
    cr_assert_null(keys);
    cr_expect_not_null(strstr(error->message, "key:17: one key too many"), "%s", error->message);
}

Test(keys, others_may_not_read_the_file)
{
    g_autofree char *path = scratch_path("key");
    g_autoptr(GError) error = NULL;
    scratch_write("key", KEY_A);
    g_chmod(path, 0644);
    g_autoptr(DeskKeys) keys = desk_keys_load(path, &error);
    cr_assert_null(keys);
    cr_expect_not_null(strstr(error->message, "mode 0644"), "%s", error->message);
}

Test(keys, a_created_file_holds_one_fresh_key)
{
    g_autofree char *path = scratch_path("a");
    g_autofree char *other = scratch_path("b");
    g_autoptr(GError) error = NULL;
    struct stat st;

    cr_assert(desk_keys_create(path, NULL));
    cr_assert(desk_keys_create(other, NULL));
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0600);
    cr_expect_not(desk_keys_create(path, &error));
    cr_expect_not_null(error);

    g_autoptr(DeskKeys) a = desk_keys_load(path, NULL);
    g_autoptr(DeskKeys) b = desk_keys_load(other, NULL);
    cr_assert(a && b);
    cr_expect_eq(a->count, 1);
    cr_expect_neq(memcmp(a->key[0], b->key[0], DESK_KEY_SIZE), 0);
}
