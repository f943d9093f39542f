#include "desk/decide.h"
#include "base/clock.h"
#include "desk/commanding.h"
#include "desk/effect.h"
#include "desk/trial.h"
#include "policy/lifecycle.h"
#include "policy/subject.h"
#include "policy/thanks.h"
#include "policy/token.h"
#include "store/outbox.h"
#include "store/rows.h"

/* So long after a mail of the desk an automatic answer is taken for one to it (RULES L3). */
#define ANSWER_WITHIN (7 * DESK_DAY)

/* A mail that is being decided upon. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    DeskDecision *decision;
    const char *obstacle; /* of the hint that won, as in DeskTrial */
} Case;

static void
remark_free(gpointer data)
{
    DeskRemark *remark = data;
    g_free(remark->detail);
    g_free(remark);
}

static void
decision_init(DeskDecision *decision, const DeskFiling *filing)
{
    *decision = (DeskDecision){ .assurance = filing->identity.assurance,
                                .outcome = DESK_OUTCOME_NEW,
                                .remarks = g_ptr_array_new_with_free_func(remark_free),
                                .plans = desk_plan_list_new() };
}

void
desk_decision_clear(DeskDecision *decision)
{
    g_clear_pointer(&decision->ticket, desk_ticket_free);
    g_clear_pointer(&decision->reason, g_free);
    g_clear_pointer(&decision->objection, g_free);
    g_clear_pointer(&decision->remarks, g_ptr_array_unref);
    g_clear_pointer(&decision->plans, g_ptr_array_unref);
    desk_matter_clear(&decision->matter);
    desk_report_clear(&decision->report);
    desk_vote_clear(&decision->vote);
    desk_route_clear(&decision->route);
    desk_language_choice_clear(&decision->language);
    desk_assignment_clear(&decision->assignment);
    desk_answer_clear(&decision->answer);
    g_clear_pointer(&decision->below, g_free);
}

void
desk_decision_remark(DeskDecision *decision, const char *kind, char *detail)
{
    DeskRemark *remark = g_new0(DeskRemark, 1);
    remark->kind = kind;
    remark->detail = detail;
    g_ptr_array_add(decision->remarks, remark);
}

void
desk_decision_repeat(DeskDecision *decision, gint64 message, gint64 ticket)
{
    decision->kind = DESK_VERDICT_DUPLICATE;
    decision->duplicate = message;
    decision->duplicate_ticket = ticket;
    g_free(decision->reason);
    decision->reason = g_strdup("this very mail had been stored before");
}

bool
desk_decision_asks(const DeskDecision *decision, const DeskFiling *filing)
{
    return decision->kind == DESK_VERDICT_APPEND && !decision->is_thanks &&
           decision->outcome == DESK_OUTCOME_APPEND && decision->link != DESK_LINK_CORRELATION &&
           desk_voice_of(filing->mail, filing->envelope->sender) == DESK_VOICE_PERSON;
}

/* The same mail once more (RULES I2). A weak key means the same mail for one hour only. */
static bool
find_duplicate(Case *c, GError **error)
{
    const DeskFiling *filing = c->filing;
    const guint8 *key = filing->key.bytes;
    gint64 name = 0, message = 0, ticket = 0;
    memcpy(&name, key, sizeof name);
    name = GINT64_FROM_BE(name); /* the same for gateways of any kind */
    if (filing->key.weak && !desk_store_hold(c->store, name, error))
        return false;
    bool ok =
        filing->key.weak
            ? desk_store_message_weak(c->store, key, desk_clock_last(filing->arrived, DESK_HOUR),
                                      &message, &ticket, error)
            : desk_store_message_by_key(c->store, key, &message, &ticket, error);
    if (ok && message > 0)
        desk_decision_repeat(c->decision, message, ticket);
    return ok;
}

static bool
look_up_sender(Case *c, GError **error)
{
    const DeskFiling *filing = c->filing;
    DeskDecision *decision = c->decision;
    DeskAcquaintance who = { .id = 0 };
    if (filing->sender_key && !desk_store_contact_meet(c->store, filing->sender_key, &who, error))
        return false;
    decision->contact = who.id;
    decision->health = who.health;
    decision->proved = who.proved;
    g_strlcpy(decision->chosen, who.language, sizeof decision->chosen);
    return *filing->mail->message_id == '\0' || filing->whole ||
           desk_store_message_id_count(c->store, filing->mail->message_id, &c->decision->known_ids,
                                       error);
}

