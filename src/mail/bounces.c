#include "mail/bounces.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/dsn.h"
#include "mail/ids.h"
#include "mail/mailboxes.h"
#include "mail/recipients.h"
#include "mail/status.h"
#include "mail/verdict.h"

#define SEGMENT_MAX    4096 /* bytes that are read about one recipient */
#define DIAGNOSTIC_MAX 400  /* bytes of a diagnostic that comes from a notice */
#define DESCRIBED_MAX  200  /* recipients for whom the notice is searched */

typedef struct {
    DeskMail *mail;
    const GArray *headers;
    const DeskParts *parts;
    DeskNotice notice;
    GArray *recipients; /* DeskRecipient, of the notice */
    GArray *returned;   /* DeskHeader of the returned mail, views into top */
    char *top;          /* the copy of its header in the notice, or NULL */
    char *lower;        /* the notice in lower case */
    DeskMachineKind kind;
} Reading;

static void
set(char **slot, char *value)
{
    g_free(*slot);
    *slot = value;
}

static DeskBytes
view(const GByteArray *bytes)
{
    return bytes ? (DeskBytes){ (const char *) bytes->data, bytes->len } : (DeskBytes){ "", 0 };
}

static DeskBounce *
bounce_at(const Reading *reading, unsigned i)
{
    return g_ptr_array_index(reading->mail->bounces, i);
}

static DeskBounceAction
action_of(const Reading *reading)
{
    if (reading->kind == DESK_MACHINE_DELAY)
        return DESK_BOUNCE_DELAYED;
    return reading->kind == DESK_MACHINE_SUCCESS ? DESK_BOUNCE_DELIVERED : DESK_BOUNCE_FAILED;
}

static void
add_bounce(Reading *reading, const char *address)
{
    GPtrArray *list = reading->mail->bounces;
    for (unsigned i = 0; i < list->len; i++)
        if (g_ascii_strcasecmp(bounce_at(reading, i)->recipient, address) == 0)
            return;
    if (list->len >= DESK_MAIL_LIST_MAX)
        return;
    DeskBounce *bounce = desk_bounce_new();
    bounce->action = action_of(reading);
    set(&bounce->recipient, g_strdup(address));
    g_ptr_array_add(list, bounce);
}

/* A header as a list of addresses; those of the first field of that name. */
static void
add_from_header(Reading *reading, const GArray *headers, const char *name)
{
    int found = desk_headers_find(headers, name, 0);
    if (found < 0)
        return;
    g_autoptr(DeskMail) scratch = desk_mail_new();
    desk_mailboxes_read(g_array_index(headers, DeskHeader, found).value, desk_charset_decode_plain,
                        NULL, scratch->to);
    for (unsigned i = 0; i < scratch->to->len; i++)
        add_bounce(reading, ((DeskMailAddress *) g_ptr_array_index(scratch->to, i))->address);
}

/* The blocks that lie in the text itself, where no part of its own holds them. */
static void
add_from_fields(Reading *reading, DeskBytes rest)
{
    GPtrArray *list = reading->mail->bounces;
    while (rest.size > 0) {
        DeskBytes here = rest;
        if (!desk_dsn_is_field(desk_header_take_line(&rest)))
            continue;
        desk_dsn_read(here, list);
        break;
    }
    for (unsigned i = list->len; i > 0; i--)
        if (*bounce_at(reading, i - 1)->recipient == '\0')
            g_ptr_array_remove_index(list, i - 1);
}

static void
add_from_notice(Reading *reading)
{
    for (unsigned i = 0; i < reading->recipients->len; i++)
        add_bounce(reading, g_array_index(reading->recipients, DeskRecipient, i).address);
}

