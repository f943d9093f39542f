#include "mail/html.h"
#include "mail/html-layout.h"
#include "mail/html-links.h"
#include "mail/html-roles.h"
#include "mail/html-style.h"
#include "mail/html-tame.h"
#include "mail/html-writer.h"

#include <libxml/HTMLparser.h>

#define CHUNK 4096
/* libxml2 looks through all open elements at each end tag: a parser with more is replaced. */
#define DEPTH_MAX      500
#define FRAMES_MAX     3000
#define MARKER_MAX     15
#define ALT_MAX        500
#define LINE_MAX_BYTES 300 /* of a line that may announce a quote */

typedef enum {
    KIND_TEXT,
    KIND_BLOCK,
    KIND_PARAGRAPH,
    KIND_BREAK,
    KIND_CELL,
    KIND_HIDDEN,
    KIND_IMAGE,
    KIND_INDENTED,
    KIND_ITEM,
    KIND_LINK,
    KIND_LIST,
    KIND_NUMBERED,
    KIND_PRE,
    KIND_QUOTE,
    KIND_ROW,
    KIND_RULE,
    KIND_TABLE,
} Kind;

typedef struct {
    const char *name;
    Kind kind;
    unsigned lines; /* owed at its edges */
} Element;

/* In the order of strcmp. */
static const Element elements[] = {
    { "a", KIND_LINK, 0 },           { "address", KIND_BLOCK, 1 },
    { "article", KIND_BLOCK, 1 },    { "aside", KIND_BLOCK, 1 },
    { "blockquote", KIND_QUOTE, 1 }, { "body", KIND_BLOCK, 1 },
    { "br", KIND_BREAK, 0 },         { "caption", KIND_BLOCK, 1 },
    { "center", KIND_BLOCK, 1 },     { "datalist", KIND_HIDDEN, 0 },
    { "dd", KIND_INDENTED, 1 },      { "details", KIND_BLOCK, 1 },
    { "dir", KIND_LIST, 2 },         { "div", KIND_BLOCK, 1 },
    { "dl", KIND_PARAGRAPH, 2 },     { "dt", KIND_BLOCK, 1 },
    { "fieldset", KIND_BLOCK, 1 },   { "figcaption", KIND_BLOCK, 1 },
    { "figure", KIND_BLOCK, 1 },     { "footer", KIND_BLOCK, 1 },
    { "form", KIND_BLOCK, 1 },       { "h1", KIND_PARAGRAPH, 2 },
    { "h2", KIND_PARAGRAPH, 2 },     { "h3", KIND_PARAGRAPH, 2 },
    { "h4", KIND_PARAGRAPH, 2 },     { "h5", KIND_PARAGRAPH, 2 },
    { "h6", KIND_PARAGRAPH, 2 },     { "header", KIND_BLOCK, 1 },
    { "hr", KIND_RULE, 1 },          { "img", KIND_IMAGE, 0 },
    { "legend", KIND_BLOCK, 1 },     { "li", KIND_ITEM, 1 },
    { "listing", KIND_PRE, 2 },      { "main", KIND_BLOCK, 1 },
    { "menu", KIND_LIST, 2 },        { "nav", KIND_BLOCK, 1 },
    { "ol", KIND_NUMBERED, 2 },      { "p", KIND_PARAGRAPH, 2 },
    { "plaintext", KIND_PRE, 2 },    { "pre", KIND_PRE, 2 },
    { "script", KIND_HIDDEN, 0 },    { "section", KIND_BLOCK, 1 },
    { "select", KIND_HIDDEN, 0 },    { "style", KIND_HIDDEN, 0 },
    { "summary", KIND_BLOCK, 1 },    { "svg", KIND_HIDDEN, 0 },
    { "table", KIND_TABLE, 2 },      { "td", KIND_CELL, 0 },
    { "template", KIND_HIDDEN, 0 },  { "th", KIND_CELL, 0 },
    { "title", KIND_HIDDEN, 0 },     { "tr", KIND_ROW, 1 },
    { "ul", KIND_LIST, 2 },          { "xml", KIND_HIDDEN, 0 },
    { "xmp", KIND_PRE, 2 },
};

