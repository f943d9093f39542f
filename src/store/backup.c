#include "store/backup.h"
#include "base/fd.h"
#include "store/place.h"
#include "store/query.h"
#include "store/schema.h"

#include <stdio.h> /* renameat2 */

#define WAITED "was waiting when the backup was taken, and may have been sent since"

static const DeskStatement SQL_FINISH = {
    "backup-finish", "UPDATE schema_version SET version = $1 - version WHERE version < 0"
};
static const DeskStatement SQL_OUTBOX_NOTE = {
    "backup-note",
    "INSERT INTO event (ticket, at, actor, kind, detail) SELECT ticket, CAST($1 AS BIGINT), 'desk',"
    " 'outbox-uncertain', 'The mail in outbox row ' || CAST(id AS TEXT) || ' " WAITED
    ": deskctl outbox retry ' || CAST(id AS TEXT) || ' sends it' FROM outbox WHERE due IS NOT NULL"
};
static const DeskStatement SQL_OUTBOX_COUNT = {
    "backup-count", "SELECT COUNT(*) FROM outbox WHERE due IS NOT NULL"
};
static const DeskStatement SQL_OUTBOX_DOUBT = {
    "backup-doubt", "UPDATE outbox SET state = 'uncertain', settled = $1, due = NULL,"
                    " last_error = '" WAITED "', lease_owner = NULL, lease_until = NULL"
                    " WHERE due IS NOT NULL"
};

const DeskStatement *const desk_backup_statements[] = { &SQL_FINISH, &SQL_OUTBOX_NOTE,
                                                        &SQL_OUTBOX_COUNT, &SQL_OUTBOX_DOUBT,
                                                        NULL };

static bool
fail_errno(const char *path, const char *what, GError **error)
{
    int saved = errno;
    DeskStoreError code = DESK_STORE_ERROR_UNAVAILABLE;
    if (saved == EEXIST)
        code = DESK_STORE_ERROR_EXISTS;
    else if (saved == ENOSPC || saved == EDQUOT)
        code = DESK_STORE_ERROR_FULL;
    g_set_error(error, DESK_STORE_ERROR, code, "%s: %s: %s", path, what, g_strerror(saved));
    return false;
}

static bool
sync_path(const char *path, int flags)
{
    desk_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    return fd >= 0 && fsync(fd) == 0;
}

/* Complete and on the disk before it has its name; whoever was faster keeps the name. */
static bool
publish(const char *draft, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (!sync_path(draft, 0))
        return fail_errno(draft, "cannot sync", error);
    if (renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) < 0)
        return fail_errno(path, "cannot name the backup so", error);
    return sync_path(folder, O_DIRECTORY) || fail_errno(folder, "cannot sync", error);
}

static bool
finish_backup(DeskStore *to, gpointer data, GError **error)
{
    (void) data;
    DeskBind bind = DESK_BIND(desk_int(DESK_SCHEMA_BACKUP));
    return desk_query_write(to, &SQL_FINISH, bind, NULL, error);
}

static bool
write_draft(DeskStore *from, const char *url, const DeskCopyWatch *watch, GArray **results,
            GError **error)
{
    g_autoptr(DeskStore) draft = desk_store_open(url, DESK_STORE_DRAFT, error);
    DeskCopyPlan plan = { .from = from, .to = draft, .finish = finish_backup, .watch = watch };
    return draft && desk_copy_run(&plan, results, error);
}

/* Whoever makes the file has it for himself, and then makes a store of it. */
static bool
make_draft(const char *path, const char *url, GError **error)
{
    desk_autofd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        g_set_error(
            error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS,
            "%s: is there: another backup is being written, or one was killed: then remove it",
            path);
        return false;
    }
    if (fd < 0 || fchmod(fd, 0600) < 0)
        return fail_errno(path, "cannot make the draft", error);
    if (desk_store_create_unfinished(url, error))
        return true;
    desk_place_remove(path);
    return false;
}

/* What cannot be looked at, the folder is asked about. */
static bool
check_free(const char *path, GError **error)
{
    struct stat st;
    if (lstat(path, &st) < 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS,
                "%s: is there already, and a backup is never written over anything", path);
    return false;
}

bool
desk_store_backup(const char *from, const char *path, const DeskCopyWatch *watch, GArray **results,
                  GError **error)
{
    g_autofree char *draft = g_strconcat(path, ".unfinished", NULL);
    g_autofree char *url = g_strconcat("sqlite:", draft, NULL);
    if (!check_free(path, error) || !desk_place_check_folder(path, DESK_STORE_WRITE, error))
        return false;
    g_autoptr(DeskStore) source = desk_store_open(from, DESK_STORE_READ, error);
    if (!source || !desk_store_begin(source, error) || !make_draft(draft, url, error))
        return false;
    g_autoptr(GArray) tables = NULL;
    bool ok = write_draft(source, url, watch, &tables, error) && publish(draft, path, error);
    desk_place_remove(draft);
    if (ok)
        *results = g_steal_pointer(&tables);
    return ok;
}

static bool
begin_again(DeskStore *to, gpointer data, GError **error)
{
    DeskRestore *restore = data;
    DeskBind now = DESK_BIND(desk_int(restore->now));
    return desk_store_epoch_begin(to, restore->gap, error) &&
           desk_query_ints(to, &SQL_OUTBOX_COUNT, DESK_BIND_NOTHING, &restore->uncertain, 1,
                           error) &&
           desk_query_write(to, &SQL_OUTBOX_NOTE, now, NULL, error) &&
           desk_query_write(to, &SQL_OUTBOX_DOUBT, now, NULL, error);
}

bool
desk_store_begin_again(DeskStore *store, DeskRestore *restore, GError **error)
{
    return desk_store_run(store, begin_again, restore, error);
}

/* In the transaction that makes a desk of the copy: it is whole, or it is none. */
static bool
finish_restore(DeskStore *to, gpointer data, GError **error)
{
    return begin_again(to, data, error) && desk_store_finish(to, error);
}

/* Where a desk was, its log may be, with mails that are nowhere else. */
static bool
check_no_log(const char *to, GError **error)
{
    if (!g_str_has_prefix(to, "sqlite:"))
        return true;
    const char *path = to + strlen("sqlite:");
    DeskPlace place = desk_place_look(path);
    if (place.database.inode != 0 || place.log.inode == 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS,
                "%s-wal: belongs to a store that was taken away: it may hold its last mails, so "
                "move it where that is",
                path);
    return false;
}

bool
desk_store_restore(const char *path, const char *to, DeskRestore *restore,
                   const DeskCopyWatch *watch, GArray **results, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(DeskStore) source = desk_store_open(url, DESK_STORE_BACKUP, error);
    if (!source || !desk_store_begin(source, error) || !check_no_log(to, error))
        return false;
    g_autoptr(DeskStore) destination = desk_copy_open(to, error);
    DeskCopyPlan plan = {
        .from = source, .to = destination, .finish = finish_restore, .data = restore, .watch = watch
    };
    return destination && desk_copy_run(&plan, results, error);
}