/* A mail that is kept, for agents only, beside a ticket, or beside none. */
static void
put_aside(Case *c, DeskTicket *ticket, const char *reason)
{
    c->decision->kind = DESK_VERDICT_EVENT;
    c->decision->outcome = DESK_OUTCOME_HELD;
    c->decision->ticket = ticket;
    c->decision->reason = g_strdup(reason);
}

/* The first hint that lets the sender onto a ticket, if only for agents to see, wins (T1). */
static bool
try_candidate(Case *c, const DeskCandidate *candidate, GError **error)
{
    DeskDecision *decision = c->decision;
    g_auto(DeskTrial) trial = { 0 };
    if (!desk_trial_run(c->store, c->filing, candidate, decision->contact, &trial, error))
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
    decision->is_requester = trial.standing.requester;
    decision->is_issued = trial.standing.issued;
    decision->ticket = g_steal_pointer(&trial.ticket);
    c->obstacle = trial.obstacle;
    return true;
}

/* An answer that comes long after the end goes on in a ticket of its own (RULES T8). */
static void
follow_up(Case *c, const char *why)
{
    DeskDecision *decision = c->decision;
    decision->kind = DESK_VERDICT_NEW;
    decision->outcome = DESK_OUTCOME_FOLLOW_UP;
    decision->linked = decision->ticket->id;
    decision->reason =
        g_strdup_printf("%s #%" G_GINT64_FORMAT ", which ended too long ago to be opened again",
                        why, decision->linked);
    g_clear_pointer(&decision->ticket, desk_ticket_free);
}

/* Whoever takes an answer to begin something new asks for it by its subject. */
static bool
is_mere_thanks(const DeskFiling *filing, const DeskDecision *decision)
{
    const char *subject = filing->mail->subject;
    return filing->is_thanks && decision->outcome == DESK_OUTCOME_APPEND &&
           (!desk_subject_is_new(subject, decision->ticket->subject, NULL) ||
            desk_thanks_is_bare(subject, NULL));
}

static const char *
tell_author(const Case *c)
{
    bool is_internal =
        c->decision->outcome == DESK_OUTCOME_NOTE || c->decision->outcome == DESK_OUTCOME_ANSWER;
    if (!is_internal)
        return "";
    return c->filing->identity.agent ? ", and an agent wrote it"
                                     : ", and somebody wrote it to whom it was forwarded";
}

/* Who commands and says nothing has not written what wants an answer. */
static bool
commands_alone(const Case *c)
{
    return desk_commanding_is_customer(c->filing, c->decision) &&
           desk_commanding_is_alone(c->filing);
}

/* How the link that won is said to tie a mail to the ticket. Static. */
static const char *
tell_link(DeskLinkKind link)
{
    static const char *const by_link[] = {
        [DESK_LINK_NONE] = "",
        [DESK_LINK_CORRELATION] = "",
        [DESK_LINK_SUBJECT] = "its subject has the tag of",
        [DESK_LINK_MESSAGE_ID] = "it answers a mail on",
        [DESK_LINK_OUR_MESSAGE_ID] = "it answers a mail that the desk signed for",
        [DESK_LINK_TOKEN] = "it came to a reply address that the desk signed for",
    };
    return by_link[link];
}

/* What a mail does on the ticket that it is tied to. */
static void
join(Case *c)
{
    DeskDecision *decision = c->decision;
    const DeskFiling *filing = c->filing;
    const char *why = tell_link(decision->link);
    gint64 within = desk_policy_conf(filing->envelope->policy)->lifecycle.reopen_within;
    DeskVoice voice = desk_voice_of(filing->mail, filing->envelope->sender);
    bool only_asks = commands_alone(c);
    const char *more = "";

    decision->linked = 0;
    if (decision->outcome == DESK_OUTCOME_NOTE || decision->outcome == DESK_OUTCOME_ANSWER)
        decision->direction = DESK_DIRECTION_NOTE;
    decision->is_thanks = is_mere_thanks(filing, decision);
    if (voice == DESK_VOICE_ASIDE) {
        /* An agent's absence note is for nobody (RULES W13). */
        if (decision->outcome == DESK_OUTCOME_ANSWER)
            decision->outcome = DESK_OUTCOME_NOTE;
        decision->kind = DESK_VERDICT_EVENT;
        more = ", and a machine wrote it";
    } else if (decision->outcome == DESK_OUTCOME_HELD) {
        decision->kind = DESK_VERDICT_HELD;
        more = ", but ";
    } else if (decision->outcome == DESK_OUTCOME_APPEND && !decision->is_thanks &&
               !(only_asks && !desk_commands_find(&filing->commands, DESK_COMMAND_REOPEN)) &&
               desk_lifecycle_is_over(decision->ticket, filing->arrived, within)) {
        follow_up(c, why);
        return;
    } else {
        decision->kind = only_asks ? DESK_VERDICT_EVENT : DESK_VERDICT_APPEND;
        more = only_asks ? ", and commands by it" : tell_author(c);
    }
    bool held = decision->kind == DESK_VERDICT_HELD;
    decision->reason = g_strdup_printf("%s #%" G_GINT64_FORMAT "%s%s", why, decision->ticket->id,
                                       more, held ? c->obstacle : "");
}