/* An open element, and what holds for the text in it. */
typedef struct {
    Kind kind;
    unsigned lines;
    bool is_hidden; /* nothing in it is seen */
    bool is_unseen; /* unless something in it says otherwise */
    bool is_tiny;
    bool is_preformatted;
    bool is_marker; /* the marker of a list item as Word writes it */
    bool is_quote;
    bool has_signature;
    int columns;    /* of indent that it added */
    unsigned list;  /* the frame of the list around, or 0 */
    unsigned depth; /* of lists and tables around */
    int number;     /* of a list: of the next item; 0: it has no numbers */
    char style;     /* of these: '1', 'a', 'A' */
} Frame;

typedef struct {
    DeskHtmlWriter *writer;
    GArray *frames;     /* Frame; the first is of no element */
    unsigned overflow;  /* open elements without a frame */
    bool is_replacing;  /* the parser: what it closes stays open */
    bool skips_newline; /* the first one in pre */
    DeskStyleSheet sheet;
    GHashTable *files;
    GString *link;     /* where the open link leads; empty without one */
    size_t link_start; /* of its text */
    GString *marker;
} State;

static Frame *
top(State *state)
{
    return &g_array_index(state->frames, Frame, state->frames->len - 1);
}

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
    return found ? *found : (Element){ name, KIND_TEXT, 0 };
}

static const char *
find_attribute(const char *const *attributes, const char *name)
{
    for (unsigned i = 0; attributes && attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1] ? attributes[i + 1] : "";
    return NULL;
}

static void
on_characters(void *data, const xmlChar *text, int size)
{
    State *state = data;
    const Frame *frame = top(state);
    if (size <= 0 || !g_utf8_validate((const char *) text, size, NULL))
        return;
    DeskBytes bytes = { (const char *) text, (size_t) size };
    if (state->skips_newline && bytes.data[0] == '\n')
        bytes = (DeskBytes){ bytes.data + 1, bytes.size - 1 };
    state->skips_newline = false;
    if (frame->is_hidden || frame->is_unseen || frame->is_tiny)
        return;
    if (frame->is_marker)
        g_string_append_len(state->marker, bytes.data, (gssize) bytes.size);
    else
        desk_html_writer_text(state->writer, bytes, frame->is_preformatted);
}

static void
note_files(State *state, const char *const *attributes)
{
    static const char *const names[] = { "src", "background", "data", "poster" };
    for (size_t i = 0; state->files && i < G_N_ELEMENTS(names); i++) {
        const char *value = find_attribute(attributes, names[i]);
        if (value)
            desk_link_note_file(state->files, (DeskBytes){ value, strlen(value) });
    }
    const char *style = find_attribute(attributes, "style");
    if (style)
        desk_link_note_style(state->files, style);
}

static void
end_link(State *state)
{
    if (state->link->len == 0)
        return;
    const GString *text = desk_html_writer_so_far(state->writer);
    size_t start = MIN(state->link_start, text->len);
    g_autofree char *suffix =
        desk_link_suffix(state->link->str, (DeskBytes){ text->str + start, text->len - start });
    if (suffix)
        desk_html_writer_append(state->writer, suffix);
    g_string_truncate(state->link, 0);
}

static void
begin_link(State *state, const char *const *attributes)
{
    const char *url = find_attribute(attributes, "href");
    end_link(state);
    g_string_assign(state->link, url ? url : "");
    state->link_start = desk_html_writer_so_far(state->writer)->len;
}

/* A spacer, or the picture that tells the sender when the mail is read. */
static bool
is_dot(const char *const *attributes)
{
    const char *width = find_attribute(attributes, "width");
    const char *height = find_attribute(attributes, "height");
    return (width && g_ascii_strtoull(width, NULL, 10) <= 2 && g_ascii_isdigit(*width)) ||
           (height && g_ascii_strtoull(height, NULL, 10) <= 2 && g_ascii_isdigit(*height));
}

