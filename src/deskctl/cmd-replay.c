#include "base/clock.h"
#include "base/text.h"
#include "conf/number.h"
#include "desk/replay.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"
#include "deskctl/table.h"

#define SINCE_DEFAULT (30 * DESK_DAY)
#define LIMIT_DEFAULT 50
#define LIMIT_MAX     100000
#define SUBJECT_CUT   30 /* characters */

/* One run, and as many of its tickets as are to be shown. */
typedef struct {
    const DeskCtl *ctl;
    gint64 since;
    gint64 limit;
    gint64 shown;
    DeskTable *table; /* for people, else list */
    json_t *list;
} Run;

/* ---- a ticket ---- */

static const char *
name_of(const char *value)
{
    return value ? value : "none";
}

static char *
cut_subject(const char *subject)
{
    if (g_utf8_strlen(subject, -1) <= SUBJECT_CUT)
        return g_strdup(subject);
    g_autofree char *start = g_utf8_substring(subject, 0, SUBJECT_CUT - 3);
    return g_strconcat(start, "...", NULL);
}

/* The sentence about a field begins with its name; "" when nothing speaks for it. */
static const char *
reason_of(const DeskTriaged *triaged, DeskReplayField field)
{
    static const char *const begins[] = { [DESK_REPLAY_CATEGORY] = "category ",
                                          [DESK_REPLAY_TEAM] = "team ",
                                          [DESK_REPLAY_PRIORITY] = "priority ",
                                          [DESK_REPLAY_SLA] = "SLA ",
                                          [DESK_REPLAY_TAGS] = "tag" };
    for (guint i = 0; i < triaged->reasons->len; i++)
        if (g_str_has_prefix(triaged->reasons->pdata[i], begins[field]))
            return triaged->reasons->pdata[i];
    return "";
}

/* A line for each field; the ticket stands on its first. */
static void
add_lines(DeskTable *table, const DeskReplayRow *row)
{
    bool is_first = true;
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->ticket);
    g_autofree char *subject = cut_subject(row->subject);
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++) {
        const DeskReplayCell *cell = &row->cells[i];
        if (!cell->differs)
            continue;
        desk_table_add(table, (const char *const[]){ is_first ? id : "", is_first ? subject : "",
                                                     desk_replay_field_name(i), name_of(cell->is),
                                                     name_of(cell->would_be),
                                                     cell->changed_by ? cell->changed_by : "-",
                                                     reason_of(row->triaged, i) });
        is_first = false;
    }
}

static json_t *
cell_json(const DeskReplayCell *cell)
{
    json_t *value = json_object();
    json_object_set_new(value, "is", desk_json_text(cell->is));
    json_object_set_new(value, "would_be", desk_json_text(cell->would_be));
    json_object_set_new(value, "changed_by", desk_json_text(cell->changed_by));
    json_object_set_new(value, "by_hand", json_boolean(cell->by_hand));
    return value;
}

static json_t *
row_json(const DeskReplayRow *row)
{
    json_t *value = json_object();
    json_t *changes = json_object();
    json_t *reasons = json_array();
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++)
        if (row->cells[i].differs)
            json_object_set_new(changes, desk_replay_field_name(i), cell_json(&row->cells[i]));
    for (guint i = 0; i < row->triaged->reasons->len; i++)
        json_array_append_new(reasons, desk_json_text(row->triaged->reasons->pdata[i]));
    json_object_set_new(value, "id", json_integer(row->ticket));
    json_object_set_new(value, "subject", desk_json_text(row->subject));
    json_object_set_new(value, "changes", changes);
    json_object_set_new(value, "reasons", reasons);
    return value;
}

static void
show_row(const DeskReplayRow *row, gpointer data)
{
    Run *run = data;
    if (run->shown == run->limit)
        return;
    run->shown++;
    if (run->list)
        json_array_append_new(run->list, row_json(row));
    else
        add_lines(run->table, row);
}

/* ---- the counts ---- */

static json_t *
count_json(const DeskReplayCount *count, const char *name)
{
    json_t *value = json_object();
    json_object_set_new(value, name, json_integer(count->different));
    json_object_set_new(value, "by_hand", json_integer(count->by_hand));
    return value;
}

static json_t *
moves_json(const GPtrArray *moves)
{
    json_t *list = json_array();
    for (guint i = 0; i < moves->len; i++) {
        const DeskReplayMove *move = moves->pdata[i];
        json_t *value = count_json(&move->count, "tickets");
        json_object_set_new(value, "from", desk_json_text(move->from));
        json_object_set_new(value, "to", desk_json_text(move->to));
        json_array_append_new(list, value);
    }
    return list;
}

