#include "mail/mailboxes.h"
#include "base/address.h"
#include "base/text.h"

/*
 * What has been seen of one mailbox. phrase is the display name with quotes resolved, bare the
 * same text as written, for an address that comes without <>.
 */
typedef struct {
    DeskCharsetDecode decode;
    const char *fallback;
    GPtrArray *list;
    DeskMailboxes found;
    GString *phrase;
    GString *bare;
    GString *comment;
    GString *angle;
    GString *before; /* "Doe" of "Doe, Jane <jane@example.org>" */
    bool has_angle;
    bool has_at;       /* in bare, up to ... */
    size_t looked;     /* ... here */
    bool is_flat;      /* a comment was never closed: parentheses are bytes like any other */
    size_t last_quote; /* where the last '"' stands: it opens nothing */
    size_t last_colon; /* the end of the last group that is closed */
} Scanner;

/* A NUL must not end an address early: as a control it makes the address wrong. */
static void
append(GString *out, char c)
{
    g_string_append_c(out, c ? c : '\x01');
}

static void
add_mailbox(Scanner *scanner, const GString *name, const char *address)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    if (!desk_address_split(address, &spec)) {
        scanner->found.malformed++;
        return;
    }
    if (scanner->list->len >= DESK_MAIL_LIST_MAX)
        return;
    g_autofree char *whole = g_strconcat(spec.local, "@", spec.domain, NULL);
    g_autofree char *shown =
        desk_words_decode((DeskBytes){ name->str, name->len }, scanner->decode, scanner->fallback);
    desk_text_cut(shown, DESK_MAIL_NAME_MAX);
    g_ptr_array_add(scanner->list, desk_mail_address_new(shown, whole));
}

/* The bytes of an invisible character, such as a pasted address brings along; 0: it is none. */
static size_t
invisible(const char *p)
{
    static const char *const signs[] = { "\u200b", "\u200c", "\u200d", "\u200e",
                                         "\u200f", "\u2060", "\ufeff" };
    for (size_t i = 0; (*p & 0x80) && i < G_N_ELEMENTS(signs); i++)
        if (strncmp(p, signs[i], 3) == 0)
            return 3;
    return 0;
}

