#include "text/html-boxes.h"
#include "text/html-links.h"
#include "text/html-roles.h"

#define MARKER_MAX     15
#define ALT_MAX        500
#define LINE_MAX_BYTES 300 /* of a line that may announce a quote */

DeskHtmlBox *
desk_html_box_top(DeskHtmlState *state)
{
    return &g_array_index(state->boxes, DeskHtmlBox, state->boxes->len - 1);
}

const char *
desk_html_attribute(const char *const *attributes, const char *name)
{
    for (unsigned i = 0; attributes && attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1] ? attributes[i + 1] : "";
    return NULL;
}

/* A mail program that makes a face of ":-)" writes the letter that has its place in the font. */
static void
write_wingdings(DeskHtmlState *state, DeskBytes text)
{
    static const struct {
        const char *letter, *meant;
    } signs[] = {
        { "J", "\u263a" },      { "K", "\U0001f610" },  { "L", "\u2639" },
        { "\u00e0", "\u2192" }, { "\u00df", "\u2190" }, { "\u00fc", "\u2713" },
        { "\u00fb", "\u2717" }, { "\u00a7", "-" },
    };
    DeskBytes meant = text;
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (text.size == strlen(signs[i].letter) &&
            memcmp(text.data, signs[i].letter, text.size) == 0)
            meant = (DeskBytes){ signs[i].meant, strlen(signs[i].meant) };
    desk_html_writer_text(state->writer, meant, false);
}

void
desk_html_box_text(DeskHtmlState *state, DeskBytes text)
{
    const DeskHtmlBox *box = desk_html_box_top(state);
    if (state->skips_newline && text.size > 0 && text.data[0] == '\n')
        text = (DeskBytes){ text.data + 1, text.size - 1 };
    state->skips_newline = false;
    if (box->is_hidden || box->is_unseen || box->is_tiny)
        return;
    /* Links have a colour for no reason. */
    desk_html_writer_colour(state->writer, state->link->len > 0 ? DESK_COLOUR_PLAIN : box->colour);
    if (box->is_marker)
        g_string_append_len(state->marker, text.data, (gssize) text.size);
    else if (box->is_wingdings)
        write_wingdings(state, text);
    else
        desk_html_writer_text(state->writer, text, box->is_preformatted);
}

static void
end_link(DeskHtmlState *state)
{
    if (state->link->len == 0)
        return;
    const GString *text = desk_html_writer_so_far(state->writer);
    size_t start = MIN(state->link_start, text->len);
    g_autofree char *suffix = desk_html_link_suffix(
        state->link->str, (DeskBytes){ text->str + start, text->len - start });
    if (suffix)
        desk_html_writer_append(state->writer, suffix);
    g_string_truncate(state->link, 0);
}

static void
begin_link(DeskHtmlState *state, const char *const *attributes)
{
    const char *url = desk_html_attribute(attributes, "href");
    end_link(state);
    g_string_assign(state->link, url ? url : "");
    state->link_start = desk_html_writer_so_far(state->writer)->len;
}

/* A spacer, or the picture that tells the sender when the mail is read. */
static bool
is_dot(const char *const *attributes)
{
    const char *width = desk_html_attribute(attributes, "width");
    const char *height = desk_html_attribute(attributes, "height");
    return (width && g_ascii_strtoull(width, NULL, 10) <= 2 && g_ascii_isdigit(*width)) ||
           (height && g_ascii_strtoull(height, NULL, 10) <= 2 && g_ascii_isdigit(*height));
}

