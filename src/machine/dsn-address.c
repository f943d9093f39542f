#include "base/text.h"
#include "machine/dsn.h"
#include "text/charset.h"

#define ADDRESS_MAX   320 /* bytes */
#define ADDRESSES_MAX 100 /* of one field */

static bool
is_encoded(const char *p, bool whole)
{
    if (p[0] != '+' || p[1] == '\0' || g_ascii_xdigit_value(p[1]) < 2)
        return false;
    int low = g_ascii_xdigit_value(p[2]);
    return low >= 0 && (whole || (p[1] == '2' && low == 0xb) || (p[1] == '3' && low == 0xd));
}

/*
 * "+40" in an address whose @ has been encoded (RFC 3461 section 4). Where it has not, only what
 * must be is: "+2B" and "+3D", + and =; "jane+41" may be a name.
 */
static void
decode_xtext(GString *address)
{
    bool whole = !strchr(address->str, '@');
    GString *out = g_string_new(NULL);
    for (const char *p = address->str; *p; p++) {
        bool encoded = is_encoded(p, whole);
        int c = encoded ? g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2]) : 0;
        g_string_append_c(out, encoded ? (char) c : *p);
        p += encoded ? 2 : 0;
    }
    if (strchr(out->str, '@') && g_utf8_validate(out->str, -1, NULL))
        g_string_assign(address, out->str);
    g_string_free(out, TRUE);
}

/* "\x{1F600}" in an address of type utf-8 (RFC 6533 section 3). */
static void
decode_unitext(GString *address)
{
    GString *out = g_string_new(NULL);
    for (const char *p = address->str; *p; p++) {
        char *end = NULL;
        guint64 c = strncmp(p, "\\x{", 3) == 0 ? g_ascii_strtoull(p + 3, &end, 16) : 0;
        if (end && *end == '}' && c >= 0x20 && c < 0x110000 && g_unichar_validate((gunichar) c)) {
            g_string_append_unichar(out, (gunichar) c);
            p = end;
        } else {
            g_string_append_c(out, *p);
        }
    }
    g_string_assign(address, out->str);
    g_string_free(out, TRUE);
}

/* What stands in <>, or the first word that has an @, else all of it. */
static DeskBytes
pick_address(DeskBytes value)
{
    const char *open = value.size > 0 ? memchr(value.data, '<', value.size) : NULL;
    const char *close = open ? memchr(open, '>', value.size - (size_t) (open - value.data)) : NULL;
    if (close)
        return desk_text_trim((DeskBytes){ open + 1, (size_t) (close - open - 1) });
    if (value.size > 0 && value.data[0] == '"')
        return value;
    size_t end = 0;
    while (end < value.size && !g_ascii_isspace(value.data[end]))
        end++;
    bool has_at = end > 0 && memchr(value.data, '@', end);
    return has_at ? (DeskBytes){ value.data, end } : value;
}

/* "mailto:jane@example.org", as clients that make links of addresses have it. */
static DeskBytes
strip_scheme(DeskBytes value)
{
    static const char *const schemes[] = { "mailto:", "smtp:", "rfc822:" };
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
        size_t size = strlen(schemes[i]);
        if (value.size <= size || g_ascii_strncasecmp(value.data, schemes[i], size) != 0)
            continue;
        const char *query = i == 0 ? memchr(value.data, '?', value.size) : NULL;
        size_t end = query ? (size_t) (query - value.data) : value.size;
        return desk_text_trim((DeskBytes){ value.data + size, end - size });
    }
    return value;
}

/* The caller's. */
static char *
read_address(DeskBytes value, bool is_unitext)
{
    value = strip_scheme(pick_address(strip_scheme(desk_text_trim(value))));
    if (value.size > 2 && value.data[0] == '\'' && value.data[value.size - 1] == '\'')
        value = (DeskBytes){ value.data + 1, value.size - 2 };

    g_autofree char *text = desk_charset_decode_plain(value, NULL, NULL);
    g_autofree char *line = desk_text_line(text, strlen(text));
    g_autoptr(GString) address = g_string_new(desk_text_cut(line, ADDRESS_MAX));
    if (is_unitext)
        decode_unitext(address);
    decode_xtext(address);
    return desk_text_line(address->str, address->len);
}

/* The bytes up to the next comma or semicolon that is neither quoted nor within <>. */
static size_t
measure_piece(DeskBytes value)
{
    bool quoted = false, bracketed = false;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '<' || c == '>'))
            bracketed = c == '<';
        else if (!quoted && !bracketed && (c == ',' || c == ';'))
            return i;
    }
    return value.size;
}

/* Cuts it off rest. */
static DeskBytes
take_piece(DeskBytes *rest)
{
    DeskBytes piece = { rest->data, measure_piece(*rest) };
    size_t used = MIN(piece.size + 1, rest->size);
    rest->data += used;
    rest->size -= used;
    return desk_text_trim(piece);
}

/* Each piece has to be an address of its own: names may hold commas too. */
static bool
is_list(DeskBytes value)
{
    while (value.size > 0) {
        DeskBytes piece = take_piece(&value);
        if (piece.size > 0 && !memchr(piece.data, '@', piece.size))
            return false;
    }
    return true;
}

void
desk_dsn_addresses(DeskBytes value, GPtrArray *list)
{
    value = desk_text_trim(value);
    const char *semicolon = value.size > 0 ? memchr(value.data, ';', value.size) : NULL;
    bool typed = semicolon && semicolon - value.data <= 16 &&
                 !memchr(value.data, '@', (size_t) (semicolon - value.data));
    bool is_unitext = typed && g_ascii_strncasecmp(value.data, "utf-8", 5) == 0;
    if (typed)
        value = desk_text_trim(
            (DeskBytes){ semicolon + 1, value.size - (size_t) (semicolon + 1 - value.data) });
    bool splits = is_list(value);
    while (value.size > 0 && list->len < ADDRESSES_MAX) {
        DeskBytes piece = splits ? take_piece(&value) : value;
        g_autofree char *address = read_address(piece, is_unitext);
        if (*address)
            g_ptr_array_add(list, g_steal_pointer(&address));
        if (!splits)
            break;
    }
}

bool
desk_dsn_is_address(const char *text)
{
    const char *at = strrchr(text, '@');
    if (!at || at == text || at[1] == '\0' || text[0] == '|')
        return false;
    return text[0] == '"' || !strchr(text, ' ');
}
