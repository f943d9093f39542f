#include "base/clock.h"
#include "base/text.h"
#include "desk/absence.h"
#include "desk/amend.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"
#include "deskctl/table.h"
#include "policy/absence.h"
#include "store/staff.h"
#include "store/watchers.h"

#define HAND_OVER_MAX 10000 /* tickets that one command passes on */

static const char *const notify_words[] = {
    [DESK_NOTIFY_EACH] = "each", [DESK_NOTIFY_DIGEST] = "digest", [DESK_NOTIFY_NONE] = "none"
};

/* ---- list ---- */

/* An agent as he is shown. */
typedef struct {
    const DeskConf *conf;
    const DeskAgent *agent;
    const DeskAbsence *absence; /* that has not ended; or NULL */
    DeskNotify notify;
    gint64 load;
    gint64 now;
} Row;

static bool
is_away(const Row *row)
{
    return row->absence && row->absence->since <= row->now;
}

static bool
is_working(const Row *row)
{
    const DeskHours *hours = desk_conf_hours(row->conf, row->agent->calendar);
    return !is_away(row) && (!hours || desk_hours_is_open(hours, row->now));
}

/* The names of his teams. The caller's. */
static GPtrArray *
teams_of(const Row *row)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < row->conf->teams->len; i++) {
        const DeskTeam *team = row->conf->teams->pdata[i];
        if (g_strv_contains((const char *const *) team->members, row->agent->name))
            g_ptr_array_add(names, team->name);
    }
    return names;
}

static json_t *
absence_json(const DeskAbsence *absence)
{
    if (!absence)
        return json_null();
    bool has_end = absence->until != G_MAXINT64;
    json_t *value = json_object();
    json_object_set_new(value, "since", desk_json_time(absence->since));
    json_object_set_new(value, "until", has_end ? desk_json_time(absence->until) : json_null());
    json_object_set_new(value, "reason", desk_json_text(absence->reason));
    json_object_set_new(value, "actor", desk_json_text(absence->actor));
    return value;
}

static json_t *
row_json(const Row *row)
{
    g_autoptr(GPtrArray) names = teams_of(row);
    json_t *teams = json_array();
    json_t *value = json_object();
    for (guint i = 0; i < names->len; i++)
        json_array_append_new(teams, desk_json_text(names->pdata[i]));
    json_object_set_new(value, "name", desk_json_text(row->agent->name));
    json_object_set_new(value, "teams", teams);
    json_object_set_new(value, "load", json_integer(row->load));
    json_object_set_new(value, "capacity",
                        row->agent->capacity > 0 ? json_integer(row->agent->capacity)
                                                 : json_null());
    json_object_set_new(value, "away", absence_json(row->absence));
    json_object_set_new(value, "working", json_boolean(is_working(row)));
    json_object_set_new(value, "notify", desk_json_text(notify_words[row->notify]));
    return value;
}

/* "until 2026-12-01", or what is to come: "2026-11-28 to 2026-12-01". The caller's; NULL: nothing.
 */
static char *
tell_absence(const Row *row)
{
    if (!row->absence)
        return NULL;
    const char *zone = desk_absence_zone(row->conf, row->agent);
    bool has_end = row->absence->until != G_MAXINT64;
    g_autofree char *until =
        has_end ? desk_absence_show_time(zone, row->absence->until) : g_strdup("further notice");
    if (is_away(row))
        return g_strdup_printf("until %s", until);
    g_autofree char *since = desk_absence_show_time(zone, row->absence->since);
    return g_strdup_printf("%s until %s", since, until);
}

