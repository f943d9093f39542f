#include "base/daemon.h"
#include "deskctl/cmd.h"
#include "deskctl/doctor.h"
#include "deskctl/json.h"
#include "deskctl/postconf.h"

/* The socket's folder keeps other local users away from the desk: its owner and the group only. */
static void
check_socket_folder(const DeskConf *conf, GPtrArray *findings)
{
    struct stat st;
    if (!g_str_has_prefix(conf->listen, "unix:"))
        return;
    g_autofree char *folder = g_path_get_dirname(conf->listen + strlen("unix:"));
    if (stat(folder, &st) < 0) {
        g_autofree char *now = g_strdup_printf("cannot be read: %s", g_strerror(errno));
        g_autofree char *mend = g_strdup_printf("deskctl -c %s init", conf->path);
        desk_finding_add(
            findings, DESK_SEVERITY_BROKEN, folder,
            (const char *const[]){ now, "deskmilter cannot make its socket there", mend });
    } else if (st.st_mode & 07) {
        g_autofree char *now = g_strdup_printf("mode %04o", st.st_mode & 07777);
        g_autofree char *mend = g_strdup_printf("chmod 0750 %s", folder);
        desk_finding_add(
            findings, DESK_SEVERITY_UNSAFE, folder,
            (const char *const[]){
                now, "every local user can speak to the desk as if it were Postfix", mend });
    }
}

/* By its mode and that of the folder it is in. */
static bool
others_read(const char *path)
{
    struct stat file, place;
    g_autofree char *folder = g_path_get_dirname(path);
    return stat(path, &file) == 0 && stat(folder, &place) == 0 && (file.st_mode & 04) &&
           (place.st_mode & 01);
}

/*
 * A store on a server is asked about it, as the user of the daemons, who is the one who has to get
 * in. NULL for a file: "deskctl check" looks at that.
 */
static DeskServer *
check_store(const DeskConf *conf, GPtrArray *findings)
{
    g_autoptr(GError) error = NULL;
    if (g_str_has_prefix(conf->store, "sqlite:"))
        return NULL;
    desk_doctor_examine_address(conf, others_read(conf->path), findings);
    DeskServer *server = NULL;
    g_autoptr(DeskStore) store = NULL;
    if (desk_daemon_drop_root(conf->user, NULL, &error))
        store = desk_store_open(conf->store, DESK_STORE_READ, &error);
    if (store && desk_store_server(store, &server, &error) && server)
        desk_doctor_examine_server(server, findings);
    else
        desk_doctor_store_fails(conf, error, findings);
    return server;
}

static json_t *
to_json(const DeskFinding *finding)
{
    json_t *value = json_object();
    json_object_set_new(value, "severity", desk_json_text(desk_severity_name(finding->severity)));
    json_object_set_new(value, "subject", desk_json_text(finding->subject));
    json_object_set_new(value, "now", desk_json_text(finding->now));
    json_object_set_new(value, "why", desk_json_text(finding->why));
    json_object_set_new(value, "mend", desk_json_text(finding->mend));
    return value;
}

static void
print_json(const GPtrArray *findings)
{
    json_t *list = json_array();
    for (guint i = 0; i < findings->len; i++)
        json_array_append_new(list, to_json(findings->pdata[i]));
    desk_json_print(list, false);
}

static void
print_text(const GPtrArray *findings, const DeskServer *server)
{
    for (guint i = 0; i < findings->len; i++) {
        const DeskFinding *f = findings->pdata[i];
        printf("%s: %s\n    now:  %s\n    why:  %s\n    mend: %s\n",
               desk_severity_name(f->severity), f->subject, f->now, f->why, f->mend);
    }
    if (findings->len == 0 && server)
        printf("OK: Postfix and PostgreSQL %s are set up as the desk needs it\n", server->version);
    else if (findings->len == 0)
        puts("OK: Postfix is set up as the desk needs it");
}

int
desk_cmd_doctor(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    const char *folder = ctl->options->values[DESK_OPTION_POSTFIX_DIR];
    g_autoptr(DeskPostfix) postfix = desk_postconf_read(folder, &error);
    if (!postfix)
        return desk_ctl_complain(EX_UNAVAILABLE, "cannot read Postfix's configuration: %s",
                                 error->message);

    g_autoptr(GPtrArray) findings = desk_doctor_examine(postfix, conf);
    check_socket_folder(conf, findings);
    g_autoptr(DeskServer) server = check_store(conf, findings);
    if (ctl->options->json)
        print_json(findings);
    else
        print_text(findings, server);
    for (guint i = 0; i < findings->len; i++)
        if (((const DeskFinding *) findings->pdata[i])->severity != DESK_SEVERITY_SLOW)
            return 1;
    return EX_OK;
}
