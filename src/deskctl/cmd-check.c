#include "base/daemon.h"
#include "base/file.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"
#include "deskctl/problems.h"
#include "letter/catalogue.h"
#include "letter/inspect.h"
#include "template/languages.h"
#include "template/shelf.h"

#define CONFIG_MAX (1024u * 1024)

typedef struct {
    DeskConf *conf;
    GPtrArray *problems; /* char *, "file:line: text" */
} Check;

/* The line of the main file that sets a name to something with this in it; 0: it stands elsewhere,
 * or is a default. */
static unsigned
line_with(const DeskConf *conf, const char *name, const char *value)
{
    g_autofree char *text = desk_file_read(conf->path, CONFIG_MAX, NULL, NULL);
    if (!text)
        return 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
    size_t size = strlen(name);
    for (unsigned i = 0; lines[i]; i++) {
        const char *line = lines[i] + strspn(lines[i], " \t");
        if (g_str_has_prefix(line, name) && line[size + strspn(line + size, " \t")] == '=' &&
            strstr(line + size, value))
            return i + 1;
    }
    return 0;
}

static unsigned
line_of(const DeskConf *conf, const char *name)
{
    return line_with(conf, name, "");
}

static void add_problem(const Check *check, const char *name, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void
add_problem(const Check *check, const char *name, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    g_ptr_array_add(check->problems, g_strdup_printf("%s:%u: %s: %s", check->conf->path,
                                                     line_of(check->conf, name), name, text));
}

static void
check_store(const Check *check)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_store_open(check->conf->store, DESK_STORE_READ, &error);
    if (!store)
        add_problem(check, "store", "%s", error->message);
}

/* In the language of the desk each template renders; the desk's own files are looked at whole. */
static void
check_templates(const Check *check)
{
    const DeskConf *conf = check->conf;
    g_autoptr(GPtrArray) advice = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DeskShelf) shelf =
        desk_shelf_new(conf->template_dir, conf->shipped_template_dir, conf->language);
    const DeskInspection inspection = { .conf = conf,
                                        .own_only = true,
                                        .problems = check->problems,
                                        .advice = conf->advice ? conf->advice : advice };
    for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskValues) values = desk_catalogue_sample(info->name);
        g_auto(DeskRendered) rendered = { 0 };
        const DeskChoice choice = { .name = info->name };
        if (!desk_shelf_render(shelf, &choice, values, &rendered, &error))
            add_problem(check, "shipped-template-dir", "%s", error->message);
    }
    desk_inspect_templates(&inspection);
}

/* Mails in a language without templates are in the next that has some: odd, but sound. */
static void
check_language(const Check *check, const char *whose, const char *tag)
{
    const DeskConf *conf = check->conf;
    if (conf->advice && tag &&
        !desk_languages_have(conf->template_dir, conf->shipped_template_dir, tag))
        g_ptr_array_add(
            conf->advice,
            g_strdup_printf("%s:%u: %slanguage: there are no templates in \"%s\", so it "
                            "does nothing",
                            conf->path, line_with(conf, "language", tag), whose, tag));
}

static void
check_languages(const Check *check)
{
    const DeskConf *conf = check->conf;
    check_language(check, "", conf->language);
    for (guint i = 0; i < conf->mailboxes->len; i++)
        check_language(check, "mailbox.",
                       ((const DeskMailbox *) conf->mailboxes->pdata[i])->language);
}

/* Whether the agents' commands find what they take from a folder. */
static void
check_folder(const Check *check, const char *name, const char *folder)
{
    struct stat st;
    if (!folder)
        return;
    if (stat(folder, &st) < 0)
        add_problem(check, name, "%s: %s, expected a folder", folder, g_strerror(errno));
    else if (!S_ISDIR(st.st_mode) || access(folder, R_OK | X_OK) < 0)
        add_problem(check, name, "%s: expected a folder that user \"%s\" can read", folder,
                    check->conf->user);
}

