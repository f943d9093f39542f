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

static const DeskChoice ack = { .name = "ack", .language = "en" };

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
        g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder.path, rows[i].preset);
        const DeskChoice choice = { .name = "ack", .language = rows[i].language };
        g_auto(DeskRendered) out = { .subject = NULL };
        g_autoptr(GError) error = NULL;
        cr_assert(desk_shelf_render(shelf, &choice, values, &out, &error), "row %zu: %s", i,
                  error ? error->message : "");
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

    g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder.path, "en");
    g_autoptr(DeskValues) values = values_with("<a>\r\nBcc: x@example.org");
    g_auto(DeskRendered) out = { .subject = NULL };
    cr_assert(desk_shelf_render(shelf, &ack, values, &out, NULL));
    cr_expect_str_eq(out.subject, "[#1] <a> Bcc: x@example.org");
    cr_expect_str_eq(out.text, "TEXT HEAD <a>\r\nBcc: x@example.org"
                               "<a>\r\nBcc: x@example.org\n");
    cr_expect(strstr(out.html, "<h1>&lt;a&gt;\r\n"), "%s", out.html);
    cr_expect(strstr(out.html, "<p>&lt;a&gt;\r\n"), "%s", out.html);
}

/* As editors of Windows write it; it is none of the words. */
Test(shelf, passes_over_a_byte_order_mark)
{
    g_auto(Folder) folder = { .path = NULL };
    g_auto(DeskRendered) out = { .subject = NULL };
    folder_init(&folder);
    folder_add(&folder, "en", "ack.subject", "\xef\xbb\xbfsubject");
    folder_add(&folder, "en", "ack.txt", "\xef\xbb\xbf{{text}}\n{{> end}}\n");
    folder_add(&folder, "en", "end.txt", "\xef\xbb\xbf{{text}}\n");
    g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder.path, "en");
    g_autoptr(DeskValues) values = values_with("x");
    cr_assert(desk_shelf_render(shelf, &ack, values, &out, NULL));
    cr_expect_str_eq(out.subject, "subject");
    cr_expect_str_eq(out.text, "x\nx\n");
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
        { "latin", DESK_TEMPLATE_ERROR_SYNTAX, "/en/latin.txt: line 1: is not UTF-8" },
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

    g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder.path, "en");
    g_autoptr(DeskValues) values = values_with("x");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskChoice choice = { .name = rows[i].kind, .language = "en" };
        g_auto(DeskRendered) out = { .subject = NULL };
        g_autoptr(GError) error = NULL;
        cr_assert_not(desk_shelf_render(shelf, &choice, values, &out, &error), "row %zu", i);
        cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, rows[i].code), "row %zu: %s", i,
                  error->message);
        cr_expect(strstr(error->message, rows[i].message), "row %zu: %s", i, error->message);
        cr_expect_null(out.subject, "row %zu", i);
    }
}

Test(shelf, finds_what_was_missing_when_it_is_there)
{
    g_auto(Folder) folder = { .path = NULL };
    folder_init(&folder);
    folder_add(&folder, "en", "ack.subject", "s");
    g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder.path, "en");
    g_autoptr(DeskValues) values = values_with("x");
    g_auto(DeskRendered) out = { .subject = NULL };
    g_autoptr(GError) error = NULL;
    cr_assert_not(desk_shelf_render(shelf, &ack, values, &out, &error));
    folder_add(&folder, "en", "ack.txt", "there");
    cr_assert(desk_shelf_render(shelf, &ack, values, &out, NULL));
    cr_expect_str_eq(out.text, "there");
}

/* Each file says where it lies. */
static void
fill(Folder *folder, const char *mark, const char *const *files)
{
    for (; *files; files++) {
        g_auto(GStrv) parts = g_strsplit(*files, "/", 2);
        g_autofree char *content = g_strdup_printf("%s %s", mark, *files);
        folder_add(folder, parts[0], parts[1], content);
    }
}

