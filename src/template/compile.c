#include "base/text.h"
#include "template/tree.h"

#define SOURCE_MAX    (1024 * 1024)
#define NESTING_MAX   100
#define DELIMITER_MAX 16

G_DEFINE_QUARK(desk - template - error, desk_template_error)

typedef struct {
    const char *source;
    size_t size;
    size_t at;
    size_t counted; /* lines are counted up to here */
    guint line;
    char open[DELIMITER_MAX + 1];
    char close[DELIMITER_MAX + 1];
    GArray *nodes;
    GArray *opened; /* guint: the sections not closed yet, by node index */
    GError **error;
} Compiler;

/* One tag: where it stands, its kind character (0: a plain name) and what is in it. */
typedef struct {
    size_t begin;
    size_t end;
    char sigil;
    const char *content; /* blanks trimmed */
    size_t content_size;
} Tag;

static void
node_clear(gpointer data)
{
    DeskNode *node = data;
    g_free(node->text);
    g_strfreev(node->path);
}

void
desk_template_free(DeskTemplate *tmpl)
{
    if (!tmpl)
        return;
    g_array_unref(tmpl->nodes);
    g_free(tmpl);
}

/* Positions only grow, so all counting together reads the source once. */
static guint
line_at(Compiler *c, size_t position)
{
    for (; c->counted < position; c->counted++)
        if (c->source[c->counted] == '\n')
            c->line++;
    return c->line;
}

