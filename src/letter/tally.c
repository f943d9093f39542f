#include "base/clock.h"
#include "conf/number.h"
#include "letter/fields.h"
#include "letter/found.h"
#include "store/look.h"
#include "store/surveys.h"

#define SPAN_DEFAULT (7 * DESK_DAY)
#define SPAN_MAX     (366 * DESK_DAY)

static const char *
name_of(const DeskWriting *w, const char *name, bool by_agent)
{
    const DeskAgent *agent = by_agent && name ? desk_conf_agent(w->desk->conf, name) : NULL;
    return agent ? agent->full_name : name;
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
    desk_values_set(values, "name", desk_field_text(name_of(w, tally->name, by_agent)));
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

/* What customers have said; is_said is false while nobody has. */
static DeskValues *
make_survey(const DeskWriting *w, const DeskSatisfaction *s, bool by_agent)
{
    gint64 mean = desk_satisfaction_mean(s);
    DeskValues *values = desk_values_map();
    g_autofree char *mean_text =
        g_strdup_printf("%" G_GINT64_FORMAT ".%02d", mean / 100, (int) (mean % 100));
    g_autofree char *net = g_strdup_printf("%+d", desk_satisfaction_net(s));
    desk_values_set(values, "name", desk_field_text(name_of(w, s->name, by_agent)));
    desk_values_set(values, "is_csat", desk_values_bool(s->scale == DESK_SCALE_CSAT));
    desk_values_set(values, "is_nps", desk_values_bool(s->scale == DESK_SCALE_NPS));
    desk_values_set(values, "is_yes_no", desk_values_bool(s->scale == DESK_SCALE_YES_NO));
    desk_values_set(values, "asked", desk_field_number(s->asked));
    desk_values_set(values, "answered", desk_field_number(s->answered));
    desk_values_set(values, "is_said", desk_values_bool(s->answered > 0));
    desk_values_set(values, "mean", desk_values_text(mean_text));
    desk_values_set(values, "good", desk_field_number(desk_satisfaction_good(s)));
    desk_values_set(values, "bad", desk_field_number(desk_satisfaction_bad(s)));
    desk_values_set(values, "net", desk_values_text(net));
    return values;
}

static bool
find_surveys(const DeskWriting *w, DeskPeriod period, bool by_agent, DeskValues **list,
             GError **error)
{
    g_autoptr(GPtrArray) found = NULL;
    if (!desk_store_survey_tally(w->desk->store, period,
                                 by_agent ? DESK_SURVEY_BY_AGENT : DESK_SURVEY_BY_TEAM, &found,
                                 error))
        return false;
    *list = desk_values_list();
    for (guint i = 0; i < found->len; i++)
        desk_values_append(*list, make_survey(w, found->pdata[i], by_agent));
    return true;
}

static bool
add_tally(const DeskWriting *w, DeskPeriod period, bool by_agent, DeskValues *tallies,
          GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    DeskValues *surveys = NULL;
    if (!desk_store_tally(w->desk->store, period, by_agent, w->desk->now, &rows, error) ||
        !find_surveys(w, period, by_agent, &surveys, error))
        return false;
    DeskValues *values = desk_values_map();
    DeskValues *list = desk_values_list();
    for (guint i = 0; i < rows->len; i++)
        desk_values_append(list, make_row(w, rows->pdata[i], by_agent));
    desk_values_set(values, "title", desk_values_text(by_agent ? "By agent" : "By team"));
    desk_values_set(values, "rows", list);
    desk_values_set(values, "surveys", surveys);
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
    w->letter->template = "report";
    desk_values_set(w->letter->values, "tallies", tallies);
    g_autofree char *since = desk_field_date(w->hours, period.since);
    desk_found_title(w, "Report since %s", since);
    return add_tally(w, period, false, tallies, error) &&
           add_tally(w, period, true, tallies, error);
}
