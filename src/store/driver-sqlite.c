#include "base/clock.h"
#include "base/fd.h"
#include "store/lock.h"
#include "store/place.h"
#include "store/query.h"
#include "store/schema.h"

#include <pthread.h>
#include <sqlite3.h>

/*
 * SQLite in WAL mode. One process-wide rule keeps it safe and fair: whoever writes or moves
 * the log holds the lock file (store/lock.h). SQLite's own busy handler starves writers,
 * and two connections that write and checkpoint at once can lose the log (the WAL-reset
 * race of 3.7.0 to 3.51.2).
 */
#define BUSY_LIMIT (5 * DESK_SECOND) /* a transaction waits so long for its turn */
#define TIDY_LIMIT (DESK_SECOND / 5) /* housekeeping gives way sooner */
#define LOG_FRAMES 1000              /* pages in the log that are moved at once: see tidy */
#define LOG_LONG   (64 * LOG_FRAMES) /* from here on readers are asked to wait */
#define CACHE_KIB  "16384"

typedef struct SqliteCursor SqliteCursor;

typedef struct {
    DeskStore store;
    char *path;
    sqlite3 *db; /* NULL after a loss: the next transaction opens it again */
    DeskLock *lock;
    DeskPlace place; /* the files that are open */
    GHashTable *cursors;
    int frames;  /* in the log after the last commit */
    int moved;   /* of these, known to be in the database */
    int asked;   /* so many there were when readers were last asked to wait */
    bool locked; /* holds the lock file */
    bool lost;   /* the engine reported damage: not to be used any more */
} SqliteStore;

/* A prepared statement, made once for each connection. */
struct SqliteCursor {
    DeskCursor cursor;
    SqliteStore *owner;
    const DeskStatement *statement;
    sqlite3_stmt *stmt;
    int parameters[DESK_SQL_PARAMETERS]; /* SQLite numbers $1, $2 ... by first appearance */
    bool active;
};

/* Changes nothing that anybody else could see, so it needs no lock. */
static bool
only_reads(const SqliteStore *self)
{
    return self->store.mode == DESK_STORE_READ || self->store.mode == DESK_STORE_BACKUP;
}

static DeskStoreError
map_code(int code, int system_errno)
{
    bool full = system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return DESK_STORE_ERROR_BUSY;
    case SQLITE_FULL:
        return DESK_STORE_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return DESK_STORE_ERROR_CORRUPT;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return full ? DESK_STORE_ERROR_FULL : DESK_STORE_ERROR_UNAVAILABLE;
    default:
        return DESK_STORE_ERROR_UNAVAILABLE;
    }
}

/*
 * After a failed call of the engine, before which errno was 0: at a commit SQLite does not
 * keep the system's error for sqlite3_system_errno, but errno still has it.
 */
static bool
fail(SqliteStore *self, int code, const char *what, GError **error)
{
    int saved = errno;
    int system_errno = sqlite3_system_errno(self->db);
    int kind = code & 0xff;
    if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_IOERR)
        self->lost = true;
    g_set_error(error, DESK_STORE_ERROR, map_code(code, system_errno ? system_errno : saved),
                "%s: %s: %s", self->path, what, sqlite3_errmsg(self->db));
    return false;
}

