#include "desk/route.h"
#include "base/text.h"
#include "store/rows.h"

#define DETAIL_MAX 2000 /* bytes */

void
desk_route_clear(DeskRoute *route)
{
    g_clear_pointer(&route->category, g_free);
    g_clear_pointer(&route->team, g_free);
    g_clear_pointer(&route->sla, g_free);
    g_clear_pointer(&route->detail, g_free);
}

/* All reasons as one line. The caller's. */
static char *
tell(const DeskTriaged *triaged)
{
    g_autoptr(GPtrArray) reasons = g_ptr_array_new();
    for (guint i = 0; i < triaged->reasons->len; i++)
        g_ptr_array_add(reasons, triaged->reasons->pdata[i]);
    g_ptr_array_add(reasons, NULL);
    g_autofree char *all = g_strjoinv("; ", (char **) reasons->pdata);
    return desk_text_cut(desk_text_line(all, strlen(all)), DETAIL_MAX);
}

static void
set(char **field, const char *value)
{
    if (!value || g_strcmp0(*field, value) == 0)
        return;
    g_free(*field);
    *field = g_strdup(value);
}

/* What the configuration no longer knows is not handed on. */
static void
inherit(const DeskConf *conf, const DeskTicket *old, const DeskTriaged *triaged, DeskRoute *route)
{
    if (old->category && desk_conf_category(conf, old->category))
        set(&route->category, old->category);
    if (old->team && desk_conf_team(conf, old->team))
        set(&route->team, old->team);
    if (old->sla && desk_conf_sla(conf, old->sla) && g_strcmp0(triaged->sla_by, "customer") != 0)
        set(&route->sla, old->sla);
}

static bool
follow(DeskStore *store, const DeskFiling *filing, gint64 followed, DeskRoute *route,
       GError **error)
{
    g_autoptr(DeskTicket) old = NULL;
    if (!desk_store_ticket_get(store, followed, &old, error))
        return false;
    if (!old)
        return true;
    inherit(desk_policy_conf(filing->envelope->policy), old, &filing->triaged, route);
    g_autofree char *before = route->detail;
    route->detail = g_strdup_printf(
        "%s%scategory %s and team %s as #%" G_GINT64_FORMAT ", with which it goes on, since "
        "nothing in it speaks for another",
        before ? before : "", before ? "; " : "", route->category ? route->category : "none",
        route->team ? route->team : "none", followed);
    return true;
}

bool
desk_route_open(DeskStore *store, const DeskFiling *filing, gint64 followed, DeskRoute *route,
                GError **error)
{
    const DeskTriaged *triaged = &filing->triaged;
    *route =
        (DeskRoute){ .category = g_strdup(triaged->category ? triaged->category->name : NULL),
                     .team = g_strdup(triaged->team),
                     .sla = g_strdup(triaged->sla),
                     .priority = triaged->priority,
                     .named = triaged->assignee,
                     .detail = triaged->by_mailbox && !triaged->given_up ? NULL : tell(triaged) };
    return followed == 0 || triaged->matched || follow(store, filing, followed, route, error);
}

static bool
is_by_mail(const char *by)
{
    return by && !g_str_equal(by, "mailbox");
}

char *
desk_route_again(const DeskFiling *filing, DeskTicket *ticket)
{
    const DeskTriaged *triaged = &filing->triaged;
    if (!desk_policy_conf(filing->envelope->policy)->triage.answers || triaged->by_mailbox)
        return NULL;
    if (triaged->category)
        set(&ticket->category, triaged->category->name);
    if (is_by_mail(triaged->team_by))
        set(&ticket->team, triaged->team);
    if (is_by_mail(triaged->sla_by))
        set(&ticket->sla, triaged->sla);
    if (triaged->ranked && triaged->priority < ticket->priority)
        ticket->priority = triaged->priority;
    g_autofree char *all = tell(triaged);
    return g_strdup_printf("by this answer: %s; the ticket has priority %s", all,
                           desk_priority_name(ticket->priority));
}

bool
desk_route_note(DeskStore *store, const DeskFiling *filing, const DeskMoment *moment,
                const char *detail, GError **error)
{
    const GPtrArray *tags = filing->triaged.tags;
    for (guint i = 0; i < tags->len; i++)
        if (!desk_store_tag_add(store, moment->ticket, tags->pdata[i], error))
            return false;
    return !detail || desk_history_note(store, moment, "triage", detail, error);
}
