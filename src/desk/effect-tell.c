#include "desk/effect-tell.h"
#include "base/text.h"
#include "desk/commanding.h"
#include "desk/notification.h"
#include "policy/lifecycle.h"

#define NAME_MAX_BYTES 100

/* The sender as agents are told of him; the caller's. */
static char *
author_of(const DeskFiling *filing, DeskOutcome outcome)
{
    const DeskAgent *agent = filing->identity.agent;
    if (agent && (outcome == DESK_OUTCOME_NOTE || outcome == DESK_OUTCOME_ANSWER))
        return g_strdup(agent->full_name);
    const char *name =
        filing->sender_name && *filing->sender_name ? filing->sender_name : filing->sender_address;
    if (!name)
        return g_strdup("Somebody");
    return desk_text_cut(desk_text_line(name, strlen(name)), NAME_MAX_BYTES);
}

static DeskNotificationKind
kind_of_words(DeskOutcome outcome)
{
    if (outcome == DESK_OUTCOME_ANSWER)
        return DESK_NOTIFICATION_ANSWERED;
    return outcome == DESK_OUTCOME_NOTE ? DESK_NOTIFICATION_NOTE : DESK_NOTIFICATION_ASKED;
}

/* Whether agents are to hear of it, and as what. */
static bool
choose_kind(const DeskDecision *decision, DeskNotificationKind *kind)
{
    bool repeats = decision->link == DESK_LINK_CORRELATION && !decision->matter.is_over;
    switch (decision->kind) {
    case DESK_VERDICT_NEW:
        *kind = DESK_NOTIFICATION_NEW;
        return true;
    case DESK_VERDICT_APPEND:
        *kind = kind_of_words(decision->outcome);
        return !repeats;
    case DESK_VERDICT_HELD:
        *kind = DESK_NOTIFICATION_HELD;
        return true;
    case DESK_VERDICT_EVENT:
    case DESK_VERDICT_DUPLICATE:
        return false;
    }
    return false;
}

static const char *
what_an_answer_does(const DeskDecision *decision)
{
    if (decision->link == DESK_LINK_CORRELATION)
        return "says that the matter is over";
    if (decision->is_thanks)
        return "says thanks";
    return desk_lifecycle_has_ended(decision->ticket->status) &&
                   desk_lifecycle_is_alive(decision->status)
               ? "has answered, and the ticket is open again"
               : "has answered";
}

/* One sentence; the caller's. */
static char *
tell(const DeskDecision *decision, DeskNotificationKind kind, const char *author,
     const DeskAgent *by)
{
    if (kind == DESK_NOTIFICATION_NEW && decision->outcome == DESK_OUTCOME_FOLLOW_UP)
        return g_strdup_printf("%s has written again; it goes on with #%" G_GINT64_FORMAT, author,
                               decision->linked);
    if (kind == DESK_NOTIFICATION_NEW)
        return g_strdup_printf("%s has opened this ticket", author);
    if (kind == DESK_NOTIFICATION_HELD)
        return g_strdup_printf("A message of %s is held until somebody approves it: %s", author,
                               decision->reason);
    if (kind == DESK_NOTIFICATION_ANSWERED)
        return g_strdup_printf("%s has answered the customer", author);
    if (kind == DESK_NOTIFICATION_NOTE && !by)
        return g_strdup_printf("%s has written, which the customer does not see", author);
    if (kind == DESK_NOTIFICATION_NOTE)
        return g_strdup_printf("%s has left a note", author);
    return g_strdup_printf("%s %s", author, what_an_answer_does(decision));
}

/* As it will be; borrowed. */
static DeskTicket
ticket_of(const DeskDecision *decision)
{
    const DeskAgent *agent = decision->assignment.agent;
    DeskTicket ticket = { .team = decision->route.team };
    if (decision->ticket)
        ticket = *decision->ticket;
    if (decision->kind == DESK_VERDICT_NEW || decision->passes)
        ticket.assignee = agent ? agent->name : NULL;
    return ticket;
}

/* A mail in an agent's name is no news to him, whoever has written it: two desks that are each
 * other's agents would tell one another for ever (RULES L7). */
bool
desk_effect_tell(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    const DeskEnvelope *envelope = filing->envelope;
    DeskNotificationKind kind;
    if (!choose_kind(decision, &kind) || desk_commanding_says_nothing(filing, decision))
        return true;
    const DeskTicket ticket = ticket_of(decision);
    g_autofree char *author = author_of(filing, decision->outcome);
    g_autofree char *what = tell(decision, kind, author, filing->identity.agent);
    bool is_given =
        decision->assignment.agent && (decision->kind == DESK_VERDICT_NEW || decision->passes);
    g_autofree char *detail = is_given ? g_strdup_printf("%s; it is given to %s", what,
                                                         decision->assignment.agent->full_name)
                                       : g_strdup(what);
    const DeskOccasion why = {
        .policy = envelope->policy,
        .mailbox = g_array_index(envelope->recipients, DeskRecipient, 0).mailbox,
        .now = filing->arrived,
    };
    const DeskNotification news = {
        .kind = kind,
        .ticket = &ticket,
        .by = filing->identity.agent,
        .author = author,
        .detail = detail,
        .has_passed = decision->passes,
        .recipients = decision->kind == DESK_VERDICT_NEW ? envelope->recipients : NULL,
    };
    return desk_notification_plan(store, &why, &news, decision->plans, error);
}