static bool
exec(SqliteStore *self, const char *what, const char *sql, GError **error)
{
    errno = 0;
    int code = sqlite3_exec(self->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || fail(self, sqlite3_extended_errcode(self->db), what, error);
}

static void
free_cursor(gpointer data)
{
    SqliteCursor *cursor = data;
    sqlite3_finalize(cursor->stmt);
    g_free(cursor);
}

static void
disconnect(SqliteStore *self)
{
    g_hash_table_remove_all(self->cursors);
    sqlite3_close(self->db);
    self->db = NULL;
    self->lost = false;
    self->frames = 0;
    self->moved = 0;
}

static bool
take_lock(SqliteStore *self, gint64 deadline, GError **error)
{
    self->locked = desk_lock_take(self->lock, deadline, error);
    return self->locked;
}

static void
release_lock(SqliteStore *self)
{
    if (self->locked)
        desk_lock_release(self->lock);
    self->locked = false;
}

static int
note_frames(void *data, sqlite3 *db, const char *name, int frames)
{
    (void) db;
    (void) name;
    ((SqliteStore *) data)->frames = frames;
    return SQLITE_OK;
}

static bool
connect_file(SqliteStore *self, GError **error)
{
    bool reading = self->store.mode == DESK_STORE_READ;
    int flags = (reading ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    errno = 0;
    int code = sqlite3_open_v2(self->path, &self->db, flags, NULL);
    if (code != SQLITE_OK) {
        fail(self, code, "open", error);
        disconnect(self);
        return false;
    }
    sqlite3_extended_result_codes(self->db, 1);
    sqlite3_busy_timeout(self->db, BUSY_LIMIT / 1000);
    sqlite3_db_config(self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    /* In place of SQLite's own hook, which would checkpoint by itself. */
    sqlite3_wal_hook(self->db, note_frames, self);
    return true;
}

/* A database without any table: where a store was to be made, and nobody came to the end of it. */
static bool
is_blank(SqliteStore *self)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(self->db, "SELECT 1 FROM sqlite_schema", -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE;
}

static void
fail_foreign(SqliteStore *self, GError **error)
{
    bool begun = self->store.mode == DESK_STORE_COPY && is_blank(self);
    g_set_error(error, DESK_STORE_ERROR,
                begun ? DESK_STORE_ERROR_MISSING : DESK_STORE_ERROR_CORRUPT,
                "%s: is a database, but no store of this program", self->path);
}

/* Before anything is written: is this a store, and of which version? */
static bool
read_version(SqliteStore *self, gint64 *version, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(self->db, "SELECT version FROM schema_version", -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *version = sqlite3_column_int64(stmt, 0);
    else if (code == SQLITE_ERROR || code == SQLITE_DONE)
        fail_foreign(self, error);
    else
        fail(self, code, "schema-version", error);
    sqlite3_finalize(stmt);
    return code == SQLITE_ROW;
}

static bool
check_version(SqliteStore *self, GError **error)
{
    gint64 version = 0;
    if (!read_version(self, &version, error))
        return false;
    return (self->store.mode == DESK_STORE_WRITE && desk_schema_is_old(version)) ||
           desk_schema_check(self->path, version, self->store.mode, error);
}

static bool
set_up_connection(SqliteStore *self, GError **error)
{
    return exec(self, "pragmas",
                "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
                "PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;"
                "PRAGMA cache_size=-" CACHE_KIB,
                error);
}

static bool
set_journal(SqliteStore *self, const char *pragma, const char *wanted, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(self->db, pragma, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    bool set =
        code == SQLITE_ROW && g_strcmp0((const char *) sqlite3_column_text(stmt, 0), wanted) == 0;
    if (code != SQLITE_ROW)
        fail(self, code, "journal-mode", error);
    else if (!set)
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                    "%s: cannot be set to journal mode %s", self->path, wanted);
    sqlite3_finalize(stmt);
    return set;
}

/* A draft has no files beside it, and is synced as a whole by whoever has finished it. */
static bool
set_log_mode(SqliteStore *self, GError **error)
{
    if (self->store.mode != DESK_STORE_DRAFT)
        return set_journal(self, "PRAGMA journal_mode=WAL", "wal", error);
    return set_journal(self, "PRAGMA journal_mode=DELETE", "delete", error) &&
           set_journal(self, "PRAGMA journal_mode=MEMORY", "memory", error) &&
           exec(self, "pragmas", "PRAGMA synchronous=OFF", error);
}

static bool
run_migrations(SqliteStore *self, gint64 from, GError **error)
{
    for (gint64 version = from + 1; version <= desk_schema_version(); version++)
        if (!exec(self, "schema", desk_schema_sqlite(version), error))
            return false;
    g_autofree char *note =
        g_strdup_printf("DELETE FROM schema_version;"
                        "INSERT INTO schema_version VALUES (%" G_GINT64_FORMAT ")",
                        desk_schema_version());
    return exec(self, "schema-version", note, error);
}

static bool sqlite_begin(DeskStore *store, GError **error);
static bool sqlite_commit(DeskStore *store, GError **error);
static void sqlite_rollback(DeskStore *store);

static bool
migrate(SqliteStore *self, GError **error)
{
    DeskStoreMode mode = self->store.mode;
    if (!sqlite_begin(&self->store, error))
        return false;
    /* Another process may have done it while this one waited for the lock. */
    gint64 version = 0;
    if (read_version(self, &version, error) &&
        (desk_schema_is_old(version) ? run_migrations(self, version, error)
                                     : desk_schema_check(self->path, version, mode, error)))
        return sqlite_commit(&self->store, error);
    sqlite_rollback(&self->store);
    return false;
}

/*
 * A database put in the place of another beside the log of the old one: SQLite would play
 * that log into the new file and destroy it.
 */
static bool
check_foreign_log(SqliteStore *self, GError **error)
{
    DeskPlace now = desk_place_look(self->path);
    if (self->place.database.inode == 0 || desk_place_same(now.database, self->place.database) ||
        now.log.inode == 0 || !desk_place_same(now.log, self->place.log))
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING,
                "%s: was replaced, but the log beside it belongs to the old file: stop all "
                "programs and remove %s-wal and %s-shm",
                self->path, self->path, self->path);
    return false;
}

/* Opens the file and takes note of what it opened. The lock is not needed for that. */
static bool
attach(SqliteStore *self, GError **error)
{
    struct stat st;
    if (!desk_place_check(self->path, self->store.mode, &st, error) ||
        !check_foreign_log(self, error))
        return false;
    if (!only_reads(self) && !self->lock) {
        g_autofree char *name = g_strconcat(self->path, ".lock", NULL);
        self->lock = desk_lock_open(name, &st, error);
        if (!self->lock)
            return false;
    }
    if (!connect_file(self, error))
        return false;
    if (set_up_connection(self, error) && check_version(self, error) &&
        (only_reads(self) || set_log_mode(self, error))) {
        self->place = desk_place_look(self->path);
        return true;
    }
    disconnect(self);
    return false;
}

static bool
fail_missing(SqliteStore *self, const char *what, GError **error)
{
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING, "%s: %s", self->path, what);
    return false;
}

/*
 * SQLite would go on writing to a removed file, and all mail taken since would be gone with
 * the last descriptor.
 */
static bool
check_place(SqliteStore *self, GError **error)
{
    DeskPlace now = desk_place_look(self->path);
    if (!desk_place_same(now.database, self->place.database)) {
        disconnect(self);
        return fail_missing(self, "was removed or replaced while it was in use", error);
    }
    if (desk_place_same(now.log, self->place.log) && desk_place_same(now.index, self->place.index))
        return true;
    /*
     * All is still in the open log as long as no other process has begun a new one: save
     * it. The connection stays unusable: within one process SQLite shares the index of the
     * log, so a second connection would go on with the removed one.
     */
    if (now.log.inode == 0 && self->locked)
        sqlite3_wal_checkpoint_v2(self->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return fail_missing(self,
                        "its write-ahead log was removed or replaced while it was in use: "
                        "restart the program",
                        error);
}

/* A usable connection to the file that is there now. */
static bool
ensure_connection(SqliteStore *self, GError **error)
{
    if (self->db && !check_place(self, error))
        return false;
    if (self->lost) {
        disconnect(self);
        self->place = (DeskPlace){ 0 };
    }
    return self->db || attach(self, error);
}

static bool
begin_reading(SqliteStore *self, GError **error)
{
    if (!ensure_connection(self, error) || !exec(self, "begin", "BEGIN", error))
        return false;
    /* The view is fixed by the first read. */
    if (check_version(self, error))
        return true;
    exec(self, "rollback", "ROLLBACK", NULL);
    return false;
}

/*
 * An older backup is brought up to date within a transaction that is never committed, with all
 * changes in memory: nothing is written to its file, and nothing beside it.
 */
static bool
begin_backup(SqliteStore *self, GError **error)
{
    gint64 version = 0;
    if (!ensure_connection(self, error) || !read_version(self, &version, error))
        return false;
    if (!desk_schema_is_old(version - DESK_SCHEMA_BACKUP))
        return begin_reading(self, error);
    if (!set_journal(self, "PRAGMA journal_mode=MEMORY", "memory", error) ||
        !exec(self, "begin", "PRAGMA cache_spill=OFF; BEGIN IMMEDIATE", error))
        return false;
    if (run_migrations(self, version - DESK_SCHEMA_BACKUP, error))
        return true;
    exec(self, "rollback", "ROLLBACK", NULL);
    return false;
}

static bool
begin_writing(SqliteStore *self, gint64 deadline, GError **error)
{
    if (!ensure_connection(self, error))
        return false;
    gint64 left = MAX(deadline - desk_clock_steady(), DESK_SECOND / 100);
    sqlite3_busy_timeout(self->db, (int) (left / 1000));
    return exec(self, "begin", "BEGIN IMMEDIATE", error);
}

static bool
sqlite_begin(DeskStore *store, GError **error)
{
    SqliteStore *self = (SqliteStore *) store;
    if (store->mode == DESK_STORE_READ)
        return begin_reading(self, error);
    if (store->mode == DESK_STORE_BACKUP)
        return begin_backup(self, error);

    gint64 deadline = desk_clock_steady() + BUSY_LIMIT;
    if (!take_lock(self, deadline, error))
        return false;
    if (begin_writing(self, deadline, error))
        return true;
    release_lock(self);
    return false;
}

static void
roll_back(SqliteStore *self)
{
    if (self->db && !sqlite3_get_autocommit(self->db))
        sqlite3_exec(self->db, "ROLLBACK", NULL, NULL, NULL);
}

static void
sqlite_rollback(DeskStore *store)
{
    SqliteStore *self = (SqliteStore *) store;
    roll_back(self);
    release_lock(self);
}

/* SQLite gives a transaction up by itself when the disk is full or fails. */
static bool
check_alive(SqliteStore *self, GError **error)
{
    if (self->db && !sqlite3_get_autocommit(self->db))
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                "%s: an earlier error has ended the transaction", self->path);
    return false;
}

static bool
commit_now(SqliteStore *self, GError **error)
{
    if (!check_alive(self, error))
        return false;
    errno = 0;
    int code = sqlite3_exec(self->db, "COMMIT", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        code = sqlite3_extended_errcode(self->db);
        g_autoptr(GError) cause = NULL;
        fail(self, code, "commit", &cause);
        /* The frames are in the log, and may or may not be there after a crash. */
        if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
            cause->code = DESK_STORE_ERROR_UNCERTAIN;
        g_propagate_error(error, g_steal_pointer(&cause));
        roll_back(self);
        return false;
    }
    return only_reads(self) || check_place(self, error);
}

static bool
sqlite_commit(DeskStore *store, GError **error)
{
    SqliteStore *self = (SqliteStore *) store;
    bool ok = commit_now(self, error);
    release_lock(self);
    return ok;
}

static void
checkpoint(SqliteStore *self, int how, gint64 patience)
{
    if (!self->db || self->lost || !take_lock(self, desk_clock_steady() + patience, NULL))
        return;
    sqlite3_busy_timeout(self->db, (int) (patience / 1000));
    if (check_place(self, NULL))
        sqlite3_wal_checkpoint_v2(self->db, NULL, how, &self->frames, &self->moved);
    release_lock(self);
}

/*
 * Little and often: mails that arrive meanwhile wait for it. In a large store nearly every page of
 * the log is another page of the database, and 4,000 of them held one mail in fifty up for 60 ms.
 */
static void
sqlite_tidy(DeskStore *store)
{
    SqliteStore *self = (SqliteStore *) store;
    if (self->frames < self->moved) /* the log has begun anew */
        self->moved = 0;
    if (self->frames < self->asked)
        self->asked = 0;
    if (only_reads(self) || self->frames - self->moved < LOG_FRAMES)
        return;
    /* A reader who stays, as a backup does, is not asked again at once: writers would wait, too. */
    bool overlong = self->frames - self->asked >= LOG_LONG;
    if (overlong)
        self->asked = self->frames;
    checkpoint(self, overlong ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, TIDY_LIMIT);
}

static void
free_store(SqliteStore *self)
{
    disconnect(self);
    desk_lock_close(self->lock);
    g_hash_table_unref(self->cursors);
    g_free(self->path);
    g_free(self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqliteStore, free_store)

static void
sqlite_close(DeskStore *store)
{
    SqliteStore *self = (SqliteStore *) store;
    if (!only_reads(self))
        checkpoint(self, SQLITE_CHECKPOINT_TRUNCATE, TIDY_LIMIT);
    free_store(self);
}

/* Its account of all memory would take a mutex at each allocation; nobody asks for it. */
static void
configure_engine(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#define SCHEME "sqlite:"

static SqliteStore *
new_store(const char *url, DeskStoreMode mode, GError **error)
{
    const char *place = url + strlen(SCHEME);
    if (!g_path_is_absolute(place)) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_URL,
                    "%s: the path of the store must begin with /", url);
        return NULL;
    }
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_engine);
    SqliteStore *self = g_new0(SqliteStore, 1);
    self->store.driver = &desk_driver_sqlite;
    self->store.mode = mode;
    self->path = g_strdup(place);
    self->cursors = g_hash_table_new_full(NULL, NULL, NULL, free_cursor);
    return self;
}

static DeskStore *
sqlite_open(const char *url, DeskStoreMode mode, GError **error)
{
    g_autoptr(SqliteStore) self = new_store(url, mode, error);
    if (!self || !attach(self, error) || (mode == DESK_STORE_WRITE && !migrate(self, error)))
        return NULL;
    return &g_steal_pointer(&self)->store;
}

static bool
fail_exists(const char *path, GError **error)
{
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS, "%s: cannot make the store: %s",
                path, g_strerror(EEXIST));
    return false;
}

