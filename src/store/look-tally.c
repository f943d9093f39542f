#include "store/look.h"
#include "store/query.h"
#include "store/ticket-row.h"

/*
 * Counts for a report. Each statement goes along an index of its own, so a report costs what
 * happened in its period and what is alive. Its first column is whom it counts for: $1 1: the
 * assignee, 0: the team.
 */
#define NAME    "CASE WHEN CAST($1 AS BIGINT) = 1 THEN ticket.assignee ELSE ticket.team END"
#define COUNTED "ticket.status NOT IN ('merged', 'spam')"

/* $2 since, $3 until, as in all but the third. */
static const DeskStatement SQL_TALLY_CREATED = {
    "tally-created", "SELECT " NAME ", COUNT(*) FROM ticket WHERE ticket.created BETWEEN $2 AND $3"
                     " AND " COUNTED " GROUP BY 1"
};
static const DeskStatement SQL_TALLY_ENDED = {
    "tally-ended", "SELECT " NAME ", COUNT(*) FROM ticket WHERE ticket.ended BETWEEN $2 AND $3"
                   " AND " COUNTED " GROUP BY 1"
};
/* $2 now. These are all that DESK_TICKET_ALIVE lets in: an index of words is no use to NOT IN. */
static const DeskStatement SQL_TALLY_ALIVE = {
    "tally-alive",
    "SELECT " NAME ", COUNT(*), MIN(ticket.created), CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM timer"
    " WHERE timer.ticket = ticket.id AND timer.kind <> 'wake' AND timer.state <> 'met'"
    " AND (timer.breached IS NOT NULL OR timer.due <= $2)) THEN 1 ELSE 0 END) AS BIGINT)"
    " FROM ticket WHERE ticket.status IN ('new', 'open', 'in-progress', 'waiting', 'on-hold')"
    " GROUP BY 1"
};
/* What came late was missed before, as an event of its own; only what is said in the same words of
 * all that came in time tells them apart (policy/sla.c). */
static const DeskStatement SQL_TALLY_CLOCKS = {
    "tally-clocks",
    "SELECT " NAME ", CAST(SUM(CASE WHEN e.kind = 'sla-met' AND replace(e.detail, ' in time: ', '')"
    " <> e.detail THEN 1 ELSE 0 END) AS BIGINT),"
    " CAST(SUM(CASE WHEN e.kind = 'sla-missed' THEN 1 ELSE 0 END) AS BIGINT)"
    " FROM event e JOIN ticket ON ticket.id = e.ticket"
    " WHERE e.kind IN ('sla-met', 'sla-missed') AND e.at BETWEEN $2 AND $3 GROUP BY 1"
};
/* Each answer, and how long the customer had waited if it was the first: else -1. What an agent
 * began himself was no answer. */
static const DeskStatement SQL_TALLY_ANSWERS = {
    "tally-answers",
    "SELECT " NAME ", CASE WHEN m.sequence = 1 OR EXISTS (SELECT 1 FROM message b"
    " WHERE b.ticket = m.ticket AND b.direction = 'out' AND b.sequence < m.sequence) THEN -1"
    " WHEN m.received < ticket.created THEN 0 ELSE m.received - ticket.created END"
    " FROM message m JOIN ticket ON ticket.id = m.ticket"
    " WHERE m.direction = 'out' AND m.received BETWEEN $2 AND $3"
};

const DeskStatement *const desk_tally_statements[] = { &SQL_TALLY_CREATED, &SQL_TALLY_ENDED,
                                                       &SQL_TALLY_ALIVE,   &SQL_TALLY_CLOCKS,
                                                       &SQL_TALLY_ANSWERS, NULL };

void
desk_tally_free(DeskTally *tally)
{
    if (!tally)
        return;
    g_free(tally->name);
    g_free(tally);
}

/* One tally as it is made. */
typedef struct {
    DeskTally *tally;
    GArray *spans; /* gint64, of first responses */
} Entry;

