#include "policy/leak.h"
#include "base/address.h"
#include "base/text.h"
#include "text/quotes-lines.h"

#define LINE_MIN  30 /* characters: shorter ones are written by chance */
#define SHORT_MIN 8  /* shorter ones do not count at all */
#define SHORT_MAX 40 /* of all short lines that are the same */
#define MAC_SIZE  26 /* characters of the MAC at the end of a token (policy/token.h) */

/* Bytes of texts that are searched for lines; whoever needs more has his answer looked at. */
#define EFFORT_MAX ((gsize) 64 * 1024 * 1024)

/* ---- quote signs ---- */

static const struct {
    const char *sign;
    DeskLeakStart start;
} signs[] = {
    { ">", DESK_LEAK_QUOTED },       { "&gt;", DESK_LEAK_QUOTED },
    { "\uff1e", DESK_LEAK_QUOTED },  { "|", DESK_LEAK_STRANGE },
    { "\u2502", DESK_LEAK_STRANGE }, { "\u2503", DESK_LEAK_STRANGE },
    { "\uff5c", DESK_LEAK_STRANGE }, { "\u00a6", DESK_LEAK_STRANGE },
    { "\u00bb", DESK_LEAK_STRANGE }, { "\u203a", DESK_LEAK_STRANGE },
    { "}", DESK_LEAK_OWN },          { "*", DESK_LEAK_OWN }, /* code and lists begin so as well */
    { ":", DESK_LEAK_OWN },          { "%", DESK_LEAK_OWN },
};

/* "JD> ", as some programs quote; prompts of programs look the same. */
static const char *
skip_initials(const char *p)
{
    size_t size = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return size > 0 && size <= 3 && p[size] == '>' ? p + size + 1 : p;
}

/* Behind the sign at p, which *start tells; p when there is none. */
static const char *
skip_sign(const char *p, DeskLeakStart *start)
{
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(p, signs[i].sign)) {
            *start = signs[i].start;
            return p + strlen(signs[i].sign);
        }
    return skip_initials(p);
}

static const char *
skip_unseen(const char *p)
{
    for (; *p && *p != '\n'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isspace(c) && !desk_text_is_invisible(c) && !desk_text_is_bidi_control(c))
            return p;
    }
    return p;
}

/* Behind the quote signs and blanks at the beginning of a line. */
static const char *
skip_signs(const char *p)
{
    DeskLeakStart start = DESK_LEAK_OWN;
    const char *next = skip_unseen(p);
    for (const char *behind = skip_sign(next, &start); behind != next;
         behind = skip_sign(next, &start))
        next = skip_unseen(behind);
    return next;
}

DeskLeakStart
desk_leak_start(const char *line)
{
    DeskLeakStart start = DESK_LEAK_OWN;
    const char *first = skip_unseen(line);
    const char *behind = skip_sign(first, &start);
    bool is_table = *first == '|' && strchr(behind, '|');
    return is_table ? DESK_LEAK_OWN : start;
}

/* Bytes of ASCII that are neither white space nor a control: nothing is to be done with them. */
static gsize
span_plain(const char *p)
{
    gsize size = 0;
    while (p[size] > ' ' && p[size] < 0x7f)
        size++;
    return size;
}

static void
append_folded(GString *out, const char *text)
{
    gsize start = out->len;
    bool owes_blank = false;
    for (const char *p = skip_signs(text); *p;) {
        gsize plain = span_plain(p);
        gunichar c = plain > 0 ? 0 : g_utf8_get_char(p);
        const char *next = plain > 0 ? p + plain : g_utf8_next_char(p);
        if (plain == 0 && (desk_text_is_invisible(c) || desk_text_is_bidi_control(c))) {
            p = next;
            continue;
        }
        if (plain == 0 && g_unichar_isspace(c)) {
            owes_blank = out->len > start;
            p = c == '\n' ? skip_signs(next) : next;
            continue;
        }
        if (owes_blank)
            g_string_append_c(out, ' ');
        owes_blank = false;
        g_string_append_len(out, p, next - p);
        p = next;
    }
}

char *
desk_leak_fold(const char *text)
{
    GString *out = g_string_new(NULL);
    append_folded(out, text);
    return g_string_free(out, FALSE);
}