/*
 * Takes the name with a new empty file (*made), which SQLite then fills. A file that is there may
 * be one that somebody was killed over, see is_blank; but beside an empty one SQLite removes the
 * log, and that may be all there is of a store.
 */
static bool
take_name(const char *path, struct stat *st, bool *made, GError **error)
{
    desk_autofd int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    *made = fd >= 0 && fchmod(fd, 0600) == 0;
    if (*made)
        return desk_place_check(path, DESK_STORE_WRITE, st, error);
    if (errno != EEXIST) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE,
                    "%s: cannot make the store: %s", path, g_strerror(errno));
        return false;
    }
    bool usable = desk_place_check(path, DESK_STORE_WRITE, st, NULL) &&
                  (st->st_size > 0 || desk_place_look(path).log.inode == 0);
    return usable || fail_exists(path, error);
}

static bool
fill_file(SqliteStore *self, bool (*fill)(DeskStore *store, GError **error), GError **error)
{
    if (!set_up_connection(self, error) || !set_log_mode(self, error) ||
        !exec(self, "begin", "BEGIN IMMEDIATE", error))
        return false;
    self->store.inside = true;
    bool ok = run_migrations(self, 0, error) && fill(&self->store, error);
    self->store.inside = false;
    if (!ok || !exec(self, "commit", "COMMIT", error))
        return false;
    int code = sqlite3_wal_checkpoint_v2(self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK || fail(self, code, "checkpoint", error);
}

/* Under the lock: whoever else makes a store there has not begun, or does not live any more. */
static bool
make_file(SqliteStore *self, bool (*fill)(DeskStore *store, GError **error), GError **error)
{
    return take_lock(self, desk_clock_steady() + BUSY_LIMIT, error) && connect_file(self, error) &&
           (is_blank(self) || fail_exists(self->path, error)) && fill_file(self, fill, error);
}

static bool
sqlite_create(const char *url, bool (*fill)(DeskStore *store, GError **error), GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(SqliteStore) self = new_store(url, DESK_STORE_WRITE, error);
    struct stat st;
    bool made = false;
    if (!self || !desk_place_check_folder(self->path, DESK_STORE_WRITE, error) ||
        !take_name(self->path, &st, &made, error))
        return false;
    g_autofree char *name = g_strconcat(self->path, ".lock", NULL);
    self->lock = desk_lock_open(name, &st, &cause);
    if (self->lock && make_file(self, fill, &cause))
        return true;
    disconnect(self);
    bool others = self->lock && !self->locked;
    if (made && !others && !g_error_matches(cause, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS))
        desk_place_remove(self->path);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

/* Runs a pragma that returns complaints, one a row; ignore is what it says when it has none. */
static bool
gather(SqliteStore *self, const char *sql, const char *ignore, GString *report, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(self->db, sql, -1, &stmt, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
        const char *line = code == SQLITE_ROW ? (const char *) sqlite3_column_text(stmt, 0) : NULL;
        if (line && g_strcmp0(line, ignore) != 0)
            g_string_append_printf(report, "%s\n", line);
    }
    sqlite3_finalize(stmt);
    if (code == SQLITE_DONE)
        return true;
    if ((code & 0xff) != SQLITE_CORRUPT)
        return fail(self, code, "check", error);
    g_string_append_printf(report, "%s\n", sqlite3_errmsg(self->db));
    return true;
}

static bool
sqlite_check(DeskStore *store, GString *report, GError **error)
{
    SqliteStore *self = (SqliteStore *) store;
    return ensure_connection(self, error) &&
           gather(self, "PRAGMA integrity_check", "ok", report, error) &&
           gather(self,
                  "SELECT 'row ' || rowid || ' of ' || \"table\" || ' refers to a missing ' || "
                  "parent FROM pragma_foreign_key_check",
                  NULL, report, error);
}

static bool
sqlite_server(DeskStore *store, DeskServer **server, GError **error)
{
    (void) store;
    (void) error;
    *server = NULL;
    return true;
}

static SqliteCursor *
prepare(SqliteStore *self, const DeskStatement *statement, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    int code =
        sqlite3_prepare_v3(self->db, statement->sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (code != SQLITE_OK) {
        fail(self, code, statement->name, error);
        return NULL;
    }
    SqliteCursor *cursor = g_new0(SqliteCursor, 1);
    cursor->cursor.driver = &desk_driver_sqlite;
    cursor->owner = self;
    cursor->statement = statement;
    cursor->stmt = stmt;
    for (int i = 0; i < DESK_SQL_PARAMETERS; i++) {
        char name[8];
        g_snprintf(name, sizeof name, "$%d", i + 1);
        cursor->parameters[i] = sqlite3_bind_parameter_index(stmt, name);
    }
    g_hash_table_insert(self->cursors, (gpointer) statement, cursor);
    return cursor;
}

static int
bind_value(sqlite3_stmt *stmt, int index, const DeskValue *value)
{
    switch (value->type) {
    case DESK_VALUE_NULL:
        return sqlite3_bind_null(stmt, index);
    case DESK_VALUE_INT:
        return sqlite3_bind_int64(stmt, index, value->number);
    case DESK_VALUE_TEXT:
        return sqlite3_bind_text64(stmt, index, value->data, value->size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DESK_VALUE_BLOB:
        return sqlite3_bind_blob64(stmt, index, value->data, value->size, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static bool
bind_all(SqliteCursor *cursor, DeskBind bind, GError **error)
{
    g_assert(bind.count == sqlite3_bind_parameter_count(cursor->stmt));
    for (int i = 0; i < bind.count; i++) {
        int code = bind_value(cursor->stmt, cursor->parameters[i], &bind.values[i]);
        if (code != SQLITE_OK)
            return fail(cursor->owner, code, cursor->statement->name, error);
    }
    return true;
}

static void
sqlite_finish(DeskCursor *base)
{
    SqliteCursor *cursor = (SqliteCursor *) base;
    sqlite3_reset(cursor->stmt);
    sqlite3_clear_bindings(cursor->stmt);
    cursor->active = false;
}

static DeskCursor *
sqlite_query(DeskStore *store, const DeskStatement *statement, DeskBind bind, GError **error)
{
    SqliteStore *self = (SqliteStore *) store;
    if (!(store->inside ? check_alive(self, error) : ensure_connection(self, error)))
        return NULL;
    SqliteCursor *cursor = g_hash_table_lookup(self->cursors, statement);
    if (!cursor)
        cursor = prepare(self, statement, error);
    if (!cursor)
        return NULL;
    g_assert(!cursor->active);
    cursor->active = true;
    if (bind_all(cursor, bind, error))
        return &cursor->cursor;
    sqlite_finish(&cursor->cursor);
    return NULL;
}

static bool
sqlite_next(DeskCursor *base, bool *row, GError **error)
{
    SqliteCursor *cursor = (SqliteCursor *) base;
    errno = 0;
    int code = sqlite3_step(cursor->stmt);
    *row = code == SQLITE_ROW;
    return *row || code == SQLITE_DONE || fail(cursor->owner, code, cursor->statement->name, error);
}

static bool
sqlite_change(DeskStore *store, const DeskStatement *statement, DeskBind bind, GError **error)
{
    DeskCursor *cursor = sqlite_query(store, statement, bind, error);
    bool row = true;
    bool ok = cursor != NULL;
    while (ok && row)
        ok = sqlite_next(cursor, &row, error);
    if (cursor)
        sqlite_finish(cursor);
    return ok;
}

/* Whoever writes holds the lock file, so he holds every name. */
static bool
sqlite_hold(DeskStore *store, gint64 name, GError **error)
{
    (void) store;
    (void) name;
    (void) error;
    return true;
}

/* Each call is answered at once. */
static bool
sqlite_flush(DeskStore *store, GError **error)
{
    (void) store;
    (void) error;
    return true;
}

/*
 * The account of AUTOINCREMENT. Other tables have none: they go on from their highest row, as
 * they did before.
 */
static const DeskStatement ID_GET = { "id-get", "SELECT seq FROM sqlite_sequence WHERE name = $1" };
static const DeskStatement ID_RAISE = {
    "id-raise", "UPDATE sqlite_sequence SET seq = $2 WHERE name = $1 AND seq < $2"
};
static const DeskStatement ID_BEGIN = {
    "id-begin", "INSERT INTO sqlite_sequence (name, seq) SELECT name, $2 FROM sqlite_schema"
                " WHERE type = 'table' AND name = $1 AND instr(sql, 'AUTOINCREMENT') > 0"
                " AND NOT EXISTS (SELECT 1 FROM sqlite_sequence s WHERE s.name = $1)"
};

static bool
sqlite_last_id(DeskStore *store, const char *table, gint64 *id, GError **error)
{
    return desk_query_ints(store, &ID_GET, DESK_BIND(desk_text(table)), id, 1, error);
}

static bool
sqlite_pass_ids(DeskStore *store, const char *table, gint64 id, GError **error)
{
    DeskBind bind = DESK_BIND(desk_text(table), desk_int(id));
    return sqlite_change(store, &ID_RAISE, bind, error) &&
           sqlite_change(store, &ID_BEGIN, bind, error);
}

static bool
sqlite_is_null(DeskCursor *cursor, int column)
{
    return sqlite3_column_type(((SqliteCursor *) cursor)->stmt, column) == SQLITE_NULL;
}

static gint64
sqlite_get_int(DeskCursor *cursor, int column)
{
    return sqlite3_column_int64(((SqliteCursor *) cursor)->stmt, column);
}

static const char *
sqlite_get_text(DeskCursor *cursor, int column)
{
    return (const char *) sqlite3_column_text(((SqliteCursor *) cursor)->stmt, column);
}

static DeskBytes
sqlite_get_blob(DeskCursor *cursor, int column)
{
    sqlite3_stmt *stmt = ((SqliteCursor *) cursor)->stmt;
    const char *data = sqlite3_column_blob(stmt, column);
    return (DeskBytes){ .data = data, .size = (size_t) sqlite3_column_bytes(stmt, column) };
}

const DeskDriver desk_driver_sqlite = {
    .scheme = SCHEME,
    .writers = 1,
    .label = g_strdup,
    .create = sqlite_create,
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .hold = sqlite_hold,
    .flush = sqlite_flush,
    .tidy = sqlite_tidy,
    .check = sqlite_check,
    .server = sqlite_server,
    .change = sqlite_change,
    .query = sqlite_query,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .last_id = sqlite_last_id,
    .pass_ids = sqlite_pass_ids,
    .is_null = sqlite_is_null,
    .get_int = sqlite_get_int,
    .get_text = sqlite_get_text,
    .get_blob = sqlite_get_blob,
};
