#include "base/text.h"
#include "desk/alarm.h"
#include "desk/history.h"
#include "desk/life.h"
#include "desk/sla.h"
#include "desk/vote.h"
#include "policy/alarm.h"
#include "policy/lifecycle.h"
#include "policy/vote.h"
#include "store/rows.h"
#include "store/surveys.h"

/* What the steps below share while one vote is written. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    const DeskVote *vote;
    gint64 message;
} Entry;

static DeskMoment
moment_of(const Entry *entry)
{
    return (DeskMoment){ entry->vote->ticket, entry->message, entry->filing->arrived };
}

static bool
note(const Entry *entry, const char *kind, const char *detail, GError **error)
{
    const DeskMoment moment = moment_of(entry);
    return desk_history_note(entry->store, &moment, kind, detail, error);
}

static bool
note_ignored(const Entry *entry, const char *what, const char *why, GError **error)
{
    g_autofree char *detail = g_strdup_printf("it %s, which does not count: %s", what, why);
    return note(entry, "survey-ignored", detail, error);
}

/* The agent may have been somebody else by now; whoever leads the team knows what to do. */
static bool
raise_alarm(const Entry *entry, const DeskTicket *ticket, GError **error)
{
    const DeskVote *vote = entry->vote;
    const DeskPolicy *policy = entry->filing->envelope->policy;
    g_autoptr(GPtrArray) agents = desk_alarm_overseers(desk_policy_conf(policy), ticket);
    g_autofree char *shown = desk_vote_show(vote);
    g_autofree char *comment =
        vote->comment ? desk_text_line(vote->comment, strlen(vote->comment)) : g_strdup("");
    g_autofree char *detail =
        g_strdup_printf("The customer is not content\nThe vote is %s.\n%s%s", shown,
                        *comment ? "The comment: " : "There is no comment.", comment);
    const DeskNews news = { .policy = policy,
                            .ticket = ticket,
                            .message = entry->message,
                            .now = entry->filing->arrived,
                            .detail = detail };
    return desk_alarm_tell(entry->store, &news, agents, error);
}

static bool
reopen(const Entry *entry, const DeskTicket *ticket, GError **error)
{
    const DeskMoment moment = moment_of(entry);
    gint64 now = entry->filing->arrived;
    DeskTicket after = *ticket;
    after.status = desk_lifecycle_answered(ticket->status, DESK_VOICE_PERSON);
    const DeskLifeMove move = { .policy = entry->filing->envelope->policy,
                                .ticket = ticket,
                                .status = after.status,
                                .assignee = ticket->assignee,
                                .cause = DESK_LIFE_CUSTOMER,
                                .message = entry->message,
                                .is_mailed = true, /* a vote is answered by nothing */
                                .now = now };
    g_autofree char *detail = g_strdup_printf("its customer is not content, and it had been %s",
                                              desk_status_name(ticket->status));
    return desk_life_follow(entry->store, &move, error) &&
           desk_store_ticket_touch(entry->store, ticket->id, after.status, now, error) &&
           note(entry, "reopened", detail, error) &&
           desk_sla_tell(entry->store, desk_policy_conf(entry->filing->envelope->policy), &after,
                         DESK_SLA_REOPENED, &moment, error);
}

/* As an answer of the customer would, within the same bounds. */
static bool
reopen_if_due(const Entry *entry, const DeskTicket *ticket, GError **error)
{
    const DeskConf *conf = desk_policy_conf(entry->filing->envelope->policy);
    gint64 now = entry->filing->arrived, count = 0;
    if (!conf->survey.reopen || !desk_lifecycle_has_ended(ticket->status))
        return true;
    if (desk_lifecycle_is_over(ticket, now, conf->lifecycle.reopen_within))
        return note(entry, "not-reopened",
                    "its customer is not content, but it ended too long ago to be opened again",
                    error);
    if (!desk_store_event_count(entry->store, ticket->id, "reopened",
                                desk_clock_last(now, DESK_DAY), &count, error))
        return false;
    if (count >= conf->limits.reopens_per_day)
        return note(entry, "not-reopened",
                    "its customer is not content, but it has been opened again as often as one day "
                    "allows",
                    error);
    return reopen(entry, ticket, error);
}

/* The ticket as it is by now: the same mail may have answered it as well. */
static bool
answer_bad_news(const Entry *entry, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_store_ticket_get(entry->store, entry->vote->ticket, &ticket, error))
        return false;
    return !ticket || (raise_alarm(entry, ticket, error) && reopen_if_due(entry, ticket, error));
}

/* Another score takes the former comment with it; the same one, a new comment alone. */
static bool
write_vote(const Entry *entry, GError **error)
{
    const DeskVote *vote = entry->vote;
    DeskSurvey after = *vote->survey;
    gint64 now = entry->filing->arrived;
    bool is_same = after.score == vote->score;
    after.comment = vote->comment || !is_same ? vote->comment : after.comment;
    after.changed = after.voted > 0 ? now : after.changed;
    after.voted = after.voted > 0 ? after.voted : now;
    after.score = vote->score;
    return desk_store_survey_vote(entry->store, &after, error);
}

static bool
note_vote(const Entry *entry, GError **error)
{
    const DeskVote *vote = entry->vote;
    const DeskSurvey *before = vote->survey;
    g_autofree char *what = desk_vote_tell(vote);
    g_autofree char *earlier =
        before->voted > 0 ? g_strdup_printf(", and said %" G_GINT64_FORMAT " before", before->score)
                          : g_strdup("");
    g_autofree char *detail = g_strconcat(what, earlier, NULL);
    return note(entry, "survey-vote", detail, error);
}

static bool
record_vote(const Entry *entry, GError **error)
{
    const DeskVote *vote = entry->vote;
    if (!vote->votes)
        return true;
    g_autofree char *shown = desk_vote_show(vote);
    g_autofree char *what = g_strconcat("votes ", shown, NULL);
    if (vote->objection)
        return note_ignored(entry, what, vote->objection, error);
    if (!desk_vote_is_news(vote->survey, vote->score, vote->comment))
        return note_ignored(entry, what, "the same had been said before", error);
    return write_vote(entry, error) && note_vote(entry, error) &&
           (!desk_vote_turns_bad(vote->survey, vote->score) || answer_bad_news(entry, error));
}

static bool
record_opt_out(const Entry *entry, GError **error)
{
    const DeskVote *vote = entry->vote;
    if (!vote->opts_out)
        return true;
    if (vote->opt_out_objection)
        return note_ignored(entry, "asks for no more surveys", vote->opt_out_objection, error);
    return desk_store_contact_set_surveys(entry->store, vote->contact, entry->filing->arrived,
                                          error) &&
           note(entry, "survey-opt-out", "it asks for no more surveys, so its sender gets none",
                error);
}

bool
desk_vote_record(DeskStore *store, const DeskFiling *filing, const DeskVote *vote, gint64 message,
                 GError **error)
{
    const Entry entry = { store, filing, vote, message };
    return record_vote(&entry, error) && record_opt_out(&entry, error);
}
