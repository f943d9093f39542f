#include "text/quotes-fold.h"

#define DIGIT_NEAR 32 /* bytes from the start in which a day of the month is looked for */

/* Signs that stand for an ASCII one, each with the last of its range. */
static const struct {
    gunichar first, last;
    char as;
} likenesses[] = {
    { 0xa0, 0xa0, ' ' },     { 0xab, 0xab, '"' },      { 0xbb, 0xbb, '"' },
    { 0x60c, 0x60c, ',' },   { 0x1680, 0x1680, ' ' },  { 0x2000, 0x200a, ' ' },
    { 0x2010, 0x2015, '-' }, { 0x2018, 0x201b, '\'' }, { 0x201c, 0x201f, '"' },
    { 0x2028, 0x2029, ' ' }, { 0x202f, 0x202f, ' ' },  { 0x2039, 0x203a, '"' },
    { 0x205f, 0x205f, ' ' }, { 0x2212, 0x2212, '-' },  { 0x2500, 0x2501, '-' },
    { 0x3000, 0x3000, ' ' }, { 0x3001, 0x3001, ',' },  { 0x300c, 0x300f, '"' },
    { 0xff08, 0xff08, '(' }, { 0xff09, 0xff09, ')' },  { 0xff0c, 0xff0c, ',' },
    { 0xff0d, 0xff0d, '-' }, { 0xff1a, 0xff1a, ':' },  { 0xff1c, 0xff1c, '<' },
    { 0xff1e, 0xff1e, '>' },
};

static bool
is_invisible(gunichar c)
{
    return c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff ||
           (c >= 0xfe00 && c <= 0xfe0f);
}

/* 0 for a character that is left out. */
static gunichar
fold_wide(gunichar c)
{
    if (is_invisible(c))
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(likenesses) && likenesses[i].first <= c; i++)
        if (c <= likenesses[i].last)
            return (gunichar) likenesses[i].as;
    if (g_unichar_isdigit(c))
        return (gunichar) ('0' + g_unichar_digit_value(c));
    return g_unichar_tolower(c);
}

void
desk_fold_start(DeskFold *fold)
{
    fold->size = 0;
    fold->text[0] = '\0';
    fold->is_cut = false;
}

static void
add_char(DeskFold *fold, gunichar c)
{
    if (c == ' ' && (fold->size == 0 || fold->text[fold->size - 1] == ' '))
        return;
    if (c < 0x80)
        fold->text[fold->size++] = (char) c;
    else
        fold->size += (size_t) g_unichar_to_utf8(c, fold->text + fold->size);
}

void
desk_fold_add(DeskFold *fold, DeskBytes line)
{
    const char *end = line.data + line.size;
    add_char(fold, ' ');
    for (const char *p = line.data; p < end; p = g_utf8_next_char(p)) {
        unsigned char byte = (unsigned char) *p;
        if (fold->size >= DESK_FOLD_MAX) {
            fold->is_cut = true;
            break;
        }
        if (byte >= 0x80) {
            gunichar c = fold_wide(g_utf8_get_char(p));
            if (c)
                add_char(fold, c);
        } else if (byte <= ' ') {
            add_char(fold, ' ');
        } else if (byte != '*') {
            fold->text[fold->size++] = g_ascii_tolower((char) byte);
        }
    }
    fold->text[fold->size] = '\0';
}

void
desk_fold_trim(DeskFold *fold)
{
    while (fold->size > 0 && fold->text[fold->size - 1] == ' ')
        fold->text[--fold->size] = '\0';
}

/* The words between two braces of a phrase. */
typedef struct {
    DeskBytes words;
    bool is_apart_before, is_apart_behind; /* a blank was there */
    bool is_last;
} Literal;

static Literal
take_literal(DeskBytes *phrase)
{
    const char *start = phrase->data;
    const char *brace = memchr(start, '{', phrase->size);
    const char *end = brace ? brace : start + phrase->size;
    Literal literal = { .is_last = !brace };
    phrase->data = end;
    phrase->size -= (size_t) (end - start);
    literal.is_apart_before = *start == ' ';
    while (start < end && *start == ' ')
        start++;
    literal.is_apart_behind = end > start && end[-1] == ' ';
    while (end > start && end[-1] == ' ')
        end--;
    literal.words = (DeskBytes){ start, (size_t) (end - start) };
    return literal;
}

static bool
fits(DeskBytes text, size_t at, const Literal *literal)
{
    size_t behind = at + literal->words.size;
    if (behind > text.size || memcmp(text.data + at, literal->words.data, literal->words.size) != 0)
        return false;
    if (literal->is_apart_before && at > 0 && g_ascii_isalnum(text.data[at - 1]))
        return false;
    return !literal->is_apart_behind || behind == text.size || !g_ascii_isalnum(text.data[behind]);
}

