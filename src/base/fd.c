#include "base/fd.h"
#include "base/clock.h"

#include <poll.h>
#include <sys/socket.h>

void
desk_fd_clear(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

bool
desk_fd_write(int fd, const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(fd, (const char *) bytes + done, size - done);
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t) n : 0;
    }
    return true;
}

bool
desk_fd_read(int fd, void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = read(fd, (char *) bytes + done, size - done);
        if (n == 0)
            errno = EPIPE;
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        done += n > 0 ? (size_t) n : 0;
    }
    return true;
}

/* Waits until the descriptor is ready; false with errno, ETIMEDOUT past the deadline. */
static bool
wait_ready(int fd, short what, gint64 deadline)
{
    for (;;) {
        gint64 left = deadline - desk_clock_steady();
        if (left <= 0) {
            errno = ETIMEDOUT;
            return false;
        }
        struct pollfd p = { .fd = fd, .events = what };
        int n = poll(&p, 1, (int) MIN(left / 1000 + 1, G_MAXINT));
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
}

bool
desk_fd_write_until(int fd, const void *bytes, size_t size, gint64 deadline, size_t *moved)
{
    size_t done = 0;
    bool ok = true;
    while (ok && done < size) {
        ssize_t n = send(fd, (const char *) bytes + done, size - done, MSG_NOSIGNAL);
        if (n >= 0)
            done += (size_t) n;
        else if (errno == EAGAIN)
            ok = wait_ready(fd, POLLOUT, deadline);
        else
            ok = errno == EINTR;
    }
    if (moved)
        *moved = done;
    return ok;
}

bool
desk_fd_read_until(int fd, void *bytes, size_t size, gint64 deadline, size_t *moved)
{
    size_t done = 0;
    bool ok = true;
    while (ok && done < size) {
        ssize_t n = recv(fd, (char *) bytes + done, size - done, 0);
        if (n > 0) {
            done += (size_t) n;
        } else if (n == 0) {
            errno = EPIPE;
            ok = false;
        } else if (errno == EAGAIN) {
            ok = wait_ready(fd, POLLIN, deadline);
        } else {
            ok = errno == EINTR;
        }
    }
    if (moved)
        *moved = done;
    return ok;
}
