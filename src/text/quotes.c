#include "text/quotes.h"
#include "text/body.h"
#include "text/quotes-lines.h"
#include "text/quotes-signature.h"

/* Quoted lines first to end - 1 and the lines above them that introduce them. */
typedef struct {
    size_t start, first, end;
    bool is_introduced;
} Quote;

static DeskLineKind
kind_at(const GArray *lines, size_t i)
{
    return (DeskLineKind) desk_line(lines, i)->kind;
}

static void
set_role(GArray *lines, size_t first, size_t end, DeskLineRole role)
{
    for (size_t i = first; i < end; i++)
        desk_line(lines, i)->role = (guint8) role;
}

static bool
introduces(const GArray *lines, size_t i)
{
    switch (kind_at(lines, i)) {
    case DESK_LINE_ATTRIBUTION:
    case DESK_LINE_SEPARATOR:
    case DESK_LINE_HEADER:
    case DESK_LINE_DELIMITER:
        return true;
    case DESK_LINE_TEXT:
    case DESK_LINE_BLANK:
    case DESK_LINE_RULE:
    case DESK_LINE_QUOTE:
    case DESK_LINE_DASHES:
    case DESK_LINE_OPENER:
    case DESK_LINE_CLOSING:
        break;
    }
    return desk_line(lines, i)->is_marked;
}

/* Behind the lines that introduce a quote, and the blank lines and rules between them. */
static size_t
skip_introduction(const GArray *lines, size_t i)
{
    while (i < lines->len && kind_at(lines, i) != DESK_LINE_QUOTE &&
           (kind_at(lines, i) == DESK_LINE_BLANK || kind_at(lines, i) == DESK_LINE_RULE ||
            (introduces(lines, i) && kind_at(lines, i) != DESK_LINE_TEXT)))
        i++;
    return i;
}

/*
 * The rest of a link that was wrapped after its line had been quoted: a line without > right
 * between two that have it, when the first leaves a bracket open.
 */
static bool
is_wrapped(const GArray *lines, size_t i)
{
    if (i == 0 || i + 1 >= lines->len || kind_at(lines, i) != DESK_LINE_TEXT ||
        kind_at(lines, i - 1) != DESK_LINE_QUOTE || kind_at(lines, i + 1) != DESK_LINE_QUOTE)
        return false;
    DeskBytes above = desk_line(lines, i - 1)->bytes;
    const char *link = memmem(above.data, above.size, "://", 3);
    if (!link)
        return false;
    size_t rest = above.size - (size_t) (link - above.data);
    return !memchr(link, ' ', rest) && !memchr(link, ')', rest) && !memchr(link, '>', rest);
}

/* Behind the last of the quoted lines; blank ones in their midst belong to them. */
static size_t
skip_quote(const GArray *lines, size_t i)
{
    size_t end = i;
    while (i < lines->len) {
        DeskLineKind kind = kind_at(lines, i);
        if (kind == DESK_LINE_QUOTE || is_wrapped(lines, i))
            end = i + 1;
        else if (kind != DESK_LINE_BLANK)
            break;
        i++;
    }
    return end;
}

/* Up over rules and blank lines, as they belong to what they stand above. */
static size_t
climb_rules(const GArray *lines, size_t i)
{
    size_t top = i;
    while (i > 0 &&
           (kind_at(lines, i - 1) == DESK_LINE_BLANK || kind_at(lines, i - 1) == DESK_LINE_RULE)) {
        i--;
        if (kind_at(lines, i) == DESK_LINE_RULE)
            top = i;
    }
    return top;
}

/*
 * Hides what is quoted. The marked quotes go into quotes; where one is introduced but not marked
 * by signs, it goes to the end. False when nothing stands above such a one. An attribution at
 * the very top without signs below it tells nothing, if marked quotes follow.
 */
static bool
hide_quotes(GArray *lines, GArray *quotes)
{
    bool has_words = false, has_top = false;
    for (size_t i = 0; i < lines->len;) {
        bool is_quote = kind_at(lines, i) == DESK_LINE_QUOTE;
        has_words |= desk_line(lines, i)->words > 0;
        if (!is_quote && !introduces(lines, i)) {
            has_words |= kind_at(lines, i) != DESK_LINE_BLANK;
            i++;
            continue;
        }
        size_t first = is_quote ? i : skip_introduction(lines, i);
        bool is_bare = is_quote && !desk_line(lines, i)->introduces;
        size_t start = is_bare ? i : climb_rules(lines, i);
        bool is_marked = first < lines->len && kind_at(lines, first) == DESK_LINE_QUOTE;
        bool is_top = !has_words && !has_top && kind_at(lines, i) == DESK_LINE_ATTRIBUTION;
        if (!is_marked && !is_top) {
            set_role(lines, start, lines->len, DESK_ROLE_HIDDEN);
            return has_words && !has_top;
        }
        has_top |= !is_marked;
        bool is_introduced =
            !is_quote || desk_line(lines, first)->introduces || desk_line(lines, first)->is_marked;
        Quote quote = { start, first, skip_quote(lines, first), is_introduced };
        set_role(lines, quote.start, quote.end, DESK_ROLE_HIDDEN);
        g_array_append_val(quotes, quote);
        i = quote.end;
    }
    return !has_top || quotes->len > 1;
}