/* Who names a customer begins something new. */
static bool
names_customer(const DeskFiling *filing)
{
    return filing->customer && desk_commands_find(&filing->commands, DESK_COMMAND_REQUESTER);
}

static bool
find_thread(Case *c, GError **error)
{
    const GArray *hints = c->filing->candidates;
    if (names_customer(c->filing))
        return true;
    for (guint i = 0; i < hints->len && !c->decision->ticket; i++)
        if (!try_candidate(c, &g_array_index(hints, DeskCandidate, i), error))
            return false;
    if (c->decision->ticket)
        join(c);
    return true;
}

/* Whether the agent of a mail may command where it has landed so far. What he wrote to his own
 * ticket says nothing of his token. */
static bool
commands_by_right(const Case *c)
{
    const DeskFiling *filing = c->filing;
    return c->decision->outcome == DESK_OUTCOME_NOTE ||
           c->decision->outcome == DESK_OUTCOME_ANSWER ||
           desk_identity_has_powers(filing->envelope->policy, &filing->identity, false);
}

static bool
need_ticket(const DeskCommands *commands)
{
    for (guint i = 0; i < commands->list->len; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        if (desk_command_word(desk_command_name(command->verb))->on_ticket)
            return true;
    }
    return false;
}

/* About no ticket, unless the mail has landed on one. */
static void
keep_without_ticket(Case *c)
{
    DeskDecision *decision = c->decision;
    const DeskCommand *first = c->filing->commands.list->pdata[0];
    decision->kind = DESK_VERDICT_EVENT;
    decision->outcome = DESK_OUTCOME_NEW;
    decision->linked = 0;
    decision->reason = g_strdup_printf("it is a command of the agent %s: %s",
                                       c->filing->identity.agent->name, first->line);
}

/* Only where a mail leads to shows whether its agent was written to there. */
static bool
is_proved_by_thread(const DeskFiling *filing)
{
    return !desk_identity_has_powers(filing->envelope->policy, &filing->identity, false);
}

/* The commands of an agent who is proved belong to the ticket that he answers, as does what he
 * writes below; those that are about no ticket may stand alone. */
static bool
find_command(Case *c, GError **error)
{
    const DeskFiling *filing = c->filing;
    const DeskCommands *commands = &filing->commands;
    DeskDecision *decision = c->decision;
    if (!filing->identity.agent || !desk_commands_any(commands))
        return true;
    bool on_ticket = commands->problem || need_ticket(commands);
    if ((on_ticket || *commands->below || is_proved_by_thread(filing)) && !find_thread(c, error))
        return false;
    if (!commands_by_right(c))
        return true;
    if (filing->objection || commands->problem)
        return desk_commanding_object(c->store, filing, decision,
                                      filing->objection ? g_strdup(filing->objection)
                                                        : desk_commands_objection(commands),
                                      commands->number, error);
    decision->commands = commands;
    if (!decision->reason && !on_ticket)
        keep_without_ticket(c);
    return true;
}

/* Whoever clicks on a score has said all that there is to say: no ticket, and no answer. */
static bool
find_vote(Case *c, GError **error)
{
    DeskVote *vote = &c->decision->vote;
    DeskTicket *ticket = NULL;
    if (!desk_vote_find(c->store, c->filing, c->decision->contact, vote, error))
        return false;
    if (!vote->is_alone)
        return true;
    if (vote->ticket > 0 && !desk_store_ticket_get(c->store, vote->ticket, &ticket, error))
        return false;
    g_autofree char *what = desk_vote_tell(vote);
    put_aside(c, ticket, what);
    return true;
}

