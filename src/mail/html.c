#include "mail/html.h"

#include <libxml/HTMLparser.h>

#define HTML_MAX (2 * 1024 * 1024)
#define TAG_MAX  (64 * 1024)
/* Blanks and equal signs of a tag outside quotes: at least one for each attribute. */
#define ATTRIBUTES    400
#define TEXT_MAX      (2 * 1024 * 1024)
#define LINK_MAX      2000
#define CHUNK         (64 * 1024)
#define CIDS_MAX      1000
#define LINES_BETWEEN 2

typedef struct {
    GString *out;
    unsigned hidden; /* open elements whose text is not shown */
    unsigned preformatted;
    bool blank;        /* a blank is owed before the next character */
    unsigned newlines; /* line ends owed */
    GString *link;     /* where the open link leads; empty without one */
    size_t link_start;
    GHashTable *cids;
} Writer;

static bool
name_in(const xmlChar *name, const char *const *list)
{
    return g_strv_contains(list, (const char *) name);
}

static bool
is_hidden(const xmlChar *name)
{
    static const char *const names[] = { "script", "style", "title", "template", NULL };
    return name_in(name, names);
}

/* Line ends before and after an element: 2 for a paragraph, 1 for a block, 0 for the rest. */
static unsigned
lines_around(const xmlChar *name)
{
    static const char *const paragraphs[] = {
        "p",  "h1", "h2",    "h3", "h4",  "h5",         "h6",
        "ul", "ol", "table", "dl", "pre", "blockquote", NULL
    };
    static const char *const blocks[] = { "div",     "tr",      "li",         "dt",
                                          "dd",      "hr",      "center",     "address",
                                          "section", "article", "header",     "footer",
                                          "form",    "body",    "figcaption", NULL };
    return name_in(name, paragraphs) ? 2 : name_in(name, blocks) ? 1 : 0;
}

static void
owe_lines(Writer *writer, unsigned lines)
{
    if (lines > 0 && writer->out->len > 0)
        writer->newlines = MAX(writer->newlines, lines);
}

static void
pay(Writer *writer)
{
    if (writer->newlines == 0 && writer->blank && writer->out->len > 0)
        g_string_append_c(writer->out, ' ');
    for (; writer->newlines > 0; writer->newlines--)
        g_string_append_c(writer->out, '\n');
    writer->blank = false;
}

static void
write_text(Writer *writer, const char *text, size_t size)
{
    for (size_t i = 0; i < size && writer->out->len < TEXT_MAX; i++) {
        if (!writer->preformatted && g_ascii_isspace(text[i])) {
            writer->blank = true;
            continue;
        }
        if (writer->blank || writer->newlines > 0)
            pay(writer);
        g_string_append_c(writer->out, text[i]);
    }
}

static void
on_characters(void *data, const xmlChar *text, int size)
{
    Writer *writer = data;
    if (writer->hidden == 0 && size > 0)
        write_text(writer, (const char *) text, (size_t) size);
}

static const char *
find_attribute(const xmlChar **attributes, const char *name)
{
    for (unsigned i = 0; attributes && attributes[i]; i += 2)
        if (strcmp((const char *) attributes[i], name) == 0)
            return (const char *) attributes[i + 1];
    return NULL;
}

static void
note_cid(Writer *writer, const xmlChar **attributes)
{
    const char *source = find_attribute(attributes, "src");
    if (!writer->cids || !source || g_ascii_strncasecmp(source, "cid:", 4) != 0)
        return;
    if (g_hash_table_size(writer->cids) < CIDS_MAX)
        g_hash_table_add(writer->cids, g_strdup(source + 4));
}

