#pragma once
#include "base/base.h"

/* Closes *fd when it is open; made for desk_autofd. */
void desk_fd_clear(int *fd);

/* A descriptor that is closed at the end of its scope: desk_autofd int fd = -1; */
#define desk_autofd __attribute__((cleanup(desk_fd_clear)))

static inline int
desk_fd_steal(int *fd)
{
    int taken = *fd;
    *fd = -1;
    return taken;
}

/* Writes or reads everything, over EINTR and short counts. False with errno; an end of file
 * before size bytes is EPIPE. */
bool desk_fd_write(int fd, const void *bytes, size_t size);
bool desk_fd_read(int fd, void *bytes, size_t size);

/*
 * The same under a deadline of the steady clock (microseconds); past it, false with ETIMEDOUT.
 * The descriptor must be non-blocking. moved gets the bytes transferred, may be NULL.
 */
bool desk_fd_write_until(int fd, const void *bytes, size_t size, gint64 deadline, size_t *moved);
bool desk_fd_read_until(int fd, void *bytes, size_t size, gint64 deadline, size_t *moved);
