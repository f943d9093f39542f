#include "desk/survey.h"
#include "desk/automatic.h"
#include "desk/history.h"
#include "desk/later.h"
#include "desk/notification.h"
#include "policy/lifecycle.h"
#include "policy/survey.h"
#include "policy/token.h"
#include "store/rows.h"
#include "store/surveys.h"
#include "ticket/facts.h"

static bool
is_wanted(const DeskLifeMove *move)
{
    const DeskConf *conf = desk_policy_conf(move->policy);
    const DeskOccasion why = desk_notification_occasion(move->policy, move->ticket, 0, move->now);
    return conf->survey.scale != DESK_SCALE_NONE && why.mailbox->survey;
}

bool
desk_survey_follow(DeskStore *store, const DeskLifeMove *move, GError **error)
{
    DeskStatus before = move->ticket->status, after = move->status;
    bool is_begun =
        desk_survey_is_called_for(before, after, move->cause == DESK_LIFE_STAFF) && is_wanted(move);
    bool lives_again = desk_lifecycle_has_ended(before) && !desk_lifecycle_has_ended(after);
    gint64 delay = desk_policy_conf(move->policy)->survey.delay;
    if (!is_begun && !lives_again)
        return true;
    return desk_later_set(store, move->ticket->id, DESK_TIMER_SURVEY,
                          is_begun ? move->now + delay : 0, move->now, error);
}

/* One customer who may be asked. */
typedef struct {
    DeskStore *store;
    DeskOccasion why;
    const DeskTicket *ticket;
    const DeskContact *contact;
    gint64 number; /* of the survey on the ticket */
} Asking;

/* He is kept as he is: he may be about to say that he wants none, or have another ticket. */
static bool
find_person(const Asking *asking, DeskSurveyFacts *facts, DeskContact **contact, GError **error)
{
    gint64 id = asking->ticket->requester;
    if (id == 0)
        return true;
    return desk_store_contact_hold(asking->store, id, error) &&
           desk_store_contact_get(asking->store, id, contact, error) &&
           desk_store_message_mechanical(asking->store, asking->ticket->id, id, &facts->is_machine,
                                         error) &&
           desk_store_survey_last(asking->store, id, &facts->last, error);
}

static bool
find_refusal(const Asking *asking, DeskContact **contact, const char **refusal, GError **error)
{
    g_autoptr(DeskSurvey) before = NULL;
    DeskSurveyFacts facts = { .conf = desk_policy_conf(asking->why.policy),
                              .mailbox = asking->why.mailbox,
                              .ticket = asking->ticket,
                              .now = asking->why.now };
    if (!desk_store_survey_about(asking->store, asking->ticket->id, asking->ticket->ended, &before,
                                 error) ||
        !find_person(asking, &facts, contact, error))
        return false;
    facts.is_asked = before != NULL;
    facts.contact = *contact;
    *refusal = desk_survey_refusal(&facts);
    return true;
}

static bool
note(const Asking *asking, const char *kind, const char *detail, GError **error)
{
    const DeskMoment moment = { asking->ticket->id, 0, asking->why.now };
    return desk_history_note(asking->store, &moment, kind, detail, error);
}

static bool
write_down(const Asking *asking, GError **error)
{
    const DeskTicket *ticket = asking->ticket;
    DeskScale scale = (DeskScale) desk_policy_conf(asking->why.policy)->survey.scale;
    DeskSurvey survey = { .ticket = ticket->id,
                          .contact = asking->contact->id,
                          .resolved = ticket->ended,
                          .scale = scale,
                          .agent = ticket->assignee,
                          .team = ticket->team,
                          .category = ticket->category,
                          .asked = asking->why.now };
    g_autofree char *detail =
        g_strdup_printf("%s is asked how it was: survey %" G_GINT64_FORMAT ", scale %s",
                        asking->contact->address, asking->number, desk_scale_name(scale));
    return desk_store_survey_add(asking->store, &survey, error) &&
           note(asking, "survey-asked", detail, error);
}

/* What he answers comes to an address that knows which survey he means. */
static char *
make_reply_to(const Asking *asking)
{
    const DeskPolicy *policy = asking->why.policy;
    const DeskToken token = { .purpose = DESK_TOKEN_SURVEY,
                              .ticket = asking->ticket->id,
                              .survey = asking->number };
    return desk_token_survey_address(desk_policy_seal(policy), token,
                                     asking->why.mailbox->reply_base,
                                     desk_policy_conf(policy)->recipient_delimiter);
}

/* Whoever is asked is proved: see policy/survey.h. */
static bool
ask(Asking *asking, GError **error)
{
    const DeskContact *contact = asking->contact;
    g_autoptr(DeskPlan) plan = desk_plan_new("survey", contact->address, contact->name);
    g_autoptr(GString) facts = g_string_new(NULL);
    if (!desk_store_survey_next(asking->store, asking->ticket->id, &asking->number, error))
        return false;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, asking->number);
    desk_facts_add(facts, "survey", number);
    plan->ticket = asking->ticket->id;
    plan->contact = contact->id;
    plan->assurance = DESK_ASSURANCE_ALIGNED;
    plan->detail = g_strdup(facts->str);
    plan->reply_to = make_reply_to(asking);
    plan->language = g_strdup(asking->ticket->language);
    return desk_automatic_send(asking->store, &asking->why, plan, error) &&
           (!plan->is_queued || write_down(asking, error));
}

bool
desk_survey_run(DeskStore *store, const DeskPolicy *policy, DeskTicket *ticket, gint64 now,
                GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    const char *refusal = NULL;
    Asking asking = { .store = store,
                      .why = desk_notification_occasion(policy, ticket, 0, now),
                      .ticket = ticket };
    if (!find_refusal(&asking, &contact, &refusal, error))
        return false;
    asking.contact = contact;
    return refusal ? note(&asking, "survey-suppressed", refusal, error) : ask(&asking, error);
}
