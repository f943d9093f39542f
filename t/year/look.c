#include "base/clock.h"
#include "desk/assign.h"
#include "desk/escalate.h"
#include "drive.h"
#include "model/play.h"
#include "store/query.h"
#include "store/rows.h"
#include "store/timers.h"

/* What deskposts do by the clock, what is new afterwards, and what goes wrong on purpose. */

#define BATCH      50
#define ROUNDS_MAX 200

/* ---- the look ---- */

typedef struct {
    Looker *looker;
    DeskEscalateBatch tickets;
    gint64 given;
} Batch;

static bool
escalate(DeskStore *store, gpointer data, GError **error)
{
    Batch *batch = data;
    return desk_escalate_run(store, batch->looker->policy, &batch->tickets, error);
}

static bool
sweep(DeskStore *store, gpointer data, GError **error)
{
    Batch *batch = data;
    return desk_assign_sweep(store, batch->looker->policy, batch->looker->wall, BATCH,
                             &batch->given, error);
}

/* Until nothing is left to do, as the timekeeper of deskpost. */
static bool
take_all(Looker *looker, GError **error)
{
    Batch batch = { .looker = looker,
                    .tickets = { .now = looker->wall, .limit = BATCH, .count = 1 } };
    for (int rounds = 0; batch.tickets.count > 0; rounds++) {
        if (rounds == ROUNDS_MAX) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "there is always a step to take");
            return false;
        }
        if (!desk_store_run(looker->store, escalate, &batch, error))
            return false;
    }
    return desk_store_run(looker->store, sweep, &batch, error);
}

static gpointer
look(gpointer data)
{
    Looker *looker = data;
    DeskLeapState leap = desk_leap_look(&looker->leap, looker->wall, looker->steady);
    if (leap == DESK_LEAP_NONE || leap == DESK_LEAP_BELIEVED)
        (void) take_all(looker, &looker->error);
    return NULL;
}

bool
drive_look(Drive *drive, gint64 steady, gint64 wall, gint64 who, GError **error)
{
    GThread *threads[DRIVE_LOOKERS] = { 0 };
    for (int i = 0; i < DRIVE_LOOKERS; i++) {
        drive->lookers[i].steady = steady;
        drive->lookers[i].wall = wall;
        if (who == DRIVE_LOOKERS + 1)
            threads[i] = g_thread_new("looker", look, &drive->lookers[i]);
        else if (who == i + 1)
            look(&drive->lookers[i]);
    }
    for (int i = 0; i < DRIVE_LOOKERS; i++) {
        if (threads[i])
            g_thread_join(threads[i]);
        if (drive->lookers[i].error && !*error)
            g_propagate_error(error, g_steal_pointer(&drive->lookers[i].error));
        g_clear_error(&drive->lookers[i].error);
    }
    return *error == NULL;
}

/* ---- what is new ---- */

static const DeskStatement EVENTS = { "year-events",
                                      "SELECT id, COALESCE(ticket, 0), at, kind, detail FROM event "
                                      "WHERE id > $1 ORDER BY id" };
static const DeskStatement ROWS = { "year-rows",
                                    "SELECT id, COALESCE(ticket, 0), kind, recipient, created "
                                    "FROM outbox WHERE id > $1 ORDER BY id" };

