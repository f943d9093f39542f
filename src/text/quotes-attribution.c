#include "text/quotes-attribution.h"
#include "text/quotes-fold.h"
#include "text/quotes-words.h"

#define LINES_MAX  4
#define WORDS_MAX  40
#define JOIN_BYTES 600 /* bytes: longer lines are no attribution */
/* A name without date and address, and one with an address before the verb. */
#define NAME_WORDS_MAX    8
#define MOMENT_WORDS_MAX  14 /* a date with its time among them, but no address */
#define ADDRESS_WORDS_MAX 12
#define LEAD_WORDS_MAX    4 /* a word such as "on" and a weekday */
#define SMALL_WORD        4 /* bytes; names have shorter ones, such as "van" */

/* One to four lines, folded and without the dashes round them and the colon at their end. */
typedef struct {
    DeskFold fold;
    DeskBytes text;
    DeskBytes top, line; /* the first and the last of them, as written */
    DeskEvidence evidence;
    bool has_colon;
    bool is_followed; /* by a quote */
    bool is_open;     /* the phrase begins with a name or a date, so more of it may stand above */
    bool is_inner;    /* other text may stand before it: it has to begin with words of a phrase */
    size_t lines;
} Candidate;

static bool
is_ornament(char c)
{
    return c == ' ' || c == '-' || c == '=' || c == '_' || c == '~' || c == '#' || c == '|';
}

/* Returns the dashes at the end. */
static unsigned
trim_ornaments(DeskBytes *text)
{
    unsigned dashes = 0;
    while (text->size > 0 && is_ornament(*text->data)) {
        text->data++;
        text->size--;
    }
    while (text->size > 0 && is_ornament(text->data[text->size - 1]))
        dashes += text->data[--text->size] == '-';
    return dashes;
}

/*
 * A cheap look at the last line, as most lines of a text are no candidates: how many lines are
 * worth to be joined.
 */
static size_t
lines_worth(DeskBytes line)
{
    static const char wide_colon[] = "：";
    if (line.size == 0 || line.size > JOIN_BYTES)
        return 0;
    size_t end = line.size;
    while (end > 0 && (g_ascii_isspace(line.data[end - 1]) || line.data[end - 1] == '*'))
        end--;
    if (end > 0 && line.data[end - 1] == ':')
        return LINES_MAX;
    if (memmem(line.data, line.size, wide_colon, sizeof(wide_colon) - 1))
        return LINES_MAX;
    if (line.data[0] == '-' && line.data[end - 1] == '-')
        return 1;
    return memchr(line.data, '>', line.size) || memmem(line.data, line.size, "GMT", 3) ? 2 : 0;
}

/* Reads what has been folded; false when it is too long. */
static bool
read_fold(Candidate *candidate)
{
    desk_fold_trim(&candidate->fold);
    DeskBytes text = { candidate->fold.text, candidate->fold.size };
    unsigned dashes = trim_ornaments(&text);
    candidate->has_colon = text.size > 0 && text.data[text.size - 1] == ':';
    text.size -= candidate->has_colon;
    candidate->has_colon |= dashes > 1; /* "---- On ... wrote ----" */
    trim_ornaments(&text);
    candidate->text = text;
    candidate->evidence = desk_fold_evidence(text);
    return text.size > 0 && !candidate->fold.is_cut && candidate->evidence.words <= WORDS_MAX;
}

static bool
fold_lines(Candidate *candidate, const GArray *lines, size_t last, size_t count)
{
    desk_fold_start(&candidate->fold);
    for (size_t i = last + 1 - count; i <= last; i++)
        desk_fold_add(&candidate->fold, desk_line_unquote(desk_line(lines, i)->bytes));
    candidate->lines = count;
    candidate->top = desk_line_unquote(desk_line(lines, last + 1 - count)->bytes);
    candidate->line = desk_line_unquote(desk_line(lines, last)->bytes);
    return read_fold(candidate);
}

/*
 * With a date in its words: certain enough alone when a time or an address is there as well,
 * else only right above a quote.
 */
static bool
is_dated(const Candidate *candidate, bool needs_colon)
{
    const DeskEvidence *seen = &candidate->evidence;
    bool has_both = seen->has_date && seen->has_time;
    bool has_either = seen->has_date || seen->has_time;
    if (!needs_colon)
        return has_both && seen->has_digit;
    if (candidate->is_followed)
        return has_either || seen->has_digit;
    return has_both || ((has_either || seen->has_digit) && seen->has_address);
}

