#include "store/copy.h"
#include "store/copy-compare.h"
#include "store/copy-page.h"

#define MERGES    1000                                  /* tickets in one transaction */
#define COPY_NAME G_GINT64_CONSTANT(0x6465736b636f7079) /* "deskcopy", for desk_store_hold */

typedef struct {
    const DeskCopyPlan *plan;
    DeskStore *from;
    DeskStore *to;
    bool pinned; /* one view of the source for all */
    DeskCopyProgress progress;
} Copy;

/* Somebody else may have finished the same copy: then it is a desk, and may be at work already. */
static bool
check_unfinished(Copy *copy, GError **error)
{
    bool finished = false;
    if (!desk_store_is_finished(copy->to, &finished, error))
        return false;
    if (!finished)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS,
                "another process has copied to the same place, and finished it: it holds a desk");
    return false;
}

/* A transaction of the destination round one view of the source. */
static bool
enter(Copy *copy, GError **error)
{
    return desk_store_begin(copy->to, error) && desk_store_hold(copy->to, COPY_NAME, error) &&
           check_unfinished(copy, error) && (copy->pinned || desk_store_begin(copy->from, error));
}

static bool
leave(Copy *copy, bool ok, GError **error)
{
    if (!copy->pinned)
        desk_store_rollback(copy->from);
    if (ok)
        return desk_store_commit(copy->to, error);
    desk_store_rollback(copy->to);
    return false;
}

static bool
report(Copy *copy, const char *table, gint64 rows, GError **error)
{
    copy->progress.table = table;
    copy->progress.done += rows;
    copy->progress.total = MAX(copy->progress.total, copy->progress.done);
    const DeskCopyWatch *watch = copy->plan->watch;
    if (!watch || watch->report(&copy->progress, watch->data))
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE,
                "the copy is not finished: run the same command again, it goes on where it was");
    return false;
}

static bool
insert_row(DeskCopyWalk *walk, DeskCursor *row, GError **error)
{
    const DeskCopyTable *table = walk->table;
    DeskValue values[DESK_SQL_PARAMETERS];
    int count = (int) strlen(table->types) - table->late;
    for (int i = 0; i < count; i++)
        values[i] = desk_copy_value(row, i, table->types[i]);
    return desk_query_write(walk->data, &table->insert, (DeskBind){ values, count }, NULL, error);
}

/* The highest key is asked for within each transaction: nothing else has to be remembered, and
 * two copies at once do no harm. */
static bool
move_page(Copy *copy, const DeskCopyTable *table, gint64 *rows, GError **error)
{
    g_auto(DeskCopyKey) after = { 0 };
    DeskCopyWalk walk = { .table = table, .visit = insert_row, .data = copy->to };
    bool ok = enter(copy, error) && desk_copy_last(copy->to, table, &after, error) &&
              desk_copy_walk(copy->from, &after, &walk, error);
    *rows = walk.rows;
    return leave(copy, ok, error);
}

