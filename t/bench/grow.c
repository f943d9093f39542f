#include "base/clock.h"
#include "base/mac.h"
#include "fill.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/raw.h"
#include "store/staff.h"
#include "store/timers.h"

/*
 * How a store fares when it grows. Usage:
 *   grow fill STORE TICKETS   adds so many tickets of three messages each: message n of ticket
 *                             k has the Message-ID k.n@grown.example.net, and its requester is
 *                             ck@grown.example.net. Each has two clocks; the last 1,000 are those
 *                             that ten agents have
 *   grow ask STORE TICKETS COUNT
 *                             asks what an intake asks about COUNT mails, half of them answers
 *                             to one of the tickets, and prints how long that took
 */

#define BATCH 250
#define POOL  64 /* different raw mails */

#define AGENTS 10
#define HELD   1000 /* tickets that they have, in a store of any size */

static const DeskStatement SENT = { "grow-sent", "UPDATE outbox SET state = 'sent', due = NULL,"
                                                 " settled = created WHERE due IS NOT NULL" };

static const DeskStatement ASSIGN = { "grow-assign",
                                      "UPDATE ticket SET assignee = 'agent' || (id % 10)"
                                      " WHERE id > (SELECT MAX(id) FROM ticket) - $1" };

static GBytes *pool[POOL];

static void
make_pool(void)
{
    for (int i = 0; i < POOL; i++) {
        gsize size = 0;
        g_autofree char *text = fill_mail(i, &size);
        pool[i] = desk_raw_pack((DeskBytes){ text, size });
    }
}

static bool
add_messages(DeskStore *store, int number, gint64 ticket, gint64 contact, GError **error)
{
    for (int i = 0; i < 3; i++) {
        guint8 key[32];
        gint64 id = 0;
        g_autofree char *message_id = g_strdup_printf("%d.%d@grown.example.net", number, i);
        FillMessage message = { .ticket = ticket,
                                .author = i == 1 ? 0 : contact,
                                .direction = i == 1 ? DESK_DIRECTION_OUT : DESK_DIRECTION_IN,
                                .message_id = message_id,
                                .key = key,
                                .packed = i == 1 ? NULL : pool[number % POOL] };
        desk_random(key, sizeof key);
        if (!fill_message(store, &message, &id, error) ||
            !fill_traces(store, ticket, id, message_id, error))
            return false;
    }
    return true;
}

static bool
add_timers(DeskStore *store, gint64 ticket, GError **error)
{
    gint64 now = desk_clock_now();
    DeskTimer met = { .ticket = ticket, .state = DESK_TIMER_MET, .since = now, .set = now };
    DeskTimer running = { .ticket = ticket,
                          .kind = DESK_TIMER_RESOLUTION,
                          .since = now,
                          .due = now + DESK_DAY,
                          .next_at = now + DESK_DAY,
                          .set = now };
    return desk_store_timer_put(store, &met, error) && desk_store_timer_put(store, &running, error);
}

static bool
add_conversation(DeskStore *store, int number, GError **error)
{
    gint64 contact = 0;
    gint64 ticket = 0;
    g_autofree char *address = g_strdup_printf("c%d@grown.example.net", number);
    g_autofree char *message_id = g_strdup_printf("%d.0@grown.example.net", number);
    return desk_store_contact_add(store, address, address, "Customer", 1, &contact, error) &&
           fill_ticket(store, contact, &ticket, error) &&
           add_messages(store, number, ticket, contact, error) &&
           add_timers(store, ticket, error) &&
           fill_outbox(store, ticket, contact, address, message_id, error);
}

static void
add_batch(DeskStore *store, int first, int count)
{
    g_autoptr(GError) error = NULL;
    fill_must(desk_store_begin(store, &error), error);
    for (int i = 0; i < count; i++)
        fill_must(add_conversation(store, first + i, &error), error);
    fill_must(desk_query_write(store, &SENT, DESK_BIND_NOTHING, NULL, &error), error);
    fill_must(desk_store_commit(store, &error), error);
    desk_store_tidy(store);
}

