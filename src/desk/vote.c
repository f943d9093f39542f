#include "desk/vote.h"
#include "policy/vote.h"
#include "store/rows.h"
#include "store/surveys.h"

static const char unknown_survey[] = "nobody has been asked by that address";
static const char lost_survey[] =
    "it was asked after the backup that the desk has been restored from";

void
desk_vote_clear(DeskVote *vote)
{
    g_clear_pointer(&vote->comment, g_free);
    g_clear_pointer(&vote->survey, desk_survey_free);
}

static const DeskConf *
conf_of(const DeskFiling *filing)
{
    return desk_policy_conf(filing->envelope->policy);
}

/* ---- what it says ---- */

/* A mail that is looked at. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    gint64 contact; /* the sender's, or 0 */
    DeskVote *vote;
    bool is_answer;    /* it came to the address for answers to a survey as well */
    bool contradicts;  /* it says two things */
    bool is_lost;      /* it votes on what this store knows nothing of, whatever has its number */
    const char *after; /* in its text, where a comment may begin */
} Case;

/* The text of an encrypted mail is a notice of ours, and that of another one may be quoted. */
static const char *
own_words(const DeskMail *mail)
{
    return mail->unparsed || mail->is_encrypted || mail->nothing_new ? "" : mail->reply_text;
}

static const DeskRecipient *
recipient_at(const DeskFiling *filing, guint i)
{
    return &g_array_index(filing->envelope->recipients, DeskRecipient, i);
}

/* Ours, if only in an epoch that this store knows nothing of. */
static bool
is_for(const DeskRecipient *recipient, DeskTokenPurpose purpose)
{
    return (recipient->state == DESK_TOKEN_VALID || recipient->state == DESK_TOKEN_UNKNOWN) &&
           recipient->token.purpose == purpose;
}

bool
desk_vote_is_addressed(const DeskFiling *filing)
{
    static const DeskTokenPurpose purposes[] = { DESK_TOKEN_VOTE, DESK_TOKEN_SURVEY,
                                                 DESK_TOKEN_OPT_OUT };
    for (guint i = 0; i < filing->envelope->recipients->len; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(purposes); k++)
            if (is_for(recipient_at(filing, i), purposes[k]))
                return true;
    return false;
}

/* One mail says one thing, however many addresses it came to. */
static void
cast(Case *c, const DeskToken *token, gint64 score)
{
    DeskVote *vote = c->vote;
    c->contradicts |= vote->votes && (vote->asked != token->ticket ||
                                      vote->number != token->survey || vote->score != score);
    if (vote->votes)
        return;
    vote->votes = true;
    vote->asked = token->ticket;
    vote->number = token->survey;
    vote->score = score;
}

static DeskVoter
voter_of(const DeskFiling *filing, bool is_his)
{
    return (DeskVoter){ .mail = filing->mail,
                        .envelope_sender = filing->envelope->sender,
                        .assurance = filing->identity.assurance,
                        .is_his = is_his && !filing->is_stand_in };
}

/* An answer that begins with a score is a vote, when it is from whom it should be: anything else
 * goes the way of an answer. */
static bool
read_answer(Case *c, const DeskToken *token, GError **error)
{
    g_autoptr(DeskSurvey) survey = NULL;
    const char *rest;
    gint64 score;
    c->is_answer = true;
    if (!desk_store_survey_get(c->store, token->ticket, token->survey, &survey, error))
        return false;
    if (!survey || !desk_vote_read(survey->scale, own_words(c->filing->mail), &score, &rest))
        return true;
    const DeskVoter voter = voter_of(c->filing, survey->contact == c->contact);
    if (desk_vote_doubt(&voter))
        return true;
    cast(c, token, score);
    c->is_answer = false;
    c->after = rest;
    return true;
}

static void
opt_out(Case *c, const DeskRecipient *recipient)
{
    DeskVote *vote = c->vote;
    const DeskToken *token = &recipient->token;
    const DeskVoter voter = voter_of(c->filing, token->contact == c->contact);
    if (vote->opts_out && vote->contact == c->contact)
        return;
    vote->opts_out = true;
    vote->contact = token->contact;
    bool is_known = recipient->state == DESK_TOKEN_VALID;
    vote->ticket = is_known ? token->ticket : 0;
    vote->opt_out_objection = is_known ? desk_vote_doubt_opt_out(&voter) : lost_survey;
}

static bool
read_recipient(Case *c, const DeskRecipient *recipient, GError **error)
{
    bool is_known = recipient->state == DESK_TOKEN_VALID;
    if (is_for(recipient, DESK_TOKEN_VOTE)) {
        cast(c, &recipient->token, recipient->token.score);
        c->is_lost |= !is_known;
    } else if (is_for(recipient, DESK_TOKEN_OPT_OUT))
        opt_out(c, recipient);
    else if (is_known && is_for(recipient, DESK_TOKEN_SURVEY))
        return read_answer(c, &recipient->token, error);
    else
        c->vote->is_alone = false;
    return true;
}

