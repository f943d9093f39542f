#include "desk/trial.h"
#include "policy/identity.h"
#include "policy/robots.h"
#include "policy/token.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/surveys.h"
#include "ticket/kind.h"

void
desk_trial_clear(DeskTrial *trial)
{
    g_clear_pointer(&trial->ticket, desk_ticket_free);
}

/* The ticket that a hint names, which may have been merged since; 0: none. */
static bool
find_named(DeskStore *store, const DeskCandidate *candidate, gint64 contact, gint64 *named,
           GError **error)
{
    gint64 message = 0;
    *named = candidate->ticket;
    return candidate->kind != DESK_LINK_MESSAGE_ID ||
           desk_store_message_thread(store, candidate->id, contact, &message, named, error);
}

/* Whom an agent has forwarded the ticket to is on it, and sees nothing else of it. */
static bool
find_role(DeskStore *store, gint64 contact, DeskTrial *trial, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    bool is_third = false, is_other = false;
    if (!trial->standing.participant || trial->standing.requester)
        return true;
    if (!desk_store_participant_list(store, trial->ticket->id, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        if (person->contact.id != contact)
            continue;
        is_third |= person->role == DESK_ROLE_THIRD_PARTY;
        is_other |= person->role != DESK_ROLE_THIRD_PARTY;
    }
    trial->standing.third_party = is_third && !is_other;
    return true;
}

/* On the ticket where a mail lands alone: a merge has put those of the other on it, and who was
 * taken off it since is not on it (RULES S4). */
static bool
find_standing(DeskStore *store, gint64 contact, DeskTrial *trial, GError **error)
{
    DeskStanding *standing = &trial->standing;
    return contact == 0 ||
           (desk_store_participant_is(store, trial->ticket->id, contact, &standing->participant,
                                      &standing->requester, error) &&
            find_role(store, contact, trial, error));
}

static bool
is_strong(const DeskCandidate *candidate)
{
    return candidate->kind == DESK_LINK_TOKEN || candidate->kind == DESK_LINK_OUR_MESSAGE_ID;
}

/* References name mails that it does not answer as well. */
static bool
is_answered(const DeskFiling *filing, const DeskCandidate *candidate)
{
    const DeskSeal *seal = desk_policy_seal(filing->envelope->policy);
    const GPtrArray *ids = filing->mail->in_reply_to;
    DeskToken token;
    for (guint i = 0; i < ids->len; i++)
        if (desk_token_verify(seal, ids->pdata[i], &token) == DESK_TOKEN_VALID &&
            token.purpose == DESK_TOKEN_MESSAGE_ID && token.ticket == candidate->ticket &&
            token.contact == candidate->contact)
            return true;
    return candidate->kind == DESK_LINK_TOKEN;
}

/* To whom the hint was issued: to an agent of the configuration, at any address of his? */
static bool
find_agent(DeskStore *store, const DeskFiling *filing, const DeskCandidate *candidate,
           DeskTrial *trial, GError **error)
{
    const DeskPolicy *policy = filing->envelope->policy;
    const DeskIdentity *identity = &filing->identity;
    g_autoptr(DeskContact) contact = NULL;
    const DeskAgent *agent = NULL;
    if (!identity->agent || trial->standing.requester)
        return true;
    if (is_strong(candidate) && !desk_store_contact_get(store, candidate->contact, &contact, error))
        return false;
    if (contact)
        agent = desk_conf_agent_by_address(desk_policy_conf(policy), contact->address);
    trial->agent.has_powers =
        desk_identity_has_powers(policy, identity, agent && agent == identity->agent);
    trial->agent.answers = agent && is_answered(filing, candidate);
    return true;
}

/* What the desk wrote to somebody as one of its agents lets him onto no ticket once he is none. */
static bool
find_issued(DeskStore *store, const DeskFiling *filing, const DeskCandidate *candidate,
            gint64 contact, DeskTrial *trial, GError **error)
{
    DeskStanding *standing = &trial->standing;
    const DeskAddressee to = { candidate->ticket, contact };
    g_autoptr(GPtrArray) mails = NULL;
    standing->issued = contact > 0 && candidate->contact == contact;
    if (!standing->issued || standing->participant || filing->identity.agent)
        return true;
    if (!desk_store_outbox_had(store, to, 1, &mails, error))
        return false;
    for (guint i = 0; i < mails->len; i++) {
        const DeskMailKind *kind = desk_mail_kind(((const DeskOutboxRow *) mails->pdata[i])->kind);
        standing->issued = !kind || !kind->to_agent;
    }
    return true;
}

static void
judge(const DeskFiling *filing, const DeskCandidate *candidate, DeskTrial *trial)
{
    const DeskIdentity *identity = &filing->identity;
    DeskStanding *standing = &trial->standing;

    standing->stand_in = filing->is_stand_in;
    standing->service = filing->sender_address && desk_robots_is_service(filing->sender_address);
    if (identity->agent && !standing->requester) {
        trial->outcome = desk_trust_agent_outcome(candidate->kind, &trial->agent);
        trial->obstacle = trial->agent.has_powers
                              ? NULL
                              : "nothing proves that the agent whose name it is in wrote it";
        return;
    }
    if (standing->third_party && !standing->stand_in)
        trial->outcome =
            desk_trust_third_outcome(candidate->kind, standing->issued, identity->assurance);
    else
        trial->outcome = desk_trust_outcome(candidate->kind, desk_trust_is_member(standing),
                                            identity->assurance);
    if (trial->outcome != DESK_OUTCOME_APPEND && trial->outcome != DESK_OUTCOME_NOTE)
        trial->obstacle = desk_trust_obstacle(candidate->kind, standing, identity->assurance);
}

/* Whom the hint was issued to, when the token does not say it. */
static bool
find_addressee(DeskStore *store, DeskCandidate *candidate, GError **error)
{
    g_autoptr(DeskSurvey) survey = NULL;
    if (candidate->survey == 0)
        return true;
    if (!desk_store_survey_get(store, candidate->ticket, candidate->survey, &survey, error))
        return false;
    candidate->contact = survey ? survey->contact : 0;
    return true;
}

bool
desk_trial_run(DeskStore *store, const DeskFiling *filing, const DeskCandidate *candidate,
               gint64 contact, DeskTrial *trial, GError **error)
{
    DeskCandidate known = *candidate;
    gint64 named = 0;
    *trial = (DeskTrial){ .outcome = DESK_OUTCOME_NEW };
    if (!find_addressee(store, &known, error) || !find_named(store, &known, contact, &named, error))
        return false;
    if (named == 0)
        return true;
    if (!desk_store_ticket_final(store, named, &trial->ticket, error))
        return false;
    if (!trial->ticket)
        return true;
    if (!find_standing(store, contact, trial, error) ||
        !find_agent(store, filing, &known, trial, error) ||
        !find_issued(store, filing, &known, contact, trial, error))
        return false;
    judge(filing, &known, trial);
    return true;
}
