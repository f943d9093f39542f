#include "text/html-layout.h"
#include "text/body.h"
#include "text/html-writer.h"

#define TEXT_MAX  (2 * 1024 * 1024)
#define DEPTH_MAX 20 /* deeper quotes are shown as if they were as deep */
#define EMPTY_MAX 3  /* empty lines in a row */
#define RULE      "----------"
#define COLOURS   (DESK_COLOUR_GREEN + 1)

/* How far a header of a quoted mail is looked for. */
#define HEADER_BYTES   1000
#define HEADER_LINES   6
#define HEADER_LABEL   40
#define HEADERS_SOUGHT 1000

typedef struct {
    GString *out;
    GString *line; /* without signs */
    int depth;
    bool has_quote, has_header, has_signature, has_rule; /* signs seen and not yet used */
    bool owes_rule;
    int rule_depth;
    unsigned empty; /* lines owed */
    int empty_depth;
    unsigned headers_sought;
    bool was_delimiter; /* the last line is "-- " */

    DeskColour colour;      /* of the letters from here on */
    DeskColour line_colour; /* of all letters of the line, PLAIN when they differ */
    bool is_marked;         /* a quote without blockquote has begun */
    bool is_behind_header;  /* and this is its text */
    size_t lead;            /* bytes of out above the first quote */
    bool has_lead;
    bool was_question;                          /* the last line of a quote in another colour */
    unsigned quoted;                            /* lines in quotes */
    unsigned coloured[COLOURS], asked[COLOURS]; /* of a colour, and those below a question */
    DeskColour answers;                         /* lines of this colour in quotes are answers */
} Layout;

static void
write_prefix(Layout *layout, int depth, bool has_text)
{
    for (int i = 0; i < MIN(depth, DEPTH_MAX); i++)
        g_string_append_c(layout->out, '>');
    if (depth > 0 && has_text)
        g_string_append_c(layout->out, ' ');
}

static void
pay_empty(Layout *layout)
{
    unsigned count = layout->out->len > 0 ? MIN(layout->empty, EMPTY_MAX) : 0;
    for (unsigned i = 0; i < count; i++) {
        write_prefix(layout, layout->empty_depth, false);
        g_string_append_c(layout->out, '\n');
    }
    layout->empty = 0;
}

static void
begin_lead(Layout *layout)
{
    if (!layout->has_lead)
        layout->lead = layout->out->len;
    layout->has_lead = true;
}

static void
write_line(Layout *layout, int depth, const char *text)
{
    pay_empty(layout);
    if (layout->has_quote && depth == 0) {
        begin_lead(layout);
        layout->is_marked = true;
        g_string_append_c(layout->out, DESK_QUOTE_MARK);
    }
    layout->has_quote = false;
    write_prefix(layout, depth, true);
    g_string_append(layout->out, text);
    g_string_append_c(layout->out, '\n');
    layout->was_delimiter = strcmp(text, "-- ") == 0;
}

/* The length of a label and its colon at the start of a line ("Subject: "), or 0. */
static size_t
label_length(const char *line, size_t size)
{
    size_t at = 0;
    if (size == 0 || ((guchar) line[0] < 0x80 && !g_ascii_isalpha(line[0])))
        return 0;
    for (; at < MIN(size, HEADER_LABEL); at++) {
        if (line[at] == ':')
            return at + 1 == size || strchr(" \t", line[at + 1]) ? at + 1 : 0;
        if (size - at >= 3 && memcmp(line + at, "\xef\xbc\x9a", 3) == 0)
            return at + 3;
        if (g_ascii_isdigit(line[at]) || strchr("@<>/.,;", line[at]))
            return 0;
    }
    return 0;
}

