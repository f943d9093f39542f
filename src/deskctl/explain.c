#include "deskctl/explain.h"
#include "desk/answering.h"
#include "desk/behalf.h"
#include "desk/language.h"
#include "desk/record.h"
#include "desk/update.h"

static void
clear_trial(gpointer data)
{
    desk_trial_clear(data);
}

static DeskExplanation *
explanation_new(const char *file)
{
    DeskExplanation *explanation = g_new0(DeskExplanation, 1);
    explanation->file = file;
    explanation->sender = g_strdup("");
    explanation->trials = g_array_new(FALSE, TRUE, sizeof(DeskTrial));
    g_array_set_clear_func(explanation->trials, clear_trial);
    return explanation;
}

void
desk_explanation_free(DeskExplanation *explanation)
{
    if (!explanation)
        return;
    if (!explanation->filing)
        desk_mail_free(explanation->mail);
    desk_filing_unref(explanation->filing);
    desk_decision_clear(&explanation->decision);
    g_array_unref(explanation->trials);
    g_clear_pointer(&explanation->answers, g_ptr_array_unref);
    g_clear_pointer(&explanation->clocks, g_array_unref);
    g_strfreev(explanation->tags);
    desk_language_choice_clear(&explanation->guess);
    g_free(explanation->error);
    g_free(explanation->sender);
    g_free(explanation->refusal);
    g_free(explanation);
}

static void
add_recipient(DeskExplanation *explanation, DeskEnvelope *envelope, const char *address)
{
    DeskRecipient recipient = desk_envelope_add(envelope, address);
    if (recipient.mailbox && recipient.state == DESK_TOKEN_FORGED && !explanation->refusal)
        explanation->refusal = g_strdup("the reply address holds a token that the desk never made");
}

/* To and Cc stand in for the envelope, as far as they are ours. */
static void
guess_recipients(const DeskExplainer *explainer, DeskExplanation *explanation,
                 DeskEnvelope *envelope)
{
    const GPtrArray *lists[] = { explanation->mail->to, explanation->mail->cc };
    const DeskConf *conf = desk_policy_conf(explainer->policy);

    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            add_recipient(explanation, envelope,
                          ((const DeskMailAddress *) lists[l]->pdata[i])->address);
    if (envelope->recipients->len == 0 && !explanation->refusal && conf->mailboxes->len > 0)
        add_recipient(explanation, envelope,
                      ((const DeskMailbox *) conf->mailboxes->pdata[0])->address);
}

static DeskEnvelope *
make_envelope(const DeskExplainer *explainer, DeskExplanation *explanation)
{
    const GPtrArray *from = explanation->mail->from;
    const char *sender = explainer->mail_from;
    if (!sender)
        sender = from->len > 0 ? ((const DeskMailAddress *) from->pdata[0])->address : "";

    DeskEnvelope *envelope = desk_envelope_new(explainer->policy, sender);
    envelope->login = g_strdup(explainer->login);
    g_free(explanation->sender);
    explanation->sender = g_strdup(envelope->sender);
    for (char **rcpt = explainer->rcpt; rcpt && *rcpt; rcpt++)
        add_recipient(explanation, envelope, *rcpt);
    if (!explainer->rcpt)
        guess_recipients(explainer, explanation, envelope);
    if (envelope->recipients->len == 0 && !explanation->refusal)
        explanation->refusal = g_strdup("no recipient is an address of the desk");
    return envelope;
}

static bool
try_hints(DeskStore *store, DeskExplanation *explanation, GError **error)
{
    const GArray *candidates = explanation->filing->candidates;
    const DeskDecision *decision = &explanation->decision;
    g_array_set_size(explanation->trials, candidates->len);
    for (guint i = 0; i < candidates->len; i++)
        if (!desk_trial_run(store, explanation->filing,
                            &g_array_index(candidates, DeskCandidate, i), decision->contact,
                            &g_array_index(explanation->trials, DeskTrial, i), error))
            return false;
    return true;
}

/* The mails by which the customer is answered, or hears that his ticket goes on. */
static bool
find_answers(DeskStore *store, DeskExplanation *explanation, GError **error)
{
    const DeskFiling *filing = explanation->filing;
    const DeskDecision *decision = &explanation->decision;
    if (!desk_answering_plan(store, filing, decision, &explanation->answers, error))
        return false;
    if (!decision->ticket || decision->is_refused || decision->kind == DESK_VERDICT_DUPLICATE)
        return true;
    const DeskLifeMove move = desk_record_move(filing, decision);
    return desk_update_plan(store, &move, filing, explanation->answers, error);
}

