#include "desk/decide.h"
#include "base/clock.h"
#include "policy/token.h"
#include "store/rows.h"

void
desk_decision_clear(DeskDecision *decision)
{
    g_clear_pointer(&decision->ticket, desk_ticket_free);
    g_clear_pointer(&decision->reason, g_free);
    g_clear_pointer(&decision->plans, g_ptr_array_unref);
    desk_report_clear(&decision->report);
}

/* The same mail once more (RULES I2). A weak key means the same mail for one hour only. */
static bool
find_duplicate(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    const guint8 *key = filing->key.bytes;
    gint64 name = 0;
    memcpy(&name, key, sizeof name);
    name = GINT64_FROM_BE(name); /* the same for gateways of any kind */
    if (filing->key.weak && !desk_store_hold(store, name, error))
        return false;
    bool ok = filing->key.weak ? desk_store_message_weak(store, key, filing->arrived - DESK_HOUR,
                                                         &decision->duplicate,
                                                         &decision->duplicate_ticket, error)
                               : desk_store_message_by_key(store, key, &decision->duplicate,
                                                           &decision->duplicate_ticket, error);
    if (ok && decision->duplicate > 0) {
        decision->kind = DESK_VERDICT_DUPLICATE;
        decision->reason = g_strdup("this very mail had been stored before");
    }
    return ok;
}

/* The ticket a hint leads to, over merges; *ticket stays NULL when there is none. */
static bool
find_ticket(DeskStore *store, const DeskCandidate *candidate, gint64 contact, DeskTicket **ticket,
            GError **error)
{
    gint64 id = candidate->ticket, message = 0;
    if (candidate->kind == DESK_LINK_MESSAGE_ID &&
        !desk_store_message_thread(store, candidate->id, contact, &message, &id, error))
        return false;
    if (id == 0)
        return true;
    return desk_store_ticket_follow(store, id, &id, error) &&
           (id == 0 || desk_store_ticket_get(store, id, ticket, error));
}

/* Whether the sender is who the link was issued to, or is on the ticket. */
static bool
is_member(DeskStore *store, const DeskCandidate *candidate, const DeskTicket *ticket,
          gint64 contact, bool *member, GError **error)
{
    *member = contact > 0 && candidate->contact == contact;
    if (*member || contact == 0)
        return true;
    return desk_store_participant_is(store, ticket->id, contact, member, NULL, error);
}

void
desk_trial_clear(DeskTrial *trial)
{
    g_clear_pointer(&trial->ticket, desk_ticket_free);
}

bool
desk_decide_try(DeskStore *store, const DeskCandidate *candidate, gint64 contact,
                DeskAssurance assurance, DeskTrial *trial, GError **error)
{
    *trial = (DeskTrial){ .outcome = DESK_OUTCOME_NEW };
    if (!find_ticket(store, candidate, contact, &trial->ticket, error))
        return false;
    if (!trial->ticket)
        return true;
    if (!is_member(store, candidate, trial->ticket, contact, &trial->member, error))
        return false;
    trial->outcome = desk_trust_outcome(candidate->kind, trial->member, assurance);
    return true;
}

static bool
try_candidate(DeskStore *store, const DeskCandidate *candidate, DeskDecision *decision,
              GError **error)
{
    g_auto(DeskTrial) trial = { 0 };
    if (!desk_decide_try(store, candidate, decision->contact, decision->assurance, &trial, error))
        return false;
    if (!trial.ticket)
        return true;
    if (trial.outcome == DESK_OUTCOME_NEW_LINKED || trial.outcome == DESK_OUTCOME_NEW) {
        if (decision->linked == 0)
            decision->linked = trial.ticket->id;
        return true;
    }
    decision->outcome = trial.outcome;
    decision->link = candidate->kind;
    decision->ticket = g_steal_pointer(&trial.ticket);
    return true;
}

/* The first hint that lets the sender onto a ticket wins (RULES T1). */
static bool
find_thread(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    for (guint i = 0; i < filing->candidates->len && !decision->ticket; i++) {
        const DeskCandidate *candidate = &g_array_index(filing->candidates, DeskCandidate, i);
        if (!try_candidate(store, candidate, decision, error))
            return false;
    }
    if (!decision->ticket)
        decision->outcome = decision->linked ? DESK_OUTCOME_NEW_LINKED : DESK_OUTCOME_NEW;
    return true;
}

/*
 * Our own mail come back, by a redirect or from a mailbox that copies all it gets (RULES L6):
 * its Message-ID is one that we signed. Whoever sent it says nothing by it.
 */
static bool
find_reflection(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    DeskCandidate own = { .kind = DESK_LINK_OUR_MESSAGE_ID };
    DeskToken token;
    if (desk_token_verify(desk_policy_seal(filing->envelope->policy), filing->mail->message_id,
                          &token) != DESK_TOKEN_VALID)
        return true;
    own.ticket = token.ticket;
    if (!find_ticket(store, &own, 0, &decision->ticket, error))
        return false;
    decision->kind = DESK_VERDICT_EVENT;
    decision->outcome = DESK_OUTCOME_HELD;
    decision->reason = g_strdup("it is a mail of the desk itself that has come back");
    return true;
}