/* Words, but for the shortest, that begin with a small letter. */
static unsigned
count_small_words(DeskBytes line)
{
    const char *end = line.data + line.size, *word = NULL;
    unsigned small = 0;
    for (const char *p = line.data; p <= end; p = p < end ? g_utf8_next_char(p) : p + 1) {
        bool is_letter = p < end && g_unichar_isalpha(g_utf8_get_char(p));
        if (is_letter && !word) {
            word = p;
        } else if (!is_letter && word) {
            small += p - word >= SMALL_WORD && g_unichar_islower(g_utf8_get_char(word));
            word = NULL;
        }
    }
    return small;
}

/* One word is what people are called too; a sentence such as "The program wrote:" is no name. */
static bool
is_bare_name(const Candidate *candidate, DeskBytes phrase)
{
    /* The word in the brace of the phrase stands for the name. */
    return candidate->evidence.words <= desk_fold_evidence(phrase).words ||
           count_small_words(candidate->line) < count_small_words(phrase);
}

/* The blanks behind the last address are those of the verb alone. */
static bool
is_address_before_verb(DeskBytes text, DeskBytes phrase)
{
    const char *at = memrchr(text.data, '@', text.size);
    const char *brace = memrchr(phrase.data, '}', phrase.size);
    unsigned blanks = 0, allowed = 0;
    if (!at || !brace)
        return at != NULL;
    for (const char *p = at; p < text.data + text.size; p++)
        blanks += *p == ' ';
    for (const char *p = brace; p < phrase.data + phrase.size; p++)
        allowed += *p == ' ';
    return blanks <= MAX(allowed, 1);
}

static bool
is_named(const Candidate *candidate, DeskBytes phrase)
{
    const DeskEvidence *seen = &candidate->evidence;
    if (candidate->lines > 1 && *candidate->text.data != '<')
        return candidate->is_followed && seen->has_address && candidate->lines == 2;
    if (candidate->is_followed && !seen->has_address)
        return seen->words <= NAME_WORDS_MAX && is_bare_name(candidate, phrase);
    if (candidate->is_followed)
        return seen->words <= ADDRESS_WORDS_MAX;
    return seen->has_address && seen->words <= ADDRESS_WORDS_MAX &&
           is_address_before_verb(candidate->text, phrase);
}

/* Has an address in brackets, and hardly more than a name with it. */
static bool
is_named_line(DeskBytes line)
{
    const char *at = line.size > 0 ? memchr(line.data, '@', MIN(line.size, JOIN_BYTES)) : NULL;
    return at &&
           (memrchr(line.data, '<', (size_t) (at - line.data)) ||
            memrchr(line.data, '(', (size_t) (at - line.data))) &&
           desk_fold_evidence(line).words <= ADDRESS_WORDS_MAX;
}

/* Whether a phrase with (or, without dated, without) a date matches and is believed. */
static bool
holds(const Candidate *candidate, const DeskQuotePhrase *phrase, bool dated)
{
    DeskBytes words = phrase->words;
    if (phrase->has_date != dated || (phrase->has_colon && !candidate->has_colon) ||
        (candidate->is_inner && *words.data == '{'))
        return false;
    if (!desk_fold_match(candidate->text, words))
        return false;
    if (!dated)
        return is_named(candidate, words);
    if (phrase->has_address && !candidate->evidence.has_address)
        return false;
    /* What starts with a name or date joins no line of the text above it. */
    if (*words.data == '{' && candidate->lines > 1 && !candidate->evidence.has_digit &&
        !is_named_line(candidate->top))
        return false;
    return is_dated(candidate, phrase->has_colon);
}

static bool
is_phrase(Candidate *candidate, bool dated)
{
    const DeskEvidence *seen = &candidate->evidence;
    bool has_moment = seen->has_date && seen->has_time;
    if (!candidate->is_followed && !seen->has_address && !(dated && has_moment))
        return false;
    if (dated && !seen->has_digit && !seen->has_date && !seen->has_time)
        return false;
    const char keys[] = { *candidate->text.data, candidate->text.data[candidate->text.size - 1],
                          '}' };
    for (size_t i = 0; i < sizeof(keys); i++)
        for (const DeskQuotePhrase *p = desk_quote_words_find(DESK_WORDS_ATTRIBUTIONS, keys[i]); p;
             p = p->next)
            if (holds(candidate, p, dated)) {
                candidate->is_open = *p->words.data == '{';
                return true;
            }
    return false;
}

