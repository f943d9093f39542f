#include "letter/inspect.h"
#include "study.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

/* The templates as they are shipped, and an own folder that a test fills. */
static char *shipped;
static char *own;
static GPtrArray *paths;

static void
open_folders(void)
{
    const char *srcdir = g_getenv("srcdir");
    shipped = g_build_filename(srcdir ? srcdir : ".", "templates", NULL);
    own = g_dir_make_tmp("inspect-XXXXXX", NULL);
    paths = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *settings =
        g_strdup_printf("template-dir = \"%s\"\nshipped-template-dir = \"%s\"\n", own, shipped);
    study_open(settings);
}

static void
close_folders(void)
{
    for (guint i = paths->len; i > 0; i--)
        g_remove(paths->pdata[i - 1]);
    g_rmdir(own);
    g_ptr_array_unref(paths);
    g_free(own);
    g_free(shipped);
    study_close();
}

TestSuite(inspect, .init = open_folders, .fini = close_folders);

static void
put(const char *file, const char *content)
{
    char *path = g_build_filename(own, file, NULL);
    char *folder = g_path_get_dirname(path);
    g_mkdir(own, 0700);
    g_mkdir(folder, 0700);
    g_ptr_array_add(paths, folder);
    g_ptr_array_add(paths, path);
    cr_assert(g_file_set_contents(path, content, -1, NULL), "%s", path);
}

/* What is said, without the names of folders, a line each. */
static char *
look(bool own_only, GPtrArray **advice)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    *advice = g_ptr_array_new_with_free_func(g_free);
    const DeskInspection inspection = {
        .conf = study.conf, .own_only = own_only, .problems = problems, .advice = *advice
    };
    desk_inspect_templates(&inspection);
    g_autofree char *make = g_build_filename(shipped, "local.mk", NULL);
    g_autoptr(GString) told = g_string_new(NULL);
    for (guint i = 0; i < problems->len; i++)
        if (!g_str_has_prefix(problems->pdata[i], make))
            g_string_append_printf(told, "%s\n", (char *) problems->pdata[i]);
    g_string_replace(told, own, "OWN", 0);
    g_string_replace(told, shipped, "SHIPPED", 0);
    return g_strdup(told->str);
}

/* Whoever adds a template in any language is told here what is wrong with it. */
Test(inspect, the_shipped_templates_are_sound)
{
    g_autoptr(GPtrArray) advice = NULL;
    g_autofree char *told = look(false, &advice);
    cr_expect_str_eq(told, "", "%s", told);
    cr_expect_eq(advice->len, 0u);
}

