#include "mail/ids.h"

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The id without its folds, or NULL when it is none. */
static char *
clean_id(const char *text, size_t size)
{
    g_autoptr(GString) id = g_string_sized_new(size);
    bool folded = false;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char) text[i];
        if (c == '\r' || c == '\n') {
            folded = true;
            continue;
        }
        if (folded && is_space(text[i]))
            continue;
        folded = false;
        if (c <= ' ' || c == 0x7f || c == '<' || c == '>')
            return NULL;
        g_string_append_c(id, text[i]);
    }
    if (id->len == 0 || id->len > DESK_MAIL_ID_MAX || id->str[0] == '@' ||
        id->str[id->len - 1] == '@')
        return NULL;
    for (const char *p = id->str; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char_validated(p, -1);
        if (c >= (gunichar) -2 || (c >= 0x80 && c < 0xa0))
            return NULL;
    }
    return g_strdup(id->str);
}

static void
add_id(GPtrArray *ids, const char *text, size_t size)
{
    char *id = ids->len < DESK_MAIL_LIST_MAX ? clean_id(text, size) : NULL;
    if (id)
        g_ptr_array_add(ids, id);
}

static bool
has_byte(const char *text, size_t size, char c)
{
    return memchr(text, c, size) != NULL;
}

/* Some writers forget the <>: words with an @ count then. */
static void
read_bare(DeskBytes value, GPtrArray *ids)
{
    for (size_t i = 0; i < value.size;) {
        size_t start = i;
        while (i < value.size && !is_space(value.data[i]))
            i++;
        const char *word = value.data + start;
        size_t size = i - start;
        if (size > 0 && has_byte(word, size, '@') && !has_byte(word, size, '"') &&
            !has_byte(word, size, '('))
            add_id(ids, word, size);
        i++;
    }
}

void
desk_ids_read(DeskBytes value, GPtrArray *ids)
{
    if (value.size == 0)
        return;
    if (!has_byte(value.data, value.size, '<')) {
        read_bare(value, ids);
        return;
    }
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] != '<')
            continue;
        const char *start = value.data + i + 1;
        const char *end = memchr(start, '>', value.size - i - 1);
        if (!end)
            return;
        add_id(ids, start, (size_t) (end - start));
        i = (size_t) (end - value.data);
    }
}
