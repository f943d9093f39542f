#include "mail/compose.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"

#include <gmime/gmime.h>

#define LINE_SOFT 78
/* With "Subject: " before it an encoded word still ends within the line (RFC 2047: at most 75). */
#define WORD_SOFT 64
/* A word of ASCII longer than this is encoded, so that it can be folded. */
#define PLAIN_WORD_MAX 70
#define ID_MAX         900
#define REFERENCES_END 20

G_DEFINE_QUARK(desk - compose - error, desk_compose_error)

static bool
refuse(GError **error, const char *field, const char *value)
{
    g_autofree char *shown = desk_text_quote(value);
    g_set_error(error, DESK_COMPOSE_ERROR, DESK_COMPOSE_ERROR_BAD_VALUE,
                "\"%s\" cannot stand in %s", shown, field);
    return false;
}

/* Appends "name: value", folded at blanks of the value where a line grows too long. */
static void
append_field(GString *out, const char *name, const char *value)
{
    g_auto(GStrv) words = g_strsplit(value, " ", -1);
    size_t column = strlen(name) + 1;
    g_string_append_printf(out, "%s:", name);
    for (unsigned i = 0; words[i]; i++) {
        size_t size = strlen(words[i]);
        if (i > 0 && column + 1 + size > LINE_SOFT && size > 0) {
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

/* The text as encoded words with blanks between, each of whole characters. */
static char *
encode_words(const char *text)
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

/* One line of valid UTF-8 as an unstructured value; the caller's. */
static char *
encode_text(const char *value)
{
    g_autofree char *line = desk_text_line(value, strlen(value));
    return can_stand_plain(line) ? g_steal_pointer(&line) : encode_words(line);
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

/* A display name (RFC 5322 section 3.2.5); the caller's. */
static char *
encode_name(const char *value)
{
    g_autofree char *line = desk_text_line(value, strlen(value));
    if (!can_stand_plain(line))
        return encode_words(line);
    return is_phrase(line) ? g_steal_pointer(&line) : quote(line);
}

/* An address that can stand in a 7-bit header without changing its meaning. */
static bool
is_writable_address(const char *address)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    return g_str_is_ascii(address) && !desk_text_has_control(address) && !strpbrk(address, " <>") &&
           desk_address_split(address, &spec);
}

static bool
append_mailbox(GString *out, const char *field, const char *name, const char *address,
               GError **error)
{
    if (!address || !is_writable_address(address))
        return refuse(error, field, address);
    g_autofree char *shown = name ? encode_name(name) : NULL;
    g_autofree char *value =
        shown && *shown ? g_strdup_printf("%s <%s>", shown, address) : g_strdup(address);
    append_field(out, field, value);
    return true;
}

static bool
is_writable_id(const char *id)
{
    for (const char *p = id; *p; p++)
        if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
            return false;
    return *id && strlen(id) <= ID_MAX;
}

static bool
append_own_id(GString *out, const char *id, GError **error)
{
    if (!id || !is_writable_id(id))
        return refuse(error, "Message-ID", id);
    g_autofree char *value = g_strdup_printf("<%s>", id);
    append_field(out, "Message-ID", value);
    return true;
}

/* Somebody else's id: a control byte is an attack, the rest only odd. */
static bool
collect_id(GString *value, const char *field, const char *id, GError **error)
{
    if (desk_text_has_control(id))
        return refuse(error, field, id);
    if (is_writable_id(id))
        g_string_append_printf(value, "%s<%s>", value->len > 0 ? " " : "", id);
    return true;
}

static bool
append_thread(GString *out, const DeskDraft *draft, GError **error)
{
    g_autoptr(GString) parent = g_string_new(NULL);
    g_autoptr(GString) ids = g_string_new(NULL);
    unsigned count = draft->references ? g_strv_length((char **) draft->references) : 0;

    if (draft->in_reply_to && !collect_id(parent, "In-Reply-To", draft->in_reply_to, error))
        return false;
    for (unsigned i = 0; i < count; i++)
        if (i == 0 || i + REFERENCES_END >= count)
            if (!collect_id(ids, "References", draft->references[i], error))
                return false;
    if (parent->len > 0)
        append_field(out, "In-Reply-To", parent->str);
    if (ids->len > 0)
        append_field(out, "References", ids->str);
    if (draft->thread_topic && *draft->thread_topic) {
        g_autofree char *topic = encode_text(draft->thread_topic);
        append_field(out, "Thread-Topic", topic);
    }
    return true;
}

static bool
append_auto_submitted(GString *out, const DeskDraft *draft, GError **error)
{
    const char *word = draft->auto_submitted;
    for (const char *p = word; p && *p; p++)
        if (!g_ascii_islower(*p) && *p != '-')
            return refuse(error, "Auto-Submitted", word);
    if (word && *word)
        append_field(out, "Auto-Submitted", word);
    if (draft->suppress_answers)
        append_field(out, "X-Auto-Response-Suppress", "All");
    return true;
}

static bool
append_headers(GString *out, const DeskDraft *draft, GError **error)
{
    g_autofree char *date = desk_clock_rfc5322(draft->date);
    g_autofree char *subject = encode_text(draft->subject ? draft->subject : "");
    append_field(out, "Date", date);
    if (!append_mailbox(out, "From", draft->from_name, draft->from_address, error) ||
        !append_mailbox(out, "To", draft->to_name, draft->to_address, error) ||
        (draft->reply_to && !append_mailbox(out, "Reply-To", NULL, draft->reply_to, error)))
        return false;
    append_field(out, "Subject", subject);
    if (!append_own_id(out, draft->message_id, error) || !append_thread(out, draft, error) ||
        !append_auto_submitted(out, draft, error))
        return false;
    append_field(out, "MIME-Version", "1.0");
    return true;
}

/* ASCII in short lines, of which none begins as a line that mail stores change. */
static bool
is_7bit(const char *text)
{
    size_t column = 0;
    if (!g_str_is_ascii(text) || g_str_has_prefix(text, "From ") || strstr(text, "\nFrom "))
        return false;
    for (; *text; text++) {
        column = *text == '\n' ? 0 : column + 1;
        if (column > LINE_SOFT)
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

/* One text with its content headers. Mostly non-Latin text is shorter in base64. */
static void
append_part(GString *out, const char *type, const char *text)
{
    g_autofree char *clean = desk_text_repair(text, strlen(text), NULL);
    g_autofree char *ended =
        *clean && !g_str_has_suffix(clean, "\n") ? g_strconcat(clean, "\n", NULL) : NULL;
    const char *body = ended ? ended : clean;
    size_t high = 0;
    for (const char *p = body; *p; p++)
        high += (unsigned char) *p >= 0x80;

    g_autofree char *typed = g_strdup_printf("%s; charset=utf-8", type);
    append_field(out, "Content-Type", typed);
    if (is_7bit(body)) {
        append_field(out, "Content-Transfer-Encoding", "7bit");
        g_string_append(out, "\r\n");
        append_crlf(out, body, strlen(body));
    } else if (high * 3 > strlen(body)) {
        append_field(out, "Content-Transfer-Encoding", "base64");
        g_string_append(out, "\r\n");
        append_encoded(out, body, GMIME_CONTENT_ENCODING_BASE64);
    } else {
        append_field(out, "Content-Transfer-Encoding", "quoted-printable");
        g_string_append(out, "\r\n");
        append_encoded(out, body, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    }
}

/*
 * Made from what is between: the same draft has the same boundary, and none of its own texts
 * can hold it. "=_" occurs in neither transfer encoding.
 */
static char *
make_boundary(const DeskDraft *draft)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *) draft->message_id, -1);
    g_checksum_update(sum, (const guchar *) "\n", 1);
    g_checksum_update(sum, (const guchar *) draft->text, -1);
    g_checksum_update(sum, (const guchar *) "\n", 1);
    g_checksum_update(sum, (const guchar *) draft->html, -1);
    return g_strdup_printf("=_%.32s", g_checksum_get_string(sum));
}

static void
append_alternative(GString *out, const DeskDraft *draft)
{
    g_autofree char *boundary = make_boundary(draft);
    g_autofree char *type = g_strdup_printf("multipart/alternative; boundary=\"%s\"", boundary);
    append_field(out, "Content-Type", type);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    append_part(out, "text/plain", draft->text);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    append_part(out, "text/html", draft->html);
    g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
}

GBytes *
desk_compose(const DeskDraft *draft, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!append_headers(out, draft, error))
        return NULL;
    if (draft->html)
        append_alternative(out, draft);
    else
        append_part(out, "text/plain", draft->text);
    size_t size = out->len;
    return g_bytes_new_take(g_string_free(g_steal_pointer(&out), FALSE), size);
}
