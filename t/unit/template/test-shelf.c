#include "template/shelf.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

/* A folder with files of a test; removed with everything in it. */
typedef struct {
    char *path;
    GPtrArray *files;
    GPtrArray *folders;
} Folder;

static void
folder_init(Folder *folder)
{
    folder->path = g_dir_make_tmp("shelf-XXXXXX", NULL);
    folder->files = g_ptr_array_new_with_free_func(g_free);
    folder->folders = g_ptr_array_new_with_free_func(g_free);
    cr_assert(folder->path);
}

static void
folder_add(Folder *folder, const char *language, const char *file, const char *content)
{
    char *inner = g_build_filename(folder->path, language, NULL);
    char *path = g_build_filename(inner, file, NULL);
    g_mkdir(inner, 0700);
    cr_assert(g_file_set_contents(path, content, -1, NULL));
    g_ptr_array_add(folder->files, path);
    g_ptr_array_add(folder->folders, inner);
}

static void
folder_clear(Folder *folder)
{
    for (guint i = 0; i < folder->files->len; i++)
        g_unlink(g_ptr_array_index(folder->files, i));
    for (guint i = 0; i < folder->folders->len; i++)
        g_rmdir(g_ptr_array_index(folder->folders, i));
    g_rmdir(folder->path);
    g_ptr_array_unref(folder->files);
    g_ptr_array_unref(folder->folders);
    g_free(folder->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Folder, folder_clear)

static DeskValues *
values_with(const char *text)
{
    DeskValues *values = desk_values_map();
    desk_values_set(values, "text", desk_values_text(text));
    return values;
}

Test(shelf, falls_back_by_language)
{
    static const struct {
        const char *language;
        const char *preset;
        const char *subject;
    } rows[] = {
        { "de-AT", "fr", "de-AT" },  { "de-CH", "fr", "de" },
        { "de", "fr", "de" },        { "it", "fr-CA", "fr" },
        { "it", "nl", "en" },        { NULL, "fr", "fr" },
        { "../de", "nl", "en" },     { "", "", "en" },
        { "it", "../de", "en" },     { "de/../de", "fr", "fr" },
        { "d\xc3\xa9", "fr", "fr" },
    };
    g_auto(Folder) folder = { .path = NULL };
    folder_init(&folder);
    static const char *const languages[] = { "de-AT", "de", "fr", "en" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        folder_add(&folder, languages[i], "ack.subject", languages[i]);
        folder_add(&folder, languages[i], "ack.txt", "text");
    }
    folder_add(&folder, "it", "ack.subject", "alone, without a text");

    g_autoptr(DeskValues) values = values_with("x");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskShelf) shelf = desk_shelf_new(folder.path, rows[i].preset);
        g_auto(DeskRendered) out = { .subject = NULL };
        g_autoptr(GError) error = NULL;
        cr_assert(desk_shelf_render(shelf, rows[i].language, "ack", values, &out, &error),
                  "row %zu: %s", i, error ? error->message : "");
        cr_expect_str_eq(out.subject, rows[i].subject, "row %zu: %s", i, out.subject);
        cr_expect_null(out.html, "row %zu", i);
    }
}

Test(shelf, escapes_by_part_and_keeps_the_subject_on_a_line)
{
    g_auto(Folder) folder = { .path = NULL };
    folder_init(&folder);
    folder_add(&folder, "en", "ack.subject", "[#1]  {{text}}\n\n");
    folder_add(&folder, "en", "ack.txt", "{{> head}}\n{{text}}\n");
    folder_add(&folder, "en", "ack.html", "{{> head}}<p>{{text}}</p>\n");
    folder_add(&folder, "en", "head.txt", "TEXT HEAD {{text}}");
    folder_add(&folder, "en", "head.html", "<h1>{{text}}</h1>");

    g_autoptr(DeskShelf) shelf = desk_shelf_new(folder.path, "en");
    g_autoptr(DeskValues) values = values_with("<a>\r\nBcc: x@example.org");
    g_auto(DeskRendered) out = { .subject = NULL };
    cr_assert(desk_shelf_render(shelf, "en", "ack", values, &out, NULL));
    cr_expect_str_eq(out.subject, "[#1] <a> Bcc: x@example.org");
    cr_expect_str_eq(out.text, "TEXT HEAD <a>\r\nBcc: x@example.org"
                               "<a>\r\nBcc: x@example.org\n");
    cr_expect(strstr(out.html, "<h1>&lt;a&gt;\r\n"), "%s", out.html);
    cr_expect(strstr(out.html, "<p>&lt;a&gt;\r\n"), "%s", out.html);
}