static bool fail(Compiler *c, size_t position, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool
fail(Compiler *c, size_t position, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(c->error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_SYNTAX, "line %u: %s",
                line_at(c, position), what);
    return false;
}

static bool
is_blank(char ch)
{
    return ch == ' ' || ch == '\t';
}

static bool
starts_line(const Compiler *c, size_t position)
{
    return position == 0 || c->source[position - 1] == '\n';
}

static bool
matches(const Compiler *c, size_t position, const char *word)
{
    size_t size = strlen(word);
    return position + size <= c->size && memcmp(c->source + position, word, size) == 0;
}

static const char *
find(const Compiler *c, size_t from, const char *word)
{
    return from <= c->size ? memmem(c->source + from, c->size - from, word, strlen(word)) : NULL;
}

static DeskNode *
add_node(Compiler *c, DeskNodeKind kind)
{
    DeskNode node = { .kind = kind };
    g_array_append_val(c->nodes, node);
    return &g_array_index(c->nodes, DeskNode, c->nodes->len - 1);
}

static void
add_text(Compiler *c, size_t begin, size_t end)
{
    if (begin == end)
        return;
    DeskNode *node = add_node(c, DESK_NODE_TEXT);
    node->fresh = starts_line(c, begin);
    node->text = g_strndup(c->source + begin, end - begin);
}

/* A tag that opens a line: an empty text takes the indentation of a partial. */
static void
add_line_start(Compiler *c, size_t begin)
{
    if (!starts_line(c, begin))
        return;
    DeskNode *node = add_node(c, DESK_NODE_TEXT);
    node->fresh = true;
    node->text = g_strdup("");
}

/* Fills tag from the opening delimiter at begin. False on a tag that never ends. */
static bool
read_tag(Compiler *c, size_t begin, Tag *tag)
{
    size_t inside = begin + strlen(c->open);
    char sigil = inside < c->size ? c->source[inside] : '\0';
    if (!sigil || !strchr("{&#^/>!=<$", sigil))
        sigil = '\0';
    else
        inside++;

    char close[DELIMITER_MAX + 2];
    const char *before = sigil == '{' ? "}" : sigil == '=' ? "=" : "";
    g_snprintf(close, sizeof close, "%s%s", before, c->close);
    const char *end = find(c, inside, close);
    if (!end)
        return fail(c, begin, "a tag is opened with \"%s\", but \"%s\" never closes it", c->open,
                    close);

    const char *content = c->source + inside;
    while (content < end && g_ascii_isspace(*content))
        content++;
    const char *last = end;
    while (last > content && g_ascii_isspace(last[-1]))
        last--;
    *tag = (Tag){ .begin = begin,
                  .end = (size_t) (end - c->source) + strlen(close),
                  .sigil = sigil,
                  .content = content,
                  .content_size = (size_t) (last - content) };
    return true;
}

/*
 * A tag that shows nothing itself and is alone on its line takes the line with it. Then
 * *from is where its blanks begin, and *next the beginning of the following line.
 */
static bool
is_standalone(const Compiler *c, const Tag *tag, size_t *from, size_t *next)
{
    if (!tag->sigil || tag->sigil == '{' || tag->sigil == '&')
        return false;

    size_t left = tag->begin;
    while (left > 0 && is_blank(c->source[left - 1]))
        left--;
    size_t right = tag->end;
    while (right < c->size && is_blank(c->source[right]))
        right++;
    if (matches(c, right, "\r\n"))
        right++;
    if (!starts_line(c, left) || (right < c->size && c->source[right] != '\n'))
        return false;
    *from = left;
    *next = right < c->size ? right + 1 : right;
    return true;
}

/* The parts of a dotted name; "." has none. NULL with an error when it is no name. */
static char **
read_path(Compiler *c, const Tag *tag)
{
    g_autofree char *name = g_strndup(tag->content, tag->content_size);
    g_autofree char *shown = desk_text_quote(name);
    if (!*name) {
        fail(c, tag->begin, "a tag has no name");
        return NULL;
    }
    for (const char *p = name; *p; p++) {
        if (g_ascii_isspace(*p)) {
            fail(c, tag->begin, "\"%s\" is no name: it has a blank", shown);
            return NULL;
        }
    }
    if (g_str_equal(name, "."))
        return g_new0(char *, 1);

    g_auto(GStrv) path = g_strsplit(name, ".", -1);
    for (char **part = path; *part; part++) {
        if (!**part) {
            fail(c, tag->begin, "\"%s\" is no name: a part between dots is empty", shown);
            return NULL;
        }
    }
    return g_steal_pointer(&path);
}

static bool
add_variable(Compiler *c, const Tag *tag)
{
    char **path = read_path(c, tag);
    if (!path)
        return false;
    DeskNode *node = add_node(c, tag->sigil ? DESK_NODE_RAW : DESK_NODE_ESCAPED);
    node->path = path;
    node->line = line_at(c, tag->begin);
    return true;
}

static bool
open_section(Compiler *c, const Tag *tag)
{
    if (c->opened->len >= NESTING_MAX) {
        g_set_error(c->error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG,
                    "line %u: sections are nested over %d deep", line_at(c, tag->begin),
                    NESTING_MAX);
        return false;
    }
    char **path = read_path(c, tag);
    if (!path)
        return false;

    guint index = c->nodes->len;
    DeskNode *node = add_node(c, tag->sigil == '#' ? DESK_NODE_SECTION : DESK_NODE_INVERTED);
    node->path = path;
    node->text = g_strndup(tag->content, tag->content_size);
    node->line = line_at(c, tag->begin);
    g_array_append_val(c->opened, index);
    return true;
}

static bool
close_section(Compiler *c, const Tag *tag)
{
    g_autofree char *name = g_strndup(tag->content, tag->content_size);
    g_autofree char *shown = desk_text_quote(name);
    if (c->opened->len == 0)
        return fail(c, tag->begin, "\"%s\" is closed, but no section is open", shown);

    guint index = g_array_index(c->opened, guint, c->opened->len - 1);
    DeskNode *section = &g_array_index(c->nodes, DeskNode, index);
    if (!g_str_equal(section->text, name)) {
        g_autofree char *expected = desk_text_quote(section->text);
        return fail(c, tag->begin, "\"%s\" is closed, expected \"%s\", which line %u opens", shown,
                    expected, section->line);
    }
    section->end = c->nodes->len;
    g_array_set_size(c->opened, c->opened->len - 1);
    return true;
}

static bool
add_partial(Compiler *c, const Tag *tag, size_t indent_from, bool alone)
{
    if (tag->content_size == 0)
        return fail(c, tag->begin, "a partial has no name");
    DeskNode *node = add_node(c, DESK_NODE_PARTIAL);
    node->fresh = alone;
    node->text = g_strndup(c->source + indent_from, tag->begin - indent_from);
    node->path = g_new0(char *, 2);
    node->path[0] = g_strndup(tag->content, tag->content_size);
    node->line = line_at(c, tag->begin);
    return true;
}

static bool
set_delimiters(Compiler *c, const Tag *tag)
{
    g_autofree char *both = g_strndup(tag->content, tag->content_size);
    size_t left = strcspn(both, " \t\r\n");
    const char *right = both + left + strspn(both + left, " \t\r\n");
    if (left == 0 || left > DELIMITER_MAX || !*right || strlen(right) > DELIMITER_MAX ||
        strpbrk(right, " \t\r\n") || strchr(both, '='))
        return fail(c, tag->begin,
                    "wrong delimiters, expected two of at most %d characters with a blank "
                    "between them and without \"=\"",
                    DELIMITER_MAX);
    g_snprintf(c->close, sizeof c->close, "%s", right);
    g_snprintf(c->open, sizeof c->open, "%.*s", (int) left, both);
    return true;
}

static bool
add_tag(Compiler *c, const Tag *tag, size_t indent_from, bool alone)
{
    switch (tag->sigil) {
    case '!':
        return true;
    case '=':
        return set_delimiters(c, tag);
    case '#':
    case '^':
        return open_section(c, tag);
    case '/':
        return close_section(c, tag);
    case '>':
        return add_partial(c, tag, indent_from, alone);
    case '<':
    case '$':
        return fail(c, tag->begin, "template inheritance (\"%c\") is not known here", tag->sigil);
    default:
        return add_variable(c, tag);
    }
}

/* The text up to the next tag, and that tag. */
static bool
compile_step(Compiler *c)
{
    const char *open = find(c, c->at, c->open);
    if (!open) {
        add_text(c, c->at, c->size);
        c->at = c->size;
        return true;
    }

    Tag tag = { .begin = 0 };
    size_t from = 0;
    size_t next = 0;
    if (!read_tag(c, (size_t) (open - c->source), &tag))
        return false;
    bool alone = is_standalone(c, &tag, &from, &next);
    add_text(c, c->at, alone ? from : tag.begin);
    if (!alone)
        add_line_start(c, tag.begin);
    c->at = alone ? next : tag.end;
    return add_tag(c, &tag, alone ? from : tag.begin, alone);
}

static bool
compile(Compiler *c)
{
    while (c->at < c->size)
        if (!compile_step(c))
            return false;
    if (c->opened->len == 0)
        return true;

    guint index = g_array_index(c->opened, guint, c->opened->len - 1);
    const DeskNode *section = &g_array_index(c->nodes, DeskNode, index);
    g_autofree char *shown = desk_text_quote(section->text);
    g_set_error(c->error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_SYNTAX,
                "line %u: section \"%s\" is never closed", section->line, shown);
    return false;
}

DeskTemplate *
desk_template_compile(const char *source, GError **error)
{
    g_autoptr(GArray) nodes = g_array_new(FALSE, FALSE, sizeof(DeskNode));
    g_autoptr(GArray) opened = g_array_new(FALSE, FALSE, sizeof(guint));
    Compiler c = { .source = source,
                   .size = strlen(source),
                   .line = 1,
                   .open = "{{",
                   .close = "}}",
                   .nodes = nodes,
                   .opened = opened,
                   .error = error };

    g_array_set_clear_func(nodes, node_clear);
    if (c.size > SOURCE_MAX) {
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG,
                    "the template is larger than %d bytes", SOURCE_MAX);
        return NULL;
    }
    if (!compile(&c))
        return NULL;
    DeskTemplate *tmpl = g_new0(DeskTemplate, 1);
    tmpl->nodes = g_steal_pointer(&nodes);
    return tmpl;
}