static bool
copy_page(Copy *copy, const DeskCopyTable *table, gint64 *rows, GError **error)
{
    g_autoptr(GError) cause = NULL;
    for (int left = DESK_STORE_RERUNS; !move_page(copy, table, rows, &cause); left--) {
        if (left == 0 || !g_error_matches(cause, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        g_clear_error(&cause);
    }
    desk_store_tidy(copy->to);
    return *rows == 0 || report(copy, table->name, *rows, error);
}

static bool
copy_table(Copy *copy, const DeskCopyTable *table, GError **error)
{
    gint64 rows = 0;
    do
        if (!copy_page(copy, table, &rows, error))
            return false;
    while (rows > 0);
    return true;
}

typedef struct {
    DeskStore *to;
    gint64 last;
    gint64 rows;
} Merges;

static bool
merge_row(DeskCursor *row, gpointer data, GError **error)
{
    Merges *merges = data;
    merges->last = desk_cursor_int(row, 0);
    merges->rows++;
    return desk_query_write(merges->to, &desk_copy_merge,
                            DESK_BIND(desk_int(merges->last), desk_int(desk_cursor_int(row, 1))),
                            NULL, error);
}

/* Few, and the same however often they are written. */
static bool
copy_merges(Copy *copy, GError **error)
{
    Merges merges = { .to = copy->to, .last = G_MININT64 };
    do {
        merges.rows = 0;
        bool ok = enter(copy, error) &&
                  desk_query_each(copy->from, &desk_copy_merges,
                                  DESK_BIND(desk_int(merges.last), desk_int(MERGES)), merge_row,
                                  &merges, error);
        if (!leave(copy, ok, error))
            return false;
    } while (merges.rows > 0);
    return true;
}

/* An id may have been given to a row that is gone. */
static bool
pass_ids(Copy *copy, GError **error)
{
    for (const DeskCopyTable *table = desk_copy_tables; table->name; table++) {
        g_auto(DeskCopyKey) last = { 0 };
        gint64 given = 0;
        if (!table->numbered)
            continue;
        if (!copy->from->driver->last_id(copy->from, table->name, &given, error) ||
            !desk_copy_last(copy->to, table, &last, error))
            return false;
        gint64 id = MAX(given, last.numbers[0]);
        if (id > 0 && !copy->to->driver->pass_ids(copy->to, table->name, id, error))
            return false;
    }
    return true;
}

static bool
report_compared(const char *table, gint64 rows, gpointer data, GError **error)
{
    return report(data, table, rows, error);
}

static bool
finish(Copy *copy, GArray *results, GError **error)
{
    copy->progress.comparing = true;
    copy->progress.done = 0;
    DeskCopyPair pair = { copy->from, copy->to, report_compared, copy };
    bool ok = enter(copy, error) && desk_copy_compare(&pair, results, error) &&
              pass_ids(copy, error) && copy->plan->finish(copy->to, copy->plan->data, error);
    return leave(copy, ok, error);
}

static bool
are_same_epochs(const GPtrArray *a, const GPtrArray *b)
{
    bool same = a->len == b->len;
    for (guint i = 0; same && i < a->len; i++)
        same = g_str_equal(((const DeskEpoch *) a->pdata[i])->epoch,
                           ((const DeskEpoch *) b->pdata[i])->epoch);
    return same;
}

/* A copy begins with the epochs, so they say whose it is. */
static bool
check_same_desk(Copy *copy, GError **error)
{
    g_autoptr(GPtrArray) from = desk_store_epochs(copy->from, error);
    g_autoptr(GPtrArray) to = from ? desk_store_epochs(copy->to, error) : NULL;
    if (!to)
        return false;
    if (to->len == 0 || are_same_epochs(from, to))
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_DIFFERS,
                "the destination holds an unfinished copy of another desk: finish that one, or "
                "remove it");
    return false;
}

static bool
count_rows(DeskStore *store, gint64 *rows, GError **error)
{
    *rows = 0;
    for (const DeskCopyTable *table = desk_copy_tables; table->name; table++) {
        gint64 count = 0;
        if (!desk_query_ints(store, &table->count, DESK_BIND_NOTHING, &count, 1, error))
            return false;
        *rows += count;
    }
    return true;
}

static bool
run(Copy *copy, GArray *results, GError **error)
{
    if (!check_same_desk(copy, error) || !count_rows(copy->from, &copy->progress.total, error) ||
        !count_rows(copy->to, &copy->progress.done, error))
        return false;
    for (const DeskCopyTable *table = desk_copy_tables; table->name; table++)
        if (!copy_table(copy, table, error))
            return false;
    return copy_merges(copy, error) && finish(copy, results, error);
}

bool
desk_copy_run(const DeskCopyPlan *plan, GArray **results, GError **error)
{
    g_autoptr(GArray) tables = g_array_new(FALSE, TRUE, sizeof(DeskCopyResult));
    Copy copy = { .plan = plan, .from = plan->from, .to = plan->to, .pinned = plan->from->inside };
    if (!run(&copy, tables, error))
        return false;
    *results = g_steal_pointer(&tables);
    return true;
}

/* Whoever copies to the same place may be faster: then it is his that both go on with. */
static bool
make_place(const char *url, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (desk_store_create_unfinished(url, &cause) ||
        g_error_matches(cause, DESK_STORE_ERROR, DESK_STORE_ERROR_EXISTS))
        return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

DeskStore *
desk_copy_open(const char *url, GError **error)
{
    g_autoptr(GError) cause = NULL;
    DeskStore *store = desk_store_open(url, DESK_STORE_COPY, &cause);
    if (store)
        return store;
    if (!g_error_matches(cause, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    return make_place(url, error) ? desk_store_open(url, DESK_STORE_COPY, error) : NULL;
}

static bool
finish_store(DeskStore *to, gpointer data, GError **error)
{
    (void) data;
    return desk_store_finish(to, error);
}

bool
desk_store_copy(const char *from, const char *to, const DeskCopyWatch *watch, GArray **results,
                GError **error)
{
    g_autoptr(DeskStore) source = desk_store_open(from, DESK_STORE_READ, error);
    g_autoptr(DeskStore) destination = source ? desk_copy_open(to, error) : NULL;
    DeskCopyPlan plan = {
        .from = source, .to = destination, .finish = finish_store, .watch = watch
    };
    return destination && desk_copy_run(&plan, results, error);
}
