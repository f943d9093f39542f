#include "desk/digest.h"
#include "policy/absence.h"
#include "policy/notification.h"
#include "store/look.h"
#include "store/watchers.h"

static bool
read_wish(const char *word, DeskNotify *wish)
{
    static const char *const words[] = {
        [DESK_NOTIFY_EACH] = "each", [DESK_NOTIFY_DIGEST] = "digest", [DESK_NOTIFY_NONE] = "none"
    };
    for (size_t i = 0; word && i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i], word)) {
            *wish = (DeskNotify) i;
            return true;
        }
    return false;
}

static DeskNotify
wish_of(const DeskWish *said, const DeskAgent *agent)
{
    DeskNotify wish;
    return said && read_wish(said->notify, &wish) ? wish : (DeskNotify) agent->notify;
}

DeskNotify
desk_digest_wish(const GPtrArray *wishes, const DeskAgent *agent)
{
    for (guint i = 0; i < wishes->len; i++) {
        const DeskWish *said = wishes->pdata[i];
        if (g_str_equal(said->agent, agent->name))
            return wish_of(said, agent);
    }
    return (DeskNotify) agent->notify;
}

/* Keeps what the agent has said. */
static bool
set_next(DeskStore *store, const DeskAgent *agent, const DeskWish *said, gint64 next,
         GError **error)
{
    const DeskWish wish = { .agent = agent->name,
                            .notify = said ? said->notify : NULL,
                            .next_digest = next };
    return desk_store_wish_put(store, &wish, error);
}

bool
desk_digest_owe(DeskStore *store, const DeskConf *conf, const DeskAgent *agent, gint64 now,
                GError **error)
{
    g_autoptr(DeskWish) said = NULL;
    if (!desk_store_wish_get(store, agent->name, &said, error))
        return false;
    if (said && said->next_digest > 0)
        return true;
    const char *zone = desk_absence_zone(conf, agent);
    return set_next(store, agent, said, desk_digest_after(zone, agent->digest_at, now), error);
}

/* ---- when it is time ---- */

typedef struct {
    DeskStore *store;
    const DeskOccasion *why;
    const DeskConf *conf;
    const DeskAgent *agent;
} Case;

/* The teams of the agent, for the tickets that nobody has. NULL-terminated; borrowed names. */
static GPtrArray *
teams_of(const Case *c)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < c->conf->teams->len; i++) {
        const DeskTeam *team = c->conf->teams->pdata[i];
        if (g_strv_contains((const char *const *) team->members, c->agent->name))
            g_ptr_array_add(names, team->name);
    }
    g_ptr_array_add(names, NULL);
    return names;
}

static bool
queue(const Case *c, const DeskDigestStep *step, GError **error)
{
    g_autoptr(GPtrArray) teams = teams_of(c);
    g_autoptr(GPtrArray) changed = NULL;
    if (!desk_store_changed(c->store, c->agent->name, (const char *const *) teams->pdata,
                            (DeskPeriod){ step->since, step->until }, 1, &changed, error))
        return false;
    if (changed->len == 0)
        return true;
    g_autofree char *detail =
        g_strdup_printf("digest %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, step->since, step->until);
    g_autoptr(DeskPlan) plan = desk_plan_agent("digest", c->agent, 0, detail);
    return desk_automatic_send(c->store, c->why, plan, error);
}

/* Who wants single mails has one digest for what he missed, and no other until he misses more. */
static bool
take_step(const Case *c, gint64 *next, GError **error)
{
    g_autoptr(DeskWish) said = NULL;
    if (!desk_store_wish_get(c->store, c->agent->name, &said, error))
        return false;
    DeskNotify wish = wish_of(said, c->agent);
    gint64 due = said ? said->next_digest : 0;
    *next = 0;
    if (wish == DESK_NOTIFY_NONE || (wish == DESK_NOTIFY_EACH && due == 0))
        return true;
    const DeskDigestStep step = desk_digest_step(desk_absence_zone(c->conf, c->agent),
                                                 c->agent->digest_at, due, c->why->now);
    *next = wish == DESK_NOTIFY_EACH && step.is_due ? 0 : step.next;
    return (!step.is_due || queue(c, &step, error)) &&
           (*next == due || set_next(c->store, c->agent, said, *next, error));
}

/* Whether anything is to be looked at, without keeping anything as it is: there are many rounds in
 * which there is not. */
static bool
may_be_due(const Case *c, const GPtrArray *wishes, gint64 *next)
{
    const DeskWish *said = NULL;
    for (guint i = 0; i < wishes->len && !said; i++) {
        const DeskWish *one = wishes->pdata[i];
        said = g_str_equal(one->agent, c->agent->name) ? one : NULL;
    }
    DeskNotify wish = wish_of(said, c->agent);
    gint64 due = said ? said->next_digest : 0;
    *next = 0;
    if (wish == DESK_NOTIFY_NONE || (wish == DESK_NOTIFY_EACH && due == 0))
        return false;
    const DeskDigestStep step = desk_digest_step(desk_absence_zone(c->conf, c->agent),
                                                 c->agent->digest_at, due, c->why->now);
    *next = step.next;
    return step.next != due;
}

bool
desk_digest_run(DeskStore *store, const DeskOccasion *why, gint64 *next, GError **error)
{
    const DeskConf *conf = desk_policy_conf(why->policy);
    g_autoptr(GPtrArray) wishes = NULL;
    *next = 0;
    if (!desk_store_wish_list(store, &wishes, error))
        return false;
    for (guint i = 0; i < conf->agents->len; i++) {
        const Case c = { store, why, conf, conf->agents->pdata[i] };
        gint64 at = 0;
        if (may_be_due(&c, wishes, &at) && !take_step(&c, &at, error))
            return false;
        *next = at > 0 && (*next == 0 || at < *next) ? at : *next;
    }
    return true;
}
