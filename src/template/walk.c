#include "template/walk.h"
#include "template/tree.h"

#define PARTIAL_MAX 100
#define SECTION_MAX 1000
#define STEPS_MAX   1000000

/* The partials that are open, innermost first; lives on the C stack. */
typedef struct Opened {
    const DeskTemplate *tmpl;
    const DeskValues *values;
    const struct Opened *outer;
} Opened;

typedef struct {
    const DeskWalk *walk;
    guint partials;
    guint sections;
    guint unknown; /* of the open sections, those that are so */
    guint steps;
    bool over;
} Walker;

/* A stretch of a template: its nodes from begin to before end. */
typedef struct {
    const DeskTemplate *tmpl;
    guint begin;
    guint end;
    const Opened *opened;
} Stretch;

static void walk_stretch(Walker *w, const Stretch *stretch, const DeskScope *scope);

static DeskFieldKind
kind_of(const DeskValues *value)
{
    if (!value)
        return DESK_FIELD_UNKNOWN;
    switch (value->kind) {
    case DESK_VALUE_TEXT:
        return DESK_FIELD_TEXT;
    case DESK_VALUE_BOOL:
        return DESK_FIELD_BOOL;
    case DESK_VALUE_LIST:
        return DESK_FIELD_LIST;
    case DESK_VALUE_MAP:
        return DESK_FIELD_MAP;
    }
    return DESK_FIELD_UNKNOWN;
}

static DeskTagKind
tag_of(DeskNodeKind kind)
{
    return kind == DESK_NODE_RAW        ? DESK_TAG_RAW
           : kind == DESK_NODE_SECTION  ? DESK_TAG_SECTION
           : kind == DESK_NODE_INVERTED ? DESK_TAG_INVERTED
                                        : DESK_TAG_TEXT;
}

static void
tell(const Walker *w, const Stretch *stretch, const DeskNode *node, const DeskScope *scope,
     const DeskValues *value)
{
    g_autofree char *name = *node->path ? g_strjoinv(".", node->path) : g_strdup(".");
    const DeskTag tag = { .tag = tag_of(node->kind),
                          .field = kind_of(value),
                          .name = name,
                          .text = value ? value->text : NULL,
                          .tmpl = stretch->tmpl,
                          .line = node->line,
                          .is_doubtful = w->unknown > 0,
                          .scope = scope };
    w->walk->visitor(&tag, w->walk->data);
}

static const DeskValues *
look_up(Walker *w, const DeskNode *node, const DeskScope *scope)
{
    const DeskValues *value = desk_scope_find(scope, node->path, &w->steps);
    w->over = w->over || w->steps > STEPS_MAX;
    return value;
}

/* What nobody knows is entered as a text, for what else is wrong there. */
static void
walk_section(Walker *w, const DeskNode *node, const Stretch *body, const DeskScope *scope)
{
    static const DeskValues nobody = { .kind = DESK_VALUE_TEXT, .text = (char *) "" };
    const DeskValues *value = look_up(w, node, scope);
    tell(w, body, node, scope, value);
    if (++w->sections > SECTION_MAX)
        w->over = true;
    bool is_unknown = !value && node->kind == DESK_NODE_SECTION;
    if (value && value->kind == DESK_VALUE_LIST)
        value = value->items->len > 0 ? value->items->pdata[0] : NULL;
    const DeskScope inner = { .values = value ? value : &nobody, .outer = scope };
    w->unknown += is_unknown;
    walk_stretch(w, body, node->kind == DESK_NODE_SECTION ? &inner : scope);
    w->unknown -= is_unknown;
    w->sections--;
}

static bool
is_open(const Opened *opened, const DeskTemplate *tmpl, const DeskValues *values)
{
    for (; opened; opened = opened->outer)
        if (opened->tmpl == tmpl && opened->values == values)
            return true;
    return false;
}

static void
walk_partial(Walker *w, const DeskNode *node, const Stretch *stretch, const DeskScope *scope)
{
    const DeskWalk *walk = w->walk;
    const DeskTemplate *tmpl = walk->finder ? walk->finder(node->path[0], walk->data) : NULL;
    const DeskTag tag = { .tag = DESK_TAG_PARTIAL,
                          .field = tmpl ? DESK_FIELD_PARTIAL : DESK_FIELD_UNKNOWN,
                          .name = node->path[0],
                          .tmpl = stretch->tmpl,
                          .line = node->line,
                          .is_doubtful = w->unknown > 0,
                          .scope = scope };
    walk->visitor(&tag, walk->data);
    if (!tmpl || is_open(stretch->opened, tmpl, scope->values))
        return;
    if (++w->partials > PARTIAL_MAX)
        w->over = true;
    const Opened opened = { .tmpl = tmpl, .values = scope->values, .outer = stretch->opened };
    const Stretch whole = { tmpl, 0, tmpl->nodes->len, &opened };
    walk_stretch(w, &whole, scope);
    w->partials--;
}

static void
walk_stretch(Walker *w, const Stretch *stretch, const DeskScope *scope)
{
    for (guint i = stretch->begin; i < stretch->end && !w->over; i++) {
        const DeskNode *node = &g_array_index(stretch->tmpl->nodes, DeskNode, i);
        w->over = ++w->steps > STEPS_MAX;
        switch (node->kind) {
        case DESK_NODE_TEXT:
            break;
        case DESK_NODE_ESCAPED:
        case DESK_NODE_RAW:
            tell(w, stretch, node, scope, look_up(w, node, scope));
            break;
        case DESK_NODE_SECTION:
        case DESK_NODE_INVERTED: {
            const Stretch body = { stretch->tmpl, i + 1, node->end, stretch->opened };
            walk_section(w, node, &body, scope);
            i = node->end - 1;
            break;
        }
        case DESK_NODE_PARTIAL:
            walk_partial(w, node, stretch, scope);
            break;
        }
    }
}

bool
desk_template_walk(const DeskTemplate *tmpl, const DeskValues *all, const DeskWalk *walk,
                   GError **error)
{
    Walker w = { .walk = walk };
    const DeskScope scope = { .values = all };
    const Opened opened = { .tmpl = tmpl, .values = all };
    const Stretch whole = { tmpl, 0, tmpl->nodes->len, &opened };
    walk_stretch(&w, &whole, &scope);
    if (w.over)
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG,
                    "partials and sections nest without end");
    return !w.over;
}

/* The fields of a map, and below those that are maps. */
static void
add_names(const DeskValues *map, const char *prefix, guint depth, GPtrArray *names)
{
    GHashTableIter iter;
    gpointer key;
    gpointer value;
    if (map->kind != DESK_VALUE_MAP || depth == 0)
        return;
    g_hash_table_iter_init(&iter, map->map);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        char *name = g_strconcat(prefix, key, NULL);
        g_autofree char *deeper = g_strconcat(name, ".", NULL);
        g_ptr_array_add(names, name);
        add_names(value, deeper, depth - 1, names);
    }
}

void
desk_tag_names(const DeskTag *tag, GPtrArray *names)
{
    for (const DeskScope *scope = tag->scope; scope; scope = scope->outer)
        add_names(scope->values, "", 3, names);
}
