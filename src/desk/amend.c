#include "base/text.h"
#include "desk/absence.h"
#include "desk/amending.h"
#include "desk/assign.h"
#include "desk/notification.h"
#include "desk/sla.h"
#include "policy/absence.h"
#include "policy/lifecycle.h"

#define WORD_MAX   100 /* bytes of a category or tag */
#define REASON_MAX 200 /* bytes of what a customer is told */
#define NONE       "none"
#define AUTO       "auto"

/* ---- what a word may be ---- */

static bool
unknown(GError **error, const char *what, const char *word, const char *expected)
{
    g_autofree char *shown = desk_text_quote(word);
    return desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN, "%s \"%s\": expected %s", what,
                                shown, expected);
}

/* Something that people can say and type: no white space at its ends, no controls. */
static bool
is_plain(const char *word)
{
    g_autofree char *line = desk_text_line(word, strlen(word));
    return *word && strlen(word) <= WORD_MAX && g_str_equal(line, word);
}

static bool
check_category(const DeskConf *conf, const char *word, GError **error)
{
    if (conf->categories->len > 0)
        return desk_conf_category(conf, word) ||
               unknown(error, "category", word,
                       "the name of a category of the configuration, or none");
    return is_plain(word) || unknown(error, "category", word, "one line of at most 100 bytes");
}

static bool
check_team(const DeskConf *conf, const char *word, GError **error)
{
    return desk_conf_team(conf, word) ||
           unknown(error, "team", word, "the name of a team of the configuration, or none");
}

static bool
check_assignee(const DeskConf *conf, const char *word, GError **error)
{
    return desk_conf_agent(conf, word) ||
           unknown(error, "assignee", word,
                   "the name of an agent of the configuration, auto or none");
}

static bool
check_sla(const DeskConf *conf, const char *word, GError **error)
{
    return desk_conf_sla(conf, word) ||
           unknown(error, "SLA", word, "the name of an SLA of the configuration, or none");
}

/* ---- fields ---- */

typedef struct {
    const char *name; /* of the field and of its event */
    gsize value;      /* in DeskTicket */
    bool (*check)(const DeskConf *conf, const char *word, GError **error);
} Field;

static const Field category = { "category", offsetof(DeskTicket, category), check_category };
static const Field team = { "team", offsetof(DeskTicket, team), check_team };
static const Field assignee = { "assignee", offsetof(DeskTicket, assignee), check_assignee };
static const Field sla = { "sla", offsetof(DeskTicket, sla), check_sla };

/* One change of a ticket as it goes on. */
typedef struct {
    DeskStore *store;
    const DeskAmender *amender;
    const DeskChange *change;
    DeskTicket *ticket;
    char *assignee; /* before, or NULL; as the next one */
    char *team;
    char *reason; /* why the method of a team chose whom it chose; NULL: somebody named him */
    bool fields;  /* some of those that desk_store_ticket_set writes are other ones */
    bool any;
    DeskStatus after; /* what it has then */
} Work;

