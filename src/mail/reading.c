#include "mail/reading.h"
#include "text/body.h"

bool
desk_reading_is_done(const DeskReading *reading)
{
    return reading->wish && reading->granted == reading->wish->count;
}

void
desk_reading_note(const DeskReading *reading, const char *defect)
{
    DeskMail *mail = reading->mail;
    for (unsigned i = 0; i < mail->defects->len; i++)
        if (strcmp(g_ptr_array_index(mail->defects, i), defect) == 0)
            return;
    desk_mail_add_defect(mail, defect);
}

void
desk_reading_add_file(DeskReading *reading, const DeskFile *file, const char *location)
{
    const DeskPartsWish *wish = reading->wish;
    unsigned before = reading->mail->attachments->len;
    desk_attachment_add(reading->mail, file);
    unsigned number = reading->mail->attachments->len;
    if (number == before)
        return;
    g_ptr_array_add(reading->locations, g_strdup(location));
    if (!wish || desk_reading_is_done(reading) || wish->numbers[reading->granted] != number)
        return;
    reading->granted++;
    wish->take(number, file->bytes, wish->user);
}

void
desk_reading_add_text(DeskReading *reading, const char *text)
{
    GString *out = reading->text;
    if (desk_body_is_blank(text) || out->len >= DESK_MAIL_TEXT_MAX)
        return;
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    g_string_append(out, text);
}
