#pragma once
#include "desk/decide.h"
#include "desk/trial.h"
#include "deskctl/json.h"
#include "reader/reader.h"

/*
 * What would become of a mail: the steps of desk/intake without the writing. One explainer
 * for any number of mails, one thread.
 */
typedef struct {
    DeskPolicy *policy;
    DeskStore *store; /* opened for reading; NULL: there is none yet, nothing is looked up */
    DeskReader *reader;
    const char *mail_from; /* envelope sender; NULL: the header From */
    char **rcpt;       /* envelope recipients; NULL: ours of To and Cc, else the first mailbox */
    const char *login; /* SASL login, or NULL */
} DeskExplainer;

typedef struct {
    const char *file;   /* as given */
    char *error;        /* what kept it from being explained, or NULL */
    DeskMail *mail;     /* never NULL */
    DeskFiling *filing; /* NULL after an error, or when no recipient was left */
    char *sender;       /* envelope sender */
    char *refusal;      /* why it would be refused at RCPT, or NULL */
    DeskDecision decision;
    GPtrArray *answers;       /* DeskPlan: what an agent would send, and what would be told of
                                 the ticket; NULL: nothing was looked up */
    GArray *trials;           /* DeskTrial, one for each of filing->candidates */
    GArray *clocks;           /* DeskTimer, of its ticket; or NULL */
    DeskLanguageChoice guess; /* of a new ticket when nothing was looked up, else empty */
    char **tags;              /* of the stored ticket that it joins; or NULL */
} DeskExplanation;

/*
 * Explains a mail. raw is what the file has: sizes and sums of attachments are those that any
 * program finds in it, line ends included. wire is the form in which it would come in, by which it
 * is known again. Errors are kept inside.
 */
DeskExplanation *desk_explain(const DeskExplainer *explainer, const char *file, DeskBytes raw,
                              DeskBytes wire);

/* The explanation of a file that could not be read. */
DeskExplanation *desk_explain_failure(const char *file, const char *error);
void desk_explanation_free(DeskExplanation *explanation);

/* "customer", "agent", "desk" or "stranger". */
const char *desk_explain_role(const DeskExplainer *explainer, const DeskExplanation *explanation);
/* The command of an agent cannot be carried out, so his mail is not taken. */
bool desk_explain_is_refused(const DeskExplanation *explanation);
/* "append", "held", "new", "follow-up", "event" or "refused". */
const char *desk_explain_outcome(const DeskExplanation *explanation);
/* One sentence about the hint number i: why it won or lost. The caller's. */
char *desk_explain_trial(const DeskExplanation *explanation, guint i);

/* Completes clocks and tags, within the transaction of the decision. */
bool desk_explain_find_ticket(const DeskExplainer *explainer, DeskExplanation *explanation,
                              GError **error);
/* "triage" of that object, and the same for people. */
json_t *desk_explain_triage_json(const DeskExplainer *explainer,
                                 const DeskExplanation *explanation);
void desk_explain_print_triage(const DeskExplainer *explainer, const DeskExplanation *explanation);

/* The object of deskctl(8), and the same for people. */
json_t *desk_explain_json(const DeskExplainer *explainer, const DeskExplanation *explanation);
void desk_explain_print(const DeskExplainer *explainer, const DeskExplanation *explanation);

/* For people: what is new in the text of a mail, its signature, and how much was cut off. */
void desk_explain_print_text(const DeskMail *mail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskExplanation, desk_explanation_free)
