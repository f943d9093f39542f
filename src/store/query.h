#pragma once
#include "store/driver.h"

/* How the rows modules talk to the store: values in, rows out. */

static inline DeskValue
desk_int(gint64 number)
{
    return (DeskValue){ .type = DESK_VALUE_INT, .number = number };
}

/* 0 stands for none and is stored as NULL: references to other rows, times that may be unset. */
static inline DeskValue
desk_id(gint64 id)
{
    return id ? desk_int(id) : (DeskValue){ .type = DESK_VALUE_NULL };
}

/* NULL is stored as NULL. Valid UTF-8 without NUL. */
static inline DeskValue
desk_text(const char *text)
{
    return text ? (DeskValue){ .type = DESK_VALUE_TEXT, .data = text, .size = strlen(text) }
                : (DeskValue){ .type = DESK_VALUE_NULL };
}

/* NULL is stored as the empty text. */
static inline DeskValue
desk_string(const char *text)
{
    return desk_text(text ? text : "");
}

static inline DeskValue
desk_blob(const void *data, size_t size)
{
    return data ? (DeskValue){ .type = DESK_VALUE_BLOB, .data = data, .size = size }
                : (DeskValue){ .type = DESK_VALUE_NULL };
}

/* DESK_BIND(desk_int(x), desk_text(y)): the values of $1, $2 ... Lives as long as its block. */
#define DESK_BIND(...)                                                                             \
    ((DeskBind){ (const DeskValue[]){ __VA_ARGS__ },                                               \
                 (int) (sizeof((const DeskValue[]){ __VA_ARGS__ }) / sizeof(DeskValue)) })
#define DESK_BIND_NOTHING ((DeskBind){ NULL, 0 })

/* Columns of a cursor's row. */
bool desk_cursor_is_null(DeskCursor *cursor, int column);
gint64 desk_cursor_int(DeskCursor *cursor, int column);
const char *desk_cursor_text(DeskCursor *cursor, int column);
char *desk_cursor_dup(DeskCursor *cursor, int column);
DeskBytes desk_cursor_blob(DeskCursor *cursor, int column);

/* A word of the trade, by its parser; CORRUPT with the word when it is none. */
#define desk_cursor_word(cursor, column, parse, target, error)                                     \
    (parse(desk_cursor_string(cursor, column), target) ||                                          \
     desk_cursor_bad_word(cursor, column, error))
const char *desk_cursor_string(DeskCursor *cursor, int column);            /* "" for NULL */
bool desk_cursor_bad_word(DeskCursor *cursor, int column, GError **error); /* always false */

/* How one kind of row becomes a value: read returns it, or NULL with error. */
typedef struct {
    gpointer (*read)(DeskCursor *cursor, GError **error);
    GDestroyNotify free;
} DeskRowKind;

/* The first column, a text that is never NULL, as char *. */
extern const DeskRowKind desk_text_kind;

/*
 * A change. Outside a transaction it makes one of its own. first, when not NULL, gets the
 * first integer of the first returned row, or 0.
 */
bool desk_query_write(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                      gint64 *first, GError **error);

/* Integers of the first row, one for each column; all 0 when there is no row. */
bool desk_query_ints(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                     gint64 *numbers, int count, GError **error);

/* The first row, or NULL. */
bool desk_query_one(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                    const DeskRowKind *kind, gpointer *value, GError **error);

/* All rows, in an array that frees them. */
bool desk_query_list(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                     const DeskRowKind *kind, GPtrArray **values, GError **error);

/* Hands each row to visit, which ends it all with false and error. */
typedef bool (*DeskRowVisit)(DeskCursor *row, gpointer data, GError **error);
bool desk_query_each(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                     DeskRowVisit visit, gpointer data, GError **error);

/*
 * Round several changes that belong together: a transaction of their own unless the caller
 * has one. leave commits when ok, else it rolls back; true if all is well.
 */
bool desk_query_enter(DeskStore *store, bool *own, GError **error);
bool desk_query_leave(DeskStore *store, bool own, bool ok, GError **error);

/* Every statement of each rows module for the test that asks how each would be run; each list
 * ends with NULL. */
extern const DeskStatement *const desk_backup_statements[];
extern const DeskStatement *const desk_contact_statements[];
extern const DeskStatement *const desk_copy_statements[];
extern const DeskStatement *const desk_event_statements[];
extern const DeskStatement *const desk_look_statements[];
extern const DeskStatement *const desk_message_change_statements[];
extern const DeskStatement *const desk_message_look_statements[];
extern const DeskStatement *const desk_message_statements[];
extern const DeskStatement *const desk_outbox_look_statements[];
extern const DeskStatement *const desk_outbox_statements[];
extern const DeskStatement *const desk_staff_statements[];
extern const DeskStatement *const desk_stat_statements[];
extern const DeskStatement *const desk_store_statements[];
extern const DeskStatement *const desk_survey_statements[];
extern const DeskStatement *const desk_survey_tally_statements[];
extern const DeskStatement *const desk_tally_statements[];
extern const DeskStatement *const desk_ticket_look_statements[];
extern const DeskStatement *const desk_ticket_statements[];
extern const DeskStatement *const desk_tie_statements[];
extern const DeskStatement *const desk_timer_statements[];
extern const DeskStatement *const desk_verdict_statements[];
extern const DeskStatement *const desk_watcher_statements[];
