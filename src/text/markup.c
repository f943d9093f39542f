#include "text/markup.h"
#include "base/text.h"
#include "text/markup-links.h"

#define DEPTH_MAX  20   /* of quotes within quotes */
#define QUOTES_MAX 1000 /* blockquotes in all: each is longer than the mark that it stands for */
#define TAB_STOP   4    /* characters */
#define BLANK      "\u00a0" /* one that is neither joined with others nor left out */

static const char quote_tag[] = "<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;"
                                "border-left:1px solid #ccc;padding-left:1ex\">\n";

typedef struct {
    GString *out;
    unsigned depth;  /* of the quote that is open */
    unsigned quotes; /* that have been opened */
    bool in_paragraph;
} Writer;

static void
append_escaped(GString *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        case '\'':
            g_string_append(out, "&#39;");
            break;
        default:
            g_string_append_c(out, text[i]);
        }
    }
}

static void
append_link(GString *out, const char *text, const DeskMarkupLink *link)
{
    g_string_append_printf(out, "<a href=\"%s", link->scheme);
    append_escaped(out, text, link->size);
    g_string_append(out, "\">");
    append_escaped(out, text, link->size);
    g_string_append(out, "</a>");
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Indentation and columns stay: of blanks in a row only the last may be an ordinary one. */
static void
append_blank(GString *out, DeskBytes line, size_t i, size_t *column)
{
    bool is_alone = i > 0 && (i + 1 == line.size || !is_blank(line.data[i + 1]));
    if (line.data[i] == ' ') {
        g_string_append(out, is_alone ? " " : BLANK);
        *column += 1;
        return;
    }
    do
        g_string_append(out, BLANK);
    while (++*column % TAB_STOP != 0);
}

static void
append_line(GString *out, DeskBytes line)
{
    size_t column = 0;
    for (size_t i = 0; i < line.size;) {
        if (is_blank(line.data[i])) {
            append_blank(out, line, i++, &column);
            continue;
        }
        DeskMarkupLink link = desk_markup_link(line, i);
        if (link.is_link)
            append_link(out, line.data + i, &link);
        else
            append_escaped(out, line.data + i, link.size);
        column += (size_t) g_utf8_strlen(line.data + i, (gssize) link.size);
        i += link.size;
    }
}

/* Takes the quote marks off the line: "> > ", ">>". */
static unsigned
take_marks(DeskBytes *line)
{
    unsigned depth = 0;
    while (depth < DEPTH_MAX && line->size > 0 && *line->data == '>') {
        size_t size = line->size > 1 && line->data[1] == ' ' ? 2 : 1;
        line->data += size;
        line->size -= size;
        depth++;
    }
    return depth;
}

static void
end_paragraph(Writer *writer)
{
    if (writer->in_paragraph)
        g_string_append(writer->out, "</div>\n");
    writer->in_paragraph = false;
}

static void
set_depth(Writer *writer, unsigned depth)
{
    if (writer->depth == depth)
        return;
    end_paragraph(writer);
    for (; writer->depth > depth; writer->depth--)
        g_string_append(writer->out, "</blockquote>\n");
    for (; writer->depth < depth; writer->depth++) {
        g_string_append(writer->out, quote_tag);
        writer->quotes++;
    }
}

/* A paragraph finds its direction by itself, its lines all the same one. */
static void
write_line(Writer *writer, DeskBytes line)
{
    DeskBytes rest = line;
    unsigned depth = take_marks(&rest);
    if (depth > writer->depth && writer->quotes + depth - writer->depth > QUOTES_MAX) {
        depth = writer->depth;
        rest = line;
    }
    set_depth(writer, depth);
    if (rest.size == 0) {
        end_paragraph(writer);
        g_string_append(writer->out, "<br>\n");
        return;
    }
    g_string_append(writer->out, writer->in_paragraph ? "<br>\n" : "<div dir=\"auto\">");
    writer->in_paragraph = true;
    append_line(writer->out, rest);
}

char *
desk_markup_html(const char *text)
{
    g_autofree char *clean = desk_text_repair(text, strlen(text), NULL);
    size_t size = strlen(clean);
    Writer writer = { .out = g_string_sized_new(size + size / 4) };
    for (const char *p = clean; *p;) {
        const char *end = strchrnul(p, '\n');
        write_line(&writer, (DeskBytes){ p, (size_t) (end - p) });
        p = *end ? end + 1 : end;
    }
    set_depth(&writer, 0);
    end_paragraph(&writer);
    return g_string_free(writer.out, FALSE);
}
