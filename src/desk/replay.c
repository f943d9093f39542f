#include "desk/replay-facts.h"

/* So many tickets are in memory at a time, and as long a transaction lasts. */
#define PAGE 200

#define DESK_ACTOR "desk"

typedef struct {
    DeskStore *store;
    const DeskReplay *replay;
    DeskReplaySource source;
    DeskTriage *triage;
    DeskReplayCounts *counts;
    GHashTable *moves; /* "from\nto" -> DeskReplayMove, which is owned by counts */
} Run;

const char *
desk_replay_field_name(DeskReplayField field)
{
    static const char *const names[] = { [DESK_REPLAY_CATEGORY] = "category",
                                         [DESK_REPLAY_TEAM] = "team",
                                         [DESK_REPLAY_PRIORITY] = "priority",
                                         [DESK_REPLAY_SLA] = "sla",
                                         [DESK_REPLAY_TAGS] = "tags" };
    return names[field];
}

/* ---- one ticket ---- */

/* The desk gives this one by itself, whatever the rules say. */
static bool
is_foreign_tag(const char *tag)
{
    return g_str_equal(tag, "new-subject");
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *) a, *(const char *const *) b);
}

/* Takes tags out of their order. NULL when there are none. */
static char *
join_tags(GPtrArray *tags)
{
    if (tags->len == 0)
        return NULL;
    g_ptr_array_sort(tags, compare_texts);
    g_ptr_array_add(tags, NULL);
    return g_strjoinv(", ", (char **) tags->pdata);
}

static bool
read_tags(DeskStore *store, gint64 ticket, char **joined, GError **error)
{
    g_auto(GStrv) tags = NULL;
    if (!desk_store_tag_list(store, ticket, &tags, error))
        return false;
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (char **tag = tags; *tag; tag++)
        if (!is_foreign_tag(*tag))
            g_ptr_array_add(kept, *tag);
    *joined = join_tags(kept);
    return true;
}

static char *
wanted_tags(const DeskTriaged *triaged)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new();
    for (guint i = 0; i < triaged->tags->len; i++)
        g_ptr_array_add(tags, triaged->tags->pdata[i]);
    return join_tags(tags);
}

static void
set_cell(DeskReplayRow *row, DeskReplayField field, const char *is, const char *would_be)
{
    DeskReplayCell *cell = &row->cells[field];
    cell->is = g_strdup(is);
    cell->would_be = g_strdup(would_be);
    cell->differs = g_strcmp0(is, would_be) != 0;
}

static bool
compare(DeskStore *store, const DeskTicket *ticket, const DeskTriaged *triaged, DeskReplayRow *row,
        GError **error)
{
    const DeskCategory *category = triaged->category;
    g_autofree char *tags = NULL;
    g_autofree char *wanted = wanted_tags(triaged);
    if (!read_tags(store, ticket->id, &tags, error))
        return false;
    row->ticket = ticket->id;
    row->subject = ticket->subject;
    row->triaged = triaged;
    set_cell(row, DESK_REPLAY_CATEGORY, ticket->category, category ? category->name : NULL);
    set_cell(row, DESK_REPLAY_TEAM, ticket->team, triaged->team);
    set_cell(row, DESK_REPLAY_PRIORITY, desk_priority_name(ticket->priority),
             desk_priority_name(triaged->priority));
    set_cell(row, DESK_REPLAY_SLA, ticket->sla, triaged->sla);
    set_cell(row, DESK_REPLAY_TAGS, tags, wanted);
    return true;
}

/* The field that an event is about; FIELDS when it is none of them. */
static DeskReplayField
field_of(const DeskEvent *event)
{
    if (g_str_has_prefix(event->kind, "tag-"))
        return DESK_REPLAY_TAGS;
    int field = 0;
    while (field < DESK_REPLAY_FIELDS && !g_str_equal(event->kind, desk_replay_field_name(field)))
        field++;
    return field;
}

static void
spare(DeskReplayCell *cell)
{
    g_free(cell->would_be);
    cell->would_be = g_strdup(cell->is);
    cell->differs = false;
}

/* What the rules had made of these fields is gone, and other rules would not have kept the ticket
 * from being late. */
static void
spare_escalated(DeskReplayRow *row)
{
    static const DeskReplayField fields[] = { DESK_REPLAY_TEAM, DESK_REPLAY_PRIORITY };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (!row->cells[fields[i]].by_hand)
            spare(&row->cells[fields[i]]);
}

/* Once a person has set a field, it is by hand, whatever the desk did with it after that. */
static bool
find_changes(DeskStore *store, DeskReplayRow *row, GError **error)
{
    g_autoptr(GPtrArray) events = NULL;
    bool escalated = false;
    if (!desk_store_event_list(store, row->ticket, &events, error))
        return false;
    for (guint i = 0; i < events->len; i++) {
        const DeskEvent *event = events->pdata[i];
        DeskReplayField field = field_of(event);
        escalated |= g_str_equal(event->kind, "escalated");
        if (field == DESK_REPLAY_FIELDS)
            continue;
        DeskReplayCell *cell = &row->cells[field];
        bool by_hand = !g_str_equal(event->actor, DESK_ACTOR);
        if (cell->by_hand && !by_hand)
            continue;
        g_free(cell->changed_by);
        cell->changed_by = g_strdup(event->actor);
        cell->by_hand = by_hand;
    }
    if (escalated)
        spare_escalated(row);
    return true;
}

static void
row_clear(DeskReplayRow *row)
{
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++) {
        g_free(row->cells[i].is);
        g_free(row->cells[i].would_be);
        g_free(row->cells[i].changed_by);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskReplayRow, row_clear)