/* Labels of a line: at its start, and others as in "From: ... Date: ...". */
static unsigned
count_labels(const char *line, size_t size)
{
    unsigned count = label_length(line, size) > 0;
    size_t word = 0;
    for (size_t i = label_length(line, size); count > 0 && i + 1 < size; i++) {
        count += word > 1 && line[i] == ':' && line[i + 1] == ' ';
        word = g_ascii_isdigit(line[i]) || (guchar) line[i] <= '@' ? 0 : word + 1;
    }
    return count;
}

static bool
has_time(const char *line, size_t size)
{
    for (size_t i = 1; i + 2 < size; i++)
        if (line[i] == ':' && g_ascii_isdigit(line[i - 1]) && g_ascii_isdigit(line[i + 1]) &&
            g_ascii_isdigit(line[i + 2]))
            return true;
    return false;
}

/*
 * The lines from here on are the header of a mail, in any language: labels at the start of the
 * lines, a time, and an address or a third label.
 */
static bool
is_header(Layout *layout, const char *text, const char *end)
{
    unsigned labels = 0, lines = 0;
    bool has_at = false, found_time = false;
    if (layout->headers_sought++ > HEADERS_SOUGHT)
        return false;
    end = MIN(end, text + HEADER_BYTES);
    while (text < end && lines < HEADER_LINES) {
        const char *stop = memchr(text, '\n', (size_t) (end - text));
        stop = stop ? stop : end;
        while (text < stop && (guchar) *text <= ' ')
            text++;
        size_t size = (size_t) (stop - text);
        unsigned count = count_labels(text, size);
        if (lines == 0 && size > 0 && count == 0)
            return false;
        lines += size > 0;
        labels += count;
        has_at |= size > 0 && memchr(text, '@', size);
        found_time |= has_time(text, size);
        text = stop + 1;
    }
    return found_time && labels >= 2 && (has_at || labels >= 3);
}

static void
take_sign(Layout *layout, char c)
{
    if (c == DESK_SIGN_DEEPER)
        layout->depth++;
    else if (c == DESK_SIGN_SHALLOWER)
        layout->depth -= layout->depth > 0;
    else if (c >= DESK_SIGN_COLOUR && c < DESK_SIGN_COLOUR + COLOURS)
        layout->colour = (DeskColour) (c - DESK_SIGN_COLOUR);
    layout->has_quote |= c == DESK_SIGN_QUOTE;
    layout->has_header |= c == DESK_SIGN_HEADER;
    layout->has_signature |= c == DESK_SIGN_SIGNATURE;
    layout->has_rule |= c == DESK_SIGN_RULE;
}

/* A line without its signs, and without blanks at its end unless it is "-- ". */
static void
read_line(Layout *layout, const char *text, const char *end)
{
    GString *line = layout->line;
    g_string_truncate(line, 0);
    bool is_first = true;
    for (; text < end; text++) {
        if ((guchar) *text < ' ' && *text != '\t') {
            take_sign(layout, *text);
            continue;
        }
        if (*text != ' ' && (is_first || layout->colour != layout->line_colour)) {
            layout->line_colour = is_first ? layout->colour : DESK_COLOUR_PLAIN;
            is_first = false;
        }
        g_string_append_c(line, *text);
    }
    if (strcmp(line->str, "-- ") == 0)
        return;
    while (line->len > 0 && strchr(" \t", line->str[line->len - 1]))
        g_string_truncate(line, line->len - 1);
}

static bool
is_delimiter(const char *line)
{
    return strcmp(line, "--") == 0 || strcmp(line, "-- ") == 0 || strcmp(line, "\u2014") == 0 ||
           strcmp(line, "\u2013") == 0;
}

/* What a line leaves owed for the next one with text. */
static void
lay_line(Layout *layout, const char *text, const char *end)
{
    read_line(layout, text, end);
    if (layout->has_rule) {
        layout->has_rule = false;
        layout->owes_rule = layout->out->len > 0;
        layout->rule_depth = layout->depth;
    } else if (layout->line->len == 0) {
        layout->is_behind_header = layout->is_marked;
        layout->empty_depth =
            layout->empty ? MIN(layout->empty_depth, layout->depth) : layout->depth;
        layout->empty++;
    }
}

