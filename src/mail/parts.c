#include "mail/parts.h"
#include "base/text.h"
#include "mail/entity.h"
#include "mail/parameter.h"
#include "mail/reading.h"
#include "mail/tnef.h"
#include "mail/transfer.h"
#include "mail/unpack.h"
#include "text/body.h"
#include "text/enriched.h"

#define PART_MAX   (1024 * 1024) /* bytes of a machine-readable part */
#define LOOK_BYTES 1024
#define LEVELS_MAX 3 /* mails that consist of nothing but a mail */

/* The mail within which an entity stands. */
typedef struct {
    DeskReading *reading;
    const GPtrArray *entities;
} Tree;

static void walk(const Tree *tree, unsigned index, bool wants_text);

static const DeskEntity *
entity_at(const Tree *tree, unsigned index)
{
    return g_ptr_array_index(tree->entities, index);
}

static bool
is_type(const DeskEntity *entity, const char *type)
{
    return strcmp(entity->type, type) == 0;
}

/* The caller's; NULL when it has none. */
static char *
file_name(const DeskReading *reading, const DeskEntity *entity)
{
    char *name = desk_parameter_text(desk_entity_field(entity, "Content-Disposition"), "filename",
                                     reading->fallback);
    return name ? name : desk_parameter_text(entity->type_field, "name", reading->fallback);
}

static bool
is_attachment(const DeskEntity *entity)
{
    return strcmp(entity->disposition, "attachment") == 0;
}

static bool
is_named(const DeskReading *reading, const DeskEntity *entity)
{
    g_autofree char *name = file_name(reading, entity);
    return name != NULL;
}

/* The content without its transfer encoding; borrows from the mail or from out. */
static DeskBytes
decode(const DeskReading *reading, const DeskEntity *entity, GByteArray *out)
{
    DeskTransferState state;
    DeskBytes bytes = desk_transfer_decode(entity->body, entity->encoding, out, &state);
    const char *defect = desk_transfer_defect(state);
    if (defect)
        desk_reading_note(reading, defect);
    return bytes;
}

/* A nested mail without a name is called after its subject. The caller's; NULL without one. */
static char *
message_name(const DeskEntity *entity, DeskBytes source)
{
    if (!desk_entity_is_message(entity))
        return NULL;
    g_autoptr(GArray) headers = desk_headers_read(source, NULL);
    int i = desk_headers_find(headers, "Subject", 0);
    if (i < 0)
        return NULL;
    g_autofree char *text =
        desk_words_decode(g_array_index(headers, DeskHeader, i).value, desk_charset_decode, NULL);
    return *text ? g_strconcat(text, ".eml", NULL) : NULL;
}

/* One line of text of a field that is no structure; "" when there is none. The caller's. */
static char *
field_line(const DeskEntity *entity, const char *name)
{
    DeskBytes value = desk_entity_field(entity, name);
    return desk_text_line(value.data, value.size);
}

/* The last piece of a Content-Location is a name too. */
static char *
location_name(const char *location)
{
    const char *slash = strrchr(location, '/');
    const char *name = slash ? slash + 1 : location;
    return strchr(name, '.') && !strpbrk(name, "?:&") ? g_strdup(name) : NULL;
}

static void
add_attachment(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    g_autofree char *given = file_name(reading, entity);
    g_autofree char *id = field_line(entity, "Content-ID");
    g_autofree char *location = field_line(entity, "Content-Location");
    if (!given)
        given = message_name(entity, bytes);
    if (!given)
        given = location_name(location);
    const DeskFile file = { .name = given, .type = entity->type, .content_id = id, .bytes = bytes };
    desk_reading_add_file(reading, &file, location);
}

static bool
has_parameter(DeskBytes type, const char *name, const char *value)
{
    g_autofree char *given = desk_parameter_raw(type, name);
    return given && g_ascii_strcasecmp(given, value) == 0;
}

/* A picture that calls itself text is none; wide characters are half NULs. */
static bool
is_binary(DeskBytes bytes)
{
    static const char text[] = "\t\n\r\f\b\x1b";
    size_t size = MIN(bytes.size, LOOK_BYTES);
    size_t controls = 0;
    size_t nuls = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char) bytes.data[i];
        nuls += c == 0;
        controls += c < 0x20 && (c == 0 || !strchr(text, c));
    }
    return size >= 32 && controls * 16 > size && nuls * 5 < size * 2;
}

static bool
is_enriched(const DeskEntity *entity)
{
    return is_type(entity, "text/enriched") || is_type(entity, "text/richtext");
}