Test(shelf, names_the_file_in_its_errors)
{
    static const struct {
        const char *kind;
        int code;
        const char *message;
    } rows[] = {
        { "missing", DESK_TEMPLATE_ERROR_MISSING, "/en/missing.subject" },
        { "../en/ok", DESK_TEMPLATE_ERROR_MISSING, "\"../en/ok\"" },
        { "", DESK_TEMPLATE_ERROR_MISSING, "\"\"" },
        { "broken", DESK_TEMPLATE_ERROR_SYNTAX, "/en/broken.txt: line 2: " },
        { "latin", DESK_TEMPLATE_ERROR_SYNTAX, "/en/latin.txt: is not UTF-8" },
        { "calls", DESK_TEMPLATE_ERROR_SYNTAX, "/en/broken.txt: line 2: " },
        { "loops", DESK_TEMPLATE_ERROR_TOO_BIG, "/en/loops.txt: " },
    };
    g_auto(Folder) folder = { .path = NULL };
    folder_init(&folder);
    static const char *const kinds[] = { "broken", "latin", "calls", "loops" };
    static const char *const texts[] = { "\n{{#a}}", "caf\xe9", "{{>broken}}", "{{>loops}}" };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *subject = g_strconcat(kinds[i], ".subject", NULL);
        g_autofree char *text = g_strconcat(kinds[i], ".txt", NULL);
        folder_add(&folder, "en", subject, "s");
        folder_add(&folder, "en", text, texts[i]);
    }

    g_autoptr(DeskShelf) shelf = desk_shelf_new(folder.path, "en");
    g_autoptr(DeskValues) values = values_with("x");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskRendered) out = { .subject = NULL };
        g_autoptr(GError) error = NULL;
        cr_assert_not(desk_shelf_render(shelf, "en", rows[i].kind, values, &out, &error), "row %zu",
                      i);
        cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, rows[i].code), "row %zu: %s", i,
                  error->message);
        cr_expect(strstr(error->message, rows[i].message), "row %zu: %s", i, error->message);
        cr_expect_null(out.subject, "row %zu", i);
    }
}

typedef struct {
    DeskShelf *shelf;
    guint wrong;
} Crowd;

static gpointer
render_often(gpointer data)
{
    Crowd *crowd = data;
    g_autoptr(DeskValues) values = values_with("v");
    for (int i = 0; i < 200; i++) {
        g_auto(DeskRendered) out = { .subject = NULL };
        if (!desk_shelf_render(crowd->shelf, "en", "ack", values, &out, NULL) ||
            !g_str_equal(out.text, "v and v"))
            g_atomic_int_inc(&crowd->wrong);
    }
    return NULL;
}

Test(shelf, renders_in_many_threads_at_once)
{
    g_auto(Folder) folder = { .path = NULL };
    folder_init(&folder);
    folder_add(&folder, "en", "ack.subject", "s");
    folder_add(&folder, "en", "ack.txt", "{{text}} and {{> part}}");
    folder_add(&folder, "en", "part.txt", "{{text}}");
    g_autoptr(DeskShelf) shelf = desk_shelf_new(folder.path, "en");
    Crowd crowd = { .shelf = shelf };
    GThread *threads[4];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("render", render_often, &crowd);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    cr_expect_eq(crowd.wrong, 0, "%u wrong", crowd.wrong);
}
