#include "desk/notification.h"
#include "desk/digest.h"
#include "policy/notification.h"
#include "store/staff.h"
#include "store/watchers.h"

/* ---- who ---- */

static bool
is_away(const GPtrArray *absences, const char *agent, gint64 now)
{
    for (guint i = 0; i < absences->len; i++) {
        const DeskAbsence *absence = absences->pdata[i];
        if (g_str_equal(absence->agent, agent) && absence->since <= now && absence->until > now)
            return true;
    }
    return false;
}

static bool
fill_in(DeskStore *store, GArray *hearers, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) absences = NULL;
    g_autoptr(GPtrArray) wishes = NULL;
    if (!desk_store_absence_list(store, now, &absences, error) ||
        !desk_store_wish_list(store, &wishes, error))
        return false;
    for (guint i = 0; i < hearers->len; i++) {
        DeskHearer *hearer = &g_array_index(hearers, DeskHearer, i);
        hearer->away = is_away(absences, hearer->agent->name, now);
        hearer->wish = desk_digest_wish(wishes, hearer->agent);
    }
    return true;
}

/* Nobody watches a ticket that is being opened; of what one agent alone is told the others are not.
 */
static bool
find_watchers(DeskStore *store, const DeskNotification *notification, GPtrArray **watchers,
              GError **error)
{
    *watchers = NULL;
    return notification->ticket->id == 0 || notification->kind == DESK_NOTIFICATION_ASSIGNED ||
           desk_store_watcher_list(store, notification->ticket->id, watchers, error);
}

/* The names of the teams of the mailboxes. */
static GPtrArray *
teams_of(const GArray *recipients)
{
    GPtrArray *teams = g_ptr_array_new();
    for (guint i = 0; recipients && i < recipients->len; i++) {
        const DeskMailbox *mailbox = g_array_index(recipients, DeskRecipient, i).mailbox;
        if (mailbox->team)
            g_ptr_array_add(teams, mailbox->team);
    }
    return teams;
}

/* A desk without agents is asked for nothing. */
static bool
find_hearers(DeskStore *store, const DeskOccasion *why, const DeskNotification *notification,
             GArray **hearers, GError **error)
{
    const DeskConf *conf = desk_policy_conf(why->policy);
    g_autoptr(GPtrArray) watchers = NULL;
    g_autoptr(GPtrArray) teams = teams_of(notification->recipients);
    if (conf->agents->len > 0 && !find_watchers(store, notification, &watchers, error))
        return false;
    const DeskAudience others = { .watchers = watchers, .teams = teams };
    g_autoptr(GArray) list = desk_notification_hearers(conf, notification->ticket, &others);
    if (list->len > 0 && !fill_in(store, list, why->now, error))
        return false;
    desk_notification_choose(list, notification->by);
    *hearers = g_steal_pointer(&list);
    return true;
}

/* ---- what ---- */

/* To whoever knows nothing of the ticket yet it is a new one. */
static const char *
kind_for(const DeskNotification *notification, const DeskAgent *agent)
{
    bool is_new =
        notification->kind == DESK_NOTIFICATION_NEW ||
        notification->kind == DESK_NOTIFICATION_ASSIGNED ||
        (notification->has_passed && g_strcmp0(notification->ticket->assignee, agent->name) == 0);
    return is_new ? "agent-new" : "agent-update";
}

static DeskPlan *
plan_for(const DeskOccasion *why, const DeskNotification *notification, const DeskAgent *agent)
{
    DeskPlan *plan = desk_plan_agent(kind_for(notification, agent), agent, notification->ticket->id,
                                     notification->detail);
    const char *author = notification->author;
    if (!author && notification->by)
        author = notification->by->full_name ? notification->by->full_name : notification->by->name;
    plan->from_name = desk_notification_from(author, why->mailbox);
    plan->is_first = notification->ticket->id == 0;
    return plan;
}

bool
desk_notification_plan(DeskStore *store, const DeskOccasion *why,
                       const DeskNotification *notification, GPtrArray *plans, GError **error)
{
    g_autoptr(GArray) hearers = NULL;
    if (!find_hearers(store, why, notification, &hearers, error))
        return false;
    for (guint i = 0; i < hearers->len; i++)
        g_ptr_array_add(plans,
                        plan_for(why, notification, g_array_index(hearers, DeskHearer, i).agent));
    return true;
}

bool
desk_notification_send(DeskStore *store, const DeskOccasion *why,
                       const DeskNotification *notification, GError **error)
{
    g_autoptr(GPtrArray) plans = desk_plan_list_new();
    if (!desk_notification_plan(store, why, notification, plans, error))
        return false;
    for (guint i = 0; i < plans->len; i++)
        if (!desk_automatic_send(store, why, plans->pdata[i], error))
            return false;
    return true;
}

bool
desk_notification_result(DeskStore *store, const DeskOccasion *why, const DeskAgent *agent,
                         gint64 ticket, const char *detail, GError **error)
{
    g_autoptr(DeskPlan) plan = desk_plan_agent("command-result", agent, ticket, detail);
    return desk_automatic_send(store, why, plan, error);
}

DeskOccasion
desk_notification_occasion(const DeskPolicy *policy, const DeskTicket *ticket, gint64 message,
                           gint64 now)
{
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskMailbox *mailbox = ticket ? desk_conf_mailbox(conf, ticket->mailbox) : NULL;
    return (DeskOccasion){ .policy = policy,
                           .mailbox = mailbox ? mailbox : conf->mailboxes->pdata[0],
                           .now = now,
                           .message = message };
}