/* The text of a leaf; the caller's. */
static char *
read_text(DeskReading *reading, const DeskEntity *entity)
{
    g_autoptr(GByteArray) decoded = g_byte_array_new();
    DeskBytes bytes = decode(reading, entity, decoded);
    DeskBytes field = entity->type_field;
    g_autofree char *charset = desk_parameter_raw(field, "charset");
    const DeskBodyType type = {
        .charset = charset,
        .is_html = is_type(entity, "text/html"),
        .is_flowed = has_parameter(field, "format", "flowed"),
        .is_delsp = has_parameter(field, "delsp", "yes"),
    };
    if (is_binary(bytes)) {
        desk_reading_note(reading, "a part that says it is text is none");
        add_attachment(reading, entity, bytes);
        return g_strdup("");
    }
    GString *rest = type.is_html ? NULL : desk_unpack_files(reading, bytes);
    if (rest)
        bytes = (DeskBytes){ rest->str, rest->len };
    g_autofree char *text = desk_body_text(bytes, &type, reading->files, &reading->replaced);
    if (rest)
        g_string_free(rest, TRUE);
    if (is_enriched(entity))
        return desk_enriched_text(text, is_type(entity, "text/richtext"));
    return type.is_html ? g_steal_pointer(&text) : desk_unpack_pgp(reading, text);
}

static bool
is_body_type(const DeskEntity *entity)
{
    return is_type(entity, "text/plain") || is_type(entity, "text/html");
}

/* Forms of a text that nobody needs beside the plain and the HTML one. */
static bool
is_other_form(const DeskEntity *entity)
{
    bool is_form = is_enriched(entity) || is_type(entity, "text/x-amp-html") ||
                   is_type(entity, "text/watch-html");
    return is_form && !is_attachment(entity);
}

static bool
is_plain_body(const DeskEntity *entity)
{
    return is_type(entity, "text/plain") && !is_attachment(entity);
}

static void
walk_text(DeskReading *reading, const DeskEntity *entity, bool wants_text)
{
    bool is_html = is_type(entity, "text/html");
    reading->mail->has_html |= is_html;
    if (!wants_text && !is_html)
        return;
    /* Read even when not wanted: it says which parts are inline. */
    g_autofree char *text = read_text(reading, entity);
    if (!wants_text)
        return;
    reading->is_from_html |= is_html && !desk_body_is_blank(text);
    desk_reading_add_text(reading, text);
}

/* The first plain child that says something; *stub is one that does not. */
static bool
take_plain(const Tree *tree, unsigned index, char **stub)
{
    for (unsigned i = index + 1; i < entity_at(tree, index)->end; i = entity_at(tree, i)->end) {
        if (!is_plain_body(entity_at(tree, i)))
            continue;
        g_autofree char *text = read_text(tree->reading, entity_at(tree, i));
        if (!desk_body_is_blank(text) && !desk_body_is_stub(text)) {
            desk_reading_add_text(tree->reading, text);
            return true;
        }
        if (!*stub && !desk_body_is_blank(text))
            *stub = g_steal_pointer(&text);
    }
    return false;
}

/*
 * The plain text if it says anything, else the richer form. Only one of the forms is text,
 * but the attachments of all of them count.
 */
static void
walk_alternative(const Tree *tree, unsigned index, bool wants_text)
{
    g_autofree char *stub = NULL;
    DeskReading *reading = tree->reading;
    bool done = !wants_text || take_plain(tree, index, &stub);
    for (unsigned i = index + 1; i < entity_at(tree, index)->end; i = entity_at(tree, i)->end) {
        const DeskEntity *child = entity_at(tree, i);
        size_t before = reading->text->len;
        if (is_plain_body(child))
            continue;
        if (is_body_type(child) && !is_attachment(child))
            walk_text(reading, child, !done);
        else if (!is_other_form(child))
            walk(tree, i, !done);
        else if (!reading->spare && is_enriched(child))
            reading->spare = read_text(reading, child);
        done |= reading->text->len > before;
    }
    if (!done && stub)
        desk_reading_add_text(reading, stub);
}

/* A multipart without parts is shown as it is, if nothing else is. */
static void
walk_childless(DeskReading *reading, const DeskEntity *entity)
{
    if (reading->spare || entity->body.size == 0)
        return;
    g_autofree char *text = desk_body_text(entity->body, &(DeskBodyType){ .charset = NULL },
                                           reading->files, &reading->replaced);
    if (desk_body_is_blank(text))
        return;
    reading->spare = g_steal_pointer(&text);
    desk_reading_note(reading, "MIME structure unreadable, body shown as it is");
}

