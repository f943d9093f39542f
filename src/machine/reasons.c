#include "machine/reasons.h"
#include "base/text.h"
#include "machine/recipients.h"
#include "machine/status.h"
#include "mail/header.h"

#define SEGMENT_MAX    4096 /* bytes that are read about one recipient */
#define DIAGNOSTIC_MAX 400  /* bytes of a diagnostic that comes from a notice */
#define WORD_MIN       4    /* bytes of the shortest code or phrase, with the end of its line */
#define DESCRIBED_MAX  200  /* recipients for whom the notice is searched */

/* What one piece of text says. */
typedef struct {
    DeskBytes text;
    char status[DESK_STATUS_SIZE];
    char reply[DESK_REPLY_SIZE];
    const char *guess; /* as desk_status_guess has it */
    char *why;         /* the paragraph with a code or a known word, or "" */
    char *prose;       /* that with the first sentence, or "" */
} Lesson;

typedef struct {
    const GPtrArray *bounces;
    const DeskNotice *notice;
    const GArray *recipients; /* DeskRecipient */
    char *lower;              /* the notice in lower case */
    Lesson above;             /* of what is said before the first recipient: of all of them */
    Lesson below;             /* of the segment that was read last: several may share it */
} Search;

static bool
has_code(const char *text)
{
    char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
    return desk_status_find(text, status) || desk_status_find_reply(text, code);
}

/* The caller's. */
static char *
copy_plain(DeskBytes text)
{
    char *copy = g_strndup(text.data, text.size);
    desk_status_spread(copy);
    return copy;
}

/* The lines that name the address and hold a code, as in the transcript of a session. */
static char *
lines_about(const Search *search, const char *address)
{
    GString *out = g_string_new(NULL);
    g_autofree char *key = g_ascii_strdown(address, -1);
    const char *found = *key ? strstr(search->lower, key) : NULL;
    while (found && out->len < SEGMENT_MAX) {
        const char *start = found, *end = strchr(found, '\n');
        while (start > search->lower && start[-1] != '\n' && found - start < SEGMENT_MAX)
            start--;
        size_t size = end ? (size_t) (end + 1 - start) : strlen(start);
        size_t offset = (size_t) (start - search->lower);
        g_autofree char *line =
            copy_plain((DeskBytes){ search->notice->text.data + offset, MIN(size, SEGMENT_MAX) });
        if (has_code(line))
            g_string_append(out, line);
        found = end ? strstr(end, key) : NULL;
    }
    return g_string_free(out, FALSE);
}

static DeskBytes
text_above(const Search *search)
{
    DeskBytes text = search->notice->text;
    if (search->recipients->len == 0)
        return (DeskBytes){ text.data, 0 };
    const char *line = g_array_index(search->recipients, DeskRecipient, 0).line;
    return (DeskBytes){ text.data, MIN((size_t) (line - text.data), SEGMENT_MAX) };
}

/* From the line with the address up to the next one with another; the whole for the only one. */
static DeskBytes
segment_of(const Search *search, const char *address)
{
    DeskBytes text = search->notice->text;
    const char *line = NULL, *end = text.data + text.size;
    for (unsigned i = 0; i < search->recipients->len; i++) {
        const DeskRecipient *recipient = &g_array_index(search->recipients, DeskRecipient, i);
        if (!line && g_ascii_strcasecmp(recipient->address, address) == 0)
            line = recipient->line;
        if (line && recipient->line > line) {
            end = recipient->line;
            break;
        }
    }
    if (line)
        return (DeskBytes){ line, MIN((size_t) (end - line), SEGMENT_MAX) };
    return (DeskBytes){ text.data, search->bounces->len == 1 ? MIN(text.size, SEGMENT_MAX) : 0 };
}

static bool
says_why(DeskBytes line)
{
    if (line.size < WORD_MIN)
        return false;
    g_autofree char *copy = copy_plain(line);
    g_autofree char *folded = desk_phrases_fold((DeskBytes){ copy, line.size });
    return has_code(copy) || desk_status_guess(folded);
}

/* A sentence: not an address alone, no rule of dashes, not what announces something else. */
static bool
is_prose(DeskBytes line)
{
    unsigned words = 0;
    while (line.size > 0 && g_ascii_isspace(line.data[line.size - 1]))
        line.size--;
    for (size_t i = 0; i < line.size; i++)
        if (((unsigned char) line.data[i] >= 0x80 || g_ascii_isalpha(line.data[i])) &&
            (i == 0 || strchr(" \t\"(", line.data[i - 1])))
            words++;
    bool announces = line.size > 0 && line.data[line.size - 1] == ':';
    return words >= 5 || (!announces && words > (memchr(line.data, '@', line.size) ? 1 : 0));
}

/* From the first line that fits to the end of its paragraph. */
static char *
pick_paragraph(const char *text, bool (*fits)(DeskBytes line))
{
    DeskBytes rest = { text, strlen(text) };
    while (rest.size > 0) {
        const char *start = rest.data;
        if (!fits(desk_header_take_line(&rest)))
            continue;
        const char *end = strstr(start, "\n\n");
        size_t size = end ? (size_t) (end - start) : strlen(start);
        return desk_text_cut(desk_text_line(start, MIN(size, SEGMENT_MAX)), DIAGNOSTIC_MAX);
    }
    return g_strdup("");
}

static char
class_of(const DeskBounce *bounce)
{
    if (bounce->action == DESK_BOUNCE_DELAYED)
        return '4';
    if (bounce->action != DESK_BOUNCE_FAILED)
        return '2';
    return *bounce->reply_code ? *bounce->reply_code : '5';
}

/* "5.0.0" only says that it failed. */
static bool
is_vague(const char *status)
{
    return *status == '\0' || strcmp(status + 1, ".0.0") == 0;
}

