#include "mail/challenge.h"
#include "mail/challenge-words.h"

#define LOOK_AT 4000 /* bytes of text; a challenge comes to the point */

bool
desk_challenge_read(const DeskMail *mail, bool is_marked, char **evidence)
{
    g_autofree char *subject = desk_phrases_fold_start(mail->subject, DESK_MAIL_SUBJECT_MAX);
    const char *written = *mail->reply_text ? mail->reply_text : mail->text;
    g_autofree char *text = desk_phrases_fold_start(written, LOOK_AT);

    *evidence = NULL;
    const DeskPhrase *demand = desk_phrases_find(desk_challenge_demands, text);
    /* People, too, ask to have a message confirmed. */
    bool asks = is_marked && desk_phrases_find(desk_challenge_subjects, subject) &&
                desk_phrases_find(desk_challenge_hints, text);
    if (asks || desk_phrases_find(desk_challenge_demands, subject))
        *evidence = g_strconcat("Subject: ", mail->subject, NULL);
    else if (demand)
        *evidence = g_strconcat("text: ", demand->text, NULL);
    return *evidence != NULL;
}
