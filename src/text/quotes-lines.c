#include "text/quotes-lines.h"
#include "base/text.h"
#include "text/body.h"
#include "text/quotes-attribution.h"
#include "text/quotes-block.h"
#include "text/quotes-marks.h"

#define LOOK_AHEAD    8 /* lines that may be blank between an attribution and its quote */
#define INITIALS_MAX  3
#define FIELDS_ABOVE  3
#define TITLE_GAP_MAX 2

bool
desk_line_is_quoted(DeskBytes line)
{
    size_t i = 0;
    while (i < line.size && i < 2 && line.data[i] == ' ')
        i++;
    return i < line.size && line.data[i] == '>';
}

DeskBytes
desk_line_unquote(DeskBytes line)
{
    if (!desk_line_is_quoted(line))
        return line;
    while (line.size > 0 && (*line.data == '>' || *line.data == ' ')) {
        line.data++;
        line.size--;
    }
    return line;
}

static bool
is_invisible(gunichar c)
{
    return g_unichar_isspace(c) || desk_text_is_invisible(c) || desk_text_is_bidi_control(c);
}

static bool
is_blank(DeskBytes line)
{
    const char *end = line.data + line.size;
    for (const char *p = line.data; p < end; p = g_utf8_next_char(p))
        if (!is_invisible(g_utf8_get_char(p)))
            return false;
    return true;
}

static void
add_line(GArray *lines, const char *start, const char *end)
{
    DeskLine line = { .is_marked = start < end && *start == DESK_QUOTE_MARK };
    start += line.is_marked;
    line.bytes = (DeskBytes){ start, (size_t) (end - start) };
    line.kind = is_blank(line.bytes)              ? DESK_LINE_BLANK
                : desk_line_is_quoted(line.bytes) ? DESK_LINE_QUOTE
                                                  : DESK_LINE_TEXT;
    g_array_append_val(lines, line);
}

static GArray *
split(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(DeskLine));
    const char *end = text + strlen(text);
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t) (end - text));
        stop = stop ? stop : end;
        add_line(lines, text, stop);
        text = stop + (stop < end);
    }
    return lines;
}

static const DeskBytes no_line = { "", 0 };

bool
desk_line_leads_to_quote(const GArray *lines, size_t i)
{
    for (size_t j = i + 1; j < lines->len && j <= i + LOOK_AHEAD; j++) {
        const DeskLine *line = desk_line(lines, j);
        size_t count;
        if (line->kind == DESK_LINE_QUOTE || line->is_marked)
            return true;
        if (line->kind != DESK_LINE_BLANK)
            return desk_marks_read(line->bytes, no_line, &count) == DESK_LINE_DELIMITER;
    }
    return false;
}

static bool
is_fence(const DeskLine *line)
{
    return line->kind == DESK_LINE_TEXT && line->bytes.size >= 3 &&
           memcmp(line->bytes.data, "```", 3) == 0;
}

static size_t
count_fences(const GArray *lines)
{
    size_t count = 0;
    for (size_t i = 0; i < lines->len; i++)
        count += is_fence(desk_line(lines, i));
    return count;
}

static size_t
set_kind(GArray *lines, size_t first, size_t count, DeskLineKind kind)
{
    for (size_t i = first; i < first + count; i++)
        desk_line(lines, i)->kind = (guint8) kind;
    return count;
}

/*
 * The size of another sign of quoted lines than >, such as a bar, or initials in front of the >;
 * 0 when the line has none or is the row of a table.
 */
static size_t
other_sign(DeskBytes line)
{
    size_t letters = 0;
    while (letters < line.size && letters <= INITIALS_MAX && g_ascii_isupper(line.data[letters]))
        letters++;
    if (letters > 0)
        return letters <= INITIALS_MAX && letters < line.size && line.data[letters] == '>'
                   ? letters + 1
                   : 0;
    bool is_sign = line.size > 0 && memchr("|]:", *line.data, 3);
    return is_sign && !(line.size > 1 && line.data[line.size - 1] == '|');
}

/* After an attribution, lines with another sign of the same kind are quotes too. */
static void
mark_other_quotes(GArray *lines, size_t first)
{
    size_t i = first;
    while (i < lines->len && i < first + LOOK_AHEAD && desk_line(lines, i)->kind == DESK_LINE_BLANK)
        i++;
    DeskBytes start = i < lines->len ? desk_line(lines, i)->bytes : no_line;
    start.size = other_sign(start);
    for (; i < lines->len && start.size > 0; i++) {
        DeskLine *line = desk_line(lines, i);
        if (line->bytes.size >= start.size && memcmp(line->bytes.data, start.data, start.size) == 0)
            line->kind = DESK_LINE_QUOTE;
        else if (line->kind != DESK_LINE_BLANK)
            break;
    }
}

