#include "mail/auto-reply.h"
#include "mail/auto-reply-words.h"

#define LOOK_AT  4000 /* bytes of text; responders are brief */
#define START_OF 400  /* bytes within which a responder says what it is */
#define TAG_MAX  40

/* Behind what gateways and filters put before a subject: "[EXT] ", "***SPAM*** ", "{Spam?} ". */
static const char *
skip_tag(const char *subject)
{
    static const struct {
        const char *open, *close;
    } tags[] = { { "[", "]" }, { "***", "***" }, { "{", "}" }, { "(", ")" } };
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
        if (!g_str_has_prefix(subject, tags[i].open))
            continue;
        size_t length = strlen(tags[i].open);
        const char *end = g_strstr_len(subject + length, TAG_MAX, tags[i].close);
        if (!end)
            return NULL;
        end += strlen(tags[i].close);
        return *end == ' ' ? end + 1 : end;
    }
    return NULL;
}

static bool
begins_like_an_answer(const char *subject)
{
    for (unsigned tags = 0; subject && tags < 4; tags++, subject = skip_tag(subject))
        if (desk_phrases_find_start(desk_auto_reply_starts, subject))
            return true;
    return false;
}

static bool
speaks_like_an_answer(const char *subject)
{
    return desk_phrases_find(desk_auto_reply_starts, subject) ||
           desk_phrases_find(desk_auto_reply_subjects, subject);
}

bool
desk_auto_reply_read(const DeskMail *mail, bool is_marked, char **evidence)
{
    g_autofree char *subject = desk_phrases_fold_start(mail->subject, DESK_MAIL_SUBJECT_MAX);
    const char *written = *mail->reply_text ? mail->reply_text : mail->text;
    g_autofree char *text = desk_phrases_fold_start(written, LOOK_AT);
    g_autofree char *start = desk_phrases_fold_start(written, START_OF);

    *evidence = NULL;
    const DeskPhrase *answer = desk_phrases_find(desk_auto_reply_answers, start);
    const DeskPhrase *absence = desk_phrases_find(desk_auto_reply_absences, text);
    if (begins_like_an_answer(subject) ||
        ((is_marked || absence) && speaks_like_an_answer(subject)))
        *evidence = g_strconcat("Subject: ", mail->subject, NULL);
    else if (answer)
        *evidence = g_strconcat("text: ", answer->text, NULL);
    else if (is_marked && absence)
        *evidence = g_strconcat("text: ", absence->text, NULL);
    return *evidence != NULL;
}
