#include "store/query.h"
#include "base/text.h"

bool
desk_cursor_is_null(DeskCursor *cursor, int column)
{
    return cursor->driver->is_null(cursor, column);
}

gint64
desk_cursor_int(DeskCursor *cursor, int column)
{
    return cursor->driver->get_int(cursor, column);
}

const char *
desk_cursor_text(DeskCursor *cursor, int column)
{
    return cursor->driver->get_text(cursor, column);
}

const char *
desk_cursor_string(DeskCursor *cursor, int column)
{
    const char *text = desk_cursor_text(cursor, column);
    return text ? text : "";
}

char *
desk_cursor_dup(DeskCursor *cursor, int column)
{
    return g_strdup(desk_cursor_text(cursor, column));
}

DeskBytes
desk_cursor_blob(DeskCursor *cursor, int column)
{
    return cursor->driver->get_blob(cursor, column);
}

bool
desk_cursor_bad_word(DeskCursor *cursor, int column, GError **error)
{
    g_autofree char *word = desk_text_quote(desk_cursor_text(cursor, column));
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_CORRUPT,
                "the store holds a word that this program does not know: '%s'", word);
    return false;
}

static void
finish(DeskCursor *cursor)
{
    cursor->driver->finish(cursor);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskCursor, finish)

static bool
next(DeskCursor *cursor, bool *row, GError **error)
{
    return cursor->driver->next(cursor, row, error);
}

static gpointer
read_text(DeskCursor *cursor, GError **error)
{
    (void) error;
    return g_strdup(desk_cursor_string(cursor, 0));
}

const DeskRowKind desk_text_kind = { read_text, g_free };

bool
desk_query_ints(DeskStore *store, const DeskStatement *statement, DeskBind bind, gint64 *numbers,
                int count, GError **error)
{
    for (int i = 0; i < count; i++)
        numbers[i] = 0;
    g_autoptr(DeskCursor) cursor = store->driver->query(store, statement, bind, error);
    bool row = false;
    if (!cursor || !next(cursor, &row, error))
        return false;
    for (int i = 0; row && i < count; i++)
        numbers[i] = desk_cursor_int(cursor, i);
    while (row)
        if (!next(cursor, &row, error))
            return false;
    return true;
}

bool
desk_query_enter(DeskStore *store, bool *own, GError **error)
{
    *own = !store->inside;
    return !*own || desk_store_begin(store, error);
}

bool
desk_query_leave(DeskStore *store, bool own, bool ok, GError **error)
{
    if (!own)
        return ok;
    if (ok)
        return desk_store_commit(store, error);
    desk_store_rollback(store);
    return false;
}

bool
desk_query_write(DeskStore *store, const DeskStatement *statement, DeskBind bind, gint64 *first,
                 GError **error)
{
    bool own = false;
    gint64 number = 0;
    if (!desk_query_enter(store, &own, error))
        return false;
    bool ok = first ? desk_query_ints(store, statement, bind, &number, 1, error)
                    : store->driver->change(store, statement, bind, error);
    if (!desk_query_leave(store, own, ok, error))
        return false;
    if (first)
        *first = number;
    return true;
}

bool
desk_query_list(DeskStore *store, const DeskStatement *statement, DeskBind bind,
                const DeskRowKind *kind, GPtrArray **values, GError **error)
{
    g_autoptr(DeskCursor) cursor = store->driver->query(store, statement, bind, error);
    if (!cursor)
        return false;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(kind->free);
    bool row = true;
    while (next(cursor, &row, error)) {
        if (!row) {
            *values = g_steal_pointer(&list);
            return true;
        }
        gpointer value = kind->read(cursor, error);
        if (!value)
            return false;
        g_ptr_array_add(list, value);
    }
    return false;
}

bool
desk_query_one(DeskStore *store, const DeskStatement *statement, DeskBind bind,
               const DeskRowKind *kind, gpointer *value, GError **error)
{
    g_autoptr(GPtrArray) list = NULL;
    if (!desk_query_list(store, statement, bind, kind, &list, error))
        return false;
    *value = list->len ? g_ptr_array_steal_index(list, 0) : NULL;
    return true;
}

bool
desk_query_each(DeskStore *store, const DeskStatement *statement, DeskBind bind, DeskRowVisit visit,
                gpointer data, GError **error)
{
    g_autoptr(DeskCursor) cursor = store->driver->query(store, statement, bind, error);
    bool row = true;
    if (!cursor)
        return false;
    while (next(cursor, &row, error)) {
        if (!row)
            return true;
        if (!visit(cursor, data, error))
            return false;
    }
    return false;
}
