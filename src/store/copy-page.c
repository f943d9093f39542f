#include "store/copy-page.h"
#include "base/text.h"

#define PAGE_ROWS  1000
#define PAGE_BYTES (4 * 1024 * 1024) /* of what may be large */

void
desk_copy_key_clear(DeskCopyKey *key)
{
    g_clear_pointer(&key->text, g_free);
}

void
desk_copy_key_read(const DeskCopyTable *table, DeskCursor *row, DeskCopyKey *key)
{
    desk_copy_key_clear(key);
    for (int i = 0; i < table->keys; i++)
        if (table->types[i] == 't')
            key->text = desk_cursor_dup(row, i);
        else
            key->numbers[i] = desk_cursor_int(row, i);
}

int
desk_copy_key_compare(const DeskCopyKey *a, const DeskCopyKey *b)
{
    for (int i = 0; i < DESK_COPY_KEYS; i++)
        if (a->numbers[i] != b->numbers[i])
            return a->numbers[i] < b->numbers[i] ? -1 : 1;
    return g_strcmp0(a->text, b->text);
}

char *
desk_copy_key_print(const DeskCopyTable *table, const DeskCopyKey *key)
{
    GString *line = g_string_new(NULL);
    g_auto(GStrv) names = g_strsplit(table->columns, ", ", 0);
    g_autofree char *shown = desk_text_quote(key->text);
    for (int i = 0; i < table->keys; i++) {
        g_string_append_printf(line, "%s%s ", i > 0 ? ", " : "", names[i]);
        if (table->types[i] == 't')
            g_string_append(line, shown);
        else
            g_string_append_printf(line, "%" G_GINT64_FORMAT, key->numbers[i]);
    }
    return g_string_free(line, FALSE);
}

/* The parameters of a statement that reads at most so many rows above the key. */
static DeskBind
bind_key(const DeskCopyTable *table, const DeskCopyKey *key, gint64 limit, DeskValue *values)
{
    for (int i = 0; i < table->keys; i++)
        values[i] = table->types[i] == 't' ? desk_string(key->text) : desk_int(key->numbers[i]);
    values[table->keys] = desk_int(limit);
    return (DeskBind){ values, table->keys + 1 };
}

DeskValue
desk_copy_value(DeskCursor *row, int column, char type)
{
    if (desk_cursor_is_null(row, column))
        return (DeskValue){ .type = DESK_VALUE_NULL };
    if (type == 'i')
        return desk_int(desk_cursor_int(row, column));
    if (type == 't')
        return desk_text(desk_cursor_text(row, column));
    DeskBytes blob = desk_cursor_blob(row, column);
    return desk_blob(blob.data ? blob.data : "", blob.size);
}

/* How many of the next rows are a page: those that fit, but one in any case. */
typedef struct {
    gint64 rows;
    gint64 bytes;
} Measure;

static bool
add_size(DeskCursor *row, gpointer data, GError **error)
{
    Measure *measure = data;
    (void) error;
    measure->bytes += desk_cursor_int(row, 0);
    if (measure->rows == 0 || measure->bytes <= PAGE_BYTES)
        measure->rows++;
    return true;
}

static bool
measure_page(DeskStore *store, const DeskCopyTable *table, const DeskCopyKey *after, gint64 *limit,
             GError **error)
{
    DeskValue values[DESK_COPY_KEYS + 1];
    Measure measure = { 0 };
    *limit = PAGE_ROWS;
    if (!table->sizes.sql)
        return true;
    if (!desk_query_each(store, &table->sizes, bind_key(table, after, PAGE_ROWS, values), add_size,
                         &measure, error))
        return false;
    *limit = measure.rows;
    return true;
}

static bool
walk_row(DeskCursor *row, gpointer data, GError **error)
{
    DeskCopyWalk *walk = data;
    desk_copy_key_read(walk->table, row, &walk->last);
    walk->rows++;
    return walk->visit(walk, row, error);
}

bool
desk_copy_walk(DeskStore *store, DeskCopyKey *after, DeskCopyWalk *walk, GError **error)
{
    DeskValue values[DESK_COPY_KEYS + 1];
    gint64 limit = 0;
    bool ok = measure_page(store, walk->table, after, &limit, error) &&
              desk_query_each(store, &walk->table->page,
                              bind_key(walk->table, after, limit, values), walk_row, walk, error);
    if (ok && walk->rows > 0) {
        desk_copy_key_clear(after);
        after->text = g_steal_pointer(&walk->last.text);
        memcpy(after->numbers, walk->last.numbers, sizeof after->numbers);
    }
    desk_copy_key_clear(&walk->last);
    return ok;
}

static bool
note_key(DeskCursor *row, gpointer data, GError **error)
{
    DeskCopyWalk *walk = data;
    (void) error;
    desk_copy_key_read(walk->table, row, &walk->last);
    return true;
}

bool
desk_copy_last(DeskStore *store, const DeskCopyTable *table, DeskCopyKey *key, GError **error)
{
    DeskValue values[DESK_COPY_KEYS + 1];
    DeskCopyWalk walk = { .table = table, .last = DESK_COPY_FIRST_KEY };
    if (!desk_query_each(store, &table->last, bind_key(table, &DESK_COPY_FIRST_KEY, 1, values),
                         note_key, &walk, error))
        return false;
    *key = walk.last;
    return true;
}