/* From the surest to the last resort. */
static void
find_recipients(Reading *reading)
{
    GPtrArray *list = reading->mail->bounces;
    if (list->len == 0)
        add_from_header(reading, reading->headers, "X-Failed-Recipients");
    if (list->len == 0)
        add_from_fields(reading, reading->notice.text);
    if (list->len == 0)
        add_from_notice(reading);
    /* A report that was passed on, with a notice of its own. */
    if (list->len == 0)
        add_from_fields(reading, reading->notice.copy);
    if (list->len == 0)
        add_from_header(reading, reading->returned, "To");
    if (list->len == 0)
        add_from_header(reading, reading->returned, "Delivered-To");
}

/* A block of the status part that does not say whom it is about: the notice may. */
static void
name_recipient(Reading *reading)
{
    GPtrArray *list = reading->mail->bounces;
    if (list->len != 1 || *bounce_at(reading, 0)->recipient)
        return;
    DeskBounce *bounce = g_ptr_array_steal_index(list, 0);
    find_recipients(reading);
    if (list->len == 0) {
        g_ptr_array_add(list, bounce);
        return;
    }
    for (unsigned i = 0; i < list->len; i++) {
        DeskBounce *named = bounce_at(reading, i);
        named->action = bounce->action;
        set(&named->status, g_strdup(bounce->status));
        set(&named->reply_code, g_strdup(bounce->reply_code));
        set(&named->diagnostic, g_strdup(bounce->diagnostic));
    }
    desk_bounce_free(bounce);
}

static bool
has_code(const char *text)
{
    char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
    return desk_status_find(text, status) || desk_status_find_reply(text, code);
}

/* The lines that name the address and hold a code, as in the transcript of a session. */
static char *
lines_about(const Reading *reading, const char *address)
{
    GString *out = g_string_new(NULL);
    g_autofree char *key = g_ascii_strdown(address, -1);
    const char *found = *key ? strstr(reading->lower, key) : NULL;
    while (found && out->len < SEGMENT_MAX) {
        const char *start = found, *end = strchr(found, '\n');
        while (start > reading->lower && start[-1] != '\n' && found - start < SEGMENT_MAX)
            start--;
        size_t size = end ? (size_t) (end + 1 - start) : strlen(start);
        size_t offset = (size_t) (start - reading->lower);
        g_autofree char *line =
            g_strndup(reading->notice.text.data + offset, MIN(size, SEGMENT_MAX));
        if (has_code(line))
            g_string_append(out, line);
        found = end ? strstr(end, key) : NULL;
    }
    return g_string_free(out, FALSE);
}

/* What is said before the first recipient: of all of them. */
static char *
text_above(const Reading *reading)
{
    const DeskNotice *notice = &reading->notice;
    if (reading->recipients->len == 0)
        return g_strdup("");
    const char *line = g_array_index(reading->recipients, DeskRecipient, 0).line;
    return g_strndup(notice->text.data, MIN((size_t) (line - notice->text.data), SEGMENT_MAX));
}

/* From the line with the address up to that of the next recipient; the whole for the only one. */
static DeskBytes
segment_of(const Reading *reading, const char *address)
{
    const DeskNotice *notice = &reading->notice;
    const char *end = notice->text.data + notice->text.size;
    for (unsigned i = 0; i < reading->recipients->len; i++) {
        const DeskRecipient *recipient = &g_array_index(reading->recipients, DeskRecipient, i);
        if (g_ascii_strcasecmp(recipient->address, address) != 0)
            continue;
        if (i + 1 < reading->recipients->len) {
            const char *next = g_array_index(reading->recipients, DeskRecipient, i + 1).line;
            end = next > recipient->line ? next : end;
        }
        return (DeskBytes){ recipient->line, MIN((size_t) (end - recipient->line), SEGMENT_MAX) };
    }
    bool is_only = reading->mail->bounces->len == 1;
    return (DeskBytes){ notice->text.data, is_only ? MIN(notice->text.size, SEGMENT_MAX) : 0 };
}

static bool
says_why(DeskBytes line)
{
    g_autofree char *copy = g_strndup(line.data, line.size);
    g_autofree char *folded = desk_phrases_fold(line);
    return has_code(copy) || desk_status_guess(folded);
}

