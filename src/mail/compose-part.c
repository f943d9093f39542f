#include "mail/compose-part.h"
#include "base/text.h"
#include "mail/compose-field.h"
#include "mail/entity.h"
#include "mail/name.h"

#include <gmime/gmime.h>

#define LINE_HARD   998 /* RFC 5322 section 2.1.1 */
#define ENCODED_MAX 76  /* RFC 2045 section 6.8 */
#define OTHER_TYPE  "application/octet-stream"

/* A name of these alone, and no longer, needs no encoding: no reader stumbles over it. */
#define PLAIN_NAME     " !#$&'()+,-.=@[]^_`{}~"
#define PLAIN_NAME_MAX 60

/* ASCII in short lines, of which none begins as a line that mail stores change. */
static bool
is_7bit(const char *text)
{
    size_t column = 0;
    if (!g_str_is_ascii(text) || g_str_has_prefix(text, "From ") || strstr(text, "\nFrom "))
        return false;
    for (; *text; text++) {
        column = *text == '\n' ? 0 : column + 1;
        if (column > DESK_COMPOSE_LINE)
            return false;
    }
    return true;
}

static void
append_crlf(GString *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n')
            g_string_append_c(out, '\r');
        g_string_append_c(out, text[i]);
    }
    if (size > 0 && text[size - 1] != '\n')
        g_string_append(out, "\r\n");
}

static void
append_encoded(GString *out, const char *text, GMimeContentEncoding encoding)
{
    GMimeEncoding state;
    size_t size = strlen(text);
    g_mime_encoding_init_encode(&state, encoding);
    g_autofree char *buffer = g_malloc(g_mime_encoding_outlen(&state, size) + 16);
    size_t written = g_mime_encoding_flush(&state, text, size, buffer);
    append_crlf(out, buffer, written);
}

/* Mostly non-Latin text is shorter in base64. */
void
desk_compose_text_part(GString *out, const char *type, const char *text)
{
    g_autofree char *clean = desk_text_repair(text, strlen(text), NULL);
    g_autofree char *ended =
        *clean && !g_str_has_suffix(clean, "\n") ? g_strconcat(clean, "\n", NULL) : NULL;
    const char *body = ended ? ended : clean;
    size_t high = 0;
    for (const char *p = body; *p; p++)
        high += (unsigned char) *p >= 0x80;

    g_autofree char *typed = g_strdup_printf("%s; charset=utf-8", type);
    desk_compose_field(out, "Content-Type", typed);
    if (is_7bit(body)) {
        desk_compose_field(out, "Content-Transfer-Encoding", "7bit");
        g_string_append(out, "\r\n");
        append_crlf(out, body, strlen(body));
    } else if (high * 3 > strlen(body)) {
        desk_compose_field(out, "Content-Transfer-Encoding", "base64");
        g_string_append(out, "\r\n");
        append_encoded(out, body, GMIME_CONTENT_ENCODING_BASE64);
    } else {
        desk_compose_field(out, "Content-Transfer-Encoding", "quoted-printable");
        g_string_append(out, "\r\n");
        append_encoded(out, body, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    }
}

/* Each parameter has a line of its own, since nobody folds within quotes alike. */
static void
append_parameter(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, ";\r\n %s=\"%s\"", name, value);
}

static bool
is_plain_name(const char *name)
{
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr(PLAIN_NAME, *p))
            return false;
    return strlen(name) <= PLAIN_NAME_MAX && !strstr(name, "=?");
}

/* A character as RFC 2231 has it; 12 bytes at most. */
static void
append_percent(GString *out, const char *character, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (g_ascii_isalnum(character[i]) || (character[i] && strchr("-._~", character[i])))
            g_string_append_c(out, character[i]);
        else
            g_string_append_printf(out, "%%%02X", (unsigned char) character[i]);
}

/* In pieces of whole characters (RFC 2231 section 3); in one when there is room. */
static void
append_extended(GString *out, const char *name, const char *value)
{
    const size_t room = ENCODED_MAX - strlen(name) - strlen("*99*=utf-8'';") - 1;
    g_autoptr(GString) whole = g_string_new(NULL);
    append_percent(whole, value, strlen(value));
    if (whole->len <= room) {
        g_string_append_printf(out, ";\r\n %s*=utf-8''%s", name, whole->str);
        return;
    }
    for (unsigned piece = 0; *value; piece++) {
        g_string_truncate(whole, 0);
        while (*value && whole->len + 12 <= room) {
            const char *next = g_utf8_next_char(value);
            append_percent(whole, value, (size_t) (next - value));
            value = next;
        }
        g_string_append_printf(out, ";\r\n %s*%u*=%s%s", name, piece, piece == 0 ? "utf-8''" : "",
                               whole->str);
    }
}