static void
check_paths(const Check *check)
{
    const DeskConf *conf = check->conf;
    struct stat st;
    if (stat(conf->spool_dir, &st) < 0)
        add_problem(check, "spool-dir", "%s: %s, expected a folder: deskctl init makes it",
                    conf->spool_dir, g_strerror(errno));
    else if (!S_ISDIR(st.st_mode) || access(conf->spool_dir, R_OK | W_OK | X_OK) < 0)
        add_problem(check, "spool-dir", "%s: expected a folder that user \"%s\" can write to",
                    conf->spool_dir, conf->user);
    else if (st.st_mode & 077)
        add_problem(check, "spool-dir", "%s: has mode %04o, expected 0700: mail is kept there",
                    conf->spool_dir, st.st_mode & 07777);
    if (access(conf->parse_program, X_OK) < 0)
        add_problem(check, "parse-program", "%s: %s, expected a program", conf->parse_program,
                    g_strerror(errno));
    if (!g_str_has_prefix(conf->listen, "unix:"))
        return;
    g_autofree char *folder = g_path_get_dirname(conf->listen + strlen("unix:"));
    if (access(folder, W_OK | X_OK) < 0)
        add_problem(check, "listen", "%s: %s, expected a folder that user \"%s\" can write to",
                    folder, g_strerror(errno), conf->user);
    else if (stat(folder, &st) == 0 && (st.st_mode & 07))
        add_problem(check, "listen",
                    "%s: has mode %04o, expected 0750: whoever reaches the "
                    "socket can speak as if it were Postfix",
                    folder, st.st_mode & 07777);
}

static json_t *
mailbox_json(const DeskMailbox *mailbox)
{
    json_t *value = json_object();
    json_t *aliases = json_array();
    for (char **alias = mailbox->aliases; *alias; alias++)
        json_array_append_new(aliases, desk_json_text(*alias));
    json_object_set_new(value, "name", desk_json_text(mailbox->name));
    json_object_set_new(value, "address", desk_json_text(mailbox->address));
    json_object_set_new(value, "aliases", aliases);
    json_object_set_new(value, "team", desk_json_text(mailbox->team));
    return value;
}

static void
print_json(const DeskCtl *ctl, const Check *check)
{
    json_t *value = json_object();
    json_t *mailboxes = json_array();
    for (guint i = 0; check->conf && i < check->conf->mailboxes->len; i++)
        json_array_append_new(mailboxes, mailbox_json(check->conf->mailboxes->pdata[i]));
    json_object_set_new(value, "file", desk_json_text(ctl->config_path));
    json_object_set_new(value, "errors", desk_problems_json(check->problems));
    json_object_set_new(value, "advice",
                        desk_problems_json(check->conf ? check->conf->advice : NULL));
    json_object_set_new(value, "mailboxes", mailboxes);
    desk_json_print(value, false);
}

static void
print_text(const Check *check)
{
    for (guint i = 0; i < check->problems->len; i++)
        fprintf(stderr, "%s\n", (const char *) check->problems->pdata[i]);
    if (check->problems->len > 0)
        return;
    const DeskConf *conf = check->conf;
    g_autofree char *label = desk_store_label(conf->store);
    printf("OK: %s: %u mailboxes, %u agents, %u teams; store %s, %u keys\n", conf->path,
           conf->mailboxes->len, conf->agents->len, conf->teams->len, label,
           conf->keys ? conf->keys->count : 0);
    for (guint i = 0; conf->advice && i < conf->advice->len; i++)
        printf("advice: %s\n", (const char *) conf->advice->pdata[i]);
}

/*
 * Everything is looked at as the user of the daemons, who must be able to read the same
 * files again at a reload. Who that is says the file itself, so it is read twice.
 */
static void
run_checks(const DeskCtl *ctl, Check *check)
{
    g_autoptr(GError) error = NULL;
    check->conf = desk_conf_load(ctl->config_path, DESK_CONF_NO_KEYS, check->problems);
    if (!check->conf)
        return;
    if (!desk_daemon_drop_root(check->conf->user, NULL, &error)) {
        add_problem(check, "user", "%s", error->message);
        return;
    }
    DeskConf *whole = desk_conf_load(ctl->config_path, DESK_CONF_ADVICE, check->problems);
    if (whole) {
        desk_conf_unref(check->conf);
        check->conf = whole;
    }
    check_store(check);
    check_templates(check);
    check_languages(check);
    check_paths(check);
    check_folder(check, "template-dir", check->conf->template_dir);
    check_folder(check, "canned-dir", check->conf->canned_dir);
    check_folder(check, "kb-dir", check->conf->kb_dir);
}

int
desk_cmd_check(const DeskCtl *ctl)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    Check check = { .problems = problems };
    run_checks(ctl, &check);
    if (ctl->options->json)
        print_json(ctl, &check);
    else
        print_text(&check);
    desk_conf_unref(check.conf);
    return problems->len == 0 ? EX_OK : EX_CONFIG;
}