static bool
is_atom(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-' || (signed char) c < 0;
}

/* Whether local stands right before at, as all of a local part or before its extension. */
static bool
ends_with_local(const char *text, const char *at, const char *local, char delimiter)
{
    size_t size = strlen(local);
    const char *end = at;
    while (end > text && (is_atom(end[-1]) || end[-1] == '.' || end[-1] == delimiter)) {
        bool is_whole = end == at || *end == delimiter;
        if (is_whole && (size_t) (end - text) >= size &&
            g_ascii_strncasecmp(end - size, local, size) == 0 &&
            (end - size == text ||
             (!is_atom(end[-1 - (ssize_t) size]) && end[-1 - (ssize_t) size] != '.')))
            return true;
        end--;
    }
    return false;
}

static bool
begins_with_domain(const char *behind, const char *domain)
{
    size_t size = strlen(domain);
    return g_ascii_strncasecmp(behind, domain, size) == 0 && !is_atom(behind[size]) &&
           !(behind[size] == '.' && is_atom(behind[size + 1]));
}

static bool
is_address_at(const char *text, const char *at, const char *address, char delimiter)
{
    const char *sign = address ? strrchr(address, '@') : NULL;
    if (!sign || !begins_with_domain(at + 1, sign + 1))
        return false;
    g_autofree char *local = g_strndup(address, (gsize) (sign - address));
    return ends_with_local(text, at, local, delimiter);
}

/* As the configuration has the address, or with its domain as A-label. Files have many signs that
 * belong to no address. */
static bool
is_of_agent(const DeskConf *conf, const DeskAgent *agent, const char *text, const char *at)
{
    for (char **address = agent->addresses; *address; address++) {
        if (is_address_at(text, at, *address, conf->recipient_delimiter))
            return true;
        g_autofree char *key = g_str_is_ascii(*address) ? NULL : desk_address_key(*address);
        if (is_address_at(text, at, key, conf->recipient_delimiter))
            return true;
    }
    return false;
}

const DeskAgent *
desk_leak_agent(const DeskConf *conf, const char *text)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@'))
        for (guint i = 0; i < conf->agents->len; i++)
            if (is_of_agent(conf, conf->agents->pdata[i], text, at))
                return conf->agents->pdata[i];
    return NULL;
}

static bool
is_base32(char c)
{
    return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

/* "r4821-77-", "m4821-77-nonce-", "v4821-1-5-" and then the MAC, which ends at end. */
static bool
is_token(const char *word, const char *end)
{
    if ((size_t) (end - word) < MAC_SIZE + 4 || !strchr("rnmbsvuRNMBSVU", *word) ||
        !g_ascii_isdigit(word[1]) || end[-1 - MAC_SIZE] != '-')
        return false;
    for (const char *p = end - MAC_SIZE; p < end; p++)
        if (!is_base32(*p))
            return false;
    return word[1 + strspn(word + 1, "0123456789")] == '-';
}

static bool
find_token(const char *text)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        const char *word = at;
        while (word > text && at - word < 100 && (g_ascii_isalnum(word[-1]) || word[-1] == '-'))
            word--;
        bool in_link = word > text && word[-1] == '%' && g_ascii_strncasecmp(word, "2B", 2) == 0;
        if (is_token(in_link ? word + 2 : word, at))
            return true;
    }
    return false;
}

/* Behind the line end at p, and what is no part of a word at the beginning of the next line. */
static const char *
skip_break(const char *p)
{
    const char *end = p + strspn(p, " \t\r");
    if (*end != '\n')
        return p;
    while (*end && !g_ascii_isalnum(*end))
        end++;
    return end;
}

/* The text with the lines joined that end with a hyphen: programs break addresses there. */
static char *
join_hyphens(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p;) {
        gsize size = strcspn(p, "-");
        size += p[size] == '-';
        g_string_append_len(out, p, (gssize) size);
        p = skip_break(p + size);
    }
    return g_string_free(out, FALSE);
}

bool
desk_leak_has_token(const char *text)
{
    if (find_token(text))
        return true;
    g_autofree char *joined = join_hyphens(text);
    return find_token(joined);
}

/* ---- the delimiter ---- */

#define DELIMITER_WORDS "reply above this line"

