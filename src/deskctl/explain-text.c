#include "base/clock.h"
#include "deskctl/explain.h"
#include "deskctl/rows.h"

/* Of a text so many lines are shown; the rest is counted. */
#define LINES_SHOWN 40

static unsigned
count_lines(const char *text)
{
    unsigned count = 0;
    for (const char *p = text; *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : p + strlen(p))
        count++;
    return count;
}

/* Each line behind the label, or behind as much white space. */
static void
print_lines(const char *label, const char *text)
{
    unsigned count = 0;
    for (const char *p = text; *p && count < LINES_SHOWN; count++) {
        int size = (int) strcspn(p, "\n");
        printf("%-10s%s%.*s\n", count == 0 ? label : "", size > 0 ? "| " : "|", size, p);
        p += size;
        p += *p == '\n';
    }
    unsigned all = count_lines(text);
    if (all > count)
        printf("%-10s(and %u more lines)\n", "", all - count);
}

void
desk_explain_print_text(const DeskMail *mail)
{
    unsigned shown = count_lines(mail->reply_text) + count_lines(mail->signature_text);
    unsigned all = count_lines(mail->text);
    print_lines("text:", mail->reply_text);
    print_lines("signature:", mail->signature_text);
    if (all > shown)
        printf("cut off:  %u lines of quotes and the like\n", all - shown);
}

/* "Jane Doe <jane@example.net>", or what there is of it. */
static void
print_person(const char *name, const char *address)
{
    if (*name)
        printf("%s <%s>", name, address);
    else
        fputs(*address ? address : "(nobody)", stdout);
}

static void
print_sender(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const DeskMailAddress *from = desk_mail_sender(e->mail);
    fputs("sender:   ", stdout);
    print_person(from ? from->name : "", from ? from->address : e->sender);
    printf(", %s\n", desk_explain_role(explainer, e));
    if (e->filing && *e->filing->identity.evidence)
        printf("assured:  %s: %s\n", desk_assurance_name(e->filing->identity.assurance),
               e->filing->identity.evidence);
    printf("envelope: from <%s>", e->sender);
    for (guint i = 0; e->filing && i < e->filing->envelope->addresses->len; i++)
        printf(" to <%s>", (const char *) e->filing->envelope->addresses->pdata[i]);
    putchar('\n');
}

static void
print_bounce(const DeskBounce *b)
{
    printf("reports:  %s %s%s", *b->recipient ? b->recipient : "(not named)",
           desk_bounce_action_name(b->action), b->hard ? ", the address is dead" : "");
    if (*b->status || *b->reply_code)
        printf(" (%s%s%s)", b->status, *b->status && *b->reply_code ? ", " : "", b->reply_code);
    printf("%s%s\n", *b->diagnostic ? ": " : "", b->diagnostic);
}

static void
print_machine(const DeskMail *mail)
{
    printf("machine:  %s%s%s%s%s\n", desk_machine_name(mail->machine),
           *mail->machine_evidence ? " by " : "", mail->machine_evidence,
           mail->machine_by_words ? ", by its words alone" : "",
           mail->may_answer ? "" : ", asks for no automatic answer");
    for (guint i = 0; i < mail->bounces->len; i++)
        print_bounce(mail->bounces->pdata[i]);
    if (*mail->returned_id)
        printf("about:    <%s>\n", mail->returned_id);
}

static void
print_attachments(const DeskMail *mail)
{
    for (guint i = 0; i < mail->attachments->len; i++) {
        const DeskAttachment *a = mail->attachments->pdata[i];
        printf("attached: %s (%s, %" G_GINT64_FORMAT " bytes%s)\n", a->name, a->type, a->size,
               a->is_inline ? ", shown in the text" : "");
    }
}

static void
print_mail(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const DeskMail *mail = e->mail;
    g_autofree char *date = mail->date > 0 ? desk_clock_rfc3339(mail->date) : NULL;

    printf("subject:  %s\n", *mail->subject ? mail->subject : "(none)");
    printf("date:     %s\n", date ? date : "(none)");
    print_sender(explainer, e);
    print_machine(mail);
    if (mail->unparsed)
        puts("unparsed: no parser may see it; what follows was read by hand");
    if (mail->is_encrypted)
        puts("sealed:   encrypted, only the recipient's own program can open it");
    if (mail->is_signed)
        puts("sealed:   signed; the signature is not verified");
    if (*mail->calendar)
        printf("calendar: an invitation or an answer to one (METHOD %s)\n", mail->calendar);
    print_attachments(mail);
    for (guint i = 0; i < mail->defects->len; i++)
        printf("defect:   %s\n", (const char *) mail->defects->pdata[i]);
    desk_explain_print_text(mail);
}