static void
add_row(DeskTable *table, const Row *row)
{
    g_autoptr(GPtrArray) names = teams_of(row);
    g_ptr_array_add(names, NULL);
    g_autofree char *teams = g_strjoinv(", ", (char **) names->pdata);
    g_autofree char *load = row->agent->capacity > 0
                                ? g_strdup_printf("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                                  row->load, row->agent->capacity)
                                : g_strdup_printf("%" G_GINT64_FORMAT, row->load);
    g_autofree char *away = tell_absence(row);
    desk_table_add(table, (const char *const[]){ row->agent->name, teams, load,
                                                 is_working(row) ? "yes" : "no",
                                                 notify_words[row->notify], away });
}

static const DeskAbsence *
absence_of(const GPtrArray *absences, const char *agent)
{
    for (guint i = 0; i < absences->len; i++)
        if (g_str_equal(((const DeskAbsence *) absences->pdata[i])->agent, agent))
            return absences->pdata[i];
    return NULL;
}

/* As he wished, else as it is configured. */
static bool
read_notify(DeskStore *store, const DeskAgent *agent, DeskNotify *notify, GError **error)
{
    g_autoptr(DeskWish) wish = NULL;
    if (!desk_store_wish_get(store, agent->name, &wish, error))
        return false;
    *notify = (DeskNotify) agent->notify;
    for (guint i = 0; wish && wish->notify && i < G_N_ELEMENTS(notify_words); i++)
        if (g_str_equal(wish->notify, notify_words[i]))
            *notify = (DeskNotify) i;
    return true;
}

/* All agents of the configuration, in one view of the store. */
static bool
read_rows(DeskStore *store, const DeskConf *conf, GArray *rows, GPtrArray **absences,
          GError **error)
{
    gint64 now = desk_clock_now();
    if (!desk_store_begin(store, error) || !desk_store_absence_list(store, now, absences, error))
        return false;
    for (guint i = 0; i < conf->agents->len; i++) {
        const DeskAgent *agent = conf->agents->pdata[i];
        Row row = {
            .conf = conf, .agent = agent, .absence = absence_of(*absences, agent->name), .now = now
        };
        if (!desk_store_agent_load(store, agent->name, DESK_LOAD_MAX, &row.load, error) ||
            !read_notify(store, agent, &row.notify, error))
            return false;
        g_array_append_val(rows, row);
    }
    desk_store_rollback(store);
    return true;
}

static void
print_rows(const GArray *rows, bool as_json)
{
    json_t *list = json_array();
    g_autoptr(DeskTable) table = desk_table_new(
        (const char *const[]){ "NAME", "TEAMS", "LOAD", "WORKING", "NOTIFY", "AWAY", NULL });
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        if (as_json)
            json_array_append_new(list, row_json(row));
        else
            add_row(table, row);
    }
    if (!as_json)
        desk_table_print(table, stdout);
    if (as_json)
        desk_json_print(g_steal_pointer(&list), false);
    json_decref(list);
}

int
desk_cmd_agent_list(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) absences = NULL;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    if (!read_rows(store, conf, rows, &absences, &error))
        return desk_ctl_fail(error);
    print_rows(rows, ctl->options->json);
    return EX_OK;
}

/* ---- away, back ---- */

/* One change, from its words to what is said of it. */
typedef struct {
    DeskConf *conf;
    DeskAbsentee who;
    DeskPeriod when;
    const char *reason;
    bool reassigns;
    bool done;    /* there was an absence to end; as the next one, of the last run alone */
    gint64 given; /* tickets that went to others */
} Change;

static bool
go_away(DeskStore *store, gpointer data, GError **error)
{
    Change *change = data;
    change->given = 0;
    return desk_absence_begin(store, &change->who, change->when, change->reason, error) &&
           (!change->reassigns ||
            desk_absence_hand_over(store, &change->who, HAND_OVER_MAX, &change->given, error));
}

static bool
come_back(DeskStore *store, gpointer data, GError **error)
{
    Change *change = data;
    return desk_absence_end(store, &change->who, &change->done, error);
}

static void
print_away(const Change *change)
{
    const char *zone = desk_absence_zone(change->who.conf, change->who.agent);
    g_autofree char *away = desk_absence_show(zone, change->when.until);
    printf("%s is %s\n", change->who.agent->name, away);
    if (change->reassigns)
        printf("%" G_GINT64_FORMAT " tickets went to others\n", change->given);
}

static void
print_change(const Change *change, bool leaves, bool as_json)
{
    if (as_json) {
        const DeskAbsence absence = { .since = change->when.since,
                                      .until = change->when.until,
                                      .reason = (char *) change->reason,
                                      .actor = (char *) change->who.actor };
        json_t *value = json_object();
        json_object_set_new(value, "name", desk_json_text(change->who.agent->name));
        json_object_set_new(value, "away", absence_json(leaves ? &absence : NULL));
        json_object_set_new(value, "reassigned", json_integer(change->given));
        desk_json_print(value, false);
    } else if (leaves) {
        print_away(change);
    } else {
        printf("%s %s\n", change->who.agent->name, change->done ? "is back" : "was not away");
    }
}

static int
write_change(const DeskCtl *ctl, Change *change, bool leaves)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_WRITE, &code);
    if (!store)
        return code;
    g_autoptr(DeskPolicy) policy =
        change->reassigns ? desk_ctl_policy(change->conf, store, &code) : NULL;
    if (change->reassigns && !policy)
        return code;
    change->who.policy = policy;
    if (!desk_store_run(store, leaves ? go_away : come_back, change, &error))
        return desk_ctl_fail(error);
    print_change(change, leaves, ctl->options->json);
    return EX_OK;
}

/* "NAME", or "NAME until WHEN", where WHEN may be two words. NULL: said what is wrong. */
static char *
until_of(const DeskCtl *ctl)
{
    if (ctl->count == 1)
        return g_strdup("");
    if (ctl->count < 3 || !g_str_equal(ctl->operands[1], "until")) {
        desk_ctl_complain(EX_USAGE, "usage: deskctl agent away NAME [until WHEN]");
        return NULL;
    }
    g_autofree char *when = g_strjoinv(" ", ctl->operands + 2);
    if (!g_utf8_validate(when, -1, NULL)) {
        desk_ctl_complain(EX_USAGE, "WHEN: the value is no UTF-8");
        return NULL;
    }
    return g_steal_pointer(&when);
}