static bool
is_question(const char *line)
{
    return g_str_has_suffix(line, "?") || g_str_has_suffix(line, "\uff1f") ||
           g_str_has_suffix(line, "\u061f");
}

/*
 * How deep the line is quoted. People answer within a quote in a colour: such a line is theirs,
 * and then the other lines of a quote that has no blockquote have to be told from it.
 */
static int
depth_of_line(Layout *layout)
{
    layout->is_marked &= layout->depth == 0;
    layout->is_behind_header &= layout->is_marked;
    if (layout->depth == 0 && !layout->is_behind_header)
        return 0;
    begin_lead(layout);
    DeskColour colour = layout->line_colour;
    layout->quoted++;
    layout->coloured[colour]++;
    layout->asked[colour] += layout->was_question;
    layout->was_question = colour == DESK_COLOUR_PLAIN && is_question(layout->line->str);
    bool is_answer = colour != DESK_COLOUR_PLAIN && colour == layout->answers;
    if (layout->answers == DESK_COLOUR_PLAIN)
        return layout->depth;
    return is_answer ? 0 : layout->depth + layout->is_behind_header;
}

/*
 * The colour of answers within the quotes, after a first run. They are announced above; or they
 * are red, not the most of it, and follow a question or are all that the sender can have
 * written. Other red was red before.
 */
static DeskColour
find_answers(const Layout *layout)
{
    g_autofree char *lead = g_strndup(layout->out->str, layout->lead);
    DeskColour announced = desk_answers_find(lead);
    DeskColour colour = announced != DESK_COLOUR_PLAIN ? announced : DESK_COLOUR_RED;
    unsigned lines = layout->coloured[colour], others = layout->quoted - lines;
    if (lines == 0 || others == 0)
        return DESK_COLOUR_PLAIN;
    bool is_likely = layout->asked[colour] > 0 || desk_body_is_blank(lead);
    bool is_found = announced != DESK_COLOUR_PLAIN || (is_likely && lines <= others);
    return is_found ? colour : DESK_COLOUR_PLAIN;
}

static void
lay_text(Layout *layout, const char *text, const char *end)
{
    layout->has_quote |= layout->has_header && is_header(layout, text, end);
    layout->has_header = false;
    if (layout->owes_rule)
        write_line(layout, layout->rule_depth, RULE);
    layout->owes_rule = false;
    bool is_signed = layout->has_signature;
    int depth = depth_of_line(layout);
    layout->has_signature = false;
    if (is_signed && is_delimiter(layout->line->str))
        g_string_assign(layout->line, "-- ");
    else if (is_signed && !layout->was_delimiter)
        write_line(layout, depth, "-- ");
    write_line(layout, depth, layout->line->str);
}

/* Lays out all of it; the caller's. */
static GString *
lay_all(Layout *layout, const GString *text)
{
    const char *end = text->str + text->len;
    layout->out = g_string_new(NULL);
    layout->line = g_string_new(NULL);
    for (const char *p = text->str; p < end && layout->out->len < TEXT_MAX;) {
        const char *stop = memchr(p, '\n', (size_t) (end - p));
        stop = stop ? stop : end;
        lay_line(layout, p, stop);
        if (layout->line->len > 0)
            lay_text(layout, p, end);
        p = stop + 1;
    }
    g_string_free(layout->line, TRUE);
    return layout->out;
}

char *
desk_html_layout(const GString *text)
{
    Layout layout = { .depth = 0 };
    GString *out = lay_all(&layout, text);
    DeskColour answers = find_answers(&layout);
    if (answers != DESK_COLOUR_PLAIN) {
        g_string_free(out, TRUE);
        layout = (Layout){ .answers = answers };
        out = lay_all(&layout, text);
    }
    if (out->len > 0)
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}
