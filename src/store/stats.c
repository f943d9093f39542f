#include "store/query.h"
#include "store/rows.h"
#include "ticket/timer.h"

/* For a look now and then: these do read whole tables or indexes. */
static const DeskStatement SQL_STATS = {
    "stats", "SELECT 'tickets.' || status, COUNT(*) FROM ticket GROUP BY status UNION ALL "
             "SELECT 'contacts', COUNT(*) FROM contact UNION ALL "
             "SELECT 'messages', COUNT(*) FROM message UNION ALL "
             "SELECT 'events', COUNT(*) FROM event UNION ALL "
             "SELECT 'verdicts.' || kind, COUNT(*) FROM verdict GROUP BY kind UNION ALL "
             "SELECT 'outbox.' || state, COUNT(*) FROM outbox GROUP BY state UNION ALL "
             "SELECT 'timers.' || state, COUNT(*) FROM timer GROUP BY state"
};

const DeskStatement *const desk_stat_statements[] = { &SQL_STATS, NULL };

void
desk_stat_free(DeskStat *stat)
{
    if (!stat)
        return;
    g_free(stat->name);
    g_free(stat);
}

static gpointer
read_stat(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskStat *stat = g_new0(DeskStat, 1);
    stat->name = desk_cursor_dup(cursor, 0);
    stat->number = desk_cursor_int(cursor, 1);
    return stat;
}

static void
add_name(GPtrArray *names, const char *group, const char *word)
{
    DeskStat *stat = g_new0(DeskStat, 1);
    stat->name = word ? g_strdup_printf("%s.%s", group, word) : g_strdup(group);
    g_ptr_array_add(names, stat);
}

/* All names in a fixed order, so that one that counts nothing is shown as 0. */
static GPtrArray *
list_names(void)
{
    GPtrArray *names = g_ptr_array_new_with_free_func((GDestroyNotify) desk_stat_free);
    for (int i = DESK_STATUS_NEW; i <= DESK_STATUS_SPAM; i++)
        add_name(names, "tickets", desk_status_name((DeskStatus) i));
    add_name(names, "contacts", NULL);
    add_name(names, "messages", NULL);
    add_name(names, "events", NULL);
    for (int i = DESK_VERDICT_NEW; i <= DESK_VERDICT_DUPLICATE; i++)
        add_name(names, "verdicts", desk_verdict_name((DeskVerdictKind) i));
    for (int i = DESK_OUTBOX_QUEUED; i <= DESK_OUTBOX_UNCERTAIN; i++)
        add_name(names, "outbox", desk_outbox_state_name((DeskOutboxState) i));
    for (int i = DESK_TIMER_RUNNING; i <= DESK_TIMER_MET; i++)
        add_name(names, "timers", desk_timer_state_name((DeskTimerState) i));
    return names;
}

bool
desk_store_stats(DeskStore *store, GPtrArray **stats, GError **error)
{
    static const DeskRowKind kind = { read_stat, (GDestroyNotify) desk_stat_free };
    g_autoptr(GPtrArray) counted = NULL;
    if (!desk_query_list(store, &SQL_STATS, DESK_BIND_NOTHING, &kind, &counted, error))
        return false;
    *stats = list_names();
    for (guint i = 0; i < (*stats)->len; i++) {
        DeskStat *stat = g_ptr_array_index(*stats, i);
        for (guint j = 0; j < counted->len; j++) {
            const DeskStat *found = g_ptr_array_index(counted, j);
            if (g_str_equal(found->name, stat->name))
                stat->number = found->number;
        }
    }
    return true;
}
