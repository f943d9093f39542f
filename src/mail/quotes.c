#include "mail/quotes.h"
#include "mail/body.h"

void
desk_quotes_cut(DeskMail *mail, bool from_html)
{
    (void) from_html;
    g_auto(GStrv) pieces = g_strsplit(mail->text, (char[]){ DESK_QUOTE_MARK, '\0' }, -1);
    g_free(mail->text);
    mail->text = g_strjoinv("", pieces);
    g_free(mail->reply_text);
    mail->reply_text = g_strdup(mail->text);
}
