#include "template/tree.h"

#define OUTPUT_MAX  ((size_t) 4 * 1024 * 1024)
#define PARTIAL_MAX 100
#define SECTION_MAX 1000     /* open at a time, over all partials: bounds the C stack */
#define STEPS_MAX   10000000 /* nodes and look-ups: partials that call each other twice */

typedef struct {
    GString *out;
    DeskEscape escape;
    DeskPartialFinder finder;
    gpointer data;
    guint partials;
    guint sections;
    guint steps;
    bool over; /* a limit was hit: everything returns */
} Renderer;

/* A stretch of a template in which every line begins with indent. */
typedef struct {
    const DeskTemplate *tmpl;
    guint begin;
    guint end;
    const char *indent;
} Stretch;

static void render_stretch(Renderer *r, const Stretch *stretch, const DeskScope *scope);

static void
step(Renderer *r)
{
    if (++r->steps > STEPS_MAX)
        r->over = true;
}

static void
put(Renderer *r, const char *bytes, size_t size)
{
    if (size > OUTPUT_MAX - r->out->len)
        r->over = true;
    if (!r->over)
        g_string_append_len(r->out, bytes, (gssize) size);
}

static void
put_escaped(Renderer *r, const char *text)
{
    while (!r->over) {
        size_t plain = strcspn(text, "&<>\"'");
        put(r, text, plain);
        text += plain;
        if (!*text)
            return;
        const char *entity = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '"' ? "&quot;"
                                            : "&#39;";
        put(r, entity, strlen(entity));
        text++;
    }
}

static void
put_text(Renderer *r, const DeskNode *node, const char *indent)
{
    const char *text = node->text;
    if (!*indent) {
        put(r, text, strlen(text));
        return;
    }
    if (node->fresh)
        put(r, indent, strlen(indent));
    while (*text && !r->over) {
        const char *newline = strchr(text, '\n');
        size_t size = newline ? (size_t) (newline - text) + 1 : strlen(text);
        put(r, text, size);
        text += size;
        if (newline && *text)
            put(r, indent, strlen(indent));
    }
}

static const DeskValues *
look_up(Renderer *r, char *const *path, const DeskScope *scope)
{
    const DeskValues *found = desk_scope_find(scope, path, &r->steps);
    if (r->steps > STEPS_MAX)
        r->over = true;
    return found;
}

static void
put_variable(Renderer *r, const DeskNode *node, const DeskScope *scope)
{
    const DeskValues *value = look_up(r, node->path, scope);
    if (!value || value->kind != DESK_VALUE_TEXT)
        return;
    if (node->kind == DESK_NODE_ESCAPED && r->escape == DESK_ESCAPE_HTML)
        put_escaped(r, value->text);
    else
        put(r, value->text, strlen(value->text));
}

static bool
is_true(const DeskValues *value)
{
    if (!value)
        return false;
    switch (value->kind) {
    case DESK_VALUE_TEXT:
        return *value->text != '\0';
    case DESK_VALUE_BOOL:
        return value->truth;
    case DESK_VALUE_LIST:
        return value->items->len > 0;
    case DESK_VALUE_MAP:
        return true;
    }
    return false;
}

static void
put_items(Renderer *r, const Stretch *body, const DeskValues *value, const DeskScope *scope)
{
    if (value->kind != DESK_VALUE_LIST) {
        const DeskScope inner = { .values = value, .outer = scope };
        render_stretch(r, body, &inner);
        return;
    }
    for (guint i = 0; i < value->items->len && !r->over; i++) {
        const DeskScope inner = { .values = g_ptr_array_index(value->items, i), .outer = scope };
        step(r);
        render_stretch(r, body, &inner);
    }
}

static void
put_section(Renderer *r, const DeskNode *node, const Stretch *body, const DeskScope *scope)
{
    const DeskValues *value = look_up(r, node->path, scope);
    if (++r->sections > SECTION_MAX) {
        r->over = true;
        return;
    }
    if (node->kind == DESK_NODE_SECTION && is_true(value))
        put_items(r, body, value, scope);
    else if (node->kind == DESK_NODE_INVERTED && !is_true(value))
        render_stretch(r, body, scope);
    r->sections--;
}

/* Files end with a line end, which must not cut the line that a partial stands in. */
static void
drop_line_end(Renderer *r, size_t before)
{
    const GString *out = r->out;
    size_t size = out->len;
    if (size > before && out->str[size - 1] == '\n')
        size--;
    if (size < out->len && size > before && out->str[size - 1] == '\r')
        size--;
    g_string_truncate(r->out, size);
}

static void
put_partial(Renderer *r, const DeskNode *node, const char *indent, const DeskScope *scope)
{
    const DeskTemplate *tmpl = r->finder ? r->finder(node->path[0], r->data) : NULL;
    if (!tmpl)
        return;
    if (++r->partials > PARTIAL_MAX) {
        r->over = true;
        return;
    }
    /* Only a partial that stands alone on its line hands the indentation on. */
    g_autofree char *deeper = g_strconcat(indent, node->text, NULL);
    const Stretch whole = { tmpl, 0, tmpl->nodes->len, node->fresh ? deeper : "" };
    size_t before = r->out->len;
    render_stretch(r, &whole, scope);
    if (!node->fresh)
        drop_line_end(r, before);
    r->partials--;
}

static void
render_stretch(Renderer *r, const Stretch *stretch, const DeskScope *scope)
{
    for (guint i = stretch->begin; i < stretch->end && !r->over; i++) {
        const DeskNode *node = &g_array_index(stretch->tmpl->nodes, DeskNode, i);
        step(r);
        switch (node->kind) {
        case DESK_NODE_TEXT:
            put_text(r, node, stretch->indent);
            break;
        case DESK_NODE_ESCAPED:
        case DESK_NODE_RAW:
            put_variable(r, node, scope);
            break;
        case DESK_NODE_SECTION:
        case DESK_NODE_INVERTED: {
            const Stretch body = { stretch->tmpl, i + 1, node->end, stretch->indent };
            put_section(r, node, &body, scope);
            i = node->end - 1;
            break;
        }
        case DESK_NODE_PARTIAL:
            put_partial(r, node, stretch->indent, scope);
            break;
        }
    }
}

char *
desk_template_render(const DeskTemplate *tmpl, const DeskValues *values, DeskEscape escape,
                     DeskPartialFinder finder, gpointer data, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    Renderer r = { .out = out, .escape = escape, .finder = finder, .data = data };
    const DeskScope scope = { .values = values };
    const Stretch whole = { tmpl, 0, tmpl->nodes->len, "" };

    render_stretch(&r, &whole, &scope);
    if (r.over) {
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG,
                    "the result is over %zu bytes, or partials and sections nest without end",
                    OUTPUT_MAX);
        return NULL;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
