#include "machine/machine.h"
#include "base/text.h"
#include "machine/auto-reply.h"
#include "machine/bounces.h"
#include "machine/challenge.h"
#include "machine/feedback.h"
#include "machine/generated.h"
#include "machine/machine-headers.h"
#include "machine/manager.h"
#include "machine/receipt.h"
#include "machine/report.h"
#include "machine/robots.h"
#include "machine/wording.h"

/* What all the header says together. */
typedef struct {
    DeskMachineSign best;
    const DeskHeader *fields[DESK_SIGN_COMPLAINT + 1]; /* the first that shows each, or NULL */
} Signs;

/*
 * Exchange forbids answers to what it answers for absent people, and marks it against loops. A
 * mail that a rule passes on has the second mark alone.
 */
static void
find_exchange_answer(Signs *signs)
{
    if (signs->best >= DESK_SIGN_REPLY || !signs->fields[DESK_SIGN_RULE] ||
        !signs->fields[DESK_SIGN_SUPPRESS])
        return;
    signs->best = DESK_SIGN_REPLY;
    signs->fields[DESK_SIGN_REPLY] = signs->fields[DESK_SIGN_RULE];
}

static Signs
read_signs(const GArray *headers)
{
    Signs signs = { .best = DESK_SIGN_NONE };
    for (unsigned i = 0; i < headers->len; i++) {
        const DeskHeader *header = &g_array_index(headers, DeskHeader, i);
        DeskMachineSign sign = desk_machine_header_sign(header);
        if (!signs.fields[sign])
            signs.fields[sign] = header;
        signs.best = MAX(signs.best, sign);
    }
    find_exchange_answer(&signs);
    return signs;
}

/* What comes from the null sender and answers a mail is an automatic answer (RFC 3834 section 3.3).
 */
static DeskMachineKind
kind_of(const DeskMail *mail, const Signs *signs)
{
    static const DeskMachineKind kinds[] = {
        [DESK_SIGN_NONE] = DESK_MACHINE_HUMAN,
        [DESK_SIGN_QUIET] = DESK_MACHINE_HUMAN,
        [DESK_SIGN_SUPPRESS] = DESK_MACHINE_HUMAN,
        [DESK_SIGN_RULE] = DESK_MACHINE_HUMAN,
        [DESK_SIGN_CAMPAIGN] = DESK_MACHINE_LIST,
        [DESK_SIGN_LIST] = DESK_MACHINE_LIST,
        [DESK_SIGN_MASS] = DESK_MACHINE_AUTO_GENERATED,
        [DESK_SIGN_NULL] = DESK_MACHINE_AUTO_GENERATED,
        [DESK_SIGN_GENERATED] = DESK_MACHINE_AUTO_GENERATED,
        [DESK_SIGN_REPLY] = DESK_MACHINE_AUTO_REPLY,
        [DESK_SIGN_CHALLENGE] = DESK_MACHINE_CHALLENGE,
        [DESK_SIGN_RECEIPT] = DESK_MACHINE_RECEIPT,
        [DESK_SIGN_COMPLAINT] = DESK_MACHINE_COMPLAINT,
    };
    if (signs->best == DESK_SIGN_MASS && signs->fields[DESK_SIGN_LIST])
        return DESK_MACHINE_LIST;
    if (signs->best == DESK_SIGN_NULL && mail->in_reply_to->len > 0)
        return DESK_MACHINE_AUTO_REPLY;
    return kinds[signs->best];
}

/* Something but the words says that a machine sent it. A list says nothing of that. */
static bool
is_marked(const DeskMail *mail, const Signs *signs)
{
    static const DeskMachineSign marks[] = { DESK_SIGN_QUIET, DESK_SIGN_SUPPRESS,
                                             DESK_SIGN_RULE,  DESK_SIGN_MASS,
                                             DESK_SIGN_NULL,  DESK_SIGN_GENERATED,
                                             DESK_SIGN_REPLY };
    const DeskMailAddress *sender = desk_mail_sender(mail);
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (signs->fields[marks[i]])
            return true;
    return sender && desk_robots_judge(sender->address) == DESK_ROBOT_CERTAIN;
}

static void
set_kind(DeskMail *mail, DeskMachineKind kind, char *evidence)
{
    mail->machine = kind;
    g_free(mail->machine_evidence);
    mail->machine_evidence = desk_text_cut(evidence, DESK_MAIL_NAME_MAX);
    mail->may_answer = false;
}

/*
 * Delivery reports first: they return receipts and complaints, and refuse in the form of a
 * receipt.
 */
static bool
read_reports(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    return desk_bounces_read(mail, headers, parts) || desk_feedback_read(mail, headers, parts) ||
           desk_receipt_read(mail, headers, parts);
}

/* Pressing a button of an invitation is no request that could be answered (RFC 5546). */
static void
judge_calendar(DeskMail *mail)
{
    static const char *const answers[] = { "reply", "counter", "declinecounter", "refresh", NULL };
    if (!mail->may_answer || !g_strv_contains(answers, mail->calendar))
        return;
    set_kind(mail, DESK_MACHINE_HUMAN, g_strconcat("text/calendar; method=", mail->calendar, NULL));
}

/* What a list's manager says of its list is not said on the list. */
static void
judge_manager(DeskMail *mail, const GArray *headers)
{
    if (mail->machine != DESK_MACHINE_LIST || !desk_manager_wrote(mail, headers))
        return;
    set_kind(mail, DESK_MACHINE_AUTO_GENERATED,
             g_strconcat("From: ", desk_mail_sender(mail)->address, NULL));
}

/* What the words say counts for more than a field that says less; the stronger kind first. */
static void
judge_words(DeskMail *mail, const Signs *signs)
{
    static const struct {
        bool (*read)(const DeskWording *, bool, char **);
        DeskMachineSign sign;
        DeskMachineKind kind;
    } readers[] = {
        { desk_challenge_read, DESK_SIGN_CHALLENGE, DESK_MACHINE_CHALLENGE },
        { desk_auto_reply_read, DESK_SIGN_REPLY, DESK_MACHINE_AUTO_REPLY },
        { desk_generated_read, DESK_SIGN_MASS, DESK_MACHINE_AUTO_GENERATED },
    };
    bool marked = is_marked(mail, signs);
    g_auto(DeskWording) said;
    desk_wording_init(&said, mail);
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        char *evidence = NULL;
        if (signs->best >= readers[i].sign || !readers[i].read(&said, marked, &evidence))
            continue;
        set_kind(mail, readers[i].kind, evidence);
        mail->machine_by_words = !marked;
        return;
    }
}

void
desk_machine_judge(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    if (read_reports(mail, headers, parts)) {
        mail->may_answer = false;
        return;
    }
    Signs signs = read_signs(headers);
    if (signs.best > DESK_SIGN_NONE)
        set_kind(mail, kind_of(mail, &signs), desk_report_show(signs.fields[signs.best]));
    judge_manager(mail, headers);
    judge_words(mail, &signs);
    judge_calendar(mail);
}