/*
 * Delivery reports never open a ticket (RULES B3): they stand beside that of the mail which they
 * are proved to be about, else beside the one that their hints lead to, and change nothing there,
 * or beside none. A complaint that proves nothing may be about anybody's mail, and is for people
 * to read.
 */
static bool
find_report(Case *c, GError **error)
{
    DeskReport *report = &c->decision->report;
    DeskTicket *ticket = NULL;
    if (!desk_report_find(c->store, c->filing, report, error))
        return false;
    if (!report->reason || (!report->row && c->filing->mail->machine == DESK_MACHINE_COMPLAINT))
        return true;
    if (!report->row && !find_thread(c, error))
        return false;
    if (c->decision->reason)
        return true;
    if (report->ticket && !desk_store_ticket_get(c->store, report->ticket->id, &ticket, error))
        return false;
    c->decision->linked = 0;
    put_aside(c, ticket, report->reason);
    return true;
}

static bool
is_from_us(const DeskFiling *filing)
{
    const DeskMailAddress *from = desk_mail_sender(filing->mail);
    return from && desk_policy_is_ours(filing->envelope->policy, from->address);
}

/* Whether this is our own mail, as far as its Message-ID or, when a relay made another, its From
 * and its hints tell; and the ticket that it is about, or 0. */
static bool
is_reflection(const DeskFiling *filing, gint64 *ticket)
{
    DeskToken token;
    *ticket = 0;
    if (desk_token_verify(desk_policy_seal(filing->envelope->policy), filing->mail->message_id,
                          &token) == DESK_TOKEN_VALID &&
        token.purpose == DESK_TOKEN_MESSAGE_ID) {
        *ticket = token.ticket;
        return true;
    }
    for (guint i = 0; is_from_us(filing) && i < filing->candidates->len; i++) {
        const DeskCandidate *hint = &g_array_index(filing->candidates, DeskCandidate, i);
        if (hint->kind != DESK_LINK_TOKEN && hint->kind != DESK_LINK_OUR_MESSAGE_ID)
            continue;
        *ticket = hint->ticket;
        return true;
    }
    return false;
}

/*
 * Our own mail come back, by a redirect or from a mailbox that copies all it gets (RULES L6).
 * Whoever sent it says nothing by it.
 */
static bool
find_reflection(Case *c, GError **error)
{
    DeskTicket *ticket = NULL;
    gint64 id = 0;
    if (!is_reflection(c->filing, &id))
        return true;
    if (id > 0 && !desk_store_ticket_final(c->store, id, &ticket, error))
        return false;
    c->decision->is_ours = true;
    put_aside(c, ticket, "it is a mail of the desk itself that has come back");
    return true;
}

/* A monitor's mail about a matter for which a ticket is still open joins that one (RULES L4). */
static bool
join_matter(Case *c, DeskTicket *ticket)
{
    DeskDecision *decision = c->decision;
    const DeskMatter *matter = &decision->matter;
    decision->kind = DESK_VERDICT_APPEND;
    decision->outcome = DESK_OUTCOME_APPEND;
    decision->link = DESK_LINK_CORRELATION;
    decision->ticket = ticket;
    decision->reason = g_strdup_printf("the monitor %s writes of the same matter: %s",
                                       matter->monitor, matter->key);
    return true;
}

static bool
find_matter(Case *c, GError **error)
{
    const DeskFiling *filing = c->filing;
    const DeskMailAddress *from = desk_mail_sender(filing->mail);
    DeskMatter *matter = &c->decision->matter;
    g_autoptr(DeskTicket) ticket = NULL;
    gint64 id = 0;

    if (!from || filing->mail->from_in_doubt ||
        filing->identity.assurance == DESK_ASSURANCE_FAILED ||
        !desk_monitors_read(desk_policy_monitors(filing->envelope->policy), from->address,
                            filing->mail->subject, matter))
        return true;
    if (!desk_store_hold(c->store, desk_matter_name(matter), error) ||
        !desk_store_correlation_find(c->store, matter->monitor, matter->key, &id, error) ||
        (id > 0 && !desk_store_ticket_get(c->store, id, &ticket, error)))
        return false;
    if (ticket && desk_lifecycle_is_alive(ticket->status))
        return join_matter(c, g_steal_pointer(&ticket));
    if (matter->is_over)
        put_aside(c, NULL, "a monitor says that a matter is over of which no ticket is open");
    else
        c->decision->reason =
            g_strdup_printf("the monitor %s writes of a matter of which no ticket "
                            "is open: %s",
                            matter->monitor, matter->key);
    return true;
}

