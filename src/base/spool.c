#include "base/spool.h"
#include "base/fd.h"

#include <sys/mman.h>

#define FIRST_SIZE 8192

struct DeskSpool {
    char *folder;
    size_t max;
    size_t size;
    char *memory;
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

static bool
keep_in_memory(DeskSpool *spool, const void *bytes, size_t size)
{
    if (spool->size + size > spool->room) {
        size_t room = MAX(spool->room * 2, FIRST_SIZE);
        while (room < spool->size + size)
            room *= 2;
        spool->room = MIN(room, DESK_SPOOL_MEMORY);
        spool->memory = g_realloc(spool->memory, spool->room);
    }
    memcpy(spool->memory + spool->size, bytes, size);
    return true;
}

static bool
move_to_file(DeskSpool *spool)
{
    spool->fd = open(spool->folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (spool->fd < 0 || !desk_fd_write(spool->fd, spool->memory, spool->size))
        return false;
    g_clear_pointer(&spool->memory, g_free);
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
    bool ok;
    if (spool->fd < 0 && spool->size + size <= DESK_SPOOL_MEMORY)
        ok = keep_in_memory(spool, bytes, size);
    else
        ok = (spool->fd >= 0 || move_to_file(spool)) && desk_fd_write(spool->fd, bytes, size);
    spool->size += ok ? size : 0;
    return ok;
}

bool
desk_spool_is_over(const DeskSpool *spool)
{
    return spool->over;
}

bool
desk_spool_view(DeskSpool *spool, DeskBytes *view)
{
    if (spool->fd >= 0 && !spool->map) {
        void *map = mmap(NULL, spool->size, PROT_READ, MAP_PRIVATE, spool->fd, 0);
        if (map == MAP_FAILED)
            return false;
        spool->map = map;
    }
    view->data = spool->map ? spool->map : spool->memory ? spool->memory : "";
    view->size = spool->size;
    return true;
}
