#include "mail/parameter.h"
#include "base/text.h"
#include "mail/header.h"

#define PIECES_MAX 1000

/* One occurrence of a parameter: "name", "name*", "name*2" or "name*2*". */
typedef struct {
    unsigned number;
    bool is_extended;
    GString *bytes;
} Piece;

typedef struct {
    const char *name;
    GString *plain; /* the first "name", or NULL */
    GArray *pieces; /* Piece, by RFC 2231 */
} Found;

static void
piece_clear(void *data)
{
    g_string_free(((Piece *) data)->bytes, TRUE);
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_key(char c)
{
    return g_ascii_isalnum(c) || strchr("-_*.", c);
}

/* "key =" at i: where its value begins; 0 when there is no such thing. */
static size_t
match_key(DeskBytes value, size_t i, DeskBytes *key)
{
    size_t start = i;
    while (i < value.size && value.data[i] && is_key(value.data[i]))
        i++;
    *key = (DeskBytes){ value.data + start, i - start };
    while (i < value.size && is_blank(value.data[i]))
        i++;
    return key->size > 0 && i < value.size && value.data[i] == '=' ? i + 1 : 0;
}

static void
append(GString *out, char c)
{
    if (c && c != '\r' && c != '\n')
        g_string_append_c(out, c);
}

/* In a file name a backslash before anything but " and \\ is part of a path, not a quoting. */
static size_t
take_quoted(DeskBytes value, size_t i, GString *out, bool is_name)
{
    for (i++; i < value.size && value.data[i] != '"'; i++) {
        if (value.data[i] == '\\' && i + 1 < value.size &&
            (!is_name || strchr("\"\\", value.data[i + 1])))
            i++;
        append(out, value.data[i]);
    }
    return i + 1;
}

/* Blanks belong to an unquoted value of theirs unless another parameter follows. */
static size_t
take_bare(DeskBytes value, size_t i, GString *out, bool is_name)
{
    DeskBytes key;
    while (i < value.size && value.data[i] != ';') {
        if (!is_blank(value.data[i])) {
            append(out, value.data[i++]);
            continue;
        }
        size_t next = i;
        while (next < value.size && is_blank(value.data[next]))
            next++;
        bool ends = next == value.size || value.data[next] == ';' || value.data[next] == '(' ||
                    (value.data[next] != '=' && match_key(value, next, &key) > 0);
        if (ends || !is_name)
            break;
        g_string_append_c(out, ' ');
        i = next;
    }
    return i;
}

static bool
is_file_name(DeskBytes key)
{
    return (key.size >= 4 && g_ascii_strncasecmp(key.data, "name", 4) == 0) ||
           (key.size >= 8 && g_ascii_strncasecmp(key.data, "filename", 8) == 0);
}

static size_t
take_value(DeskBytes value, size_t i, GString *out, bool is_name)
{
    while (i < value.size && is_blank(value.data[i]))
        i++;
    if (i < value.size && value.data[i] == '"')
        return take_quoted(value, i, out, is_name);
    return take_bare(value, i, out, is_name);
}

/* What follows the name in a key, "*2*", as the number and form of a piece. */
static bool
read_suffix(DeskBytes suffix, Piece *piece)
{
    size_t i = 1;
    if (suffix.data[0] != '*')
        return false;
    for (; i < suffix.size && g_ascii_isdigit(suffix.data[i]); i++)
        piece->number =
            MIN(piece->number * 10 + (unsigned) (suffix.data[i] - '0'), (unsigned) G_MAXUSHORT);
    piece->is_extended = suffix.size == 1 || (i < suffix.size && suffix.data[i] == '*');
    return true;
}

static void
note(Found *found, DeskBytes key, GString *bytes)
{
    size_t length = strlen(found->name);
    if (key.size < length || g_ascii_strncasecmp(key.data, found->name, length) != 0)
        return;
    DeskBytes suffix = { key.data + length, key.size - length };
    Piece piece = { .bytes = NULL };
    if (suffix.size == 0) {
        if (!found->plain)
            found->plain = g_string_new_len(bytes->str, (gssize) bytes->len);
    } else if (read_suffix(suffix, &piece) && found->pieces->len < PIECES_MAX) {
        piece.bytes = g_string_new_len(bytes->str, (gssize) bytes->len);
        g_array_append_val(found->pieces, piece);
    }
}

static size_t
skip_comment(DeskBytes value, size_t i)
{
    unsigned depth = 0;
    for (; i < value.size; i++) {
        char c = value.data[i];
        if (c == '\\')
            i++;
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            return i + 1;
    }
    return value.size;
}

/* The type itself is passed over like anything else that is no "key=". */
static void
scan(DeskBytes value, Found *found)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (size_t i = 0; i < value.size;) {
        DeskBytes key;
        size_t start = match_key(value, i, &key);
        if (start > 0) {
            g_string_truncate(bytes, 0);
            i = take_value(value, start, bytes, is_file_name(key));
            note(found, key, bytes);
        } else if (value.data[i] == '(') {
            i = skip_comment(value, i);
        } else if (value.data[i] == '"') {
            i = take_quoted(value, i, bytes, false);
        } else {
            i += MAX(key.size, 1);
        }
    }
}