/* A mail that says nothing by itself has got where the ticket is that it goes on with. */
static bool
is_inherited(DeskStore *store, const DeskReplayRow *row, bool *inherited, GError **error)
{
    g_autoptr(GPtrArray) ties = NULL;
    *inherited = false;
    if (row->triaged->matched)
        return true;
    if (!desk_store_tie_list(store, row->ticket, &ties, error))
        return false;
    for (guint i = 0; i < ties->len; i++) {
        const DeskTieRow *tie = ties->pdata[i];
        *inherited |= tie->kind == DESK_TIE_FOLLOW_UP && tie->ticket == row->ticket;
    }
    return true;
}

static bool
spare_inherited(DeskStore *store, DeskReplayRow *row, GError **error)
{
    static const DeskReplayField fields[] = { DESK_REPLAY_CATEGORY, DESK_REPLAY_TEAM,
                                              DESK_REPLAY_SLA };
    bool inherited = false;
    if (!is_inherited(store, row, &inherited, error))
        return false;
    for (size_t i = 0; inherited && i < G_N_ELEMENTS(fields); i++)
        spare(&row->cells[fields[i]]);
    return true;
}

/* ---- counting ---- */

static void
move_free(gpointer data)
{
    DeskReplayMove *move = data;
    g_free(move->from);
    g_free(move->to);
    g_free(move);
}

static void
count_move(Run *run, const DeskReplayCell *cell)
{
    g_autofree char *key =
        g_strconcat(cell->is ? cell->is : "", "\n", cell->would_be ? cell->would_be : "", NULL);
    DeskReplayMove *move = g_hash_table_lookup(run->moves, key);
    if (!move) {
        move = g_new0(DeskReplayMove, 1);
        move->from = g_strdup(cell->is);
        move->to = g_strdup(cell->would_be);
        g_ptr_array_add(run->counts->moves, move);
        g_hash_table_insert(run->moves, g_steal_pointer(&key), move);
    }
    move->count.different++;
    move->count.by_hand += cell->by_hand;
}

/* True: the ticket would be another one. */
static bool
count_row(Run *run, const DeskReplayRow *row)
{
    DeskReplayCounts *counts = run->counts;
    bool any = false, any_of_the_desk = false;
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++) {
        const DeskReplayCell *cell = &row->cells[i];
        counts->fields[i].different += cell->differs;
        counts->fields[i].by_hand += cell->differs && cell->by_hand;
        any |= cell->differs;
        any_of_the_desk |= cell->differs && !cell->by_hand;
    }
    counts->looked_at++;
    counts->same += !any;
    counts->different += any_of_the_desk;
    counts->by_hand += any && !any_of_the_desk;
    count_move(run, &row->cells[DESK_REPLAY_CATEGORY]);
    return any;
}

static int
compare_moves(gconstpointer a, gconstpointer b)
{
    const DeskReplayMove *left = *(DeskReplayMove *const *) a;
    const DeskReplayMove *right = *(DeskReplayMove *const *) b;
    int order = g_strcmp0(left->from, right->from);
    return order != 0 ? order : g_strcmp0(left->to, right->to);
}

void
desk_replay_counts_clear(DeskReplayCounts *counts)
{
    g_clear_pointer(&counts->moves, g_ptr_array_unref);
}

/* ---- all tickets ---- */

static bool
judge(Run *run, const DeskTicket *ticket, const DeskTriageFacts *facts, GError **error)
{
    g_auto(DeskTriaged) triaged = { 0 };
    g_auto(DeskReplayRow) row = { 0 };
    desk_triage_judge(run->triage, facts, &triaged);
    if (!compare(run->store, ticket, &triaged, &row, error) ||
        !find_changes(run->store, &row, error) || !spare_inherited(run->store, &row, error))
        return false;
    if (count_row(run, &row) && run->replay->visit)
        run->replay->visit(&row, run->replay->data);
    return true;
}

static bool
look_at(Run *run, const DeskTicket *ticket, GError **error)
{
    g_auto(DeskReplayFacts) facts = { 0 };
    bool found = false;
    if (!desk_replay_facts_read(run->store, &run->source, ticket, &facts, &found, error))
        return false;
    if (found)
        return judge(run, ticket, &facts.facts, error);
    run->counts->skipped++;
    return true;
}

/* *place moves behind the last ticket of the page; *count: how many were on it. */
static bool
look_at_page(Run *run, DeskTicketPlace *place, guint *count, GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    if (!desk_store_ticket_since(run->store, run->replay->since, place, PAGE, &tickets, error))
        return false;
    *count = tickets->len;
    for (guint i = 0; i < tickets->len; i++)
        if (!look_at(run, tickets->pdata[i], error))
            return false;
    return true;
}

static bool
look_at_all(Run *run, GError **error)
{
    DeskTicketPlace place = { .created = G_MAXINT64 };
    guint count = PAGE;
    while (count == PAGE) {
        if (!desk_store_begin(run->store, error))
            return false;
        bool ok = look_at_page(run, &place, &count, error);
        desk_store_rollback(run->store);
        if (!ok)
            return false;
    }
    return true;
}

bool
desk_replay_run(DeskStore *store, const DeskReplay *replay, DeskReplayCounts *counts,
                GError **error)
{
    g_autoptr(GHashTable) moves = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(DeskTriage) triage = desk_triage_new(replay->conf);
    *counts = (DeskReplayCounts){ .moves = g_ptr_array_new_with_free_func(move_free) };
    Run run = {
        .store = store, .replay = replay, .triage = triage, .counts = counts, .moves = moves
    };
    desk_replay_source_init(&run.source, replay);
    bool ok = look_at_all(&run, error);
    g_ptr_array_sort(counts->moves, compare_moves);
    return ok;
}
