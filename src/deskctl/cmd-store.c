#include "base/clock.h"
#include "base/daemon.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"
#include "deskctl/table.h"
#include "store/copy.h"

#define RENEW_EVERY (DESK_SECOND / 5) /* the line on a terminal */
#define LINE_EVERY  (5 * DESK_SECOND) /* a line of a log */

/* What has been said about the progress so far. */
typedef struct {
    bool terminal;
    bool comparing;
    bool open;     /* a line on the terminal that is not ended yet */
    gint64 shown;  /* steady clock; 0: nothing yet */
    gint64 begun;  /* this phase */
    gint64 before; /* rows that were there when it began */
} Progress;

static void
begin_phase(Progress *shown, const DeskCopyProgress *progress, gint64 now)
{
    shown->comparing = progress->comparing;
    shown->begun = now;
    shown->before = progress->done;
}

static bool
show_progress(const DeskCopyProgress *progress, gpointer data)
{
    Progress *shown = data;
    gint64 now = desk_clock_steady();
    if (shown->begun == 0 || progress->comparing != shown->comparing)
        begin_phase(shown, progress, now);
    else if (now - shown->shown < (shown->terminal ? RENEW_EVERY : LINE_EVERY))
        return true;
    gint64 spent = MAX(now - shown->begun, 1);
    double rate = (double) (progress->done - shown->before) * DESK_SECOND / (double) spent;
    fprintf(stderr, "%s%s %s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " rows, %.0f rows/s%s",
            shown->terminal ? "\r" : "", progress->comparing ? "comparing" : "copying",
            progress->table, progress->done, progress->total, rate,
            shown->terminal ? "\033[K" : "\n");
    shown->open = shown->terminal;
    shown->shown = now;
    return true;
}

static gint64
count_rows(const GArray *results)
{
    gint64 rows = 0;
    for (guint i = 0; i < results->len; i++)
        rows += g_array_index(results, DeskCopyResult, i).rows;
    return rows;
}

static void
print_json(const char *from, const char *to, const GArray *results)
{
    json_t *value = json_object();
    json_t *tables = json_array();
    for (guint i = 0; i < results->len; i++) {
        const DeskCopyResult *result = &g_array_index(results, DeskCopyResult, i);
        json_t *table = json_object();
        json_object_set_new(table, "table", desk_json_text(result->table));
        json_object_set_new(table, "rows", json_integer(result->rows));
        json_object_set_new(table, "sha256", desk_json_text(result->sha256));
        json_array_append_new(tables, table);
    }
    json_object_set_new(value, "from", desk_json_text(from));
    json_object_set_new(value, "to", desk_json_text(to));
    json_object_set_new(value, "rows", json_integer(count_rows(results)));
    json_object_set_new(value, "tables", tables);
    desk_json_print(value, false);
}

static void
print_text(const char *from, const char *to, const GArray *results)
{
    static const char *const heads[] = { "TABLE", "ROWS", "SHA-256", NULL };
    g_autoptr(DeskTable) table = desk_table_new(heads);
    for (guint i = 0; i < results->len; i++) {
        const DeskCopyResult *result = &g_array_index(results, DeskCopyResult, i);
        g_autofree char *rows = g_strdup_printf("%" G_GINT64_FORMAT, result->rows);
        desk_table_add(table, (const char *const[]){ result->table, rows, result->sha256 });
    }
    desk_table_print(table, stdout);
    printf("%" G_GINT64_FORMAT " rows, the same in %s and %s\n", count_rows(results), from, to);
}

static int
fail(const GError *error)
{
    static const struct {
        DeskStoreError code;
        int status;
    } map[] = {
        { DESK_STORE_ERROR_URL, EX_USAGE },
        { DESK_STORE_ERROR_MISSING, EX_NOINPUT },
        { DESK_STORE_ERROR_EXISTS, EX_CANTCREAT },
        { DESK_STORE_ERROR_DIFFERS, EX_DATAERR },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(map); i++)
        if (g_error_matches(error, DESK_STORE_ERROR, (gint) map[i].code))
            return desk_ctl_complain(map[i].status, "%s", error->message);
    return desk_ctl_fail(error);
}

/* Who is root becomes the user of the configuration, so that he owns what is made. */
static int
become_user(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    if (geteuid() != 0 && !ctl->options->config_path)
        return EX_OK;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    return desk_daemon_drop_root(conf->user, NULL, &error)
               ? EX_OK
               : desk_ctl_complain(EX_CONFIG, "%s", error->message);
}

int
desk_cmd_store_copy(const DeskCtl *ctl)
{
    Progress shown = { .terminal = isatty(STDERR_FILENO) };
    DeskCopyWatch watch = { show_progress, &shown };
    g_autoptr(GArray) results = NULL;
    g_autoptr(GError) error = NULL;
    int code = become_user(ctl);
    if (code != EX_OK)
        return code;
    bool ok = desk_store_copy(ctl->operands[0], ctl->operands[1], &watch, &results, &error);
    if (shown.open)
        fputc('\n', stderr);
    if (!ok)
        return fail(error);

    g_autofree char *from = desk_store_label(ctl->operands[0]);
    g_autofree char *to = desk_store_label(ctl->operands[1]);
    if (ctl->options->json)
        print_json(from, to, results);
    else
        print_text(from, to, results);
    return EX_OK;
}

static void
print_problems(const char *label, char **problems)
{
    for (char **problem = problems; *problem; problem++)
        puts(*problem);
    if (!*problems)
        printf("OK: all of %s can be read, and nothing in it contradicts the rest\n", label);
}

static void
print_problems_json(const char *label, char **problems)
{
    json_t *value = json_object();
    json_t *list = json_array();
    for (char **problem = problems; *problem; problem++)
        json_array_append_new(list, desk_json_text(*problem));
    json_object_set_new(value, "store", desk_json_text(label));
    json_object_set_new(value, "sound", json_boolean(!*problems));
    json_object_set_new(value, "problems", list);
    desk_json_print(value, false);
}

int
desk_cmd_store_check(const DeskCtl *ctl)
{
    int code = EX_OK;
    bool sound = false;
    g_autofree char *report = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    if (!desk_store_check(store, &sound, &report, &error))
        return desk_ctl_fail(error);
    g_autofree char *label = desk_store_label(conf->store);
    g_auto(GStrv) problems = g_strsplit(g_strchomp(report), "\n", 0);
    if (ctl->options->json)
        print_problems_json(label, problems);
    else
        print_problems(label, problems);
    return sound ? EX_OK : EX_DATAERR;
}
