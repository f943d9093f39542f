#pragma once
#include "text/html-style.h"
#include "text/html-writer.h"

/*
 * What the elements of HTML do to the text, each while it is open: a list counts, a link says
 * where it leads, a quote prefixes. Private to mail/html.
 */
typedef enum {
    DESK_BOX_TEXT,
    DESK_BOX_BLOCK,
    DESK_BOX_PARAGRAPH,
    DESK_BOX_BREAK,
    DESK_BOX_CELL,
    DESK_BOX_HIDDEN,
    DESK_BOX_IMAGE,
    DESK_BOX_INDENTED,
    DESK_BOX_ITEM,
    DESK_BOX_LINK,
    DESK_BOX_LIST,
    DESK_BOX_NUMBERED,
    DESK_BOX_PRE,
    DESK_BOX_QUOTE,
    DESK_BOX_ROW,
    DESK_BOX_RULE,
    DESK_BOX_TABLE,
} DeskHtmlKind;

/* An open element, and what holds for the text in it. */
typedef struct {
    DeskHtmlKind kind;
    unsigned lines;
    bool is_hidden; /* nothing in it is seen */
    bool is_unseen; /* unless something in it says otherwise */
    bool is_tiny;
    bool is_preformatted;
    bool is_wingdings;
    DeskColour colour; /* of the letters */
    bool is_marker;    /* the marker of a list item as Word writes it */
    bool is_quote;
    bool has_signature;
    int columns;    /* of indent that it added */
    unsigned list;  /* the box of the list around, or 0 */
    unsigned depth; /* of lists and tables around */
    int number;     /* of a list: of the next item; 0: it has no numbers */
    char style;     /* of these: '1', 'a', 'A' */
} DeskHtmlBox;

typedef struct {
    DeskHtmlWriter *writer;
    GArray *boxes;      /* DeskHtmlBox; the first is of no element */
    unsigned overflow;  /* open elements without a box */
    bool is_replacing;  /* the parser: what it closes stays open */
    bool skips_newline; /* the first one in pre */
    DeskHtmlSheet sheet;
    GHashTable *files;
    GString *link;     /* where the open link leads; empty without one */
    size_t link_start; /* of its text */
    GString *marker;
} DeskHtmlState;

/* The value of an attribute, "" when it has none; NULL without it. attributes may be NULL. */
const char *desk_html_attribute(const char *const *attributes, const char *name);

/* The innermost open box. */
DeskHtmlBox *desk_html_box_top(DeskHtmlState *state);

/* The innermost box has been opened, and is seen. style: bits of DESK_STYLE_. */
void desk_html_box_begin(DeskHtmlState *state, const char *const *attributes, unsigned style);

/* It was the innermost, and is no more. */
void desk_html_box_end(DeskHtmlState *state, const DeskHtmlBox *box);

/* Text in the innermost box; valid UTF-8. */
void desk_html_box_text(DeskHtmlState *state, DeskBytes text);

/* The end of the text: what is open says what it has to say. */
void desk_html_box_finish(DeskHtmlState *state);
