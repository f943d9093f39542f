#include "base/fd.h"
#include "base/file.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

static char *folder;

static void
make_folder(void)
{
    folder = g_dir_make_tmp("desk-file-XXXXXX", NULL);
}

static void
remove_folder(void)
{
    g_rmdir(folder);
    g_free(folder);
}

TestSuite(file, .init = make_folder, .fini = remove_folder);

Test(file, created_file_has_its_mode_and_is_never_overwritten)
{
    g_autofree char *path = g_build_filename(folder, "a", NULL);
    g_autoptr(GError) error = NULL;
    struct stat st;

    cr_assert(desk_file_create(path, 0640, "hello", 5, &error));
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0640);
    cr_expect_not(desk_file_create(path, 0600, "x", 1, &error));
    cr_expect_eq(error->code, DESK_FILE_ERROR_SYSTEM);

    size_t size = 0;
    g_autofree char *text = desk_file_read(path, 5, &size, NULL);
    cr_expect_str_eq(text, "hello");
    cr_expect_eq(size, 5);
    g_autofree char *none = desk_file_read(path, 4, NULL, NULL);
    cr_expect_null(none);
    g_unlink(path);
}

Test(file, a_secret_that_others_can_read_is_refused)
{
    static const struct {
        mode_t mode;
        bool ok;
    } rows[] = { { 0600, true },  { 0400, true },  { 0640, true }, { 0644, false },
                 { 0660, false }, { 0604, false }, { 0602, false } };
    g_autofree char *path = g_build_filename(folder, "key", NULL);
    cr_assert(desk_file_create(path, 0600, "k", 1, NULL));

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_eq(g_chmod(path, rows[i].mode), 0);
        g_autofree char *text = desk_file_read_secret(path, 100, NULL, &error);
        cr_expect_eq(text != NULL, rows[i].ok, "mode %04o", rows[i].mode);
        cr_expect(rows[i].ok || error->code == DESK_FILE_ERROR_UNSAFE);
    }
    g_unlink(path);
}

Test(file, who_asks_about_a_lock_takes_none)
{
    g_autofree char *path = g_build_filename(folder, "lock", NULL);
    g_autoptr(GError) error = NULL;
    cr_expect(desk_file_lock_is_free(path, &error));
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS), "it was made");
    desk_autofd int held = desk_file_lock(path, NULL);
    cr_expect_not(desk_file_lock_is_free(path, &error));
    cr_assert_not_null(error);
    cr_expect_eq(error->code, DESK_FILE_ERROR_LOCKED, "%s", error->message);
    g_autofree char *number = g_strdup_printf("process %d:", getpid());
    cr_expect_not_null(strstr(error->message, number), "%s", error->message);
    desk_fd_clear(&held);
    cr_expect(desk_file_lock_is_free(path, NULL));
}

Test(file, a_lock_has_one_holder)
{
    g_autofree char *path = g_build_filename(folder, "lock", NULL);
    g_autoptr(GError) error = NULL;
    desk_autofd int first = desk_file_lock(path, &error);
    desk_autofd int second = desk_file_lock(path, &error);
    g_autofree char *holder = g_strdup_printf("process %d", getpid());

    cr_expect_geq(first, 0);
    cr_expect_lt(second, 0);
    cr_assert_not_null(error);
    cr_expect_eq(error->code, DESK_FILE_ERROR_LOCKED);
    cr_expect_not_null(strstr(error->message, holder), "%s", error->message);

    desk_fd_clear(&first);
    second = desk_file_lock(path, NULL);
    cr_expect_geq(second, 0);
    g_unlink(path);
}

Test(file, a_name_is_printable_in_a_message)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = desk_file_read("/nonexistent/\033[31m\xff", 10, NULL, &error);
    cr_assert_null(bytes);
    cr_expect(g_utf8_validate(error->message, -1, NULL) && !strchr(error->message, '\033'), "%s",
              error->message);
}
