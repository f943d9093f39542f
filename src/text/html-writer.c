#include "text/html-writer.h"

#define TEXT_MAX    (2 * 1024 * 1024)
#define EMPTY_MAX   2  /* line ends owed at once */
#define BLANKS_MAX  8  /* nonbreaking ones in a row */
#define COLUMNS_MAX 16 /* of indent */
#define MARKER_MAX  15
#define LINES_MAX   10  /* line ends owed in preformatted text */
#define INDENT_MAX  100 /* blanks in preformatted text */
#define TABLES_MAX  200
#define QUOTES_MAX  1000
#define CELL_MAX    80 /* bytes of a cell that shares its line with others */

/* Where an open table stands. */
typedef struct {
    bool has_text;    /* in a cell of this row before */
    bool was_tall;    /* the last such cell has several lines */
    size_t start;     /* of the cell, in the text */
    size_t separator; /* before the cell; 0 when there is none */
    unsigned lines;   /* of the text at the start of the cell */
} Row;

struct DeskHtmlWriter {
    GString *out;
    unsigned lines;     /* line ends written */
    unsigned owed;      /* line ends before the next text */
    bool blank;         /* a blank is owed */
    unsigned blanks;    /* nonbreaking ones */
    bool is_exact;      /* they come from preformatted text */
    bool is_fresh;      /* at the start of a box that swallows empty lines */
    unsigned owes_cell; /* a separator of cells: of which table, or 0 */
    unsigned tables;    /* open */
    GArray *rows;       /* Row, of the open tables; the first is of none */
    int depth;          /* of quotes, as the elements have it */
    int written_depth;  /* as the text has it */
    int indent;
    char marker[MARKER_MAX + 1];
    char signs[8]; /* owed */
    DeskColour colour;
    DeskColour written_colour; /* as the text has it */
};

DeskHtmlWriter *
desk_html_writer_new(void)
{
    DeskHtmlWriter *writer = g_new0(DeskHtmlWriter, 1);
    writer->out = g_string_new(NULL);
    writer->rows = g_array_new(FALSE, TRUE, sizeof(Row));
    g_array_set_size(writer->rows, 2);
    return writer;
}

GString *
desk_html_writer_finish(DeskHtmlWriter *writer)
{
    GString *out = writer->out;
    g_array_unref(writer->rows);
    g_free(writer);
    return out;
}

const GString *
desk_html_writer_so_far(const DeskHtmlWriter *writer)
{
    return writer->out;
}

static bool
is_line_empty(const DeskHtmlWriter *writer)
{
    return writer->out->len == 0 || writer->owed > 0;
}

/* The line above is "--" and the blank behind it would go: then it is no signature line. */
static void
keep_signature_line(DeskHtmlWriter *writer)
{
    GString *out = writer->out;
    bool owes_blank = writer->blank || writer->blanks > 0;
    if (!owes_blank || writer->owed > 0 || out->len < 2 ||
        memcmp(out->str + out->len - 2, "--", 2) != 0)
        return;
    if (out->len == 2 || (guchar) out->str[out->len - 3] < ' ')
        g_string_append_c(out, ' ');
}

static void
forget_blanks(DeskHtmlWriter *writer)
{
    keep_signature_line(writer);
    writer->blank = writer->is_exact = false;
    writer->blanks = 0;
}

static void
end_line(DeskHtmlWriter *writer, unsigned most)
{
    forget_blanks(writer);
    if (!writer->is_fresh && writer->out->len > 0 && writer->owed < most)
        writer->owed++;
}

void
desk_html_writer_colour(DeskHtmlWriter *writer, DeskColour colour)
{
    writer->colour = colour;
}

void
desk_html_writer_break(DeskHtmlWriter *writer)
{
    end_line(writer, EMPTY_MAX);
}

void
desk_html_writer_edge(DeskHtmlWriter *writer, unsigned lines)
{
    if (lines == 0)
        return;
    /* A box with a nonbreaking blank alone is how editors write an empty line. */
    if (writer->blanks > 0 && !writer->is_exact && is_line_empty(writer))
        end_line(writer, EMPTY_MAX);
    forget_blanks(writer);
    if (!writer->is_fresh && writer->out->len > 0)
        writer->owed = MAX(writer->owed, lines);
}

void
desk_html_writer_open(DeskHtmlWriter *writer)
{
    writer->is_fresh = true;
}

void
desk_html_writer_close(DeskHtmlWriter *writer)
{
    forget_blanks(writer);
    writer->is_fresh = false;
    writer->owed = MIN(writer->owed, 1);
}

