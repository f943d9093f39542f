#include "mail/compose-field.h"
#include "base/text.h"

/* With "Subject: " before it an encoded word still ends within the line (RFC 2047: at most 75). */
#define WORD_SOFT 64
/* A word of ASCII longer than this is encoded, so that it can be folded. */
#define PLAIN_WORD_MAX 70

void
desk_compose_field(GString *out, const char *name, const char *value)
{
    g_auto(GStrv) words = g_strsplit(value, " ", -1);
    size_t column = strlen(name) + 1;
    g_string_append_printf(out, "%s:", name);
    for (unsigned i = 0; words[i]; i++) {
        size_t size = strlen(words[i]);
        if (i > 0 && column + 1 + size > DESK_COMPOSE_LINE && size > 0) {
            g_string_append(out, "\r\n");
            column = 0;
        }
        g_string_append_printf(out, " %s", words[i]);
        column += 1 + size;
    }
    g_string_append(out, "\r\n");
}

/* What stands for itself in the Q encoding, also in a phrase (RFC 2047 section 5 (3)). */
static bool
is_q_literal(unsigned char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("!*+-/", c));
}

static size_t
q_size(const char *bytes, size_t size)
{
    size_t total = 0;
    for (size_t i = 0; i < size; i++)
        total += is_q_literal((unsigned char) bytes[i]) || bytes[i] == ' ' ? 1 : 3;
    return total;
}

static size_t
b_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

static void
append_q_word(GString *out, const char *bytes, size_t size)
{
    g_string_append(out, "=?utf-8?q?");
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char) bytes[i];
        if (c == ' ')
            g_string_append_c(out, '_');
        else if (is_q_literal(c))
            g_string_append_c(out, (char) c);
        else
            g_string_append_printf(out, "=%02X", c);
    }
    g_string_append(out, "?=");
}

static void
append_b_word(GString *out, const char *bytes, size_t size)
{
    g_autofree char *text = g_base64_encode((const guchar *) bytes, size);
    g_string_append_printf(out, "=?utf-8?b?%s?=", text);
}

char *
desk_compose_words(const char *text)
{
    const size_t room = WORD_SOFT - strlen("=?utf-8?q?"
                                           "?=");
    size_t length = strlen(text);
    bool use_q = q_size(text, length) <= b_size(length);
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p;) {
        size_t size = 0;
        for (;;) {
            size_t next = p[size] ? (size_t) (g_utf8_next_char(p + size) - p) : 0;
            if (next == 0 || (use_q ? q_size(p, next) : b_size(next)) > room)
                break;
            size = next;
        }
        if (out->len > 0)
            g_string_append_c(out, ' ');
        if (use_q)
            append_q_word(out, p, size);
        else
            append_b_word(out, p, size);
        p += size;
    }
    return g_string_free(out, FALSE);
}

static bool
has_long_word(const char *text)
{
    size_t run = 0;
    for (; *text; text++) {
        run = *text == ' ' ? 0 : run + 1;
        if (run > PLAIN_WORD_MAX)
            return true;
    }
    return false;
}

static bool
can_stand_plain(const char *text)
{
    return g_str_is_ascii(text) && !strstr(text, "=?") && !has_long_word(text);
}

char *
desk_compose_text(const char *value)
{
    g_autofree char *line = desk_text_line(value, strlen(value));
    return can_stand_plain(line) ? g_steal_pointer(&line) : desk_compose_words(line);
}

static bool
is_phrase(const char *text)
{
    for (const char *p = text; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr(" !#$%&'*+-/=?^_`{|}~", *p))
            return false;
    return true;
}

static char *
quote(const char *text)
{
    GString *out = g_string_new("\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

char *
desk_compose_name(const char *value)
{
    g_autofree char *line = desk_text_line(value, strlen(value));
    if (!can_stand_plain(line))
        return desk_compose_words(line);
    return is_phrase(line) ? g_steal_pointer(&line) : quote(line);
}