static void
work_clear(Work *work)
{
    g_free(work->assignee);
    g_free(work->team);
    g_free(work->reason);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static bool
note(Work *work, const char *kind, const char *before, const char *after, GError **error)
{
    work->any = true;
    return desk_amending_note(work->store, work->amender,
                              (DeskAmendEvent){ work->ticket->id, 0, kind }, error, "from %s to %s",
                              before, after);
}

static bool
set_field(Work *work, const Field *field, const char *wanted, GError **error)
{
    char **value = &G_STRUCT_MEMBER(char *, work->ticket, field->value);
    if (!wanted)
        return true;
    bool is_none = g_str_equal(wanted, NONE);
    if (!is_none && !field->check(desk_amending_conf(work->amender), wanted, error))
        return false;
    if (g_strcmp0(*value, is_none ? NULL : wanted) == 0)
        return true;
    if (!note(work, field->name, *value ? *value : NONE, wanted, error))
        return false;
    g_free(*value);
    *value = is_none ? NULL : g_strdup(wanted);
    work->fields = true;
    return true;
}

/* He gets it all the same: whoever names him may know more. */
static bool
name_assignee(Work *work, const char *wanted, GError **error)
{
    const DeskAmender *amender = work->amender;
    g_autofree char *before = g_strdup(work->ticket->assignee);
    gint64 until = 0;
    if (!set_field(work, &assignee, wanted, error))
        return false;
    const char *after = work->ticket->assignee;
    if (!after || g_strcmp0(before, after) == 0)
        return true;
    if (!desk_absence_until(work->store, after, amender->now, &until, error))
        return false;
    const DeskAgent *agent = desk_conf_agent(desk_amending_conf(amender), after);
    g_autofree char *away =
        desk_absence_show(desk_absence_zone(desk_amending_conf(amender), agent), until);
    return until == 0 ||
           desk_amending_note(work->store, amender,
                              (DeskAmendEvent){ work->ticket->id, 0, "assignee-away" }, error,
                              "%s is %s", after, away);
}

/* Somebody of the team by its method, when that was asked for, or when the ticket leaves its
 * assignee's teams. */
static bool
set_assignee(Work *work, GError **error)
{
    const DeskAmender *amender = work->amender;
    DeskTicket *ticket = work->ticket;
    const DeskMoment moment = { ticket->id, 0, amender->now };
    const char *wanted = work->change->assignee;
    g_auto(DeskAssignment) found = { 0 };
    g_autofree char *why = NULL;
    bool leaves =
        !wanted && g_strcmp0(work->team, ticket->team) != 0 &&
        !desk_assign_stays(desk_amending_conf(amender), ticket->assignee, ticket->team, &why);
    if (!leaves && g_strcmp0(wanted, AUTO) != 0)
        return name_assignee(work, wanted, error);
    if (!desk_assign_ask(work->store, desk_amending_conf(amender), ticket, NULL, amender->now,
                         &found, error))
        return false;
    if (!found.agent && !leaves)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED, "%s", found.reason);
    if (found.agent && g_strcmp0(found.agent->name, ticket->assignee) == 0)
        return true;
    if (leaves)
        desk_assign_because(&found, why);
    work->reason = g_strdup(found.reason);
    return set_field(work, &assignee, found.agent ? found.agent->name : NONE, error) &&
           desk_assign_note(work->store, ticket, &found, &moment, error);
}

static bool
set_subject(Work *work, GError **error)
{
    const char *wanted = work->change->subject;
    if (!wanted)
        return true;
    g_autofree char *subject = desk_amending_subject(wanted);
    if (!*subject)
        return unknown(error, "subject", wanted, "some text besides the tag of a ticket");
    if (g_str_equal(subject, work->ticket->subject))
        return true;
    g_autofree char *before = g_strdup_printf("\"%s\"", work->ticket->subject);
    g_autofree char *after = g_strdup_printf("\"%s\"", subject);
    if (!note(work, "subject", before, after, error))
        return false;
    g_free(work->ticket->subject);
    work->ticket->subject = g_steal_pointer(&subject);
    work->fields = true;
    return true;
}

static bool
set_priority(Work *work, GError **error)
{
    const char *wanted = work->change->priority;
    DeskPriority priority;
    if (!wanted)
        return true;
    if (!desk_priority_parse(wanted, &priority))
        return unknown(error, "priority", wanted, "critical, high, normal or low");
    if (priority == work->ticket->priority)
        return true;
    if (!note(work, "priority", desk_priority_name(work->ticket->priority), wanted, error))
        return false;
    work->ticket->priority = priority;
    work->fields = true;
    return true;
}

static bool
set_fields(Work *work, GError **error)
{
    if (!set_field(work, &category, work->change->category, error) ||
        !set_field(work, &team, work->change->team, error) || !set_assignee(work, error) ||
        !set_field(work, &sla, work->change->sla, error) || !set_subject(work, error) ||
        !set_priority(work, error))
        return false;
    return !work->fields ||
           (desk_sla_leave(work->store, desk_amending_conf(work->amender), work->ticket,
                           work->amender->now, error) &&
            desk_store_ticket_set(work->store, work->ticket, work->amender->now, error));
}

/* ---- tags ---- */

static bool
change_tag(Work *work, const char *tag, bool adds, GError **error)
{
    DeskAmendEvent about = { work->ticket->id, 0, adds ? "tag-added" : "tag-removed" };
    work->any = true;
    return (adds ? desk_store_tag_add(work->store, work->ticket->id, tag, error)
                 : desk_store_tag_remove(work->store, work->ticket->id, tag, error)) &&
           desk_amending_note(work->store, work->amender, about, error, "%s", tag);
}

static bool
set_tag(Work *work, const char *word, GError **error)
{
    g_auto(GStrv) tags = NULL;
    bool adds = *word == '+';
    if ((!adds && *word != '-') || !is_plain(word + 1) || strpbrk(word, " ,"))
        return unknown(
            error, "tag", word,
            "+word to add one, -word to remove it: at most 100 bytes, no blanks or commas");
    if (!desk_store_tag_list(work->store, work->ticket->id, &tags, error))
        return false;
    bool is_there = g_strv_contains((const char *const *) tags, word + 1);
    return is_there == adds || change_tag(work, word + 1, adds, error);
}