static void
entry_free(gpointer data)
{
    Entry *entry = data;
    desk_tally_free(entry->tally);
    g_array_unref(entry->spans);
    g_free(entry);
}

static Entry *
find_entry(GPtrArray *entries, const char *name)
{
    for (guint i = 0; i < entries->len; i++) {
        Entry *entry = entries->pdata[i];
        if (g_strcmp0(entry->tally->name, name) == 0)
            return entry;
    }
    Entry *entry = g_new0(Entry, 1);
    entry->tally = g_new0(DeskTally, 1);
    entry->tally->name = g_strdup(name);
    entry->spans = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_ptr_array_add(entries, entry);
    return entry;
}

static DeskTally *
tally_of(DeskCursor *row, gpointer entries)
{
    return find_entry(entries, desk_cursor_text(row, 0))->tally;
}

static bool
count_created(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    tally_of(row, data)->created = desk_cursor_int(row, 1);
    return true;
}

static bool
count_ended(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    tally_of(row, data)->ended = desk_cursor_int(row, 1);
    return true;
}

static bool
count_alive(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    DeskTally *tally = tally_of(row, data);
    tally->alive = desk_cursor_int(row, 1);
    tally->oldest = desk_cursor_int(row, 2);
    tally->overdue = desk_cursor_int(row, 3);
    return true;
}

static bool
count_clocks(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    DeskTally *tally = tally_of(row, data);
    tally->met = desk_cursor_int(row, 1);
    tally->missed = desk_cursor_int(row, 2);
    return true;
}

static bool
count_answer(DeskCursor *row, gpointer data, GError **error)
{
    (void) error;
    Entry *entry = find_entry(data, desk_cursor_text(row, 0));
    gint64 span = desk_cursor_int(row, 1);
    entry->tally->answers++;
    if (span >= 0)
        g_array_append_val(entry->spans, span);
    return true;
}

static gint
compare_spans(gconstpointer a, gconstpointer b)
{
    gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;
    return first < second ? -1 : first > second;
}

static gint64
median(GArray *spans)
{
    if (spans->len == 0)
        return -1;
    g_array_sort(spans, compare_spans);
    gint64 low = g_array_index(spans, gint64, (spans->len - 1) / 2);
    gint64 high = g_array_index(spans, gint64, spans->len / 2);
    return low + (high - low) / 2;
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    const char *first = (*(const Entry *const *) a)->tally->name;
    const char *second = (*(const Entry *const *) b)->tally->name;
    if (!first || !second)
        return !first - !second;
    return strcmp(first, second);
}

static bool
read_all(DeskStore *store, DeskPeriod period, bool by_agent, gint64 now, GPtrArray *entries,
         GError **error)
{
    const DeskBind within =
        DESK_BIND(desk_int(by_agent), desk_int(period.since), desk_int(period.until));
    const DeskBind at = DESK_BIND(desk_int(by_agent), desk_int(now));
    return desk_query_each(store, &SQL_TALLY_CREATED, within, count_created, entries, error) &&
           desk_query_each(store, &SQL_TALLY_ENDED, within, count_ended, entries, error) &&
           desk_query_each(store, &SQL_TALLY_ALIVE, at, count_alive, entries, error) &&
           desk_query_each(store, &SQL_TALLY_CLOCKS, within, count_clocks, entries, error) &&
           desk_query_each(store, &SQL_TALLY_ANSWERS, within, count_answer, entries, error);
}

bool
desk_store_tally(DeskStore *store, DeskPeriod period, bool by_agent, gint64 now,
                 GPtrArray **tallies, GError **error)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    if (!read_all(store, period, by_agent, now, entries, error))
        return false;
    g_ptr_array_sort(entries, compare_names);
    *tallies = g_ptr_array_new_with_free_func((GDestroyNotify) desk_tally_free);
    for (guint i = 0; i < entries->len; i++) {
        Entry *entry = entries->pdata[i];
        entry->tally->first_response = median(entry->spans);
        g_ptr_array_add(*tallies, g_steal_pointer(&entry->tally));
    }
    return true;
}