/*
 * In any language: a date with its time, then an address, then the colon. Above a quote: a line
 * with a date and a time or an address that ends with a colon, or one that begins with the date
 * and ends with the address.
 */
static bool
is_universal(const Candidate *candidate)
{
    const DeskEvidence *seen = &candidate->evidence;
    if (!seen->has_date || (candidate->lines > 1 && !(seen->has_digit && seen->has_address)))
        return false;
    bool is_clear = seen->ends_address && seen->has_time;
    bool is_likely = seen->has_address || (seen->has_time && seen->words <= MOMENT_WORDS_MAX);
    if (candidate->has_colon)
        return is_clear || (candidate->is_followed && is_likely);
    return candidate->is_followed && seen->ends_address && g_ascii_isdigit(*candidate->text.data);
}

/* A line above that may belong to the same attribution. */
static bool
can_join(const GArray *lines, size_t last, size_t above)
{
    const DeskLine *line = desk_line(lines, above), *end = desk_line(lines, last);
    bool is_arrowed = line->bytes.size > 4 && memcmp(line->bytes.data, ">>> ", 4) == 0;
    bool is_alike = line->kind == end->kind || line->kind == DESK_LINE_TEXT || is_arrowed;
    size_t size = line->bytes.size;
    bool is_ended = size > 0 && memchr(":?!", line->bytes.data[size - 1], 3);
    return is_alike && !is_ended && line->bytes.size <= JOIN_BYTES &&
           !desk_line(lines, above + 1)->is_marked;
}

/* A digit of any script may be in it. */
static bool
may_have_date(DeskBytes line)
{
    for (size_t i = 0; i < line.size; i++)
        if (g_ascii_isdigit(line.data[i]) || (unsigned char) line.data[i] >= 0x80)
            return true;
    return false;
}

/* With a date in it; the fewest lines that make one. */
static size_t
count_dated(Candidate *candidate, const GArray *lines, size_t last, size_t worth)
{
    bool has_digit = false;
    for (size_t n = 1; n <= worth && n <= last + 1; n++) {
        if (n > 1 && !can_join(lines, last, last + 1 - n))
            break;
        has_digit = has_digit || may_have_date(desk_line(lines, last + 1 - n)->bytes);
        if (has_digit && fold_lines(candidate, lines, last, n) &&
            (is_phrase(candidate, true) || is_universal(candidate)))
            return n;
    }
    return 0;
}

static bool
has_at(const GArray *lines, size_t i)
{
    DeskBytes line = desk_line(lines, i)->bytes;
    return line.size > 0 && memchr(line.data, '@', MIN(line.size, JOIN_BYTES));
}

/* Without a date; a line that begins with the address needs the one above it. */
static size_t
count_named(Candidate *candidate, const GArray *lines, size_t last)
{
    if (!candidate->is_followed && !has_at(lines, last) && (last == 0 || !has_at(lines, last - 1)))
        return 0;
    for (size_t n = 1; n <= 2 && n <= last + 1; n++) {
        if (n > 1 && !can_join(lines, last, last + 1 - n))
            break;
        if (fold_lines(candidate, lines, last, n) && is_phrase(candidate, false) &&
            (n > 1 || *candidate->text.data != '<'))
            return n;
    }
    return 0;
}

/* In any language: a line above a quote with an address and few other words before its colon. */
static bool
is_unknown_name(Candidate *candidate, const GArray *lines, size_t last)
{
    return candidate->is_followed && has_at(lines, last) && fold_lines(candidate, lines, last, 1) &&
           candidate->has_colon && candidate->evidence.has_address &&
           candidate->evidence.words <= NAME_WORDS_MAX;
}

/* The line begins with an address in brackets, or the one above ends with the bracket of it. */
static bool
is_amid_address(const GArray *lines, size_t first)
{
    DeskBytes line = desk_line_unquote(desk_line(lines, first)->bytes);
    DeskBytes above = desk_line(lines, first - 1)->bytes;
    bool begins = line.size > 1 && strchr("<([", *line.data) &&
                  memchr(line.data, '@', MIN(line.size, JOIN_BYTES));
    return begins || (above.size > 0 && strchr("<(", above.data[above.size - 1]));
}

