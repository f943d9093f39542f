#include "policy/vote.h"
#include "base/text.h"

#define WORD_MAX  6 /* characters; a longer one is neither yes nor no */
#define DIGITS    2 /* no scale has more */
#define UNWRITTEN (-1)

/* ---- whether it counts ---- */

static bool
is_null(const DeskVoter *voter)
{
    return *voter->envelope_sender == '\0';
}

/* What holds for whatever such an address is for. */
static const char *
doubt_person(const DeskVoter *voter)
{
    if (!voter->is_his)
        return "it is not from the person who was asked";
    if (voter->assurance == DESK_ASSURANCE_FAILED)
        return "its From is proved to be forged";
    return voter->mail->unparsed ? "it could not be read" : NULL;
}

const char *
desk_vote_doubt(const DeskVoter *voter)
{
    const char *doubt = doubt_person(voter);
    if (!doubt && (is_null(voter) || voter->mail->machine != DESK_MACHINE_HUMAN))
        doubt = "a machine wrote it";
    return doubt;
}

const char *
desk_vote_doubt_opt_out(const DeskVoter *voter)
{
    DeskMachineKind machine = voter->mail->machine;
    bool is_asked_for = machine == DESK_MACHINE_HUMAN || machine == DESK_MACHINE_AUTO_GENERATED;
    const char *doubt = doubt_person(voter);
    if (!doubt && (is_null(voter) || !is_asked_for))
        doubt = "a machine wrote it that answers mails or reports on them";
    return doubt;
}

const char *
desk_vote_objection(const DeskSurvey *survey, gint64 score, const DeskVoteTerms *terms)
{
    if (score < desk_scale_least(survey->scale) || score > desk_scale_most(survey->scale))
        return "its scale has no such score";
    if (terms->now - survey->asked > terms->valid)
        return "it was asked too long ago (survey.valid)";
    if (survey->voted > 0 && terms->now - survey->voted > terms->change_within)
        return "it was voted on too long ago to be changed (survey.change-within)";
    return NULL;
}

bool
desk_vote_is_news(const DeskSurvey *survey, gint64 score, const char *comment)
{
    return survey->score != score || (comment && g_strcmp0(survey->comment, comment) != 0);
}

bool
desk_vote_turns_bad(const DeskSurvey *survey, gint64 score)
{
    return desk_scale_is_bad(survey->scale, (int) score) &&
           !desk_scale_is_bad(survey->scale, (int) survey->score);
}

/* ---- what it says ---- */

static const char *
skip_blanks(const char *p)
{
    for (gunichar c = g_utf8_get_char(p); c != 0 && c != '\n'; c = g_utf8_get_char(p)) {
        if (!g_unichar_isspace(c) && !desk_text_is_invisible(c) && !desk_text_is_bidi_control(c))
            break;
        p = g_utf8_next_char(p);
    }
    return p;
}

static const char *
skip_lines(const char *p)
{
    for (p = skip_blanks(p); *p == '\n'; p = skip_blanks(p + 1)) {
    }
    return p;
}

/* Without leading zeros; UNWRITTEN: none stands there. */
static gint64
read_number(const char **p)
{
    gint64 number = UNWRITTEN;
    for (int i = 0; g_unichar_isdigit(g_utf8_get_char(*p)); i++) {
        if (i == DIGITS || number == 0)
            return UNWRITTEN;
        number = MAX(number, 0) * 10 + g_unichar_digit_value(g_utf8_get_char(*p));
        *p = g_utf8_next_char(*p);
    }
    return number;
}

/* A sentence may go on behind it that is about the score. */
static bool
is_mark(gunichar c)
{
    static const gunichar marks[] = { '-',    ':',    ',',    ';',    '.',    '!',
                                      ')',    0x2026, 0x3001, 0x3002, 0x060c, 0xff01,
                                      0xff0c, 0xff0e, 0xff1a, 0 };
    for (const gunichar *mark = marks; *mark; mark++)
        if (*mark == c)
            return true;
    return g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION;
}

/* Behind a score the remark itself may begin with such a one. */
static bool
opens_remark(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_OPEN_PUNCTUATION || type == G_UNICODE_INITIAL_PUNCTUATION ||
           type == G_UNICODE_OTHER_SYMBOL || c == '"';
}

static bool
is_end(gunichar c)
{
    return c == 0 || c == '\n';
}

