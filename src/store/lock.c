#include "store/lock.h"
#include "base/clock.h"
#include "base/fd.h"

/*
 * Each place is one byte of the file under an open-file-description lock, place 0 is the
 * store itself. No system call waits for such a lock with a limit: a blocking one would
 * need a signal or a thread to end it. So each waits for its next place by asking again
 * and again. Asking alone would let whoever comes back first win each time; the line is
 * what makes it fair, because a place is given up only for the one in front of it.
 * More writers than places is no error: those contend for the last place.
 */
#define PLACES     4
#define PAUSE      (100)  /* microseconds between two questions at first */
#define PAUSE_LONG (1000) /* and when the wait has become a long one */
#define PATIENCE   (20 * 1000)

struct DeskLock {
    char *path;
    uid_t uid;
    gid_t gid;
    int fd;
};

static bool
fail(const DeskLock *lock, DeskStoreError code, const char *what, GError **error)
{
    int saved = errno;
    g_set_error(error, DESK_STORE_ERROR, code, "%s: %s: %s", lock->path, what, g_strerror(saved));
    return false;
}

static bool
open_file(DeskLock *lock, GError **error)
{
    desk_fd_clear(&lock->fd);
    desk_autofd int fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0)
        return fail(lock, DESK_STORE_ERROR_UNAVAILABLE, "cannot open the lock file", error);
    if (geteuid() == 0 && (st.st_uid != lock->uid || st.st_gid != lock->gid) &&
        fchown(fd, lock->uid, lock->gid) < 0)
        return fail(lock, DESK_STORE_ERROR_UNAVAILABLE, "cannot give away the lock file", error);
    lock->fd = desk_fd_steal(&fd);
    return true;
}

DeskLock *
desk_lock_open(const char *path, const struct stat *database, GError **error)
{
    g_autoptr(DeskLock) lock = g_new(DeskLock, 1);
    *lock = (DeskLock){
        .path = g_strdup(path), .uid = database->st_uid, .gid = database->st_gid, .fd = -1
    };
    if (!open_file(lock, error))
        return NULL;
    return g_steal_pointer(&lock);
}

void
desk_lock_close(DeskLock *lock)
{
    if (!lock)
        return;
    desk_fd_clear(&lock->fd);
    g_free(lock->path);
    g_free(lock);
}

static bool
set_place(const DeskLock *lock, int place, short type)
{
    struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = place, .l_len = 1 };
    return fcntl(lock->fd, F_OFD_SETLK, &range) == 0;
}

static bool
wait_for_place(const DeskLock *lock, int place, gint64 deadline, GError **error)
{
    gint64 start = 0;
    while (!set_place(lock, place, F_WRLCK)) {
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return fail(lock, DESK_STORE_ERROR_UNAVAILABLE, "cannot lock", error);
        gint64 now = desk_clock_steady();
        if (now >= deadline) {
            g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_BUSY,
                        "%s: another process has held it for too long", lock->path);
            return false;
        }
        start = start ? start : now;
        g_usleep(now - start < PATIENCE ? PAUSE : PAUSE_LONG);
    }
    return true;
}

static bool
walk_the_line(const DeskLock *lock, gint64 deadline, GError **error)
{
    for (int place = PLACES; place >= 0; place--) {
        bool forward = wait_for_place(lock, place, deadline, error);
        if (place < PLACES)
            set_place(lock, place + 1, F_UNLCK);
        if (!forward)
            return false;
    }
    return true;
}

/* Somebody may have removed the file; two processes would then hold two different locks. */
static bool
is_current(const DeskLock *lock)
{
    struct stat mine;
    struct stat there;
    return fstat(lock->fd, &mine) == 0 && stat(lock->path, &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

bool
desk_lock_take(DeskLock *lock, gint64 deadline, GError **error)
{
    while (lock->fd >= 0 || open_file(lock, error)) {
        if (!walk_the_line(lock, deadline, error))
            return false;
        if (is_current(lock))
            return true;
        desk_fd_clear(&lock->fd);
    }
    return false;
}

void
desk_lock_release(DeskLock *lock)
{
    if (lock->fd >= 0)
        set_place(lock, 0, F_UNLCK);
}