/* A responder that names nothing answers what its owner was sent last (RULES L3). */
static bool
find_occasion(Case *c, GError **error)
{
    const DeskFiling *filing = c->filing;
    DeskTicket *ticket = NULL;
    gint64 id = 0;
    if (c->decision->contact == 0 ||
        !desk_voice_is_automatic_answer(filing->mail, filing->envelope->sender))
        return true;
    if (!desk_store_outbox_latest(c->store, c->decision->contact, filing->arrived - ANSWER_WITHIN,
                                  &id, error) ||
        (id > 0 && !desk_store_ticket_final(c->store, id, &ticket, error)))
        return false;
    if (!ticket)
        return true;
    c->decision->linked = 0;
    put_aside(c, ticket,
              "a machine's answer that names no mail; the sender had one of this ticket");
    return true;
}

/* A ticket of a customer's that an agent opens. */
static bool
open_for(Case *c, GError **error)
{
    static const char *const deeds[] = {
        [DESK_BEHALF_NONE] = "",
        [DESK_BEHALF_WRITTEN] = "the agent %s has written to %s, with the desk in copy",
        [DESK_BEHALF_ANSWER] = "the agent %s writes to %s by it",
        [DESK_BEHALF_BROUGHT] = "the agent %s has brought a mail of %s",
    };
    DeskDecision *decision = c->decision;
    const DeskFiling *filing = c->filing;
    g_auto(GStrv) parts = g_strsplit(deeds[filing->behalf], "%s", 3);
    decision->kind = DESK_VERDICT_NEW;
    decision->outcome = DESK_OUTCOME_NEW;
    decision->linked = 0;
    decision->customer = filing->customer;
    decision->direction =
        filing->behalf == DESK_BEHALF_WRITTEN ? DESK_DIRECTION_OUT : DESK_DIRECTION_NOTE;
    decision->reason = g_strconcat(parts[0], filing->identity.agent->name, parts[1],
                                   filing->customer->sender_address, parts[2], NULL);
    if (!desk_filing_is_tied(filing))
        return true;
    return desk_commanding_object(c->store, filing, decision,
                                  g_strdup("#requester: this mail answers one of a ticket that is "
                                           "there, and a new ticket begins with a new mail"),
                                  0, error);
}

/* By a token from after the backup that the desk was restored from. An agent's answer would open a
 * ticket of his own, and its customer would wait for ever (RULES T2). */
static bool
is_lost_answer(const DeskFiling *filing)
{
    return filing->answers_unknown && filing->identity.agent &&
           desk_voice_of(filing->mail, filing->envelope->sender) == DESK_VOICE_PERSON &&
           desk_identity_has_powers(filing->envelope->policy, &filing->identity, false);
}

static const char *
find_problem(const DeskFiling *filing)
{
    if (is_lost_answer(filing))
        return "this mail answers one of a ticket that is lost: the desk has been restored from a "
               "backup that is older; nobody but you has got it";
    return filing->behalf_problem;
}

/* Nothing has found a ticket for it. */
static bool
open_new(Case *c, GError **error)
{
    DeskDecision *decision = c->decision;
    const char *problem = find_problem(c->filing);
    if (c->filing->customer)
        return open_for(c, error);
    if (problem &&
        !desk_commanding_object(c->store, c->filing, decision, g_strdup(problem), 0, error))
        return false;
    decision->kind = DESK_VERDICT_NEW;
    decision->outcome = decision->linked ? DESK_OUTCOME_NEW_LINKED : DESK_OUTCOME_NEW;
    decision->reason = g_strdup(decision->linked ? "its hints lead to a ticket of other people"
                                                 : "nothing ties it to a ticket");
    return true;
}

bool
desk_decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision, GError **error)
{
    static bool (*const steps[])(Case *, GError **) = {
        find_duplicate,  look_up_sender, find_vote,   find_command,  find_report,
        find_reflection, find_matter,    find_thread, find_occasion, open_new,
    };
    Case c = { .store = store, .filing = filing, .decision = decision };

    decision_init(decision, filing);
    for (size_t i = 0; i < G_N_ELEMENTS(steps) && !decision->reason; i++)
        if (!steps[i](&c, error))
            return false;
    return decision->kind == DESK_VERDICT_DUPLICATE ||
           (desk_commanding_check(store, filing, decision, error) &&
            desk_commanding_admit(store, filing, decision, error) &&
            desk_effect_judge(store, filing, decision, error));
}
