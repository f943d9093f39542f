#include "mail/reasons.h"
#include "base/text.h"
#include "mail/header.h"
#include "mail/recipients.h"
#include "mail/status.h"

#define SEGMENT_MAX    4096 /* bytes that are read about one recipient */
#define DIAGNOSTIC_MAX 400  /* bytes of a diagnostic that comes from a notice */
#define DESCRIBED_MAX  200  /* recipients for whom the notice is searched */

typedef struct {
    const GPtrArray *bounces;
    const DeskNotice *notice;
    const GArray *recipients; /* DeskRecipient */
    char *lower;              /* the notice in lower case */
} Search;

static void
set(char **slot, char *value)
{
    g_free(*slot);
    *slot = value;
}

static bool
has_code(const char *text)
{
    char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
    return desk_status_find(text, status) || desk_status_find_reply(text, code);
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
            g_strndup(search->notice->text.data + offset, MIN(size, SEGMENT_MAX));
        if (has_code(line))
            g_string_append(out, line);
        found = end ? strstr(end, key) : NULL;
    }
    return g_string_free(out, FALSE);
}

/* What is said before the first recipient: of all of them. */
static char *
text_above(const Search *search)
{
    const DeskNotice *notice = search->notice;
    if (search->recipients->len == 0)
        return g_strdup("");
    const char *line = g_array_index(search->recipients, DeskRecipient, 0).line;
    return g_strndup(notice->text.data, MIN((size_t) (line - notice->text.data), SEGMENT_MAX));
}

/* From the line with the address up to that of the next recipient; the whole for the only one. */
static DeskBytes
segment_of(const Search *search, const char *address)
{
    const DeskNotice *notice = search->notice;
    const char *end = notice->text.data + notice->text.size;
    for (unsigned i = 0; i < search->recipients->len; i++) {
        const DeskRecipient *recipient = &g_array_index(search->recipients, DeskRecipient, i);
        if (g_ascii_strcasecmp(recipient->address, address) != 0)
            continue;
        if (i + 1 < search->recipients->len) {
            const char *next = g_array_index(search->recipients, DeskRecipient, i + 1).line;
            end = next > recipient->line ? next : end;
        }
        return (DeskBytes){ recipient->line, MIN((size_t) (end - recipient->line), SEGMENT_MAX) };
    }
    bool is_only = search->bounces->len == 1;
    return (DeskBytes){ notice->text.data, is_only ? MIN(notice->text.size, SEGMENT_MAX) : 0 };
}

static bool
says_why(DeskBytes line)
{
    g_autofree char *copy = g_strndup(line.data, line.size);
    g_autofree char *folded = desk_phrases_fold(line);
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
refine_status(DeskBounce *bounce, const char *text)
{
    char status[DESK_STATUS_SIZE];
    if (!desk_status_find(text, status) || is_vague(status))
        return;
    if (*bounce->status == '\0' || *bounce->status == *status)
        set(&bounce->status, g_strdup(status));
}

static void
complete_status(DeskBounce *bounce, const char *guess)
{
    char class = class_of(bounce);
    if (*bounce->status == '\0')
        set(&bounce->status, g_strdup_printf("%c.%s", class, guess ? guess : "0.0"));
}

/* Reads text for what is still missing. */
static const char *
learn(DeskBounce *bounce, const char *text)
{
    char code[DESK_REPLY_SIZE];
    g_autofree char *folded = desk_phrases_fold((DeskBytes){ text, strlen(text) });
    if (bounce->action == DESK_BOUNCE_FAILED || bounce->action == DESK_BOUNCE_DELAYED) {
        if (is_vague(bounce->status))
            refine_status(bounce, text);
        if (*bounce->reply_code == '\0' && desk_status_find_reply(text, code))
            set(&bounce->reply_code, g_strdup(code));
    }
    if (*bounce->diagnostic == '\0')
        set(&bounce->diagnostic, pick_paragraph(text, says_why));
    return desk_status_guess(folded);
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
static const char *
learn_from_notice(const Search *search, DeskBounce *bounce, const char *guess)
{
    DeskBytes segment = segment_of(search, bounce->recipient);
    g_autofree char *lines = lines_about(search, bounce->recipient);
    g_autofree char *below = g_strndup(segment.data, segment.size);
    g_autofree char *above = text_above(search);
    const char *const texts[] = { lines, below, above };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (*texts[i] == '\0' || (guess && !(i == 0 && is_vague(bounce->status))))
            continue;
        const char *found = learn(bounce, texts[i]);
        guess = guess ? guess : found;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(texts) && *bounce->diagnostic == '\0'; i++)
        set(&bounce->diagnostic, pick_paragraph(texts[i], is_prose));
    return guess;
}

static void
describe(const Search *search, DeskBounce *bounce)
{
    const char *guess = NULL;
    if (*bounce->diagnostic) {
        refine_status(bounce, bounce->diagnostic);
        guess = guess_diagnostic(bounce->diagnostic);
    }
    bool is_known = guess && !is_vague(bounce->status);
    if (!is_known && search->bounces->len <= DESCRIBED_MAX)
        guess = learn_from_notice(search, bounce, guess);
    complete_status(bounce, guess);
    bounce->hard =
        bounce->action == DESK_BOUNCE_FAILED && desk_status_is_hard(bounce->status, guess);
}

void
desk_reasons_describe(GPtrArray *bounces, const DeskNotice *notice, const GArray *recipients)
{
    g_autofree char *lower = g_ascii_strdown(notice->text.data, (gssize) notice->text.size);
    const Search search = { bounces, notice, recipients, lower };
    for (unsigned i = 0; i < bounces->len; i++)
        describe(&search, g_ptr_array_index(bounces, i));
}