void
desk_html_writer_quote(DeskHtmlWriter *writer, int levels)
{
    writer->depth += levels;
}

void
desk_html_writer_sign(DeskHtmlWriter *writer, char sign)
{
    size_t count = strlen(writer->signs);
    if (!strchr(writer->signs, sign) && count + 1 < sizeof writer->signs)
        writer->signs[count] = sign;
    desk_html_writer_edge(writer, 1);
}

void
desk_html_writer_unsign(DeskHtmlWriter *writer, char sign)
{
    char *at = strchr(writer->signs, sign);
    if (sign && at)
        memmove(at, at + 1, strlen(at));
}

void
desk_html_writer_indent(DeskHtmlWriter *writer, int columns)
{
    writer->indent += columns;
}

void
desk_html_writer_marker(DeskHtmlWriter *writer, const char *marker)
{
    g_strlcpy(writer->marker, marker, sizeof writer->marker);
}

/* The line ends, with the depth of the quote changed right before the line it is about. */
static void
pay_lines(DeskHtmlWriter *writer)
{
    for (; writer->owed > 0; writer->owed--) {
        g_string_append_c(writer->out, '\n');
        writer->lines++;
        int wanted = MIN(writer->depth, QUOTES_MAX);
        for (; writer->written_depth > wanted; writer->written_depth--)
            g_string_append_c(writer->out, DESK_SIGN_SHALLOWER);
    }
}

static void
begin_line(DeskHtmlWriter *writer)
{
    for (; writer->written_depth < MIN(writer->depth, QUOTES_MAX); writer->written_depth++)
        g_string_append_c(writer->out, DESK_SIGN_DEEPER);
    g_string_append(writer->out, writer->signs);
    memset(writer->signs, 0, sizeof writer->signs);
    int hang = writer->marker[0] ? 2 : 0;
    int columns = CLAMP(writer->indent - hang, 0, COLUMNS_MAX) +
                  (writer->blanks > 1 || writer->is_exact ? (int) writer->blanks : 0);
    g_string_append_printf(writer->out, "%*s%s", columns, "", writer->marker);
    writer->marker[0] = '\0';
}

/* All that is owed before the next character. */
static void
pay(DeskHtmlWriter *writer)
{
    bool needs_line =
        writer->depth != writer->written_depth || writer->marker[0] || writer->signs[0];
    bool is_first = writer->out->len == 0;
    if (!is_first && needs_line)
        writer->owed = MAX(writer->owed, 1);
    if (writer->owes_cell > 0 && writer->owed == 0) {
        g_array_index(writer->rows, Row, writer->owes_cell).separator = writer->out->len;
        g_string_append_c(writer->out, '\n');
        is_first = false;
    } else if (is_first || writer->owed > 0) {
        pay_lines(writer);
        begin_line(writer);
    } else {
        unsigned blanks = writer->blanks + writer->blank;
        g_string_append_printf(writer->out, "%*s", (int) blanks, "");
    }
    writer->owes_cell = 0;
    writer->blank = writer->is_exact = writer->is_fresh = false;
    writer->blanks = 0;
}

/* What the numbers of windows-1252 stand for where HTML means them (HTML standard, 13.2.5.80). */
static gunichar
from_windows(gunichar c)
{
    static const guint16 table[32] = { 0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
                                       0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
                                       0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d,
                                       0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
                                       0x0153, 0,      0x017e, 0x0178 };
    return c >= 0x80 && c < 0xa0 ? table[c - 0x80] : c;
}

