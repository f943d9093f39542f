#include "mail/entity.h"
#include "mail/boundary.h"
#include "mail/parameter.h"

#define BOUNDARY_MAX 1000
#define TYPE_MAX     200

typedef struct {
    char *text; /* NULL: taken from the body, where it is first met */
    size_t size;
    unsigned index;
} Open;

typedef struct {
    DeskBytes rest;
    GPtrArray *list;
    GPtrArray *defects;
    Open stack[DESK_ENTITY_DEPTH_MAX];
    unsigned open;
    unsigned leaf; /* index of the entity whose body is being read */
} Reading;

static void
entity_free(void *data)
{
    DeskEntity *entity = data;
    g_array_unref(entity->headers);
    g_free(entity->type);
    g_free(entity->disposition);
    g_free(entity->encoding);
    g_free(entity);
}

DeskBytes
desk_entity_field(const DeskEntity *entity, const char *name)
{
    int i = desk_headers_find(entity->headers, name, 0);
    return i < 0 ? (DeskBytes){ NULL, 0 } : g_array_index(entity->headers, DeskHeader, i).value;
}

bool
desk_entity_is_multipart(const DeskEntity *entity)
{
    return g_str_has_prefix(entity->type, "multipart/");
}

bool
desk_entity_is_message(const DeskEntity *entity)
{
    static const char *const types[] = { "message/rfc822", "message/global", "message/news" };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(entity->type, types[i]) == 0)
            return true;
    return false;
}

static void
note(Reading *reading, const char *defect)
{
    if (reading->defects && !g_ptr_array_find(reading->defects, defect, NULL))
        g_ptr_array_add(reading->defects, (void *) defect);
}

static size_t
token_size(const char *p)
{
    size_t i = 0;
    while (g_ascii_isalnum(p[i]) || (p[i] && strchr("-+._!#$&^", p[i])))
        i++;
    return i;
}

/* The caller's; NULL when there is no type. */
static char *
cut_type(const char *word)
{
    const char *start = word + strspn(word, "<\"'/");
    size_t type = token_size(start);
    size_t subtype = start[type] == '/' ? token_size(start + type + 1) : 0;
    return type > 0 && subtype > 0 && type + subtype < TYPE_MAX
               ? g_ascii_strdown(start, (gssize) (type + 1 + subtype))
               : NULL;
}

char *
desk_entity_clean_type(const char *text)
{
    char *type = text ? cut_type(text) : NULL;
    return type ? type : g_strdup("application/octet-stream");
}

/*
 * "text" or "html" alone are what some scripts write; what is no type at all counts as none (RFC
 * 2045 section 5.2).
 */
static char *
read_type(DeskBytes value, const char *standard)
{
    g_autofree char *word = desk_header_word(value);
    char *type = cut_type(word);
    if (type)
        return type;
    if (*word == '\0')
        return g_strdup(standard);
    return g_strdup(strstr(word, "html") ? "text/html" : "text/plain");
}

static const char *
standard_type(const Reading *reading)
{
    const DeskEntity *parent =
        reading->open > 0
            ? g_ptr_array_index(reading->list, reading->stack[reading->open - 1].index)
            : NULL;
    return parent && strcmp(parent->type, "multipart/digest") == 0 ? "message/rfc822"
                                                                   : "text/plain";
}

/*
 * Of two types of a part the last counts: the first belongs to a multipart whose first boundary
 * somebody has lost. The mail itself has the type that is seen first.
 */
static DeskBytes
type_field(const Reading *reading, const GArray *headers)
{
    int found = -1;
    for (int i = -1; (i = desk_headers_find(headers, "Content-Type", (unsigned) (i + 1))) >= 0;)
        if (found < 0 || reading->list->len > 0)
            found = i;
    return found < 0 ? (DeskBytes){ NULL, 0 } : g_array_index(headers, DeskHeader, found).value;
}

static void
add_entity(Reading *reading, GArray *headers)
{
    DeskEntity *entity = g_new0(DeskEntity, 1);
    entity->headers = headers;
    DeskBytes type = type_field(reading, headers);
    entity->type_field = type;
    entity->type = read_type(type, standard_type(reading));
    entity->disposition = desk_header_word(desk_entity_field(entity, "Content-Disposition"));
    entity->encoding = desk_header_word(desk_entity_field(entity, "Content-Transfer-Encoding"));
    entity->depth = reading->open;
    entity->body = (DeskBytes){ reading->rest.data, 0 };
    reading->leaf = reading->list->len;
    g_ptr_array_add(reading->list, entity);
}

static bool
is_boundary(const Open *open, DeskBytes line, bool *closes)
{
    return open->text && desk_boundary_is(line, open->text, open->size, closes);
}

static bool
is_dashed(DeskBytes line)
{
    return line.size > 2 && line.data[0] == '-' && line.data[1] == '-';
}

/* The innermost multipart whose boundary the line is, or -1. */
static int
find_boundary(const Reading *reading, DeskBytes line, bool *closes)
{
    if (line.size < 2 || line.data[0] != '-' || line.data[1] != '-')
        return -1;
    for (unsigned i = reading->open; i > 0; i--)
        if (is_boundary(&reading->stack[i - 1], line, closes))
            return (int) i - 1;
    return -1;
}

/*
 * A multipart that does not name a boundary has the first line with two dashes that a field about
 * content follows.
 */
