#include "text/quotes-signature.h"
#include "text/quotes-fold.h"

/* Lines, not counting blank ones, that may stand behind what begins a signature. */
#define BARE_TAIL    12
#define BARE_BYTES   500 /* of all of them */
#define OPENER_TAIL  8
#define FOOTER_TAIL  12
#define CLOSING_TAIL 8
#define SHORT_OPENER 8 /* words of an app's line right above other text */
#define NAME_LINE    60
#define NAME_WORDS   8
#define SMALL_WORD   3 /* letters of a word that may begin with a small one in a name */
#define DASHED_NAME  40
#define DASHED_WORDS 3

/* Lines first to end - 1: nothing hidden among them. */
typedef struct {
    GArray *lines;
    size_t first, end;
    bool is_last;  /* no words of the sender follow */
    bool is_whole; /* all of the text */
} Piece;

static DeskLineKind
kind_at(const Piece *piece, size_t i)
{
    return (DeskLineKind) desk_line(piece->lines, i)->kind;
}

static bool
is_blank_at(const Piece *piece, size_t i)
{
    return i < piece->first || i >= piece->end || kind_at(piece, i) == DESK_LINE_BLANK;
}

static DeskEvidence
evidence_of(DeskBytes line)
{
    DeskFold fold;
    desk_fold_start(&fold);
    desk_fold_add(&fold, line);
    desk_fold_trim(&fold);
    return desk_fold_evidence((DeskBytes){ fold.text, fold.size });
}

static bool
has_blank_behind(DeskBytes dashes)
{
    return dashes.size == 3 && dashes.data[2] == ' ';
}

/* As comments of some languages begin: the dashes above are one of them too. */
static bool
is_comment(DeskBytes line)
{
    return line.size > 2 && line.data[0] == '-' && line.data[1] == '-' && line.data[2] != '-';
}

/* The first "-- ", or "--" with little behind it; stop when there is none. */
static size_t
find_dashes(const Piece *piece, size_t stop)
{
    size_t tail = 0, bytes = 0, found = stop;
    bool may_be_bare = true;
    for (size_t i = stop; i > piece->first; i--) {
        DeskBytes line = desk_line(piece->lines, i - 1)->bytes;
        bool is_dashes = kind_at(piece, i - 1) == DESK_LINE_DASHES;
        may_be_bare = may_be_bare && tail <= BARE_TAIL && bytes <= BARE_BYTES;
        if (is_dashes && (may_be_bare || has_blank_behind(line)))
            found = i - 1;
        may_be_bare = may_be_bare && (is_dashes || !is_comment(line));
        tail += kind_at(piece, i - 1) != DESK_LINE_BLANK;
        bytes += line.size;
    }
    return found;
}

/* An app's line stands alone, or is short. */
static bool
is_free_opener(const Piece *piece, size_t i)
{
    if (kind_at(piece, i) != DESK_LINE_OPENER)
        return false;
    return is_blank_at(piece, i + 1) || kind_at(piece, i + 1) == DESK_LINE_OPENER ||
           evidence_of(desk_line(piece->lines, i)->bytes).words <= SHORT_OPENER;
}

static size_t
find_opener(const Piece *piece, size_t stop)
{
    size_t tail = 0, found = stop;
    for (size_t i = stop; i > piece->first && tail <= OPENER_TAIL; i--) {
        if (is_free_opener(piece, i - 1))
            found = i - 1;
        else
            tail += !is_blank_at(piece, i - 1);
    }
    return found;
}

static bool
looks_like_footer(DeskBytes line)
{
    return memchr(line.data, '@', line.size) || memmem(line.data, line.size, "http", 4) ||
           memmem(line.data, line.size, "www.", 4) ||
           memmem(line.data, line.size, "mailing list", 12);
}

/* What mailing lists add below a line of underscores. */
static size_t
find_footer(const Piece *piece, size_t stop)
{
    size_t tail = 0;
    bool is_footer = false;
    for (size_t i = stop; i > piece->first && tail <= FOOTER_TAIL; i--) {
        DeskBytes line = desk_line(piece->lines, i - 1)->bytes;
        if (kind_at(piece, i - 1) == DESK_LINE_RULE && *line.data == '_')
            return is_footer ? i - 1 : stop;
        is_footer |= looks_like_footer(line);
        tail += !is_blank_at(piece, i - 1);
    }
    return stop;
}

static bool
looks_short(DeskBytes line)
{
    if (line.size > NAME_LINE * 2 || g_utf8_strlen(line.data, (gssize) line.size) > NAME_LINE)
        return false;
    return !memchr(line.data, '?', line.size) && evidence_of(line).words <= NAME_WORDS;
}

/* One word, or words of which none but the short ("van der") begins with a small letter. */
static bool
is_name(DeskBytes line)
{
    const char *end = line.data + line.size, *word = NULL;
    unsigned words = 0, small = 0;
    for (const char *p = line.data; p <= end; p = g_utf8_next_char(p)) {
        bool is_letter = p < end && g_unichar_isalpha(g_utf8_get_char(p));
        if (is_letter && !word) {
            word = p;
        } else if (!is_letter && word) {
            words++;
            small += g_unichar_islower(g_utf8_get_char(word)) &&
                     g_utf8_strlen(word, p - word) > SMALL_WORD;
            word = NULL;
        }
    }
    return words <= 1 || (words <= NAME_WORDS && small == 0);
}

