#include "text/flowed.h"

/* Deeper quotes than this are shown as if they were as deep. */
#define DEPTH_MAX 50

typedef struct {
    GString *out;
    bool delsp;
    bool is_careless; /* delsp is said, but the blanks of the text were not doubled */
    bool is_open;     /* the last line ended with a soft break */
    size_t depth;     /* of the last line */
} Flow;

static bool
is_signature_line(DeskBytes line)
{
    return line.size == 3 && memcmp(line.data, "-- ", 3) == 0;
}

/*
 * Whoever means delsp ends a line between words with two blanks, one of which stays. A sender
 * who says it and has not a single such line would lose the blanks between his words.
 */
static bool
doubles_no_blank(const char *text)
{
    return !strstr(text, "  \n");
}

/* The blank at the end of the line stood between words: not within a link, nor in a script without
 * blanks. */
static bool
ends_word(DeskBytes line)
{
    size_t start = line.size - 1;
    while (start > 0 && line.data[start - 1] != ' ')
        start--;
    size_t size = line.size - 1 - start;
    return size > 0 && (guchar) line.data[line.size - 2] < 0x80 &&
           !memchr(line.data + start, '/', size);
}

/* A paragraph is over: the blank of a soft break that led nowhere goes. */
static void
end_paragraph(Flow *flow)
{
    if (flow->is_open)
        while (flow->out->len > 0 && flow->out->str[flow->out->len - 1] == ' ')
            g_string_truncate(flow->out, flow->out->len - 1);
    flow->is_open = false;
    g_string_append_c(flow->out, '\n');
}

static void
begin_line(Flow *flow, DeskBytes line)
{
    for (size_t i = 0; i < flow->depth; i++)
        g_string_append_c(flow->out, '>');
    if (flow->depth > 0 && line.size > 0)
        g_string_append_c(flow->out, ' ');
    /* What was stuffed because it only looks like a quote keeps its blank. */
    else if (line.size > 0 && line.data[0] == '>')
        g_string_append_c(flow->out, ' ');
}

static void
add_line(Flow *flow, DeskBytes line, bool is_first)
{
    size_t depth = 0;
    while (depth < line.size && line.data[depth] == '>')
        depth++;
    line = (DeskBytes){ line.data + depth, line.size - depth };
    depth = MIN(depth, DEPTH_MAX);
    if (line.size > 0 && line.data[0] == ' ')
        line = (DeskBytes){ line.data + 1, line.size - 1 };

    bool is_fixed = is_signature_line(line) || line.size == 0 || line.data[line.size - 1] != ' ';
    bool joins = flow->is_open && depth == flow->depth && line.size > 0 && !is_signature_line(line);
    if (!joins) {
        if (!is_first)
            end_paragraph(flow);
        flow->depth = depth;
        begin_line(flow, line);
    }
    bool drops_blank = !is_fixed && flow->delsp && !(flow->is_careless && ends_word(line));
    g_string_append_len(flow->out, line.data, (gssize) (line.size - drops_blank));
    flow->is_open = !is_fixed;
}

char *
desk_flowed_decode(const char *text, bool delsp)
{
    Flow flow = { .out = g_string_sized_new(strlen(text) + 1), .delsp = delsp };
    flow.is_careless = delsp && doubles_no_blank(text);
    for (const char *p = text; *p;) {
        size_t size = strcspn(p, "\n");
        add_line(&flow, (DeskBytes){ p, size }, p == text);
        p += size;
        if (*p == '\n' && p[1] == '\0')
            end_paragraph(&flow);
        p += *p == '\n';
    }
    return g_string_free(flow.out, FALSE);
}