static char *
strip_signs(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);
    for (char **line = lines; *line; line++)
        g_string_append_printf(out, "%s\n", skip_signs(*line));
    return g_string_free(out, FALSE);
}

bool
desk_leak_has_delimiter(const char *text)
{
    g_autofree char *folded = desk_leak_fold(text);
    g_autofree char *lower = g_utf8_strdown(folded, -1);
    if (strstr(lower, DELIMITER_WORDS))
        return true;
    g_autofree char *bare = strip_signs(text);
    g_autoptr(GArray) lines = desk_lines_read(bare);
    for (guint i = 0; i < lines->len; i++)
        if (desk_line(lines, i)->kind == DESK_LINE_DELIMITER)
            return true;
    return false;
}

/* ---- files ---- */

/* UTF-16 is ASCII with NUL between, and two bytes before it that no other text has. */
static char *
read_file(DeskBytes file)
{
    char *text = g_malloc(file.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < file.size; i++) {
        guint8 byte = (guint8) file.data[i];
        if (byte != 0)
            text[size++] = byte < 0xfe ? file.data[i] : ' ';
    }
    text[size] = '\0';
    return text;
}

const char *
desk_leak_file(const DeskConf *conf, DeskBytes file)
{
    g_autofree char *text = read_file(file);
    if (strcasestr(text, DELIMITER_WORDS))
        return "a mail of the desk to its agents";
    if (desk_leak_has_token(text))
        return "a signed address or Message-ID of the desk";
    return desk_leak_agent(conf, text) ? "the address of an agent" : NULL;
}

bool
desk_leak_is_mail(const char *type, const char *name)
{
    static const char *const types[] = { "message/", "text/rfc822", "application/vnd.ms-outlook",
                                         "application/mbox" };
    static const char *const ends[] = { ".eml", ".emlx", ".msg",   ".oft",
                                        ".mht", ".mbox", ".mhtml", ".mbx" };
    g_autofree char *lower = g_ascii_strdown(name, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_ascii_strncasecmp(type, types[i], strlen(types[i])) == 0)
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(lower, ends[i]))
            return true;
    return false;
}

/* ---- lines of notes ---- */

/*
 * A line is compared with megabytes of texts, and nearly always stands nowhere in them. So each
 * piece of eight bytes that stands there is known by a bit: a line with a piece whose bit is not
 * set is not searched for.
 */
#define PIECE_SIZE sizeof(guint64)
#define ROOM       8 /* bits for each piece, at least */

struct DeskLeakTexts {
    const GPtrArray *texts;
    GString *all;    /* folded, a line feed between them; NULL: not yet */
    guint64 *pieces; /* a bit for each hash */
    guint unused;    /* bits of a hash that are left out */
    gsize effort;    /* bytes that were searched */
};

DeskLeakTexts *
desk_leak_texts_new(const GPtrArray *texts)
{
    DeskLeakTexts *self = g_new0(DeskLeakTexts, 1);
    self->texts = texts;
    return self;
}

void
desk_leak_texts_free(DeskLeakTexts *self)
{
    if (!self)
        return;
    if (self->all)
        g_string_free(self->all, TRUE);
    g_free(self->pieces);
    g_free(self);
}

static gsize
hash_piece(const DeskLeakTexts *self, const char *at)
{
    guint64 piece;
    memcpy(&piece, at, PIECE_SIZE);
    return (gsize) ((piece * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> self->unused);
}

static void
fold_all(DeskLeakTexts *self)
{
    self->all = g_string_new(NULL);
    for (guint i = 0; self->texts && i < self->texts->len; i++) {
        append_folded(self->all, self->texts->pdata[i]);
        g_string_append_c(self->all, '\n');
    }
    guint bits = MAX(g_bit_storage(self->all->len * ROOM), 6);
    self->unused = 64 - bits;
    self->pieces = g_new0(guint64, (G_GUINT64_CONSTANT(1) << bits) / 64);
    for (gsize i = 0; i + PIECE_SIZE <= self->all->len; i++) {
        gsize hash = hash_piece(self, self->all->str + i);
        self->pieces[hash / 64] |= G_GUINT64_CONSTANT(1) << (hash % 64);
    }
}

static bool
may_have(const DeskLeakTexts *self, const char *line)
{
    gsize size = strlen(line);
    bool may = size > 0;
    for (gsize i = 0; may && i + PIECE_SIZE <= size; i += PIECE_SIZE / 2) {
        gsize hash = hash_piece(self, line + i);
        may = (self->pieces[hash / 64] >> (hash % 64)) & 1;
    }
    return may;
}

static bool
is_boundary(const char *text, const char *at)
{
    bool in_word = at > text && g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(at)));
    return !in_word || !g_unichar_isalnum(g_utf8_get_char(at));
}

