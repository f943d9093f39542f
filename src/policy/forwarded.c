#include "policy/forwarded.h"
#include "text/quotes-lines.h"

static bool
introduces(const DeskLine *line)
{
    switch ((DeskLineKind) line->kind) {
    case DESK_LINE_BLANK:
    case DESK_LINE_RULE:
    case DESK_LINE_ATTRIBUTION:
    case DESK_LINE_SEPARATOR:
    case DESK_LINE_HEADER:
    case DESK_LINE_DELIMITER:
        return true;
    case DESK_LINE_TEXT:
    case DESK_LINE_QUOTE:
    case DESK_LINE_DASHES:
    case DESK_LINE_OPENER:
    case DESK_LINE_CLOSING:
        break;
    }
    return false;
}

/* The header of some programs has fields that are not known: they stand between those that are. */
static size_t
skip_introduction(const GArray *lines)
{
    size_t first = 0;
    for (size_t i = 0; i < lines->len; i++) {
        const DeskLine *line = desk_line(lines, i);
        if (introduces(line))
            first = i + 1;
        else if (first == 0 || desk_line(lines, i - 1)->kind == DESK_LINE_BLANK ||
                 !memchr(line->bytes.data, ':', MIN(line->bytes.size, 60)))
            break;
    }
    return first;
}

static bool
is_all_quoted(const GArray *lines, size_t first)
{
    for (size_t i = first; i < lines->len; i++) {
        const DeskLine *line = desk_line(lines, i);
        if (line->kind != DESK_LINE_BLANK && !desk_line_is_quoted(line->bytes))
            return false;
    }
    return true;
}

/* One sign less: what was quoted in it stays so. */
static DeskBytes
unquote_once(DeskBytes line)
{
    while (line.size > 0 && *line.data == ' ') {
        line.data++;
        line.size--;
    }
    size_t signs = line.size > 0 && *line.data == '>';
    signs += line.size > signs && line.data[signs] == ' ';
    return (DeskBytes){ line.data + signs, line.size - signs };
}

static char *
collect(const char *text)
{
    g_autoptr(GArray) lines = desk_lines_read(text);
    size_t first = skip_introduction(lines);
    bool is_quoted = is_all_quoted(lines, first);
    GString *out = g_string_new(NULL);
    for (size_t i = first; i < lines->len; i++) {
        DeskBytes line = desk_line(lines, i)->bytes;
        if (is_quoted)
            line = unquote_once(line);
        g_string_append_len(out, line.data, (gssize) line.size);
        g_string_append_c(out, '\n');
    }
    return g_strstrip(g_string_free(out, FALSE));
}

char *
desk_forwarded_text(const char *text, const char *above)
{
    size_t size = strlen(above);
    bool begins = strncmp(text, above, size) == 0;
    char *below = collect(begins ? text + size : text);
    if (*below)
        return below;
    g_free(below);
    return g_strdup(text);
}
