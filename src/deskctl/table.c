#include "deskctl/table.h"
#include "base/text.h"

#define CELL_MAX 60

struct DeskTable {
    guint columns;
    GPtrArray *cells; /* char *, row after row, the titles first */
};

static void
add_cell(DeskTable *table, const char *text)
{
    g_autofree char *line = desk_text_line(text ? text : "", text ? strlen(text) : 0);
    bool last = table->cells->len % table->columns == table->columns - 1;
    if (last || g_utf8_strlen(line, -1) <= CELL_MAX) {
        g_ptr_array_add(table->cells, g_steal_pointer(&line));
        return;
    }
    g_autofree char *start = g_utf8_substring(line, 0, CELL_MAX - 3);
    g_ptr_array_add(table->cells, g_strconcat(start, "...", NULL));
}

DeskTable *
desk_table_new(const char *const *heads)
{
    DeskTable *table = g_new0(DeskTable, 1);
    table->columns = g_strv_length((char **) heads);
    table->cells = g_ptr_array_new_with_free_func(g_free);
    desk_table_add(table, heads);
    return table;
}

void
desk_table_free(DeskTable *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->cells);
    g_free(table);
}

void
desk_table_add(DeskTable *table, const char *const *cells)
{
    for (guint i = 0; i < table->columns; i++)
        add_cell(table, cells[i]);
}

static glong
width_of(const DeskTable *table, guint column)
{
    glong width = 0;
    for (guint i = column; i < table->cells->len; i += table->columns)
        width = MAX(width, g_utf8_strlen(table->cells->pdata[i], -1));
    return width;
}

void
desk_table_print(const DeskTable *table, FILE *out)
{
    guint columns = table->columns;
    if (table->cells->len == columns) {
        fputs("none\n", out);
        return;
    }
    g_autofree glong *widths = g_new(glong, columns);
    for (guint i = 0; i < columns; i++)
        widths[i] = width_of(table, i);
    for (guint i = 0; i < table->cells->len; i++) {
        const char *cell = table->cells->pdata[i];
        guint column = i % columns;
        bool last = column == columns - 1;
        int pad = last ? 0 : (int) (widths[column] + 2 - g_utf8_strlen(cell, -1));
        fprintf(out, "%s%*s%s", cell, pad, "", last ? "\n" : "");
    }
}
