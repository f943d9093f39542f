#include "base/clock.h"
#include "base/text.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "deskctl/surveys.h"
#include "deskctl/table.h"
#include "store/surveys.h"

#define LIST_DEFAULT 50
#define LIST_MAX     100000
#define DAYS_DEFAULT 30
#define DAYS_MAX     3650

static bool
read_period(const DeskCtl *ctl, DeskPeriod *period)
{
    gint64 days = 0;
    if (!desk_ctl_option_number(ctl, DESK_OPTION_DAYS, DAYS_MAX, DAYS_DEFAULT, &days))
        return false;
    *period = desk_clock_last(desk_clock_now(), days * DESK_DAY);
    return true;
}

static bool
is_bad(const DeskSurvey *survey)
{
    return desk_scale_is_bad(survey->scale, (int) survey->score);
}

/* ---- list ---- */

static bool
print_list(DeskStore *store, const GPtrArray *surveys, GError **error)
{
    g_autoptr(DeskTable) table = desk_table_new((const char *const[]){
        "TICKET", "ASKED", "CUSTOMER", "SAID", "AGENT", "TEAM", "CATEGORY", "COMMENT", NULL });
    for (guint i = 0; i < surveys->len; i++) {
        const DeskSurvey *survey = surveys->pdata[i];
        g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, survey->ticket);
        g_autofree char *asked = desk_clock_rfc3339(survey->asked);
        g_autofree char *score = desk_surveys_score(survey);
        g_autofree char *address = desk_rows_address(store, survey->contact, error);
        const char *comment = survey->comment ? survey->comment : "";
        g_autofree char *line = desk_text_line(comment, strlen(comment));
        if (!address)
            return false;
        desk_table_add(table, (const char *const[]){ ticket, asked, address, score, survey->agent,
                                                     survey->team, survey->category, line });
    }
    desk_table_print(table, stdout);
    return true;
}

/* Of the surveys those that are wanted, at most so many. */
static GPtrArray *
choose(GPtrArray *surveys, bool bad_alone, gint64 limit)
{
    GPtrArray *chosen = g_ptr_array_new();
    for (guint i = 0; i < surveys->len && chosen->len < limit; i++)
        if (!bad_alone || is_bad(surveys->pdata[i]))
            g_ptr_array_add(chosen, surveys->pdata[i]);
    return chosen;
}

static bool
print_json(DeskStore *store, const GPtrArray *surveys, GError **error)
{
    json_t *list = desk_surveys_json(store, surveys, error);
    if (list)
        desk_json_print(list, false);
    return list != NULL;
}

static bool
print_sheet(DeskStore *store, const GPtrArray *surveys, GError **error)
{
    if (surveys->len == 0)
        puts("none");
    return desk_surveys_print(store, surveys, error);
}

static int
list_surveys(const DeskCtl *ctl, DeskStore *store, DeskPeriod period, gint64 limit)
{
    bool bad_alone = ctl->options->bad;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) surveys = NULL;
    if (!desk_store_begin(store, &error) ||
        !desk_store_survey_list(store, period, bad_alone ? LIST_MAX : limit, &surveys, &error))
        return desk_ctl_fail(error);
    g_autoptr(GPtrArray) chosen = choose(surveys, bad_alone, limit);
    bool ok =
        ctl->options->json ? print_json(store, chosen, &error) : print_list(store, chosen, &error);
    return ok ? EX_OK : desk_ctl_fail(error);
}

int
desk_cmd_survey_list(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 limit = 0;
    DeskPeriod period;
    if (!read_period(ctl, &period) ||
        !desk_ctl_option_number(ctl, DESK_OPTION_LIMIT, LIST_MAX, LIST_DEFAULT, &limit))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    return store ? list_surveys(ctl, store, period, limit) : code;
}

/* ---- show ---- */

static int
show_surveys(const DeskCtl *ctl, DeskStore *store, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GPtrArray) surveys = NULL;
    if (!desk_store_begin(store, &error) || !desk_store_ticket_get(store, id, &ticket, &error) ||
        !desk_store_survey_of(store, id, &surveys, &error))
        return desk_ctl_fail(error);
    if (!ticket)
        return desk_ctl_complain(EX_NOINPUT, "there is no ticket %" G_GINT64_FORMAT, id);
    bool ok = ctl->options->json ? print_json(store, surveys, &error)
                                 : print_sheet(store, surveys, &error);
    return ok ? EX_OK : desk_ctl_fail(error);
}

