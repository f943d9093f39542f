#include "deskctl/copying.h"
#include "base/clock.h"
#include "deskctl/table.h"

#define RENEW_EVERY (DESK_SECOND / 5) /* the line on a terminal */
#define LINE_EVERY  (5 * DESK_SECOND) /* a line of a log; what is done sooner leaves none */

static void
begin_phase(DeskCopying *shown, const DeskCopyProgress *progress, gint64 now)
{
    shown->comparing = progress->comparing;
    shown->begun = now;
    shown->before = progress->done;
    shown->shown = now;
}

static bool
show_progress(const DeskCopyProgress *progress, gpointer data)
{
    DeskCopying *shown = data;
    gint64 now = desk_clock_steady();
    if (shown->begun == 0 || progress->comparing != shown->comparing)
        begin_phase(shown, progress, now);
    if (now - shown->shown < (shown->terminal ? RENEW_EVERY : LINE_EVERY))
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

json_t *
desk_copying_json(const char *from, const char *to, const GArray *results)
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
    return value;
}

void
desk_copying_print(const char *from, const char *to, const GArray *results)
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

DeskCopyWatch
desk_copying_watch(DeskCopying *shown)
{
    *shown = (DeskCopying){ .terminal = isatty(STDERR_FILENO) };
    return (DeskCopyWatch){ show_progress, shown };
}

void
desk_copying_end(const DeskCopying *shown)
{
    if (shown->open)
        fputc('\n', stderr);
}

int
desk_copying_fail(const GError *error)
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