static char *
text_of(gint64 number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

void
drive_touch(Drive *drive, gint64 ticket)
{
    if (ticket > 0)
        g_hash_table_add(drive->touched, GSIZE_TO_POINTER((gsize) ticket));
}

static bool
tell_event(DeskCursor *row, gpointer data, GError **error G_GNUC_UNUSED)
{
    Drive *drive = data;
    gint64 ticket = desk_cursor_int(row, 1);
    g_autofree char *id = text_of(desk_cursor_int(row, 0));
    g_autofree char *number = text_of(ticket);
    g_autofree char *at = text_of(desk_cursor_int(row, 2));
    play_say("event", id, number, at, desk_cursor_text(row, 3), desk_cursor_text(row, 4), NULL);
    drive->last_event = desk_cursor_int(row, 0);
    drive_touch(drive, ticket);
    return true;
}

static bool
tell_row(DeskCursor *row, gpointer data, GError **error G_GNUC_UNUSED)
{
    Drive *drive = data;
    g_autofree char *id = text_of(desk_cursor_int(row, 0));
    g_autofree char *number = text_of(desk_cursor_int(row, 1));
    g_autofree char *created = text_of(desk_cursor_int(row, 4));
    play_say("row", id, number, desk_cursor_text(row, 2), desk_cursor_text(row, 3), created, NULL);
    drive->last_row = desk_cursor_int(row, 0);
    return true;
}

static const char *
or_none(const char *text)
{
    return text ? text : "-";
}

static bool
tell_ticket(DeskStore *store, gint64 id, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GPtrArray) messages = NULL;
    if (!desk_store_ticket_get(store, id, &ticket, error) ||
        !desk_store_message_list(store, id, &messages, error))
        return false;
    g_autofree char *number = text_of(id);
    g_autofree char *count = text_of(messages->len);
    if (ticket)
        play_say("ticket", number, desk_status_name(ticket->status),
                 desk_priority_name(ticket->priority), or_none(ticket->team),
                 or_none(ticket->assignee), or_none(ticket->sla), or_none(ticket->category), count,
                 NULL);
    return true;
}

bool
drive_tell(Drive *drive, GError **error)
{
    if (!desk_query_each(drive->store, &EVENTS, DESK_BIND(desk_int(drive->last_event)), tell_event,
                         drive, error) ||
        !desk_query_each(drive->store, &ROWS, DESK_BIND(desk_int(drive->last_row)), tell_row, drive,
                         error))
        return false;
    GHashTableIter at;
    gpointer id = NULL;
    g_hash_table_iter_init(&at, drive->touched);
    while (g_hash_table_iter_next(&at, &id, NULL))
        if (!tell_ticket(drive->store, (gint64) GPOINTER_TO_SIZE(id), error))
            return false;
    g_hash_table_remove_all(drive->touched);
    return true;
}

/* ---- mistakes on purpose ---- */

static const DeskStatement BUSY = { "year-busy", "SELECT DISTINCT ticket FROM timer "
                                                 "WHERE next_at IS NOT NULL ORDER BY ticket" };
static const DeskStatement LOSE = {
    "year-lose", "DELETE FROM timer WHERE next_at = (SELECT MIN(next_at) FROM timer)"
};
static const DeskStatement DELAY = {
    "year-delay", "UPDATE timer SET next_at = next_at + 86400000000, "
                  "set_at = next_at WHERE next_at = (SELECT MIN(next_at) FROM timer)"
};

static bool
add_ticket(DeskCursor *row, gpointer data, GError **error G_GNUC_UNUSED)
{
    gint64 ticket = desk_cursor_int(row, 0);
    g_array_append_val((GArray *) data, ticket);
    return true;
}

bool
drive_keep(Drive *drive, GError **error)
{
    g_autoptr(GArray) tickets = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!desk_query_each(drive->store, &BUSY, DESK_BIND_NOTHING, add_ticket, tickets, error))
        return false;
    g_ptr_array_set_size(drive->kept, 0);
    for (guint i = 0; i < tickets->len; i++) {
        GArray *timers = NULL;
        if (!desk_store_timer_list(drive->store, g_array_index(tickets, gint64, i), &timers, error))
            return false;
        g_ptr_array_add(drive->kept, timers);
    }
    return true;
}

bool
drive_put_back(Drive *drive, GError **error)
{
    for (guint i = 0; i < drive->kept->len; i++) {
        const GArray *timers = drive->kept->pdata[i];
        for (guint j = 0; j < timers->len; j++)
            if (!desk_store_timer_put(drive->store, &g_array_index(timers, DeskTimer, j), error))
                return false;
    }
    return true;
}

bool
drive_lose(Drive *drive, GError **error)
{
    return desk_query_write(drive->store, &LOSE, DESK_BIND_NOTHING, NULL, error);
}

bool
drive_delay(Drive *drive, GError **error)
{
    return desk_query_write(drive->store, &DELAY, DESK_BIND_NOTHING, NULL, error);
}
