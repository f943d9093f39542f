#include "room.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

static char *folder;

DeskStore *
room_open(void)
{
    g_autoptr(GError) error = NULL;
    folder = g_dir_make_tmp("desk-room-XXXXXX", NULL);
    g_autofree char *url = g_strdup_printf("sqlite:%s/desk.db", folder);
    cr_assert(desk_store_create(url, &error), "%s", error->message);
    DeskStore *store = desk_store_open(url, DESK_STORE_WRITE, &error);
    cr_assert_not_null(store, "%s", error ? error->message : "");
    return store;
}

void
room_close(DeskStore *store)
{
    static const char *const files[] = { "desk.db", "desk.db-wal", "desk.db-shm", "desk.db.lock" };
    desk_store_close(store);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
}

const char *
room_folder(void)
{
    return folder;
}