/* Where the words stand at or behind from; text.size when nowhere. */
static size_t
find(DeskBytes text, size_t from, const Literal *literal)
{
    for (size_t at = from; at + literal->words.size <= text.size; at++) {
        const char *p = memchr(text.data + at, *literal->words.data, text.size - at);
        if (!p)
            break;
        at = (size_t) (p - text.data);
        if (fits(text, at, literal))
            return at;
    }
    return text.size;
}

static void
skip_brace(DeskBytes *phrase)
{
    const char *close = memchr(phrase->data, '}', phrase->size);
    size_t size = close ? (size_t) (close + 1 - phrase->data) : phrase->size;
    phrase->data += size;
    phrase->size -= size;
}

bool
desk_fold_match(DeskBytes text, DeskBytes phrase)
{
    size_t at = 0;
    bool is_open = false; /* something of any length comes first */
    while (phrase.size > 0) {
        if (*phrase.data == '{') {
            skip_brace(&phrase);
            is_open = true;
            continue;
        }
        Literal literal = take_literal(&phrase);
        if (literal.words.size == 0)
            continue;
        if (is_open && literal.is_last)
            at = text.size < at + 1 + literal.words.size ? text.size
                                                         : text.size - literal.words.size;
        else if (is_open)
            at = find(text, at + 1, &literal);
        if (at >= text.size || !fits(text, at, &literal))
            return false;
        at += literal.words.size;
        is_open = false;
    }
    return is_open ? at < text.size : at == text.size;
}

static bool
is_year(unsigned value, size_t digits)
{
    /* Common era, Thai, and the Persian and Islamic calendars. */
    return digits == 4 && ((value >= 1970 && value < 2100) || (value >= 2513 && value < 2643) ||
                           (value >= 1348 && value < 1520));
}

/* Three numbers with the same sign between them. */
static size_t
numeric_date(const char *p, const char *end)
{
    const char *start = p;
    char sign = '\0';
    for (unsigned part = 0; part < 3; part++) {
        const char *digits = p;
        while (p < end && g_ascii_isdigit(*p))
            p++;
        if (p == digits || p - digits > 4)
            return 0;
        if (part == 2)
            return (size_t) (p - start);
        if (p >= end || !strchr("./-", *p) || (sign && *p != sign))
            return 0;
        sign = *p++;
        while (sign == '.' && p < end && *p == ' ')
            p++;
    }
    return 0;
}

static bool
is_time(const char *p, const char *end)
{
    const char *digits = p;
    while (p < end && g_ascii_isdigit(*p))
        p++;
    if (p - digits > 2 || end - p < 3 || !strchr(":.h", *p))
        return false;
    return g_ascii_isdigit(p[1]) && g_ascii_isdigit(p[2]) &&
           (end - p == 3 || !g_ascii_isdigit(p[3]));
}

/* Reads what begins with a digit; returns how far it goes. */
static size_t
read_number(const char *p, const char *end, DeskEvidence *evidence)
{
    size_t size = numeric_date(p, end);
    if (size > 0) {
        evidence->has_date = true;
        return size;
    }
    evidence->has_time |= is_time(p, end);
    unsigned value = 0;
    for (; p + size < end && g_ascii_isdigit(p[size]); size++)
        value = value * 10 % 100000 + (unsigned) (p[size] - '0');
    evidence->has_date |= is_year(value, size);
    return size;
}

/* The size of the word at p if it holds an address, else 0. */
static size_t
address_size(const char *p, const char *end)
{
    const char *stop = p, *at = NULL;
    for (; stop < end && *stop != ' ' && *stop != ','; stop++)
        if (*stop == '@')
            at = stop;
        else if (*stop == '<' && stop > p && !at)
            return 0;
    return at && at > p && at + 1 < stop ? (size_t) (stop - p) : 0;
}

DeskEvidence
desk_fold_evidence(DeskBytes text)
{
    DeskEvidence evidence = { 0 };
    const char *end = text.data + text.size;
    bool is_start = true;
    for (const char *p = text.data; p < end;) {
        size_t size = is_start ? address_size(p, end) : 0;
        evidence.words += is_start && *p != ' ';
        if (size > 0) {
            evidence.has_address = true;
            p += size;
            evidence.ends_address = p == end && strchr(">)]", p[-1]);
        } else if (g_ascii_isdigit(*p)) {
            evidence.has_digit |= p - text.data < DIGIT_NEAR;
            p += read_number(p, end, &evidence);
        } else {
            is_start = *p == ' ' || *p == ',' || (p + 1 < end && strchr("<([", p[1]));
            p++;
            continue;
        }
        is_start = p < end && strchr("<([", *p);
    }
    return evidence;
}
