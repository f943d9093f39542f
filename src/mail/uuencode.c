#include "mail/uuencode.h"
#include "mail/header.h"

#define LINE_MAX_BYTES 45
/* Trimmed blanks make a line of one character 45 bytes; a file of such lines may not grow so. */
#define GROWTH_MAX   2
#define GROWTH_SLACK 4096
#define YENC_SHIFT   42
#define YENC_ESCAPE  64

static DeskBytes
without_end(DeskBytes line)
{
    while (line.size > 0 && strchr("\r\n", line.data[line.size - 1]))
        line.size--;
    return line;
}

static bool
starts_with(DeskBytes line, const char *text)
{
    size_t size = strlen(text);
    return line.size >= size && memcmp(line.data, text, size) == 0;
}

static char *
copy_name(DeskBytes line, size_t from)
{
    return g_strstrip(g_strndup(line.data + from, line.size - from));
}

/* "begin 644 name": three or four octal digits. */
static bool
is_begin(DeskBytes line)
{
    size_t i = 6;
    if (!starts_with(line, "begin "))
        return false;
    while (i < line.size && i < 10 && line.data[i] >= '0' && line.data[i] <= '7')
        i++;
    return i >= 9 && i + 1 < line.size && line.data[i] == ' ';
}

static guint32
uu_value(DeskBytes line, size_t i)
{
    return i < line.size ? ((guint32) line.data[i] - 0x20) & 0x3f : 0;
}

/* A line of data: its length, then four characters for three bytes; blanks may be trimmed. */
static bool
is_data(DeskBytes line)
{
    if (line.size == 0 || line.data[0] < 0x20 || line.data[0] > 0x60)
        return false;
    size_t bytes = uu_value(line, 0);
    size_t most = 1 + (bytes + 2) / 3 * 4;
    if (bytes > LINE_MAX_BYTES + 18 || line.size > most + 2)
        return false;
    for (size_t i = 1; i < line.size; i++)
        if (line.data[i] < 0x20 || line.data[i] > 0x60)
            return false;
    return true;
}

static void
append_data(GByteArray *out, DeskBytes line)
{
    size_t left = uu_value(line, 0);
    for (size_t i = 1; left > 0; i += 4) {
        guint32 bits = uu_value(line, i) << 18 | uu_value(line, i + 1) << 12 |
                       uu_value(line, i + 2) << 6 | uu_value(line, i + 3);
        const guint8 bytes[3] = { (guint8) (bits >> 16), (guint8) (bits >> 8), (guint8) bits };
        size_t count = MIN(left, sizeof bytes);
        g_byte_array_append(out, bytes, (guint) count);
        left -= count;
    }
}

/* False when nothing of it was data: then "begin" was a word of the text. */
static bool
read_uu(DeskBytes *rest, DeskEncodedFile *file)
{
    bool any = false;
    size_t size = rest->size;
    file->is_cut = true;
    while (rest->size > 0) {
        DeskBytes before = *rest;
        DeskBytes line = without_end(desk_header_take_line(rest));
        if (starts_with(line, "end") && line.size == 3) {
            file->is_cut = false;
            break;
        }
        bool is_grown = file->bytes->len > GROWTH_MAX * (size - rest->size) + GROWTH_SLACK;
        if (line.size > 0 && (is_grown || !is_data(line))) {
            *rest = before;
            break;
        }
        if (line.size > 0)
            append_data(file->bytes, line);
        any |= line.size > 0;
    }
    return any;
}

static void
append_yenc(GByteArray *out, DeskBytes line)
{
    for (size_t i = 0; i < line.size; i++) {
        guint8 c = (guint8) line.data[i];
        if (c == '=' && i + 1 < line.size)
            c = (guint8) ((guint8) line.data[++i] - YENC_ESCAPE);
        c = (guint8) (c - YENC_SHIFT);
        g_byte_array_append(out, &c, 1);
    }
}

static void
read_yenc(DeskBytes *rest, DeskEncodedFile *file)
{
    file->is_cut = true;
    while (rest->size > 0) {
        DeskBytes line = without_end(desk_header_take_line(rest));
        if (starts_with(line, "=yend")) {
            file->is_cut = false;
            return;
        }
        if (!starts_with(line, "=ypart "))
            append_yenc(file->bytes, line);
    }
}

/* "=ybegin line=128 size=9 name=x": the name is all that follows. */
static bool
is_ybegin(DeskBytes line, size_t *name)
{
    const char *found = NULL;
    if (starts_with(line, "=ybegin ") && g_strstr_len(line.data, (gssize) line.size, " size="))
        found = g_strstr_len(line.data, (gssize) line.size, " name=");
    *name = found ? (size_t) (found - line.data) + strlen(" name=") : 0;
    return found != NULL;
}

static bool
read_file(DeskBytes line, DeskBytes *rest, DeskEncodedFile *file)
{
    size_t name = 0;
    bool is_uu = is_begin(line);
    if (!is_uu && !is_ybegin(line, &name))
        return false;
    if (is_uu)
        name = (size_t) ((const char *) memchr(line.data + 6, ' ', line.size - 6) - line.data);
    file->name = copy_name(line, name);
    file->bytes = g_byte_array_new();
    if (!is_uu)
        read_yenc(rest, file);
    else if (!read_uu(rest, file)) {
        desk_encoded_file_clear(file);
        return false;
    }
    return true;
}

bool
desk_uuencode_find(DeskBytes text, size_t *at, DeskEncodedFile *file)
{
    DeskBytes rest = { text.data + *at, text.size - *at };
    *file = (DeskEncodedFile){ 0 };
    while (rest.size > 0) {
        size_t start = text.size - rest.size;
        DeskBytes line = without_end(desk_header_take_line(&rest));
        if (line.size < 8 || (line.data[0] != 'b' && line.data[0] != '='))
            continue;
        if (!read_file(line, &rest, file))
            continue;
        file->start = start;
        *at = file->end = text.size - rest.size;
        return true;
    }
    *at = text.size;
    return false;
}

void
desk_encoded_file_clear(DeskEncodedFile *file)
{
    g_clear_pointer(&file->name, g_free);
    g_clear_pointer(&file->bytes, g_byte_array_unref);
}