Test(inspect, says_what_is_wrong_with_a_file)
{
    static const struct {
        const char *file, *content, *told;
    } rows[] = {
        { "en/ack.txt", "{{ticket.id}}\n", "" },
        { "en/ack.txt", "\n{{ticket.idd}}\n",
          "OWN/en/ack.txt:2: \"ticket.idd\" is no field of ack, expected \"ticket.id\"?\n" },
        { "en/ack.txt", "{{subject}}",
          "OWN/en/ack.txt:1: \"subject\" is no field of ack, expected \"ticket.subject\"?\n" },
        { "en/ack.txt", "{{#nonsense}}{{worse}}{{/nonsense}}\n",
          "OWN/en/ack.txt:1: \"nonsense\" is no field of ack\n" },
        { "en/ack.txt", "{{#articles}}{{titel}}{{/articles}}{{title}}\n",
          "OWN/en/ack.txt:1: \"titel\" is no field of ack, expected \"title\"?\n"
          "OWN/en/ack.txt:1: \"title\" is no field of ack\n" },
        { "en/ack.txt", "{{#expected}}{{> moment}}{{/expected}}\n", "" },
        { "en/ack.txt", "{{> momment}}\n",
          "OWN/en/ack.txt:1: there is no partial momment.txt, expected \"moment\"?\n" },
        { "en/ack.txt", "a\n{{#verified}}\n",
          "OWN/en/ack.txt:2: section \"verified\" is never closed\n" },
        { "en/ack.txt", "a\nb\n\xff\n", "OWN/en/ack.txt:3: is not UTF-8 text\n" },
        { "en/ack.txt", "{{> ack}}",
          "OWN/en/ack.txt:0: the result is over 4194304 bytes, or partials and sections nest "
          "without end\n" },
        { "en/ack.txt", " \n", "OWN/en/ack.txt:0: is empty, expected what its mails say\n" },
        { "en/ack.html", "", "OWN/en/ack.html:0: is empty, expected what its mails say\n" },
        { "en/ack.subject", "\n", "OWN/en/ack.subject:0: is empty, expected what its mails say\n" },
        { "en/answer-signature.txt", "", "" },
        { "en/ack.txt", "- {{verified}}",
          "OWN/en/ack.txt:1: \"verified\" is no text and shows nothing, expected a section\n" },
        { "en/reply.html", "{{{text}}}",
          "OWN/en/reply.html:1: \"text\" is no HTML: {{{...}}} lets it be anything\n" },
        { "en/reply.html", "{{html_text}}",
          "OWN/en/reply.html:1: \"html_text\" is HTML, expected {{{...}}}\n" },
        { "en/reply.html", "{{#html_text}}{{{.}}}{{/html_text}}", "" },
        { "en/reply.txt", "{{html_text}}",
          "OWN/en/reply.txt:1: \"html_text\" is HTML, expected the field of the same name without "
          "it\n" },
        { "en/akc.txt", "x",
          "OWN/en/akc.txt:0: is never used: \"akc\" is no template, and no template has it as a "
          "partial\n" },
        { "en/ack.text", "x",
          "OWN/en/ack.text:0: is never used, expected an ending .subject, .txt or .html\n" },
        { "en/ack.txt~", "x",
          "OWN/en/ack.txt~:0: is never used, expected an ending .subject, .txt or .html\n" },
        { "ack.txt", "x", "OWN/ack.txt:0: is never used: templates lie in LANGUAGE/NAME.ENDING\n" },
        { "English/ack.txt", "x",
          "OWN/English:0: is no language, expected a tag such as de or pt-BR\n" },
        { "nl/ack.txt", "x",
          "OWN/nl/ack.txt:0: is never used: nl/ needs both ack.subject and ack.txt for mails in "
          "that language\n" },
        { "en/ack.mailbox-support.txt", "{{ticket.id}}", "" },
        { "en/ack.team-frontline.txt", "{{ticket.id}}", "" },
        { "en/ack.mailbox-sales.txt", "x",
          "OWN/en/ack.mailbox-sales.txt:0: the configuration has no mailbox \"sales\"\n" },
        { "en/ack.support.txt", "x",
          "OWN/en/ack.support.txt:0: \"support\" is no variant, expected mailbox-NAME or team-NAME "
          "between two dots\n" },
        { "en/moment.subject", "x",
          "OWN/en/moment.subject:0: is never used: partials have .txt and .html alone\n" },
        { "en/moment.txt", "{{daay}}",
          "OWN/en/moment.txt:1: \"daay\" is no field of ack, expected \"day\"?\n" },
        { "en/moment.txt", "\n{{#a}}", "OWN/en/moment.txt:2: section \"a\" is never closed\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) advice = NULL;
        put(rows[i].file, rows[i].content);
        g_autofree char *told = look(true, &advice);
        cr_expect_str_eq(told, rows[i].told, "%s: %s", rows[i].file, told);
        g_remove(paths->pdata[paths->len - 1]);
        g_rmdir(paths->pdata[paths->len - 2]);
    }
}

/* A partial is wrong where no mail that has it knows the name. */
Test(inspect, a_partial_serves_several_templates)
{
    g_autoptr(GPtrArray) advice = NULL;
    put("en/page-end.html", "{{#note_to}}{{.}}{{/note_to}}\n{{#choices}}{{score}}{{/choices}}\n");
    g_autofree char *told = look(true, &advice);
    cr_expect_str_eq(told, "", "%s", told);
}

Test(inspect, advises_where_html_is_left_out)
{
    g_autoptr(GPtrArray) advice = NULL;
    put("en/ack.team-frontline.txt", "{{ticket.id}}");
    put("en/reply.txt", "{{text}}");
    put("en/forward.txt", "{{text}}");
    put("en/forward.html", "{{{html_text}}}");
    g_autofree char *told = look(true, &advice);
    cr_expect_str_eq(told, "");
    cr_assert_eq(advice->len, 2u);
    cr_expect(strstr(advice->pdata[0], "/en/ack.team-frontline.txt:0: its mails have no HTML"),
              "%s", (char *) advice->pdata[0]);
    cr_expect(strstr(advice->pdata[0], ", expected ack.team-frontline.html beside it"), "%s",
              (char *) advice->pdata[0]);
    cr_expect(strstr(advice->pdata[1], "/en/reply.txt:0: "), "%s", (char *) advice->pdata[1]);
}