static void
walk_multipart(const Tree *tree, unsigned index, bool wants_text)
{
    const DeskEntity *entity = entity_at(tree, index);
    if (is_type(entity, "multipart/signed"))
        tree->reading->mail->is_signed = true;
    if (is_type(entity, "multipart/encrypted"))
        tree->reading->mail->is_encrypted = true;
    if (entity->end == index + 1)
        walk_childless(tree->reading, entity);
    else if (is_type(entity, "multipart/alternative"))
        walk_alternative(tree, index, wants_text);
    else
        for (unsigned i = index + 1; i < entity->end; i = entity_at(tree, i)->end)
            walk(tree, i, wants_text);
}

/* Where the content of a part that a machine wrote is kept; NULL for other parts. */
static GByteArray *
slot_of(const DeskReading *reading, const DeskEntity *entity)
{
    const struct {
        const char *type;
        GByteArray *slot;
    } slots[] = {
        { "message/delivery-status", reading->parts->status },
        { "message/global-delivery-status", reading->parts->status },
        { "message/disposition-notification", reading->parts->disposition },
        { "message/global-disposition-notification", reading->parts->disposition },
        { "message/feedback-report", reading->parts->feedback },
        { "text/rfc822-headers", reading->parts->returned },
        { "message/global-headers", reading->parts->returned },
        { "message/rfc822", reading->parts->returned },
        { "message/global", reading->parts->returned },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(slots); i++)
        if (is_type(entity, slots[i].type))
            return slots[i].slot;
    return NULL;
}

/* Gateways send what they do not know on as a file: its first field tells what it is. */
static GByteArray *
slot_of_file(const DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    const struct {
        const char *start;
        GByteArray *slot;
    } slots[] = {
        { "Reporting-MTA:", reading->parts->status },
        { "Final-Recipient:", reading->parts->status },
        { "Received:", reading->parts->returned },
        { "Return-Path:", reading->parts->returned },
    };
    if (!is_type(entity, "text/plain") && !is_type(entity, "application/octet-stream"))
        return NULL;
    while (bytes.size > 0 && g_ascii_isspace(bytes.data[0])) {
        bytes.data++;
        bytes.size--;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(slots); i++)
        if (bytes.size > strlen(slots[i].start) &&
            g_ascii_strncasecmp(bytes.data, slots[i].start, strlen(slots[i].start)) == 0)
            return slots[i].slot;
    return NULL;
}

/* The first of its kind; of status parts all, since each is about recipients of its own. */
static void
keep_part(const DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    GByteArray *slot = slot_of(reading, entity);
    if (!slot)
        slot = slot_of_file(reading, entity, bytes);
    if (!slot || slot->len >= PART_MAX || (slot->len > 0 && slot != reading->parts->status))
        return;
    if (slot->len > 0)
        g_byte_array_append(slot, (const guint8 *) "\n\n", 2);
    g_byte_array_append(slot, (const guint8 *) bytes.data, (guint) MIN(bytes.size, PART_MAX));
}

/* The parts of a mail; its own header is none of a part. */
static void
keep_bare_header(const DeskReading *reading, const GPtrArray *entities)
{
    GByteArray *slot = reading->parts->returned;
    for (unsigned i = 1; i < entities->len && slot->len == 0; i++) {
        g_autofree char *header = desk_entity_mail_header(g_ptr_array_index(entities, i));
        if (header)
            g_byte_array_append(slot, (const guint8 *) header,
                                (guint) MIN(strlen(header), PART_MAX));
    }
}

static void
walk_tree(DeskReading *reading, const GArray *headers, DeskBytes body)
{
    g_autoptr(GPtrArray) defects = g_ptr_array_new();
    g_autoptr(GPtrArray) entities = desk_entities_read(headers, body, defects);
    for (unsigned i = 0; i < defects->len; i++)
        desk_reading_note(reading, g_ptr_array_index(defects, i));
    walk(&(Tree){ reading, entities }, 0, true);
    keep_bare_header(reading, entities);
}

/* What the mail consists of is shown, though it is a mail itself. */
static void
walk_message(DeskReading *reading, DeskBytes source)
{
    DeskBytes body;
    if (reading->level >= LEVELS_MAX)
        return;
    g_autoptr(GArray) headers = desk_headers_read(source, &body);
    reading->level++;
    walk_tree(reading, headers, body);
    reading->level--;
}

/* A text part that is a file as well is shown when there is no other text; bytes: decoded. */
static void
keep_spare(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    bool is_text = g_str_has_prefix(entity->type, "text/") && !is_type(entity, "text/calendar") &&
                   !is_type(entity, "text/rfc822-headers");
    if (reading->spare || !is_text || (entity->depth > 0 && is_attachment(entity)) ||
        is_binary(bytes))
        return;
    reading->spare = read_text(reading, entity);
    reading->spare_is_file = entity->depth > 0;
}