static bool
decide(const DeskExplainer *explainer, DeskExplanation *explanation, GError **error)
{
    DeskStore *store = explainer->store;
    if (!store) {
        desk_language_guess(explanation->filing, &explanation->guess);
        return true;
    }
    if (!desk_store_begin(store, error))
        return false;
    /* A mail that is stored already is not threaded again, so no hint is tried. */
    const DeskDecision *decision = &explanation->decision;
    bool ok = desk_decide(store, explanation->filing, &explanation->decision, error) &&
              (decision->kind == DESK_VERDICT_DUPLICATE || try_hints(store, explanation, error)) &&
              find_answers(store, explanation, error) &&
              desk_explain_find_ticket(explainer, explanation, error);
    desk_store_rollback(store);
    return ok;
}

DeskExplanation *
desk_explain(const DeskExplainer *explainer, const char *file, DeskBytes raw, DeskBytes wire)
{
    g_autoptr(GError) error = NULL;
    DeskMail *mail = desk_reader_read(explainer->reader, raw, &error);
    if (!mail)
        return desk_explain_failure(file, error->message);

    DeskExplanation *explanation = explanation_new(file);
    explanation->mail = mail;
    g_autoptr(DeskEnvelope) envelope = make_envelope(explainer, explanation);
    if (envelope->recipients->len == 0)
        return explanation;
    explanation->filing = desk_filing_new(envelope, wire, mail);
    if (!desk_behalf_read(explanation->filing, explainer->reader, raw, &error) ||
        !decide(explainer, explanation, &error))
        explanation->error = g_strdup(error->message);
    return explanation;
}

DeskExplanation *
desk_explain_failure(const char *file, const char *error)
{
    DeskExplanation *explanation = explanation_new(file);
    explanation->error = g_strdup(error);
    explanation->mail = desk_mail_new();
    explanation->mail->unparsed = true;
    g_ptr_array_add(explanation->mail->defects, g_strdup(error));
    return explanation;
}

/* Somebody whom a hint led to a ticket of other people. */
static bool
is_stranger(const DeskExplanation *explanation)
{
    return explanation->decision.outcome == DESK_OUTCOME_HELD ||
           explanation->decision.outcome == DESK_OUTCOME_NEW_LINKED;
}

const char *
desk_explain_role(const DeskExplainer *explainer, const DeskExplanation *explanation)
{
    const DeskMailAddress *from = desk_mail_sender(explanation->mail);
    const char *address = from ? from->address : explanation->sender;
    if (*address == '\0')
        return "stranger";
    if (desk_conf_agent_by_address(desk_policy_conf(explainer->policy), address))
        return "agent";
    if (desk_policy_is_ours(explainer->policy, address))
        return "desk";
    return is_stranger(explanation) ? "stranger" : "customer";
}

bool
desk_explain_is_refused(const DeskExplanation *explanation)
{
    return explanation->decision.is_refused;
}

const char *
desk_explain_outcome(const DeskExplanation *explanation)
{
    if (!explanation->filing || desk_explain_is_refused(explanation))
        return "refused";
    switch (explanation->decision.kind) {
    case DESK_VERDICT_APPEND:
        return "append";
    case DESK_VERDICT_HELD:
        return "held";
    case DESK_VERDICT_EVENT:
    case DESK_VERDICT_DUPLICATE:
        return "event";
    case DESK_VERDICT_NEW:
        break;
    }
    return explanation->decision.outcome == DESK_OUTCOME_FOLLOW_UP ? "follow-up" : "new";
}

/* A hint that would have let the mail onto its ticket, if only for agents to see. */
static bool
is_strong_enough(const DeskTrial *trial)
{
    return trial->ticket && trial->outcome != DESK_OUTCOME_NEW_LINKED &&
           trial->outcome != DESK_OUTCOME_NEW;
}

/* The ticket that the hints have led to, or 0. */
static gint64
winner_of(const DeskDecision *decision)
{
    if (decision->link == DESK_LINK_NONE || decision->link == DESK_LINK_CORRELATION)
        return 0;
    return decision->ticket ? decision->ticket->id : decision->linked;
}

static char *
explain_winner(const DeskDecision *decision, const DeskTrial *trial)
{
    if (trial->obstacle)
        return g_strdup_printf("wins, but %s", trial->obstacle);
    if (decision->outcome == DESK_OUTCOME_FOLLOW_UP)
        return g_strdup("wins, but that ticket ended too long ago: a new one goes on with it");
    return g_strdup("wins");
}

char *
desk_explain_trial(const DeskExplanation *explanation, guint i)
{
    const DeskTrial *trial = &g_array_index(explanation->trials, DeskTrial, i);
    const DeskDecision *decision = &explanation->decision;
    gint64 winner = winner_of(decision);

    if (!trial->ticket)
        return g_strdup("leads to no ticket");
    if (!is_strong_enough(trial))
        return g_strdup(trial->obstacle);
    bool earlier = false;
    for (guint k = 0; k < i && !earlier; k++)
        earlier = is_strong_enough(&g_array_index(explanation->trials, DeskTrial, k));
    if (winner == 0)
        return g_strdup("is not asked, since something else decides");
    if (!earlier)
        return explain_winner(decision, trial);
    return g_strdup(winner == trial->ticket->id ? "leads to the same ticket"
                                                : "an earlier hint has won");
}