/* A sentence, not an address alone and no rule of dashes. */
static bool
is_prose(DeskBytes line)
{
    unsigned words = 0;
    for (size_t i = 0; i < line.size; i++)
        if (((unsigned char) line.data[i] >= 0x80 || g_ascii_isalpha(line.data[i])) &&
            (i == 0 || strchr(" \t\"(", line.data[i - 1])))
            words++;
    return words >= 2 || (words == 1 && !memchr(line.data, '@', line.size));
}

/* From the line that has a code or a known word, else from the first sentence, to the paragraph's
 * end. */
static char *
pick_diagnostic(const char *text)
{
    DeskBytes rest = { text, strlen(text) };
    const char *start = NULL;
    while (rest.size > 0) {
        DeskBytes line = desk_header_take_line(&rest);
        bool found = says_why(line);
        if (found || (!start && is_prose(line)))
            start = line.data;
        if (found)
            break;
    }
    if (!start)
        return g_strdup("");
    const char *end = strstr(start, "\n\n");
    size_t size = end ? (size_t) (end - start) : strlen(start);
    return desk_text_cut(desk_text_line(start, MIN(size, SEGMENT_MAX)), DIAGNOSTIC_MAX);
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
        set(&bounce->diagnostic, pick_diagnostic(text));
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
learn_from_notice(const Reading *reading, DeskBounce *bounce, const char *guess)
{
    DeskBytes segment = segment_of(reading, bounce->recipient);
    g_autofree char *lines = lines_about(reading, bounce->recipient);
    g_autofree char *below = g_strndup(segment.data, segment.size);
    g_autofree char *above = text_above(reading);
    const char *const texts[] = { lines, below, above };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (*texts[i] == '\0' || (guess && !(i == 0 && is_vague(bounce->status))))
            continue;
        const char *found = learn(bounce, texts[i]);
        guess = guess ? guess : found;
    }
    return guess;
}

static void
describe(const Reading *reading, DeskBounce *bounce)
{
    const char *guess = NULL;
    if (*bounce->diagnostic) {
        refine_status(bounce, bounce->diagnostic);
        guess = guess_diagnostic(bounce->diagnostic);
    }
    bool is_known = guess && !is_vague(bounce->status);
    if (!is_known && reading->mail->bounces->len <= DESCRIBED_MAX)
        guess = learn_from_notice(reading, bounce, guess);
    complete_status(bounce, guess);
    bounce->hard =
        bounce->action == DESK_BOUNCE_FAILED && desk_status_is_hard(bounce->status, guess);
}

static bool
add_returned_id(DeskMail *mail, DeskBytes value)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    desk_ids_read(value, ids);
    if (ids->len == 0)
        return false;
    g_autofree char *id = desk_charset_decode_plain(
        (DeskBytes){ g_ptr_array_index(ids, 0), strlen(g_ptr_array_index(ids, 0)) }, NULL, NULL);
    set(&mail->returned_id, g_strdup(id));
    return true;
}

static bool
read_returned_id(DeskMail *mail, const GArray *headers)
{
    static const char *const names[] = { "Message-ID", "X-Original-Message-ID",
                                         "Original-Message-ID" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        int found = desk_headers_find(headers, names[i], 0);
        if (found >= 0 && add_returned_id(mail, g_array_index(headers, DeskHeader, found).value))
            return true;
    }
    return false;
}

/* The returned mail, what the notice or the status part says of it, else what the report answers.
 */
static void
find_returned_id(Reading *reading)
{
    DeskMail *mail = reading->mail;
    const DeskNotice *notice = &reading->notice;
    if (read_returned_id(mail, reading->returned))
        return;
    const DeskBytes blocks[] = { view(reading->parts ? reading->parts->status : NULL),
                                 notice->text };
    for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++) {
        DeskBytes rest = { blocks[i].data, MIN(blocks[i].size, DESK_NOTICE_MAX) };
        while (rest.size > 0) {
            DeskBytes line = desk_header_take_line(&rest);
            while (line.size > 0 && g_ascii_isspace(line.data[0])) {
                line.data++;
                line.size--;
            }
            g_autoptr(GArray) one = desk_headers_read(line, NULL);
            if (one->len > 0 && read_returned_id(mail, one))
                return;
        }
    }
    if (mail->in_reply_to->len == 1)
        set(&mail->returned_id, g_strdup(g_ptr_array_index(mail->in_reply_to, 0)));
}