static void
print_json(Run *run, const DeskReplayCounts *counts)
{
    json_t *value = json_object();
    json_t *fields = json_object();
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++)
        json_object_set_new(fields, desk_replay_field_name(i),
                            count_json(&counts->fields[i], "different"));
    json_object_set_new(value, "since", desk_json_time(run->since));
    json_object_set_new(value, "looked_at", json_integer(counts->looked_at));
    json_object_set_new(value, "same", json_integer(counts->same));
    json_object_set_new(value, "different", json_integer(counts->different));
    json_object_set_new(value, "by_hand", json_integer(counts->by_hand));
    json_object_set_new(value, "skipped", json_integer(counts->skipped));
    json_object_set_new(value, "fields", fields);
    json_object_set_new(value, "categories", moves_json(counts->moves));
    json_object_set_new(value, "tickets", g_steal_pointer(&run->list));
    desk_json_print(value, false);
}

static void
print_fields(const DeskReplayCounts *counts)
{
    for (int i = 0; i < DESK_REPLAY_FIELDS; i++)
        if (counts->fields[i].different > 0)
            printf("  %-10s %" G_GINT64_FORMAT " different, %" G_GINT64_FORMAT
                   " of them changed by hand\n",
                   desk_replay_field_name(i), counts->fields[i].different,
                   counts->fields[i].by_hand);
}

static void
print_moves(const GPtrArray *moves)
{
    g_autoptr(DeskTable) table = desk_table_new(
        (const char *const[]){ "FROM CATEGORY", "TO CATEGORY", "TICKETS", "BY HAND", NULL });
    for (guint i = 0; i < moves->len; i++) {
        const DeskReplayMove *move = moves->pdata[i];
        g_autofree char *tickets = g_strdup_printf("%" G_GINT64_FORMAT, move->count.different);
        g_autofree char *by_hand = g_strdup_printf("%" G_GINT64_FORMAT, move->count.by_hand);
        desk_table_add(table, (const char *const[]){ name_of(move->from), name_of(move->to),
                                                     tickets, by_hand });
    }
    putchar('\n');
    desk_table_print(table, stdout);
}

static void
print_text(const Run *run, const DeskReplayCounts *counts)
{
    gint64 others = counts->different + counts->by_hand;
    desk_table_print(run->table, stdout);
    if (run->shown < others)
        printf("(and %" G_GINT64_FORMAT " more tickets; --limit shows more)\n",
               others - run->shown);
    printf("\n%" G_GINT64_FORMAT " tickets looked at: %" G_GINT64_FORMAT
           " would be the same, %" G_GINT64_FORMAT " different, %" G_GINT64_FORMAT
           " only where people have changed them\n",
           counts->looked_at, counts->same, counts->different, counts->by_hand);
    print_fields(counts);
    if (counts->skipped > 0)
        printf("%" G_GINT64_FORMAT " tickets have no mail, or came by a mailbox that is not in the "
               "configuration\n",
               counts->skipped);
    if (counts->moves->len > 0)
        print_moves(counts->moves);
}

/* ---- the run ---- */

static bool
read_since(const DeskCtl *ctl, gint64 *since)
{
    const char *text = ctl->options->values[DESK_OPTION_SINCE];
    gint64 span = SINCE_DEFAULT;
    if (text && (!desk_number_duration(text, &span) || span <= 0)) {
        g_autofree char *shown = desk_text_quote(text);
        desk_ctl_complain(
            EX_USAGE, "--since: \"%s\", expected a duration such as 90s, 30m, 4h, 3d or 2w", shown);
        return false;
    }
    *since = MAX(desk_clock_now() - span, 0);
    return true;
}

static int
replay_store(Run *run, const DeskConf *conf, DeskStore *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskReader) reader = NULL;
    g_auto(DeskReplayCounts) counts = { 0 };
    if (desk_replay_wants_reader(conf)) {
        reader = desk_reader_new(conf->parse_program, 1, &error);
        if (!reader)
            return desk_ctl_fail(error);
    }
    const DeskReplay replay = {
        .conf = conf, .reader = reader, .since = run->since, .visit = show_row, .data = run
    };
    if (!desk_replay_run(store, &replay, &counts, &error))
        return desk_ctl_fail(error);
    if (run->list)
        print_json(run, &counts);
    else
        print_text(run, &counts);
    return EX_OK;
}

int
desk_cmd_triage_replay(const DeskCtl *ctl)
{
    int code = EX_OK;
    Run run = { .ctl = ctl };
    if (!read_since(ctl, &run.since) ||
        !desk_ctl_option_number(ctl, DESK_OPTION_LIMIT, LIMIT_MAX, LIMIT_DEFAULT, &run.limit))
        return EX_USAGE;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    g_autoptr(DeskTable) table = desk_table_new((const char *const[]){
        "ID", "SUBJECT", "FIELD", "IS", "WOULD BE", "CHANGED BY", "WHY", NULL });
    run.table = table;
    run.list = ctl->options->json ? json_array() : NULL;
    code = replay_store(&run, conf, store);
    json_decref(run.list);
    return code;
}