static void
print_hints(const DeskExplanation *e)
{
    for (guint i = 0; i < e->filing->candidates->len; i++) {
        const DeskCandidate *candidate = &g_array_index(e->filing->candidates, DeskCandidate, i);
        printf("hint:     %s", desk_link_name(candidate->kind));
        if (candidate->id)
            printf(" <%s>", candidate->id);
        bool tried = i < e->trials->len;
        const DeskTrial *trial = tried ? &g_array_index(e->trials, DeskTrial, i) : NULL;
        gint64 ticket = trial && trial->ticket ? trial->ticket->id : candidate->ticket;
        if (ticket > 0)
            printf(" of #%" G_GINT64_FORMAT, ticket);
        g_autofree char *why = tried ? desk_explain_trial(e, i) : g_strdup("not looked up");
        printf(": %s\n", why);
    }
}

static void
print_plan(const DeskPlan *plan)
{
    g_autofree char *mail = desk_rows_mail(plan->kind, plan->detail);
    printf("sends:    %s to %s\n", mail, plan->address);
}

static void
print_plans(const GPtrArray *plans)
{
    for (guint i = 0; plans && i < plans->len; i++) {
        const DeskPlan *plan = plans->pdata[i];
        if (plan->refusal)
            printf("sends:    no %s: %s\n", plan->kind, plan->refusal);
        else
            print_plan(plan);
    }
}

/* What it commands, as far as that is carried out. */
static void
print_commands(const DeskDecision *decision)
{
    for (guint i = 0; decision->commands && i < decision->commands->list->len; i++)
        printf("command:  %s\n", ((const DeskCommand *) decision->commands->list->pdata[i])->line);
    if (decision->objection && !decision->is_refused)
        printf("ignored:  %s\n", decision->objection);
}

/* Beside what else becomes of the mail. */
static void
print_vote(const DeskVote *vote)
{
    g_autofree char *what = vote->is_alone ? NULL : desk_vote_tell(vote);
    if (what)
        printf("vote:     %s\n", what);
}

static void
print_outcome(const DeskExplanation *e)
{
    const DeskDecision *decision = &e->decision;
    gint64 ticket = decision->ticket ? decision->ticket->id : decision->duplicate_ticket;
    static const char *const deeds[] = { [DESK_VERDICT_NEW] = "opens a ticket",
                                         [DESK_VERDICT_APPEND] = "joins",
                                         [DESK_VERDICT_HELD] = "is held, for agents only, on",
                                         [DESK_VERDICT_EVENT] = "is kept beside",
                                         [DESK_VERDICT_DUPLICATE] = "changes nothing on" };
    if (desk_explain_is_refused(e)) {
        printf("outcome:  is refused: %s\n", decision->objection);
        return;
    }
    printf("outcome:  %s", deeds[decision->kind]);
    if (ticket > 0)
        printf(" #%" G_GINT64_FORMAT, ticket);
    else if (decision->kind != DESK_VERDICT_NEW)
        fputs(" no ticket", stdout);
    if (decision->reason)
        printf(": %s", decision->reason);
    putchar('\n');
    print_vote(&decision->vote);
    print_commands(decision);
    if (decision->linked > 0)
        printf("linked:   agents are told of #%" G_GINT64_FORMAT "\n", decision->linked);
    print_plans(e->answers);
    print_plans(decision->plans);
}

void
desk_explain_print(const DeskExplainer *explainer, const DeskExplanation *e)
{
    if (e->error)
        printf("error:    %s\n", e->error);
    if (e->error && !e->filing)
        return;
    print_mail(explainer, e);
    if (!e->filing) {
        printf("outcome:  refused: %s\n", e->refusal);
        return;
    }
    print_hints(e);
    if (e->error)
        return;
    if (explainer->store)
        print_outcome(e);
    else
        puts("outcome:  opens a ticket, as far as can be told without a store");
    bool stands = e->decision.kind == DESK_VERDICT_NEW || e->decision.kind == DESK_VERDICT_APPEND;
    if (stands && !desk_explain_is_refused(e))
        desk_explain_print_triage(explainer, e);
}
