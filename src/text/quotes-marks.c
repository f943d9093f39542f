#include "text/quotes-marks.h"
#include "text/quotes-fold.h"
#include "text/quotes-words.h"

#define MARK_BYTES       200 /* of a line that are looked at */
#define HEAD_BYTES       4
#define OPENER_WORDS_MAX 16
#define OPENER_REST_MAX  6 /* words behind the app or device; a sentence has more */
#define FRAME_WORDS_MAX  8 /* of an app's line with the app amid its words */
#define RULE_SIGNS_MIN   3
#define FOLDED_MIN       12 /* bytes of a delimiter before it may be folded */

typedef struct {
    DeskBytes text; /* folded, without the signs at both ends */
    size_t signs;   /* of a rule, at its start */
    size_t signs_behind;
    char sign; /* the first sign of them */
    bool has_colon;
    bool is_whole; /* no more of it than was looked at */
} Mark;

static bool
is_sign(char c)
{
    return strchr("-_=~#+<>([|. ", c) && c;
}

static bool
is_sign_behind(char c)
{
    return strchr("-_=~#+<>)]|.,;!: ", c) && c;
}

static void
trim_signs(DeskBytes whole, Mark *mark)
{
    size_t start = 0, end = whole.size;
    for (; start < end && is_sign(whole.data[start]); start++)
        mark->signs += whole.data[start] != ' ';
    for (; end > start && is_sign_behind(whole.data[end - 1]); end--) {
        mark->signs_behind += strchr("-_=~#+", whole.data[end - 1]) != NULL;
        mark->has_colon |= whole.data[end - 1] == ':';
    }
    mark->sign = whole.size > 0 ? *whole.data : '\0';
    mark->text = (DeskBytes){ whole.data + start, end - start };
}

static DeskBytes
cut_line(DeskBytes line)
{
    if (line.size <= MARK_BYTES)
        return line;
    line.size = MARK_BYTES;
    while (line.size > 0 && ((unsigned char) line.data[line.size] & 0xc0) == 0x80)
        line.size--;
    return line;
}

static bool
starts_with(DeskBytes text, DeskBytes words)
{
    return text.size >= words.size && memcmp(text.data, words.data, words.size) == 0;
}

/* Whether one of the words begins in the text, with no more than so many words behind it. */
static bool
names_one(DeskBytes text, const char *const *words, unsigned rest_max)
{
    for (; *words; words++) {
        const char *found = memmem(text.data, text.size, *words, strlen(*words));
        if (!found || (found > text.data && g_ascii_isalpha(found[-1])))
            continue;
        DeskBytes rest = { found, (size_t) (text.data + text.size - found) };
        if (desk_fold_evidence(rest).words <= rest_max + 1)
            return true;
    }
    return false;
}

/* A short line in any language with the link of an app. */
static bool
has_app_link(DeskBytes text)
{
    return memmem(text.data, text.size, "://", 3) &&
           names_one(text, desk_quote_words_links(), OPENER_WORDS_MAX) &&
           desk_fold_evidence(text).words <= OPENER_WORDS_MAX;
}

static bool
is_opener(const Mark *mark, DeskBytes words)
{
    if (memchr(words.data, '{', words.size))
        return mark->is_whole && desk_fold_match(mark->text, words) &&
               desk_fold_evidence(mark->text).words <= FRAME_WORDS_MAX &&
               names_one(mark->text, desk_quote_words_devices(), OPENER_REST_MAX);
    if (!starts_with(mark->text, words))
        return false;
    if (desk_fold_evidence(mark->text).words > OPENER_WORDS_MAX)
        return false;
    return words.data[words.size - 1] != ' ' ||
           names_one(mark->text, desk_quote_words_devices(), OPENER_REST_MAX);
}

static bool
is_kind(const Mark *mark, const DeskQuotePhrase *phrase)
{
    bool is_ruled = mark->signs >= 2 && strchr("-_=~#+<>", mark->sign);
    if (phrase->kind == DESK_PHRASE_OPENER)
        return is_opener(mark, phrase->words);
    if (phrase->kind == DESK_PHRASE_DELIMITER)
        return starts_with(mark->text, phrase->words);
    if (!mark->is_whole)
        return false;
    if (phrase->kind == DESK_PHRASE_SEPARATOR)
        return is_ruled && desk_fold_match(mark->text, phrase->words);
    if (phrase->kind == DESK_PHRASE_BARE)
        return (is_ruled || mark->has_colon) && desk_fold_match(mark->text, phrase->words);
    return mark->signs == 0 && mark->text.size == phrase->words.size &&
           starts_with(mark->text, phrase->words);
}

static const DeskLineKind line_kinds[] = {
    [DESK_PHRASE_SEPARATOR] = DESK_LINE_SEPARATOR, [DESK_PHRASE_BARE] = DESK_LINE_SEPARATOR,
    [DESK_PHRASE_DELIMITER] = DESK_LINE_DELIMITER, [DESK_PHRASE_OPENER] = DESK_LINE_OPENER,
    [DESK_PHRASE_CLOSING] = DESK_LINE_CLOSING,
};

