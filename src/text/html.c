#include "text/html.h"
#include "text/html-boxes.h"
#include "text/html-layout.h"
#include "text/html-links.h"
#include "text/html-tame.h"

#include <libxml/HTMLparser.h>

#define CHUNK 4096
/* libxml2 looks through all open elements at each end tag: a parser with more is replaced. */
#define DEPTH_MAX 500
#define BOXES_MAX 3000

typedef struct {
    const char *name;
    DeskHtmlKind kind;
    unsigned lines; /* owed at its edges */
} Element;

/* In the order of strcmp. */
static const Element elements[] = {
    { "a", DESK_BOX_LINK, 0 },           { "address", DESK_BOX_BLOCK, 1 },
    { "article", DESK_BOX_BLOCK, 1 },    { "aside", DESK_BOX_BLOCK, 1 },
    { "blockquote", DESK_BOX_QUOTE, 1 }, { "body", DESK_BOX_BLOCK, 1 },
    { "br", DESK_BOX_BREAK, 0 },         { "caption", DESK_BOX_BLOCK, 1 },
    { "center", DESK_BOX_BLOCK, 1 },     { "datalist", DESK_BOX_HIDDEN, 0 },
    { "dd", DESK_BOX_INDENTED, 1 },      { "details", DESK_BOX_BLOCK, 1 },
    { "dir", DESK_BOX_LIST, 2 },         { "div", DESK_BOX_BLOCK, 1 },
    { "dl", DESK_BOX_PARAGRAPH, 2 },     { "dt", DESK_BOX_BLOCK, 1 },
    { "fieldset", DESK_BOX_BLOCK, 1 },   { "figcaption", DESK_BOX_BLOCK, 1 },
    { "figure", DESK_BOX_BLOCK, 1 },     { "footer", DESK_BOX_BLOCK, 1 },
    { "form", DESK_BOX_BLOCK, 1 },       { "h1", DESK_BOX_PARAGRAPH, 2 },
    { "h2", DESK_BOX_PARAGRAPH, 2 },     { "h3", DESK_BOX_PARAGRAPH, 2 },
    { "h4", DESK_BOX_PARAGRAPH, 2 },     { "h5", DESK_BOX_PARAGRAPH, 2 },
    { "h6", DESK_BOX_PARAGRAPH, 2 },     { "header", DESK_BOX_BLOCK, 1 },
    { "hr", DESK_BOX_RULE, 1 },          { "img", DESK_BOX_IMAGE, 0 },
    { "legend", DESK_BOX_BLOCK, 1 },     { "li", DESK_BOX_ITEM, 1 },
    { "listing", DESK_BOX_PRE, 2 },      { "main", DESK_BOX_BLOCK, 1 },
    { "menu", DESK_BOX_LIST, 2 },        { "nav", DESK_BOX_BLOCK, 1 },
    { "ol", DESK_BOX_NUMBERED, 2 },      { "p", DESK_BOX_PARAGRAPH, 2 },
    { "plaintext", DESK_BOX_PRE, 2 },    { "pre", DESK_BOX_PRE, 2 },
    { "script", DESK_BOX_HIDDEN, 0 },    { "section", DESK_BOX_BLOCK, 1 },
    { "select", DESK_BOX_HIDDEN, 0 },    { "style", DESK_BOX_HIDDEN, 0 },
    { "summary", DESK_BOX_BLOCK, 1 },    { "svg", DESK_BOX_HIDDEN, 0 },
    { "table", DESK_BOX_TABLE, 2 },      { "td", DESK_BOX_CELL, 0 },
    { "template", DESK_BOX_HIDDEN, 0 },  { "th", DESK_BOX_CELL, 0 },
    { "title", DESK_BOX_HIDDEN, 0 },     { "tr", DESK_BOX_ROW, 1 },
    { "ul", DESK_BOX_LIST, 2 },          { "xml", DESK_BOX_HIDDEN, 0 },
    { "xmp", DESK_BOX_PRE, 2 },
};

static int
compare_name(const void *name, const void *element)
{
    return strcmp(name, ((const Element *) element)->name);
}