/* Pictures of letters ("\u263a") are the letter, others "[alt]". */
static void
write_image(State *state, const char *const *attributes)
{
    const char *alt = find_attribute(attributes, "alt");
    if (!alt || is_dot(attributes) || strlen(alt) > ALT_MAX || alt[strspn(alt, " \t\r\n")] == '\0')
        return;
    bool has_words = false;
    for (const char *p = alt; *p; p++)
        has_words |= g_ascii_isalnum(*p);
    bool is_letter = !has_words && g_utf8_strlen(alt, -1) <= 4;
    g_autofree char *trimmed = g_strstrip(g_strdup(alt));
    g_autofree char *text = is_letter ? g_strdup(trimmed) : g_strdup_printf("[%s]", trimmed);
    on_characters(state, (const xmlChar *) text, (int) strlen(text));
}

/* The text so far ends with a line like "On Friday at 10:12 somebody wrote:". */
static bool
follows_attribution(const State *state)
{
    const GString *text = desk_html_writer_so_far(state->writer);
    size_t end = text->len;
    while (end > 0 && (guchar) text->str[end - 1] <= ' ')
        end--;
    bool has_colon = end > 0 && (text->str[end - 1] == ':' ||
                                 (end >= 3 && memcmp(text->str + end - 3, "\xef\xbc\x9a", 3) == 0));
    bool has_evidence = false;
    for (size_t i = end; has_colon && i > 0 && end - i < LINE_MAX_BYTES; i--) {
        char c = text->str[i - 1];
        if (c == '\n')
            break;
        has_evidence |= g_ascii_isdigit(c) || c == '@';
    }
    return has_evidence;
}

/*
 * A blockquote is a quote unless it looks like the indent of an editor (a left margin of 40 and
 * no border) or says so, and no attribution line stands before it.
 */
static bool
is_quote(const State *state, unsigned style, DeskRole role)
{
    bool is_indent = role == DESK_ROLE_INDENT ||
                     (style & DESK_STYLE_INDENTED && !(style & DESK_STYLE_BORDER_LEFT));
    if (role == DESK_ROLE_CITE || role == DESK_ROLE_QUOTE || !is_indent)
        return true;
    return follows_attribution(state);
}

static void
begin_quote(State *state, Frame *frame, unsigned style, DeskRole role)
{
    frame->is_quote = is_quote(state, style, role);
    if (frame->is_quote) {
        desk_html_writer_quote(state->writer, 1);
        desk_html_writer_open(state->writer);
    } else {
        frame->columns = 2;
        desk_html_writer_indent(state->writer, frame->columns);
    }
}

static void
begin_list(State *state, Frame *frame, const char *const *attributes, unsigned style)
{
    const char *start = find_attribute(attributes, "start");
    const char *type = find_attribute(attributes, "type");
    bool is_marked = !(style & DESK_STYLE_UNMARKED);
    frame->list = state->frames->len - 1;
    frame->columns = is_marked ? 2 : 0;
    frame->style = !is_marked ? '\0' : type && g_ascii_isalpha(*type) ? *type : '1';
    frame->number = frame->kind == KIND_NUMBERED ? 1 : 0;
    if (frame->number > 0 && start)
        frame->number = (int) CLAMP(g_ascii_strtoll(start, NULL, 10), 1, 1000000);
    desk_html_writer_indent(state->writer, frame->columns);
}

static void
begin_item(State *state, const char *const *attributes, unsigned style)
{
    unsigned index = top(state)->list;
    Frame *list = &g_array_index(state->frames, Frame, index);
    const char *value = find_attribute(attributes, "value");
    char marker[MARKER_MAX + 1] = "- ";

    desk_html_writer_open(state->writer);
    if ((index > 0 && list->style == '\0') || style & DESK_STYLE_UNMARKED)
        return;
    if (index > 0 && list->number > 0) {
        if (value)
            list->number = (int) CLAMP(g_ascii_strtoll(value, NULL, 10), 1, 1000000);
        bool is_letter = (list->style == 'a' || list->style == 'A') && list->number <= 26;
        if (is_letter)
            g_snprintf(marker, sizeof marker, "%c. ", list->style + list->number - 1);
        else
            g_snprintf(marker, sizeof marker, "%d. ", list->number);
        list->number++;
    }
    desk_html_writer_marker(state->writer, marker);
}