/* Soft hyphens, marks and fillers that no reader sees, bidi controls; 0 stands for nothing. */
static bool
is_dropped(gunichar c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || c == 0xad || c == 0x34f ||
           c == 0x61c || c == 0x200b || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/* Joiners mean something between letters of many scripts, and in pictures; not after ASCII. */
static bool
is_idle_joiner(const DeskHtmlWriter *writer, gunichar c)
{
    const GString *out = writer->out;
    bool follows_letter = out->len > 0 && !writer->blank && writer->blanks == 0 &&
                          !is_line_empty(writer) && (out->str[out->len - 1] & 0x80);
    return (c == 0x200c || c == 0x200d) && !follows_letter;
}

static bool
is_nonbreaking(gunichar c)
{
    return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x180e;
}

static void
write_preformatted_space(DeskHtmlWriter *writer, gunichar c)
{
    if (c == '\n') {
        end_line(writer, LINES_MAX);
    } else if (c == '\t' && !is_line_empty(writer)) {
        pay(writer);
        g_string_append_c(writer->out, '\t');
    } else {
        writer->blanks = MIN(writer->blanks + (c == '\t' ? 8 : 1), INDENT_MAX);
        writer->is_exact = true;
    }
}

static void
write_char(DeskHtmlWriter *writer, gunichar c, bool is_preformatted)
{
    c = from_windows(c);
    if (is_dropped(c) || is_idle_joiner(writer, c))
        return;
    if (is_preformatted && (c == '\n' || c == '\t' || c == ' ')) {
        write_preformatted_space(writer, c);
    } else if (c == '\n' || c == '\t' || c == ' ') {
        writer->blank = true;
    } else if (is_nonbreaking(c)) {
        writer->blanks = MAX(writer->blanks, MIN(writer->blanks + 1, BLANKS_MAX));
    } else if (c == 0x2028 || c == 0x2029) {
        desk_html_writer_break(writer);
    } else {
        pay(writer);
        if (writer->colour != writer->written_colour)
            g_string_append_c(writer->out, (char) (DESK_SIGN_COLOUR + writer->colour));
        writer->written_colour = writer->colour;
        g_string_append_unichar(writer->out, c);
    }
}

void
desk_html_writer_text(DeskHtmlWriter *writer, DeskBytes text, bool is_preformatted)
{
    const char *end = text.data + text.size;
    for (const char *p = text.data; p < end && writer->out->len < TEXT_MAX; p = g_utf8_next_char(p))
        write_char(writer, g_utf8_get_char(p), is_preformatted);
}

void
desk_html_writer_rule(DeskHtmlWriter *writer)
{
    desk_html_writer_edge(writer, 1);
    if (writer->out->len >= TEXT_MAX)
        return;
    pay(writer);
    g_string_append_c(writer->out, DESK_SIGN_RULE);
    desk_html_writer_edge(writer, 1);
}

void
desk_html_writer_append(DeskHtmlWriter *writer, const char *text)
{
    for (const char *p = text; *p && writer->out->len < TEXT_MAX; p = g_utf8_next_char(p))
        if (!is_dropped(from_windows(g_utf8_get_char(p))))
            g_string_append_unichar(writer->out, from_windows(g_utf8_get_char(p)));
}

void
desk_html_writer_begin_table(DeskHtmlWriter *writer)
{
    writer->tables++;
    if (writer->tables < TABLES_MAX)
        g_array_set_size(writer->rows, writer->tables + 2);
    desk_html_writer_row(writer);
}

void
desk_html_writer_end_table(DeskHtmlWriter *writer)
{
    if (writer->tables == 0)
        return;
    writer->tables--;
    if (writer->tables < TABLES_MAX)
        g_array_set_size(writer->rows, writer->tables + 2);
}

static Row *
current_row(DeskHtmlWriter *writer)
{
    return &g_array_index(writer->rows, Row, writer->rows->len - 1);
}

void
desk_html_writer_row(DeskHtmlWriter *writer)
{
    *current_row(writer) = (Row){ 0 };
}

void
desk_html_writer_begin_cell(DeskHtmlWriter *writer)
{
    Row *row = current_row(writer);
    forget_blanks(writer);
    desk_html_writer_open(writer);
    row->start = writer->out->len;
    row->separator = 0;
    row->lines = writer->lines + (row->has_text ? 0 : writer->owed);
    if (!row->has_text)
        return;
    writer->owed = 0;
    writer->owes_cell = writer->rows->len - 1;
}

/*
 * Short cells of one line share the line, as in a table of figures; behind a label
 * ("Name:") comes a blank. A cell of several lines begins a line, and so does what follows it.
 */
void
desk_html_writer_end_cell(DeskHtmlWriter *writer)
{
    Row *row = current_row(writer);
    GString *out = writer->out;
    unsigned owed = writer->owed;
    desk_html_writer_close(writer);
    if (out->len == row->start) {
        if (writer->owes_cell == writer->rows->len - 1)
            writer->owes_cell = 0;
        writer->owed = MAX(writer->owed, row->has_text ? 1 : 0);
        return;
    }
    bool is_tall = writer->lines != row->lines || out->len - row->start > CELL_MAX;
    if (row->separator > 0 && !is_tall && !row->was_tall)
        out->str[row->separator] = out->str[row->separator - 1] == ':' ? ' ' : '\t';
    else if (row->separator > 0)
        writer->lines++;
    /* A row of one cell is no row of a table, but a box in a layout: the margins in it count. */
    if (!row->has_text)
        writer->owed = owed;
    row->separator = 0;
    row->has_text = true;
    row->was_tall = is_tall;
}
