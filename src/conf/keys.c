#include "conf/keys.h"
#include "base/fd.h"
#include "base/file.h"

#define FILE_MAX 16384
#define KEY_LINE (2 * DESK_KEY_SIZE + 1) /* of a key as we write it, with its line end */

/* One line into one key. False when it is not exactly 64 hexadecimal digits. */
static bool
read_key(const char *line, size_t size, guint8 key[DESK_KEY_SIZE])
{
    if (size != 2 * DESK_KEY_SIZE)
        return false;
    for (size_t i = 0; i < DESK_KEY_SIZE; i++) {
        int high = g_ascii_xdigit_value(line[2 * i]);
        int low = g_ascii_xdigit_value(line[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key[i] = (guint8) (high << 4 | low);
    }
    return true;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* All lines. What is wrong is said without any byte of the line. */
static bool
read_lines(DeskKeys *keys, const char *path, const char *text, size_t size, GError **error)
{
    const char *end = text + size;
    unsigned number = 1;

    for (const char *line = text, *next; line < end; line = next, number++) {
        const char *stop = memchr(line, '\n', (size_t) (end - line));
        next = stop ? stop + 1 : end;
        stop = stop ? stop : end;
        while (line < stop && is_blank(*line))
            line++;
        while (stop > line && is_blank(stop[-1]))
            stop--;
        if (line == stop || *line == '#')
            continue;
        if (keys->count == DESK_KEYS_MAX) {
            g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE,
                        "%s:%u: one key too many, expected at most %d", path, number,
                        DESK_KEYS_MAX);
            return false;
        }
        if (!read_key(line, (size_t) (stop - line), keys->key[keys->count])) {
            g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM,
                        "%s:%u: is no key, expected %d hexadecimal digits", path, number,
                        2 * DESK_KEY_SIZE);
            return false;
        }
        keys->count++;
    }
    if (keys->count > 0)
        return true;
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM,
                "%s:%u: holds no key, expected one line of %d hexadecimal digits", path, number,
                2 * DESK_KEY_SIZE);
    return false;
}

/* The text of a key file; wiped when it goes. */
typedef struct {
    char *bytes;
    size_t size;
} Text;

static void
text_clear(Text *text)
{
    if (text->bytes)
        explicit_bzero(text->bytes, text->size);
    g_clear_pointer(&text->bytes, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Text, text_clear)

static DeskKeys *
load(const char *path, Text *text, GError **error)
{
    text->bytes = desk_file_read_secret(path, FILE_MAX, &text->size, error);
    if (!text->bytes)
        return NULL;
    g_autoptr(DeskKeys) keys = g_new0(DeskKeys, 1);
    return read_lines(keys, path, text->bytes, text->size, error) ? g_steal_pointer(&keys) : NULL;
}

DeskKeys *
desk_keys_load(const char *path, GError **error)
{
    g_auto(Text) text = { 0 };
    return load(path, &text, error);
}

/* The line of a fresh key. */
static void
make_line(char line[KEY_LINE])
{
    guint8 key[DESK_KEY_SIZE];
    static const char digits[] = "0123456789abcdef";

    desk_random(key, sizeof key);
    for (size_t i = 0; i < DESK_KEY_SIZE; i++) {
        line[2 * i] = digits[key[i] >> 4];
        line[2 * i + 1] = digits[key[i] & 15];
    }
    line[KEY_LINE - 1] = '\n';
    explicit_bzero(key, sizeof key);
}

bool
desk_keys_create(const char *path, GError **error)
{
    char line[KEY_LINE];
    make_line(line);
    bool ok = desk_file_create(path, 0600, line, sizeof line, error);
    explicit_bzero(line, sizeof line);
    return ok;
}

/* Where the line of the first key begins and the next line does. */
static void
find_oldest(const Text *text, size_t *start, size_t *end)
{
    const char *stop = text->bytes + text->size;
    const char *line = text->bytes;
    for (const char *next = line; next < stop; line = next) {
        const char *newline = memchr(line, '\n', (size_t) (stop - line));
        next = newline ? newline + 1 : stop;
        const char *p = line;
        while (p < next && (is_blank(*p) || *p == '\n'))
            p++;
        *start = (size_t) (line - text->bytes);
        *end = (size_t) (next - text->bytes);
        if (p < next && *p != '#')
            return;
    }
}

/* The file with a line more, and without the oldest key when that is to go. */
static Text
add_line(const Text *old, bool drop)
{
    size_t start = 0, end = 0;
    Text text = { .bytes = g_malloc(old->size + 1 + KEY_LINE) };
    if (drop)
        find_oldest(old, &start, &end);
    memcpy(text.bytes, old->bytes, start);
    memcpy(text.bytes + start, old->bytes + end, old->size - end);
    text.size = start + old->size - end;
    if (text.size > 0 && text.bytes[text.size - 1] != '\n')
        text.bytes[text.size++] = '\n';
    make_line(text.bytes + text.size);
    text.size += KEY_LINE;
    return text;
}

DeskKeys *
desk_keys_rotate(const char *path, bool drop_oldest, GError **error)
{
    g_auto(Text) old = { 0 };
    desk_autofd int lock = desk_file_lock_folder(path, error);
    g_autoptr(DeskKeys) keys = lock < 0 ? NULL : load(path, &old, error);
    if (!keys)
        return NULL;
    bool full = keys->count == DESK_KEYS_MAX;
    if (full && !drop_oldest) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE,
                    "%s: holds %d keys already: with --drop-oldest the first one goes, and mail "
                    "that answers what it has signed finds its ticket no more",
                    path, DESK_KEYS_MAX);
        return NULL;
    }
    g_auto(Text) text = add_line(&old, full);
    g_autoptr(DeskKeys) fresh = g_new0(DeskKeys, 1);
    if (text.size > FILE_MAX) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE,
                    "%s: would be larger than %d bytes: shorten its comments", path, FILE_MAX);
        return NULL;
    }
    return read_lines(fresh, path, text.bytes, text.size, error) &&
                   desk_file_replace(path, text.bytes, text.size, error)
               ? g_steal_pointer(&fresh)
               : NULL;
}

void
desk_keys_print(const guint8 key[DESK_KEY_SIZE], char out[DESK_KEY_PRINT + 1])
{
    char mac[DESK_MAC_TEXT + 1];
    desk_mac_sign(key, "fingerprint", mac);
    memcpy(out, mac, DESK_KEY_PRINT);
    out[DESK_KEY_PRINT] = '\0';
}

void
desk_keys_free(DeskKeys *keys)
{
    if (!keys)
        return;
    explicit_bzero(keys, sizeof *keys);
    g_free(keys);
}
