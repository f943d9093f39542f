#include "machine/wording.h"
#include "base/text.h"

#define TEXT_MAX  6000 /* bytes */
#define START_MAX 300

void
desk_wording_init(DeskWording *wording, const DeskMail *mail)
{
    wording->mail = mail;
    wording->subject = desk_phrases_fold_start(mail->subject, DESK_MAIL_SUBJECT_MAX);
    wording->lines = g_array_new(FALSE, FALSE, sizeof(gsize));
    wording->text = desk_phrases_fold_lines(*mail->reply_text ? mail->reply_text : mail->text,
                                            TEXT_MAX, wording->lines);
    wording->start = desk_text_cut(g_strdup(wording->text), START_MAX);
}

void
desk_wording_clear(DeskWording *wording)
{
    g_clear_pointer(&wording->subject, g_free);
    g_clear_pointer(&wording->text, g_free);
    g_clear_pointer(&wording->lines, g_array_unref);
    g_clear_pointer(&wording->start, g_free);
}
