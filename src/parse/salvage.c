#include "parse/salvage.h"
#include "base/text.h"
#include "machine/machine.h"
#include "mail/entity.h"
#include "mail/facts.h"
#include "mail/parameter.h"
#include "mail/transfer.h"
#include "text/quotes.h"

#define FIELD_MAX (16 * 1024)
#define TEXT_MAX  4096
/* What TEXT_MAX bytes of text can take up in a transfer encoding, and the tags of HTML. */
#define LOOK_MAX (64 * 1024)

/* A field's start is enough to go by, and keeps the work small. */
static void
cut_fields(GArray *headers)
{
    for (unsigned i = 0; i < headers->len; i++) {
        DeskHeader *header = &g_array_index(headers, DeskHeader, i);
        header->value.size = MIN(header->value.size, FIELD_MAX);
    }
}

/* The first entity of a type, or NULL. */
static const DeskEntity *
find_type(const GPtrArray *entities, const char *type)
{
    for (unsigned i = 0; i < entities->len; i++) {
        const DeskEntity *entity = g_ptr_array_index(entities, i);
        if (strcmp(entity->type, type) == 0 && strcmp(entity->disposition, "attachment") != 0)
            return entity;
    }
    return NULL;
}

/* What stands between the tags: good enough to see what a mail is about. */
static void
drop_tags(char *html)
{
    char *to = html;
    bool inside = false;
    for (const char *p = html; *p; p++) {
        inside |= *p == '<';
        if (!inside)
            *to++ = *p;
        inside &= *p != '>';
    }
    *to = '\0';
}

/* A character that the cut has split is no defect of the mail. */
static DeskBytes
cut_bytes(DeskBytes bytes, size_t max)
{
    if (bytes.size <= max)
        return bytes;
    while (max > 0 && ((unsigned char) bytes.data[max] & 0xc0) == 0x80)
        max--;
    return (DeskBytes){ bytes.data, max };
}

static char *
decode(const DeskEntity *entity)
{
    g_autoptr(GByteArray) room = g_byte_array_new();
    g_autofree char *charset = desk_parameter_raw(entity->type_field, "charset");
    DeskBytes start = cut_bytes(entity->body, LOOK_MAX);
    DeskBytes bytes = desk_transfer_decode(start, entity->encoding, room, NULL);
    bool is_html = strcmp(entity->type, "text/html") == 0;
    bytes = cut_bytes(bytes, is_html ? LOOK_MAX : TEXT_MAX);
    g_autofree char *text = desk_charset_decode_plain(bytes, charset, NULL);
    if (!text)
        text = desk_charset_decode_plain(bytes, NULL, NULL);
    if (is_html)
        drop_tags(text);
    return desk_text_cut(desk_text_repair(text, strlen(text), NULL), TEXT_MAX);
}

static void
read_text(DeskMail *mail, const GArray *headers, DeskBytes body)
{
    g_autoptr(GPtrArray) entities = desk_entities_read(headers, body, NULL);
    const DeskEntity *entity = find_type(entities, "text/plain");
    if (!entity)
        entity = find_type(entities, "text/html");
    if (!entity && entities->len == 1)
        entity = g_ptr_array_index(entities, 0);
    if (!entity)
        return;
    g_free(mail->text);
    mail->text = decode(entity);
}

DeskMail *
desk_salvage(DeskBytes raw, const char *why)
{
    DeskMail *mail = desk_mail_new();
    DeskBytes body;
    g_autofree char *copy = NULL;
    g_autoptr(GArray) headers = desk_headers_read(desk_header_top(raw, &copy), &body);

    mail->unparsed = true;
    cut_fields(headers);
    g_autofree char *line = desk_text_line(why, strlen(why));
    desk_mail_add_defect(mail, desk_text_cut(line, DESK_MAIL_NAME_MAX));
    desk_facts_read(mail, headers, desk_charset_decode_plain, NULL);
    read_text(mail, headers, body);
    g_free(mail->reply_text);
    g_free(mail->signature_text);
    mail->nothing_new =
        !desk_quotes_cut(mail->text, false, &mail->reply_text, &mail->signature_text);
    desk_machine_judge(mail, headers, NULL);
    return mail;
}