/* Word writes "1." or a bullet of a symbol font, which comes out as a letter or sign. */
static void
end_marker(State *state)
{
    char *text = g_strstrip(state->marker->str);
    bool has_number = strchr(text, '.') || strchr(text, ')');
    text[strcspn(text, " \t\r\n\xc2")] = '\0';
    char marker[MARKER_MAX + 1];
    g_snprintf(marker, sizeof marker, "%s ", has_number && strlen(text) < 8 ? text : "-");
    desk_html_writer_marker(state->writer, marker);
    g_string_truncate(state->marker, 0);
}

static void
begin_role(State *state, Frame *frame, DeskRole role, unsigned style)
{
    bool is_box = frame->kind == KIND_BLOCK || frame->kind == KIND_PARAGRAPH;
    if (role == DESK_ROLE_QUOTE && frame->kind != KIND_QUOTE)
        desk_html_writer_sign(state->writer, DESK_SIGN_QUOTE);
    else if (frame->kind == KIND_RULE ||
             (is_box && style & (DESK_STYLE_BORDER_TOP | DESK_STYLE_BORDER_LEFT)))
        desk_html_writer_sign(state->writer, DESK_SIGN_HEADER);
    frame->has_signature = role == DESK_ROLE_SIGNATURE && frame->kind != KIND_IMAGE;
    if (frame->has_signature)
        desk_html_writer_sign(state->writer, DESK_SIGN_SIGNATURE);
    if (frame->kind == KIND_PARAGRAPH && (role == DESK_ROLE_TIGHT || style & DESK_STYLE_TIGHT))
        frame->lines = 1;
}

/* What a new element inherits, and what its style changes. */
static Frame
inherit(State *state, const Element *element, unsigned style)
{
    Frame frame = *top(state);
    frame.kind = element->kind;
    frame.lines = element->lines;
    frame.is_quote = frame.has_signature = false;
    frame.columns = 0;
    frame.number = 0;
    frame.is_marker |= (style & DESK_STYLE_MARKER) != 0;
    if (style & (DESK_STYLE_UNSEEN | DESK_STYLE_SEEN))
        frame.is_unseen = style & DESK_STYLE_UNSEEN;
    if (style & (DESK_STYLE_TINY | DESK_STYLE_SIZED))
        frame.is_tiny = style & DESK_STYLE_TINY;
    if (style & (DESK_STYLE_PRE | DESK_STYLE_FLOW))
        frame.is_preformatted = style & DESK_STYLE_PRE;
    if (element->kind == KIND_PRE && !(style & DESK_STYLE_FLOW))
        frame.is_preformatted = true;
    bool is_nested =
        element->kind == KIND_LIST || element->kind == KIND_NUMBERED || element->kind == KIND_TABLE;
    if (is_nested && frame.depth > 0)
        frame.lines = 1;
    frame.depth += is_nested;
    if (frame.lines == 0 && element->kind == KIND_TEXT && style & DESK_STYLE_BLOCK)
        frame.lines = 1;
    return frame;
}

static bool
is_gone(State *state, const Element *element, const char *const *attributes, unsigned style)
{
    return element->kind == KIND_HIDDEN || style & DESK_STYLE_GONE ||
           find_attribute(attributes, "hidden") ||
           (!(style & DESK_STYLE_SHOWN) &&
            desk_style_sheet_hides(&state->sheet, element->name,
                                   find_attribute(attributes, "class"),
                                   find_attribute(attributes, "id")));
}

