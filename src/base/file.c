#include "base/file.h"
#include "base/fd.h"
#include "base/text.h"

#include <sys/file.h>

G_DEFINE_QUARK(desk_file_error, desk_file_error)

static bool
fail_errno(GError **error, const char *path, const char *what)
{
    int saved = errno;
    g_autofree char *shown = desk_text_quote(path);
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM, "%s: %s: %s", shown, what,
                g_strerror(saved));
    return false;
}

static char *
read_open_file(int fd, const char *path, size_t max, size_t *size, GError **error)
{
    g_autofree char *bytes = g_malloc(max + 2);
    size_t have = 0;

    for (ssize_t n = 1; n != 0 && have <= max;) {
        n = read(fd, bytes + have, max + 1 - have);
        if (n < 0 && errno != EINTR) {
            fail_errno(error, path, "cannot read");
            return NULL;
        }
        have += n > 0 ? (size_t) n : 0;
        if (n < 0)
            n = 1;
    }
    if (have > max) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE,
                    "%s: is larger than %zu bytes", path, max);
        return NULL;
    }
    bytes[have] = '\0';
    if (size)
        *size = have;
    return g_realloc(g_steal_pointer(&bytes), have + 1);
}

char *
desk_file_read(const char *path, size_t max, size_t *size, GError **error)
{
    desk_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail_errno(error, path, "cannot open");
        return NULL;
    }
    return read_open_file(fd, path, max, size, error);
}

char *
desk_file_read_regular(const char *path, size_t max, size_t *size, GError **error)
{
    desk_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        fail_errno(error, path, "cannot open");
        return NULL;
    }
    if (S_ISREG(st.st_mode))
        return read_open_file(fd, path, max, size, error);
    g_autofree char *shown = desk_text_quote(path);
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_UNSAFE,
                "%s: is no regular file, expected one", shown);
    return NULL;
}

char *
desk_file_read_secret(const char *path, size_t max, size_t *size, GError **error)
{
    desk_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        fail_errno(error, path, "cannot open");
        return NULL;
    }
    if (!S_ISREG(st.st_mode) || (st.st_mode & 037) || (st.st_uid != 0 && st.st_uid != geteuid())) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_UNSAFE,
                    "%s: has mode %04o and owner %u, expected a regular file of mode 0640 or "
                    "less that belongs to root or to user %u",
                    path, st.st_mode & 07777, st.st_uid, geteuid());
        return NULL;
    }
    return read_open_file(fd, path, max, size, error);
}

static bool
sync_folder_of(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    desk_autofd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

bool
desk_file_create(const char *path, mode_t mode, const void *bytes, size_t size, GError **error)
{
    desk_autofd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_errno(error, path, "cannot create");
    if (fchmod(fd, mode) == 0 && desk_fd_write(fd, bytes, size) && fsync(fd) == 0 &&
        sync_folder_of(path))
        return true;
    fail_errno(error, path, "cannot write");
    unlink(path);
    return false;
}

/* Owner first: to change it takes rights that the mode may then lack. */
static bool
fill_like(int fd, const struct stat *st, const void *bytes, size_t size)
{
    return fchown(fd, st->st_uid, st->st_gid) == 0 && fchmod(fd, st->st_mode & 0777) == 0 &&
           desk_fd_write(fd, bytes, size) && fsync(fd) == 0;
}

bool
desk_file_replace(const char *path, const void *bytes, size_t size, GError **error)
{
    g_autofree char *beside = g_strconcat(path, ".new", NULL);
    struct stat st;
    if (lstat(path, &st) < 0)
        return fail_errno(error, path, "cannot look at");
    if (!S_ISREG(st.st_mode)) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_UNSAFE,
                    "%s: cannot be replaced: is a link or no file at all", path);
        return false;
    }
    unlink(beside);
    desk_autofd int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_errno(error, beside, "cannot create");
    if (fill_like(fd, &st, bytes, size) && rename(beside, path) == 0)
        return sync_folder_of(path) || fail_errno(error, path, "cannot sync the folder of");
    fail_errno(error, beside, "cannot write");
    unlink(beside);
    return false;
}

int
desk_file_lock_folder(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    desk_autofd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX) == 0)
        return desk_fd_steal(&fd);
    fail_errno(error, folder, "cannot lock the folder");
    return -1;
}

static void
fail_locked(int fd, const char *path, GError **error)
{
    char text[24] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_LOCKED,
                "%s: is held by process %s: is another instance running?", path,
                *text ? g_strchomp(text) : "unknown");
}

int
desk_file_lock(const char *path, GError **error)
{
    desk_autofd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        fail_errno(error, path, "cannot open the lock file");
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        fail_locked(fd, path, error);
        return -1;
    }
    if (!desk_file_lock_sign(fd)) {
        fail_errno(error, path, "cannot write the lock file");
        return -1;
    }
    return desk_fd_steal(&fd);
}

bool
desk_file_lock_is_free(const char *path, GError **error)
{
    desk_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || fail_errno(error, path, "cannot open the lock file");
    if (flock(fd, LOCK_SH | LOCK_NB) == 0)
        return true;
    fail_locked(fd, path, error);
    return false;
}

bool
desk_file_lock_sign(int fd)
{
    char text[24];
    int size = g_snprintf(text, sizeof text, "%d\n", getpid());
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t) size, 0) == size;
}
