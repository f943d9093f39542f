#pragma once
#include "base/base.h"

/*
 * A text as lines, each with what it is by itself and by its neighbours. What of it is new
 * then is for mail/quotes to decide. Linear: no line is looked at from more than a few
 * others, and of a long line only its start is read.
 */
typedef enum {
    DESK_LINE_TEXT,
    DESK_LINE_BLANK,       /* only white space and invisible characters */
    DESK_LINE_RULE,        /* ----- or _____ and the like, also with a few words inside */
    DESK_LINE_QUOTE,       /* > text */
    DESK_LINE_ATTRIBUTION, /* On ... wrote: */
    DESK_LINE_SEPARATOR,   /* -----Original Message----- */
    DESK_LINE_HEADER,      /* From: and other fields above a quoted mail */
    DESK_LINE_DELIMITER,   /* reply above this line */
    DESK_LINE_DASHES,      /* -- above a signature */
    DESK_LINE_OPENER,      /* Sent from my phone */
    DESK_LINE_CLOSING,     /* Best regards */
} DeskLineKind;

typedef enum {
    DESK_ROLE_SHOWN,
    DESK_ROLE_HIDDEN, /* quoted, or what introduces it */
    DESK_ROLE_SIGNATURE,
} DeskLineRole;

typedef struct {
    DeskBytes bytes; /* without the line end and DESK_QUOTE_MARK */
    guint8 kind;     /* DeskLineKind */
    guint8 role;     /* DeskLineRole, for the reader of the lines to set */
    guint16 words;   /* bytes of the sender's own text before an attribution on the same line */
    bool is_marked;  /* DESK_QUOTE_MARK stood before it */
    bool introduces; /* a quote whose first words are an attribution, or what follows one */
} DeskLine;

/* List of DeskLine; borrows text. */
GArray *desk_lines_read(const char *text);

static inline DeskLine *
desk_line(const GArray *lines, size_t i)
{
    return &g_array_index(lines, DeskLine, i);
}

/* Starts with > after at most two blanks. */
bool desk_line_is_quoted(DeskBytes line);

/* What is left of a line without the > signs and blanks at its start. */
DeskBytes desk_line_unquote(DeskBytes line);

/*
 * Whether a quoted line, a quote mark or a delimiter is the next thing behind line i, blank lines
 * aside.
 */
bool desk_line_leads_to_quote(const GArray *lines, size_t i);
