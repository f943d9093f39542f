#include "base/text.h"
#include "fuzz.h"
#include "template/mustache.h"
#include "template/walk.h"

static const DeskTemplate *
find_partial(const char *name, gpointer data)
{
    return strcmp(name, "self") == 0 ? data : NULL;
}

static void
visit(const DeskTag *tag, gpointer data)
{
    (void) data;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    MUST_HOLD(*tag->name && tag->line > 0);
    desk_tag_names(tag, names);
    MUST_HOLD(names->len >= 3);
}

static DeskValues *
make_values(const char *text)
{
    DeskValues *list = desk_values_list();
    DeskValues *map = desk_values_map();
    DeskValues *values = desk_values_map();
    desk_values_set(map, "x", desk_values_text(text));
    desk_values_append(list, map);
    desk_values_set(values, "a", desk_values_text(text));
    desk_values_set(values, "b", desk_values_bool(true));
    desk_values_set(values, "c", list);
    return values;
}

/* A template of an admin: what it makes of values is bounded, and tags in a value are none. */
void
fuzz_template(DeskBytes bytes)
{
    g_autofree char *source = desk_text_repair(bytes.data, bytes.size, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, &error);
    MUST_HOLD((tmpl == NULL) == (error != NULL));
    if (!tmpl)
        return;
    g_autoptr(DeskValues) harmless = make_values("<");
    g_autoptr(DeskValues) tagged = make_values("{{=<% %>=}}{{a}}<%a%>{{{b}}}{{> self}}");
    const DeskWalk walk = { find_partial, visit, tmpl };
    (void) desk_template_walk(tmpl, harmless, &walk, NULL);
    g_autofree char *one =
        desk_template_render(tmpl, harmless, DESK_ESCAPE_NONE, find_partial, tmpl, NULL);
    g_autofree char *other =
        desk_template_render(tmpl, tagged, DESK_ESCAPE_HTML, find_partial, tmpl, NULL);
    MUST_HOLD(!one || g_utf8_validate(one, -1, NULL));
    MUST_HOLD(!other || g_utf8_validate(other, -1, NULL));
}