/* Whole words: one that begins like another says something else. */
static const char *
find_words(const char *text, const char *words)
{
    size_t size = strlen(words);
    for (const char *at = strstr(text, words); at; at = strstr(at + 1, words))
        if (is_boundary(text, at) && is_boundary(text, at + size))
            return at;
    return NULL;
}

bool
desk_leak_texts_have(DeskLeakTexts *self, const char *line)
{
    if (!self->all)
        fold_all(self);
    if (!may_have(self, line) || self->effort >= EFFORT_MAX)
        return false;
    const char *found = find_words(self->all->str, line);
    self->effort += found ? (gsize) (found - self->all->str) : self->all->len;
    return found != NULL;
}

/* What cannot be compared any more counts as found. */
static char *
find_line(DeskLeakTexts *text, const char *internal, DeskLeakTexts *spoken)
{
    g_auto(GStrv) lines = g_strsplit(internal, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *folded = desk_leak_fold(*line);
        if (strlen(folded) < LINE_MIN)
            continue;
        bool stands = desk_leak_texts_have(text, folded) || text->effort >= EFFORT_MAX;
        if (stands && g_utf8_strlen(folded, -1) >= LINE_MIN &&
            !desk_leak_texts_have(spoken, folded))
            return g_steal_pointer(&folded);
    }
    return NULL;
}

/* Lines of notes that stand in the text, in other lines perhaps. */
static char *
find_whole(const char *text, const GPtrArray *internal, DeskLeakTexts *spoken)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, (gpointer) text);
    g_autoptr(DeskLeakTexts) search = desk_leak_texts_new(one);
    char *found = NULL;
    for (guint i = 0; i < internal->len && !found; i++)
        found = find_line(search, internal->pdata[i], spoken);
    return found;
}

static bool
stands_in(DeskLeakTexts *internal, DeskLeakTexts *spoken, const char *folded)
{
    bool stands = desk_leak_texts_have(internal, folded) || internal->effort >= EFFORT_MAX;
    return stands && !desk_leak_texts_have(spoken, folded);
}

static bool
is_line_of(const GPtrArray *internal, const char *folded)
{
    for (guint i = 0; i < internal->len; i++) {
        g_auto(GStrv) lines = g_strsplit(internal->pdata[i], "\n", -1);
        for (char **line = lines; *line; line++) {
            g_autofree char *other = desk_leak_fold(*line);
            if (g_str_equal(other, folded))
                return true;
        }
    }
    return false;
}

/* Lines of the text that stand in notes: wrapped by a program, or in part. */
static char *
find_parts(const char *text, const GPtrArray *internal, DeskLeakTexts *spoken)
{
    g_autoptr(DeskLeakTexts) search = desk_leak_texts_new(internal);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    glong same = 0;
    for (char **line = lines; *line; line++) {
        g_autofree char *folded = desk_leak_fold(*line);
        glong size = g_utf8_strlen(folded, -1);
        if (size < SHORT_MIN || !stands_in(search, spoken, folded))
            continue;
        if (size >= LINE_MIN)
            return g_steal_pointer(&folded);
        same += is_line_of(internal, folded) ? size : 0;
        if (same >= SHORT_MAX)
            return g_steal_pointer(&folded);
    }
    return NULL;
}

char *
desk_leak_line(const char *text, const GPtrArray *internal, DeskLeakTexts *spoken)
{
    if (!internal || internal->len == 0)
        return NULL;
    char *found = find_whole(text, internal, spoken);
    return found ? found : find_parts(text, internal, spoken);
}

bool
desk_leak_is_rest(const char *line, DeskLeakTexts *internal, DeskLeakTexts *spoken)
{
    g_autofree char *folded = desk_leak_fold(line);
    return g_utf8_strlen(folded, -1) >= SHORT_MIN && stands_in(internal, spoken, folded);
}
