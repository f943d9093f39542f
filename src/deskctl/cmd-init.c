#include "base/daemon.h"
#include "base/file.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"

#include <grp.h>
#include <pwd.h>

#define SQLITE "sqlite:"

/* To whom the parts of the desk belong; -1: to whoever runs this. */
typedef struct {
    uid_t uid;
    gid_t gid;        /* the user's own group */
    gid_t socket_gid; /* the group of those who may speak to the milter */
} Owners;

typedef struct {
    const DeskConf *conf;
    Owners owners;
    json_t *parts; /* the --json answer; NULL: plain text */
} Init;

static void
report(const Init *init, const char *what, const char *path, bool made)
{
    struct stat st = { 0 };
    bool known = stat(path, &st) == 0;
    if (!init->parts) {
        printf("%s %-13s %s", made ? "made" : "kept", what, path);
        if (known)
            printf(" (mode %04o)", st.st_mode & 07777);
        putchar('\n');
        return;
    }
    g_autofree char *mode = g_strdup_printf("%04o", st.st_mode & 07777);
    json_t *part = json_object();
    json_object_set_new(part, "what", desk_json_text(what));
    json_object_set_new(part, "path", desk_json_text(path));
    json_object_set_new(part, "made", json_boolean(made));
    json_object_set_new(part, "mode", known ? desk_json_text(mode) : json_null());
    json_array_append_new(init->parts, part);
}

static bool
fail_errno(const char *path, const char *what)
{
    desk_ctl_complain(EX_CANTCREAT, "%s: %s: %s", path, what, g_strerror(errno));
    return false;
}

/* The users and groups of the configuration, when this is root and can give things away. */
static bool
find_owners(Init *init)
{
    const DeskConf *conf = init->conf;
    const struct group *group = getgrnam(conf->socket_group);
    init->owners = (Owners){ .uid = (uid_t) -1, .gid = (gid_t) -1, .socket_gid = (gid_t) -1 };
    if (group)
        init->owners.socket_gid = group->gr_gid;
    if (geteuid() != 0)
        return true;

    const struct passwd *user = getpwnam(conf->user);
    if (!user || user->pw_uid == 0) {
        desk_ctl_complain(EX_CONFIG,
                          "user = \"%s\", expected an unprivileged user that exists: "
                          "adduser --system --group %s makes one",
                          conf->user, conf->user);
        return false;
    }
    if (!group) {
        desk_ctl_complain(EX_CONFIG, "socket-group = \"%s\", expected a group that exists",
                          conf->socket_group);
        return false;
    }
    init->owners.uid = user->pw_uid;
    init->owners.gid = user->pw_gid;
    return true;
}

/* The folders above, open to all as usual; each is there or made with its mode at once. */
static bool
make_parents(const char *path)
{
    g_autofree char *parent = g_path_get_dirname(path);
    if (g_file_test(parent, G_FILE_TEST_IS_DIR))
        return true;
    if (!make_parents(parent))
        return false;
    if (mkdir(parent, 0700) < 0 || chmod(parent, 0755) < 0)
        return fail_errno(parent, "cannot make the folder");
    return true;
}

static bool
make_folder(const Init *init, const char *what, const char *path, mode_t mode, gid_t gid)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        report(init, what, path, false);
        return true;
    }
    if (!make_parents(path))
        return false;
    if (mkdir(path, 0700) < 0)
        return fail_errno(path, "cannot make the folder");
    /* Given away first: to change the owner takes rights that the mode may then lack. */
    if (chown(path, init->owners.uid, gid) < 0 && geteuid() == 0)
        return fail_errno(path, "cannot give the folder away");
    if (chmod(path, mode) < 0)
        return fail_errno(path, "cannot set the mode of the folder");
    report(init, what, path, true);
    return true;
}

/*
 * The daemons read the key as an unprivileged user, again at each reload, and must not be able
 * to change it: root's file, readable by the group of the user alone.
 */
static bool
make_key(const Init *init)
{
    g_autoptr(GError) error = NULL;
    const char *path = init->conf->key_file;
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        report(init, "key file", path, false);
        return true;
    }
    if (!desk_keys_create(path, &error)) {
        desk_ctl_complain(EX_CANTCREAT, "%s", error->message);
        return false;
    }
    if (geteuid() == 0 && (chown(path, (uid_t) -1, init->owners.gid) < 0 || chmod(path, 0640) < 0))
        return fail_errno(path, "cannot let the daemons read the key file");
    report(init, "key file", path, true);
    return true;
}

/* The folder of the key belongs to root, not to the daemons. */
static bool
make_key_folder(const Init *init)
{
    g_autofree char *folder = g_path_get_dirname(init->conf->key_file);
    Init as_root = *init;
    as_root.owners.uid = (uid_t) -1;
    return make_folder(&as_root, "key folder", folder, geteuid() == 0 ? 0750 : 0700,
                       init->owners.gid);
}

static bool
make_folders(const Init *init)
{
    static const char unix_socket[] = "unix:";
    const DeskConf *conf = init->conf;
    gid_t gid = init->owners.gid;

    if (g_str_has_prefix(conf->store, SQLITE)) {
        g_autofree char *folder = g_path_get_dirname(conf->store + strlen(SQLITE));
        if (!make_folder(init, "store folder", folder, 0700, gid))
            return false;
    }
    if (!make_folder(init, "spool folder", conf->spool_dir, 0700, gid))
        return false;
    if (g_str_has_prefix(conf->listen, unix_socket)) {
        g_autofree char *folder = g_path_get_dirname(conf->listen + strlen(unix_socket));
        if (!make_folder(init, "socket folder", folder, 0750, init->owners.socket_gid))
            return false;
    }
    return make_key_folder(init);
}

/* As the user of the daemons, so that every file of the store is theirs from the start. */
static int
make_store(const Init *init)
{
    g_autoptr(GError) error = NULL;
    bool made = desk_store_create(init->conf->store, &error);
    if (!made && !g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS))
        return desk_ctl_fail(error);
    g_clear_error(&error);

    g_autofree char *label = desk_store_label(init->conf->store);
    report(init, "store", label + (g_str_has_prefix(label, SQLITE) ? strlen(SQLITE) : 0), made);
    g_autoptr(DeskStore) store = desk_store_open(init->conf->store, DESK_STORE_WRITE, &error);
    if (!store)
        return desk_ctl_fail(error);
    g_autoptr(DeskKeys) keys = desk_keys_load(init->conf->key_file, &error);
    return keys ? EX_OK : desk_ctl_complain(EX_CONFIG, "%s", error->message);
}

static int
make_all(Init *init)
{
    g_autoptr(GError) error = NULL;
    if (!find_owners(init))
        return EX_CONFIG;
    if (!make_folders(init) || !make_key(init))
        return EX_CANTCREAT;
    if (!desk_daemon_drop_root(init->conf->user, NULL, &error))
        return desk_ctl_complain(EX_CONFIG, "%s", error->message);
    return make_store(init);
}

int
desk_cmd_init(const DeskCtl *ctl)
{
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    Init init = { .conf = conf, .parts = ctl->options->json ? json_array() : NULL };
    int code = make_all(&init);
    if (init.parts)
        desk_json_print(init.parts, false);
    return code;
}
