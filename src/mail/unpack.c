#include "mail/unpack.h"
#include "base/text.h"
#include "mail/calendar.h"
#include "mail/parameter.h"
#include "mail/pgp.h"
#include "mail/rtf.h"
#include "mail/smime.h"
#include "mail/tnef.h"
#include "mail/uuencode.h"
#include "text/body.h"

#define METHOD_MAX 40 /* bytes of an invitation's METHOD */

static char *
tnef_text(DeskReading *reading, const DeskTnef *tnef)
{
    const DeskBodyType plain = { .charset = tnef->is_plain_wide ? "utf-16le" : tnef->charset };
    const DeskBodyType html = { .charset = tnef->is_html_wide ? "utf-16le" : tnef->charset,
                                .is_html = true };
    g_autofree char *rich = desk_body_text(tnef->html, &html, reading->files, &reading->replaced);
    g_autofree char *text = desk_body_text(tnef->plain, &plain, NULL, &reading->replaced);
    if (!desk_body_is_blank(text))
        return g_steal_pointer(&text);
    if (!desk_body_is_blank(rich))
        return g_steal_pointer(&rich);
    g_autoptr(GByteArray) rtf = desk_rtf_unpack(tnef->rtf);
    g_autofree char *shown =
        rtf ? desk_rtf_text((DeskBytes){ (const char *) rtf->data, rtf->len }) : g_strdup("");
    return desk_text_repair(shown, strlen(shown), NULL);
}

bool
desk_unpack_tnef(DeskReading *reading, DeskBytes bytes)
{
    g_auto(DeskTnef) tnef = { 0 };
    if (!desk_tnef_read(bytes, &tnef)) {
        desk_reading_note(reading, "winmail.dat broken, kept as a file");
        return false;
    }
    g_autofree char *text = tnef_text(reading, &tnef);
    if (tnef.files->len == 0 && desk_body_is_blank(text))
        return false;
    for (unsigned i = 0; i < tnef.files->len; i++) {
        const DeskTnefFile *found = g_ptr_array_index(tnef.files, i);
        g_autofree char *type = desk_entity_clean_type(found->type);
        const DeskFile file = { .name = found->name,
                                .type = type,
                                .content_id = found->content_id,
                                .bytes = found->bytes };
        desk_reading_add_file(reading, &file, "");
    }
    if (!reading->spare)
        reading->spare = g_steal_pointer(&text);
    return true;
}

GString *
desk_unpack_files(DeskReading *reading, DeskBytes bytes)
{
    DeskEncodedFile found;
    size_t at = 0;
    size_t from = 0;
    GString *rest = NULL;
    while (desk_uuencode_find(bytes, &at, &found)) {
        g_autofree char *name = desk_words_decode((DeskBytes){ found.name, strlen(found.name) },
                                                  desk_charset_decode, reading->fallback);
        const DeskFile file = { .name = name,
                                .type = "application/octet-stream",
                                .bytes = { (const char *) found.bytes->data, found.bytes->len } };
        desk_reading_add_file(reading, &file, "");
        if (found.is_cut)
            desk_reading_note(reading, "encoded file in the text cut short");
        if (!rest)
            rest = g_string_new(NULL);
        g_string_append_len(rest, bytes.data + from, (gssize) (found.start - from));
        from = found.end;
        desk_encoded_file_clear(&found);
    }
    if (rest)
        g_string_append_len(rest, bytes.data + from, (gssize) (bytes.size - from));
    return rest;
}

char *
desk_unpack_pgp(DeskReading *reading, const char *text)
{
    char *out;
    DeskBytes block;
    DeskPgp kind = desk_pgp_read(text, &out, &block);
    if (kind == DESK_PGP_NONE)
        return g_strdup(text);
    if (kind == DESK_PGP_SIGNED) {
        reading->mail->is_signed = true;
        return out;
    }
    reading->mail->is_encrypted = true;
    const DeskFile file = { .name = "encrypted.asc",
                            .type = "application/pgp-encrypted",
                            .bytes = block };
    desk_reading_add_file(reading, &file, "");
    return out;
}

/* The parameter counts, else the calendar itself. The caller's; "" when it is no word. */
static char *
calendar_method(const DeskEntity *entity, DeskBytes ics)
{
    g_autofree char *given = desk_parameter_raw(entity->type_field, "method");
    g_autofree char *method =
        given && *given ? g_ascii_strdown(given, METHOD_MAX) : desk_calendar_method(ics);
    for (const char *p = method; *p; p++)
        if (!g_ascii_isalpha(*p) && *p != '-')
            return g_strdup("");
    return g_steal_pointer(&method);
}

void
desk_unpack_calendar(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    g_autofree char *charset = desk_parameter_raw(entity->type_field, "charset");
    g_autofree char *ics =
        desk_charset_decode(bytes, charset ? charset : "utf-8", &reading->replaced);
    DeskBytes view = { ics, strlen(ics) };
    DeskMail *mail = reading->mail;
    if (*mail->calendar == '\0') {
        g_free(mail->calendar);
        mail->calendar = calendar_method(entity, view);
    }
    g_autofree char *summary = desk_calendar_summary(view);
    if (!reading->spare && *summary)
        reading->spare = desk_text_repair(summary, strlen(summary), NULL);
}

GByteArray *
desk_unpack_smime(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes)
{
    GByteArray *inner;
    DeskSmime kind = desk_smime_read(bytes, &inner);
    g_autofree char *type = desk_parameter_raw(entity->type_field, "smime-type");
    if (kind == DESK_SMIME_UNKNOWN && type && g_ascii_strcasecmp(type, "signed-data") == 0)
        kind = DESK_SMIME_SIGNED;
    else if (kind == DESK_SMIME_UNKNOWN && type && g_str_has_suffix(type, "enveloped-data"))
        kind = DESK_SMIME_ENCRYPTED;
    reading->mail->is_signed |= kind == DESK_SMIME_SIGNED;
    reading->mail->is_encrypted |= kind == DESK_SMIME_ENCRYPTED;
    return inner;
}