static bool
adopt_boundary(Reading *reading, DeskBytes line)
{
    static const char field[] = "Content-";
    Open *open = reading->open > 0 ? &reading->stack[reading->open - 1] : NULL;
    if (!open || open->text || !is_dashed(line) || line.size > BOUNDARY_MAX ||
        reading->rest.size < sizeof field ||
        g_ascii_strncasecmp(reading->rest.data, field, sizeof field - 1) != 0)
        return false;
    open->text = g_strchomp(g_strndup(line.data + 2, line.size - 2));
    open->size = strlen(open->text);
    note(reading, "MIME boundary not declared, taken from the body");
    return true;
}

static void
close_above(Reading *reading, unsigned open)
{
    while (reading->open > open) {
        Open *top = &reading->stack[--reading->open];
        ((DeskEntity *) g_ptr_array_index(reading->list, top->index))->end = reading->list->len;
        g_clear_pointer(&top->text, g_free);
    }
}

/* The line break before a boundary belongs to the boundary. */
static DeskBytes
without_break(DeskBytes body)
{
    if (body.size > 0 && body.data[body.size - 1] == '\n')
        body.size--;
    if (body.size > 0 && body.data[body.size - 1] == '\r')
        body.size--;
    return body;
}

/* Whether the declared boundary occurs at all; looked for in the outermost body alone. */
static bool
occurs(const Reading *reading, const char *boundary)
{
    if (reading->list->len > 1)
        return true;
    g_autofree char *line = g_strconcat("--", boundary, NULL);
    return memmem(reading->rest.data, reading->rest.size, line, strlen(line)) != NULL;
}

/* What follows is the body of the entity that was added last. */
static void
open_entity(Reading *reading)
{
    DeskEntity *entity = g_ptr_array_index(reading->list, reading->leaf);
    if (!desk_entity_is_multipart(entity) || reading->open == DESK_ENTITY_DEPTH_MAX)
        return;
    char *boundary = desk_parameter_raw(entity->type_field, "boundary");
    if (boundary)
        g_strchomp(boundary);
    if (boundary && !occurs(reading, boundary))
        g_clear_pointer(&boundary, g_free);
    reading->stack[reading->open++] =
        (Open){ .text = boundary, .size = boundary ? strlen(boundary) : 0, .index = reading->leaf };
}

/* The header block of a part; a boundary line ends it as well, and is left for the body. */
static GArray *
read_headers(Reading *reading)
{
    DeskBytes block = { reading->rest.data, 0 };
    while (reading->rest.size > 0) {
        bool closes;
        DeskBytes before = reading->rest;
        DeskBytes line = desk_header_take_line(&reading->rest);
        if (find_boundary(reading, line, &closes) >= 0) {
            reading->rest = before;
            break;
        }
        block.size += line.size;
        if (desk_header_is_end(line))
            break;
    }
    DeskBytes body;
    GArray *headers = desk_headers_read(block, &body);
    if (body.size > 0) {
        /* A block without fields, or one that turns into text, is text. */
        reading->rest.size += (size_t) (reading->rest.data - body.data);
        reading->rest.data = body.data;
    }
    return headers;
}

static void
begin_part(Reading *reading, unsigned parent)
{
    close_above(reading, parent + 1);
    GArray *headers = read_headers(reading);
    add_entity(reading, headers);
    open_entity(reading);
}

static void
end_body(Reading *reading, DeskBytes line)
{
    DeskEntity *entity = g_ptr_array_index(reading->list, reading->leaf);
    if (entity->body.data > line.data)
        return;
    entity->body.size = (size_t) (line.data - entity->body.data);
    entity->body = without_break(entity->body);
}

static void
take_line(Reading *reading)
{
    bool closes = false;
    DeskBytes line = desk_header_take_line(&reading->rest);
    int found = find_boundary(reading, line, &closes);
    if (found < 0 && adopt_boundary(reading, line))
        found = (int) reading->open - 1;
    if (found < 0)
        return;
    if (reading->leaf != G_MAXUINT)
        end_body(reading, line);
    reading->leaf = G_MAXUINT;
    if (closes)
        close_above(reading, (unsigned) found);
    else
        begin_part(reading, (unsigned) found);
}

GPtrArray *
desk_entities_read(const GArray *headers, DeskBytes body, GPtrArray *defects)
{
    Reading reading = { .rest = body,
                        .list = g_ptr_array_new_with_free_func(entity_free),
                        .defects = defects };
    add_entity(&reading, g_array_ref((GArray *) headers));
    open_entity(&reading);
    while (reading.rest.size > 0 && reading.list->len < DESK_ENTITIES_MAX)
        take_line(&reading);
    if (reading.leaf != G_MAXUINT) {
        DeskEntity *last = g_ptr_array_index(reading.list, reading.leaf);
        if (last->body.data)
            last->body.size = (size_t) (body.data + body.size - last->body.data);
    }
    close_above(&reading, 0);
    for (unsigned i = 0; i < reading.list->len; i++) {
        DeskEntity *entity = g_ptr_array_index(reading.list, i);
        if (entity->end == 0)
            entity->end = i + 1;
    }
    return reading.list;
}

char *
desk_entity_mail_header(const DeskEntity *entity)
{
    static const char *const names[] = { "From", "To", "Message-ID" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (desk_headers_find(entity->headers, names[i], 0) < 0)
            return NULL;
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < entity->headers->len; i++) {
        const DeskHeader *field = &g_array_index(entity->headers, DeskHeader, i);
        g_string_append_len(out, field->name.data, (gssize) field->name.size);
        g_string_append_c(out, ':');
        g_string_append_len(out, field->value.data, (gssize) field->value.size);
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}
