#include "conf/keys.h"
#include "base/file.h"

#define FILE_MAX 16384

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

DeskKeys *
desk_keys_load(const char *path, GError **error)
{
    size_t size = 0;
    char *text = desk_file_read_secret(path, FILE_MAX, &size, error);
    if (!text)
        return NULL;
    g_autoptr(DeskKeys) keys = g_new0(DeskKeys, 1);
    bool ok = read_lines(keys, path, text, size, error);
    explicit_bzero(text, size);
    g_free(text);
    return ok ? g_steal_pointer(&keys) : NULL;
}

bool
desk_keys_create(const char *path, GError **error)
{
    guint8 key[DESK_KEY_SIZE];
    char text[2 * DESK_KEY_SIZE + 2];
    static const char digits[] = "0123456789abcdef";

    desk_random(key, sizeof key);
    for (size_t i = 0; i < DESK_KEY_SIZE; i++) {
        text[2 * i] = digits[key[i] >> 4];
        text[2 * i + 1] = digits[key[i] & 15];
    }
    text[2 * DESK_KEY_SIZE] = '\n';
    bool ok = desk_file_create(path, 0600, text, 2 * DESK_KEY_SIZE + 1, error);
    explicit_bzero(key, sizeof key);
    explicit_bzero(text, sizeof text);
    return ok;
}

void
desk_keys_free(DeskKeys *keys)
{
    if (!keys)
        return;
    explicit_bzero(keys, sizeof *keys);
    g_free(keys);
}
