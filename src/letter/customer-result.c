#include "letter/fields.h"
#include "letter/writing.h"
#include "ticket/facts.h"

/* In the words that customers are told them by; what else a ticket may be is closed to them. */
static const char *
field_of(DeskStatus status)
{
    switch (status) {
    case DESK_STATUS_NEW:
        return "is_new";
    case DESK_STATUS_OPEN:
    case DESK_STATUS_IN_PROGRESS:
        return "is_open";
    case DESK_STATUS_WAITING:
        return "is_waiting";
    case DESK_STATUS_ON_HOLD:
        return "is_on_hold";
    case DESK_STATUS_RESOLVED:
        return "is_resolved";
    case DESK_STATUS_CLOSED:
    case DESK_STATUS_MERGED:
    case DESK_STATUS_SPAM:
        break;
    }
    return "is_closed";
}

/* A row that has been queued without facts tells how the ticket stands now. */
static DeskStatus
find_status(const DeskWriting *w)
{
    DeskStatus status = w->ticket->status;
    g_autofree char *word = desk_facts_find(w->row->detail, "status");
    if (word)
        desk_status_parse(word, &status);
    return status;
}

static void
set_obstacle(const DeskWriting *w)
{
    static const struct {
        const char *word, *field;
    } obstacles[] = {
        { "gone", "obstacle_gone" },
        { "not-requester", "obstacle_not_requester" },
        { "both", "obstacle_both" },
        { "often", "obstacle_often" },
    };
    g_autofree char *word = desk_facts_find(w->row->detail, "obstacle");
    for (size_t i = 0; i < G_N_ELEMENTS(obstacles); i++)
        desk_values_set(w->letter->values, obstacles[i].field,
                        desk_values_bool(g_strcmp0(word, obstacles[i].word) == 0));
}

static void
set_flag(const DeskWriting *w, const char *field, const char *fact)
{
    g_autofree char *value = desk_facts_find(w->row->detail, fact);
    desk_values_set(w->letter->values, field, desk_values_bool(value != NULL));
}

bool
desk_letter_customer_result(const DeskWriting *w, GError **error)
{
    DeskValues *values = w->letter->values;
    (void) error;
    for (DeskStatus status = DESK_STATUS_NEW; status <= DESK_STATUS_CLOSED; status++)
        desk_values_set(values, field_of(status), desk_values_bool(false));
    desk_values_set(values, field_of(find_status(w)), desk_values_bool(true));
    desk_values_set(values, "since",
                    desk_field_parts(w->hours, desk_facts_time(w->row->detail, "since")));
    set_obstacle(w);
    set_flag(w, "help", "help");
    set_flag(w, "language_set", "language");
    return true;
}