static void
fill(DeskStore *store, int tickets)
{
    g_autoptr(GError) error = NULL;
    gint64 start = desk_clock_steady();
    make_pool();
    for (int i = 0; i < tickets; i += BATCH)
        add_batch(store, i + 1, MIN(BATCH, tickets - i));
    fill_must(desk_query_write(store, &ASSIGN, DESK_BIND(desk_int(HELD)), NULL, &error), error);
    printf("tickets %d seconds %.1f\n", tickets,
           (double) (desk_clock_steady() - start) / (double) DESK_SECOND);
    for (int i = 0; i < POOL; i++)
        g_bytes_unref(pool[i]);
}

/* Who may get a new ticket: who is away, who has how much to do, whose turn it is. */
static bool
ask_staff(DeskStore *store, GError **error)
{
    g_autoptr(GPtrArray) absences = NULL;
    g_autoptr(GHashTable) turns = NULL;
    if (!desk_store_absence_list(store, desk_clock_now(), &absences, error) ||
        !desk_store_turn_list(store, "frontline", &turns, error))
        return false;
    for (int i = 0; i < AGENTS; i++) {
        gint64 number = 0;
        g_autofree char *agent = g_strdup_printf("agent%d", i);
        if (!desk_store_agent_load(store, agent, DESK_LOAD_COMPARED, &number, error))
            return false;
    }
    return true;
}

static bool
ask_clocks(DeskStore *store, gint64 ticket, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    return desk_store_timer_list(store, ticket, &timers, error);
}

/* The questions of one mail: is it known, who sent it, which ticket, has he had an answer? */
static bool
ask_one(DeskStore *store, int number, bool answer, GError **error)
{
    guint8 key[32];
    gint64 contact = 0, message = 0, ticket = 0, count = 0;
    bool member = false;
    g_autoptr(DeskTicket) found = NULL;
    g_autofree char *address =
        g_strdup_printf("%s%d@grown.example.net", answer ? "c" : "n", number);
    g_autofree char *id = g_strdup_printf("%d.0@grown.example.net", answer ? number : -number);
    desk_random(key, sizeof key);
    return desk_store_message_by_key(store, key, &message, &ticket, error) &&
           desk_store_contact_find(store, address, &contact, error) &&
           desk_store_message_id_count(store, id, &count, error) &&
           desk_store_message_thread(store, id, contact, &message, &ticket, error) &&
           desk_store_ticket_final(store, ticket, &found, error) &&
           desk_store_participant_is(store, ticket, contact, &member, NULL, error) &&
           desk_store_outbox_count(store, contact, "ack", (DeskPeriod){ 1, G_MAXINT64 }, &count,
                                   error) &&
           (answer ? ask_clocks(store, ticket, error) : ask_staff(store, error)) &&
           answer == member;
}

static gint
compare_times(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *) a;
    gint64 right = *(const gint64 *) b;
    return left < right ? -1 : left > right;
}

static void
ask(DeskStore *store, int tickets, int count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    /* The first ones are not counted: a daemon has been running for a while. */
    for (int i = -count; i < count; i++) {
        int number = 1 + g_random_int_range(0, tickets);
        gint64 start = desk_clock_steady();
        fill_must(ask_one(store, number, i % 2 == 0, &error), error);
        gint64 spent = desk_clock_steady() - start;
        if (i >= 0)
            g_array_append_val(times, spent);
    }
    g_array_sort(times, compare_times);
    printf("lookups %d p50_us %" G_GINT64_FORMAT " p99_us %" G_GINT64_FORMAT "\n", count,
           g_array_index(times, gint64, count / 2), g_array_index(times, gint64, count * 99 / 100));
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    bool filling = argc == 4 && g_str_equal(argv[1], "fill");
    bool asking = argc == 5 && g_str_equal(argv[1], "ask");
    int tickets = filling || asking ? (int) g_ascii_strtoll(argv[3], NULL, 10) : 0;
    int count = asking ? (int) g_ascii_strtoll(argv[4], NULL, 10) : 1;
    g_set_prgname("grow");
    if (tickets < 1 || count < 1) {
        (void) fprintf(stderr, "usage: grow fill STORE TICKETS | grow ask STORE TICKETS COUNT\n");
        return EX_USAGE;
    }
    g_autoptr(DeskStore) store =
        desk_store_open(argv[2], filling ? DESK_STORE_WRITE : DESK_STORE_READ, &error);
    fill_must(store != NULL, error);
    if (filling)
        fill(store, tickets);
    else
        ask(store, tickets, count);
    return 0;
}
