#include "deskmilter/listen.h"
#include "base/fd.h"
#include "base/file.h"

#include <libmilter/mfapi.h>
#include <sys/socket.h>
#include <sys/un.h>

G_DEFINE_QUARK(desk_listen_error, desk_listen_error)

static const char *
unix_path(const char *address)
{
    if (g_str_has_prefix(address, "unix:"))
        return address + strlen("unix:");
    if (g_str_has_prefix(address, "local:"))
        return address + strlen("local:");
    return *address == '/' ? address : NULL;
}

static bool
take_lock(const char *path, int *lock, GError **error)
{
    g_autofree char *file = g_strconcat(path, ".lock", NULL);
    g_autoptr(GError) inner = NULL;
    *lock = desk_file_lock(file, &inner);
    if (*lock >= 0)
        return true;
    bool running = g_error_matches(inner, DESK_FILE_ERROR, DESK_FILE_ERROR_LOCKED);
    g_set_error(error, DESK_LISTEN_ERROR,
                running ? DESK_LISTEN_ERROR_RUNNING : DESK_LISTEN_ERROR_FAILED, "%s",
                inner->message);
    return false;
}

/* Whether a program answers at the socket. */
static bool
is_served(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    desk_autofd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    return connect(fd, (const struct sockaddr *) &address, sizeof address) == 0 || errno == EAGAIN;
}

static bool
path_is_free(const char *path, GError **error)
{
    struct stat st;
    if (lstat(path, &st) < 0)
        return true;
    if (!S_ISSOCK(st.st_mode)) {
        g_set_error(error, DESK_LISTEN_ERROR, DESK_LISTEN_ERROR_UNSAFE,
                    "%s: is there already and is no socket; expected a free path", path);
        return false;
    }
    if (is_served(path)) {
        g_set_error(error, DESK_LISTEN_ERROR, DESK_LISTEN_ERROR_UNSAFE,
                    "%s: another program answers at this socket; expected a free path", path);
        return false;
    }
    return true;
}

/* Who may write to the folder may put a socket of his own there (RULES S7). */
static bool
folder_is_safe(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    struct stat st;
    if (stat(folder, &st) < 0) {
        g_set_error(error, DESK_LISTEN_ERROR, DESK_LISTEN_ERROR_UNSAFE,
                    "%s: %s; expected a folder of mode 0750 (deskctl init makes it)", folder,
                    g_strerror(errno));
        return false;
    }
    if (st.st_mode & 022 || (st.st_uid != 0 && st.st_uid != geteuid())) {
        g_set_error(error, DESK_LISTEN_ERROR, DESK_LISTEN_ERROR_UNSAFE,
                    "%s: has mode %04o and owner %u; expected 0750 and an owner of root or %u",
                    folder, st.st_mode & 07777, st.st_uid, geteuid());
        return false;
    }
    return true;
}

static bool
open_socket(const char *address, GError **error)
{
    mode_t before = umask(0117);
    bool ok = smfi_setconn((char *) address) == MI_SUCCESS && smfi_opensocket(1) == MI_SUCCESS;
    umask(before);
    if (!ok)
        g_set_error(error, DESK_LISTEN_ERROR, DESK_LISTEN_ERROR_FAILED,
                    "%s: cannot listen: %s; expected unix:/path or inet:port@address", address,
                    g_strerror(errno));
    return ok;
}

bool
desk_listen_open(const char *address, int *lock, GError **error)
{
    const char *path = unix_path(address);
    *lock = -1;
    if (!path)
        return open_socket(address, error);
    return folder_is_safe(path, error) && take_lock(path, lock, error) &&
           path_is_free(path, error) && open_socket(address, error);
}
