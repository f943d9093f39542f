#pragma once
#include "store/server.h"

/*
 * What a database engine must offer. The rows modules never see it: they use
 * store/query.h. All statements are written once, in the SQL that both engines speak:
 * parameters $1, $2 ...; CAST(x AS BIGINT), not ::; INSERT .. ON CONFLICT .. RETURNING;
 * truth values and times as BIGINT, columns read as integers are integers (sums are cast);
 * no LIKE.
 *
 * Where writers run side by side (PostgreSQL), a transaction sees what others commit meanwhile.
 * So whoever reads a row in order to change it, or to decide something that must stay true,
 * reads it by a statement with DESK_SQL_FOR_UPDATE; unique keys and desk_store_hold guard what
 * is not there yet. Whoever loses gets UNDONE. Where the engine said so, his second run has the
 * store for himself; where a rows module did, the second run finds what the other has made.
 */

/* One statement. Its address is its key in the caches, so there is one constant for each. */
typedef struct {
    const char *name; /* for messages, and to a server: no two have the same */
    const char *sql;
} DeskStatement;

/* After a sub-select that takes rows to be changed: an engine in which writers run side by
 * side puts FOR UPDATE SKIP LOCKED here; to the others it is a comment. */
#define DESK_SQL_SKIP_LOCKED " /*skip-locked*/ "

/* After a select by key: in a WRITE transaction such an engine keeps the row as it is until the
 * end (FOR NO KEY UPDATE). */
#define DESK_SQL_FOR_UPDATE " /*for-update*/ "

/* The most parameters a statement may have. */
#define DESK_SQL_PARAMETERS 40

typedef enum { DESK_VALUE_NULL, DESK_VALUE_INT, DESK_VALUE_TEXT, DESK_VALUE_BLOB } DeskValueType;

/* A value to be bound; what it points at is borrowed until the cursor is finished. */
typedef struct {
    DeskValueType type;
    gint64 number;
    const void *data;
    size_t size;
} DeskValue;

typedef struct {
    const DeskValue *values; /* $1 is the first */
    int count;
} DeskBind;

typedef struct DeskDriver DeskDriver;

/* Drivers embed these two as their first member. */
struct DeskStore {
    const DeskDriver *driver;
    DeskStoreMode mode;
    bool inside; /* between begin and its end; kept by store.c */
};

typedef struct {
    const DeskDriver *driver;
} DeskCursor;

struct DeskDriver {
    const char *scheme; /* how its addresses begin */
    unsigned writers;   /* see desk_store_writers */

    char *(*label)(const char *url);

    /* An empty store of the newest schema, filled by one call of fill in the same transaction. */
    bool (*create)(const char *url, bool (*fill)(DeskStore *store, GError **error), GError **error);
    DeskStore *(*open)(const char *url, DeskStoreMode mode, GError **error);
    void (*close)(DeskStore *store);

    /* As desk_store_begin and so on; an engine that ends a transaction by itself says so
     * at the next call. */
    bool (*begin)(DeskStore *store, GError **error);
    bool (*commit)(DeskStore *store, GError **error);
    void (*rollback)(DeskStore *store);

    bool (*hold)(DeskStore *store, gint64 name, GError **error);
    bool (*flush)(DeskStore *store, GError **error);

    void (*tidy)(DeskStore *store);
    bool (*check)(DeskStore *store, GString *report, GError **error);
    bool (*server)(DeskStore *store, DeskServer **server, GError **error);

    /* A change, within a transaction, whose result nobody wants. An error may also come later,
     * at the next call. */
    bool (*change)(DeskStore *store, const DeskStatement *statement, DeskBind bind, GError **error);

    /* Starts a statement. A statement has one cursor at a time on a connection. */
    DeskCursor *(*query)(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                         GError **error);
    /* *row false: that was all. Changes have been made once this has returned the first time. */
    bool (*next)(DeskCursor *cursor, bool *row, GError **error);
    void (*finish)(DeskCursor *cursor);

    /* Ids are never given twice, so the highest of a table may be one that no row has any more:
     * that one, or 0 where the engine keeps no account. */
    bool (*last_id)(DeskStore *store, const char *table, gint64 *id, GError **error);
    /* In a transaction: from now on the table gives only ids above this one. */
    bool (*pass_ids)(DeskStore *store, const char *table, gint64 id, GError **error);

    /* Columns of the row, from 0; text and blob borrowed until the next call, text NULL for NULL.
     */
    bool (*is_null)(DeskCursor *cursor, int column);
    gint64 (*get_int)(DeskCursor *cursor, int column);
    const char *(*get_text)(DeskCursor *cursor, int column);
    DeskBytes (*get_blob)(DeskCursor *cursor, int column);
};

extern const DeskDriver desk_driver_sqlite;
extern const DeskDriver desk_driver_pgsql; /* when built with it */
