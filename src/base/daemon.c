#include "base/daemon.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/file.h"

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>

DeskDaemonOptions
desk_daemon_options(int argc, char **argv, const char *summary, const char *default_config)
{
    DeskDaemonOptions options = { .foreground = FALSE };
    const GOptionEntry entries[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config_path, "Configuration file",
          "FILE" },
        { "foreground", 'f', 0, G_OPTION_ARG_NONE, &options.foreground,
          "Stay in the foreground, log to stderr", NULL },
        { "version", 'V', 0, G_OPTION_ARG_NONE, &options.show_version, "Print the version", NULL },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc > 1) {
        g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
        g_printerr("%s: %s\n%s", g_get_prgname(),
                   error ? error->message : "takes options only, no arguments", help);
        exit(EX_USAGE);
    }
    if (options.show_version) {
        printf("%s %s\n", g_get_prgname(), PACKAGE_VERSION);
        exit(EX_OK);
    }
    if (!options.config_path)
        options.config_path = g_strdup(default_config);
    return options;
}

bool
desk_daemon_drop_root(const char *user, const char *group, GError **error)
{
    umask(0077);
    if (geteuid() != 0)
        return true;

    const struct passwd *pw = getpwnam(user);
    const struct group *gr = pw && group ? getgrnam(group) : NULL;
    if (!pw || (group && !gr) || pw->pw_uid == 0) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM,
                    "cannot become user \"%s\" and group \"%s\": expected the names of an "
                    "unprivileged user and of a group that exist",
                    user, group ? group : user);
        return false;
    }
    /* The user's own group stays among the others: it may read the key file. */
    gid_t gid = gr ? gr->gr_gid : pw->pw_gid;
    if (initgroups(user, pw->pw_gid) < 0 || setgid(gid) < 0 || setuid(pw->pw_uid) < 0) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM,
                    "cannot give up root for user \"%s\": %s", user, g_strerror(errno));
        return false;
    }
    return true;
}

bool
desk_daemon_detach(bool foreground, GError **error)
{
    if (foreground || daemon(0, 0) == 0)
        return true;
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM, "cannot detach: %s",
                g_strerror(errno));
    return false;
}

void
desk_daemon_notify(const char *state)
{
    const char *path = g_getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (!path || strlen(path) >= sizeof address.sun_path)
        return;

    g_autofree char *text =
        g_str_has_prefix(state, "RELOADING")
            ? g_strdup_printf("%s\nMONOTONIC_USEC=%" G_GINT64_FORMAT, state, desk_clock_steady())
            : g_strdup(state);
    size_t size = strlen(path);
    memcpy(address.sun_path, path, size);
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    desk_autofd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *) &address,
               (socklen_t) (offsetof(struct sockaddr_un, sun_path) + size));
}