/* The start of a delimiter whose rest is on the next line. */
static bool
is_folded_delimiter(const Mark *mark, DeskBytes next)
{
    if (mark->text.size < FOLDED_MIN)
        return false;
    const DeskQuotePhrase *p = desk_quote_words_find(DESK_WORDS_MARKS, *mark->text.data);
    DeskFold fold;
    bool is_read = false;
    for (; p; p = p->next) {
        if (p->kind != DESK_PHRASE_DELIMITER || !starts_with(p->words, mark->text))
            continue;
        if (!is_read) {
            desk_fold_start(&fold);
            desk_fold_add(&fold, (DeskBytes){ mark->text.data, mark->text.size });
            desk_fold_add(&fold, cut_line(desk_line_unquote(next)));
            is_read = true;
        }
        if (starts_with((DeskBytes){ fold.text, fold.size }, p->words))
            return true;
    }
    return false;
}

/* "--" and nothing else but blanks behind it. */
static bool
is_dashes(DeskBytes line)
{
    if (line.size < 2 || line.data[0] != '-' || line.data[1] != '-')
        return false;
    DeskFold fold;
    desk_fold_start(&fold);
    desk_fold_add(&fold, cut_line(line));
    desk_fold_trim(&fold);
    return fold.size == 2;
}

/* A line of signs; also one that holds a few words, as separators of unknown languages do. */
static bool
is_rule(const Mark *mark)
{
    if (!mark->sign || !strchr("-_=~#+", mark->sign))
        return false;
    if (mark->text.size == 0)
        return mark->signs >= RULE_SIGNS_MIN || (mark->sign == '_' && mark->signs == 2);
    return mark->signs > RULE_SIGNS_MIN && mark->signs_behind > RULE_SIGNS_MIN &&
           desk_fold_evidence(mark->text).words <= 6;
}

/* "##- ... -##", whatever the words of the desk that wrote it are. */
static bool
is_framed(DeskBytes line)
{
    static const char start[] = "##-", end[] = "-##";
    size_t size = strlen(start);
    return line.size > 2 * size && memcmp(line.data, start, size) == 0 &&
           memcmp(line.data + line.size - size, end, size) == 0;
}

/* Borrows from fold. */
static Mark
read_mark(DeskBytes line, DeskFold *fold)
{
    Mark mark = { .is_whole = line.size <= MARK_BYTES };
    desk_fold_start(fold);
    desk_fold_add(fold, cut_line(line));
    desk_fold_trim(fold);
    trim_signs((DeskBytes){ fold->text, fold->size }, &mark);
    return mark;
}

bool
desk_marks_is_title(DeskBytes line)
{
    DeskFold fold;
    Mark mark = read_mark(line, &fold);
    if (mark.text.size == 0 || !mark.is_whole)
        return false;
    const DeskQuotePhrase *p = desk_quote_words_find(DESK_WORDS_MARKS, *mark.text.data);
    for (; p; p = p->next)
        if ((p->kind == DESK_PHRASE_SEPARATOR || p->kind == DESK_PHRASE_BARE) &&
            desk_fold_match(mark.text, p->words))
            return true;
    return false;
}

/* A cheap look first: the list of a byte is long, and no brace stands within the first bytes. */
static bool
begins_alike(DeskBytes text, DeskBytes words)
{
    size_t size = MIN(words.size, HEAD_BYTES);
    return *words.data == '{' || (text.size >= size && memcmp(text.data, words.data, size) == 0);
}

/* The phrase that a line is, found by the first or last byte of it; NULL when it is none. */
static const DeskQuotePhrase *
find_phrase(const Mark *mark)
{
    const char keys[] = { *mark->text.data, mark->text.data[mark->text.size - 1] };
    for (size_t i = 0; i < sizeof(keys); i++)
        for (const DeskQuotePhrase *p = desk_quote_words_find(DESK_WORDS_MARKS, keys[i]); p;
             p = p->next)
            if ((i == 0 || *p->words.data == '{') && begins_alike(mark->text, p->words) &&
                is_kind(mark, p))
                return p;
    return NULL;
}

DeskLineKind
desk_marks_read(DeskBytes line, DeskBytes next, size_t *lines)
{
    *lines = 1;
    if (is_dashes(line))
        return DESK_LINE_DASHES;
    DeskFold fold;
    Mark mark = read_mark(line, &fold);
    if (mark.is_whole && is_framed((DeskBytes){ fold.text, fold.size }))
        return DESK_LINE_DELIMITER;
    if (mark.text.size > 0) {
        const DeskQuotePhrase *phrase = find_phrase(&mark);
        if (phrase)
            return line_kinds[phrase->kind];
        if (has_app_link(mark.text))
            return DESK_LINE_OPENER;
        if (is_folded_delimiter(&mark, next)) {
            *lines = 2;
            return DESK_LINE_DELIMITER;
        }
    }
    return mark.is_whole && is_rule(&mark) ? DESK_LINE_RULE : DESK_LINE_TEXT;
}