/* Encoded words within quotes: no standard, but what Outlook and old programs read. */
static void
append_words(GString *out, const char *name, const char *value)
{
    g_autofree char *joined = desk_compose_words(value);
    g_auto(GStrv) words = g_strsplit(joined, " ", -1);
    g_autofree char *folded = g_strjoinv("\r\n ", words);
    append_parameter(out, name, folded);
}

/* ASCII in lines that mail may have, with line ends as mail has them. */
static bool
is_7bit_mail(DeskBytes bytes)
{
    size_t column = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = (unsigned char) bytes.data[i];
        bool ends = c == '\r' && i + 1 < bytes.size && bytes.data[i + 1] == '\n';
        if (c >= 0x80 || c == '\0' || (c == '\r' && !ends) ||
            (c == '\n' && (i == 0 || bytes.data[i - 1] != '\r')))
            return false;
        column = c == '\n' ? 0 : column + !ends;
        if (column > LINE_HARD)
            return false;
    }
    return bytes.size > 0;
}

bool
desk_compose_is_mail(const DeskDraftFile *file)
{
    return file->type && g_ascii_strcasecmp(file->type, "message/rfc822") == 0 &&
           is_7bit_mail(file->bytes);
}

/* A type that base64 may stand under; the caller's. */
static char *
file_type(const DeskDraftFile *file)
{
    g_autofree char *type = desk_entity_clean_type(file->type);
    if (desk_compose_is_mail(file))
        return g_strdup("message/rfc822");
    bool is_plain = !g_str_has_prefix(type, "multipart/") && !g_str_has_prefix(type, "message/");
    return is_plain ? g_steal_pointer(&type) : g_strdup(OTHER_TYPE);
}

/* Text without a charset is ASCII to its reader; of others than UTF-8 nothing is known. */
static bool
is_utf8_text(const char *type, DeskBytes bytes)
{
    bool is_high = false;
    for (size_t i = 0; i < bytes.size && !is_high; i++)
        is_high = (unsigned char) bytes.data[i] >= 0x80;
    return is_high && g_str_has_prefix(type, "text/") &&
           g_utf8_validate_len(bytes.data, bytes.size, NULL);
}

static void
append_file_headers(GString *out, const DeskDraftFile *file, unsigned number)
{
    g_autofree char *type = file_type(file);
    g_autofree char *given = desk_name_safe(file->name ? file->name : "");
    g_autofree char *name = *given ? g_steal_pointer(&given) : desk_name_numbered(number, type);
    bool is_plain = is_plain_name(name);

    g_string_append_printf(out, "Content-Type: %s", type);
    if (is_utf8_text(type, file->bytes))
        g_string_append(out, "; charset=utf-8");
    (is_plain ? append_parameter : append_words)(out, "name", name);
    g_string_append(out, "\r\nContent-Disposition: attachment");
    (is_plain ? append_parameter : append_extended)(out, "filename", name);
    g_string_append(out, "\r\n");
    desk_compose_field(out, "Content-Transfer-Encoding",
                       desk_compose_is_mail(file) ? "7bit" : "base64");
    g_string_append(out, "\r\n");
}

/* Straight into the mail: the file may be large. */
static void
append_base64(GString *out, DeskBytes bytes)
{
    const size_t step = ENCODED_MAX / 4 * 3;
    char line[ENCODED_MAX + 8];
    for (size_t at = 0; at < bytes.size; at += step) {
        int state = 0, save = 0;
        size_t size = g_base64_encode_step((const guchar *) bytes.data + at,
                                           MIN(step, bytes.size - at), FALSE, line, &state, &save);
        size += g_base64_encode_close(FALSE, line + size, &state, &save);
        g_string_append_len(out, line, (gssize) size);
        g_string_append(out, "\r\n");
    }
}

void
desk_compose_file_part(GString *out, const DeskDraftFile *file, unsigned number)
{
    append_file_headers(out, file, number);
    if (desk_compose_is_mail(file))
        g_string_append_len(out, file->bytes.data, (gssize) file->bytes.size);
    else
        append_base64(out, file->bytes);
}
