#include "text/quotes-block.h"
#include "text/quotes-fold.h"
#include "text/quotes-words.h"

#define NAME_BYTES  60  /* of a field's name with its colon, as written */
#define VALUE_BYTES 300 /* of its value that are looked at */
#define GAP_MAX     2   /* lines from one field to the next, blank or a wrapped value */
#define FIELDS_MAX  30

enum { NO_FIELD = -1, UNKNOWN_FIELD = DESK_PHRASE_OTHER + 1 };

typedef struct {
    unsigned kinds; /* a bit for each DeskPhraseKind seen */
    unsigned fields;
    bool has_address;
    bool has_angle;  /* an address in <> or behind mailto: */
    bool has_date;   /* with the time, or in a field for it */
    bool has_moment; /* a date with its time in one value */
    bool is_small;   /* its first name begins with a small letter, as mail programs write none */
} Block;

static unsigned
bit(int kind)
{
    return 1u << kind;
}

/* The name of a field as written, up to its colon; false when there is none. */
static bool
split_name(DeskBytes line, DeskBytes *name, DeskBytes *value)
{
    static const char wide[] = "：";
    size_t size = MIN(line.size, NAME_BYTES);
    const char *colon = size > 0 ? memchr(line.data, ':', size) : NULL;
    const char *wide_colon = size > 0 ? memmem(line.data, size, wide, sizeof(wide) - 1) : NULL;
    size_t width = 1;
    if (wide_colon && (!colon || wide_colon < colon)) {
        colon = wide_colon;
        width = sizeof(wide) - 1;
    }
    if (!colon || colon == line.data)
        return false;
    *name = (DeskBytes){ line.data, (size_t) (colon - line.data) };
    value->data = colon + width;
    value->size = (size_t) (line.data + line.size - value->data);
    return true;
}

/* name is folded */
static int
find_field(DeskBytes name)
{
    const DeskQuotePhrase *p =
        desk_quote_words_find(DESK_WORDS_FIELDS, name.size > 0 ? *name.data : '\0');
    for (; p; p = p->next)
        if (p->words.size == name.size && memcmp(p->words.data, name.data, name.size) == 0)
            return (int) p->kind;
    return NO_FIELD;
}

static int
kind_of_name(DeskBytes name)
{
    DeskFold fold;
    desk_fold_start(&fold);
    desk_fold_add(&fold, name);
    desk_fold_trim(&fold);
    int kind = find_field((DeskBytes){ fold.text, fold.size });
    if (kind != NO_FIELD)
        return kind;
    bool is_label = fold.size > 0 && !strpbrk(fold.text, "/.,;?!<>()@\"0123456789") &&
                    (unsigned char) *fold.text > '@';
    return is_label ? UNKNOWN_FIELD : NO_FIELD;
}

/* Where line breaks were lost, a value holds the names of other fields: one word and a colon. */
static void
read_fields_within(DeskBytes value, Block *block)
{
    const char *end = value.data + value.size, *word = value.data;
    for (const char *p = value.data; p < end; p++) {
        size_t size = (size_t) (p - word);
        if (*p == ':' && size > 0) {
            size -= word[size - 1] == ' ';
            int kind = find_field((DeskBytes){ word, size });
            block->kinds |= kind == NO_FIELD ? 0 : bit(kind);
        } else if (*p == ' ' && (p + 1 == end || p[1] != ':')) {
            word = p + 1;
        }
    }
}

/* Of a value that is cut somewhere, whole characters are read. */
static void
read_value(DeskBytes value, Block *block)
{
    value.size = MIN(value.size, VALUE_BYTES);
    while (value.size > 0 && ((unsigned char) value.data[value.size - 1] & 0xc0) == 0x80)
        value.size--;
    if (value.size > 0 && (unsigned char) value.data[value.size - 1] >= 0xc0)
        value.size--;
    DeskFold fold;
    desk_fold_start(&fold);
    desk_fold_add(&fold, value);
    desk_fold_trim(&fold);
    DeskEvidence seen = desk_fold_evidence((DeskBytes){ fold.text, fold.size });
    block->has_address |= seen.has_address;
    block->has_angle |= seen.has_address && (seen.ends_address || strstr(fold.text, "mailto:"));
    block->has_date |= seen.has_date;
    block->has_moment |= seen.has_date && seen.has_time;
    read_fields_within((DeskBytes){ fold.text, fold.size }, block);
}

/* The kind of the field that a line is, NO_FIELD or UNKNOWN_FIELD; its value goes to block. */
static int
read_field(DeskBytes line, Block *block)
{
    DeskBytes name, value;
    while (line.size > 0 && (*line.data == ' ' || *line.data == '\t')) {
        line.data++;
        line.size--;
    }
    if (!split_name(line, &name, &value))
        return NO_FIELD;
    int kind = kind_of_name(name);
    if (kind != NO_FIELD)
        read_value(value, block);
    return kind;
}

