#pragma once
#include "base/base.h"
#include "text/answers.h"

/* What a style says that matters for text. */
enum {
    DESK_STYLE_GONE = 1 << 0,        /* display:none and other ways to show nothing */
    DESK_STYLE_SHOWN = 1 << 1,       /* a display that is not none */
    DESK_STYLE_UNSEEN = 1 << 2,      /* visibility:hidden, also for what is inside */
    DESK_STYLE_SEEN = 1 << 3,        /* visibility:visible */
    DESK_STYLE_TINY = 1 << 4,        /* a font of at most 2 px, also for what is inside */
    DESK_STYLE_SIZED = 1 << 5,       /* a font that can be read */
    DESK_STYLE_BLOCK = 1 << 6,       /* stands on lines of its own */
    DESK_STYLE_PRE = 1 << 7,         /* line ends and blanks count */
    DESK_STYLE_FLOW = 1 << 8,        /* they do not */
    DESK_STYLE_TIGHT = 1 << 9,       /* no margin above and below */
    DESK_STYLE_UNMARKED = 1 << 10,   /* a list without markers */
    DESK_STYLE_MARKER = 1 << 11,     /* the marker of a list item that Word wrote as text */
    DESK_STYLE_BORDERLESS = 1 << 12, /* border:none */
    DESK_STYLE_BORDER_LEFT = 1 << 13,
    DESK_STYLE_BORDER_TOP = 1 << 14,
    DESK_STYLE_INDENTED = 1 << 15,  /* a left margin of 30 to 50 px or pt: an editor's indent */
    DESK_STYLE_WINGDINGS = 1 << 16, /* letters are pictures */
    DESK_STYLE_LETTERS = 1 << 17,   /* another font */
    DESK_STYLE_INLINE = 1 << 18,    /* display:inline */
    DESK_STYLE_COLOURED = 1 << 19,  /* letters have a colour */
};

/* The colour is a number in these bits. */
#define DESK_STYLE_COLOUR_SHIFT 21
#define DESK_STYLE_COLOUR_MASK  (3U << DESK_STYLE_COLOUR_SHIFT)

/* The bits for a colour: "#c00", "rgb(255, 0, 0)", "red". */
unsigned desk_html_style_colour(DeskBytes colour);

/* The declarations of a style attribute, or of one rule. */
unsigned desk_html_style_read(const char *declarations, size_t size);

/*
 * Of style sheets only what hides: the names of rules with a single class or id ("p.x", ".x",
 * "#x") outside of @media, and whether paragraphs have no margin.
 */
typedef struct {
    GHashTable *hidden; /* char *, the selectors */
    bool is_tight;
} DeskHtmlSheet;

void desk_html_sheet_read(DeskHtmlSheet *sheet, DeskBytes styles);
void desk_html_sheet_clear(DeskHtmlSheet *sheet);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskHtmlSheet, desk_html_sheet_clear)

/* classes is a class attribute; classes and id may be NULL. */
bool desk_html_sheet_hides(const DeskHtmlSheet *sheet, const char *element, const char *classes,
                           const char *id);
