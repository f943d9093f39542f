/*
 * Fills templates with values that no desk has, for the scripts of the templates: each line of
 * standard input is an object {"language", "name", "values"}, and comes out as
 * {"subject", "text", "html"} or {"error"} on a line of its own. No language but the one that is
 * named, and en, is looked into.
 *
 *   fill FOLDER <lines >lines
 */
#include "template/shelf.h"

#include <jansson.h>

static DeskValues *
make_values(const json_t *json)
{
    const char *name = NULL;
    json_t *item = NULL;
    size_t i = 0;
    if (json_is_string(json))
        return desk_values_text(json_string_value(json));
    if (json_is_array(json)) {
        DeskValues *list = desk_values_list();
        json_array_foreach(json, i, item) desk_values_append(list, make_values(item));
        return list;
    }
    if (!json_is_object(json))
        return desk_values_bool(json_is_true(json));
    DeskValues *map = desk_values_map();
    json_object_foreach((json_t *) json, name, item) desk_values_set(map, name, make_values(item));
    return map;
}

static json_t *
fill(DeskShelf *shelf, const json_t *wanted)
{
    g_autoptr(GError) error = NULL;
    g_auto(DeskRendered) parts = { .subject = NULL };
    g_autoptr(DeskValues) values = make_values(json_object_get(wanted, "values"));
    const DeskChoice choice = {
        .name = json_string_value(json_object_get(wanted, "name")),
        .language = json_string_value(json_object_get(wanted, "language")),
    };
    if (!desk_shelf_render(shelf, &choice, values, &parts, &error))
        return json_pack("{s:s}", "error", error->message);
    return json_pack("{s:s, s:s, s:s*}", "subject", parts.subject, "text", parts.text, "html",
                     parts.html);
}

int
main(int argc, char **argv)
{
    g_autoptr(DeskShelf) shelf = argc == 2 ? desk_shelf_new(NULL, argv[1], "en") : NULL;
    g_autofree char *line = NULL;
    size_t size = 0;
    if (!shelf)
        return EX_USAGE;
    while (getline(&line, &size, stdin) >= 0) {
        json_t *wanted = json_loads(line, 0, NULL);
        json_t *filled = wanted ? fill(shelf, wanted) : NULL;
        if (!filled)
            return EX_DATAERR;
        json_dumpf(filled, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(filled);
        json_decref(wanted);
    }
    return EX_OK;
}