/* The end of the last line with words of the sender; 0 when there is none. */
static size_t
find_last_words(const GArray *lines)
{
    size_t end = lines->len;
    while (end > 0 && desk_line(lines, end - 1)->words == 0 &&
           (desk_line(lines, end - 1)->role != DESK_ROLE_SHOWN ||
            kind_at(lines, end - 1) == DESK_LINE_BLANK))
        end--;
    return end;
}

/* A sign that only looks like a quote: one line right below text, or announced by a colon. */
static bool
is_shown_at_end(const GArray *lines, const Quote *quote)
{
    size_t above = quote->first;
    while (above > 0 && kind_at(lines, above - 1) == DESK_LINE_BLANK)
        above--;
    if (above == 0 || desk_line(lines, above - 1)->role != DESK_ROLE_SHOWN)
        return false;
    DeskBytes line = desk_line(lines, above - 1)->bytes;
    while (line.size > 0 && line.data[line.size - 1] == ' ')
        line.size--;
    bool is_announced = line.size > 0 && line.data[line.size - 1] == ':';
    return is_announced || (above == quote->first && quote->end == quote->first + 1);
}

/*
 * Quotes that answers follow are shown, as the answers would not be understood without (Q3). One
 * alone that was introduced is the whole mail that is being answered, with the answer below.
 * What the sender cites by himself stands above the introduced one.
 */
static void
show_answered(GArray *lines, const GArray *quotes)
{
    size_t last = find_last_words(lines), answered = 0, introduced = 0;
    for (size_t i = 0; i < quotes->len; i++) {
        answered += g_array_index(quotes, Quote, i).end <= last;
        introduced += g_array_index(quotes, Quote, i).is_introduced;
    }
    bool is_above_introduced = false;
    for (size_t i = quotes->len; i > 0; i--) {
        const Quote *quote = &g_array_index(quotes, Quote, i - 1);
        bool is_answered = quote->end <= last;
        bool is_cited = !quote->is_introduced && (is_answered || is_above_introduced);
        bool is_mistaken = introduced == 0 && is_shown_at_end(lines, quote);
        if (is_cited || (is_answered && answered > 1) || is_mistaken)
            set_role(lines, quote->first, quote->end, DESK_ROLE_SHOWN);
        is_above_introduced |= quote->is_introduced;
    }
}

static char *
remove_marks(char *text)
{
    char *out = text;
    for (const char *in = text; *in; in++)
        if (*in != DESK_QUOTE_MARK)
            *out++ = *in;
    *out = '\0';
    return text;
}

/* The lines of a role, with one blank line where others are left out between them. */
static char *
collect(const GArray *lines, DeskLineRole role)
{
    GString *out = g_string_new(NULL);
    size_t owed = 0;
    bool has_gap = false;
    for (size_t i = 0; i < lines->len; i++) {
        const DeskLine *line = desk_line(lines, i);
        bool has_words = line->words > 0 && role == DESK_ROLE_SHOWN;
        bool is_of_role = line->role == role || has_words;
        size_t size = has_words ? line->words : line->bytes.size;
        has_gap |= !is_of_role;
        owed += is_of_role && kind_at(lines, i) == DESK_LINE_BLANK;
        if (!is_of_role || kind_at(lines, i) == DESK_LINE_BLANK)
            continue;
        if (has_gap)
            owed = 1;
        for (owed++; owed > 0 && out->len > 0; owed--)
            g_string_append_c(out, '\n');
        g_string_append_len(out, line->bytes.data, (gssize) size);
        owed = 0;
        has_gap = false;
    }
    return remove_marks(g_string_free(out, FALSE));
}

bool
desk_quotes_cut(char *text, bool from_html, char **reply, char **signature)
{
    g_autoptr(GArray) lines = desk_lines_read(text);
    g_autoptr(GArray) quotes = g_array_new(FALSE, FALSE, sizeof(Quote));

    if (hide_quotes(lines, quotes)) {
        desk_signature_find(lines, !from_html);
        show_answered(lines, quotes);
    }
    *reply = collect(lines, DESK_ROLE_SHOWN);
    *signature = collect(lines, DESK_ROLE_SIGNATURE);
    remove_marks(text);
    if (!desk_body_is_blank(*reply))
        return true;
    g_free(*reply);
    g_free(*signature);
    *reply = g_strdup(text);
    *signature = g_strdup("");
    return desk_body_is_blank(text);
}
