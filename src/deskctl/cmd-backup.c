#include "base/clock.h"
#include "base/daemon.h"
#include "base/file.h"
#include "deskctl/cmd.h"
#include "deskctl/copying.h"
#include "store/backup.h"

#define GAP     10000 /* tickets a desk opens between two backups, with room to spare */
#define GAP_MAX G_GINT64_CONSTANT(1000000000000)

/* The configuration, as the user of the daemons; NULL: exit with *code. */
static DeskConf *
become_user(const DeskCtl *ctl, int *code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    *code = EX_CONFIG;
    if (!conf)
        return NULL;
    if (desk_daemon_drop_root(conf->user, NULL, &error))
        return g_steal_pointer(&conf);
    desk_ctl_complain(EX_CONFIG, "%s", error->message);
    return NULL;
}

int
desk_cmd_backup(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) results = NULL;
    g_autofree char *path = g_canonicalize_filename(ctl->operands[0], NULL);
    g_autoptr(DeskConf) conf = become_user(ctl, &code);
    if (!conf)
        return code;
    DeskCopying shown;
    DeskCopyWatch watch = desk_copying_watch(&shown);
    bool ok = desk_store_backup(conf->store, path, &watch, &results, &error);
    desk_copying_end(&shown);
    if (!ok)
        return desk_copying_fail(error);

    g_autofree char *from = desk_store_label(conf->store);
    if (ctl->options->json)
        desk_json_print(desk_copying_json(from, path, results), false);
    else
        desk_copying_print(from, path, results);
    return EX_OK;
}

/*
 * A deskmilter that runs goes on with the epochs it has read when it started, and signs what the
 * restored desk will not know again.
 */
static bool
is_milter_running(const DeskConf *conf)
{
    static const char scheme[] = "unix:";
    g_autoptr(GError) error = NULL;
    if (!g_str_has_prefix(conf->listen, scheme))
        return false;
    g_autofree char *file = g_strconcat(conf->listen + strlen(scheme), ".lock", NULL);
    if (desk_file_lock_is_free(file, &error) ||
        !g_error_matches(error, DESK_FILE_ERROR, DESK_FILE_ERROR_LOCKED))
        return false;
    desk_ctl_complain(EX_UNAVAILABLE, "%s Stop deskmilter and deskpost first, on all hosts",
                      error->message);
    return true;
}

static void
print_restored(const DeskRestore *restore)
{
    printf("A new epoch has begun; new tickets leave out %" G_GINT64_FORMAT " numbers.\n",
           restore->gap);
    if (restore->uncertain > 0)
        printf(
            "%" G_GINT64_FORMAT
            " mails waited when the backup was taken and may have been sent since. They stay "
            "here:\n'deskctl outbox list --state uncertain' lists them, 'deskctl outbox retry ID' "
            "sends one.\n",
            restore->uncertain);
}

static void
print_restored_json(json_t *value, const DeskRestore *restore)
{
    json_object_set_new(value, "gap", json_integer(restore->gap));
    json_object_set_new(value, "uncertain", json_integer(restore->uncertain));
    desk_json_print(value, false);
}

int
desk_cmd_restore(const DeskCtl *ctl)
{
    int code = EX_OK;
    DeskRestore restore = { .now = desk_clock_now() };
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) results = NULL;
    g_autofree char *path = g_canonicalize_filename(ctl->operands[0], NULL);
    if (!desk_ctl_option_number(ctl, DESK_OPTION_GAP, GAP_MAX, GAP, &restore.gap))
        return EX_USAGE;
    g_autoptr(DeskConf) conf = become_user(ctl, &code);
    if (!conf)
        return code;
    if (is_milter_running(conf))
        return EX_UNAVAILABLE;
    DeskCopying shown;
    DeskCopyWatch watch = desk_copying_watch(&shown);
    bool ok = desk_store_restore(path, conf->store, &restore, &watch, &results, &error);
    desk_copying_end(&shown);
    if (!ok)
        return desk_copying_fail(error);

    g_autofree char *to = desk_store_label(conf->store);
    if (ctl->options->json) {
        print_restored_json(desk_copying_json(path, to, results), &restore);
        return EX_OK;
    }
    desk_copying_print(path, to, results);
    print_restored(&restore);
    return EX_OK;
}

int
desk_cmd_store_epoch(const DeskCtl *ctl)
{
    int code = EX_OK;
    DeskRestore restore = { .now = desk_clock_now() };
    g_autoptr(GError) error = NULL;
    if (!desk_ctl_option_number(ctl, DESK_OPTION_GAP, GAP_MAX, GAP, &restore.gap))
        return EX_USAGE;
    g_autoptr(DeskConf) conf = become_user(ctl, &code);
    if (!conf)
        return code;
    if (is_milter_running(conf))
        return EX_UNAVAILABLE;
    g_autoptr(DeskStore) store = desk_store_open(conf->store, DESK_STORE_WRITE, &error);
    if (!store || !desk_store_begin_again(store, &restore, &error))
        return desk_copying_fail(error);
    if (ctl->options->json)
        print_restored_json(json_object(), &restore);
    else
        print_restored(&restore);
    return EX_OK;
}
