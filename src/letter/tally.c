#include "base/clock.h"
#include "conf/number.h"
#include "letter/fields.h"
#include "letter/found.h"
#include "store/look.h"

#define SPAN_DEFAULT (7 * DESK_DAY)
#define SPAN_MAX     (366 * DESK_DAY)

static const char *
name_of(const DeskWriting *w, const DeskTally *tally, bool by_agent)
{
    const DeskAgent *agent =
        by_agent && tally->name ? desk_conf_agent(w->desk->conf, tally->name) : NULL;
    return agent ? agent->full_name : tally->name;
}

static DeskValues *
make_row(const DeskWriting *w, const DeskTally *tally, bool by_agent)
{
    const struct {
        const char *name;
        gint64 number;
    } numbers[] = {
        { "created", tally->created }, { "ended", tally->ended }, { "alive", tally->alive },
        { "overdue", tally->overdue }, { "met", tally->met },     { "answers", tally->answers },
    };
    DeskValues *values = desk_values_map();
    desk_values_set(values, "name", desk_field_text(name_of(w, tally, by_agent)));
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        desk_values_set(values, numbers[i].name, desk_field_number(numbers[i].number));
    gint64 total = tally->met + tally->missed;
    g_autofree char *response =
        tally->first_response >= 0 ? desk_clock_span(tally->first_response) : NULL;
    desk_values_set(values, "total", desk_field_number(total));
    desk_values_set(values, "promises", desk_values_bool(total > 0));
    desk_values_set(values, "first_response", desk_field_text(response));
    desk_values_set(values, "oldest",
                    tally->oldest > 0 ? desk_field_moment(w->hours, tally->oldest, w->desk->now)
                                      : desk_values_bool(false));
    return values;
}

static bool
add_tally(const DeskWriting *w, DeskPeriod period, bool by_agent, DeskValues *tallies,
          GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!desk_store_tally(w->desk->store, period, by_agent, w->desk->now, &rows, error))
        return false;
    DeskValues *values = desk_values_map();
    DeskValues *list = desk_values_list();
    for (guint i = 0; i < rows->len; i++)
        desk_values_append(list, make_row(w, rows->pdata[i], by_agent));
    desk_values_set(values, "title", desk_values_text(by_agent ? "By agent" : "By team"));
    desk_values_set(values, "rows", list);
    desk_values_append(tallies, values);
    return true;
}

bool
desk_found_report(const DeskWriting *w, const char *text, GError **error)
{
    gint64 span = SPAN_DEFAULT;
    if (!desk_number_duration(text, &span) || span <= 0)
        span = SPAN_DEFAULT;
    const DeskPeriod period = { w->desk->now - MIN(span, SPAN_MAX), w->desk->now };
    DeskValues *tallies = desk_values_list();
    desk_values_set(w->letter->values, "tallies", tallies);
    g_autofree char *since = desk_field_date(w->hours, period.since);
    desk_found_title(w, "Report since %s", since);
    return add_tally(w, period, false, tallies, error) &&
           add_tally(w, period, true, tallies, error);
}
