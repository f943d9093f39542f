#include "deskctl/clocks.h"
#include "base/clock.h"
#include "policy/sla.h"

char *
desk_clocks_moment(const DeskConf *conf, const char *sla, gint64 at)
{
    const DeskHours *hours = desk_conf_sla_hours(conf, sla);
    g_autofree char *utc = desk_clock_rfc3339(at);
    g_autofree char *local = hours ? desk_hours_show(hours, at) : NULL;
    return local ? g_strdup_printf("%s (%s)", local, utc) : g_steal_pointer(&utc);
}

/* Nothing is promised, as long as priority and SLA are these. */
static bool
sleeps(const DeskTimer *timer)
{
    return timer->allowed == 0;
}

json_t *
desk_clocks_json(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers, gint64 now)
{
    if (!ticket->sla)
        return json_null();
    json_t *value = json_object();
    json_t *clocks = json_array();
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (sleeps(timer))
            continue;
        gint64 used = desk_sla_spent(conf, ticket, timer, now);
        json_t *clock = json_object();
        json_object_set_new(clock, "clock", desk_json_text(desk_timer_kind_name(timer->kind)));
        json_object_set_new(clock, "state", desk_json_text(desk_timer_state_name(timer->state)));
        json_object_set_new(clock, "allowed_s", json_integer(timer->allowed / DESK_SECOND));
        json_object_set_new(clock, "used_s", json_integer(used / DESK_SECOND));
        json_object_set_new(clock, "due", desk_json_time(timer->due));
        json_object_set_new(clock, "breached", desk_json_time(timer->breached));
        json_array_append_new(clocks, clock);
    }
    json_object_set_new(value, "name", desk_json_text(ticket->sla));
    json_object_set_new(value, "clocks", clocks);
    return value;
}

void
desk_clocks_print(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers, gint64 now)
{
    if (ticket->sla)
        printf("SLA %s\n", ticket->sla);
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (sleeps(timer))
            continue;
        g_autofree char *used = desk_clock_span(desk_sla_spent(conf, ticket, timer, now));
        g_autofree char *allowed = desk_clock_span(timer->allowed);
        printf("  %s: %s, %s of %s used", desk_timer_kind_name(timer->kind),
               desk_timer_state_name(timer->state), used, allowed);
        g_autofree char *due =
            timer->due > 0 ? desk_clocks_moment(conf, ticket->sla, timer->due) : NULL;
        if (due)
            printf(", due %s", due);
        g_autofree char *breached =
            timer->breached > 0 ? desk_clocks_moment(conf, ticket->sla, timer->breached) : NULL;
        if (breached)
            printf(", missed %s", breached);
        putchar('\n');
    }
}