/* Without what precedes its first field, and without the indentation some servers add. */
static char *
dedent(DeskBytes copy)
{
    GString *out = g_string_new(NULL);
    size_t indent = 0;
    DeskHeader field;
    while (copy.size > 0) {
        DeskBytes line = desk_header_take_line(&copy);
        size_t blanks = 0;
        while (blanks < line.size && (line.data[blanks] == ' ' || line.data[blanks] == '\t'))
            blanks++;
        DeskBytes rest = { line.data + blanks, line.size - blanks };
        if (out->len == 0) {
            if (!desk_header_split(rest, &field) || field.value.size == 0)
                continue;
            indent = blanks;
        } else if (desk_header_is_end(rest)) {
            break;
        }
        size_t cut = MIN(indent, blanks);
        g_string_append_len(out, line.data + cut, (gssize) (line.size - cut));
    }
    return g_string_free(out, FALSE);
}

/* The header of the returned mail: its part, else the copy in the notice. */
static void
read_returned(Reading *reading)
{
    DeskBytes part = view(reading->parts ? reading->parts->returned : NULL);
    if (part.size == 0) {
        reading->top = dedent(reading->notice.copy);
        part = (DeskBytes){ reading->top, strlen(reading->top) };
    }
    reading->returned = desk_headers_read(part, NULL);
}

/* What the blocks say together: one failure makes it a bounce. */
static DeskMachineKind
kind_of_bounces(const GPtrArray *bounces, DeskMachineKind kind)
{
    bool failed = false, delayed = false;
    for (unsigned i = 0; i < bounces->len; i++) {
        const DeskBounce *bounce = g_ptr_array_index(bounces, i);
        failed |= bounce->action == DESK_BOUNCE_FAILED;
        delayed |= bounce->action == DESK_BOUNCE_DELAYED;
    }
    if (bounces->len == 0)
        return kind;
    return failed ? DESK_MACHINE_BOUNCE : delayed ? DESK_MACHINE_DELAY : DESK_MACHINE_SUCCESS;
}

static void
read_report(Reading *reading)
{
    DeskMail *mail = reading->mail;
    reading->recipients = desk_recipients_find(&reading->notice, mail);
    read_returned(reading);
    reading->lower = g_ascii_strdown(reading->notice.text.data, (gssize) reading->notice.text.size);
    if (mail->bounces->len == 0)
        find_recipients(reading);
    else
        name_recipient(reading);
    for (unsigned i = 0; i < mail->bounces->len; i++)
        describe(reading, bounce_at(reading, i));
    find_returned_id(reading);
    mail->machine = kind_of_bounces(mail->bounces, reading->kind);
    g_array_unref(reading->recipients);
    g_array_unref(reading->returned);
    g_free(reading->top);
    g_free(reading->lower);
}

bool
desk_bounces_read(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    Reading reading = { .mail = mail, .headers = headers, .parts = parts };
    if (!desk_verdict_is_possible(headers, parts))
        return false;
    g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func((GDestroyNotify) desk_bounce_free);
    desk_dsn_read(view(parts ? parts->status : NULL), blocks);
    g_autofree char *evidence = NULL;
    desk_notice_init(&reading.notice, mail->text);
    bool is_report = desk_verdict_find(&(DeskCase){ mail, headers, parts, &reading.notice, blocks },
                                       &reading.kind, &evidence);
    if (is_report) {
        g_ptr_array_extend_and_steal(mail->bounces, g_steal_pointer(&blocks));
        set(&mail->machine_evidence, g_steal_pointer(&evidence));
        read_report(&reading);
    }
    desk_notice_clear(&reading.notice);
    return is_report;
}
