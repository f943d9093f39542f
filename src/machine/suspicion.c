#include "machine/suspicion.h"
#include "base/text.h"
#include "machine/recipients.h"
#include "machine/report.h"
#include "machine/status.h"
#include "mail/mailboxes.h"
#include "mail/words.h"
#include "text/charset.h"

/* How much each kind of sign says. */
typedef struct {
    unsigned sender;   /* 3: a daemon's name, 2: an administrator's too, 1: a person's too */
    unsigned subject;  /* 2: only machines write so, 1: people too */
    unsigned phrases;  /* likewise; 3: with these a server introduces itself */
    bool has_envelope; /* sent by nobody: RFC 5321 section 4.5.5 */
    bool has_marker;   /* a field that says a machine wrote it */
    bool has_vendor;   /* a field that only reports of some server have */
    bool has_returned; /* another mail or its header is in it */
    bool has_code;     /* a status or reply code of SMTP is in the text */
    bool is_answer;    /* to somebody's mail, or forwarded */
    const DeskPhrase *subject_row;
} Signs;

static DeskBytes
value_of(const GArray *headers, const char *name)
{
    int found = desk_headers_find(headers, name, 0);
    return found < 0 ? (DeskBytes){ NULL, 0 } : g_array_index(headers, DeskHeader, found).value;
}

static bool
has_field(const GArray *headers, const char *name)
{
    return desk_headers_find(headers, name, 0) >= 0;
}

static unsigned
strength(const DeskPhrase *row)
{
    if (!row || strcmp(row->means, "weak") == 0)
        return row ? 1 : 0;
    return strcmp(row->means, "daemon") == 0 || strcmp(row->means, "server") == 0 ? 3 : 2;
}

/* The first row of those that say most. */
static const DeskPhrase *
find_strongest(const DeskPhrase *table, const char *folded)
{
    const DeskPhrase *best = NULL;
    for (const DeskPhrase *row = table; (row = desk_phrases_find(row, folded)); row++)
        if (strength(row) > strength(best))
            best = row;
    return best;
}

/* From as it stands, since "MAILER-DAEMON <>" holds no address. */
static unsigned
weigh_sender(const GArray *headers)
{
    DeskBytes value = value_of(headers, "From");
    if (!value.data)
        return 1;
    g_autofree char *from = desk_words_decode((DeskBytes){ value.data, MIN(value.size, 1000) },
                                              desk_charset_decode_plain, NULL);
    g_autofree char *folded = desk_phrases_fold((DeskBytes){ from, strlen(from) });
    return strstr(folded, "<>") ? 3 : strength(find_strongest(desk_notice_senders, folded));
}

bool
desk_suspicion_is_daemon(const GArray *headers)
{
    return weigh_sender(headers) == 3;
}

bool
desk_suspicion_is_null(const GArray *headers)
{
    DeskBytes value = value_of(headers, "Return-Path");
    if (!value.data)
        return false;
    g_autofree char *path = desk_text_line(value.data, MIN(value.size, 400));
    g_autofree char *folded = g_ascii_strdown(path, -1);
    return strcmp(folded, "") == 0 || strcmp(folded, "<>") == 0 ||
           strstr(folded, "mailer-daemon") != NULL;
}

static bool
is_marked(const GArray *headers)
{
    DeskBytes value = value_of(headers, "Auto-Submitted");
    g_autofree char *word = value.data ? desk_header_word(value) : g_strdup("");
    return *word && strcmp(word, "no") != 0;
}

static bool
has_vendor(const GArray *headers)
{
    static const char *const fields[] = { "X-Bounced-Address",    "X-MX-Bounce",
                                          "X-AHMAILID",           "X-MS-Exchange-Message-Is-Ndr",
                                          "X-Amz-Sns-Message-Id", "X-MDDSN-Message" };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (has_field(headers, fields[i]))
            return true;
    return false;
}

bool
desk_suspicion_arises(const GArray *headers, const DeskParts *parts)
{
    g_autofree char *report = desk_report_type(headers);
    return report || (parts && parts->status->len > 0) ||
           has_field(headers, "X-Failed-Recipients") || weigh_sender(headers) > 0 ||
           desk_suspicion_is_null(headers) || is_marked(headers) || has_vendor(headers);
}

static bool
has_code(const char *folded)
{
    char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
    return desk_status_find(folded, status) || desk_status_find_reply(folded, code);
}

/* Gateways mark what comes from outside: "[EXTERNAL] Rejected: ...". Numbers are of tickets. */
static const char *
skip_tags(const char *subject)
{
    while (*subject == '[') {
        const char *end = subject + 1;
        while (g_ascii_isalpha(*end) || (unsigned char) *end >= 0x80 || *end == ' ')
            end++;
        if (*end != ']')
            break;
        subject = end + 1;
        while (*subject == ' ')
            subject++;
    }
    return subject;
}

static Signs
collect(const DeskSuspect *mail)
{
    Signs signs = { .sender = weigh_sender(mail->headers) };
    g_autofree char *folded = desk_phrases_fold_start(mail->mail->subject, DESK_MAIL_SUBJECT_MAX);
    const char *subject = skip_tags(folded);
    signs.is_answer = desk_phrases_find(desk_notice_answers, subject) != NULL;
    if (!signs.is_answer)
        signs.subject_row = find_strongest(desk_notice_subjects, subject);
    signs.subject = strength(signs.subject_row);
    signs.has_envelope = desk_suspicion_is_null(mail->headers);
    signs.has_marker = is_marked(mail->headers);
    signs.has_vendor = has_vendor(mail->headers);
    signs.has_returned =
        mail->notice->copy.size > 0 || (mail->parts && mail->parts->returned->len > 0);
    signs.phrases = strength(find_strongest(desk_notice_phrases, mail->notice->folded));
    signs.has_code = has_code(mail->notice->folded);
    return signs;
}