Test(shelf, takes_the_most_special_file_of_the_language)
{
    static const char *const own[] = { "en/ack.txt",
                                       "en/ack.mailbox-m.1.txt",
                                       "en/ack.team-t.subject",
                                       "en/reply.html",
                                       "de/ack.txt",
                                       "nl/ack.txt",
                                       "en/digest.team-t.txt",
                                       "en/digest.html",
                                       NULL };
    static const char *const shipped[] = {
        "en/ack.subject", "en/ack.txt",        "en/ack.html",      "en/ack.mailbox-m.1.html",
        "de/ack.subject", "de/ack.txt",        "en/reply.subject", "en/reply.txt",
        "en/reply.html",  "en/digest.subject", "en/digest.txt",    NULL
    };
    static const struct {
        const char *name, *language, *mailbox, *team;
        const char *subject, *text, *html;
    } rows[] = {
        { "ack", "en", NULL, NULL, "shipped en/ack.subject", "own en/ack.txt", NULL },
        { "ack", "en", "m.1", "t", "own en/ack.team-t.subject", "own en/ack.mailbox-m.1.txt",
          NULL },
        { "ack", "en", "other", "t", "own en/ack.team-t.subject", "own en/ack.txt", NULL },
        { "ack", "en", "../m", "", "shipped en/ack.subject", "own en/ack.txt", NULL },
        { "ack", "de-AT", "m.1", "t", "shipped de/ack.subject", "own de/ack.txt", NULL },
        { "ack", "nl", NULL, NULL, "shipped en/ack.subject", "own en/ack.txt", NULL },
        { "reply", "en", "m.1", "t", "shipped en/reply.subject", "shipped en/reply.txt",
          "own en/reply.html" },
        { "digest", "en", NULL, "t", "shipped en/digest.subject", "own en/digest.team-t.txt",
          NULL },
        { "digest", "en", NULL, NULL, "shipped en/digest.subject", "shipped en/digest.txt",
          "own en/digest.html" },
    };
    g_auto(Folder) first = { .path = NULL };
    g_auto(Folder) second = { .path = NULL };
    folder_init(&first);
    folder_init(&second);
    fill(&first, "own", own);
    fill(&second, "shipped", shipped);
    g_autoptr(DeskShelf) shelf = desk_shelf_new(first.path, second.path, "en");
    g_autoptr(DeskValues) values = values_with("x");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskChoice choice = { .name = rows[i].name,
                                    .language = rows[i].language,
                                    .mailbox = rows[i].mailbox,
                                    .team = rows[i].team };
        g_auto(DeskRendered) out = { .subject = NULL };
        g_autoptr(GError) error = NULL;
        cr_assert(desk_shelf_render(shelf, &choice, values, &out, &error), "row %zu: %s", i,
                  error ? error->message : "");
        cr_expect_str_eq(out.subject, rows[i].subject, "row %zu: %s", i, out.subject);
        cr_expect_str_eq(out.text, rows[i].text, "row %zu: %s", i, out.text);
        cr_expect_eq(g_strcmp0(out.html, rows[i].html), 0, "row %zu: %s", i, out.html);
    }
}

Test(shelf, says_where_the_files_lie)
{
    static const char *const own[] = { "en/ack.team-t.txt", NULL };
    static const char *const shipped[] = { "en/ack.subject", "en/ack.txt", "en/ack.html", NULL };
    g_auto(Folder) first = { .path = NULL };
    g_auto(Folder) second = { .path = NULL };
    folder_init(&first);
    folder_init(&second);
    fill(&first, "own", own);
    fill(&second, "shipped", shipped);
    g_autoptr(DeskShelf) shelf = desk_shelf_new(first.path, second.path, "en");
    const DeskChoice choice = { .name = "ack", .language = "de-AT", .team = "t" };
    g_auto(DeskShelfFound) found = { .language = NULL };
    cr_assert(desk_shelf_find(shelf, &choice, &found, NULL));
    cr_expect_str_eq(found.language, "en");
    cr_expect(found.html_left_out);
    cr_expect(found.files[DESK_PART_TEXT].is_own);
    cr_expect_str_eq(found.files[DESK_PART_TEXT].variant, "team");
    cr_expect(g_str_has_prefix(found.files[DESK_PART_TEXT].path, first.path));
    cr_expect_not(found.files[DESK_PART_SUBJECT].is_own);
    cr_expect_null(found.files[DESK_PART_SUBJECT].variant);
    cr_expect(g_str_has_suffix(found.files[DESK_PART_HTML].path, "/en/ack.html"));
}

Test(shelf, takes_partials_from_the_language_of_the_mail_on)
{
    g_auto(Folder) first = { .path = NULL };
    g_auto(Folder) second = { .path = NULL };
    folder_init(&first);
    folder_init(&second);
    folder_add(&second, "fr", "ack.subject", "{{language}}: {{> word}}");
    folder_add(&second, "fr", "ack.txt", "<{{> word}}>{{> word}}.\n{{> word}}\n{{> other}}\n");
    folder_add(&second, "de", "word.txt", "Wort\n");
    folder_add(&second, "fr", "word.txt", "mot\n");
    folder_add(&second, "en", "other.txt", "other\n");
    folder_add(&first, "fr", "word.team-t.txt", "équipe\n");
    g_autoptr(DeskShelf) shelf = desk_shelf_new(first.path, second.path, "en");
    g_autoptr(DeskValues) values = values_with("x");
    DeskChoice choice = { .name = "ack", .language = "de", .fallback = "fr-CA" };
    g_auto(DeskRendered) plain = { .subject = NULL };
    cr_assert(desk_shelf_render(shelf, &choice, values, &plain, NULL));
    cr_expect_str_eq(plain.subject, "fr: mot");
    cr_expect_str_eq(plain.text, "<mot>mot.\nmot\nother\n", "%s", plain.text);
    choice.team = "t";
    g_auto(DeskRendered) special = { .subject = NULL };
    cr_assert(desk_shelf_render(shelf, &choice, values, &special, NULL));
    cr_expect_str_eq(special.subject, "fr: équipe");
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
        if (!desk_shelf_render(crowd->shelf, &ack, values, &out, NULL) ||
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
    g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder.path, "en");
    Crowd crowd = { .shelf = shelf };
    GThread *threads[4];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("render", render_often, &crowd);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    cr_expect_eq(crowd.wrong, 0, "%u wrong", crowd.wrong);
}
