#include "mail/header.h"

/* Lines after a broken one within which a field tells that the block goes on. */
#define LOOK_AHEAD 8

DeskBytes
desk_header_take_line(DeskBytes *rest)
{
    const char *end = rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t size = end ? (size_t) (end + 1 - rest->data) : rest->size;
    DeskBytes line = { rest->data, size };
    rest->data += size;
    rest->size -= size;
    return line;
}

bool
desk_header_is_end(DeskBytes line)
{
    return (line.size == 1 && line.data[0] == '\n') ||
           (line.size == 2 && line.data[0] == '\r' && line.data[1] == '\n');
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool
desk_header_split(DeskBytes line, DeskHeader *header)
{
    const char *colon = line.size > 0 ? memchr(line.data, ':', line.size) : NULL;
    if (!colon)
        return false;
    size_t name = (size_t) (colon - line.data);
    while (name > 0 && is_blank(line.data[name - 1]))
        name--;
    for (size_t i = 0; i < name; i++)
        if (line.data[i] < 33 || line.data[i] > 126)
            return false;

    size_t end = line.size;
    if (line.data[end - 1] == '\n')
        end--;
    if (line.data[end - 1] == '\r')
        end--;
    header->name = (DeskBytes){ line.data, name };
    header->value = (DeskBytes){ colon + 1, (size_t) (line.data + end - (colon + 1)) };
    return name > 0;
}

/* One line with those that continue it. */
static DeskBytes
take_field(DeskBytes *rest)
{
    DeskBytes field = desk_header_take_line(rest);
    if (desk_header_is_end(field))
        return field;
    while (rest->size > 0 && is_blank(rest->data[0]))
        field.size += desk_header_take_line(rest).size;
    return field;
}

bool
desk_header_next(DeskBytes *rest, DeskHeader *header)
{
    while (rest->size > 0) {
        DeskBytes field = take_field(rest);
        if (desk_header_is_end(field))
            return false;
        if (desk_header_split(field, header))
            return true;
    }
    return false;
}

/* Names that a text hardly begins a line with: those with a hyphen, and a few more. */
static bool
is_likely_field(DeskBytes line)
{
    static const char *const names[] = { "From",   "To",       "Cc",       "Bcc",  "Subject",
                                         "Sender", "Received", "Comments", "Date", "Keywords" };
    DeskHeader field;
    if (!desk_header_split(line, &field))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (desk_header_is(&field, names[i]))
            return true;
    return memchr(field.name.data, '-', field.name.size) != NULL;
}

static bool
is_mbox_line(DeskBytes line)
{
    static const char mbox[] = ">From ";
    for (size_t i = 0; i < 2; i++)
        if (line.size > strlen(mbox + i) && memcmp(line.data, mbox + i, strlen(mbox + i)) == 0)
            return true;
    return false;
}

/* A line that is no field ends the block, unless more fields follow or it comes from an mbox. */
static bool
is_passed_over(DeskBytes line, DeskBytes rest)
{
    if (is_blank(line.data[0]) || is_mbox_line(line))
        return true;
    for (unsigned i = 0; i < LOOK_AHEAD && rest.size > 0; i++) {
        DeskBytes next = desk_header_take_line(&rest);
        if (desk_header_is_end(next))
            return false;
        if (is_likely_field(next))
            return true;
    }
    return false;
}

/* Whoever took the mail may have ended its last line the usual way. */
static bool
has_bare_cr_only(DeskBytes raw)
{
    size_t last = raw.size > 0 && raw.data[raw.size - 1] == '\n' ? 1 : 0;
    last += raw.size > last && raw.data[raw.size - 1 - last] == '\r' ? 1 : 0;
    return raw.size > last && !memchr(raw.data, '\n', raw.size - last) &&
           memchr(raw.data, '\r', raw.size - last);
}

DeskBytes
desk_header_top(DeskBytes raw, char **copy)
{
    *copy = NULL;
    if (has_bare_cr_only(raw)) {
        *copy = g_memdup2(raw.data, raw.size);
        for (char *p = *copy; (p = memchr(p, '\r', raw.size - (size_t) (p - *copy))) != NULL;)
            *p = '\n';
        raw.data = *copy;
    }
    DeskBytes rest = raw;
    while (rest.size > 0) {
        DeskBytes before = rest;
        DeskBytes line = desk_header_take_line(&rest);
        if (!desk_header_is_end(line))
            return before.size < raw.size && is_likely_field(line) ? before : raw;
    }
    return raw;
}

GArray *
desk_headers_read(DeskBytes raw, DeskBytes *body)
{
    GArray *headers = g_array_new(FALSE, FALSE, sizeof(DeskHeader));
    while (raw.size > 0) {
        DeskHeader header;
        DeskBytes before = raw;
        DeskBytes field = take_field(&raw);
        if (desk_header_is_end(field))
            break;
        if (desk_header_split(field, &header)) {
            if (headers->len < DESK_HEADERS_MAX)
                g_array_append_val(headers, header);
        } else if (!is_passed_over(field, raw)) {
            raw = before;
            break;
        }
    }
    if (body)
        *body = raw;
    return headers;
}

bool
desk_header_is(const DeskHeader *header, const char *name)
{
    return header->name.size == strlen(name) &&
           g_ascii_strncasecmp(header->name.data, name, header->name.size) == 0;
}

int
desk_headers_find(const GArray *headers, const char *name, unsigned from)
{
    for (unsigned i = from; i < headers->len; i++)
        if (desk_header_is(&g_array_index(headers, DeskHeader, i), name))
            return (int) i;
    return -1;
}

/* Skips white space and comments, nested ones too. */
static size_t
skip_comments(DeskBytes value, size_t i)
{
    unsigned depth = 0;
    for (; i < value.size; i++) {
        char c = value.data[i];
        if (depth > 0 && c == '\\')
            i++;
        else if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (depth == 0 && !g_ascii_isspace(c))
            break;
    }
    return MIN(i, value.size);
}

/* Appends one token or quoted string to out (which may be NULL); returns where it ends. */
static size_t
take_token(DeskBytes value, size_t i, GString *out)
{
    bool quoted = i < value.size && value.data[i] == '"';
    for (i += quoted ? 1 : 0; i < value.size; i++) {
        char c = value.data[i];
        if (quoted && c == '"')
            return i + 1;
        if (quoted && c == '\\' && i + 1 < value.size)
            c = value.data[++i];
        else if (!quoted && (strchr(";=(", c) || g_ascii_isspace(c)))
            break;
        if (out && !(quoted && (c == '\r' || c == '\n')))
            g_string_append_c(out, c);
    }
    return i;
}

char *
desk_header_word(DeskBytes value)
{
    GString *word = g_string_new(NULL);
    take_token(value, skip_comments(value, 0), word);
    g_string_ascii_down(word);
    return g_string_free(word, FALSE);
}