/* Only addresses that a reader may want to follow: no javascript:, data: and the like. */
static bool
is_shown_link(const char *url)
{
    static const char *const schemes[] = { "http://", "https://", "mailto:", "tel:" };
    if (!url || strlen(url) > LINK_MAX || strpbrk(url, " \t\r\n<>"))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

static void
end_link(Writer *writer)
{
    if (writer->link->len == 0)
        return;
    const char *url = writer->link->str;
    const char *bare = strchr(url, ':') + 1;
    bool is_web = g_str_has_prefix(bare, "//");
    size_t start = MIN(writer->link_start, writer->out->len);
    g_autofree char *text = g_strstrip(g_strdup(writer->out->str + start));
    bool is_same = strcmp(text, url) == 0 || strcmp(text, is_web ? bare + 2 : bare) == 0;
    if (!is_same && *text && writer->out->len < TEXT_MAX)
        g_string_append_printf(writer->out, " <%s>", url);
    g_string_truncate(writer->link, 0);
}

static void
begin_link(Writer *writer, const xmlChar **attributes)
{
    const char *url = find_attribute(attributes, "href");
    end_link(writer);
    if (!is_shown_link(url))
        return;
    g_string_assign(writer->link, url);
    writer->link_start = writer->out->len;
}

static void
on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    Writer *writer = data;
    const char *tag = (const char *) name;
    owe_lines(writer, lines_around(name));
    if (is_hidden(name))
        writer->hidden++;
    else if (strcmp(tag, "br") == 0)
        writer->newlines += writer->newlines < LINES_BETWEEN && writer->out->len > 0;
    else if (strcmp(tag, "pre") == 0)
        writer->preformatted++;
    else if (strcmp(tag, "a") == 0)
        begin_link(writer, attributes);
    else if (strcmp(tag, "td") == 0 || strcmp(tag, "th") == 0)
        writer->blank = true;
    note_cid(writer, attributes);
}

static void
on_end(void *data, const xmlChar *name)
{
    Writer *writer = data;
    const char *tag = (const char *) name;
    owe_lines(writer, lines_around(name));
    if (is_hidden(name))
        writer->hidden -= writer->hidden > 0;
    else if (strcmp(tag, "pre") == 0)
        writer->preformatted -= writer->preformatted > 0;
    else if (strcmp(tag, "a") == 0)
        end_link(writer);
}

/*
 * libxml2 takes time quadratic in the attributes of one tag, and stops at NUL. A copy in
 * which NULs are blanks and too long a tag ends at the limit; the rest of it is dropped.
 */
typedef struct {
    GString *out;
    size_t size; /* of the open tag; 0 outside */
    unsigned attributes;
    char quote;
    bool dropping;
} Tamer;

static void
tame_in_tag(Tamer *tamer, char c)
{
    tamer->size++;
    if (tamer->quote)
        tamer->quote = c == tamer->quote ? '\0' : tamer->quote;
    else if (c == '"' || c == '\'')
        tamer->quote = c;
    else if (c == '>')
        tamer->size = 0;
    else
        tamer->attributes += g_ascii_isspace(c) || c == '=';

    bool ended = tamer->size == 0;
    if (!ended && !tamer->dropping && (tamer->size > TAG_MAX || tamer->attributes > ATTRIBUTES)) {
        if (tamer->quote)
            g_string_append_c(tamer->out, tamer->quote);
        g_string_append_c(tamer->out, '>');
        tamer->dropping = true;
    }
    if (!tamer->dropping)
        g_string_append_c(tamer->out, c);
    if (ended)
        tamer->dropping = false;
}

static GString *
tame(DeskBytes html)
{
    size_t size = MIN(html.size, HTML_MAX);
    Tamer tamer = { .out = g_string_sized_new(size + 1) };

    for (size_t i = 0; i < size; i++) {
        char c = html.data[i] ? html.data[i] : ' ';
        char next = i + 1 < size ? html.data[i + 1] : '\0';
        if (tamer.size > 0) {
            tame_in_tag(&tamer, c);
            continue;
        }
        if (c == '<' && (g_ascii_isalpha(next) || next == '/')) {
            tamer.size = 1;
            tamer.attributes = 0;
            tamer.quote = '\0';
        }
        g_string_append_c(tamer.out, c);
    }
    return tamer.out;
}

static void
parse(const GString *html, Writer *writer)
{
    htmlSAXHandler handler = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_characters,
        .ignorableWhitespace = on_characters,
    };
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&handler, writer, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!parser)
        return;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    for (size_t i = 0; i < html->len; i += CHUNK)
        htmlParseChunk(parser, html->str + i, (int) MIN(CHUNK, html->len - i), 0);
    htmlParseChunk(parser, NULL, 0, 1);
    htmlFreeParserCtxt(parser);
}

char *
desk_html_to_text(DeskBytes html, GHashTable *cids)
{
    g_autoptr(GString) tamed = tame(html);
    g_autoptr(GString) link = g_string_new(NULL);
    Writer writer = { .out = g_string_new(NULL), .link = link, .cids = cids };
    parse(tamed, &writer);
    end_link(&writer);
    return g_string_free(writer.out, FALSE);
}