static bool
read_period(const DeskCtl *ctl, Change *change, GError **error)
{
    const DeskAbsentee *who = &change->who;
    const char *zone = desk_absence_zone(who->conf, who->agent);
    const char *since = ctl->options->values[DESK_OPTION_FROM];
    g_autofree char *until = until_of(ctl);
    change->when = (DeskPeriod){ who->now, G_MAXINT64 };
    if (!until)
        return false;
    return (!since || desk_absence_read_time(since, zone, who->now, &change->when.since, error)) &&
           (*until == '\0' ||
            desk_absence_read_time(until, zone, who->now, &change->when.until, error));
}

static int
check_period(const Change *change)
{
    const DeskAbsentee *who = &change->who;
    if (change->when.until <= who->now)
        return desk_ctl_complain(EX_USAGE, "WHEN: it is in the past");
    if (change->when.until <= change->when.since)
        return desk_ctl_complain(EX_USAGE, "WHEN: it is not later than --from");
    if (change->reassigns && change->when.since > who->now)
        return desk_ctl_complain(EX_USAGE, "--reassign: what is handed over is so now, and --from "
                                           "is later");
    return EX_OK;
}

static int
run_away(const DeskCtl *ctl, Change *change)
{
    g_autoptr(GError) error = NULL;
    const char *given = ctl->options->values[DESK_OPTION_REASON];
    g_autofree char *reason = desk_text_line(given ? given : "", given ? strlen(given) : 0);
    change->reason = reason;
    change->reassigns = ctl->options->reassign;
    if (!read_period(ctl, change, &error))
        return error ? desk_ctl_complain(EX_USAGE, "%s", error->message) : EX_USAGE;
    int code = check_period(change);
    return code == EX_OK ? write_change(ctl, change, true) : code;
}

/* Of whom the command speaks; who runs it is known before root is given up. */
static int
run(const DeskCtl *ctl, bool leaves)
{
    g_autofree char *actor = desk_ctl_actor();
    g_autoptr(DeskConf) conf =
        desk_ctl_conf(ctl, ctl->options->reassign ? DESK_CONF_DEFAULT : DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    Change change = { .conf = conf,
                      .who = { .conf = conf,
                               .agent = desk_conf_agent(conf, ctl->operands[0]),
                               .actor = actor,
                               .now = desk_clock_now() } };
    if (!change.who.agent)
        return desk_ctl_complain(EX_NOINPUT, "no such agent in the configuration: %s",
                                 ctl->operands[0]);
    return leaves ? run_away(ctl, &change) : write_change(ctl, &change, false);
}

int
desk_cmd_agent_away(const DeskCtl *ctl)
{
    return run(ctl, true);
}

int
desk_cmd_agent_back(const DeskCtl *ctl)
{
    return run(ctl, false);
}

/* ---- notify ---- */

/* How an agent hears of his tickets from now on. */
typedef struct {
    DeskAmender amender;
    const DeskAgent *agent;
    const char *word;
} Wish;

static bool
put_wish(DeskStore *store, gpointer data, GError **error)
{
    const Wish *wish = data;
    return desk_amend_notify(store, &wish->amender, wish->agent, wish->word, error);
}

static int
write_wish(const DeskCtl *ctl, DeskStore *store, Wish *wish)
{
    g_autoptr(GError) error = NULL;
    if (!desk_store_run(store, put_wish, wish, &error))
        return g_error_matches(error, DESK_AMEND_ERROR, DESK_AMEND_ERROR_UNKNOWN)
                   ? desk_ctl_complain(EX_USAGE, "%s", error->message)
                   : desk_ctl_fail(error);
    if (ctl->options->json)
        desk_json_print(json_pack("{s:s, s:s}", "name", wish->agent->name, "notify", wish->word),
                        false);
    else
        printf("%s: %s\n", wish->agent->name, wish->word);
    return EX_OK;
}

/* The keys are read with the rights of the desk's user, whose file may be his. */
int
desk_cmd_agent_notify(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autofree char *actor = desk_ctl_actor();
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_WRITE, &code);
    g_autoptr(DeskConf) conf = store ? desk_ctl_conf(ctl, DESK_CONF_DEFAULT) : NULL;
    g_autoptr(DeskPolicy) policy = conf ? desk_ctl_policy(conf, store, &code) : NULL;
    if (!policy)
        return store && !conf ? EX_CONFIG : code;
    Wish wish = { .amender = { .policy = policy, .actor = actor, .now = desk_clock_now() },
                  .agent = desk_conf_agent(conf, ctl->operands[0]),
                  .word = ctl->operands[1] };
    if (!wish.agent)
        return desk_ctl_complain(EX_NOINPUT, "no such agent in the configuration: %s",
                                 ctl->operands[0]);
    return write_wish(ctl, store, &wish);
}
