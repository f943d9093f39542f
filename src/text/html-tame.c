#include "text/html-tame.h"
#include "text/html-entities.h"

#define HTML_MAX       (2 * 1024 * 1024)
#define TAG_MAX        (64 * 1024)
#define STYLES_MAX     (64 * 1024)
#define VALUE_MAX      4096
#define ATTRIBUTES_MAX 200
#define NAME_MAX_BYTES 64

/* Elements whose content is no markup and no text that anybody sees. */
typedef enum { RAW_SCRIPT, RAW_STYLE, RAW_TITLE, RAW_IFRAME, RAW_NONE } Raw;
static const char *const raw_names[RAW_NONE] = { "script", "style", "title", "iframe" };

typedef struct {
    DeskBytes html;
    size_t at;
    GString *out;
    GString *styles;
    bool is_unclosed[RAW_NONE]; /* there is no end tag of that name ahead */
} Tamer;

/* Within a tag. */
typedef struct {
    size_t start; /* in out */
    unsigned attributes;
    size_t value;       /* bytes of the value so far */
    size_t value_start; /* in html */
    char quote;
    char last;        /* the last byte that is no blank */
    bool was_blank;   /* a blank stands before this byte */
    bool is_cut;      /* the rest of the value is over its limit */
    bool is_dropping; /* over a limit: nothing more is copied */
} Tag;

static char
byte_at(const Tamer *tamer, size_t at)
{
    return at < tamer->html.size ? tamer->html.data[at] : '\0';
}

static bool
starts_with(const Tamer *tamer, size_t at, const char *word)
{
    size_t size = strlen(word);
    return tamer->html.size - MIN(at, tamer->html.size) >= size &&
           g_ascii_strncasecmp(tamer->html.data + at, word, size) == 0;
}

/* Where the word begins from at on, or the end of the html. */
static size_t
find(const Tamer *tamer, size_t at, const char *word)
{
    if (at >= tamer->html.size)
        return tamer->html.size;
    const char *found = memmem(tamer->html.data + at, tamer->html.size - at, word, strlen(word));
    return found ? (size_t) (found - tamer->html.data) : tamer->html.size;
}

/* A comment ends with -->, "<!-->" and "<!--->" are whole ones; an unclosed one hides the rest. */
static void
skip_comment(Tamer *tamer)
{
    size_t text = tamer->at + strlen("<!--");
    if (byte_at(tamer, text) == '>')
        tamer->at = text + 1;
    else if (starts_with(tamer, text, "->"))
        tamer->at = text + 2;
    else
        tamer->at = MIN(find(tamer, text, "-->") + strlen("-->"), tamer->html.size);
}

/* Declarations, processing instructions, "<![if !mso]>" and other markup without a name. */
static void
skip_declaration(Tamer *tamer)
{
    tamer->at = MIN(find(tamer, tamer->at, ">") + 1, tamer->html.size);
}

static Raw
raw_element(const Tamer *tamer)
{
    for (Raw raw = 0; raw < RAW_NONE; raw++) {
        char next = byte_at(tamer, tamer->at + 1 + strlen(raw_names[raw]));
        if (starts_with(tamer, tamer->at + 1, raw_names[raw]) && strchr(" \t\r\n/>", next))
            return raw;
    }
    return RAW_NONE;
}

/* Where "</name" begins, or the end of the html. */
static size_t
find_end_tag(const Tamer *tamer, size_t at, const char *name)
{
    while ((at = find(tamer, at, "</")) < tamer->html.size && !starts_with(tamer, at + 2, name))
        at += 2;
    return at;
}

/*
 * The element with its content goes. Where the end tag is missing a title is only its tag, and
 * the others hide the rest, as browsers have it.
 */
static void
skip_raw(Tamer *tamer, Raw raw)
{
    size_t content = MIN(find(tamer, tamer->at, ">") + 1, tamer->html.size);
    bool is_empty = content >= 2 && tamer->html.data[content - 2] == '/';
    size_t end = tamer->is_unclosed[raw] || is_empty ? tamer->html.size
                                                     : find_end_tag(tamer, content, raw_names[raw]);
    tamer->is_unclosed[raw] |= end == tamer->html.size && !is_empty;
    if (is_empty || (raw == RAW_TITLE && tamer->is_unclosed[raw])) {
        tamer->at = content;
        return;
    }
    if (raw == RAW_STYLE && tamer->styles->len < STYLES_MAX)
        g_string_append_len(tamer->styles, tamer->html.data + content,
                            (gssize) MIN(end - content, STYLES_MAX - tamer->styles->len));
    tamer->at = end;
    skip_declaration(tamer);
}

/* An address or a link in angle brackets that somebody forgot to escape. */
static bool
is_bracketed_text(const Tamer *tamer)
{
    size_t at = tamer->at + 1, end = MIN(at + NAME_MAX_BYTES, tamer->html.size);
    if (starts_with(tamer, at, "http://") || starts_with(tamer, at, "https://"))
        return true;
    if (starts_with(tamer, at, "mailto:"))
        at += strlen("mailto:");
    while (at < end && (g_ascii_isalnum(byte_at(tamer, at)) || strchr("._+-", byte_at(tamer, at))))
        at++;
    return byte_at(tamer, at) == '@';
}