static bool
is_postscript(DeskBytes line)
{
    return line.size > 2 && g_ascii_tolower(line.data[0]) == 'p' &&
           (g_ascii_strncasecmp(line.data, "ps", 2) == 0 ||
            g_ascii_strncasecmp(line.data, "p.s", 3) == 0);
}

/* The last closing phrase with a name and a few short lines, such as a company, behind it. */
static size_t
find_closing(const Piece *piece, size_t stop)
{
    size_t tail = 0;
    DeskBytes line = { "", 0 }; /* the one below */
    for (size_t i = stop; i > piece->first && tail <= CLOSING_TAIL; i--) {
        if (is_blank_at(piece, i - 1))
            continue;
        if (kind_at(piece, i - 1) == DESK_LINE_CLOSING)
            return tail > 0 && is_name(line) ? i - 1 : stop;
        line = desk_line(piece->lines, i - 1)->bytes;
        if (!looks_short(line) || is_postscript(line))
            return stop;
        tail++;
    }
    return stop;
}

/* "-Ann" or "- Ann Example": letters only, of several words each with a capital. */
static bool
is_dashed_name(DeskBytes line)
{
    const char *p = line.data, *end = line.data + line.size;
    while (end > p && (end[-1] == ' ' || end[-1] == '.'))
        end--;
    if (p == end || *p++ != '-' || end - p > DASHED_NAME)
        return false;
    while (p < end && *p == ' ')
        p++;
    unsigned words = 1, capitals = p < end && g_unichar_isupper(g_utf8_get_char(p));
    for (; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != ' ' && !g_unichar_isalpha(c))
            return false;
        if (c == ' ' && ++words)
            capitals += g_unichar_isupper(g_utf8_get_char(p + 1));
    }
    return words <= DASHED_WORDS && (words == 1 || capitals == words) && end - line.data > 2;
}

/* A paragraph that is a name behind a dash, and no item of a list. */
static size_t
find_dashed_name(const Piece *piece, size_t stop)
{
    size_t i = stop;
    while (i > piece->first && is_blank_at(piece, i - 1))
        i--;
    if (i < piece->first + 2 || !is_dashed_name(desk_line(piece->lines, i - 1)->bytes) ||
        !is_blank_at(piece, i - 2))
        return stop;
    size_t above = i - 1;
    while (above > piece->first && is_blank_at(piece, above - 1))
        above--;
    if (above == piece->first)
        return stop;
    DeskBytes line = desk_line(piece->lines, above - 1)->bytes;
    bool is_list =
        *line.data == '-' || *line.data == '*' || memchr("-*:", line.data[line.size - 1], 3);
    return is_list ? stop : i - 1;
}

/* An app's line with more than a signature behind it is cut alone. */
static void
cut_openers(const Piece *piece, size_t stop)
{
    for (size_t i = piece->first; i < stop; i++)
        if (kind_at(piece, i) == DESK_LINE_OPENER && i > piece->first &&
            is_blank_at(piece, i - 1) && is_blank_at(piece, i + 1))
            desk_line(piece->lines, i)->role = DESK_ROLE_SIGNATURE;
}

/* A rule right above a signature is its upper edge. */
static size_t
climb_rule(const Piece *piece, size_t stop)
{
    size_t i = stop;
    while (i > piece->first && is_blank_at(piece, i - 1))
        i--;
    bool is_edge =
        stop < piece->end && i > piece->first + 1 && kind_at(piece, i - 1) == DESK_LINE_RULE;
    return is_edge ? i - 1 : stop;
}

/* True when the piece has words of the sender. */
static bool
cut_piece(const Piece *piece, bool may_guess)
{
    size_t stop = find_dashes(piece, piece->end);
    stop = climb_rule(piece, find_opener(piece, stop));
    if (piece->is_last)
        stop = find_footer(piece, stop);
    if (may_guess && piece->is_whole)
        stop = find_closing(piece, stop);
    if (may_guess && piece->is_last)
        stop = find_dashed_name(piece, stop);
    cut_openers(piece, stop);
    for (size_t i = stop; i < piece->end; i++)
        desk_line(piece->lines, i)->role = DESK_ROLE_SIGNATURE;

    bool has_words = false;
    for (size_t i = piece->first; i < stop && !has_words; i++)
        has_words = desk_line(piece->lines, i)->role == DESK_ROLE_SHOWN && !is_blank_at(piece, i);
    return has_words;
}

void
desk_signature_find(GArray *lines, bool may_guess)
{
    bool is_last = true;
    for (size_t end = lines->len; end > 0;) {
        size_t first = end;
        while (first > 0 && desk_line(lines, first - 1)->role == DESK_ROLE_SHOWN)
            first--;
        const Piece piece = { lines, first, end, is_last, first == 0 && end == lines->len };
        if (first < end && cut_piece(&piece, may_guess))
            is_last = false;
        end = first;
        while (end > 0 && desk_line(lines, end - 1)->role != DESK_ROLE_SHOWN)
            end--;
    }
}
