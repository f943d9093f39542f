#include "kb/plain.h"
#include "base/text.h"

#define LOOKED_AT ((size_t) 4096) /* bytes; whoever looks for the end of a link finds it soon */
#define ELLIPSIS  "\xe2\x80\xa6"

/* ---- lines ---- */

static DeskBytes
take_line(const char **text)
{
    size_t size = strcspn(*text, "\n");
    DeskBytes line = { *text, size };
    *text += size + ((*text)[size] != '\0');
    return desk_text_trim(line);
}

static bool
begins(DeskBytes line, const char *with)
{
    size_t size = strlen(with);
    return line.size >= size && memcmp(line.data, with, size) == 0;
}

/* The signs of a heading; 0: it is none. */
static size_t
heading_signs(DeskBytes line)
{
    size_t signs = 0;
    while (signs < line.size && line.data[signs] == '#')
        signs++;
    return signs < line.size && line.data[signs] == ' ' ? signs : 0;
}

static bool
is_of(DeskBytes line, const char *signs)
{
    for (size_t i = 0; i < line.size; i++)
        if (!strchr(signs, line.data[i]))
            return false;
    return line.size > 0;
}

static bool
is_numbered(DeskBytes line)
{
    size_t digits = 0;
    while (digits < line.size && g_ascii_isdigit(line.data[digits]))
        digits++;
    return digits > 0 && digits + 1 < line.size && strchr(".)", line.data[digits]) &&
           line.data[digits + 1] == ' ';
}

/* It begins something else than a paragraph. */
static bool
is_block(DeskBytes line)
{
    static const char *const starts[] = { "- ", "* ", "+ ", ">", "|", "<", "![", "[!" };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (begins(line, starts[i]))
            return true;
    return heading_signs(line) > 0 || is_numbered(line) || is_of(line, "-=*_ ");
}

static bool
is_fence(DeskBytes line)
{
    return begins(line, "```") || begins(line, "~~~");
}

/* Behind what some programs put before the text, between two lines of hyphens. */
static const char *
behind_matter(const char *text)
{
    const char *rest = text;
    DeskBytes line = take_line(&rest);
    if (line.size != 3 || !begins(line, "---"))
        return text;
    while (*rest) {
        line = take_line(&rest);
        if (line.size == 3 && begins(line, "---"))
            return rest;
    }
    return text;
}

DeskBytes
desk_kb_heading(const char *markdown)
{
    const char *rest = behind_matter(markdown);
    bool is_code = false;
    while (*rest) {
        DeskBytes line = take_line(&rest);
        is_code = is_code != is_fence(line);
        size_t signs = is_code ? 0 : heading_signs(line);
        if (signs > 0)
            return desk_text_trim((DeskBytes){ line.data + signs, line.size - signs });
    }
    return (DeskBytes){ "", 0 };
}

/* From a line of text on to the next blank one. */
static DeskBytes
paragraph_from(const char *start)
{
    const char *rest = start, *end = start;
    while (*rest) {
        DeskBytes line = take_line(&rest);
        if (line.size == 0 || is_block(line) || is_fence(line))
            break;
        end = line.data + line.size;
    }
    return (DeskBytes){ start, (size_t) (end - start) };
}

DeskBytes
desk_kb_paragraph(const char *markdown)
{
    const char *rest = behind_matter(markdown);
    bool is_code = false, in_block = false;
    while (*rest) {
        DeskBytes line = take_line(&rest);
        bool fence = is_fence(line);
        is_code = is_code != fence;
        if (is_code || fence || line.size == 0) {
            in_block = false;
            continue;
        }
        bool is_heading = heading_signs(line) > 0;
        in_block = !is_heading && (in_block || is_block(line)); /* to the next blank line */
        if (!is_heading && !in_block)
            return paragraph_from(line.data);
    }
    return (DeskBytes){ "", 0 };
}

/* ---- marks ---- */

/* "[text](address)" and "![...](...)": where it ends, and how long its text is; 0: it is none. */
static size_t
link_size(const char *text, const char *end, size_t *shown)
{
    const char *close = memchr(text, ']', (size_t) (end - text));
    if (!close || close + 1 >= end || close[1] != '(')
        return 0;
    const char *last = memchr(close, ')', (size_t) (end - close));
    *shown = (size_t) (close - text - 1);
    return last ? (size_t) (last - text + 1) : 0;
}

/* Signs of emphasis stand at the edge of a word; those within one are a part of it. */
static bool
is_mark(const char *start, const char *p, const char *end)
{
    if (*p == '*' || *p == '`')
        return true;
    if (*p != '_' && *p != '~')
        return false;
    bool open = p == start || !g_ascii_isalnum(p[-1]);
    bool close = p + 1 >= end || !g_ascii_isalnum(p[1]);
    return open || close;
}

static void
strip(const char *text, const char *end, GString *out)
{
    const char *p = text;
    while (p < end) {
        size_t shown = 0;
        bool picture = *p == '!' && p + 1 < end && p[1] == '[';
        size_t size = *p == '[' || picture ? link_size(p + picture, end, &shown) : 0;
        if (size > 0 && !picture)
            g_string_append_len(out, p + 1, (gssize) shown);
        else if (size == 0 && *p == '\\' && p + 1 < end && g_ascii_ispunct(p[1]))
            g_string_append_c(out, *++p);
        else if (size == 0 && !is_mark(text, p, end))
            g_string_append_c(out, *p);
        p += size > 0 ? size + picture : 1;
    }
}

static char *
cut(char *line, size_t max)
{
    if (strlen(line) <= max)
        return line;
    desk_text_cut(line, max - strlen(ELLIPSIS));
    char *blank = strrchr(line, ' ');
    if (blank && (size_t) (blank - line) >= max / 2)
        *blank = '\0';
    char *whole = g_strconcat(line, ELLIPSIS, NULL);
    g_free(line);
    return whole;
}

char *
desk_kb_plain(DeskBytes markdown, size_t max)
{
    size_t size = MIN(markdown.size, LOOKED_AT);
    g_autoptr(GString) out = g_string_sized_new(size);
    strip(markdown.data, markdown.data + size, out);
    return cut(desk_text_line(out->str, out->len), max);
}
