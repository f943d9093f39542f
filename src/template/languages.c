#include "template/languages.h"
#include "base/langtag.h"

bool
desk_languages_is_name(const char *name)
{
    g_autofree char *tag = desk_langtag_read(name, strlen(name));
    return tag && g_str_equal(tag, name);
}

static bool
has_folder(const char *templates, const char *tag)
{
    g_autofree char *path = templates ? g_build_filename(templates, tag, NULL) : NULL;
    return path && g_file_test(path, G_FILE_TEST_IS_DIR);
}

bool
desk_languages_have(const char *own, const char *shipped, const char *tag)
{
    g_autofree char *shorter = g_strdup(tag);
    while (true) {
        if (has_folder(own, shorter) || has_folder(shipped, shorter))
            return true;
        char *dash = strrchr(shorter, '-');
        if (!dash)
            return false;
        *dash = '\0';
    }
}

static void
add_languages(const char *templates, GPtrArray *tags)
{
    g_autoptr(GDir) folder = templates ? g_dir_open(templates, 0, NULL) : NULL;
    const char *name;
    while (folder && (name = g_dir_read_name(folder)))
        if (desk_languages_is_name(name) && has_folder(templates, name) &&
            !g_ptr_array_find_with_equal_func(tags, name, g_str_equal, NULL))
            g_ptr_array_add(tags, g_strdup(name));
}

static int
compare(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *) one, *(char *const *) other);
}

GPtrArray *
desk_languages_list(const char *own, const char *shipped)
{
    GPtrArray *tags = g_ptr_array_new_with_free_func(g_free);
    add_languages(own, tags);
    add_languages(shipped, tags);
    g_ptr_array_sort(tags, compare);
    return tags;
}

char *
desk_languages_show(const char *own, const char *shipped)
{
    g_autoptr(GPtrArray) tags = desk_languages_list(own, shipped);
    g_ptr_array_add(tags, NULL);
    return g_strjoinv(", ", (char **) tags->pdata);
}
