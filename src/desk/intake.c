#include "desk/intake.h"
#include "base/gate.h"
#include "desk/behalf.h"
#include "desk/command.h"
#include "desk/decide.h"
#include "desk/filing.h"
#include "desk/record.h"
#include "store/raw.h"
#include "ticket/kind.h"

#include <pthread.h>

/*
 * A mail in hand takes about three times its size until it is on disk. Large ones wait for
 * their turn in the spool's file, where they cost nothing; small ones pass by.
 */
#define LARGE_MAIL ((size_t) 64 * 1024)
#define LARGE_MAX  ((size_t) 16 * 1024 * 1024)
#define REPLY_MAX  400 /* of the 512 octets of a reply line (RFC 5321 section 4.5.3.1.5) */

G_DEFINE_QUARK(desk_intake_error, desk_intake_error)

struct DeskIntake {
    DeskConfSlot *slot;
    DeskReader *reader;
    DeskWriter *writer;
    DeskGate *large;
    GPtrArray *epochs;    /* DeskEpoch */
    pthread_mutex_t lock; /* guards policy */
    DeskPolicy *policy;
};

/* What goes to the writer's thread and comes back: the box that both sides hold. */
typedef struct {
    GPtrArray *filings;  /* DeskFiling: the mail, or what each mailbox gets of it */
    DeskVerdict verdict; /* of the first */
} Task;

static void
task_clear(gpointer data)
{
    Task *task = data;
    g_ptr_array_unref(task->filings);
    desk_verdict_clear(&task->verdict);
}

/* Read: bytes become facts; whatever the mail does to the reader, there is a mail. */
static DeskFiling *
read_mail(DeskIntake *intake, DeskEnvelope *envelope, DeskBytes raw, GError **error)
{
    DeskMail *mail = desk_reader_read(intake->reader, raw, error);
    if (!mail)
        return NULL;
    g_autoptr(DeskFiling) filing = desk_filing_new(envelope, raw, mail);
    if (!desk_behalf_read(filing, intake->reader, raw, error))
        return NULL;
    filing->packed = desk_raw_pack(raw);
    return g_steal_pointer(&filing);
}

static void
unref_filing(gpointer filing)
{
    desk_filing_unref(filing);
}

/* However many mailboxes an agent writes his command or his answer to, it is one, and the same mail
 * to another one is not a second (RULES C6, A28); nor does a customer vote twice by it. */
static bool
is_one(const DeskFiling *filing)
{
    return filing->customer || desk_vote_is_addressed(filing) ||
           (filing->identity.agent &&
            (desk_commands_any(&filing->commands) || desk_filing_is_tied(filing)));
}

/* One ticket for all mailboxes that a mail came to, or one for each (RULES T9). Takes filing. */
static GPtrArray *
divide(DeskFiling *filing)
{
    const GArray *recipients = filing->envelope->recipients;
    GPtrArray *filings = g_ptr_array_new_with_free_func(unref_filing);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < recipients->len; i++)
        g_hash_table_add(seen, (gpointer) g_array_index(recipients, DeskRecipient, i).mailbox);
    bool one = !desk_policy_conf(filing->envelope->policy)->ticket_per_mailbox ||
               g_hash_table_size(seen) < 2 || is_one(filing);
    if (one) {
        g_ptr_array_add(filings, filing);
        return filings;
    }
    for (guint i = 0; i < recipients->len; i++) {
        const DeskMailbox *mailbox = g_array_index(recipients, DeskRecipient, i).mailbox;
        if (g_hash_table_remove(seen, mailbox))
            g_ptr_array_add(filings, desk_filing_part(filing, mailbox));
    }
    desk_filing_unref(filing);
    return filings;
}

/* Another part of the mail has gone to the ticket that this one leads to: once is enough. */
static void
spare_repetition(DeskDecision *decision, const GArray *verdicts)
{
    for (guint i = 0; decision->ticket && i < verdicts->len; i++) {
        const DeskVerdict *before = &g_array_index(verdicts, DeskVerdict, i);
        if (before->ticket == decision->ticket->id) {
            desk_decision_repeat(decision, before->message, before->ticket);
            return;
        }
    }
}

/* However many tickets a mail opens, its sender gets one answer to it (RULES A14). */
static void
spare_answers(DeskDecision *decision, const GArray *verdicts)
{
    bool answered = false;
    for (guint i = 0; i < verdicts->len; i++)
        answered |= g_array_index(verdicts, DeskVerdict, i).kind == DESK_VERDICT_NEW;
    for (guint i = 0; answered && i < decision->plans->len; i++) {
        DeskPlan *plan = decision->plans->pdata[i];
        if (desk_mail_kind(plan->kind)->answers && !plan->refusal)
            plan->refusal =
                g_strdup("the mail opened another ticket, too, and one answer to it is enough");
    }
}

static bool
file_one(DeskStore *store, const DeskFiling *filing, GArray *verdicts, GError **error)
{
    g_auto(DeskDecision) decision = { 0 };
    DeskVerdict verdict = { 0 };
    if (!desk_decide(store, filing, &decision, error))
        return false;
    if (decision.is_refused) {
        g_set_error_literal(error, DESK_COMMAND_ERROR, DESK_COMMAND_ERROR_REFUSED,
                            decision.objection);
        return false;
    }
    spare_repetition(&decision, verdicts);
    spare_answers(&decision, verdicts);
    bool ok = desk_record(store, filing, &decision, &verdict, error);
    g_array_append_val(verdicts, verdict);
    return ok;
}

