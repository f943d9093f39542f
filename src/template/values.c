#include "template/tree.h"

static DeskValues *
values_new(DeskValueKind kind)
{
    DeskValues *values = g_new0(DeskValues, 1);
    values->kind = kind;
    return values;
}

static void
free_item(gpointer item)
{
    desk_values_free(item);
}

DeskValues *
desk_values_text(const char *text)
{
    DeskValues *values = values_new(DESK_VALUE_TEXT);
    values->text = g_strdup(text ? text : "");
    return values;
}

DeskValues *
desk_values_bool(bool value)
{
    DeskValues *values = values_new(DESK_VALUE_BOOL);
    values->truth = value;
    return values;
}

DeskValues *
desk_values_list(void)
{
    DeskValues *values = values_new(DESK_VALUE_LIST);
    values->items = g_ptr_array_new_with_free_func(free_item);
    return values;
}

DeskValues *
desk_values_map(void)
{
    DeskValues *values = values_new(DESK_VALUE_MAP);
    values->map = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_item);
    return values;
}

void
desk_values_append(DeskValues *list, DeskValues *item)
{
    g_assert(list->kind == DESK_VALUE_LIST);
    g_ptr_array_add(list->items, item);
}

void
desk_values_set(DeskValues *map, const char *name, DeskValues *item)
{
    g_assert(map->kind == DESK_VALUE_MAP);
    g_hash_table_replace(map->map, g_strdup(name), item);
}

static const DeskValues *
member(const DeskValues *values, const char *name)
{
    return values->kind == DESK_VALUE_MAP ? g_hash_table_lookup(values->map, name) : NULL;
}

const DeskValues *
desk_scope_find(const DeskScope *scope, char *const *path, guint *steps)
{
    if (!*path)
        return scope->values;
    const DeskValues *found = NULL;
    for (; scope && !found; scope = scope->outer) {
        (*steps)++;
        found = member(scope->values, *path);
    }
    for (path++; found && *path; path++)
        found = member(found, *path);
    return found;
}

void
desk_values_free(DeskValues *values)
{
    if (!values)
        return;
    g_free(values->text);
    g_clear_pointer(&values->items, g_ptr_array_unref);
    g_clear_pointer(&values->map, g_hash_table_unref);
    g_free(values);
}