/* The score ends here, and does not go on as a sentence, a list, a time or a fraction. */
static bool
end_score(const char **p, bool is_number)
{
    const char *at = skip_blanks(*p);
    gunichar first = g_utf8_get_char(at);
    bool is_list = is_number && (first == '.' || first == ')');
    while (is_mark(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    bool is_marked = is_mark(first);
    at = skip_blanks(at);
    gunichar next = g_utf8_get_char(at);
    *p = at;
    if (is_end(next) || (!is_marked && opens_remark(next)))
        return true;
    return is_marked && !is_list && !(is_number && g_unichar_isdigit(next));
}

/* "/5", "out of 5", "von 5" behind a score; nothing is read when there is no such thing. False: it
 * is out of another number. */
static bool
read_most(DeskScale scale, const char **p)
{
    static const char *const words[] = { "/",   "\uff0f", "out of ", "of ", "von ", "sur ",
                                         "de ", "su ",    "di ",     "na ", "z " };
    const char *at = skip_blanks(*p);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!g_str_has_prefix(at, words[i]))
            continue;
        const char *number = skip_blanks(at + strlen(words[i]));
        if (!g_unichar_isdigit(g_utf8_get_char(number)))
            return *at != '/';
        *p = number;
        return read_number(p) == desk_scale_most(scale);
    }
    return true;
}

static bool
read_score(DeskScale scale, const char **p, gint64 *score)
{
    static const char points[] = "\u70b9"; /* that is how a score is written in Japanese */
    *score = read_number(p);
    if (*score < desk_scale_least(scale) || *score > desk_scale_most(scale))
        return false;
    if (g_str_has_prefix(*p, points))
        *p += strlen(points);
    return read_most(scale, p) && end_score(p, true);
}

/* In the languages of the templates, folded. */
static bool
find_word(const char *word, gint64 *score)
{
    static const char *const noes[] = { "no",       "nope", "nein", "non",
                                        "n\u00e3o", "nao",  "nie",  "\u3044\u3044\u3048",
                                        NULL };
    static const char *const yeses[] = { "yes", "yep",     "yeah", "ja",  "oui",          "s\u00ed",
                                         "si",  "s\u00ec", "sim",  "tak", "\u306f\u3044", NULL };
    *score = g_strv_contains(yeses, word);
    return *score == 1 || g_strv_contains(noes, word);
}

static bool
read_word(const char **p, gint64 *score)
{
    g_autoptr(GString) word = g_string_new(NULL);
    gunichar c;
    for (int i = 0; g_unichar_isalpha(c = g_utf8_get_char(*p)) || g_unichar_ismark(c); i++) {
        if (i == WORD_MAX)
            return false;
        g_string_append_unichar(word, c);
        *p = g_utf8_next_char(*p);
    }
    g_autofree char *plain = g_utf8_normalize(word->str, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = g_utf8_casefold(plain, -1);
    return find_word(folded, score) && end_score(p, false);
}

bool
desk_vote_read(DeskScale scale, const char *text, gint64 *score, const char **rest)
{
    const char *start = skip_lines(text);
    *rest = start;
    if (read_score(scale, rest, score))
        return true;
    *rest = start;
    return scale == DESK_SCALE_YES_NO && read_word(rest, score);
}

/* The text without a first line that is no more than the subject. */
static const char *
skip_subject(const DeskMail *mail, const char *text)
{
    const char *start = skip_lines(text);
    size_t size = strlen(mail->subject);
    if (size == 0 || !g_str_has_prefix(start, mail->subject))
        return start;
    const char *end = skip_blanks(start + size);
    return is_end(g_utf8_get_char(end)) ? skip_lines(end) : start;
}

char *
desk_vote_comment(DeskScale scale, const DeskMail *mail, const char *text)
{
    gint64 score;
    const char *rest;
    if (mail->unparsed || mail->is_encrypted || mail->nothing_new)
        return NULL;
    text = skip_subject(mail, text);
    bool is_score = desk_vote_read(scale, text, &score, &rest) && *skip_lines(rest) == '\0';
    g_autofree char *comment = g_strstrip(g_strdup(is_score ? "" : text));
    if (!*comment)
        return NULL;
    return g_strchomp(desk_text_cut(g_steal_pointer(&comment), DESK_VOTE_COMMENT_MAX));
}