static unsigned
count_kinds(unsigned kinds)
{
    const unsigned groups[] = {
        bit(DESK_PHRASE_FROM),
        bit(DESK_PHRASE_SENT) | bit(DESK_PHRASE_DATE),
        bit(DESK_PHRASE_TO) | bit(DESK_PHRASE_CC),
        bit(DESK_PHRASE_SUBJECT),
    };
    unsigned count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        count += (kinds & groups[i]) != 0;
    return count;
}

/*
 * Sender or recipient, the date, and an address, or in place of it a subject and the time. What
 * has less is a form, a journey or a mail that the customer describes. Outlook's names suffice.
 */
static bool
is_block(const Block *block)
{
    unsigned count = count_kinds(block->kinds);
    bool has_sender = block->kinds & (bit(DESK_PHRASE_FROM) | bit(DESK_PHRASE_TO));
    bool has_time = block->kinds & (bit(DESK_PHRASE_SENT) | bit(DESK_PHRASE_DATE));
    bool is_outlook = block->kinds & bit(DESK_PHRASE_SENT);
    bool has_subject = block->kinds & bit(DESK_PHRASE_SUBJECT);
    if (block->is_small || !has_sender || !has_time || count < 2)
        return false;
    if (block->has_address)
        return block->has_date || is_outlook || count == 4;
    return count >= 3 && (is_outlook || (block->has_moment && has_subject));
}

/* In a language that no table has: three labels, with "Name <address>" and a date with its time. */
static bool
is_foreign_block(const Block *block)
{
    return block->fields >= 3 && block->has_angle && block->has_moment;
}

static bool
is_above_free(const GArray *lines, size_t first)
{
    return first == 0 || desk_line(lines, first)->is_marked ||
           desk_line(lines, first - 1)->kind != DESK_LINE_TEXT;
}

/*
 * The line above is a field as servers write them, or the rest of one: then the header of a mail
 * has been pasted, and is what the sender wants to show.
 */
static bool
is_amid_raw_header(const GArray *lines, size_t first)
{
    DeskBytes name, value;
    if (first == 0 || desk_line(lines, first - 1)->kind != DESK_LINE_TEXT)
        return false;
    DeskBytes line = desk_line(lines, first - 1)->bytes;
    if (*line.data == '\t' || (line.size > 4 && memcmp(line.data, "    ", 4) == 0))
        return true;
    if (!split_name(line, &name, &value) || memchr(name.data, ' ', name.size))
        return false;
    return memchr(name.data, '-', name.size) ||
           (name.size == strlen("received") &&
            g_ascii_strncasecmp(name.data, "received", name.size) == 0);
}

static bool
starts_small(DeskBytes line)
{
    line = desk_line_unquote(line);
    while (line.size > 0 && strchr(" \t*_", *line.data)) {
        line.data++;
        line.size--;
    }
    return line.size > 0 && g_unichar_islower(g_utf8_get_char(line.data));
}

/* Reads fields from first on while a line is one of known (or any) name; how many lines. */
static size_t
read_block(const GArray *lines, size_t first, bool any_name, Block *block)
{
    size_t last = first;
    bool is_quoted = desk_line_is_quoted(desk_line(lines, first)->bytes);
    for (size_t i = first; i < lines->len && i - last <= GAP_MAX; i++) {
        DeskBytes line = desk_line(lines, i)->bytes;
        if (desk_line_is_quoted(line) != is_quoted || block->fields >= FIELDS_MAX)
            break;
        int kind = read_field(desk_line_unquote(line), block);
        if (kind == NO_FIELD || (kind == UNKNOWN_FIELD && !any_name)) {
            if (i == first || any_name)
                break;
            read_value(line, block);
            continue;
        }
        block->is_small |= block->fields == 0 && starts_small(line);
        block->fields++;
        block->kinds |= bit(kind);
        last = i;
    }
    return last - first + 1;
}

size_t
desk_block_lines(const GArray *lines, size_t first, size_t *checked)
{
    DeskBytes line = desk_line_unquote(desk_line(lines, first)->bytes);
    DeskBytes name, value;
    *checked = first + 1;
    if (!split_name(line, &name, &value))
        return 0;
    Block block = { 0 };
    size_t count = read_block(lines, first, false, &block);
    size_t known = first + count;
    bool is_pasted = is_amid_raw_header(lines, first);
    if (is_block(&block) && !is_pasted)
        return count;
    if (!is_pasted && is_above_free(lines, first)) {
        block = (Block){ 0 };
        count = read_block(lines, first, true, &block);
        if (is_foreign_block(&block))
            return count;
    }
    *checked = known;
    return 0;
}

bool
desk_block_has_field(DeskBytes line)
{
    Block block = { 0 };
    int kind = read_field(line, &block);
    return kind >= DESK_PHRASE_FROM && kind <= DESK_PHRASE_SUBJECT;
}
