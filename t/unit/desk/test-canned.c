#include "../policy/fixture.h"
#include "desk/canned.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <unistd.h>

static DeskPolicy *policy;
static DeskConf conf;
static char *folder;

/* A file of the folder, and the folder that it is in. */
static void
put(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *above = g_path_get_dirname(path);
    g_mkdir_with_parents(above, 0700);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static void
open_desk(void)
{
    policy = fixture_policy();
    folder = g_dir_make_tmp("desk-canned-XXXXXX", NULL);
    conf = *desk_policy_conf(policy);
    conf.canned_dir = conf.kb_dir = folder;
}

static void
remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir)) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_all(inner);
    }
    cr_expect_eq(g_remove(path), 0, "%s", path);
}

static void
close_desk(void)
{
    remove_all(folder);
    g_free(folder);
    desk_policy_unref(policy);
}

TestSuite(canned, .init = open_desk, .fini = close_desk);

/* What a customer of that language gets, or "! " and the problem. */
static char *
read_canned(DeskCommandVerb verb, const char *name, const char *language)
{
    const DeskTicket ticket = { .id = 12,
                                .subject = (char *) "<Printer> {{x}}",
                                .language = (char *) language };
    const DeskCannedFacts facts = { .conf = &conf,
                                    .agent = conf.agents->pdata[0],
                                    .ticket = &ticket,
                                    .mailbox = conf.mailboxes->pdata[0],
                                    .customer = "Jane & Joe" };
    char *words[] = { (char *) name, NULL };
    const DeskCommand command = { .verb = verb, .words = words };
    g_autofree char *problem = NULL;
    char *text = desk_canned_read(&facts, &command, &problem);
    cr_expect_eq(text == NULL, problem != NULL);
    return text ? text : g_strconcat("! ", problem, NULL);
}

static void
expect(DeskCommandVerb verb, const char *name, const char *language, const char *wanted)
{
    g_autofree char *text = read_canned(verb, name, language);
    cr_expect_str_eq(text, wanted, "%s in %s: %s", name, language ? language : "none", text);
}

Test(canned, the_language_of_the_customer_comes_first)
{
    static const struct {
        const char *language, *wanted;
    } rows[] = {
        { "de-AT", "austrian" },   { "de-CH", "german" }, { "de", "german" }, { "fr", "any" },
        { "de-AT-x", "austrian" }, { "", "any" },         { NULL, "any" },
    };
    put("hello.txt", "any\n");
    put("de/hello.txt", "german");
    put("de-AT/hello.txt", "\n\naustrian \n");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        expect(DESK_COMMAND_CANNED, "hello", rows[i].language, rows[i].wanted);
}

/* RULES O6: what stands in the fields is text; braces in an article are its own. */
Test(canned, o6_fields_are_filled_in_as_text)
{
    put("all.txt",
        "{{customer.name}}, {{ ticket.id }}, {{{ticket.subject}}}, {{&agent.name}}, "
        "{{mailbox.name}}, {{mailbox.address}}{{! no more }}{{#customer}}, {{name}}{{/customer}}");
    put("all.md", "# Use {{ braces }} so\n");
    expect(DESK_COMMAND_CANNED, "all", "en",
           "Jane & Joe, 12, <Printer> {{x}}, Alice, Support, support@example.org, Jane & Joe");
    expect(DESK_COMMAND_KB, "all", "en", "# Use {{ braces }} so");
}

/* RULES C2: the agent hears which file it is and what is wrong with it. */
Test(canned, c2_what_is_wrong_with_a_file)
{
    g_autofree char *long_text = g_strnfill((gsize) 1024 * 1024, 'x');
    g_autofree char *pipe_path = g_build_filename(folder, "pipe.txt", NULL);
    put("long.txt", long_text);
    put("open.txt", "one\n{{#customer}}two");
    put("typo.txt", "Dear {{customer.nmae}},");
    put("part.txt", "{{> all}}");
    put("empty.txt", " \n");
    put("de/folder.txt/x", "");
    cr_assert_eq(mkfifo(pipe_path, 0600), 0);
    static const struct {
        const char *name, *wanted;
    } rows[] = {
        { "none", "! there is no file none.txt" },
        { "long", "! its file long.txt has more than 262144 bytes" },
        { "open", "! its file is no template: line 2: " },
        { "typo", "! its file has the field {{customer.nmae}}, which there is not" },
        { "part", "! its file has the field {{> all}}, which there is not" },
        { "empty", "! its file says nothing" },
        { "folder", "! its file de/folder.txt cannot be read" },
        { "pipe", "! its file pipe.txt cannot be read" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = read_canned(DESK_COMMAND_CANNED, rows[i].name, "de");
        cr_expect(g_str_has_prefix(text, rows[i].wanted), "%s: %s", rows[i].name, text);
    }
    expect(DESK_COMMAND_KB, "none", "de", "! there is no file none.md");
}