static void
begin_element(State *state, Frame *frame, const char *const *attributes, unsigned style)
{
    switch (frame->kind) {
    case KIND_BREAK:
        desk_html_writer_break(state->writer);
        break;
    case KIND_CELL:
        desk_html_writer_begin_cell(state->writer);
        break;
    case KIND_IMAGE:
        write_image(state, attributes);
        break;
    case KIND_INDENTED:
        frame->columns = 2;
        desk_html_writer_indent(state->writer, frame->columns);
        break;
    case KIND_ITEM:
        begin_item(state, attributes, style);
        break;
    case KIND_LINK:
        begin_link(state, attributes);
        break;
    case KIND_LIST:
    case KIND_NUMBERED:
        begin_list(state, frame, attributes, style);
        break;
    case KIND_PRE:
        state->skips_newline = true;
        break;
    case KIND_ROW:
        desk_html_writer_row(state->writer);
        break;
    case KIND_RULE:
        desk_html_writer_rule(state->writer);
        break;
    case KIND_TABLE:
        desk_html_writer_begin_table(state->writer);
        break;
    case KIND_TEXT:
    case KIND_BLOCK:
    case KIND_PARAGRAPH:
    case KIND_HIDDEN:
    case KIND_QUOTE:
        break;
    }
}

static void
on_start(void *data, const xmlChar *name, const xmlChar **list)
{
    State *state = data;
    const char *const *attributes = (const char *const *) list;
    Element element = find_element((const char *) name);
    note_files(state, attributes);
    if (state->frames->len >= FRAMES_MAX) {
        state->overflow++;
        desk_html_writer_edge(state->writer, element.lines + (element.kind == KIND_BREAK));
        return;
    }
    const char *css = find_attribute(attributes, "style");
    unsigned style = css ? desk_style_read(css, strlen(css)) : 0;
    bool is_shown = !top(state)->is_hidden && !is_gone(state, &element, attributes, style);
    Frame frame = inherit(state, &element, style);
    frame.is_hidden = !is_shown;
    g_array_append_val(state->frames, frame);
    if (!is_shown)
        return;
    DeskRole role = desk_role_find(attributes);
    Frame *open = top(state);
    if (open->kind == KIND_PARAGRAPH && state->sheet.is_tight && strcmp(element.name, "p") == 0)
        open->lines = 1;
    begin_role(state, open, role, style);
    desk_html_writer_edge(state->writer, open->lines);
    if (open->kind == KIND_QUOTE)
        begin_quote(state, open, style, role);
    else
        begin_element(state, open, attributes, style);
}

static void
end_element(State *state, const Frame *frame)
{
    if (frame->kind == KIND_LINK)
        end_link(state);
    else if (frame->kind == KIND_CELL)
        desk_html_writer_end_cell(state->writer);
    else if (frame->kind == KIND_TABLE)
        desk_html_writer_end_table(state->writer);
    else if (frame->kind == KIND_ITEM)
        desk_html_writer_close(state->writer);
    if (frame->kind == KIND_ITEM)
        desk_html_writer_marker(state->writer, "");
    if (frame->is_quote)
        desk_html_writer_quote(state->writer, -1);
    if (frame->has_signature)
        desk_html_writer_unsign(state->writer, DESK_SIGN_SIGNATURE);
    if (frame->columns > 0)
        desk_html_writer_indent(state->writer, -frame->columns);
}

static void
on_end(void *data, const xmlChar *name)
{
    State *state = data;
    (void) name;
    if (state->is_replacing)
        return;
    if (state->overflow > 0) {
        state->overflow--;
        return;
    }
    if (state->frames->len <= 1)
        return;
    Frame frame = *top(state);
    g_array_set_size(state->frames, state->frames->len - 1);
    if (frame.is_hidden)
        return;
    end_element(state, &frame);
    if (frame.is_marker && !top(state)->is_marker)
        end_marker(state);
    if (frame.kind != KIND_CELL)
        desk_html_writer_edge(state->writer, frame.lines);
}

static htmlParserCtxtPtr
new_parser(State *state)
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
parse(const GString *html, State *state)
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
    g_autoptr(GArray) frames = g_array_new(FALSE, TRUE, sizeof(Frame));
    g_array_set_size(frames, 1);
    State state = { .writer = desk_html_writer_new(),
                    .frames = frames,
                    .files = files,
                    .link = link,
                    .marker = marker };
    desk_style_sheet_read(&state.sheet, (DeskBytes){ styles->str, styles->len });
    desk_link_note_style(files, styles->str);
    parse(tamed, &state);
    end_link(&state);
    desk_style_sheet_clear(&state.sheet);
    g_autoptr(GString) text = desk_html_writer_finish(state.writer);
    return desk_html_layout(text);
}