static void
clear_verdict(gpointer verdict)
{
    desk_verdict_clear(verdict);
}

/* Decide and write: in the writer's thread, within its transaction. */
static bool
file_mail(DeskStore *store, gpointer data, GError **error)
{
    Task *task = data;
    g_autoptr(GArray) verdicts = g_array_new(FALSE, FALSE, sizeof(DeskVerdict));
    g_array_set_clear_func(verdicts, clear_verdict);

    for (guint i = 0; i < task->filings->len; i++)
        if (!file_one(store, task->filings->pdata[i], verdicts, error))
            return false;
    DeskVerdict *first = &g_array_index(verdicts, DeskVerdict, 0);
    desk_verdict_clear(&task->verdict);
    task->verdict = *first;
    *first = (DeskVerdict){ 0 };
    return true;
}

void
desk_intake_expect(DeskIntake *intake)
{
    desk_writer_announce(intake->writer, +1);
}

void
desk_intake_give_up(DeskIntake *intake)
{
    desk_writer_announce(intake->writer, -1);
}

/* For an SMTP reply, in which a percent sign has a meaning for libmilter. The caller's. */
static char *
reply_text(const char *objection)
{
    char *text = g_strdup(objection);
    for (char *c = text; *c; c++)
        if (!g_ascii_isprint(*c) || *c == '%')
            *c = '?';
    if (strlen(text) > REPLY_MAX)
        text[REPLY_MAX] = '\0';
    return text;
}

/* What an agent commands is carried out as he wrote it, or he gets it back (RULES C2). */
static void
refuse(GError **error)
{
    g_autofree char *text = reply_text((*error)->message);
    g_clear_error(error);
    g_set_error_literal(error, DESK_INTAKE_ERROR, DESK_INTAKE_ERROR_REFUSED, text);
}

/* Once more without its commands: others get the mail as well, and cannot be made to miss it. */
static bool
file_as_text(DeskIntake *intake, Task *task, gint64 patience, GError **error)
{
    for (guint i = 0; i < task->filings->len; i++) {
        DeskFiling *filing = task->filings->pdata[i];
        filing->objection = g_strdup((*error)->message);
    }
    g_clear_error(error);
    return desk_writer_run(intake->writer, file_mail, task, task_clear, patience, error);
}

static bool
file(DeskIntake *intake, Task *task, const DeskEnvelope *envelope, GError **error)
{
    gint64 patience = desk_policy_conf(envelope->policy)->store_timeout;
    if (desk_writer_run(intake->writer, file_mail, task, task_clear, patience, error))
        return true;
    if (!g_error_matches(*error, DESK_COMMAND_ERROR, DESK_COMMAND_ERROR_REFUSED))
        return false;
    if (envelope->bystanders->len > 0)
        return file_as_text(intake, task, patience, error);
    refuse(error);
    return false;
}

static bool
take(DeskIntake *intake, DeskEnvelope *envelope, DeskBytes raw, DeskVerdict *verdict,
     GError **error)
{
    desk_intake_expect(intake);
    DeskFiling *filing = read_mail(intake, envelope, raw, error);
    desk_intake_give_up(intake);
    if (!filing)
        return false;

    Task *task = g_atomic_rc_box_new0(Task);
    task->filings = divide(filing);
    GError *problem = NULL;
    bool ok = file(intake, task, envelope, &problem);
    if (ok) {
        *verdict = task->verdict;
        task->verdict = (DeskVerdict){ 0 };
    } else {
        g_propagate_error(error, problem);
    }
    g_atomic_rc_box_release_full(task, task_clear);
    return ok;
}

bool
desk_intake_take(DeskIntake *intake, DeskEnvelope *envelope, DeskBytes raw, DeskVerdict *verdict,
                 GError **error)
{
    if (raw.size <= LARGE_MAIL)
        return take(intake, envelope, raw, verdict, error);
    desk_gate_enter(intake->large, raw.size);
    bool ok = take(intake, envelope, raw, verdict, error);
    desk_gate_leave(intake->large, raw.size);
    return ok;
}

DeskIntake *
desk_intake_new(DeskConfSlot *slot, DeskReader *reader, DeskWriter *writer, GPtrArray *epochs)
{
    DeskIntake *intake = g_new0(DeskIntake, 1);
    intake->slot = slot;
    intake->reader = reader;
    intake->writer = writer;
    intake->large = desk_gate_new(LARGE_MAX);
    intake->epochs = g_ptr_array_ref(epochs);
    pthread_mutex_init(&intake->lock, NULL);
    desk_intake_refresh(intake);
    return intake;
}

void
desk_intake_free(DeskIntake *intake)
{
    if (!intake)
        return;
    desk_policy_unref(intake->policy);
    desk_gate_free(intake->large);
    pthread_mutex_destroy(&intake->lock);
    g_ptr_array_unref(intake->epochs);
    g_free(intake);
}

DeskPolicy *
desk_intake_policy(DeskIntake *intake)
{
    pthread_mutex_lock(&intake->lock);
    DeskPolicy *policy = desk_policy_ref(intake->policy);
    pthread_mutex_unlock(&intake->lock);
    return policy;
}

void
desk_intake_refresh(DeskIntake *intake)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(intake->slot);
    DeskPolicy *fresh = desk_policy_new(conf, intake->epochs);
    desk_policy_triage(fresh); /* no mail waits for many words to be compiled */

    pthread_mutex_lock(&intake->lock);
    DeskPolicy *old = intake->policy;
    intake->policy = fresh;
    pthread_mutex_unlock(&intake->lock);
    desk_policy_unref(old);
}