int
desk_cmd_survey_show(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 id = 0;
    if (!desk_ctl_number("TICKET", ctl->operands[0], G_MAXINT64, &id))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    return store ? show_surveys(ctl, store, id) : code;
}

/* ---- report ---- */

static bool
read_by(const char *word, DeskSurveyBy *by)
{
    static const char *const words[] = { [DESK_SURVEY_BY_AGENT] = "agent",
                                         [DESK_SURVEY_BY_TEAM] = "team",
                                         [DESK_SURVEY_BY_CATEGORY] = "category",
                                         [DESK_SURVEY_BY_MAILBOX] = "mailbox" };
    *by = DESK_SURVEY_BY_AGENT;
    for (size_t i = 0; word && i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i], word)) {
            *by = (DeskSurveyBy) i;
            return true;
        }
    if (word)
        desk_ctl_complain(EX_USAGE, "--by: expected agent, team, category or mailbox");
    return !word;
}

static json_t *
figures_json(const DeskSatisfaction *s)
{
    bool is_said = s->answered > 0;
    json_t *value = json_object();
    json_object_set_new(value, "name", desk_json_text(s->name));
    json_object_set_new(value, "scale", desk_json_text(desk_scale_name(s->scale)));
    json_object_set_new(value, "asked", json_integer(s->asked));
    json_object_set_new(value, "answered", json_integer(s->answered));
    json_object_set_new(value, "good", json_integer(s->good));
    json_object_set_new(value, "bad", json_integer(s->bad));
    json_object_set_new(
        value, "mean", is_said ? json_real((double) desk_satisfaction_mean(s) / 100) : json_null());
    json_object_set_new(value, "good_percent",
                        is_said ? json_integer(desk_satisfaction_good(s)) : json_null());
    json_object_set_new(value, "bad_percent",
                        is_said ? json_integer(desk_satisfaction_bad(s)) : json_null());
    json_object_set_new(value, "nps",
                        is_said && s->scale == DESK_SCALE_NPS
                            ? json_integer(desk_satisfaction_net(s))
                            : json_null());
    return value;
}

static void
add_figures(DeskTable *table, const DeskSatisfaction *s)
{
    gint64 hundredths = desk_satisfaction_mean(s);
    bool has_mean = s->answered > 0 && s->scale != DESK_SCALE_YES_NO;
    bool has_net = s->answered > 0 && s->scale == DESK_SCALE_NPS;
    g_autofree char *asked = g_strdup_printf("%" G_GINT64_FORMAT, s->asked);
    g_autofree char *answered = g_strdup_printf("%" G_GINT64_FORMAT, s->answered);
    g_autofree char *mean = g_strdup_printf("%" G_GINT64_FORMAT ".%02" G_GINT64_FORMAT,
                                            hundredths / 100, hundredths % 100);
    g_autofree char *good = g_strdup_printf("%d %%", desk_satisfaction_good(s));
    g_autofree char *bad = g_strdup_printf("%d %%", desk_satisfaction_bad(s));
    g_autofree char *net = g_strdup_printf("%+d", desk_satisfaction_net(s));
    bool is_said = s->answered > 0;
    desk_table_add(table,
                   (const char *const[]){ s->name ? s->name : "-", desk_scale_name(s->scale), asked,
                                          answered, has_mean ? mean : "-", is_said ? good : "-",
                                          is_said ? bad : "-", has_net ? net : "-" });
}

static void
print_report(const GPtrArray *figures, bool as_json)
{
    json_t *list = json_array();
    g_autoptr(DeskTable) table = desk_table_new((const char *const[]){
        "NAME", "SCALE", "ASKED", "ANSWERED", "MEAN", "GOOD", "BAD", "NPS", NULL });
    for (guint i = 0; i < figures->len; i++) {
        if (as_json)
            json_array_append_new(list, figures_json(figures->pdata[i]));
        else
            add_figures(table, figures->pdata[i]);
    }
    if (as_json)
        desk_json_print(json_incref(list), false);
    else
        desk_table_print(table, stdout);
    json_decref(list);
}

int
desk_cmd_survey_report(const DeskCtl *ctl)
{
    int code = EX_OK;
    DeskPeriod period;
    DeskSurveyBy by;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) figures = NULL;
    if (!read_period(ctl, &period) || !read_by(ctl->options->values[DESK_OPTION_BY], &by))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    if (!desk_store_survey_tally(store, period, by, &figures, &error))
        return desk_ctl_fail(error);
    print_report(figures, ctl->options->json);
    return EX_OK;
}