/* A few words that end with a comma, as "On Monday," does. */
static bool
is_lead(DeskBytes line)
{
    return line.size > 0 && line.size <= JOIN_BYTES && line.data[line.size - 1] == ',' &&
           desk_fold_evidence(line).words <= LEAD_WORDS_MAX;
}

/*
 * The lines above that belong to an attribution as well, where it was wrapped behind its first
 * words: the name in front of its address, the address when there has been none, a weekday.
 */
static size_t
count_above(Candidate *candidate, const GArray *lines, size_t last, size_t count)
{
    bool has_address = candidate->evidence.has_address, is_open = candidate->is_open;
    for (; count < LINES_MAX && count <= last; count++) {
        size_t first = last + 1 - count;
        DeskBytes above = desk_line(lines, first - 1)->bytes;
        if (!can_join(lines, last, first - 1) ||
            desk_line(lines, first - 1)->kind != DESK_LINE_TEXT)
            break;
        bool is_rest =
            is_amid_address(lines, first) || (is_open && !has_address && is_named_line(above));
        if (!is_rest &&
            !(is_open && is_lead(above) && fold_lines(candidate, lines, last, count + 1) &&
              is_phrase(candidate, true) && !candidate->is_open))
            break;
        has_address = true;
        is_open = is_open && is_rest;
    }
    return count;
}

/* ">>> name date >>>", in any language. */
static bool
is_between_arrows(Candidate *candidate, const GArray *lines, size_t i)
{
    static const char arrows[] = ">>>";
    DeskBytes line = desk_line(lines, i)->bytes;
    size_t size = strlen(arrows);
    while (line.size > 0 && line.data[line.size - 1] == ' ')
        line.size--;
    return line.size > 2 * size && line.size <= JOIN_BYTES &&
           memcmp(line.data, arrows, size) == 0 &&
           memcmp(line.data + line.size - size, arrows, size) == 0 &&
           fold_lines(candidate, lines, i, 1) && candidate->evidence.has_date &&
           candidate->evidence.has_time;
}

size_t
desk_attribution_lines(const GArray *lines, size_t last)
{
    size_t worth = lines_worth(desk_line_unquote(desk_line(lines, last)->bytes));
    if (worth == 0)
        return 0;
    Candidate candidate; /* not set to 0: that would cost more than all the rest */
    candidate.is_followed = desk_line_leads_to_quote(lines, last);
    candidate.is_inner = false;
    candidate.is_open = true;
    if (is_between_arrows(&candidate, lines, last))
        return 1;
    size_t count = count_dated(&candidate, lines, last, worth);
    if (count > 0)
        return count_above(&candidate, lines, last, count);
    count = count_named(&candidate, lines, last);
    return count > 0 ? count : is_unknown_name(&candidate, lines, last);
}

/* Where the last words of a line begin, as many as an attribution may have. */
static size_t
find_last_words(DeskBytes line)
{
    size_t at = line.size;
    for (unsigned words = 0; at > 0; at--)
        if (at < line.size && line.data[at - 1] == ' ' && line.data[at] != ' ' &&
            ++words > WORDS_MAX)
            break;
    return at;
}

size_t
desk_attribution_behind(const GArray *lines, size_t i)
{
    DeskBytes line = desk_line(lines, i)->bytes;
    if (lines_worth(line) < LINES_MAX || !may_have_date(line) ||
        !desk_line_leads_to_quote(lines, i))
        return 0;
    Candidate candidate;
    candidate.is_followed = false; /* nothing but a date with its time is believed */
    candidate.is_inner = true;
    candidate.top = candidate.line = line;
    candidate.lines = 1;
    for (size_t at = find_last_words(line); at < line.size; at++) {
        if (!g_ascii_isupper(line.data[at]) || (at > 0 && line.data[at - 1] != ' '))
            continue;
        desk_fold_start(&candidate.fold);
        desk_fold_add(&candidate.fold, (DeskBytes){ line.data + at, line.size - at });
        if (read_fold(&candidate) && candidate.evidence.has_date && candidate.evidence.has_time &&
            is_phrase(&candidate, true))
            return at;
    }
    return 0;
}