/* White space is no part of an address, except inside the quotes of its local part. */
static char *
without_blanks(const char *text)
{
    GString *out = g_string_new(NULL);
    bool quoted = false;
    for (const char *p = text; *p; p++) {
        size_t skip = invisible(p);
        if (skip > 0) {
            p += skip - 1;
            continue;
        }
        if (quoted && *p == '\\' && p[1])
            g_string_append_c(out, *p++);
        else if (*p == '"')
            quoted = !quoted;
        if (quoted || !g_ascii_isspace(*p))
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

/* What people and programs leave round an address: brackets, quotes, "mailto:". In place. */
static char *
bare_address(char *address)
{
    static const char scheme[] = "mailto:";
    size_t size = strlen(address);
    while (size > 0 && strchr("<'", *address)) {
        address++;
        size--;
    }
    if (g_ascii_strncasecmp(address, scheme, strlen(scheme)) == 0) {
        address += strlen(scheme);
        size -= strlen(scheme);
    }
    while (size > 0 && strchr(">'", address[size - 1]))
        size--;
    address[size] = '\0';
    return address;
}

static void
finish_angle(Scanner *scanner)
{
    const char *text = scanner->angle->str;
    if (text[0] == '@') {
        const char *colon = strrchr(text, ':');
        scanner->found.is_routed = true;
        text = colon ? colon + 1 : "";
    }
    g_autofree char *address = without_blanks(text);
    if (*address == '\0')
        return;
    g_string_append_len(scanner->before, scanner->phrase->str, (gssize) scanner->phrase->len);
    add_mailbox(scanner, scanner->before->len > 0 ? scanner->before : scanner->comment,
                bare_address(address));
}

/* Words of which each is an address. */
static void
add_each(Scanner *scanner, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ", -1);
    for (size_t i = 0; words[i]; i++)
        if (*words[i])
            add_mailbox(scanner, scanner->comment, bare_address(words[i]));
}

/* "jane@example.org", "jane @ example.org" or, against all rules, "Jane jane@example.org". */
static void
finish_bare(Scanner *scanner)
{
    g_autofree char *address = without_blanks(scanner->bare->str);
    g_strstrip(scanner->bare->str);
    char *blank = strrchr(scanner->bare->str, ' ');
    if (*address == '\0')
        return;
    if (!blank || strchr(blank, '@') == NULL || strchr(blank, '"') || blank[1] == '@' ||
        blank[-1] == '@') {
        add_mailbox(scanner, scanner->comment, bare_address(address));
        return;
    }
    g_autoptr(GString) name = g_string_new_len(scanner->bare->str, blank - scanner->bare->str);
    if (strchr(name->str, '@'))
        add_each(scanner, scanner->bare->str);
    else
        add_mailbox(scanner, name, bare_address(blank + 1));
}

/* Whether the words so far may be the first half of a name with a comma in it. */
static bool
is_half_name(const Scanner *scanner)
{
    return !scanner->has_angle && !strchr(scanner->bare->str, '@') &&
           strspn(scanner->phrase->str, " ") < scanner->phrase->len;
}

static void
reset(Scanner *scanner)
{
    g_string_truncate(scanner->phrase, 0);
    g_string_truncate(scanner->bare, 0);
    g_string_truncate(scanner->comment, 0);
    g_string_truncate(scanner->angle, 0);
    scanner->has_angle = false;
    scanner->has_at = false;
    scanner->looked = 0;
}

static void
finish(Scanner *scanner)
{
    if (scanner->has_angle) {
        finish_angle(scanner);
    } else {
        scanner->found.malformed += scanner->before->len > 0;
        finish_bare(scanner);
    }
    g_string_truncate(scanner->before, 0);
    reset(scanner);
}

/* A name with an unquoted comma is kept for the address that follows it, however many it has. */
static void
take_comma(Scanner *scanner)
{
    if (!is_half_name(scanner)) {
        finish(scanner);
        return;
    }
    g_strchomp(scanner->phrase->str);
    if (scanner->before->len + scanner->phrase->len < DESK_MAIL_NAME_MAX)
        g_string_append_printf(scanner->before, "%s, ", scanner->phrase->str);
    reset(scanner);
}

static size_t
take_quoted(Scanner *scanner, DeskBytes in, size_t i)
{
    GString *phrase = scanner->phrase;
    g_string_append_c(scanner->bare, '"');
    for (i++; i < in.size && in.data[i] != '"'; i++) {
        if (in.data[i] == '\\' && i + 1 < in.size)
            append(scanner->bare, in.data[i++]);
        append(phrase, in.data[i]);
        append(scanner->bare, in.data[i]);
    }
    g_string_append_c(scanner->bare, '"');
    return i + 1;
}

static size_t
take_comment(Scanner *scanner, DeskBytes in, size_t i)
{
    unsigned depth = 0;
    const size_t start = i;
    const gsize before = scanner->comment->len;
    for (; i < in.size; i++) {
        char c = in.data[i];
        if (c == '\\' && i + 1 < in.size)
            c = in.data[++i];
        else if (c == '(' && depth++ == 0)
            continue;
        else if (c == ')' && --depth == 0)
            return i + 1;
        append(scanner->comment, c);
    }
    g_string_truncate(scanner->comment, before);
    scanner->is_flat = true;
    return start + 1;
}

static size_t
take_angle(Scanner *scanner, DeskBytes in, size_t i)
{
    bool quoted = false;
    /* "<a@b> <c@d>" is two mailboxes with the comma forgotten. */
    if (scanner->has_angle)
        finish(scanner);
    scanner->has_angle = true;
    for (i++; i < in.size; i++) {
        char c = in.data[i];
        if (quoted && c == '\\' && i + 1 < in.size)
            append(scanner->angle, in.data[i++]);
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == '>')
            break;
        append(scanner->angle, in.data[i]);
    }
    return i + 1;
}

static size_t
take_word(Scanner *scanner, DeskBytes in, size_t i)
{
    DeskBytes rest = { in.data + i, in.size - i };
    size_t size = in.data[i] == '=' ? desk_words_match(rest) : 0;
    if (size == 0)
        size = 1;
    if (!scanner->has_angle || !g_ascii_isspace(in.data[i])) {
        g_string_append_len(scanner->phrase, rest.data, (gssize) size);
        g_string_append_len(scanner->bare, rest.data, (gssize) size);
    }
    return i + size;
}

/* Each byte is looked at once. */
static bool
has_at(Scanner *scanner)
{
    const GString *bare = scanner->bare;
    scanner->has_at |=
        memchr(bare->str + scanner->looked, '@', bare->len - scanner->looked) != NULL;
    scanner->looked = bare->len;
    return scanner->has_at;
}

/* A colon ends the name of a group if a semicolon follows, unless an address has begun. */
static bool
begins_group(Scanner *scanner, size_t i)
{
    return i < scanner->last_colon && !scanner->has_angle && !has_at(scanner);
}

static size_t
take(Scanner *scanner, DeskBytes in, size_t i)
{
    switch (in.data[i]) {
    case '"':
        return i < scanner->last_quote ? take_quoted(scanner, in, i) : i + 1;
    case '(':
        return scanner->is_flat ? take_word(scanner, in, i) : take_comment(scanner, in, i);
    case '<':
        return take_angle(scanner, in, i);
    case ',':
        take_comma(scanner);
        return i + 1;
    case ';':
        finish(scanner);
        return i + 1;
    case ':':
        if (!begins_group(scanner, i))
            return take_word(scanner, in, i);
        scanner->found.is_grouped = true;
        reset(scanner);
        return i + 1;
    case '>':
        return scanner->has_angle ? i + 1 : take_word(scanner, in, i);
    case '\0':
        append(scanner->bare, '\0');
        return i + 1;
    case '\r':
    case '\n':
    case '\t':
        g_string_append_c(scanner->bare, ' ');
        g_string_append_c(scanner->phrase, ' ');
        return i + 1;
    default:
        return take_word(scanner, in, i);
    }
}

static size_t
last_of(DeskBytes value, char c)
{
    const char *last = value.size > 0 ? memrchr(value.data, c, value.size) : NULL;
    return last ? (size_t) (last - value.data) : 0;
}

static void
scan(Scanner *scanner, DeskBytes value)
{
    scanner->last_quote = last_of(value, '"');
    scanner->last_colon = last_of(value, ';');
    for (size_t i = 0; i < value.size;)
        i = take(scanner, value, i);
    finish(scanner);
}

DeskMailboxes
desk_mailboxes_read(DeskBytes value, DeskCharsetDecode decode, const char *fallback,
                    GPtrArray *list)
{
    Scanner scanner = { .decode = decode, .fallback = fallback, .list = list };
    GString **const rooms[] = { &scanner.phrase, &scanner.bare, &scanner.comment, &scanner.angle,
                                &scanner.before };
    for (size_t i = 0; i < G_N_ELEMENTS(rooms); i++)
        *rooms[i] = g_string_new(NULL);
    const unsigned before = list->len;

    scan(&scanner, value);
    /* Some writers encode all of it, address and brackets too. */
    if (list->len == before && g_strstr_len(value.data, (gssize) value.size, "=?")) {
        g_autofree char *text = desk_words_decode(value, decode, fallback);
        scanner.found.malformed = 0;
        scanner.is_flat = false;
        scan(&scanner, (DeskBytes){ text, strlen(text) });
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rooms); i++)
        g_string_free(*rooms[i], TRUE);
    return scanner.found;
}

bool
desk_mailboxes_hold(const GPtrArray *list, const char *address)
{
    for (unsigned i = 0; i < list->len; i++) {
        const DeskMailAddress *mailbox = g_ptr_array_index(list, i);
        if (g_ascii_strcasecmp(mailbox->address, address) == 0)
            return true;
    }
    return false;
}
