#include "desk/trial.h"
#include "policy/robots.h"
#include "store/rows.h"

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

/* On the ticket where a mail lands alone: a merge has put those of the other on it, and who was
 * taken off it since is not on it (RULES S4). */
static bool
find_standing(DeskStore *store, gint64 contact, DeskTrial *trial, GError **error)
{
    DeskStanding *standing = &trial->standing;
    return contact == 0 ||
           desk_store_participant_is(store, trial->ticket->id, contact, &standing->participant,
                                     &standing->requester, error);
}

static void
judge(const DeskFiling *filing, const DeskCandidate *candidate, gint64 contact, DeskTrial *trial)
{
    const DeskIdentity *identity = &filing->identity;
    DeskStanding *standing = &trial->standing;
    bool is_strong =
        candidate->kind == DESK_LINK_TOKEN || candidate->kind == DESK_LINK_OUR_MESSAGE_ID;

    standing->issued = contact > 0 && candidate->contact == contact;
    standing->stand_in = filing->is_stand_in;
    standing->service = filing->sender_address && desk_robots_is_service(filing->sender_address);
    if (identity->agent && !standing->requester) {
        bool powers = desk_identity_has_powers(filing->envelope->policy, identity,
                                               is_strong && standing->issued);
        trial->outcome = desk_trust_agent_outcome(candidate->kind, powers);
        trial->obstacle =
            powers ? NULL : "nothing proves that the agent whose name it is in wrote it";
        return;
    }
    bool member = desk_trust_is_member(standing);
    trial->outcome = desk_trust_outcome(candidate->kind, member, identity->assurance);
    if (trial->outcome != DESK_OUTCOME_APPEND)
        trial->obstacle = desk_trust_obstacle(candidate->kind, standing, identity->assurance);
}

bool
desk_trial_run(DeskStore *store, const DeskFiling *filing, const DeskCandidate *candidate,
               gint64 contact, DeskTrial *trial, GError **error)
{
    gint64 named = 0;
    *trial = (DeskTrial){ .outcome = DESK_OUTCOME_NEW };
    if (!find_named(store, candidate, contact, &named, error))
        return false;
    if (named == 0)
        return true;
    if (!desk_store_ticket_final(store, named, &trial->ticket, error))
        return false;
    if (!trial->ticket)
        return true;
    if (!find_standing(store, contact, trial, error))
        return false;
    judge(filing, candidate, contact, trial);
    return true;
}
