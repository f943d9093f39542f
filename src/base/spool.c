#include "base/spool.h"
#include "base/fd.h"

#include <sys/mman.h>

#define FIRST_SIZE  8192
#define BUFFER_SIZE ((size_t) 64 * 1024) /* of a spool that has a file */

struct DeskSpool {
    char *folder;
    size_t max;
    size_t size;
    char *memory; /* all bytes, or those that the file does not have yet */
    size_t held;
    size_t room;
    int fd;
    void *map;
    bool over;
};

DeskSpool *
desk_spool_new(const char *folder, size_t max)
{
    DeskSpool *spool = g_new0(DeskSpool, 1);
    spool->folder = g_strdup(folder);
    spool->max = max;
    spool->fd = -1;
    return spool;
}

void
desk_spool_free(DeskSpool *spool)
{
    if (!spool)
        return;
    if (spool->map)
        munmap(spool->map, spool->size);
    desk_fd_clear(&spool->fd);
    g_free(spool->memory);
    g_free(spool->folder);
    g_free(spool);
}

static void
keep_in_memory(DeskSpool *spool, const void *bytes, size_t size)
{
    if (spool->held + size > spool->room) {
        size_t room = MAX(spool->room * 2, FIRST_SIZE);
        while (room < spool->held + size)
            room *= 2;
        spool->room = MIN(room, DESK_SPOOL_MEMORY);
        spool->memory = g_realloc(spool->memory, spool->room);
    }
    memcpy(spool->memory + spool->held, bytes, size);
    spool->held += size;
}

static bool
flush(DeskSpool *spool)
{
    size_t held = spool->held;
    spool->held = 0;
    return desk_fd_write(spool->fd, spool->memory, held);
}

static bool
move_to_file(DeskSpool *spool)
{
    spool->fd = open(spool->folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (spool->fd < 0 || !flush(spool))
        return false;
    spool->room = BUFFER_SIZE;
    spool->memory = g_realloc(spool->memory, spool->room);
    return true;
}

/* Header fields come a few bytes at a time: a system call for each would take seconds. */
static bool
append_to_file(DeskSpool *spool, const void *bytes, size_t size)
{
    if (spool->fd < 0 && !move_to_file(spool))
        return false;
    if (spool->held + size > spool->room && !flush(spool))
        return false;
    if (size > spool->room)
        return desk_fd_write(spool->fd, bytes, size);
    keep_in_memory(spool, bytes, size);
    return true;
}

bool
desk_spool_append(DeskSpool *spool, const void *bytes, size_t size)
{
    if (spool->over || size > spool->max - spool->size) {
        spool->over = true;
        return true;
    }
    if (size == 0)
        return true;
    if (spool->fd < 0 && spool->size + size <= DESK_SPOOL_MEMORY)
        keep_in_memory(spool, bytes, size);
    else if (!append_to_file(spool, bytes, size))
        return false;
    spool->size += size;
    return true;
}

bool
desk_spool_is_over(const DeskSpool *spool)
{
    return spool->over;
}

static bool
map_file(DeskSpool *spool)
{
    if (!flush(spool))
        return false;
    g_clear_pointer(&spool->memory, g_free);
    void *map = mmap(NULL, spool->size, PROT_READ, MAP_PRIVATE, spool->fd, 0);
    if (map == MAP_FAILED)
        return false;
    spool->map = map;
    return true;
}

bool
desk_spool_view(DeskSpool *spool, DeskBytes *view)
{
    if (spool->fd >= 0 && !spool->map && !map_file(spool))
        return false;
    view->data = spool->map ? spool->map : spool->memory ? spool->memory : "";
    view->size = spool->size;
    return true;
}
