#include "base/clock.h"
#include "letter/fields.h"
#include "letter/writing.h"
#include "policy/sla.h"
#include "store/rows.h"
#include "store/timers.h"

/* Names of the configuration as people read them; one that it has no more stays what it was. */
static const char *
agent_name(const DeskConf *conf, const char *name)
{
    const DeskAgent *agent = name ? desk_conf_agent(conf, name) : NULL;
    return agent ? agent->full_name : name;
}

static void
set_state(DeskValues *values, const DeskConf *conf, const DeskTicket *ticket)
{
    const struct {
        const char *name, *value;
    } fields[] = {
        { "status", desk_status_name(ticket->status) },
        { "priority", desk_priority_name(ticket->priority) },
        { "category", ticket->category },
        { "team", ticket->team },
        { "assignee", agent_name(conf, ticket->assignee) },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        desk_values_set(values, fields[i].name, desk_field_text(fields[i].value));
}

/* When a clock ends, as a moment and as the time until then or since. */
static DeskValues *
make_due(const DeskWriting *w, const char *clock, gint64 due)
{
    gint64 now = w->desk->now;
    g_autofree char *span = desk_clock_span(ABS(due - now));
    DeskValues *values = desk_values_map();
    desk_values_set(values, "clock", desk_field_text(clock));
    desk_values_set(values, "at", desk_field_moment(w->hours, due, now));
    desk_values_set(values, "span", desk_values_text(span));
    desk_values_set(values, "overdue", desk_values_bool(due < now));
    return values;
}

static bool
find_due(const DeskWriting *w, DeskValues **list, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    if (!desk_store_timer_list(w->desk->store, w->ticket->id, &timers, error))
        return false;
    *list = desk_values_list();
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind < DESK_TIMER_CLOCKS && timer->state == DESK_TIMER_RUNNING && timer->due > 0)
            desk_values_append(*list, make_due(w, desk_sla_clock_name(timer->kind), timer->due));
    }
    return true;
}

static bool
find_customer(const DeskWriting *w, const DeskTicket *ticket, DeskValues **values, GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    if (ticket->requester != 0 &&
        !desk_store_contact_get(w->desk->store, ticket->requester, &contact, error))
        return false;
    *values = contact ? desk_values_map() : desk_values_bool(false);
    if (contact) {
        desk_values_set(*values, "name", desk_field_text(contact->name));
        desk_values_set(*values, "address", desk_field_text(contact->address));
    }
    return true;
}

bool
desk_letter_set_summary(const DeskWriting *w, GError **error)
{
    DeskValues *due = NULL;
    DeskValues *customer = NULL;
    DeskValues *values = desk_values_map();
    desk_values_set(w->letter->values, "ticket", values);
    desk_values_set(values, "id", desk_field_number(w->ticket->id));
    desk_values_set(values, "subject", desk_field_text(w->ticket->subject));
    set_state(values, w->desk->conf, w->ticket);
    if (!find_due(w, &due, error))
        return false;
    desk_values_set(values, "due", due);
    if (!find_customer(w, w->ticket, &customer, error))
        return false;
    desk_values_set(w->letter->values, "customer", customer);
    return true;
}

bool
desk_letter_list_ticket(const DeskWriting *w, const DeskTicket *ticket, gint64 due,
                        DeskValues **values, GError **error)
{
    DeskValues *customer = NULL;
    if (!find_customer(w, ticket, &customer, error))
        return false;
    *values = desk_values_map();
    desk_values_set(*values, "id", desk_field_number(ticket->id));
    desk_values_set(*values, "subject", desk_field_text(ticket->subject));
    set_state(*values, w->desk->conf, ticket);
    desk_values_set(*values, "customer", customer);
    desk_values_set(*values, "due", due ? make_due(w, NULL, due) : desk_values_bool(false));
    desk_values_set(*values, "is_snoozed", desk_values_bool(false));
    desk_values_set(*values, "updated", desk_field_moment(w->hours, ticket->updated, w->desk->now));
    return true;
}

bool
desk_letter_alarm(const DeskWriting *w, GError **error)
{
    desk_letter_set_detail(w, w->row->detail);
    return !w->ticket || desk_letter_set_summary(w, error);
}
