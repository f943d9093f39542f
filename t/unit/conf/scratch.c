#include "scratch.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

static char *folder;

void
scratch_open(void)
{
    folder = g_dir_make_tmp("desk-conf-XXXXXX", NULL);
}

static void
remove_tree(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            remove_tree(inner);
        else
            g_unlink(inner);
    }
    if (dir)
        g_dir_close(dir);
    g_rmdir(path);
}

void
scratch_close(void)
{
    remove_tree(folder);
    g_clear_pointer(&folder, g_free);
}

char *
scratch_path(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

void
scratch_write_bytes(const char *name, const char *bytes, size_t size)
{
    g_autofree char *path = scratch_path(name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
    cr_assert_eq(g_chmod(path, 0600), 0);
}

void
scratch_write(const char *name, const char *text)
{
    scratch_write_bytes(name, text, strlen(text));
}

char *
scratch_problems(GPtrArray *problems)
{
    g_autofree char *prefix = g_strconcat(folder, "/", NULL);
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < problems->len; i++)
        g_string_append_printf(text, "%s\n", (char *) g_ptr_array_index(problems, i));
    g_string_replace(text, prefix, "", 0);
    return g_string_free(text, FALSE);
}

DeskConf *
scratch_load(char **text)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = scratch_path("desk.conf");
    DeskConf *conf = desk_conf_load(path, DESK_CONF_NO_KEYS, problems);
    cr_expect_eq(conf == NULL, problems->len > 0);
    *text = scratch_problems(problems);
    return conf;
}
