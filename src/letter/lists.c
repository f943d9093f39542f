#include "letter/fields.h"
#include "letter/found.h"
#include "store/look.h"

#define TICKETS_MAX 100 /* in one mail */

static DeskValues *
start_list(const DeskWriting *w)
{
    DeskValues *list = desk_values_list();
    desk_values_set(w->letter->values, "tickets", list);
    return list;
}

/* One more than is shown was asked for, to know whether there are more. */
static guint
count_shown(const DeskWriting *w, const GPtrArray *rows)
{
    desk_values_set(w->letter->values, "is_cut", desk_values_bool(rows->len > TICKETS_MAX));
    return MIN(rows->len, TICKETS_MAX);
}

bool
desk_found_queue(const DeskWriting *w, GError **error)
{
    g_autoptr(GPtrArray) queue = NULL;
    if (!desk_store_queue(w->desk->store, w->agent->name, w->desk->now, TICKETS_MAX + 1, &queue,
                          error))
        return false;
    DeskValues *list = start_list(w);
    guint count = count_shown(w, queue);
    for (guint i = 0; i < count; i++) {
        const DeskQueued *queued = queue->pdata[i];
        DeskValues *values = NULL;
        if (!desk_letter_list_ticket(w, queued->ticket, queued->due, &values, error))
            return false;
        desk_values_set(values, "is_snoozed", desk_values_bool(queued->snoozed));
        desk_values_append(list, values);
    }
    if (count == 0)
        desk_found_title(w, "Your queue is empty");
    else
        desk_found_title(w, "Your queue: %s%u %s", queue->len > TICKETS_MAX ? "the first " : "",
                         count, count == 1 ? "ticket" : "tickets");
    return true;
}

bool
desk_found_changed(const DeskWriting *w, DeskPeriod period, GError **error)
{
    g_autoptr(GPtrArray) teams = g_ptr_array_new();
    g_autoptr(GPtrArray) tickets = NULL;
    const DeskConf *conf = w->desk->conf;
    for (guint i = 0; i < conf->teams->len; i++) {
        const DeskTeam *team = conf->teams->pdata[i];
        if (g_strv_contains((const char *const *) team->members, w->agent->name))
            g_ptr_array_add(teams, team->name);
    }
    g_ptr_array_add(teams, NULL);
    if (!desk_store_changed(w->desk->store, w->agent->name, (const char *const *) teams->pdata,
                            period, TICKETS_MAX + 1, &tickets, error))
        return false;
    DeskValues *list = start_list(w);
    guint count = count_shown(w, tickets);
    for (guint i = 0; i < count; i++) {
        DeskValues *values = NULL;
        if (!desk_letter_list_ticket(w, tickets->pdata[i], 0, &values, error))
            return false;
        desk_values_append(list, values);
    }
    desk_values_set(w->letter->values, "count",
                    count > 0 ? desk_field_number(count) : desk_values_bool(false));
    desk_values_set(w->letter->values, "since",
                    period.since > 0 ? desk_field_moment(w->hours, period.since, w->desk->now)
                                     : desk_values_bool(false));
    return true;
}