static Element
find_element(const char *name)
{
    const Element *found =
        bsearch(name, elements, G_N_ELEMENTS(elements), sizeof elements[0], compare_name);
    return found ? *found : (Element){ name, DESK_BOX_TEXT, 0 };
}

static void
on_characters(void *data, const xmlChar *text, int size)
{
    if (size > 0 && g_utf8_validate((const char *) text, size, NULL))
        desk_html_box_text(data, (DeskBytes){ (const char *) text, (size_t) size });
}

static void
note_files(DeskHtmlState *state, const char *const *attributes)
{
    static const char *const names[] = { "src", "background", "data", "poster" };
    for (size_t i = 0; state->files && i < G_N_ELEMENTS(names); i++) {
        const char *value = desk_html_attribute(attributes, names[i]);
        if (value)
            desk_html_link_note_file(state->files, (DeskBytes){ value, strlen(value) });
    }
    const char *style = desk_html_attribute(attributes, "style");
    if (style)
        desk_html_link_note_style(state->files, style);
}

static bool
is_line_box(DeskHtmlKind kind)
{
    return kind == DESK_BOX_BLOCK || kind == DESK_BOX_PARAGRAPH || kind == DESK_BOX_ITEM;
}

static bool
is_nesting(DeskHtmlKind kind)
{
    return kind == DESK_BOX_LIST || kind == DESK_BOX_NUMBERED || kind == DESK_BOX_TABLE;
}

/* What a new element inherits, and what its style changes. */
static DeskHtmlBox
inherit(DeskHtmlState *state, const Element *element, unsigned style)
{
    DeskHtmlBox box = *desk_html_box_top(state);
    box.kind = element->kind;
    box.lines = element->lines;
    box.is_quote = box.has_signature = false;
    box.columns = 0;
    box.number = 0;
    box.is_marker |= (style & DESK_STYLE_MARKER) != 0;
    if (style & (DESK_STYLE_UNSEEN | DESK_STYLE_SEEN))
        box.is_unseen = style & DESK_STYLE_UNSEEN;
    if (style & (DESK_STYLE_TINY | DESK_STYLE_SIZED))
        box.is_tiny = style & DESK_STYLE_TINY;
    if (style & (DESK_STYLE_PRE | DESK_STYLE_FLOW))
        box.is_preformatted = style & DESK_STYLE_PRE;
    if (style & (DESK_STYLE_WINGDINGS | DESK_STYLE_LETTERS))
        box.is_wingdings = style & DESK_STYLE_WINGDINGS;
    if (style & DESK_STYLE_COLOURED)
        box.colour = (style & DESK_STYLE_COLOUR_MASK) >> DESK_STYLE_COLOUR_SHIFT;
    if (element->kind == DESK_BOX_PRE && !(style & DESK_STYLE_FLOW))
        box.is_preformatted = true;
    bool is_nested = is_nesting(element->kind);
    if (is_nested && box.depth > 0)
        box.lines = 1;
    box.depth += is_nested;
    if (style & DESK_STYLE_INLINE && is_line_box(element->kind)) {
        box.kind = DESK_BOX_TEXT;
        box.lines = 0;
    }
    if (box.lines == 0 && element->kind == DESK_BOX_TEXT && style & DESK_STYLE_BLOCK)
        box.lines = 1;
    return box;
}

static bool
is_gone(DeskHtmlState *state, const Element *element, const char *const *attributes, unsigned style)
{
    return element->kind == DESK_BOX_HIDDEN || style & DESK_STYLE_GONE ||
           desk_html_attribute(attributes, "hidden") ||
           (!(style & DESK_STYLE_SHOWN) &&
            desk_html_sheet_hides(&state->sheet, element->name,
                                  desk_html_attribute(attributes, "class"),
                                  desk_html_attribute(attributes, "id")));
}

static unsigned
read_style(const Element *element, const char *const *attributes)
{
    const char *css = desk_html_attribute(attributes, "style");
    unsigned style = css ? desk_html_style_read(css, strlen(css)) : 0;
    const char *colour =
        strcmp(element->name, "font") == 0 ? desk_html_attribute(attributes, "color") : NULL;
    if (!colour)
        return style;
    return style | desk_html_style_colour((DeskBytes){ colour, strlen(colour) });
}

