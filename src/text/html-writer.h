#pragma once
#include "text/answers.h"

/*
 * Writes text the way that boxes of HTML ask for: white space collapses, line ends are owed
 * until the next text comes, so that empty boxes leave nothing behind. What is not yet decided
 * stands in the text as a control byte, which no text from outside can hold; the layout
 * (desk_html_layout) resolves them.
 */
enum {
    DESK_SIGN_DEEPER = 0x0e,    /* from here on one quote deeper */
    DESK_SIGN_SHALLOWER = 0x0f, /* and one less */
    DESK_SIGN_COLOUR = 0x11,    /* the text goes on in this colour, or in (+ 1) the next ... */
    DESK_SIGN_RULE = 0x16,      /* a horizontal rule */
    DESK_SIGN_SIGNATURE = 0x1c, /* on this line a signature begins */
    DESK_SIGN_HEADER = 0x1d,    /* a quoted mail begins here if the lines look like its header */
    DESK_SIGN_QUOTE = 0x1e,     /* a quoted mail begins here */
};

typedef struct DeskHtmlWriter DeskHtmlWriter;

DeskHtmlWriter *desk_html_writer_new(void);

/* The text with its signs, the caller's; the writer is freed. */
GString *desk_html_writer_finish(DeskHtmlWriter *writer);

/* Text of at most 2 MB in all; valid UTF-8. */
void desk_html_writer_text(DeskHtmlWriter *writer, DeskBytes text, bool is_preformatted);

/* Of the text that follows. */
void desk_html_writer_colour(DeskHtmlWriter *writer, DeskColour colour);

/* A line end of its own (br). */
void desk_html_writer_break(DeskHtmlWriter *writer);

/* The edge of a box: at least 1 line end, or 2 for an empty line between; 0: of no box. */
void desk_html_writer_edge(DeskHtmlWriter *writer, unsigned lines);

/* A box begins or ends that swallows the empty lines at its edge: a cell, list item, quote. */
void desk_html_writer_open(DeskHtmlWriter *writer);
void desk_html_writer_close(DeskHtmlWriter *writer);

void desk_html_writer_quote(DeskHtmlWriter *writer, int levels);

/* A sign for the next line; and away with it if no text has come. */
void desk_html_writer_sign(DeskHtmlWriter *writer, char sign);
void desk_html_writer_unsign(DeskHtmlWriter *writer, char sign);

void desk_html_writer_rule(DeskHtmlWriter *writer);

/* Blanks at the start of each line, and a marker ("- ") once for the next. */
void desk_html_writer_indent(DeskHtmlWriter *writer, int columns);
void desk_html_writer_marker(DeskHtmlWriter *writer, const char *marker);

/* Tables: a cell belongs to the innermost open one. */
void desk_html_writer_begin_table(DeskHtmlWriter *writer);
void desk_html_writer_end_table(DeskHtmlWriter *writer);
void desk_html_writer_row(DeskHtmlWriter *writer);
void desk_html_writer_begin_cell(DeskHtmlWriter *writer);
void desk_html_writer_end_cell(DeskHtmlWriter *writer);

/* The text so far, to be looked at; and something put right behind its last character. */
const GString *desk_html_writer_so_far(const DeskHtmlWriter *writer);
void desk_html_writer_append(DeskHtmlWriter *writer, const char *text);
