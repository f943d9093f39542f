#include "ticket/survey.h"
#include "letter/fields.h"
#include "letter/links.h"
#include "letter/writing.h"
#include "policy/lifecycle.h"
#include "policy/token.h"
#include "store/surveys.h"
#include "ticket/facts.h"

/* A survey mail while it is written. */
typedef struct {
    const DeskWriting *w;
    const DeskMailbox *mailbox;
    const DeskSurvey *survey;
    const DeskSeal *seal;
} Questioning;

static char *
make_address(const Questioning *q, DeskToken token)
{
    return desk_token_survey_address(q->seal, token, q->mailbox->reply_base,
                                     q->w->desk->conf->recipient_delimiter);
}

/* The subject is there for people, and for clients that send nothing without one: what counts is
 * the address. */
static DeskValues *
make_choice(const Questioning *q, int score)
{
    const DeskToken token = { .purpose = DESK_TOKEN_VOTE,
                              .ticket = q->survey->ticket,
                              .survey = q->survey->number,
                              .score = score };
    DeskValues *choice = desk_values_map();
    g_autofree char *number = g_strdup_printf("%d", score);
    g_autofree char *is_it = g_strdup_printf("is_%d", score);
    g_autofree char *address = make_address(q, token);
    g_autofree char *link = desk_link_mailto(address, number, NULL);
    desk_values_set(choice, "score", desk_values_text(number));
    desk_values_set(choice, "link", desk_values_text(link));
    desk_values_set(choice, is_it, desk_values_bool(true));
    return choice;
}

static void
set_choices(const Questioning *q)
{
    static const char *const flags[] = { [DESK_SCALE_CSAT] = "is_csat",
                                         [DESK_SCALE_NPS] = "is_nps",
                                         [DESK_SCALE_YES_NO] = "is_yes_no" };
    DeskScale scale = q->survey->scale;
    DeskValues *list = desk_values_list();
    for (int score = desk_scale_least(scale); score <= desk_scale_most(scale); score++)
        desk_values_append(list, make_choice(q, score));
    desk_values_set(q->w->letter->values, "choices", list);
    for (size_t i = DESK_SCALE_CSAT; i < G_N_ELEMENTS(flags); i++)
        desk_values_set(q->w->letter->values, flags[i], desk_values_bool(i == scale));
}

/* One mail, whatever it says, and he is asked no more (RULES O7). */
static void
set_unsubscribe(const Questioning *q)
{
    const DeskToken token = { .purpose = DESK_TOKEN_OPT_OUT,
                              .ticket = q->survey->ticket,
                              .contact = q->survey->contact };
    g_autofree char *address = make_address(q, token);
    DeskLetter *letter = q->w->letter;
    letter->unsubscribe = desk_link_mailto(address, "unsubscribe", NULL);
    desk_values_set(letter->values, "unsubscribe", desk_values_text(letter->unsubscribe));
}

static void
set_agent(const Questioning *q)
{
    const DeskConf *conf = q->w->desk->conf;
    const DeskAgent *agent = q->survey->agent ? desk_conf_agent(conf, q->survey->agent) : NULL;
    DeskValues *values = desk_values_map();
    desk_values_set(values, "name", desk_field_text(agent ? agent->full_name : NULL));
    desk_values_set(q->w->letter->values, "agent", values);
}

static void
set_values(const Questioning *q)
{
    DeskValues *values = q->w->letter->values;
    gint64 until = q->survey->asked + q->w->desk->conf->survey.valid;
    desk_values_set(values, "resolved", desk_field_parts(q->w->hours, q->survey->resolved));
    desk_values_set(values, "until", desk_field_parts(q->w->hours, until));
    set_agent(q);
    set_choices(q);
    set_unsubscribe(q);
}

/* Nobody is asked what he has said, or about a ticket that is open again. */
static bool
find_survey(const DeskWriting *w, DeskSurvey **survey, GError **error)
{
    gint64 number = desk_facts_time(w->row->detail, "survey");
    if (!desk_lifecycle_has_ended(w->ticket->status))
        return desk_letter_refuse(error, "the ticket that it asks about has not ended any more");
    if (!desk_store_survey_get(w->desk->store, w->ticket->id, number, survey, error))
        return false;
    if (!*survey)
        return desk_letter_refuse(error, "the survey that it is about is gone");
    if ((*survey)->voted > 0)
        return desk_letter_refuse(error, "the customer has voted before he was asked");
    return true;
}

bool
desk_letter_survey(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskSurvey) survey = NULL;
    const DeskMailbox *mailbox = desk_letter_mailbox(w);
    if (!find_survey(w, &survey, error))
        return false;
    if (!w->desk->conf->keys)
        return desk_letter_refuse(error, "there are no keys to sign its links with");
    if (!mailbox)
        return desk_letter_refuse(error, "the mailbox is gone that the votes are to go to");
    g_autoptr(GPtrArray) epochs = desk_store_epochs(w->desk->store, error);
    if (!epochs)
        return false;
    g_autoptr(DeskSeal) seal = desk_seal_new(w->desk->conf->keys, epochs);
    set_values(&(Questioning){ w, mailbox, survey, seal });
    return true;
}
