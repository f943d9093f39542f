#include "mail/parts.h"
#include "base/text.h"
#include "mail/body.h"
#include "mail/charset.h"
#include "mail/words.h"

#include <gmime/gmime.h>

/* Somewhat over the guard's limit; GMime counts a little differently. */
#define DEPTH_MAX      120
#define NAME_MAX_BYTES 150
#define EXTENSION_MAX  20
#define PART_MAX       (1024 * 1024) /* bytes of a machine-readable part */

typedef struct {
    DeskMail *mail;
    GString *text;
    GHashTable *cids;
    DeskParts *parts;
    unsigned replaced;
} Reading;

static bool
is_type(GMimeObject *part, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype);
}

static bool
is_invisible(gunichar c)
{
    return (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || c == 0x61c || c == 0xad;
}

/* Keeps a short extension when the rest has to be cut. */
static void
cut_name(GString *name)
{
    if (name->len <= NAME_MAX_BYTES)
        return;
    const char *dot = strrchr(name->str, '.');
    g_autofree char *extension = g_strdup(dot && strlen(dot) <= EXTENSION_MAX ? dot : "");
    desk_text_cut(name->str, NAME_MAX_BYTES - strlen(extension));
    name->len = strlen(name->str);
    g_string_append(name, extension);
}

char *
desk_parts_safe_name(const char *name)
{
    g_autofree char *line = desk_text_line(name, strlen(name));
    GString *out = g_string_new(NULL);
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_invisible(c) || (out->len == 0 && (c == '.' || c == ' ')))
            continue;
        if (c == '/' || c == '\\' || c == ':')
            c = '_';
        g_string_append_unichar(out, c);
    }
    cut_name(out);
    return g_string_free(out, FALSE);
}

/* The type as written, lower case, or the type of unknown bytes when it is no type. */
static char *
type_name(GMimeObject *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);
    g_autofree char *name = g_mime_content_type_get_mime_type(type);
    for (char *p = name; *p; p++) {
        *p = g_ascii_tolower(*p);
        if (!g_ascii_isalnum(*p) && !strchr("/-+._", *p))
            return g_strdup("application/octet-stream");
    }
    return g_strdup(strlen(name) <= DESK_MAIL_ID_MAX ? name : "application/octet-stream");
}

static const char *
file_name(GMimeObject *part)
{
    const char *name = g_mime_object_get_content_disposition_parameter(part, "filename");
    return name ? name : g_mime_object_get_content_type_parameter(part, "name");
}

static bool
is_attachment(GMimeObject *part)
{
    const char *disposition = g_mime_object_get_disposition(part);
    return (disposition && g_ascii_strcasecmp(disposition, "attachment") == 0) || file_name(part);
}

/* Decoded; of a nested mail its source. */
static void
write_content(GMimeObject *part, GMimeStream *stream)
{
    if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
        if (content)
            g_mime_data_wrapper_write_to_stream(content, stream);
    } else if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        if (message)
            g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);
    }
}

/* Sends the decoded content through SHA-256 into nothing, without keeping it. */
static void
measure(GMimeObject *part, DeskAttachment *attachment)
{
    GMimeStream *null = g_mime_stream_null_new();
    GMimeStream *filtered = g_mime_stream_filter_new(null);
    GMimeFilter *sum = g_mime_filter_checksum_new(G_CHECKSUM_SHA256);
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), sum);

    write_content(part, filtered);
    g_mime_stream_flush(filtered);
    attachment->size = (gint64) GMIME_STREAM_NULL(null)->written;
    g_free(attachment->sha256);
    attachment->sha256 = g_mime_filter_checksum_get_string(GMIME_FILTER_CHECKSUM(sum));
    g_object_unref(sum);
    g_object_unref(filtered);
    g_object_unref(null);
}

/* A nested mail without a name is called after its subject. The caller's; "" without one. */
static char *
message_name(GMimeObject *part)
{
    GMimeMessage *message = GMIME_IS_MESSAGE_PART(part)
                                ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(part))
                                : NULL;
    GMimeHeader *subject =
        message ? g_mime_header_list_get_header(
                      g_mime_object_get_header_list(GMIME_OBJECT(message)), "Subject")
                : NULL;
    const char *raw = subject ? g_mime_header_get_raw_value(subject) : NULL;
    if (!raw)
        return g_strdup("");
    g_autofree char *text =
        desk_words_decode((DeskBytes){ raw, strlen(raw) }, desk_charset_decode, NULL);
    return *text ? g_strconcat(text, ".eml", NULL) : g_strdup("");
}

