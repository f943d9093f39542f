#include "mail/quotes.h"

void
desk_quotes_cut(DeskMail *mail, bool from_html)
{
    (void) from_html;
    g_free(mail->reply_text);
    mail->reply_text = g_strdup(mail->text);
}