/* Pictures of letters ("\u263a") are the letter, others "[alt]". */
static void
write_image(DeskHtmlState *state, const char *const *attributes)
{
    const char *alt = desk_html_attribute(attributes, "alt");
    if (!alt || is_dot(attributes) || strlen(alt) > ALT_MAX || alt[strspn(alt, " \t\r\n")] == '\0')
        return;
    bool has_words = false;
    for (const char *p = alt; *p; p++)
        has_words |= g_ascii_isalnum(*p);
    bool is_letter = !has_words && g_utf8_strlen(alt, -1) <= 4;
    g_autofree char *trimmed = g_strstrip(g_strdup(alt));
    g_autofree char *text = is_letter ? g_strdup(trimmed) : g_strdup_printf("[%s]", trimmed);
    const DeskHtmlBox *box = desk_html_box_top(state);
    if (!box->is_hidden && !box->is_unseen)
        desk_html_writer_text(state->writer, (DeskBytes){ text, strlen(text) }, false);
}

/* The text so far ends with a line like "On Friday at 10:12 somebody wrote:". */
static bool
follows_attribution(const DeskHtmlState *state)
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
is_quote(const DeskHtmlState *state, unsigned style, DeskHtmlRole role)
{
    bool is_indent = role == DESK_HTML_INDENT ||
                     (style & DESK_STYLE_INDENTED && !(style & DESK_STYLE_BORDER_LEFT));
    if (role == DESK_HTML_CITE || role == DESK_HTML_QUOTE || !is_indent)
        return true;
    return follows_attribution(state);
}

static void
begin_quote(DeskHtmlState *state, DeskHtmlBox *box, unsigned style, DeskHtmlRole role)
{
    box->is_quote = is_quote(state, style, role);
    if (box->is_quote) {
        desk_html_writer_unsign(state->writer, DESK_SIGN_SIGNATURE);
        desk_html_writer_quote(state->writer, 1);
        desk_html_writer_open(state->writer);
    } else {
        box->columns = 2;
        desk_html_writer_indent(state->writer, box->columns);
    }
}

static void
begin_list(DeskHtmlState *state, DeskHtmlBox *box, const char *const *attributes, unsigned style)
{
    const char *start = desk_html_attribute(attributes, "start");
    const char *type = desk_html_attribute(attributes, "type");
    bool is_marked = !(style & DESK_STYLE_UNMARKED);
    box->list = state->boxes->len - 1;
    box->columns = is_marked ? 2 : 0;
    box->style = !is_marked ? '\0' : type && g_ascii_isalpha(*type) ? *type : '1';
    box->number = box->kind == DESK_BOX_NUMBERED ? 1 : 0;
    if (box->number > 0 && start)
        box->number = (int) CLAMP(g_ascii_strtoll(start, NULL, 10), 1, 1000000);
    desk_html_writer_indent(state->writer, box->columns);
}

