#include "policy/notification.h"
#include "base/clock.h"
#include "base/text.h"

#define LONGEST_DAY                                                                                \
    (26 * DESK_HOUR) /* from one digest to the next one, with a jump of the clock                  \
                      */

/* ---- who ---- */

static DeskHearer *
find(const GArray *hearers, const DeskAgent *agent)
{
    for (guint i = 0; i < hearers->len; i++) {
        DeskHearer *hearer = &g_array_index(hearers, DeskHearer, i);
        if (hearer->agent == agent)
            return hearer;
    }
    return NULL;
}

/* Who is there already is as he was. NULL is nobody. */
static void
add(GArray *hearers, const DeskAgent *agent, bool of_team)
{
    if (!agent || find(hearers, agent))
        return;
    const DeskHearer hearer = { .agent = agent,
                                .of_team = of_team,
                                .wish = (DeskNotify) agent->notify };
    g_array_append_val(hearers, hearer);
}

static void
add_team(GArray *hearers, const DeskConf *conf, const DeskTeam *team)
{
    for (char **name = team ? team->members : NULL;
         name && *name && hearers->len < DESK_NOTIFICATION_MAX; name++)
        add(hearers, desk_conf_agent(conf, *name), true);
}

static void
add_watcher(GArray *hearers, const DeskAgent *agent)
{
    add(hearers, agent, false);
    DeskHearer *hearer = agent ? find(hearers, agent) : NULL;
    if (hearer)
        hearer->watches = true;
}

/* The names may be older than this configuration. */
GArray *
desk_notification_hearers(const DeskConf *conf, const DeskTicket *ticket,
                          const DeskAudience *others)
{
    GArray *hearers = g_array_new(FALSE, FALSE, sizeof(DeskHearer));
    const DeskTeam *team = ticket->team ? desk_conf_team(conf, ticket->team) : NULL;
    if (ticket->assignee)
        add(hearers, desk_conf_agent(conf, ticket->assignee), false);
    if (hearers->len == 0)
        add_team(hearers, conf, team);
    for (guint i = 0; others->teams && i < others->teams->len; i++)
        if (g_strcmp0(others->teams->pdata[i], ticket->team) != 0)
            add_team(hearers, conf, desk_conf_team(conf, others->teams->pdata[i]));
    for (guint i = 0; others->watchers && i < others->watchers->len; i++)
        add_watcher(hearers, desk_conf_agent(conf, others->watchers->pdata[i]));
    return hearers;
}

static bool
is_any_here(const GArray *hearers)
{
    for (guint i = 0; i < hearers->len; i++) {
        const DeskHearer *hearer = &g_array_index(hearers, DeskHearer, i);
        if (hearer->of_team && !hearer->away)
            return true;
    }
    return false;
}

void
desk_notification_choose(GArray *hearers, const DeskAgent *by)
{
    bool any_here = is_any_here(hearers);
    for (guint i = hearers->len; i > 0; i--) {
        const DeskHearer *hearer = &g_array_index(hearers, DeskHearer, i - 1);
        bool is_spared = hearer->of_team && !hearer->watches && hearer->away && any_here;
        if (hearer->agent == by || is_spared || hearer->wish != DESK_NOTIFY_EACH)
            g_array_remove_index(hearers, i - 1);
    }
}

char *
desk_notification_from(const char *name, const DeskMailbox *mailbox)
{
    g_autofree char *line = name ? desk_text_line(name, strlen(name)) : NULL;
    if (!line || *line == '\0')
        return g_strdup(mailbox->display_name);
    return g_strdup_printf("%s via %s", desk_text_cut(line, DESK_NOTIFICATION_NAME_MAX),
                           mailbox->display_name);
}

/* ---- digests ---- */

/* The time on the wall of the day that lies so many days from that of the moment. */
static gint64
on_day(GTimeZone *zone, gint64 digest_at, gint64 moment, int days)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(moment / DESK_SECOND);
    g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autoptr(GDateTime) day = local ? g_date_time_add_days(local, days) : NULL;
    if (!day)
        return moment + days * DESK_DAY;
    g_autoptr(GDateTime) at =
        g_date_time_new(zone, g_date_time_get_year(day), g_date_time_get_month(day),
                        g_date_time_get_day_of_month(day), (gint) (digest_at / DESK_HOUR),
                        (gint) (digest_at % DESK_HOUR / DESK_MINUTE), 0);
    return at ? g_date_time_to_unix(at) * DESK_SECOND : moment + days * DESK_DAY;
}

gint64
desk_digest_before(const char *zone, gint64 digest_at, gint64 moment)
{
    g_autoptr(GTimeZone) where = desk_clock_zone(zone);
    gint64 today = on_day(where, digest_at, moment, 0);
    return today < moment ? today : on_day(where, digest_at, moment, -1);
}

gint64
desk_digest_after(const char *zone, gint64 digest_at, gint64 moment)
{
    g_autoptr(GTimeZone) where = desk_clock_zone(zone);
    gint64 today = on_day(where, digest_at, moment, 0);
    return today > moment ? today : on_day(where, digest_at, moment, 1);
}

/* When the digest before the one that is due was. Another time of day may have been set since. */
static gint64
begin_of(const char *zone, gint64 digest_at, gint64 due)
{
    gint64 before = desk_digest_before(zone, digest_at, due);
    bool fits = desk_digest_after(zone, digest_at, before) == due;
    return fits ? before : MIN(before, due - LONGEST_DAY);
}

DeskDigestStep
desk_digest_step(const char *zone, gint64 digest_at, gint64 due, gint64 now)
{
    DeskDigestStep step = { .next = desk_digest_after(zone, digest_at, now) };
    if (due == 0 || due > now + LONGEST_DAY)
        return step;
    if (due > now)
        return (DeskDigestStep){ .next = due };
    step.is_due = true;
    step.since = begin_of(zone, digest_at, due);
    step.until = desk_digest_before(zone, digest_at, now + 1) - 1;
    return step;
}