/*
 * Delivery reports never open a ticket (RULES B3): they stand beside that of the mail which they
 * are proved to be about, or beside none. A complaint that proves nothing may be about anybody's
 * mail, and is for people to read.
 */
static bool
find_report(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    DeskReport *report = &decision->report;
    if (!desk_report_find(store, filing, report, error))
        return false;
    if (!report->reason || (!report->row && filing->mail->machine == DESK_MACHINE_COMPLAINT))
        return true;
    decision->kind = DESK_VERDICT_EVENT;
    decision->outcome = DESK_OUTCOME_HELD;
    decision->reason = g_strdup(report->reason);
    return !report->ticket ||
           desk_store_ticket_get(store, report->ticket->id, &decision->ticket, error);
}

/*
 * A machine answers or reports of a mail of ours: it stands beside the ticket and changes nothing
 * (RULES L3, B3). Null is the sender of no person (RFC 5321 section 4.5.5). Words alone are no mark
 * of a machine: they may be the answer of a customer, which must not vanish.
 */
static bool
is_aside(const DeskFiling *filing)
{
    const DeskMail *mail = filing->mail;
    bool is_null = *filing->envelope->sender == '\0';
    switch (mail->machine) {
    case DESK_MACHINE_HUMAN:
        return is_null;
    case DESK_MACHINE_AUTO_GENERATED:
    case DESK_MACHINE_LIST:
        return false;
    case DESK_MACHINE_AUTO_REPLY:
    case DESK_MACHINE_CHALLENGE:
        return is_null || !mail->machine_by_words;
    case DESK_MACHINE_BOUNCE:
    case DESK_MACHINE_DELAY:
    case DESK_MACHINE_SUCCESS:
    case DESK_MACHINE_COMPLAINT:
    case DESK_MACHINE_RECEIPT:
        return true;
    }
    return false;
}

static void
choose_kind(const DeskFiling *filing, DeskDecision *decision)
{
    static const char *const by_link[] = {
        [DESK_LINK_NONE] = "",
        [DESK_LINK_SUBJECT] = "its subject has the tag of a ticket that the sender is on",
        [DESK_LINK_MESSAGE_ID] = "it answers a mail on a ticket that the sender is on",
        [DESK_LINK_OUR_MESSAGE_ID] = "it answers a mail that the desk signed",
        [DESK_LINK_TOKEN] = "it came to a reply address that the desk signed",
    };
    if (!decision->ticket) {
        decision->kind = DESK_VERDICT_NEW;
        decision->reason = g_strdup(decision->linked ? "its hints lead to a ticket of other people"
                                                     : "nothing ties it to a ticket");
        return;
    }
    const char *why = by_link[decision->link];
    if (is_aside(filing)) {
        decision->kind = DESK_VERDICT_EVENT;
        decision->reason = g_strdup_printf("%s, and a machine wrote it", why);
    } else if (decision->outcome == DESK_OUTCOME_HELD) {
        decision->kind = DESK_VERDICT_HELD;
        decision->reason = g_strdup_printf("%s, but not to this sender", why);
    } else {
        decision->kind = DESK_VERDICT_APPEND;
        decision->reason = g_strdup(why);
    }
}

static void
plan_free(gpointer data)
{
    desk_plan_free(data);
}

/* A new ticket is acknowledged to whoever opened it. */
static bool
plan_ack(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    if (decision->kind != DESK_VERDICT_NEW)
        return true;
    DeskPlan *plan = desk_plan_new("ack", filing->sender_address, filing->sender_name);
    decision->plans = g_ptr_array_new_with_free_func(plan_free);
    g_ptr_array_add(decision->plans, plan);
    plan->contact = decision->contact;
    plan->assurance = decision->assurance;
    return desk_automatic_ask(store, filing, plan, error);
}

static bool
look_up_sender(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    if (filing->sender_key &&
        !desk_store_contact_meet(store, filing->sender_key, &decision->contact, &decision->health,
                                 error))
        return false;
    return *filing->mail->message_id == '\0' ||
           desk_store_message_id_count(store, filing->mail->message_id, &decision->known_ids,
                                       error);
}

bool
desk_decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    *decision = (DeskDecision){ .assurance = DESK_ASSURANCE_NONE, .outcome = DESK_OUTCOME_NEW };
    if (!find_duplicate(store, filing, decision, error))
        return false;
    if (decision->kind == DESK_VERDICT_DUPLICATE)
        return true;
    if (!look_up_sender(store, filing, decision, error) ||
        !find_report(store, filing, decision, error))
        return false;
    if (decision->kind == DESK_VERDICT_EVENT)
        return true;
    if (!find_reflection(store, filing, decision, error))
        return false;
    if (decision->kind == DESK_VERDICT_EVENT)
        return true;
    if (!find_thread(store, filing, decision, error))
        return false;
    choose_kind(filing, decision);
    return plan_ack(store, filing, decision, error);
}