/*
 * The server of the recipient knows best why: its status counts when it only makes that of the
 * report more precise.
 */
static void
refine_status(DeskBounce *bounce, const char *status)
{
    bool fits = *bounce->status ? *bounce->status == *status
                                : *status == '4' || bounce->action == DESK_BOUNCE_FAILED;
    if (!is_vague(status) && fits)
        desk_mail_set(&bounce->status, g_strdup(status));
}

/*
 * What was given up after days without a code is a failure like others here: 5.4.7. Most servers
 * that give one give 4.4.7, since RFC 3463 section 2 counts abandonment as transient too; theirs is
 * kept. Neither is hard.
 */
static void
complete_status(DeskBounce *bounce, const char *guess)
{
    char class = class_of(bounce);
    if (*bounce->status == '\0')
        desk_mail_set(&bounce->status, g_strdup_printf("%c.%s", class, guess ? guess : "0.0"));
}

static void
clear_lesson(Lesson *lesson)
{
    g_clear_pointer(&lesson->why, g_free);
    g_clear_pointer(&lesson->prose, g_free);
}

/*
 * What the server of the recipient says itself, with its codes, counts for more than how another
 * explains it: "the mailbox is full or does not exist".
 */
static const char *
guess_reply(const char *text)
{
    const char *guess = NULL;
    DeskBytes rest = { text, strlen(text) };
    char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
    while (rest.size > 0 && !guess) {
        DeskBytes line = desk_header_take_line(&rest);
        g_autofree char *copy = g_strndup(line.data, line.size);
        if (!desk_status_find(copy, status) || !desk_status_find_reply(copy, code))
            continue;
        g_autofree char *folded = desk_phrases_fold(line);
        guess = desk_status_guess(folded);
    }
    return guess;
}

static void
read_lesson(Lesson *lesson, DeskBytes text)
{
    g_autofree char *copy = copy_plain(text);
    g_autofree char *folded = desk_phrases_fold((DeskBytes){ copy, text.size });
    clear_lesson(lesson);
    lesson->text = text;
    desk_status_find(copy, lesson->status);
    desk_status_find_reply(copy, lesson->reply);
    lesson->guess = guess_reply(copy);
    if (!lesson->guess)
        lesson->guess = desk_status_guess(folded);
    lesson->why = pick_paragraph(copy, says_why);
    lesson->prose = pick_paragraph(copy, is_prose);
}

/* Takes over what is still missing. */
static void
apply_lesson(DeskBounce *bounce, const Lesson *lesson, const char **guess)
{
    bool refused = bounce->action == DESK_BOUNCE_FAILED || bounce->action == DESK_BOUNCE_DELAYED;
    if (refused && is_vague(bounce->status))
        refine_status(bounce, lesson->status);
    if (refused && *bounce->reply_code == '\0')
        desk_mail_set(&bounce->reply_code, g_strdup(lesson->reply));
    if (*bounce->diagnostic == '\0')
        desk_mail_set(&bounce->diagnostic, g_strdup(lesson->why));
    if (!*guess)
        *guess = lesson->guess;
}

/* "Service unavailable" hides the reason rather than giving it. */
static const char *
guess_diagnostic(const char *diagnostic)
{
    g_autofree char *folded = desk_phrases_fold((DeskBytes){ diagnostic, strlen(diagnostic) });
    const char *guess = desk_status_guess(folded);
    return guess && guess[0] == '3' && guess[2] != '4' ? NULL : guess;
}

/* The lines that name the address, what follows it, what precedes them all. */
static void
learn_from_notice(Search *search, DeskBounce *bounce, const char **guess)
{
    Lesson about = { 0 };
    DeskBytes segment = segment_of(search, bounce->recipient);
    g_autofree char *lines = lines_about(search, bounce->recipient);
    read_lesson(&about, (DeskBytes){ lines, strlen(lines) });
    if (segment.data != search->below.text.data || segment.size != search->below.text.size)
        read_lesson(&search->below, segment);

    const Lesson *const lessons[] = { &about, &search->below, &search->above };
    for (size_t i = 0; i < G_N_ELEMENTS(lessons); i++)
        if (!*guess || (i == 0 && is_vague(bounce->status)))
            apply_lesson(bounce, lessons[i], guess);
    for (size_t i = 0; i < G_N_ELEMENTS(lessons) && *bounce->diagnostic == '\0'; i++)
        desk_mail_set(&bounce->diagnostic, g_strdup(lessons[i]->prose));
    clear_lesson(&about);
}

static void
describe(Search *search, DeskBounce *bounce)
{
    const char *guess = NULL;
    char status[DESK_STATUS_SIZE];
    if (*bounce->diagnostic) {
        if (desk_status_find(bounce->diagnostic, status))
            refine_status(bounce, status);
        guess = guess_diagnostic(bounce->diagnostic);
    }
    bool is_known = guess && !is_vague(bounce->status);
    if (!is_known && search->bounces->len <= DESCRIBED_MAX)
        learn_from_notice(search, bounce, &guess);
    complete_status(bounce, guess);
    bounce->hard =
        bounce->action == DESK_BOUNCE_FAILED && desk_status_is_hard(bounce->status, guess);
}

void
desk_reasons_describe(GPtrArray *bounces, const DeskNotice *notice, const GArray *recipients)
{
    g_autofree char *lower = g_ascii_strdown(notice->text.data, (gssize) notice->text.size);
    Search search = { bounces, notice, recipients, lower, { .why = NULL }, { .why = NULL } };
    read_lesson(&search.above, text_above(&search));
    for (unsigned i = 0; i < bounces->len; i++)
        describe(&search, g_ptr_array_index(bounces, i));
    clear_lesson(&search.above);
    clear_lesson(&search.below);
}
