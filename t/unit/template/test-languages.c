#include "template/languages.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

static char *root;

static char *
folder(const char *name)
{
    return g_build_filename(root, name, NULL);
}

static void
set_up(void)
{
    static const char *const folders[] = { "own/nl",     "own/de-at",    "own/de",
                                           "own/.git",   "own/English",  "shipped/de",
                                           "shipped/en", "shipped/pt-BR" };
    root = g_dir_make_tmp("languages-XXXXXX", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = folder(folders[i]);
        cr_assert_eq(g_mkdir_with_parents(path, 0700), 0);
    }
    g_autofree char *file = folder("shipped/fr");
    cr_assert(g_file_set_contents(file, "", -1, NULL));
}

static void
tear_down(void)
{
    static const char *const paths[] = { "own/nl",        "own/de-at",  "own/de",     "own/.git",
                                         "own/English",   "own",        "shipped/de", "shipped/en",
                                         "shipped/pt-BR", "shipped/fr", "shipped",    "" };
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *path = folder(paths[i]);
        g_remove(path);
    }
    g_free(root);
}

TestSuite(languages, .init = set_up, .fini = tear_down);

Test(languages, are_the_folders_that_are_named_as_tags_are)
{
    static const struct {
        const char *own;
        const char *shipped;
        const char *list;
    } rows[] = {
        { "own", "shipped", "de, en, nl, pt-BR" },
        { NULL, "shipped", "de, en, pt-BR" },
        { "nowhere", "shipped", "de, en, pt-BR" },
        { "own", NULL, "de, nl" },
        { NULL, NULL, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *own = rows[i].own ? folder(rows[i].own) : NULL;
        g_autofree char *shipped = rows[i].shipped ? folder(rows[i].shipped) : NULL;
        g_autofree char *list = desk_languages_show(own, shipped);
        cr_expect_str_eq(list, rows[i].list, "row %zu: %s", i, list);
    }
}

Test(languages, serve_whoever_reads_a_kind_of_them)
{
    static const struct {
        const char *tag;
        bool has;
    } rows[] = {
        { "en", true },     { "en-GB", true }, { "de-AT", true },
        { "nl-BE", true },  { "fr", false },   { "pt-BR", true },
        { "pt-PT", false }, { "pt", false },   { "zh-Hant-TW", false },
    };
    g_autofree char *own = folder("own");
    g_autofree char *shipped = folder("shipped");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_languages_have(own, shipped, rows[i].tag), rows[i].has, "%s",
                     rows[i].tag);
}