static bool
set_tags(Work *work, GError **error)
{
    const char *const *tags = work->change->tags;
    for (; tags && *tags; tags++)
        if (!set_tag(work, *tags, error))
            return false;
    return true;
}

/* ---- status ---- */

static bool
read_status(const char *word, DeskStatus *status, GError **error)
{
    if (!desk_status_parse(word, status))
        return unknown(error, "status", word,
                       "new, open, in-progress, waiting, on-hold, resolved, closed or spam");
    return *status != DESK_STATUS_MERGED ||
           desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                "status \"merged\": a ticket gets it by being merged into another");
}

/* One line; NULL: none. The caller's. */
static char *
read_reason(const char *given)
{
    char *reason = given ? desk_text_cut(desk_text_line(given, strlen(given)), REASON_MAX) : NULL;
    if (reason && *g_strstrip(reason))
        return reason;
    g_free(reason);
    return NULL;
}

/* Last, so that whatever waits for the status finds the rest of the change. */
static bool
set_status(Work *work, GError **error)
{
    const DeskTicket *ticket = work->ticket;
    DeskStatus status = ticket->status;
    const char *why = "";
    if (work->change->status) {
        if (!read_status(work->change->status, &status, error))
            return false;
    } else if (work->change->assignee && ticket->assignee && status == DESK_STATUS_NEW) {
        status = DESK_STATUS_OPEN;
        why = ", because it was assigned";
    }
    g_autofree char *reason = read_reason(work->change->reason);
    if (reason && status != DESK_STATUS_ON_HOLD)
        return unknown(error, "reason", reason, "the status on-hold along with it");
    work->after = status;
    DeskTicket before = *ticket;
    before.assignee = work->assignee;
    const DeskAmendMove move = { .ticket = &before,
                                 .status = status,
                                 .assignee = ticket->assignee,
                                 .why = why,
                                 .reason = reason,
                                 .until = work->change->until };
    return (status == ticket->status && !work->any && !reason && move.until == 0) ||
           desk_amending_move(work->store, work->amender, &move, error);
}

/* ---- who is told ---- */

static bool
tell_assignee(const Work *work, GError **error)
{
    const DeskAmender *amender = work->amender;
    g_autofree char *who =
        g_strdup_printf("%s has given you this ticket",
                        amender->agent ? amender->agent->full_name : amender->actor);
    const DeskAssignNews news = { .by = amender->agent,
                                  .detail = work->reason ? work->reason : who,
                                  .message = amender->message,
                                  .now = amender->now };
    return desk_assign_tell(work->store, amender->policy, work->ticket, &news, error);
}

/* Another team that nobody of has it yet. */
static bool
tell_team(const Work *work, GError **error)
{
    const DeskAmender *amender = work->amender;
    const DeskTicket *ticket = work->ticket;
    const DeskOccasion why =
        desk_notification_occasion(amender->policy, ticket, amender->message, amender->now);
    g_autofree char *detail =
        g_strdup_printf("%s has passed this ticket on to %s from %s", amender->actor, ticket->team,
                        work->team ? work->team : "no team");
    const DeskNotification news = {
        .kind = DESK_NOTIFICATION_NEW, .ticket = ticket, .by = amender->agent, .detail = detail
    };
    return desk_notification_send(work->store, &why, &news, error);
}

/* Of what has ended nobody hears. */
static bool
tell(const Work *work, GError **error)
{
    const DeskTicket *ticket = work->ticket;
    bool is_alive = desk_lifecycle_is_alive(work->after);
    if (is_alive && ticket->assignee && g_strcmp0(work->assignee, ticket->assignee) != 0)
        return tell_assignee(work, error);
    if (is_alive && !ticket->assignee && ticket->team && g_strcmp0(work->team, ticket->team) != 0)
        return tell_team(work, error);
    return true;
}

bool
desk_amend_set(DeskStore *store, const DeskAmender *amender, gint64 id, const DeskChange *change,
               GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_amending_open(store, id, &ticket, error))
        return false;
    g_auto(Work) work = { .store = store,
                          .amender = amender,
                          .change = change,
                          .ticket = ticket,
                          .assignee = g_strdup(ticket->assignee),
                          .team = g_strdup(ticket->team) };
    return set_fields(&work, error) && set_tags(&work, error) && set_status(&work, error) &&
           tell(&work, error);
}
