#include "machine/auto-reply.h"
#include "machine/auto-reply-words.h"
#include "machine/claims.h"
#include "machine/notice.h"

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

/* The row with which the subject begins behind its tags as the machine writes it, or NULL. */
static const DeskPhrase *
find_start(const char *subject)
{
    for (unsigned tags = 0; subject && tags < 4; tags++, subject = skip_tag(subject))
        for (const DeskPhrase *row = desk_auto_reply_starts; row->text; row++)
            if (g_str_has_prefix(subject, row->text) && is_marked_off(subject, row))
                return row;
    return NULL;
}

static bool
speaks_like_an_answer(const char *subject)
{
    return desk_phrases_find(desk_auto_reply_starts, subject) ||
           desk_phrases_find(desk_auto_reply_subjects, subject);
}

/* "Re: ", "AW: ", "Odp: ": what a mail client puts before the subject it answers. */
static bool
has_answer_prefix(const char *subject)
{
    for (unsigned tags = 0; subject && tags < 4; tags++, subject = skip_tag(subject))
        if (desk_phrases_find(desk_notice_answers, subject))
            return true;
    return false;
}

/*
 * People keep the subject of what they answer behind such a prefix. A responder names the mail that
 * it answers and has a subject of its own.
 */
static bool
answers_afresh(const DeskWording *said)
{
    return said->mail->in_reply_to->len > 0 && !has_answer_prefix(said->subject);
}

/* Mail clients name the mail that they answer, and old responders do not. */
static bool
answers_blindly(const DeskWording *said)
{
    return g_str_has_prefix(said->subject, "re:") && said->mail->in_reply_to->len == 0 &&
           said->mail->references->len == 0;
}

/* With another mark the words of people suffice, too: a machine did send it. */
static char *
find_marked(const DeskWording *said)
{
    if (find_start(said->subject) || speaks_like_an_answer(said->subject))
        return g_strconcat("Subject: ", said->mail->subject, NULL);
    const DeskPhrase *answer = desk_phrases_find(desk_auto_reply_answers, said->start);
    if (!answer)
        answer = desk_phrases_find(desk_auto_reply_absences, said->text);
    return answer ? g_strconcat("text: ", answer->text, NULL) : NULL;
}

/*
 * Who is absent and why is no mark: people, too, write that they will be away, and ask about
 * responders. So the form of the mail has to be a machine's, and it asks nothing.
 */
static char *
find_absence(const DeskWording *said, const DeskPhrase *start)
{
    const DeskPhrase *absence =
        desk_claims_find(said, said->start, desk_auto_reply_absences, DESK_CLAIM_ANYWHERE);
    bool is_alike = start || (answers_afresh(said) && speaks_like_an_answer(said->subject));
    if (desk_claims_ask(said->start))
        return NULL;
    if ((start && (answers_afresh(said) || *said->start == '\0')) || (absence && is_alike))
        return g_strconcat("Subject: ", said->mail->subject, NULL);
    return absence && answers_blindly(said) ? g_strconcat("text: ", absence->text, NULL) : NULL;
}

static char *
find_unmarked(const DeskWording *said)
{
    const DeskPhrase *start = find_start(said->subject);
    if (start && !start->means)
        return g_strconcat("Subject: ", said->mail->subject, NULL);
    const DeskPhrase *answer =
        desk_claims_find(said, said->start, desk_auto_reply_answers, DESK_CLAIM_SENTENCE);
    return answer ? g_strconcat("text: ", answer->text, NULL) : find_absence(said, start);
}

bool
desk_auto_reply_read(const DeskWording *said, bool is_marked, char **evidence)
{
    *evidence = is_marked ? find_marked(said) : find_unmarked(said);
    return *evidence != NULL;
}
