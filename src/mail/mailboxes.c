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
    bool has_angle;
    bool has_at;   /* in bare, up to ... */
    size_t looked; /* ... here */
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

/* White space is no part of an address, except inside the quotes of its local part. */
static char *
without_blanks(const char *text)
{
    GString *out = g_string_new(NULL);
    bool quoted = false;
    for (const char *p = text; *p; p++) {
        if (quoted && *p == '\\' && p[1])
            g_string_append_c(out, *p++);
        else if (*p == '"')
            quoted = !quoted;
        if (quoted || !g_ascii_isspace(*p))
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
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
    if (*address)
        add_mailbox(scanner, scanner->phrase->len > 0 ? scanner->phrase : scanner->comment,
                    address);
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
        add_mailbox(scanner, scanner->comment, address);
        return;
    }
    g_autoptr(GString) name = g_string_new_len(scanner->bare->str, blank - scanner->bare->str);
    if (strchr(name->str, '@'))
        scanner->found.malformed++;
    else
        add_mailbox(scanner, name, blank + 1);
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
    if (scanner->has_angle)
        finish_angle(scanner);
    else
        finish_bare(scanner);
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
    for (; i < in.size; i++) {
        char c = in.data[i];
        if (c == '\\' && i + 1 < in.size)
            c = in.data[++i];
        else if (c == '(' && depth++ == 0)
            continue;
        else if (c == ')' && --depth == 0)
            break;
        append(scanner->comment, c);
    }
    return i + 1;
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

/* A colon ends the name of a group, unless an address has begun. Each byte is looked at once. */
static bool
begins_group(Scanner *scanner)
{
    const GString *bare = scanner->bare;
    scanner->has_at |=
        memchr(bare->str + scanner->looked, '@', bare->len - scanner->looked) != NULL;
    scanner->looked = bare->len;
    return !scanner->has_angle && !scanner->has_at;
}

static size_t
take(Scanner *scanner, DeskBytes in, size_t i)
{
    switch (in.data[i]) {
    case '"':
        return take_quoted(scanner, in, i);
    case '(':
        return take_comment(scanner, in, i);
    case '<':
        return take_angle(scanner, in, i);
    case ',':
    case ';':
        finish(scanner);
        return i + 1;
    case ':':
        if (!begins_group(scanner))
            return take_word(scanner, in, i);
        scanner->found.is_grouped = true;
        reset(scanner);
        return i + 1;
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

DeskMailboxes
desk_mailboxes_read(DeskBytes value, DeskCharsetDecode decode, const char *fallback,
                    GPtrArray *list)
{
    Scanner scanner = { .decode = decode, .fallback = fallback, .list = list };
    scanner.phrase = g_string_new(NULL);
    scanner.bare = g_string_new(NULL);
    scanner.comment = g_string_new(NULL);
    scanner.angle = g_string_new(NULL);

    for (size_t i = 0; i < value.size;)
        i = take(&scanner, value, i);
    finish(&scanner);

    g_string_free(scanner.phrase, TRUE);
    g_string_free(scanner.bare, TRUE);
    g_string_free(scanner.comment, TRUE);
    g_string_free(scanner.angle, TRUE);
    return scanner.found;
}
