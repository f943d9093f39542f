#include "text/markup-links.h"

#define LINK_MAX   2000 /* bytes; nobody types a longer one, and programs cut it */
#define LOCAL_MAX  64   /* RFC 5321 section 4.5.3.1 */
#define DOMAIN_MAX 253

/* Programs take a backslash for a slash, so that the host would be another than the one seen. */
static const char never[] = "<>\"\\`";
/* What stands behind a link more often than at its end. */
static const char closing[] = ".,;:!?'*_~";

static bool
starts_with(DeskBytes text, const char *start)
{
    size_t size = strlen(start);
    return text.size >= size && g_ascii_strncasecmp(text.data, start, size) == 0;
}

/* Letters of a script that writes blanks between words; a wide one can stand beside a link. */
static bool
is_joined(const char *character)
{
    gunichar c = g_utf8_get_char(character);
    return c >= 0x80 && g_unichar_isalnum(c) && !g_unichar_iswide(c);
}

static bool
is_local(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("._%+-=~", c));
}

/* The bytes of one character that may be in a link; 0 for others and at the end. */
static size_t
link_character(DeskBytes text)
{
    unsigned char c = text.size > 0 ? (unsigned char) text.data[0] : 0;
    if (c < 0x80)
        return c > ' ' && c != 0x7f && !strchr(never, c);
    gunichar wide = g_utf8_get_char(text.data);
    if (!g_unichar_isalnum(wide) && !g_unichar_ismark(wide))
        return 0;
    return (size_t) (g_utf8_next_char(text.data) - text.data);
}

static size_t
link_run(DeskBytes text, size_t from)
{
    size_t size = from;
    size_t step;
    while ((step = link_character((DeskBytes){ text.data + size, text.size - size })) > 0)
        size += step;
    return size;
}

typedef struct {
    size_t opened[3];
    size_t closed[3];
} Brackets;

static const char *const brackets = "()[]{}";

static Brackets
count_brackets(DeskBytes text)
{
    Brackets count = { 0 };
    for (size_t i = 0; i < text.size; i++) {
        const char *found = memchr(brackets, text.data[i], 6);
        size_t which = found ? (size_t) (found - brackets) : 0;
        if (found && which % 2 == 0)
            count.opened[which / 2]++;
        else if (found)
            count.closed[which / 2]++;
    }
    return count;
}

/* The size without what belongs to the sentence round it. */
static size_t
trim(DeskBytes text)
{
    Brackets count = count_brackets(text);
    for (; text.size > 0; text.size--) {
        char last = text.data[text.size - 1];
        const char *found = memchr(brackets, last, 6);
        size_t which = found ? (size_t) (found - brackets) : 0;
        if (strchr(closing, last))
            continue;
        if (!found || which % 2 == 0 || count.closed[which / 2] <= count.opened[which / 2])
            break;
        count.closed[which / 2]--;
    }
    return text.size;
}

/* Between < and > nothing has to be guessed. */
static size_t
end_of_link(DeskBytes line, size_t at, size_t size)
{
    bool is_enclosed =
        at > 0 && line.data[at - 1] == '<' && at + size < line.size && line.data[at + size] == '>';
    return is_enclosed ? size : trim((DeskBytes){ line.data + at, size });
}

/* A host first, and before it nobody whose name looks like one. */
static bool
has_host(DeskBytes text)
{
    size_t size = 0;
    size_t step;
    while ((step = link_character((DeskBytes){ text.data + size, text.size - size })) > 0 &&
           !strchr("/?#", text.data[size]))
        size += step;
    return size > 0 && !memchr(text.data, '@', size) &&
           (g_ascii_isalnum(*text.data) || *text.data == '[' || (unsigned char) *text.data >= 0x80);
}

/* "example.org": labels with dots between, the last one of letters at its start. */
static bool
is_domain(DeskBytes text)
{
    size_t label = 0;
    size_t dots = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool ends = text.data[i] == '.';
        if (ends && label == 0)
            return false;
        label = ends ? 0 : label + 1;
        dots += ends;
    }
    return dots > 0 && label >= 2 && text.size <= DOMAIN_MAX &&
           g_ascii_isalpha(text.data[text.size - label]);
}

/* The bytes of an address; 0 when there is none. */
static size_t
match_address(DeskBytes text)
{
    size_t local = 0;
    while (local < text.size && is_local(text.data[local]))
        local++;
    if (local == 0 || local > LOCAL_MAX || local == text.size || text.data[local] != '@')
        return 0;
    size_t end = local + 1;
    while (end < text.size && (g_ascii_isalnum(text.data[end]) || strchr("-.", text.data[end])))
        end++;
    if (end < text.size && (text.data[end] == '@' || is_joined(text.data + end)))
        return 0;
    while (end > local + 1 && strchr("-.", text.data[end - 1]))
        end--;
    bool ok = text.data[0] != '.' && text.data[local - 1] != '.' &&
              is_domain((DeskBytes){ text.data + local + 1, end - local - 1 });
    return ok ? end : 0;
}

static DeskMarkupLink
text_of(size_t size)
{
    return (DeskMarkupLink){ .is_link = false, .scheme = "", .size = size };
}

static DeskMarkupLink
link_of(const char *scheme, size_t size)
{
    return (DeskMarkupLink){ .is_link = true, .scheme = scheme, .size = size };
}

static DeskMarkupLink
match_url(DeskBytes line, size_t at, size_t head)
{
    DeskBytes text = { line.data + at, line.size - at };
    if (!has_host((DeskBytes){ text.data + head, text.size - head }))
        return text_of(head);
    size_t run = link_run(text, head);
    size_t size = end_of_link(line, at, run);
    if (run > LINK_MAX || size <= head)
        return text_of(run);
    return link_of("", size);
}

static DeskMarkupLink
match_mailto(DeskBytes line, size_t at, size_t head)
{
    DeskBytes text = { line.data + at + head, line.size - at - head };
    size_t address = match_address(text);
    if (address == 0)
        return text_of(head);
    if (address == text.size || text.data[address] != '?')
        return link_of("", head + address);
    size_t run = head + link_run(text, address);
    return run > LINK_MAX ? text_of(run) : link_of("", end_of_link(line, at, run));
}

DeskMarkupLink
desk_markup_link(DeskBytes line, size_t at)
{
    DeskBytes text = { line.data + at, line.size - at };
    const char *before = at > 0 ? g_utf8_find_prev_char(line.data, text.data) : NULL;
    size_t character = (size_t) (g_utf8_next_char(text.data) - text.data);

    if (!g_ascii_isalnum(before ? *before : ' ')) {
        if (starts_with(text, "https://"))
            return match_url(line, at, strlen("https://"));
        if (starts_with(text, "http://"))
            return match_url(line, at, strlen("http://"));
        if (starts_with(text, "mailto:"))
            return match_mailto(line, at, strlen("mailto:"));
    }
    if (before && (is_local(*before) || strchr("@/", *before) || is_joined(before)))
        return text_of(character);
    size_t address = match_address(text);
    return address > 0 ? link_of("mailto:", address) : text_of(character);
}
