#include "mail/salvage.h"
#include "base/text.h"
#include "mail/facts.h"
#include "mail/machine.h"
#include "mail/quotes.h"

#define LOOK_MAX (64 * 1024)
#define TEXT_MAX 4096

static void
read_text(DeskMail *mail, DeskBytes body)
{
    DeskBytes start = { body.data, MIN(body.size, TEXT_MAX) };
    /* A character that the cut has split is no defect of the mail. */
    while (start.size > 0 && start.size < body.size &&
           ((unsigned char) body.data[start.size] & 0xc0) == 0x80)
        start.size--;
    g_autofree char *text = desk_charset_decode_plain(start, NULL, NULL);
    g_free(mail->text);
    mail->text = desk_text_repair(text, strlen(text), NULL);
}

DeskMail *
desk_salvage(DeskBytes raw, const char *why)
{
    DeskMail *mail = desk_mail_new();
    DeskBytes body;
    raw.size = MIN(raw.size, LOOK_MAX);
    g_autoptr(GArray) headers = desk_headers_read(raw, &body);

    mail->unparsed = true;
    g_autofree char *line = desk_text_line(why, strlen(why));
    desk_mail_add_defect(mail, desk_text_cut(line, DESK_MAIL_NAME_MAX));
    desk_facts_read(mail, headers, desk_charset_decode_plain, NULL);
    read_text(mail, body);
    desk_quotes_cut(mail, false);
    desk_machine_judge(mail, headers, NULL);
    return mail;
}
