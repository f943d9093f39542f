#include "mail/auto-reply.h"
#include "mail/auto-reply-words.h"

#define TAG_MAX 40

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
is_mark(gunichar c)
{
    return c == ':' || c == ']' || c == ')' || c == '}' || c == '>' || c == 0x3011;
}

/* The phrase ends with a mark or has one behind it. */
static bool
is_marked_off(const char *subject, const DeskPhrase *row)
{
    const char *end = row->text + strlen(row->text);
    const char *behind = subject + strlen(row->text);
    behind += *behind == ' ';
    return is_mark(g_utf8_get_char(g_utf8_prev_char(end))) || is_mark(g_utf8_get_char(behind));
}

static bool
begins_like_an_answer(const char *subject)
{
    for (unsigned tags = 0; subject && tags < 4; tags++, subject = skip_tag(subject))
        for (const DeskPhrase *row = desk_auto_reply_starts; row->text; row++)
            if (g_str_has_prefix(subject, row->text) && is_marked_off(subject, row))
                return true;
    return false;
}

static bool
speaks_like_an_answer(const char *subject)
{
    return desk_phrases_find(desk_auto_reply_starts, subject) ||
           desk_phrases_find(desk_auto_reply_subjects, subject);
}

/*
 * Absence alone is nothing: people, too, write that they will be away. Mail clients name the mail
 * that they answer, though, and old responders do not.
 */
static bool
answers_blindly(const DeskWording *said)
{
    return g_str_has_prefix(said->subject, "re:") && said->mail->in_reply_to->len == 0 &&
           said->mail->references->len == 0;
}

bool
desk_auto_reply_read(const DeskWording *said, bool is_marked, char **evidence)
{
    const DeskPhrase *answer = desk_phrases_find(desk_auto_reply_answers, said->start);
    const DeskPhrase *absence =
        desk_phrases_find(desk_auto_reply_absences, is_marked ? said->text : said->start);

    *evidence = NULL;
    if (begins_like_an_answer(said->subject) ||
        ((is_marked || absence) && speaks_like_an_answer(said->subject)))
        *evidence = g_strconcat("Subject: ", said->mail->subject, NULL);
    else if (answer)
        *evidence = g_strconcat("text: ", answer->text, NULL);
    else if (absence && (is_marked || answers_blindly(said)))
        *evidence = g_strconcat("text: ", absence->text, NULL);
    return *evidence != NULL;
}