/* ---- whether it counts ---- */

/* The ticket that it acts on, which may have been merged since. */
static bool
find_ticket(Case *c, bool *is_spam, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    DeskVote *vote = c->vote;
    gint64 named = vote->votes ? vote->asked : vote->ticket;
    vote->ticket = 0;
    *is_spam = false;
    if (c->is_lost || named == 0)
        return true;
    if (!desk_store_ticket_final(c->store, named, &ticket, error))
        return false;
    if (ticket) {
        vote->ticket = ticket->id;
        *is_spam = ticket->status == DESK_STATUS_SPAM;
    }
    return true;
}

static const char *
object(const Case *c, bool is_spam)
{
    const DeskSurvey *survey = c->vote->survey;
    const DeskConf *conf = conf_of(c->filing);
    const DeskVoteTerms terms = { .now = c->filing->arrived,
                                  .valid = conf->survey.valid,
                                  .change_within = conf->survey.change_within };
    if (c->is_lost)
        return lost_survey;
    if (!survey || c->vote->ticket == 0)
        return unknown_survey;
    const DeskVoter voter = voter_of(c->filing, survey->contact == c->contact);
    const char *doubt = desk_vote_doubt(&voter);
    if (doubt)
        return doubt;
    if (c->contradicts)
        return "it came to the addresses of several votes";
    if (is_spam)
        return "its ticket is spam";
    return desk_vote_objection(survey, c->vote->score, &terms);
}

static bool
weigh(Case *c, bool is_spam, GError **error)
{
    DeskVote *vote = c->vote;
    const DeskMail *mail = c->filing->mail;
    if (!vote->votes)
        return true;
    if (!c->is_lost &&
        !desk_store_survey_get(c->store, vote->asked, vote->number, &vote->survey, error))
        return false;
    vote->objection = object(c, is_spam);
    if (vote->survey)
        vote->comment =
            desk_vote_comment(vote->survey->scale, mail, c->after ? c->after : own_words(mail));
    /* Whoever writes more to the address for answers is read by somebody, be it too late to vote.
     */
    if (c->after && vote->objection && vote->comment)
        c->is_answer = true;
    return true;
}

bool
desk_vote_find(DeskStore *store, const DeskFiling *filing, gint64 contact, DeskVote *vote,
               GError **error)
{
    Case c = { .store = store, .filing = filing, .contact = contact, .vote = vote };
    bool is_spam = false;
    *vote = (DeskVote){ .is_alone = true };
    for (guint i = 0; i < filing->envelope->recipients->len; i++)
        if (!read_recipient(&c, recipient_at(filing, i), error))
            return false;
    if ((vote->votes || vote->opts_out) &&
        (!find_ticket(&c, &is_spam, error) || !weigh(&c, is_spam, error)))
        return false;
    vote->is_alone &= (vote->votes || vote->opts_out) && !c.is_answer;
    return true;
}

/* ---- what is told of it ---- */

static char *
tell_score(const DeskVote *vote)
{
    const DeskSurvey *survey = vote->survey;
    if (!survey)
        return g_strdup_printf("%" G_GINT64_FORMAT, vote->score);
    if (survey->scale == DESK_SCALE_YES_NO)
        return g_strdup(vote->score > 0 ? "yes" : "no");
    return g_strdup_printf("%" G_GINT64_FORMAT " on the scale from %d to %d", vote->score,
                           desk_scale_least(survey->scale), desk_scale_most(survey->scale));
}

char *
desk_vote_show(const DeskVote *vote)
{
    g_autofree char *score = tell_score(vote);
    return g_strdup_printf("%s in survey %" G_GINT64_FORMAT " of #%" G_GINT64_FORMAT, score,
                           vote->number, vote->asked);
}

static void
tell_objection(GString *text, const char *objection)
{
    if (objection)
        g_string_append_printf(text, ", which does not count: %s", objection);
}

char *
desk_vote_tell(const DeskVote *vote)
{
    if (!vote->votes && !vote->opts_out)
        return NULL;
    GString *text = g_string_new(NULL);
    g_autofree char *shown = vote->votes ? desk_vote_show(vote) : g_strdup("");
    if (vote->votes)
        g_string_append_printf(text, "it votes %s%s", shown,
                               vote->comment && !vote->objection ? ", with a comment" : "");
    tell_objection(text, vote->objection);
    if (vote->opts_out)
        g_string_append_printf(text, "%sit asks for no more surveys", vote->votes ? "; " : "");
    tell_objection(text, vote->opt_out_objection);
    return g_string_free(text, FALSE);
}