/* An administrator writes about undelivered mail himself: subject, envelope or copy tell. */
static bool
is_notice_of_administrator(const Signs *signs, bool is_machine)
{
    bool is_shown = is_machine || signs->has_returned;
    if (signs->phrases >= 2)
        return signs->phrases == 3 || is_shown || (signs->subject > 0 && !signs->is_answer);
    return signs->subject == 2 && (signs->phrases > 0 || is_shown || signs->has_code);
}

/*
 * A daemon's name and what servers say is enough. Without any such name subject and text have
 * to agree, something has to say that a machine wrote, and a mail or the reply of a server has to
 * be in it: parcels cannot be delivered either.
 */
static bool
is_notice(const Signs *signs)
{
    bool is_machine = signs->has_envelope || signs->has_marker || signs->has_vendor;
    bool has_proof = signs->has_returned || signs->has_code || signs->has_vendor;
    if (signs->sender == 3)
        return signs->phrases >= 2 || signs->subject == 2;
    if (signs->sender == 2)
        return is_notice_of_administrator(signs, is_machine);
    if (signs->is_answer || !has_proof)
        return false;
    if (signs->subject == 2)
        return (signs->sender == 1 && signs->has_returned) ||
               ((signs->sender == 1 || is_machine) && signs->phrases >= 2);
    return is_machine && signs->sender == 1 && signs->phrases >= 2 &&
           (signs->subject == 1 || signs->has_returned);
}

/* A refusal in no matter which language: the server's two codes, or that somebody is not there. */
static bool
has_refusal(const char *folded)
{
    static const char *const absent[] = { "1.1", "1.2", "2.1", "2.2", NULL };
    char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
    const char *guess = desk_status_guess(folded);
    return (desk_status_find(folded, status) && desk_status_find_reply(folded, code)) ||
           (guess && g_strv_contains(absent, guess));
}

/* A daemon that names somebody else and a refusal reports on delivery. */
static bool
names_refused(const DeskSuspect *mail, const Signs *signs)
{
    if (signs->sender < 3 || signs->is_answer || !has_refusal(mail->notice->folded))
        return false;
    g_autoptr(GArray) list = desk_recipients_find(mail->notice, mail->mail);
    for (unsigned i = 0; i < list->len; i++)
        if (!desk_mailboxes_hold(mail->mail->to, g_array_index(list, DeskRecipient, i).address))
            return true;
    return false;
}

static DeskMachineKind
kind_of(const char *means)
{
    if (strcmp(means, "delayed") == 0)
        return DESK_MACHINE_DELAY;
    return strcmp(means, "delivered") == 0 ? DESK_MACHINE_SUCCESS : DESK_MACHINE_BOUNCE;
}

/* A delay is told by either; a failure may tell of earlier attempts too. */
static DeskMachineKind
judge_kind(const DeskSuspect *mail, const Signs *signs)
{
    const char *folded = mail->notice->folded;
    DeskMachineKind kind =
        signs->subject_row ? kind_of(signs->subject_row->means) : DESK_MACHINE_BOUNCE;
    if (kind != DESK_MACHINE_BOUNCE || desk_phrases_find(desk_notice_finals, folded))
        return kind;
    const DeskPhrase *row = desk_notice_phrases;
    for (; (row = desk_phrases_find(row, folded)); row++)
        if (kind_of(row->means) != DESK_MACHINE_BOUNCE)
            return kind_of(row->means);
    return DESK_MACHINE_BOUNCE;
}

static char *
show(const char *prefix, const char *text)
{
    char *line = g_strconcat(prefix, text, NULL);
    return desk_text_cut(line, DESK_MAIL_NAME_MAX);
}

/*
 * A complaint or a receipt. Mail stores refuse in the form of a receipt too (RFC 5429), but not
 * in the name of a person.
 */
static bool
is_other_report(const DeskSuspect *mail, const Signs *signs, const char *report)
{
    bool is_receipt = (report && strcmp(report, "disposition-notification") == 0) ||
                      (mail->parts && mail->parts->disposition->len > 0);
    bool is_complaint = (report && strcmp(report, "feedback-report") == 0) ||
                        (mail->parts && mail->parts->feedback->len > 0);
    bool is_refusal = signs->sender >= 2 && signs->subject == 2 && signs->phrases >= 2;
    return mail->blocks->len == 0 && (is_complaint || (is_receipt && !is_refusal));
}

/* NULL when nothing shows that it is a report. The caller's. */
static char *
find_evidence(const DeskSuspect *mail, const Signs *signs)
{
    g_autofree char *report = desk_report_type(mail->headers);
    if (report && strcmp(report, "delivery-status") == 0)
        return g_strdup("report-type=delivery-status");
    if (is_other_report(mail, signs, report))
        return NULL;
    if (has_field(mail->headers, "X-Failed-Recipients"))
        return g_strdup("X-Failed-Recipients");
    bool is_machine = signs->sender > 0 || signs->has_envelope || signs->has_marker ||
                      signs->has_vendor || report;
    if (mail->blocks->len > 0 && (is_machine || signs->subject == 2))
        return g_strdup("message/delivery-status");
    return is_notice(signs) || names_refused(mail, signs) ? show("notice: ", mail->mail->subject)
                                                          : NULL;
}

bool
desk_suspicion_confirm(const DeskSuspect *mail, DeskMachineKind *kind, char **evidence)
{
    Signs signs = collect(mail);
    *evidence = find_evidence(mail, &signs);
    if (!*evidence)
        return false;
    *kind = judge_kind(mail, &signs);
    return true;
}
