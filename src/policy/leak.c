#include "policy/leak.h"
#include "base/address.h"
#include "base/text.h"
#include "text/quotes-lines.h"

#define LINE_MIN 30 /* characters: shorter ones are written by chance */
#define MAC_SIZE 26 /* characters of the MAC at the end of a token (policy/token.h) */

/* Bytes of texts that are searched for lines; whoever needs more has his answer looked at. */
#define EFFORT_MAX ((gsize) 256 * 1024 * 1024)

static bool
is_quote_sign(const char *p)
{
    return *p == '>' || *p == '|';
}

/* Behind the quote signs and blanks at the beginning of a line. */
static const char *
skip_signs(const char *p)
{
    while (is_quote_sign(p) || *p == ' ' || *p == '\t')
        p++;
    return p;
}

char *
desk_leak_fold(const char *text)
{
    GString *out = g_string_new(NULL);
    bool owes_blank = false;
    for (const char *p = skip_signs(text); *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (desk_text_is_invisible(c) || desk_text_is_bidi_control(c))
            continue;
        if (g_unichar_isspace(c)) {
            owes_blank = out->len > 0;
            if (c == '\n')
                p = skip_signs(p + 1) - 1;
            continue;
        }
        if (owes_blank)
            g_string_append_c(out, ' ');
        owes_blank = false;
        g_string_append_unichar(out, c);
    }
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

/* "r4821-77-", "m4821-77-nonce-", "b4821-nonce-" and then the MAC, which ends at end. */
static bool
is_token(const char *word, const char *end)
{
    if ((size_t) (end - word) < MAC_SIZE + 4 || !strchr("rnmbRNMB", *word) ||
        !g_ascii_isdigit(word[1]) || end[-1 - MAC_SIZE] != '-')
        return false;
    for (const char *p = end - MAC_SIZE; p < end; p++)
        if (!is_base32(*p))
            return false;
    return word[1 + strspn(word + 1, "0123456789")] == '-';
}

bool
desk_leak_has_token(const char *text)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        const char *word = at;
        while (word > text && at - word < 100 && (g_ascii_isalnum(word[-1]) || word[-1] == '-'))
            word--;
        if (is_token(word, at))
            return true;
    }
    return false;
}

/* ---- the delimiter ---- */

#define DELIMITER_WORDS "reply above this line"

bool
desk_leak_has_delimiter(const char *text)
{
    g_autofree char *folded = desk_leak_fold(text);
    g_autofree char *lower = g_utf8_strdown(folded, -1);
    if (strstr(lower, DELIMITER_WORDS))
        return true;
    g_autoptr(GArray) lines = desk_lines_read(text);
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

/* Texts in which is searched, folded, and how much of that may still be done. */
typedef struct {
    char *text;
    GPtrArray *spoken;
    gsize effort;
} Search;

static bool
finds(Search *search, const char *text, const char *line)
{
    gsize size = strlen(text);
    search->effort += size;
    return size > 0 && strstr(text, line);
}

static bool
is_spoken(Search *search, const char *line)
{
    for (guint i = 0; i < search->spoken->len && search->effort < EFFORT_MAX; i++)
        if (finds(search, search->spoken->pdata[i], line))
            return true;
    return false;
}

/* What cannot be compared any more counts as found. */
static char *
find_line(Search *search, const char *internal)
{
    g_auto(GStrv) lines = g_strsplit(internal, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *folded = desk_leak_fold(*line);
        if (g_utf8_strlen(folded, -1) < LINE_MIN)
            continue;
        if (search->effort >= EFFORT_MAX ||
            (finds(search, search->text, folded) && !is_spoken(search, folded)))
            return g_steal_pointer(&folded);
    }
    return NULL;
}

char *
desk_leak_line(const char *text, const GPtrArray *internal, const GPtrArray *spoken)
{
    g_autofree char *folded = desk_leak_fold(text);
    g_autoptr(GPtrArray) public = g_ptr_array_new_with_free_func(g_free);
    Search search = { .text = folded, .spoken = public };
    char *found = NULL;
    for (guint i = 0; spoken && i < spoken->len; i++)
        g_ptr_array_add(public, desk_leak_fold(spoken->pdata[i]));
    for (guint i = 0; internal && i < internal->len && !found; i++)
        found = find_line(&search, internal->pdata[i]);
    return found;
}
