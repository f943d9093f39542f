#include "machine/report.h"
#include "base/text.h"
#include "mail/ids.h"
#include "mail/parameter.h"
#include "mail/words.h"
#include "text/charset.h"

DeskBytes
desk_report_view(const GByteArray *part)
{
    return part ? (DeskBytes){ (const char *) part->data, part->len } : (DeskBytes){ "", 0 };
}

char *
desk_report_type(const GArray *headers)
{
    int found = desk_headers_find(headers, "Content-Type", 0);
    if (found < 0)
        return NULL;
    DeskBytes value = g_array_index(headers, DeskHeader, found).value;
    g_autofree char *word = desk_header_word(value);
    if (strcmp(word, "multipart/report") != 0)
        return NULL;
    g_autofree char *report = desk_parameter_raw(value, "report-type");
    return g_ascii_strdown(report ? report : "", -1);
}

bool
desk_report_is(const GArray *headers, const char *type)
{
    g_autofree char *report = desk_report_type(headers);
    return report && strcmp(report, type) == 0;
}

bool
desk_report_field(DeskBytes part, const char *name, DeskHeader *field)
{
    while (part.size > 0)
        while (desk_header_next(&part, field))
            if (desk_header_is(field, name))
                return true;
    return false;
}

bool
desk_report_header(DeskBytes mail, const char *name, DeskHeader *field)
{
    while (desk_header_next(&mail, field))
        if (desk_header_is(field, name))
            return true;
    return false;
}

char *
desk_report_show(const DeskHeader *field)
{
    g_autofree char *value = desk_words_decode(field->value, desk_charset_decode_plain, NULL);
    g_autofree char *line =
        g_strdup_printf("%.*s: %s", (int) MIN(field->name.size, 100), field->name.data, value);
    return g_strdup(desk_text_cut(line, DESK_MAIL_NAME_MAX));
}

void
desk_report_settle(DeskMail *mail, DeskMachineKind kind, char *evidence, const DeskHeader *id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    mail->machine = kind;
    g_free(mail->machine_evidence);
    mail->machine_evidence = desk_text_cut(evidence, DESK_MAIL_NAME_MAX);
    if (id)
        desk_ids_read(id->value, ids);
    if (ids->len == 0)
        return;
    g_free(mail->returned_id);
    mail->returned_id = g_strdup(g_ptr_array_index(ids, 0));
}