static void
add_attachment(Reading *reading, GMimeObject *part)
{
    GPtrArray *list = reading->mail->attachments;
    if (list->len >= DESK_MAIL_LIST_MAX)
        return;
    DeskAttachment *attachment = desk_attachment_new();
    const char *given = file_name(part);
    g_autofree char *fallback = given ? NULL : message_name(part);
    const char *id = g_mime_object_get_content_id(part);

    g_free(attachment->name);
    attachment->name = desk_parts_safe_name(given ? given : fallback);
    if (*attachment->name == '\0') {
        g_free(attachment->name);
        attachment->name = g_strdup_printf("attachment-%u", list->len + 1);
    }
    g_free(attachment->type);
    attachment->type = type_name(part);
    if (id) {
        g_free(attachment->content_id);
        attachment->content_id = desk_text_cut(desk_text_line(id, strlen(id)), DESK_MAIL_ID_MAX);
    }
    measure(part, attachment);
    g_ptr_array_add(list, attachment);
}

/* The decoded bytes of a leaf; the caller's. */
static GByteArray *
read_content(GMimeObject *part)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    write_content(part, stream);
    g_object_unref(stream);
    return bytes;
}

static bool
has_parameter(GMimeObject *part, const char *name, const char *value)
{
    const char *given = g_mime_object_get_content_type_parameter(part, name);
    return given && g_ascii_strcasecmp(given, value) == 0;
}

/* The text of a leaf; the caller's. */
static char *
read_text(Reading *reading, GMimeObject *part)
{
    g_autoptr(GByteArray) bytes = read_content(part);
    const DeskBodyType type = {
        .charset = g_mime_object_get_content_type_parameter(part, "charset"),
        .is_html = is_type(part, "text", "html"),
        .is_flowed = has_parameter(part, "format", "flowed"),
        .is_delsp = has_parameter(part, "delsp", "yes"),
    };
    return desk_body_text((DeskBytes){ (const char *) bytes->data, bytes->len }, &type,
                          reading->cids, &reading->replaced);
}

static void
append_text(Reading *reading, const char *text)
{
    GString *out = reading->text;
    if (desk_body_is_blank(text) || out->len >= DESK_MAIL_TEXT_MAX)
        return;
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    g_string_append(out, text);
}

static void walk(Reading *reading, GMimeObject *part, unsigned depth, bool wants_text);

static bool
is_plain_text(GMimeObject *part)
{
    return is_type(part, "text", "plain") && GMIME_IS_PART(part) && !is_attachment(part);
}

/*
 * The plain text if it says anything, else the richer form. Only one of the forms is text,
 * but the attachments of all of them count.
 */
static void
walk_alternative(Reading *reading, GMimeMultipart *multipart, unsigned depth, bool wants_text)
{
    int count = g_mime_multipart_get_count(multipart);
    bool done = !wants_text;
    for (int i = 0; i < count && !done; i++) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);
        if (!is_plain_text(child))
            continue;
        g_autofree char *text = read_text(reading, child);
        done = !desk_body_is_blank(text);
        append_text(reading, text);
    }
    for (int i = 0; i < count; i++) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);
        size_t before = reading->text->len;
        if (is_plain_text(child))
            continue;
        walk(reading, child, depth + 1, !done);
        done |= reading->text->len > before;
    }
}

static void
walk_multipart(Reading *reading, GMimeMultipart *multipart, unsigned depth, bool wants_text)
{
    int count = g_mime_multipart_get_count(multipart);
    if (is_type(GMIME_OBJECT(multipart), "multipart", "alternative")) {
        walk_alternative(reading, multipart, depth, wants_text);
        return;
    }
    for (int i = 0; i < count; i++)
        walk(reading, g_mime_multipart_get_part(multipart, i), depth + 1, wants_text);
}

static void
walk_text(Reading *reading, GMimeObject *part, bool wants_text)
{
    bool is_html = is_type(part, "text", "html");
    reading->mail->has_html |= is_html;
    if (!wants_text && !is_html)
        return;
    /* Read even when not wanted: it says which parts are inline. */
    g_autofree char *text = read_text(reading, part);
    if (wants_text)
        append_text(reading, text);
}

/* Where the content of a part that a machine wrote is kept; NULL for other parts. */
static GByteArray *
slot_of(Reading *reading, GMimeObject *part)
{
    const struct {
        const char *type, *subtype;
        GByteArray *slot;
    } slots[] = {
        { "message", "delivery-status", reading->parts->status },
        { "message", "global-delivery-status", reading->parts->status },
        { "message", "disposition-notification", reading->parts->disposition },
        { "message", "global-disposition-notification", reading->parts->disposition },
        { "message", "feedback-report", reading->parts->feedback },
        { "text", "rfc822-headers", reading->parts->returned },
        { "message", "global-headers", reading->parts->returned },
        { "message", "rfc822", reading->parts->returned },
        { "message", "global", reading->parts->returned },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(slots); i++)
        if (is_type(part, slots[i].type, slots[i].subtype))
            return slots[i].slot;
    return NULL;
}

