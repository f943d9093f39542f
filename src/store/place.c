#include "store/place.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

static bool
fail_errno(GError **error, DeskStoreError code, const char *path, const char *what)
{
    int saved = errno;
    g_set_error(error, DESK_STORE_ERROR, code, "%s: %s: %s", path, what, g_strerror(saved));
    return false;
}

static bool
is_ours(const struct stat *st)
{
    return geteuid() == 0 || st->st_uid == geteuid();
}

static bool
check_access(const char *path, DeskStoreMode mode, GError **error)
{
    if (mode == DESK_STORE_READ || mode == DESK_STORE_BACKUP ||
        faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
        return true;
    return fail_errno(error, DESK_STORE_ERROR_UNAVAILABLE, path, "cannot be written");
}

bool
desk_place_check_folder(const char *path, DeskStoreMode mode, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    struct stat st;
    if (stat(folder, &st) < 0)
        return fail_errno(error, DESK_STORE_ERROR_MISSING, folder, "cannot look at the folder");
    if (!S_ISDIR(st.st_mode) || (st.st_mode & 022) || !(is_ours(&st) || st.st_uid == 0)) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNSAFE,
                    "%s: has mode %04o and owner %u, expected a folder of mode 0700 (0755 at "
                    "most) that belongs to user %u or to root",
                    folder, st.st_mode & 07777, st.st_uid, geteuid());
        return false;
    }
    return check_access(folder, mode, error);
}

bool
desk_place_check(const char *path, DeskStoreMode mode, struct stat *found, GError **error)
{
    struct stat st;
    if (lstat(path, &st) < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING,
                    mode == DESK_STORE_BACKUP ? "%s: there is no such file"
                                              : "%s: there is no store: 'deskctl init' makes one",
                    path);
        return false;
    }
    if (lstat(path, &st) < 0)
        return fail_errno(error, DESK_STORE_ERROR_UNAVAILABLE, path, "cannot look at the store");
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077) || !is_ours(&st)) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNSAFE,
                    "%s: has mode %04o and owner %u, expected a regular file of mode 0600 that "
                    "belongs to user %u",
                    path, st.st_mode & 07777, st.st_uid, geteuid());
        return false;
    }
    if (found)
        *found = st;
    return desk_place_check_folder(path, mode, error) && check_access(path, mode, error);
}

static DeskFileIdentity
look_at(const char *path, const char *suffix)
{
    g_autofree char *name = g_strconcat(path, suffix, NULL);
    struct statx stx;
    if (statx(AT_FDCWD, name, 0, STATX_INO | STATX_BTIME, &stx) < 0)
        return (DeskFileIdentity){ 0 };
    DeskFileIdentity found = { .device = makedev(stx.stx_dev_major, stx.stx_dev_minor),
                               .inode = stx.stx_ino };
    if (stx.stx_mask & STATX_BTIME)
        found.birth = stx.stx_btime.tv_sec * 1000000000 + stx.stx_btime.tv_nsec;
    return found;
}

bool
desk_place_same(DeskFileIdentity a, DeskFileIdentity b)
{
    return a.inode == b.inode && a.device == b.device && a.birth == b.birth;
}

DeskPlace
desk_place_look(const char *path)
{
    return (DeskPlace){ .database = look_at(path, ""),
                        .log = look_at(path, "-wal"),
                        .index = look_at(path, "-shm") };
}

void
desk_place_remove(const char *path)
{
    static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *name = g_strconcat(path, suffixes[i], NULL);
        unlink(name);
    }
}