/* Half a character makes the parser take all that follows for Latin-1: a limit cuts before one. */
static bool
is_within_character(char c)
{
    return ((unsigned char) c & 0xc0) == 0x80;
}

/* Whether the byte of a quoted value is copied. */
static bool
takes_value_byte(const Tamer *tamer, Tag *tag, char c)
{
    if (tag->value == 0)
        tag->value_start = tamer->at;
    tag->value++;
    tag->is_cut |= tag->value > VALUE_MAX && !is_within_character(c);
    return !tag->is_cut && !starts_with(tamer, tag->value_start, "data:");
}

/* Whether the byte is copied; keeps count of what is over a limit. */
static bool
takes_byte(const Tamer *tamer, Tag *tag, char c)
{
    bool is_blank = g_ascii_isspace(c);
    if (tag->quote && c == tag->quote) {
        tag->quote = '\0';
    } else if (tag->quote) {
        if (!takes_value_byte(tamer, tag, c))
            return false;
    } else if ((c == '"' || c == '\'') && tag->last == '=') {
        tag->quote = c;
        tag->value = 0;
        tag->is_cut = false;
    } else if (!is_blank && tag->was_blank && tag->last != '=') {
        tag->attributes++;
    }
    tag->was_blank = is_blank || tag->last == '"' || tag->last == '\'';
    tag->last = is_blank ? tag->last : c;
    return true;
}

static void
end_tag_at_limit(Tamer *tamer, Tag *tag)
{
    if (tag->quote)
        g_string_append_c(tamer->out, tag->quote);
    g_string_append_c(tamer->out, '>');
    tag->is_dropping = true;
}

static void
copy_tag(Tamer *tamer)
{
    Tag tag = { .start = tamer->out->len };
    for (; tamer->at < tamer->html.size; tamer->at++) {
        char c = tamer->html.data[tamer->at];
        bool is_end = c == '>' && !tag.quote;
        bool takes = takes_byte(tamer, &tag, c);
        if (takes && !tag.is_dropping)
            g_string_append_c(tamer->out, c >= 0 && c < ' ' ? ' ' : c);
        if (is_end) {
            tamer->at++;
            return;
        }
        if (!tag.is_dropping && !is_within_character(byte_at(tamer, tamer->at + 1)) &&
            (tamer->out->len - tag.start > TAG_MAX || tag.attributes > ATTRIBUTES_MAX))
            end_tag_at_limit(tamer, &tag);
    }
    if (!tag.is_dropping)
        end_tag_at_limit(tamer, &tag);
}

/* Behind it the parser would read nothing, but gateways add their notices there. */
static bool
skip_end_of_document(Tamer *tamer)
{
    bool is_body = starts_with(tamer, tamer->at, "</body");
    if (!is_body && !starts_with(tamer, tamer->at, "</html"))
        return false;
    if (is_body)
        g_string_append(tamer->out, "<br>");
    skip_declaration(tamer);
    return true;
}

static void
copy_markup(Tamer *tamer)
{
    char next = byte_at(tamer, tamer->at + 1);
    Raw raw = raw_element(tamer);
    if (skip_end_of_document(tamer))
        return;
    if (starts_with(tamer, tamer->at, "<!--")) {
        skip_comment(tamer);
    } else if (raw != RAW_NONE) {
        skip_raw(tamer, raw);
    } else if (g_ascii_isalpha(next) && !is_bracketed_text(tamer)) {
        copy_tag(tamer);
    } else if (next == '/' && g_ascii_isalpha(byte_at(tamer, tamer->at + 2))) {
        copy_tag(tamer);
    } else if (next == '!' || next == '?' || next == '/') {
        skip_declaration(tamer);
    } else {
        g_string_append(tamer->out, "&lt;");
        tamer->at++;
    }
}

/* A sign that begins no entity is written as one: the parser takes its time over errors. */
static size_t
copy_entity(Tamer *tamer)
{
    size_t left = tamer->html.size - tamer->at;
    char next = byte_at(tamer, tamer->at + 1);
    if (g_ascii_isalpha(next) || next == '#')
        return desk_html_entity((DeskBytes){ tamer->html.data + tamer->at, left }, tamer->out);
    g_string_append(tamer->out, "&amp;");
    return 1;
}

GString *
desk_html_tame(DeskBytes html, GString *styles)
{
    Tamer tamer = { .html = html, .styles = styles };
    tamer.out = g_string_sized_new(MIN(html.size, HTML_MAX) + 1);
    while (tamer.at < html.size) {
        char c = html.data[tamer.at];
        if (tamer.out->len >= HTML_MAX && !is_within_character(c))
            break;
        if (c == '<') {
            copy_markup(&tamer);
            continue;
        }
        size_t entity = c == '&' ? copy_entity(&tamer) : 0;
        tamer.at += entity;
        if (entity > 0)
            continue;
        if (c == '\0' || g_ascii_isspace(c))
            g_string_append_c(tamer.out, c == '\n' || c == '\t' ? c : ' ');
        else if (!g_ascii_iscntrl(c))
            g_string_append_c(tamer.out, c);
        tamer.at++;
    }
    return tamer.out;
}