static void
begin_item(DeskHtmlState *state, const char *const *attributes, unsigned style)
{
    unsigned index = desk_html_box_top(state)->list;
    DeskHtmlBox *list = &g_array_index(state->boxes, DeskHtmlBox, index);
    const char *value = desk_html_attribute(attributes, "value");
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
end_marker(DeskHtmlState *state)
{
    char *text = g_strstrip(state->marker->str);
    bool has_number = strchr(text, '.') || strchr(text, ')');
    text[strcspn(text, " \t\r\n\xc2")] = '\0';
    char marker[MARKER_MAX + 1];
    g_snprintf(marker, sizeof marker, "%s ", has_number && strlen(text) < 8 ? text : "-");
    desk_html_writer_marker(state->writer, marker);
    g_string_truncate(state->marker, 0);
}

/* A signature that was announced and has no text is none. */
static void
sign_quote(DeskHtmlState *state)
{
    desk_html_writer_unsign(state->writer, DESK_SIGN_SIGNATURE);
    desk_html_writer_sign(state->writer, DESK_SIGN_QUOTE);
}

static void
begin_role(DeskHtmlState *state, DeskHtmlBox *box, DeskHtmlRole role, unsigned style)
{
    bool is_box = box->kind == DESK_BOX_BLOCK || box->kind == DESK_BOX_PARAGRAPH;
    if (role == DESK_HTML_QUOTE && box->kind != DESK_BOX_QUOTE)
        sign_quote(state);
    else if (box->kind == DESK_BOX_RULE ||
             (is_box && style & (DESK_STYLE_BORDER_TOP | DESK_STYLE_BORDER_LEFT)))
        desk_html_writer_sign(state->writer, DESK_SIGN_HEADER);
    if (role == DESK_HTML_SIGNATURE && box->kind != DESK_BOX_IMAGE)
        desk_html_writer_sign(state->writer, DESK_SIGN_SIGNATURE);
    /* Behind a break the signature follows it, elsewhere it is inside. */
    box->has_signature = role == DESK_HTML_SIGNATURE && box->kind != DESK_BOX_BREAK;
    if (box->kind == DESK_BOX_PARAGRAPH && (role == DESK_HTML_TIGHT || style & DESK_STYLE_TIGHT))
        box->lines = 1;
}

static void
begin_element(DeskHtmlState *state, DeskHtmlBox *box, const char *const *attributes, unsigned style)
{
    switch (box->kind) {
    case DESK_BOX_CELL:
        desk_html_writer_begin_cell(state->writer);
        break;
    case DESK_BOX_IMAGE:
        write_image(state, attributes);
        break;
    case DESK_BOX_INDENTED:
        box->columns = 2;
        desk_html_writer_indent(state->writer, box->columns);
        break;
    case DESK_BOX_ITEM:
        begin_item(state, attributes, style);
        break;
    case DESK_BOX_LINK:
        begin_link(state, attributes);
        break;
    case DESK_BOX_LIST:
    case DESK_BOX_NUMBERED:
        begin_list(state, box, attributes, style);
        break;
    case DESK_BOX_PRE:
        state->skips_newline = true;
        break;
    case DESK_BOX_ROW:
        desk_html_writer_row(state->writer);
        break;
    case DESK_BOX_RULE:
        desk_html_writer_rule(state->writer);
        break;
    case DESK_BOX_TABLE:
        desk_html_writer_begin_table(state->writer);
        break;
    case DESK_BOX_BREAK:
    case DESK_BOX_TEXT:
    case DESK_BOX_BLOCK:
    case DESK_BOX_PARAGRAPH:
    case DESK_BOX_HIDDEN:
    case DESK_BOX_QUOTE:
        break;
    }
}

void
desk_html_box_begin(DeskHtmlState *state, const char *const *attributes, unsigned style)
{
    DeskHtmlBox *box = desk_html_box_top(state);
    DeskHtmlRole role = desk_html_role(attributes);
    if (box->kind == DESK_BOX_BREAK)
        desk_html_writer_break(state->writer);
    begin_role(state, box, role, style);
    desk_html_writer_edge(state->writer, box->lines);
    if (box->kind == DESK_BOX_QUOTE)
        begin_quote(state, box, style, role);
    else
        begin_element(state, box, attributes, style);
}

void
desk_html_box_end(DeskHtmlState *state, const DeskHtmlBox *box)
{
    if (box->kind == DESK_BOX_LINK)
        end_link(state);
    else if (box->kind == DESK_BOX_CELL)
        desk_html_writer_end_cell(state->writer);
    else if (box->kind == DESK_BOX_TABLE)
        desk_html_writer_end_table(state->writer);
    else if (box->kind == DESK_BOX_ITEM)
        desk_html_writer_close(state->writer);
    if (box->kind == DESK_BOX_ITEM)
        desk_html_writer_marker(state->writer, "");
    if (box->is_quote)
        desk_html_writer_quote(state->writer, -1);
    if (box->has_signature)
        desk_html_writer_unsign(state->writer, DESK_SIGN_SIGNATURE);
    if (box->columns > 0)
        desk_html_writer_indent(state->writer, -box->columns);
    if (box->is_marker && !desk_html_box_top(state)->is_marker)
        end_marker(state);
    if (box->kind != DESK_BOX_CELL)
        desk_html_writer_edge(state->writer, box->lines);
}

void
desk_html_box_finish(DeskHtmlState *state)
{
    end_link(state);
}
