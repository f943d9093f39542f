#include "base/daemon.h"
#include "deskctl/cmd.h"
#include "deskctl/copying.h"

/* Who is root becomes the user of the configuration, so that he owns what is made. */
static int
become_user(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    if (geteuid() != 0 && !ctl->options->config_path)
        return EX_OK;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    return desk_daemon_drop_root(conf->user, NULL, &error)
               ? EX_OK
               : desk_ctl_complain(EX_CONFIG, "%s", error->message);
}

int
desk_cmd_store_copy(const DeskCtl *ctl)
{
    DeskCopying shown;
    DeskCopyWatch watch = desk_copying_watch(&shown);
    g_autoptr(GArray) results = NULL;
    g_autoptr(GError) error = NULL;
    int code = become_user(ctl);
    if (code != EX_OK)
        return code;
    bool ok = desk_store_copy(ctl->operands[0], ctl->operands[1], &watch, &results, &error);
    desk_copying_end(&shown);
    if (!ok)
        return desk_copying_fail(error);

    g_autofree char *from = desk_store_label(ctl->operands[0]);
    g_autofree char *to = desk_store_label(ctl->operands[1]);
    if (ctl->options->json)
        desk_json_print(desk_copying_json(from, to, results), false);
    else
        desk_copying_print(from, to, results);
    return EX_OK;
}

static void
print_problems(const char *label, char **problems)
{
    for (char **problem = problems; *problem; problem++)
        puts(*problem);
    if (!*problems)
        printf("OK: all of %s can be read, and nothing in it contradicts the rest\n", label);
}

static void
print_problems_json(const char *label, char **problems)
{
    json_t *value = json_object();
    json_t *list = json_array();
    for (char **problem = problems; *problem; problem++)
        json_array_append_new(list, desk_json_text(*problem));
    json_object_set_new(value, "store", desk_json_text(label));
    json_object_set_new(value, "sound", json_boolean(!*problems));
    json_object_set_new(value, "problems", list);
    desk_json_print(value, false);
}

int
desk_cmd_store_check(const DeskCtl *ctl)
{
    int code = EX_OK;
    bool sound = false;
    g_autofree char *report = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    if (!desk_store_check(store, &sound, &report, &error))
        return desk_ctl_fail(error);
    g_autofree char *label = desk_store_label(conf->store);
    g_auto(GStrv) problems = g_strsplit(g_strchomp(report), "\n", 0);
    if (ctl->options->json)
        print_problems_json(label, problems);
    else
        print_problems(label, problems);
    return sound ? EX_OK : EX_DATAERR;
}