static void
keep_part(Reading *reading, GMimeObject *part)
{
    GByteArray *slot = slot_of(reading, part);
    if (!slot || slot->len > 0)
        return;
    g_autoptr(GByteArray) bytes = read_content(part);
    g_byte_array_append(slot, bytes->data, MIN(bytes->len, PART_MAX));
}

static void
walk(Reading *reading, GMimeObject *part, unsigned depth, bool wants_text)
{
    if (!part || depth > DEPTH_MAX)
        return;
    bool is_body = is_type(part, "text", "plain") || is_type(part, "text", "html");
    if (GMIME_IS_MULTIPART(part)) {
        walk_multipart(reading, GMIME_MULTIPART(part), depth, wants_text);
    } else if (GMIME_IS_PART(part) && is_body && (!is_attachment(part) || depth == 0)) {
        walk_text(reading, part, wants_text);
    } else {
        keep_part(reading, part);
        add_attachment(reading, part);
    }
}

/*
 * GMime sees the fields that describe the body, the first of each name, and no others: the
 * rest of the header is read by hand, where its traps do not bite.
 */
static GByteArray *
build_entity(const GArray *headers, DeskBytes body)
{
    static const char *const names[] = { "Content-Type", "Content-Transfer-Encoding",
                                         "Content-Disposition", "Content-ID" };
    GByteArray *bytes = g_byte_array_sized_new((guint) MIN(body.size + 1024, G_MAXUINT / 2));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        int found = desk_headers_find(headers, names[i], 0);
        if (found < 0)
            continue;
        DeskBytes value = g_array_index(headers, DeskHeader, found).value;
        g_byte_array_append(bytes, (const guint8 *) names[i], (guint) strlen(names[i]));
        g_byte_array_append(bytes, (const guint8 *) ":", 1);
        g_byte_array_append(bytes, (const guint8 *) value.data, (guint) value.size);
        g_byte_array_append(bytes, (const guint8 *) "\n", 1);
    }
    g_byte_array_append(bytes, (const guint8 *) "\n", 1);
    g_byte_array_append(bytes, (const guint8 *) body.data, (guint) body.size);
    return bytes;
}

static void
read_entity(Reading *reading, GByteArray *entity)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(entity);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeObject *root = g_mime_parser_construct_part(parser, NULL);
    if (root) {
        walk(reading, root, 0, true);
        g_object_unref(root);
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

static void
mark_inline(Reading *reading)
{
    GPtrArray *list = reading->mail->attachments;
    for (unsigned i = 0; i < list->len; i++) {
        DeskAttachment *attachment = g_ptr_array_index(list, i);
        attachment->is_inline =
            *attachment->content_id && g_hash_table_contains(reading->cids, attachment->content_id);
    }
}

/* A multipart whose boundary never comes has no parts; its body is shown as it is. */
static void
show_body_of_broken(Reading *reading, DeskBytes body)
{
    if (reading->text->len > 0 || reading->mail->attachments->len > 0 || reading->mail->has_html)
        return;
    DeskBytes start = { body.data, MIN(body.size, DESK_MAIL_TEXT_MAX) };
    g_autofree char *text = desk_charset_decode(start, NULL, &reading->replaced);
    g_autofree char *clean = desk_text_repair(text, strlen(text), NULL);
    if (desk_body_is_blank(clean))
        return;
    append_text(reading, clean);
    desk_mail_add_defect(reading->mail, "MIME structure unreadable, body shown as it is");
}

static void
finish_text(Reading *reading)
{
    DeskMail *mail = reading->mail;
    if (reading->text->len > DESK_MAIL_TEXT_MAX) {
        desk_text_cut(reading->text->str, DESK_MAIL_TEXT_MAX);
        desk_mail_add_defect(mail, "text over 1 MB cut");
    }
    g_free(mail->text);
    mail->text = g_strdup(reading->text->str);
    if (reading->replaced == 0)
        return;
    g_autofree char *defect = g_strdup_printf("text: %u byte%s not in the declared charset",
                                              reading->replaced, reading->replaced == 1 ? "" : "s");
    desk_mail_add_defect(mail, defect);
}

void
desk_parts_clear(DeskParts *parts)
{
    g_clear_pointer(&parts->status, g_byte_array_unref);
    g_clear_pointer(&parts->disposition, g_byte_array_unref);
    g_clear_pointer(&parts->feedback, g_byte_array_unref);
    g_clear_pointer(&parts->returned, g_byte_array_unref);
}

void
desk_parts_read(DeskMail *mail, const GArray *headers, DeskBytes body, DeskParts *parts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GHashTable) cids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GByteArray) entity = build_entity(headers, body);
    *parts = (DeskParts){ g_byte_array_new(), g_byte_array_new(), g_byte_array_new(),
                          g_byte_array_new() };
    Reading reading = { .mail = mail, .text = text, .cids = cids, .parts = parts };

    read_entity(&reading, entity);
    mark_inline(&reading);
    show_body_of_broken(&reading, body);
    finish_text(&reading);
}