static void
on_start(void *data, const xmlChar *name, const xmlChar **list)
{
    DeskHtmlState *state = data;
    const char *const *attributes = (const char *const *) list;
    Element element = find_element((const char *) name);
    note_files(state, attributes);
    if (state->boxes->len >= BOXES_MAX) {
        state->overflow++;
        desk_html_writer_edge(state->writer, element.lines + (element.kind == DESK_BOX_BREAK));
        return;
    }
    unsigned style = read_style(&element, attributes);
    bool is_shown =
        !desk_html_box_top(state)->is_hidden && !is_gone(state, &element, attributes, style);
    DeskHtmlBox box = inherit(state, &element, style);
    box.is_hidden = !is_shown;
    g_array_append_val(state->boxes, box);
    if (!is_shown)
        return;
    if (state->sheet.is_tight && strcmp(element.name, "p") == 0)
        desk_html_box_top(state)->lines = 1;
    desk_html_box_begin(state, attributes, style);
}

static void
on_end(void *data, const xmlChar *name)
{
    DeskHtmlState *state = data;
    (void) name;
    if (state->is_replacing)
        return;
    if (state->overflow > 0) {
        state->overflow--;
        return;
    }
    if (state->boxes->len <= 1)
        return;
    DeskHtmlBox box = *desk_html_box_top(state);
    g_array_set_size(state->boxes, state->boxes->len - 1);
    if (!box.is_hidden)
        desk_html_box_end(state, &box);
}

static htmlParserCtxtPtr
new_parser(DeskHtmlState *state)
{
    htmlSAXHandler handler = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_characters,
        .ignorableWhitespace = on_characters,
    };
    static const char start[] = "<html><body>";
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&handler, state, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!parser)
        return NULL;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    /* Text outside of body would be put into a paragraph of its own. */
    htmlParseChunk(parser, start, (int) strlen(start), 0);
    return parser;
}

static void
end_parser(htmlParserCtxtPtr parser)
{
    htmlParseChunk(parser, NULL, 0, 1);
    htmlFreeParserCtxt(parser);
}

/* Where the next chunk ends: before a tag, so that none is split. */
static size_t
find_chunk_end(const GString *html, size_t start)
{
    size_t end = start + CHUNK;
    if (end >= html->len)
        return html->len;
    const char *tag = memchr(html->str + end, '<', html->len - end);
    return tag ? (size_t) (tag - html->str) : html->len;
}

static void
parse(const GString *html, DeskHtmlState *state)
{
    htmlParserCtxtPtr parser = new_parser(state);
    for (size_t at = 0; parser && at < html->len;) {
        size_t end = find_chunk_end(html, at);
        htmlParseChunk(parser, html->str + at, (int) (end - at), 0);
        at = end;
        if (parser->nameNr > DEPTH_MAX) {
            state->is_replacing = true;
            end_parser(parser);
            state->is_replacing = false;
            parser = new_parser(state);
        }
    }
    if (parser)
        end_parser(parser);
}

char *
desk_html_to_text(DeskBytes html, GHashTable *files)
{
    g_autoptr(GString) styles = g_string_new(NULL);
    g_autoptr(GString) tamed = desk_html_tame(html, styles);
    g_autoptr(GString) link = g_string_new(NULL);
    g_autoptr(GString) marker = g_string_new(NULL);
    g_autoptr(GArray) boxes = g_array_new(FALSE, TRUE, sizeof(DeskHtmlBox));
    g_array_set_size(boxes, 1);
    DeskHtmlState state = { .writer = desk_html_writer_new(),
                            .boxes = boxes,
                            .files = files,
                            .link = link,
                            .marker = marker };
    /* Text without a single tag is text that was given a wrong name: its lines are lines. */
    desk_html_box_top(&state)->is_preformatted = !strchr(tamed->str, '<');
    desk_html_sheet_read(&state.sheet, (DeskBytes){ styles->str, styles->len });
    desk_html_link_note_style(files, styles->str);
    parse(tamed, &state);
    desk_html_box_finish(&state);
    desk_html_sheet_clear(&state.sheet);
    g_autoptr(GString) text = desk_html_writer_finish(state.writer);
    return desk_html_layout(text);
}
