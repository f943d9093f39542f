#include "base/file.h"
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

/* The last byte of each key in the file. */
static char *
describe_file(const char *path)
{
    g_autoptr(DeskKeys) keys = desk_keys_load(path, NULL);
    GString *said = g_string_new(NULL);
    cr_assert_not_null(keys);
    for (unsigned i = 0; i < keys->count; i++)
        g_string_append_printf(said, "%02x ", keys->key[i][DESK_KEY_SIZE - 1]);
    return g_string_free(said, FALSE);
}

Test(keys, a_rotation_adds_one_at_the_end_and_keeps_the_rest)
{
    static const char *const texts[] = { "# keys\n" KEY_A "\n\n# second\n" KEY_B "\n",
                                         "# keys\n" KEY_A "\n\n# second\n" KEY_B };
    g_autofree char *path = scratch_path("key");
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct stat st;
        g_autoptr(GError) error = NULL;
        scratch_write("key", texts[i]);
        scratch_write("key.new", "left by one that was killed");
        g_chmod(path, 0440);
        g_autoptr(DeskKeys) keys = desk_keys_rotate(path, true, &error);
        cr_assert_not_null(keys, "row %zu: %s", i, error ? error->message : "");
        cr_expect_eq(keys->count, 3, "row %zu", i);
        g_autoptr(DeskKeys) file = desk_keys_load(path, NULL);
        cr_assert_not_null(file, "row %zu", i);
        cr_expect_eq(memcmp(keys, file, sizeof *keys), 0, "row %zu", i);
        cr_expect_eq(file->key[0][1], 1, "row %zu", i);
        cr_expect_eq(file->key[1][1], 0xfe, "row %zu", i);
        cr_assert_eq(stat(path, &st), 0);
        cr_expect_eq(st.st_mode & 07777, 0440, "row %zu: the mode stays", i);
        g_autofree char *text = NULL;
        cr_assert(g_file_get_contents(path, &text, NULL, NULL));
        cr_expect(g_str_has_prefix(text, "# keys\n" KEY_A "\n\n# second\n" KEY_B "\n"), "row %zu",
                  i);
        g_autofree char *beside = scratch_path("key.new");
        cr_expect_not(g_file_test(beside, G_FILE_TEST_EXISTS), "row %zu", i);
        g_chmod(path, 0600);
    }
}

Test(keys, a_full_file_loses_its_oldest_only_when_told_to)
{
    g_autofree char *path = scratch_path("key");
    g_autoptr(GString) text = g_string_new("# old\n \n");
    g_autoptr(GError) error = NULL;
    g_string_append(text, KEY_A "\n# new\n");
    for (unsigned i = 1; i < DESK_KEYS_MAX; i++)
        g_string_append(text, KEY_B "\n");
    scratch_write("key", text->str);
    g_autofree char *before = describe_file(path);
    g_autoptr(DeskKeys) refused = desk_keys_rotate(path, false, &error);
    cr_assert_null(refused);
    cr_expect(g_error_matches(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE));
    cr_expect_not_null(strstr(error->message, "--drop-oldest"), "%s", error->message);
    g_autofree char *same = describe_file(path);
    cr_expect_str_eq(same, before);

    g_clear_error(&error);
    g_autoptr(DeskKeys) keys = desk_keys_rotate(path, true, &error);
    cr_assert_not_null(keys, "%s", error ? error->message : "");
    cr_expect_eq(keys->count, DESK_KEYS_MAX);
    for (unsigned i = 0; i + 1 < DESK_KEYS_MAX; i++)
        cr_expect_eq(keys->key[i][0], 0xff, "key %u", i);
    g_autofree char *now = NULL;
    cr_assert(g_file_get_contents(path, &now, NULL, NULL));
    cr_expect(g_str_has_prefix(now, "# old\n \n# new\n" KEY_B "\n"), "%s", "comments stay");
}

Test(keys, what_is_no_key_file_is_not_rotated)
{
    g_autofree char *path = scratch_path("key");
    g_autofree char *none = scratch_path("none");
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) missing = NULL;
    scratch_write("key", "cafe\n");
    cr_assert_null(desk_keys_rotate(path, true, &error));
    cr_expect_null(strstr(error->message, "cafe"), "%s", error->message);
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    cr_expect_str_eq(text, "cafe\n");
    cr_assert_null(desk_keys_rotate(none, true, &missing));
    cr_assert_not_null(missing);
    cr_expect_not(g_file_test(none, G_FILE_TEST_EXISTS));
}

Test(keys, a_link_stays_a_link)
{
    g_autofree char *path = scratch_path("key");
    g_autofree char *other = scratch_path("link");
    g_autoptr(GError) error = NULL;
    scratch_write("key", KEY_A "\n");
    cr_assert_eq(symlink(path, other), 0);
    cr_assert_null(desk_keys_rotate(other, true, &error));
    cr_expect_not_null(strstr(error->message, "is a link"), "%s", error->message);
    cr_expect(g_file_test(other, G_FILE_TEST_IS_SYMLINK));
    unlink(other);
}

Test(keys, a_fingerprint_is_the_same_for_the_same_key_and_no_part_of_it)
{
    char a[DESK_KEY_PRINT + 1], b[DESK_KEY_PRINT + 1], c[DESK_KEY_PRINT + 1];
    guint8 key[DESK_KEY_SIZE] = { 1 };
    desk_keys_print(key, a);
    desk_keys_print(key, b);
    key[31] = 1;
    desk_keys_print(key, c);
    cr_expect_str_eq(a, b);
    cr_expect_str_neq(a, c);
    cr_expect_eq(strlen(a), DESK_KEY_PRINT);
    g_autofree char *plain = desk_base32(key, sizeof key);
    cr_expect_null(strstr(plain, c));
}