static bool
is_smime(const DeskEntity *entity)
{
    return is_type(entity, "application/pkcs7-mime") || is_type(entity, "application/x-pkcs7-mime");
}

/* A signed mail is shown; its envelope stays a file. */
static void
walk_smime(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    g_autoptr(GByteArray) inner = desk_unpack_smime(reading, entity, bytes);
    if (inner)
        walk_message(reading, (DeskBytes){ (const char *) inner->data, inner->len });
}

static void
walk_file(DeskReading *reading, const DeskEntity *entity, bool wants_text)
{
    g_autoptr(GByteArray) decoded = g_byte_array_new();
    DeskBytes bytes = decode(reading, entity, decoded);
    keep_part(reading, entity, bytes);
    if (desk_tnef_is(bytes) && desk_unpack_tnef(reading, bytes))
        return;
    add_attachment(reading, entity, bytes);
    if (is_type(entity, "text/calendar") || is_type(entity, "application/ics"))
        desk_unpack_calendar(reading, entity, bytes);
    if (is_smime(entity))
        walk_smime(reading, entity, bytes);
    if (wants_text)
        keep_spare(reading, entity, bytes);
    if (entity->depth == 0 && desk_entity_is_message(entity)) {
        reading->mail->nothing_new = true; /* somebody else's words */
        walk_message(reading, bytes);
    }
}

static void
walk(const Tree *tree, unsigned index, bool wants_text)
{
    const DeskEntity *entity = entity_at(tree, index);
    bool is_file = is_attachment(entity) || is_named(tree->reading, entity);
    bool is_text = is_body_type(entity) || is_enriched(entity);
    if (desk_reading_is_done(tree->reading))
        return;
    if (desk_entity_is_multipart(entity))
        walk_multipart(tree, index, wants_text);
    else if (is_text && !is_file)
        walk_text(tree->reading, entity, wants_text);
    else
        walk_file(tree->reading, entity, wants_text);
}

/* A part that the HTML refers to by its id, its place or its name belongs into the text. */
static void
mark_inline(const DeskReading *reading)
{
    GPtrArray *list = reading->mail->attachments;
    for (unsigned i = 0; i < list->len; i++) {
        DeskAttachment *attachment = g_ptr_array_index(list, i);
        const char *const keys[] = { attachment->content_id,
                                     g_ptr_array_index(reading->locations, i), attachment->name };
        for (size_t k = 0; k < G_N_ELEMENTS(keys); k++)
            attachment->is_inline |= *keys[k] && g_hash_table_contains(reading->files, keys[k]);
    }
}

static void
finish_text(DeskReading *reading)
{
    DeskMail *mail = reading->mail;
    if (reading->text->len == 0 && reading->spare) {
        mail->nothing_new |= reading->spare_is_file;
        desk_reading_add_text(reading, reading->spare);
    }
    if (reading->text->len == 0 && mail->is_encrypted)
        desk_reading_add_text(reading, "This mail is encrypted.\n");
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

static void
init_parts(DeskParts *parts)
{
    *parts = (DeskParts){ g_byte_array_new(), g_byte_array_new(), g_byte_array_new(),
                          g_byte_array_new() };
}

/* Reads into reading, of which mail, parts and wish are given. */
static void
read_parts(DeskReading *reading, const GArray *headers, DeskBytes body)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) locations = g_ptr_array_new_with_free_func(g_free);
    int type = desk_headers_find(headers, "Content-Type", 0);
    g_autofree char *charset =
        type < 0 ? NULL
                 : desk_parameter_raw(g_array_index(headers, DeskHeader, type).value, "charset");
    reading->text = text;
    reading->files = files;
    reading->locations = locations;
    reading->fallback = charset;
    walk_tree(reading, headers, body);
    mark_inline(reading);
    finish_text(reading);
    g_free(reading->spare);
}

bool
desk_parts_read(DeskMail *mail, const GArray *headers, DeskBytes body, DeskParts *parts)
{
    DeskReading reading = { .mail = mail, .parts = parts };
    init_parts(parts);
    read_parts(&reading, headers, body);
    return reading.is_from_html;
}

void
desk_parts_extract(const GArray *headers, DeskBytes body, const DeskPartsWish *wish)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_auto(DeskParts) parts = { 0 };
    DeskReading reading = { .mail = mail, .parts = &parts, .wish = wish };
    init_parts(&parts);
    read_parts(&reading, headers, body);
}
