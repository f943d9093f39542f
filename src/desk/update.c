#include "desk/update.h"
#include "desk/automatic.h"
#include "desk/contact.h"
#include "desk/history.h"
#include "desk/later.h"
#include "desk/notification.h"
#include "policy/update.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "ticket/facts.h"

#define LOOKED_BACK 40 /* mails that he has had of the ticket, and messages at either end of it */

/* A move of a ticket, and what its requester knows of it. */
typedef struct {
    DeskStore *store;
    const DeskLifeMove *move;
    const DeskConf *conf;
    GPtrArray *mails;             /* DeskOutboxRow, the last that he had of it, newest first */
    const DeskOutboxRow *pending; /* one of them: it waits to be sent */
    const DeskOutboxRow *told;    /* what he was told last */
    const DeskOutboxRow *reply;   /* that goes to him by the same message */
    DeskUpdateFacts facts;
    char *detail; /* of the mail that is due */
} Case;

static void
case_clear(Case *c)
{
    g_clear_pointer(&c->mails, g_ptr_array_unref);
    g_free(c->detail);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static DeskAddressee
requester_of(const Case *c)
{
    return (DeskAddressee){ c->move->ticket->id, c->move->ticket->requester };
}

static bool
is_kind(const DeskOutboxRow *row, const char *kind)
{
    return g_str_equal(row->kind, kind);
}

/* ---- what he knows ---- */

/* DESK_UPDATE_NONE: the mail says nothing of the kind. */
static int
word_of(const DeskOutboxRow *row)
{
    DeskUpdate update = DESK_UPDATE_ASSIGNED;
    g_autofree char *word = is_kind(row, "status") || is_kind(row, "reply")
                                ? desk_facts_find(row->detail, DESK_UPDATE_FACT)
                                : NULL;
    return word && desk_update_parse(word, &update) ? (int) update : DESK_UPDATE_NONE;
}

static bool
is_by_this(const Case *c, const DeskOutboxRow *row)
{
    return c->move->message > 0 && row->cause == c->move->message;
}

/* Somebody has written to him, or he was told what he had asked: that is news enough. */
static bool
is_word_of_ours(const DeskOutboxRow *row)
{
    return is_kind(row, "status") || is_kind(row, "reply") || is_kind(row, "customer-result");
}

static bool
waits(const DeskOutboxRow *row)
{
    return is_kind(row, "status") && row->state == DESK_OUTBOX_QUEUED && row->attempts == 0;
}

/* What of his mails goes out, or has gone. */
static void
read_mails(Case *c)
{
    bool is_settled = false, was_reopened = false;
    for (guint i = 0; i < c->mails->len; i++) {
        const DeskOutboxRow *row = c->mails->pdata[i];
        int word = word_of(row);
        if (row->state == DESK_OUTBOX_FAILED || !is_word_of_ours(row))
            continue;
        if (is_by_this(c, row) && !is_kind(row, "status")) {
            c->facts.is_answered = true;
            c->reply = is_kind(row, "reply") ? row : c->reply;
            continue;
        }
        if (!c->pending && waits(row)) {
            c->pending = row;
            c->facts.pending = word;
            continue;
        }
        if (!is_settled)
            c->told = row;
        is_settled = true;
        was_reopened |= word == DESK_UPDATE_REOPENED;
        c->facts.was_assigned |= word == DESK_UPDATE_ASSIGNED && !was_reopened;
    }
    if (c->told)
        c->facts.told = word_of(c->told);
}

/* He has written since, so the same word is another one. What is held may be somebody else's. */
static bool
forget_answered(Case *c, GError **error)
{
    const DeskTicket *ticket = c->move->ticket;
    g_autoptr(GPtrArray) heads = NULL;
    if (!c->facts.is_repeated)
        return true;
    if (!desk_store_message_heads(c->store, ticket->id, LOOKED_BACK, &heads, error))
        return false;
    for (guint i = 0; i < heads->len; i++) {
        const DeskMessage *message = heads->pdata[i];
        if (message->author == ticket->requester && message->direction == DESK_DIRECTION_IN &&
            !message->held && message->received > c->told->created &&
            g_str_equal(message->machine, desk_machine_name(DESK_MACHINE_HUMAN)))
            c->facts.told = DESK_UPDATE_NONE;
    }
    return true;
}

static bool
find_standing(Case *c, const DeskContact *contact, GError **error)
{
    gint64 ticket = c->move->ticket->id;
    if (!desk_contact_is_stranger(c->store, contact, ticket, &c->facts.is_stranger, error))
        return false;
    if (c->move->cause == DESK_LIFE_CUSTOMER) /* by a mail that is not there yet */
        return true;
    return desk_store_message_mechanical(c->store, ticket, contact->id, &c->facts.is_machine,
                                         error);
}

/* ---- what is said ---- */

/* Only whoever is on the other ticket may know of it. */
static bool
is_on(const Case *c, gint64 ticket, bool *is_so, GError **error)
{
    const gint64 contact = c->move->ticket->requester;
    g_autoptr(GPtrArray) people = NULL;
    *is_so = false;
    if (!desk_store_participant_list(c->store, ticket, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        *is_so |= person->contact.id == contact && person->confirmed;
    }
    return true;
}

static bool
add_merged(const Case *c, GString *facts, GError **error)
{
    bool knows = false;
    if (!is_on(c, c->move->into, &knows, error))
        return false;
    if (knows)
        desk_facts_add_time(facts, DESK_UPDATE_INTO, c->move->into);
    return true;
}

static bool
add_hold(const Case *c, GString *facts, GError **error)
{
    gint64 until = c->move->until;
    if (c->move->reason)
        desk_facts_add(facts, DESK_UPDATE_REASON, c->move->reason);
    if (until == 0 &&
        !desk_later_get(c->store, c->move->ticket->id, DESK_TIMER_WAKE, &until, error))
        return false;
    if (until > 0 && until < G_MAXINT64)
        desk_facts_add_time(facts, DESK_UPDATE_UNTIL, until);
    return true;
}

static bool
say(Case *c, DeskUpdate update, GError **error)
{
    g_autoptr(GString) facts = g_string_new(NULL);
    gint64 closes = c->conf->lifecycle.close_after;
    bool ok = true;
    desk_facts_add(facts, DESK_UPDATE_FACT, desk_update_name(update));
    if (update == DESK_UPDATE_ON_HOLD)
        ok = add_hold(c, facts, error);
    if (update == DESK_UPDATE_MERGED && c->move->into > 0)
        ok = add_merged(c, facts, error);
    if (update == DESK_UPDATE_RESOLVED && closes > 0)
        desk_facts_add_time(facts, DESK_UPDATE_CLOSES, c->move->now + closes);
    c->detail = g_strdup(facts->str);
    return ok;
}

/* When it closes is none of what makes an end another one. */
static bool
says_the_same(const Case *c, DeskUpdate update)
{
    return c->told && c->facts.told == (int) update &&
           (update != DESK_UPDATE_ON_HOLD || g_strcmp0(c->told->detail, c->detail) == 0);
}

/* ---- what is done ---- */

static bool
note(const Case *c, const char *kind, char *detail, GError **error)
{
    const DeskLifeMove *move = c->move;
    const DeskMoment moment = { move->ticket->id, move->message, move->now };
    g_autofree char *sentence = detail;
    return desk_history_note(c->store, &moment, kind, sentence, error);
}

static const char *
name_of(int update)
{
    return desk_update_name((DeskUpdate) update);
}

/* Too late, when it is on its way; then its letter finds out. */
static bool
withdraw(const Case *c, const char *why, GError **error)
{
    bool done = false;
    if (!c->pending || !why)
        return true;
    g_autofree char *reason = g_strdup_printf("withdrawn: %s", why);
    return desk_store_outbox_withdraw(c->store, c->pending->id, c->move->now, reason, &done,
                                      error) &&
           (!done || note(c, "status-withdrawn",
                          g_strdup_printf("the customer is not told \"%s\": %s",
                                          name_of(c->facts.pending), why),
                          error));
}

/* Who writes in somebody's name gets nothing sent to him (A13). */
static bool
find_assurance(const Case *c, const DeskContact *contact, DeskAssurance *assurance, GError **error)
{
    g_autoptr(DeskMessage) first = NULL;
    if (!desk_store_message_first(c->store, c->move->ticket->id, &first, error))
        return false;
    bool is_forged =
        first && first->author == contact->id && first->assurance == DESK_ASSURANCE_FAILED;
    *assurance = is_forged             ? DESK_ASSURANCE_FAILED
                 : contact->proved > 0 ? DESK_ASSURANCE_ALIGNED
                                       : DESK_ASSURANCE_NONE;
    return true;
}

static bool
make_plan(const Case *c, const DeskContact *contact, DeskPlan **plan, GError **error)
{
    *plan = desk_plan_new("status", contact->address, contact->name);
    (*plan)->ticket = c->move->ticket->id;
    (*plan)->contact = contact->id;
    (*plan)->wait = c->conf->lifecycle.update_after;
    (*plan)->detail = g_strdup(c->detail);
    return find_assurance(c, contact, &(*plan)->assurance, error);
}

static bool
queue(const Case *c, const DeskContact *contact, GError **error)
{
    const DeskLifeMove *move = c->move;
    const DeskOccasion why =
        desk_notification_occasion(move->policy, move->ticket, move->message, move->now);
    g_autoptr(DeskPlan) plan = NULL;
    return make_plan(c, contact, &plan, error) && desk_automatic_send(c->store, &why, plan, error);
}

static bool
change(const Case *c, const DeskContact *contact, DeskUpdate update, GError **error)
{
    bool done = false;
    if (!desk_store_outbox_restate(c->store, c->pending->id, c->detail, &done, error))
        return false;
    return done ? note(c, "status-changed",
                       g_strdup_printf("the customer is told \"%s\" in place of \"%s\", which "
                                       "had not been sent",
                                       desk_update_name(update), name_of(c->facts.pending)),
                       error)
                : queue(c, contact, error);
}

static bool
join(const Case *c, GError **error)
{
    bool done = false;
    return !c->reply || desk_store_outbox_restate(c->store, c->reply->id, c->detail, &done, error);
}

static bool
act(const Case *c, const DeskUpdateVerdict *verdict, const DeskContact *contact, GError **error)
{
    if (!withdraw(c, verdict->stale, error))
        return false;
    if (!contact) /* nothing is told */
        return true;
    switch (verdict->step) {
    case DESK_UPDATE_LEAVE:
        break;
    case DESK_UPDATE_SUPPRESS:
        return note(c, "status-suppressed",
                    g_strdup_printf("the customer is not told \"%s\": %s", name_of(verdict->update),
                                    verdict->reason),
                    error);
    case DESK_UPDATE_QUEUE:
        return queue(c, contact, error);
    case DESK_UPDATE_CHANGE:
        return change(c, contact, (DeskUpdate) verdict->update, error);
    case DESK_UPDATE_JOIN:
        return join(c, error);
    }
    return true;
}

/* ---- all of it ---- */

/* What has to be looked up, for a word that may be told. */
static bool
look_closer(Case *c, int update, DeskContact **contact, GError **error)
{
    if (!say(c, (DeskUpdate) update, error))
        return false;
    c->facts.is_repeated = says_the_same(c, (DeskUpdate) update);
    return desk_store_contact_get(c->store, c->move->ticket->requester, contact, error) &&
           (!*contact || find_standing(c, *contact, error)) && forget_answered(c, error);
}

/* *contact is NULL when nothing is told. */
static bool
judge(Case *c, DeskUpdateVerdict *verdict, DeskContact **contact, GError **error)
{
    *verdict = desk_update_judge(&c->facts);
    if (verdict->step == DESK_UPDATE_LEAVE)
        return true;
    if (!look_closer(c, verdict->update, contact, error))
        return false;
    *verdict = desk_update_judge(&c->facts);
    return true;
}

static DeskUpdateFacts
facts_of(const DeskLifeMove *move, const DeskMailbox *mailbox)
{
    return (DeskUpdateFacts){ .before = move->ticket->status,
                              .after = move->status,
                              .has_assignee = move->assignee != NULL,
                              .is_assigned = !move->ticket->assignee && move->assignee,
                              .is_explained = move->reason || move->until > 0,
                              .by_customer = move->cause == DESK_LIFE_CUSTOMER,
                              .by_time = move->cause == DESK_LIFE_TIME,
                              .is_answered = move->is_mailed,
                              .updates = mailbox->updates,
                              .told = DESK_UPDATE_NONE,
                              .pending = DESK_UPDATE_NONE };
}

/* Whether there is anything that he could be told, or what waits could be wrong about. */
static bool
moves(const DeskUpdateFacts *facts, const DeskLifeMove *move)
{
    return facts->before != facts->after || facts->is_answered || facts->is_explained ||
           g_strcmp0(move->ticket->assignee, move->assignee) != 0;
}

/* *any: there is something to judge. */
static bool
begin(Case *c, DeskStore *store, const DeskLifeMove *move, bool *any, GError **error)
{
    const DeskConf *conf = desk_policy_conf(move->policy);
    const DeskMailbox *mailbox = desk_conf_mailbox(conf, move->ticket->mailbox);
    *c = (Case){ .store = store, .move = move, .conf = conf };
    *any = mailbox && mailbox->updates != 0 && move->ticket->requester > 0;
    if (!*any)
        return true;
    c->facts = facts_of(move, mailbox);
    *any = moves(&c->facts, move);
    if (*any && !desk_store_outbox_had(store, requester_of(c), LOOKED_BACK, &c->mails, error))
        return false;
    if (*any)
        read_mails(c);
    return true;
}

bool
desk_update_follow(DeskStore *store, const DeskLifeMove *move, GError **error)
{
    g_auto(Case) c = { 0 };
    g_autoptr(DeskContact) contact = NULL;
    DeskUpdateVerdict verdict;
    bool any = false;
    return begin(&c, store, move, &any, error) &&
           (!any || (judge(&c, &verdict, &contact, error) && act(&c, &verdict, contact, error)));
}

bool
desk_update_plan(DeskStore *store, const DeskLifeMove *move, const DeskFiling *filing,
                 GPtrArray *plans, GError **error)
{
    g_auto(Case) c = { 0 };
    g_autoptr(DeskContact) contact = NULL;
    g_autoptr(DeskPlan) plan = NULL;
    DeskUpdateVerdict verdict;
    bool any = false;
    if (!begin(&c, store, move, &any, error) || (any && !judge(&c, &verdict, &contact, error)))
        return false;
    if (!any || !contact || verdict.step != DESK_UPDATE_QUEUE)
        return true;
    if (!make_plan(&c, contact, &plan, error) || !desk_automatic_ask(store, filing, plan, error))
        return false;
    g_ptr_array_add(plans, g_steal_pointer(&plan));
    return true;
}