/* Some clients show recipient and subject above the attribution. */
static void
mark_fields_above(GArray *lines, size_t i)
{
    for (size_t above = 1; above <= FIELDS_ABOVE && above <= i; above++) {
        DeskLine *line = desk_line(lines, i - above);
        if (line->kind != DESK_LINE_TEXT || !desk_block_has_field(line->bytes))
            break;
        line->kind = DESK_LINE_HEADER;
    }
}

/* The words of a separator, but without its dashes, right above a block of fields. */
static void
mark_title_above(GArray *lines, size_t i)
{
    size_t above = i;
    while (above > 0 && i - above < TITLE_GAP_MAX &&
           desk_line(lines, above - 1)->kind == DESK_LINE_BLANK)
        above--;
    DeskLine *line = above > 0 ? desk_line(lines, above - 1) : NULL;
    if (line && line->kind == DESK_LINE_TEXT && desk_marks_is_title(line->bytes))
        line->kind = DESK_LINE_SEPARATOR;
}

/* ">>> " as some clients put it in front of an attribution, and of nothing else that they quote. */
static bool
is_arrowed(DeskBytes line)
{
    return line.size > 4 && memcmp(line.data, ">>> ", 4) == 0 && line.data[4] != '>';
}

/*
 * The first quoted lines after other text: do they say whose words follow? An attribution in
 * front of them may be wrapped before the > that ends its address.
 */
static void
judge_quote(GArray *lines, size_t first)
{
    size_t count = desk_attribution_lines(lines, first);
    bool is_alone =
        is_arrowed(desk_line(lines, first)->bytes) && !desk_line_leads_to_quote(lines, first);
    if (count > 1 || (count == 1 && is_alone)) {
        set_kind(lines, first + 1 - count, count, DESK_LINE_ATTRIBUTION);
        return;
    }
    bool introduces = count == 1;
    for (size_t i = first; i < lines->len && i < first + LOOK_AHEAD && !introduces; i++) {
        if (desk_line(lines, i)->kind != DESK_LINE_QUOTE)
            break;
        size_t checked;
        introduces =
            desk_attribution_lines(lines, i) > 0 || desk_block_lines(lines, i, &checked) > 0;
    }
    desk_line(lines, first)->introduces = introduces;
}

/*
 * Sets the kind of line i, and perhaps of lines near it; how many lines are done. No line before
 * no_block begins a block of fields.
 */
static size_t
classify(GArray *lines, size_t i, size_t *no_block)
{
    DeskLine *line = desk_line(lines, i);
    size_t count = i < *no_block ? 0 : desk_block_lines(lines, i, no_block);
    if (count > 0) {
        mark_title_above(lines, i);
        return set_kind(lines, i, count, DESK_LINE_HEADER);
    }

    line->words = (guint16) desk_attribution_behind(lines, i);
    if (line->words > 0)
        return set_kind(lines, i, 1, DESK_LINE_ATTRIBUTION);
    count = desk_attribution_lines(lines, i);
    if (count > 0) {
        set_kind(lines, i + 1 - count, count, DESK_LINE_ATTRIBUTION);
        mark_fields_above(lines, i + 1 - count);
        mark_other_quotes(lines, i + 1);
        return 1;
    }
    DeskBytes next = i + 1 < lines->len ? desk_line(lines, i + 1)->bytes : no_line;
    DeskLineKind kind = desk_marks_read(line->bytes, next, &count);
    return set_kind(lines, i, MIN(count, lines->len - i), kind);
}

GArray *
desk_lines_read(const char *text)
{
    GArray *lines = split(text);
    size_t fences = count_fences(lines) & ~(size_t) 1; /* the last of an odd number is none */
    size_t no_block = 0;
    bool is_code = false;
    for (size_t i = 0; i < lines->len;) {
        DeskLine *line = desk_line(lines, i);
        bool is_edge = fences > 0 && is_fence(line);
        if (is_edge) {
            is_code = !is_code;
            fences--;
        }
        if (line->kind == DESK_LINE_QUOTE && (i == 0 || line[-1].kind != DESK_LINE_QUOTE))
            judge_quote(lines, i);
        bool is_plain = line->kind == DESK_LINE_TEXT && !is_code && !is_edge;
        i += is_plain ? classify(lines, i, &no_block) : 1;
    }
    return lines;
}