static int
by_number(const void *a, const void *b)
{
    return (int) ((const Piece *) a)->number - (int) ((const Piece *) b)->number;
}

static void
append_unescaped(GString *out, const GString *text, size_t i)
{
    for (; i < text->len; i++) {
        const char *p = text->str + i;
        if (*p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
            append(out, (char) (g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2])));
            i += 2;
        } else {
            append(out, *p);
        }
    }
}

/* The first extended piece begins with "charset'language'". Returns where its text begins. */
static size_t
take_charset(const GString *text, char **charset)
{
    const char *first = strchr(text->str, '\'');
    const char *second = first ? strchr(first + 1, '\'') : NULL;
    if (!second)
        return 0;
    *charset = g_strndup(text->str, (gsize) (first - text->str));
    return (size_t) (second + 1 - text->str);
}

/* Joined as bytes before anything is decoded: a character may be split over two pieces. */
static GString *
join(Found *found, char **charset)
{
    GString *out = g_string_new(NULL);
    g_array_sort(found->pieces, by_number);
    for (unsigned i = 0; i < found->pieces->len; i++) {
        const Piece *piece = &g_array_index(found->pieces, Piece, i);
        if (i > 0 && piece->number == piece[-1].number)
            continue;
        size_t start = piece->is_extended && i == 0 ? take_charset(piece->bytes, charset) : 0;
        if (piece->is_extended)
            append_unescaped(out, piece->bytes, start);
        else
            g_string_append_len(out, piece->bytes->str, (gssize) piece->bytes->len);
    }
    return out;
}

/* The bytes of the parameter or NULL; *charset is what RFC 2231 says of them. */
static GString *
read_bytes(DeskBytes value, const char *name, char **charset)
{
    Found found = { .name = name, .pieces = g_array_new(FALSE, FALSE, sizeof(Piece)) };
    g_array_set_clear_func(found.pieces, piece_clear);
    scan(value, &found);
    GString *out = found.pieces->len > 0 ? join(&found, charset) : NULL;
    if (out && out->len == 0 && found.plain) {
        g_string_free(out, TRUE);
        out = NULL;
    }
    if (!out)
        out = g_steal_pointer(&found.plain);
    if (found.plain)
        g_string_free(found.plain, TRUE);
    g_array_unref(found.pieces);
    return out;
}

char *
desk_parameter_raw(DeskBytes value, const char *name)
{
    g_autofree char *charset = NULL;
    GString *bytes = read_bytes(value, name, &charset);
    return bytes ? g_string_free(bytes, FALSE) : NULL;
}

char *
desk_parameter_text(DeskBytes value, const char *name, const char *fallback)
{
    g_autofree char *charset = NULL;
    g_autoptr(GString) bytes = read_bytes(value, name, &charset);
    if (!bytes)
        return NULL;
    DeskBytes view = { bytes->str, bytes->len };
    g_autofree char *decoded = charset ? desk_charset_decode(view, charset, NULL) : NULL;
    if (decoded)
        view = (DeskBytes){ decoded, strlen(decoded) };
    g_autofree char *line = desk_words_decode(view, desk_charset_decode, fallback);
    return *line ? g_steal_pointer(&line) : NULL;
}
