#include "deskctl/explain.h"

static void
print_mail(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const DeskMail *mail = e->mail;
    const DeskMailAddress *from = desk_mail_sender(mail);

    printf("subject:  %s\n", mail->subject && *mail->subject ? mail->subject : "(none)");
    printf("sender:   %s %s, %s\n", from ? from->name : "", from ? from->address : e->sender,
           desk_explain_role(explainer, e));
    printf("envelope: from <%s>", e->sender);
    for (guint i = 0; e->filing && i < e->filing->envelope->addresses->len; i++)
        printf(" to <%s>", (const char *) e->filing->envelope->addresses->pdata[i]);
    putchar('\n');
    printf("machine:  %s%s%s%s\n", desk_machine_name(mail->machine),
           mail->machine_evidence && *mail->machine_evidence ? " by " : "",
           mail->machine_evidence ? mail->machine_evidence : "",
           mail->may_answer ? "" : ", asks for no automatic answer");
    for (guint i = 0; i < mail->attachments->len; i++) {
        const DeskAttachment *a = mail->attachments->pdata[i];
        printf("attached: %s (%s, %" G_GINT64_FORMAT " bytes)\n", a->name, a->type, a->size);
    }
    for (guint i = 0; i < mail->defects->len; i++)
        printf("defect:   %s\n", (const char *) mail->defects->pdata[i]);
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
        printf(": %s\n", tried ? desk_explain_trial(e, i) : "not looked up");
    }
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
    printf("outcome:  %s", deeds[decision->kind]);
    if (ticket > 0)
        printf(" #%" G_GINT64_FORMAT, ticket);
    else if (decision->kind != DESK_VERDICT_NEW)
        fputs(" no ticket", stdout);
    if (decision->reason)
        printf(": %s", decision->reason);
    putchar('\n');
    if (decision->linked > 0)
        printf("linked:   agents are told of #%" G_GINT64_FORMAT "\n", decision->linked);
    if (decision->ack)
        printf("sends:    ack to %s\n", e->filing->sender_address);
    if (decision->ack_refusal)
        printf("sends:    no ack: %s\n", decision->ack_refusal);
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
}
